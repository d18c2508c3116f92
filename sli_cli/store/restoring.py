"""A backup becomes a database again: made ready beside its place, brought up to date, verified, then put in its place.

What it takes the place of is kept beside it, and nobody can write to that meanwhile.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from tempfile import gettempdir
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.errors import BadValue, DatabaseProblem, Rejected
from sli_cli.store import APPLICATION_ID, SQLITE_FILE
from sli_cli.store.backup import called, copy_file, copy_pages
from sli_cli.store.backup_files import make_ready, open_file
from sli_cli.store.files import new_file, replace, settle, unfinished, written
from sli_cli.store.places import refuse_network_folder
from sli_cli.store.sqlite import SqliteFile, faults
from sli_cli.store.verify import Whole, verify
from sli_cli.store.whole import dump, restore

if TYPE_CHECKING:
    from sli_cli.store.home import Home


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
    if isinstance(home, SqliteFile) and os.path.islink(home.path):  # what is made ready lies beside the file itself
        home = SqliteFile(os.path.realpath(home.path), home.timeout, allow_network=home.allow_network)
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
        schema = make_ready(file, ready, now)
        with called(room, file), SqliteFile(ready).reading() as connection:
            whole, reminds = verify(connection), connection.row("reminding", today="") is not None
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
    kept = ""
    try:
        with faults(home.path, home.timeout), closing(open_file(home.path, "rw", 0)) as live:
            _hold(live, home)
            copy_file(live, before, os.path.dirname(home.path) or ".", home.timeout)
            kept = settle(before, names)
            with closing(open_file(ready, "ro")) as source:
                copy_pages(source, live, -1, home.timeout)
    except BaseException:
        if kept and not os.path.exists(f"{home.path}-journal"):  # else it is still to be taken back
            os.remove(kept)
        raise
    return kept


def _hold(live: sqlite3.Connection, home: SqliteFile) -> None:
    """Keeps everybody else out of a database until it is closed. Raises _Unusable, DatabaseProblem where not ours."""
    end = time.monotonic() + home.timeout
    while not live.in_transaction:
        try:
            live.execute("BEGIN EXCLUSIVE")
            ours = live.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            if not ours and live.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise DatabaseProblem(f"{home.path} is a database, but not one of sli's.", "Name another place.")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.002)  # SQLite itself would wait so long between two attempts that busy writers never let it in
        except sqlite3.DatabaseError as error:
            raise _Unusable from error
    # Only now: a lock for reading alone would be held on to as well, and the writer who waits for that waits for ever.
    live.execute("PRAGMA locking_mode = EXCLUSIVE")
    live.execute("COMMIT")


def _exchange(ready: str, path: str, before: str, names: list[str]) -> str:
    """Gives a file that is ready the name of one that is no database any more; where that is kept, byte for byte."""
    with open(path, "rb") as stream:
        header = stream.read(100)
    if header.startswith(SQLITE_FILE) and header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise DatabaseProblem(f"{path} is a database, but not one of sli's.", "Name another place.")
    shutil.copyfile(path, before)
    kept = settle(before, names)
    _set_journals_aside(path, kept.removeprefix(path))
    os.chmod(ready, stat.S_IMODE(os.stat(path).st_mode))
    replace(ready, path)
    return kept


def _set_journals_aside(path: str, ending: str) -> None:
    """A journal that was left beside a file that is gone would be played back into the one that takes its place."""
    for journal in (f"{path}-journal", f"{path}-wal", f"{path}-shm"):
        if os.path.exists(journal):
            os.replace(journal, journal + ending)
