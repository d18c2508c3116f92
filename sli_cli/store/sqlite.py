"""One SQLite file: opened, checked, read, and changed in transactions that are all or nothing.

Rollback journal, so that there is one file to copy, read-only folders work and a report leaves the file as it was;
`synchronous` FULL, foreign keys on, and BEGIN IMMEDIATE, so that two writers queue instead of failing half way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from sli_cli.errors import DatabaseProblem, InUse
from sli_cli.store import APPLICATION_ID, SCHEMA_VERSION
from sli_cli.store.sqlite_sql import SQL

if TYPE_CHECKING:
    from sli_cli.store.home import Connection as AnyConnection
    from sli_cli.store.home import Refusals, Row, Transactions


class Connection:
    """An open database: runs the named statements and gives rows with named columns."""

    Refusal: ClassVar[Refusals] = sqlite3.IntegrityError

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def rows(self, statement: str, **parameters: object) -> Iterator[sqlite3.Row]:
        """The rows of a statement, read one by one as they are asked for."""
        return iter(self.raw.execute(SQL[statement], parameters))

    def row(self, statement: str, **parameters: object) -> sqlite3.Row | None:
        """The first row of a statement, or None."""
        found: sqlite3.Row | None = self.raw.execute(SQL[statement], parameters).fetchone()
        return found

    def run(self, statement: str, **parameters: object) -> int:
        """Runs a statement that writes; the key of the row it inserted, where it inserted one."""
        return self.raw.execute(SQL[statement], parameters).lastrowid or 0

    def load(self, table: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
        """Writes many rows with their keys, as they are read. Raises RowRefused."""
        from sli_cli.store.home import RowRefused

        names = list(columns)
        quoted, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        taken = 0

        def values() -> Iterator[tuple[object, ...]]:
            nonlocal taken
            for row in rows:
                taken += 1
                yield tuple(row[name] for name in names)

        try:
            self.raw.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", values())
        except (sqlite3.IntegrityError, OverflowError) as error:
            raise RowRefused(taken - 1, str(error)) from error

    def begin_load(self) -> None:
        self.raw.execute("PRAGMA defer_foreign_keys = ON")

    def end_load(self, highest: Mapping[str, int]) -> None:
        for table, key in highest.items():
            self.raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            self.raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, key))

    def check_storage(self) -> None:
        """The file's own structure, because everything else is read through its indexes."""
        found = self.raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise DatabaseProblem(
                f"The database file is damaged: {found}.", "Go back to the newest backup that verifies."
            )

    def strange(self) -> str:
        from sli_cli.store.sqlite_guards import strange

        return strange(self.raw)


