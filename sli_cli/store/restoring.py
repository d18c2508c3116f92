"""A backup becomes a database again: made ready beside its place, brought up to date, verified, then put in its place.

What it takes the place of is kept beside it, and nobody can write to that meanwhile.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import IO, TYPE_CHECKING, NamedTuple

from sli_cli.errors import BadValue, DatabaseProblem, Rejected
from sli_cli.store import APPLICATION_ID, SCHEMA_VERSION
from sli_cli.store.backup import called, copy_file, copy_pages
from sli_cli.store.files import new_file, replace, settle, unfinished, written
from sli_cli.store.places import refuse_network_folder
from sli_cli.store.sqlite import SqliteFile, faults
from sli_cli.store.verify import Whole, verify
from sli_cli.store.whole import dump, restore, schema_of

if TYPE_CHECKING:
    from sli_cli.store.home import Home

LONGEST_LINE = 64_000_000
"""Of how many characters a line of an export may be: nothing that sli wrote comes near it."""

MAGIC = b"SQLite format 3\0"
ANOTHER = "Name another backup."


class Restored(NamedTuple):
    """What was restored: its history, the schema that it was of, and where what was there before is kept, or ""."""

    whole: Whole
    schema: int
    kept: str
    reminds: bool
    """Whether reminders go out from it: it does not know of those that were sent after it was made."""


def restore_file(file: str, home: Home, now: str, *, replacing: bool) -> Restored:
    """Restores a backup, a SQLite file or a whole export, of this version's schema or an earlier one, into `home`.

    `now` is the time in UTC, ISO. Raises BadValue where the file cannot be read, Rejected where it is no backup, or
    where something is in the place and `replacing` is False; DatabaseProblem where it does not verify, a later version
    made it, or somebody is writing to what it would replace. Then nothing has changed.
    """
    _check_file(file, home)
    if isinstance(home, SqliteFile):
        if not home.allow_network:
            refuse_network_folder(home.path)
        _check_free(home, replacing)
    elif replacing:
        raise BadValue(
            "A PostgreSQL database is not replaced.", "Restore into an empty one, and name that from then on."
        )
    folder = os.path.dirname(os.path.abspath(home.path)) if isinstance(home, SqliteFile) else gettempdir()
    with unfinished(folder) as room, written(folder):
        ready = os.path.join(room, "register.db")
        schema = _make_ready(file, ready, now)
        with called(ready, file), SqliteFile(ready).reading() as connection:
            whole, reminds = verify(connection), connection.row("reminding") is not None
        if isinstance(home, SqliteFile):
            return Restored(whole, schema, _put(ready, home, room, now), reminds)
        with SqliteFile(ready).reading() as connection:
            _fill(home, dump(connection))
    return Restored(whole, schema, "", reminds)


def _check_file(file: str, home: Home) -> None:
    try:
        with open(file, "rb"):
            pass
        same = isinstance(home, SqliteFile) and os.path.exists(home.path) and os.path.samefile(file, home.path)
    except OSError as error:
        raise BadValue(f"{file!r} cannot be read: {error.strerror}.", "Name a backup.") from error
    if same:
        raise BadValue(f"{file!r} is the database itself.", "Name a backup of it, or another place with --to.")


def _check_free(home: SqliteFile, replacing: bool) -> None:
    if os.path.isdir(home.path):
        raise DatabaseProblem(f"{home.path} is a folder, not a database.", "Name a file.")
    if os.path.exists(home.path) and not replacing:
        raise Rejected(
            f"There is a database at {home.path} already; nothing was written.",
            "Name a new place with --to; or --replace puts it in its place, and keeps what is there beside it.",
        )


def _fill(home: Home, lines: Iterator[str]) -> None:
    """Writes an export into a database that several machines use: one that is not there yet, or is empty."""
    if home.exists():
        with home.writing() as connection:
            restore(connection, lines)
    else:
        home.create(lambda connection: restore(connection, lines))


# -- the backup, as a database of this version -------------------------------------------------------------------------


def _make_ready(file: str, ready: str, now: str) -> int:
    """Makes a SQLite file of our schema of a backup; the schema that it was of."""
    with open(file, "rb") as stream:
        begin = stream.read(len(MAGIC))
    if begin == MAGIC:
        new_file(ready)
        with faults(file, 0):
            schema = _copied(file, ready)
    else:
        with _export(file) as lines:
            schema = schema_of(lines)
        with _export(file) as lines:
            if schema == SCHEMA_VERSION:
                SqliteFile(ready, allow_network=True).create(lambda connection: restore(connection, lines))
            else:
                from sli_cli.store.earlier import load_earlier

                new_file(ready)
                load_earlier(ready, schema, lines)
    if schema < SCHEMA_VERSION:
        with called(ready, file):
            SqliteFile(ready, allow_network=True).upgrade(now)
    return schema


def _copied(file: str, ready: str) -> int:
    """Copies a SQLite file, which stays as it is; its schema. Raises DatabaseProblem for one that is none of ours."""
    source = _open(file, "ro")
    try:
        if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DatabaseProblem(f"{file} is a database, but not one of sli's.", "Name a backup.")
        schema = int(source.execute("PRAGMA user_version").fetchone()[0])
        copy_file(source, ready, os.path.dirname(os.path.dirname(ready)), 5)
    finally:
        source.close()
    return schema


@contextmanager
def _export(file: str) -> Iterator[Iterator[str]]:
    """The lines of an export, packed or not. Reading them raises Rejected where the file is damaged, or no text."""
    with ExitStack() as stack:
        raw = stack.enter_context(open(file, "rb"))
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        yield _lines(file, stack.enter_context(gzip.open(raw)) if packed else raw)


def _lines(file: str, stream: IO[bytes] | gzip.GzipFile) -> Iterator[str]:
    try:
        while line := stream.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Rejected(f"{file} holds a line that is too long for a backup; nothing was written.", ANOTHER)
            yield line.decode()
    except (gzip.BadGzipFile, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise Rejected(f"{file} is damaged, cut short, or no backup; nothing was written.", ANOTHER) from error


def _open(path: str, mode: str, timeout: float = 5) -> sqlite3.Connection:
    uri = f"{Path(path).absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


# -- into its place ----------------------------------------------------------------------------------------------------


def _put(ready: str, home: SqliteFile, room: str, now: str) -> str:
    """Puts a file that is ready into its place; where what was there before is kept, or "" where nothing was."""
    stamp = now.replace(":", "")
    if not os.path.exists(home.path):
        _set_journals_aside(home.path, f".{stamp}.left")
        try:
            settle(ready, [home.path])
        except FileExistsError as error:
            raise DatabaseProblem(
                f"{home.path} was made meanwhile; nothing was written.", "Look at it first."
            ) from error
        return ""
    names = [f"{home.path}.before-restore.{stamp}{nth}.backup" for nth in ("", "-2", "-3", "-4")]
    before = os.path.join(room, "before.db")
    new_file(before)
    try:
        return _write_over(ready, home, before, names)
    except _Unusable:
        return _exchange(ready, home.path, before, names)


class _Unusable(Exception):
    """SQLite can make nothing of the file."""


def _write_over(ready: str, home: SqliteFile, before: str, names: list[str]) -> str:
    """Writes over a database in one transaction of its own; where it is kept as it was.

    From before it is copied until it is written over, nobody else can read or write it. Who waited for that goes on
    with what was restored: had the file only been given another's name, they would write into one that nobody sees.
    """
    with faults(home.path, home.timeout):
        live = _open(home.path, "rw", 0)
        try:
            try:
                _hold(live, home.timeout)
                ours = live.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
                empty = live.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                raise _Unusable from error
            if not ours and not empty:
                raise DatabaseProblem(f"{home.path} is a database, but not one of sli's.", "Name another place.")
            copy_file(live, before, os.path.dirname(home.path) or ".", home.timeout)
            kept = settle(before, names)
            source = _open(ready, "ro")
            try:
                copy_pages(source, live, -1, home.timeout)
            except BaseException:
                os.remove(kept)  # of what is still in its place
                raise
            finally:
                source.close()
        finally:
            live.close()
    return kept


def _hold(live: sqlite3.Connection, timeout: float) -> None:
    """Keeps everybody else out of a database until it is closed, in and outside of transactions."""
    end = time.monotonic() + timeout
    while True:
        try:
            live.execute("BEGIN EXCLUSIVE")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.002)  # SQLite itself would wait so long between two attempts that busy writers never let it in
    # Only now: a lock for reading alone would be held on to as well, and the writer who waits for that waits for ever.
    live.execute("PRAGMA locking_mode = EXCLUSIVE")
    live.execute("COMMIT")


def _exchange(ready: str, path: str, before: str, names: list[str]) -> str:
    """Gives a file that is ready the name of one that is no database any more; where that is kept, byte for byte."""
    with open(path, "rb") as stream:
        header = stream.read(100)
    if header.startswith(MAGIC) and header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise DatabaseProblem(f"{path} is a database, but not one of sli's.", "Name another place.")
    shutil.copyfile(path, before)
    kept = settle(before, names)
    _set_journals_aside(path, kept.removeprefix(path))
    os.chmod(ready, stat.S_IMODE(os.stat(path).st_mode))
    replace(ready, os.path.realpath(path))
    return kept


def _set_journals_aside(path: str, ending: str) -> None:
    """A journal that was left beside a file that is gone would be played back into the one that takes its place."""
    for journal in (f"{path}-journal", f"{path}-wal", f"{path}-shm"):
        if os.path.exists(journal):
            os.replace(journal, journal + ending)
