"""A backup of a database while others write: a copy of a SQLite file, a whole export of a PostgreSQL database.

It gets its name only when it is on disk and was found whole, as it will be when it is needed.
"""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.errors import DatabaseProblem, Rejected
from sli_cli.store.files import new_file, settle, unfinished, written
from sli_cli.store.sqlite import SqliteFile, faults
from sli_cli.store.verify import Whole, verify
from sli_cli.store.whole import dump, restore

if TYPE_CHECKING:
    from sli_cli.store.home import Home

STEP = 256
"""How many pages are copied before writers get their turn."""

BEGINNINGS = 5
"""How often a copy begins anew, because somebody wrote meanwhile, before writers have to wait for it."""

RETRY = 0.02
"""Seconds between two attempts to read a file that somebody is writing."""


class Made(NamedTuple):
    """A backup: its path, its size in bytes, and the history that it was found to hold."""

    path: str
    size: int
    whole: Whole


def kind_of(home: Home) -> str:
    """The suffix of a backup of this database."""
    return ".db" if isinstance(home, SqliteFile) else ".jsonl.gz"


def make(home: Home, folder: str, names: Iterable[str]) -> Made:
    """Makes a backup in `folder` under the first of `names` that is free, for its owner's eyes only.

    Raises DatabaseProblem where the database cannot be read, the folder cannot be written, or the backup is not whole:
    then nothing of it stays.
    """
    with unfinished(folder) as room, written(folder):
        copy = os.path.join(room, f"backup{kind_of(home)}")
        new_file(copy)
        if isinstance(home, SqliteFile):
            with home.reading() as file:
                copy_file(file.raw, copy, folder, home.timeout)
        else:
            with home.reading() as connection, gzip.open(copy, "wt", encoding="utf-8", newline="\n") as export:
                export.writelines(dump(connection))
        with called(room, f"the backup of {home.name}"):
            whole = _verified(copy, os.path.join(room, "proof.db"))
        size = os.path.getsize(copy)
        return Made(settle(copy, (os.path.join(folder, name) for name in names)), size, whole)


def _verified(copy: str, proof: str) -> Whole:
    """The history of a backup; an export proves that it can be restored by being restored to `proof`.

    Raises DatabaseProblem where it does not verify.
    """
    try:
        if copy.endswith(".db"):
            with SqliteFile(copy).reading() as connection:
                return verify(connection)
        found: list[Whole] = []
        with gzip.open(copy, "rt", encoding="utf-8", newline="\n") as lines:
            SqliteFile(proof, allow_network=True).create(lambda connection: found.append(restore(connection, lines)))
        return found[0]
    except (DatabaseProblem, Rejected) as error:
        raise DatabaseProblem(
            f"The backup was not found whole and is removed: {error.sentence}", "See what `sli db verify` says."
        ) from error


@contextmanager
def called(room: str, name: str) -> Iterator[None]:
    """Has a failure speak of `name` where it would name a file in a room for what is not finished."""
    try:
        yield
    except DatabaseProblem as error:
        raise DatabaseProblem(
            re.sub(re.escape(room) + r"[\w./-]*", lambda _: name, error.sentence), error.remedy
        ) from error


# -- a copy of a SQLite file -------------------------------------------------------------------------------------------


class _Changing(Exception):
    """Others write faster than the copy gets on."""


def copy_file(source: sqlite3.Connection, path: str, place: str, timeout: float) -> None:
    """Copies an open database, as it was at one moment, into the empty file at `path`.

    Writers get their turn between the steps; when they have made it begin anew too often, they wait until it is done.
    `place` is what is said to be full where there is no room. Raises DatabaseProblem for that, and where others keep
    the source locked for more than `timeout` seconds.
    """
    if source.in_transaction:  # what it has read so far would keep writers out from the beginning
        source.execute("COMMIT")
    with faults(place, timeout):
        try:
            _copy_into(path, source, STEP, timeout)
        except _Changing:
            os.truncate(path, 0)  # what was given up half way is no database, and could not be written over as one
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on nobody can write
            _copy_into(path, source, -1, timeout)


def _copy_into(path: str, source: sqlite3.Connection, step: int, timeout: float) -> None:
    target = sqlite3.connect(path, isolation_level=None)
    try:
        # What is not finished needs no way back, and is synced as a whole in the end.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        copy_pages(source, target, step, timeout)
    finally:
        target.close()


def copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, step: int, timeout: float) -> None:
    """Copies all pages, `step` at a time (-1: all at once). Raises _Changing, or DatabaseProblem after `timeout`."""
    source.backup(target, pages=step, progress=_Watch(timeout), sleep=RETRY)


class _Watch:
    """Told after each step how the copy gets on; ends it by raising."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._left: int | None = None
        self._beginnings = 1
        self._waiting_since: float | None = None

    def __call__(self, status: int, left: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self._waiting_since = self._waiting_since or time.monotonic()
            if time.monotonic() - self._waiting_since > self._timeout:
                raise DatabaseProblem(
                    f"The database is in use by another process (waited {self._timeout:g} s); nothing was written.",
                    "Try again.",
                )
            return
        self._waiting_since = None
        if self._left is not None and left >= self._left:
            self._beginnings += 1
            if self._beginnings > BEGINNINGS:
                raise _Changing
        self._left = left