class SqliteFile:
    """The database file at `path`; `timeout` is how long to wait for another writer, in seconds."""

    shared = False
    """Whether several machines work on it at once."""

    def __init__(self, path: str, timeout: float = 5.0, *, allow_network: bool = False) -> None:
        self.path = path
        self.name = path
        self.timeout = timeout
        self.allow_network = allow_network

    def exists(self) -> bool:
        """Whether there is anything at the path, be it a database of sli's or not."""
        return os.path.exists(self.path)

    def create(self, fill: Callable[[AnyConnection], object] = lambda connection: None) -> None:
        from sli_cli.store.migrate import create

        create(self.path, allow_network=self.allow_network, fill=fill)

    def upgrade(self, now: str) -> str | None:
        from sli_cli.store.migrate import upgrade

        copy = upgrade(self.path, now, self.timeout)
        return copy and f"As it was, it is in {copy}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write. One snapshot: what is read is true of one moment."""
        with self._open() as connection:
            connection.raw.execute("PRAGMA query_only = ON")
            connection.raw.execute("BEGIN")
            self._check_version(connection.raw)
            yield connection

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[AnyConnection]:
        """A transaction: kept when the block ends (unless `keep` is False), undone when anything is raised in it."""
        with self.session() as session, session(keep=keep) as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Transactions]:
        """One connection for several transactions, one after the other: what is given begins each of them."""
        if not self.allow_network:
            from sli_cli.store.places import refuse_network_folder

            refuse_network_folder(self.path)
        with self._open() as connection:
            raw = connection.raw
            self._check_version(raw)
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA synchronous = FULL")

            @contextmanager
            def transaction(*, keep: bool = True) -> Iterator[Connection]:
                # What is wrong becomes a DatabaseProblem here and not at the end, so that it can be tried again.
                with faults(self.path, self.timeout):
                    raw.execute("BEGIN IMMEDIATE")
                    try:
                        self._check_version(raw)  # here: a newer sli may have been what was waited for
                        yield connection
                        raw.execute("COMMIT" if keep else "ROLLBACK")
                    except BaseException:
                        # A failed COMMIT (a full disk) leaves the transaction open; a fault may already have ended it.
                        if raw.in_transaction:
                            raw.execute("ROLLBACK")
                        raise

            yield transaction

    def rewrite(self) -> list[str]:
        """Writes the file anew from what it holds: nothing of what was deleted or overwritten stays in its pages."""
        with self._open() as connection:
            self._check_version(connection.raw)
            connection.raw.execute("VACUUM")
        return []

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        self._check_place()
        with faults(self.path, self.timeout):
            # mode=rw, also for reports: a file left by a killed writer is rolled back by whoever opens it next. Where
            # the file may not be written, SQLite itself falls back to reading.
            uri = "file:" + _quoted(os.path.abspath(self.path)) + "?mode=rw"
            raw = sqlite3.connect(uri, uri=True, timeout=self.timeout, isolation_level=None)
            try:
                raw.row_factory = sqlite3.Row
                yield Connection(raw)
            finally:
                raw.close()

    def _check_place(self) -> None:
        if os.path.isdir(self.path):
            raise DatabaseProblem(f"{self.path} is a folder, not a database.", "Name the file itself with --database.")
        if not os.path.exists(self.path):
            raise DatabaseProblem(
                f"There is no database at {self.path}.", "Make one with `sli init`, or name another with --database."
            )
        if not os.path.isfile(self.path):
            raise DatabaseProblem(f"{self.path} is not a file.", "Name a database file with --database.")
        if not os.access(self.path, os.R_OK):
            raise DatabaseProblem(f"{self.path} may not be read by this account.", "Ask its owner for access.")

    def _check_version(self, raw: sqlite3.Connection) -> None:
        version = raw.execute("PRAGMA user_version").fetchone()[0]
        ours = raw.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        if not ours:
            raise DatabaseProblem(
                f"{self.path} is a database, but not one of sli's.", "Name another file with --database."
            )
        if version > SCHEMA_VERSION:
            raise DatabaseProblem(
                f"{self.path} was made by a newer sli (schema {version}, this one knows {SCHEMA_VERSION}).",
                "Install the newer sli: pip install --upgrade sli-cli.",
            )
        if version < SCHEMA_VERSION:
            raise DatabaseProblem(
                f"{self.path} was made by an older sli (schema {version}, this one needs {SCHEMA_VERSION}).",
                "Run `sli db upgrade`; it makes a backup copy first.",
            )


@contextmanager
def faults(path: str, timeout: float) -> Iterator[None]:
    """Turns what SQLite says of a file into one sentence and one remedy; raises DatabaseProblem."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a fault of ours, not of the file
    except sqlite3.DatabaseError as error:
        for sign, sentence, remedy in FAULTS:
            if sign in str(error):
                kind = InUse if sign == "locked" else DatabaseProblem
                raise kind(sentence.format(path=path, timeout=timeout), remedy) from error
        raise DatabaseProblem(f"{path} could not be used: {error}.", "Check it with `sli db verify`.") from error


FAULTS = (
    ("locked", "{path} is in use by another process (waited {timeout:g} s); nothing was written.", "Try again."),
    ("disk is full", "The disk that holds {path} is full; nothing was written.", "Make room, then try again."),
    (
        "disk I/O error",
        "The disk that holds {path} failed or is full; nothing was written.",
        "Check it, and try again.",
    ),
    ("readonly database", "{path} may not be written by this account.", "Ask its owner for access, or copy it."),
    ("not a database", "{path} is not a database.", "Name another file with --database."),
    ("malformed", "{path} is damaged.", "Restore the newest backup; `sli db verify` says whether a copy is whole."),
    ("unable to open", "{path} could not be opened.", "Check that its folder exists and may be written."),
)
"""A sign in SQLite's own words, the sentence for it, the remedy."""


def _quoted(path: str) -> str:
    """A path as it stands in a SQLite URI. (urllib would cost more than the rest of a report's start-up.)"""
    for character, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        path = path.replace(character, code)
    if os.name == "nt":  # elsewhere a backslash is a letter of a name like any other
        path = path.replace("\\", "/")
    return path if path.startswith("/") else "/" + path
