"""Backups as files, and what is in them: made into a database of this version, whatever version they are of."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, Any

from sli_cli.errors import DatabaseProblem, Rejected, SliError
from sli_cli.store import APPLICATION_ID, SCHEMA_VERSION, SQLITE_FILE
from sli_cli.store.backup import called, copy_file
from sli_cli.store.files import new_file
from sli_cli.store.sqlite import Connection, SqliteFile, faults
from sli_cli.store.whole import restore, schema_of

Head = tuple[int, str]
"""The newest row of history: its number, 0 where there is none, and its hash, which stands for all rows up to it."""

LONGEST_LINE = 16_000_000
"""Of how many bytes a line of an export may be: nothing that sli wrote comes near it."""

SUSPECT, RATIO = 50_000_000, 200
"""From how many bytes on an export may not have unpacked to so many times what it was: it holds too many hashes."""

ANOTHER = "Name another backup."


def open_file(path: str, mode: str, timeout: float = 5) -> sqlite3.Connection:
    """An existing SQLite file, to be read ("ro") or written ("rw"); `timeout` is how long to wait for others."""
    uri = f"{Path(path).absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


def make_ready(file: str, ready: str, now: str) -> int:
    """Makes a SQLite file at `ready` of a backup, in the schema of this version; the schema that it was of.

    `now` is the time in UTC, ISO. Raises Rejected for what is no backup or does not fit, DatabaseProblem for a file
    that is damaged or of another program; whether it is whole is for `verify` to say. The backup stays as it is.
    """
    if _begins(file) == SQLITE_FILE:
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
        with called(os.path.dirname(ready), file):
            SqliteFile(ready, allow_network=True).upgrade(now)
    return schema


def _copied(file: str, ready: str) -> int:
    """Copies a SQLite file, which stays as it is; its schema. Raises DatabaseProblem for one that is none of ours."""
    try:
        with closing(open_file(file, "ro")) as source:
            schema = _schema(source, file)
            copy_file(source, ready, os.path.dirname(os.path.dirname(ready)), 5)
        return schema
    except sqlite3.OperationalError:
        if not os.path.exists(f"{file}-journal"):
            raise
    # A crash left it half written, and its journal is to take that back: in our copy of both.
    shutil.copyfile(file, ready)
    shutil.copyfile(f"{file}-journal", f"{ready}-journal")
    with closing(open_file(ready, "rw")) as source:
        return _schema(source, file)


def _schema(source: sqlite3.Connection, file: str) -> int:
    if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DatabaseProblem(f"{file} is a database, but not one of sli's.", ANOTHER)
    return int(source.execute("PRAGMA user_version").fetchone()[0])


def head_of(file: str) -> Head | None:
    """The head of history in a backup of any version; None where it cannot be read."""
    try:
        if not os.path.isfile(file):  # to open a pipe would wait for whoever writes to it
            return None
        if _begins(file) != SQLITE_FILE:
            with _export(file) as lines:
                (last,) = deque(lines, maxlen=1)
            return _head(json.loads(last)["head"])
        with closing(open_file(file, "ro")) as raw:
            raw.row_factory = sqlite3.Row
            return _head(Connection(raw).row("history_head"))
    except (OSError, ValueError, LookupError, TypeError, sqlite3.Error, SliError):
        return None


def held_by(file: str, heads: Mapping[str, Head]) -> set[str]:
    """Those of `heads` that are rows of the history in `file`, a backup that was found whole.

    What has such a head holds nothing of the register that is not in `file` too: the chain has one past.
    """
    found = {name for name, (seq, _) in heads.items() if seq == 0}
    names: dict[Head, set[str]] = {}
    for name, head in heads.items():
        names.setdefault(head, set()).add(name)
    try:
        for head in _rows(file, min((seq for seq, _ in names), default=0)):
            found |= names.get(head, set())
    except (OSError, sqlite3.Error):  # another backup was quicker, and removed it
        return set()
    return found


def _rows(file: str, oldest: int) -> Iterator[Head]:
    """The rows of the history in a backup, at least from number `oldest` on."""
    if _begins(file) != SQLITE_FILE:
        with _export(file) as lines:
            for line in lines:
                found = json.loads(line)
                if found.get("table") == "history":
                    yield found["row"]["seq"], found["row"]["hash"]
        return
    with closing(open_file(file, "ro")) as raw:
        raw.row_factory = sqlite3.Row
        for row in Connection(raw).rows("history_newest"):
            if row["seq"] < oldest:
                return
            yield row["seq"], row["hash"]


def _head(row: Mapping[str, Any] | sqlite3.Row | None) -> Head:
    return (int(row["seq"]), str(row["hash"])) if row else (0, "")


def _begins(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read(len(SQLITE_FILE))


@contextmanager
def _export(file: str) -> Iterator[Iterator[str]]:
    """The lines of an export, packed or not. Reading them raises Rejected where the file is damaged, or no text."""
    with ExitStack() as stack:
        raw = stack.enter_context(open(file, "rb"))
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        yield _lines(file, raw, stack.enter_context(gzip.open(raw)) if packed else raw)


def _lines(file: str, raw: IO[bytes], stream: IO[bytes] | gzip.GzipFile) -> Iterator[str]:
    unpacked = 0
    try:
        while line := stream.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Rejected(f"{file} holds a line that is too long for a backup; nothing was written.", ANOTHER)
            unpacked += len(line)
            if unpacked > SUSPECT and unpacked > RATIO * raw.tell():
                raise Rejected(f"{file} unpacks to more than a backup can; nothing was written.", ANOTHER)
            yield line.decode()
    except (gzip.BadGzipFile, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise Rejected(f"{file} is damaged, cut short, or no backup; nothing was written.", ANOTHER) from error
