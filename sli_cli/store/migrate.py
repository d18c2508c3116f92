"""Makes a database and brings an older one up to date, with alembic; imported by `init` and `db upgrade` alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from sli_cli.errors import DatabaseProblem
from sli_cli.store import APPLICATION_ID, SCHEMA_VERSION
from sli_cli.store.backup import copy_file
from sli_cli.store.files import make_folder, name_new, new_file, settle, unfinished, written
from sli_cli.store.home import Connection
from sli_cli.store.places import refuse_network_folder
from sli_cli.store.sqlite import SqliteFile, faults


def create(
    path: str, *, allow_network: bool = False, fill: Callable[[Connection], object] = lambda connection: None
) -> None:
    """Makes a database at `path`, which must not exist; complete or not at all, for its owner's eyes only.

    It is empty unless `fill` writes into it, in one transaction, before it gets its name.
    """
    if not allow_network:
        refuse_network_folder(path)
    draft = f"{path}.{os.getpid()}.new"
    try:
        _make_folder(os.path.dirname(path) or ".")
        new_file(draft)
        with faults(path, 0), _migrating(draft, 0) as connection:
            _migrate(connection, path)
        with SqliteFile(draft, allow_network=True).writing() as filled:
            fill(filled)
        name_new(draft, path)
    except FileExistsError as error:
        raise DatabaseProblem(f"{path} is already there.", "Use it as it is.") from error
    except OSError as error:
        raise DatabaseProblem(f"{path} could not be made: {error.strerror}.", "Name another place.") from error
    finally:
        for leftover in (draft, f"{draft}-journal"):
            if os.path.exists(leftover):
                os.remove(leftover)


def _make_folder(folder: str) -> None:
    try:
        make_folder(folder)
    except FileExistsError as error:  # which would be taken for the database itself
        raise NotADirectoryError(error.errno, "its folder is a file") from error


def upgrade(path: str, now: str, timeout: float = 5.0) -> str | None:
    """Brings an older database up to date after a copy beside it; the copy's path, or None where it is up to date.

    `now` stamps the copy's name; `timeout` is how long to wait for another writer, in seconds. From before it is copied
    until it is up to date nobody else writes. Raises DatabaseProblem where the file is no database of ours, or a newer
    sli made it; then no copy stays.
    """
    copy = ""
    try:
        with faults(path, timeout):
            version = _version(path)
            if version == SCHEMA_VERSION:
                return None
            with _migrating(path, timeout) as connection:
                if _version(path) != version:
                    return None  # somebody else has brought it up to date meanwhile
                copy = _kept(path, f"{path}.schema-{version}.{now.replace(':', '')}", timeout)
                _migrate(connection, path)
    except BaseException:
        if copy:
            os.remove(copy)
        raise
    return copy


def _version(path: str) -> int:
    """The schema of a file that may be brought up to date. Raises DatabaseProblem for any other."""
    if not os.path.isfile(path):
        raise DatabaseProblem(f"There is no database at {path}.", "Make one with `sli init`.")
    with closing(sqlite3.connect(path)) as raw:
        if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DatabaseProblem(f"{path} is not one of sli's databases.", "Name another with --database.")
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise DatabaseProblem(
            f"{path} was made by a newer sli (schema {version}).",
            "Install the newer sli: pip install --upgrade sli-cli.",
        )
    if version < 1:
        raise DatabaseProblem(
            f"{path} says that its schema is {version}, which no sli has made.", "Go back to the newest backup."
        )
    return version


def _kept(path: str, name: str, timeout: float) -> str:
    """A copy of a database, on disk before it gets its name, or, where that is taken, the next; its path."""
    folder = os.path.dirname(path) or "."
    names = [f"{name}{nth}.backup" for nth in ("", "-2", "-3", "-4")]
    with unfinished(folder) as room, written(folder), closing(sqlite3.connect(path)) as source:
        copy = os.path.join(room, "copy.db")
        new_file(copy)
        copy_file(source, copy, folder, timeout)
        return settle(copy, names)


@contextmanager
def _migrating(path: str, timeout: float) -> Iterator[SqlConnection]:
    """A transaction in which nobody else writes, kept when the block ends; migrations that fail leave nothing.

    SQLite's own errors are raised as they are, for `faults`.
    """
    # Not by an address: a name may hold what means something there, such as a question mark.
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, timeout=timeout), poolclass=NullPool)
    # The driver's own transactions commit before DDL, so they are off and one is begun. Foreign keys are off before the
    # transaction, or a rebuilt table would take its children with it.
    event.listen(engine, "connect", _autocommit)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise error.orig or error from error
    finally:
        engine.dispose()


def _migrate(connection: SqlConnection, path: str) -> None:
    """All migrations that the database lacks; `path` is what it is called."""
    run_migrations(connection)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise DatabaseProblem(f"The upgrade of {path} would break {len(broken)} references.", "Report this.")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def run_migrations(connection: SqlConnection, to: str = "head", version_table: str = "alembic_version") -> None:
    """Runs the migrations that are missing, as far as `to`, in the transaction of the connection."""
    config = Config()
    config.set_main_option("script_location", os.path.dirname(_migrations()).replace("%", "%%"))
    config.attributes |= {"connection": connection, "version_table": version_table}
    command.upgrade(config, to)


def _autocommit(raw: sqlite3.Connection, _: object) -> None:
    raw.isolation_level = None
    raw.execute("PRAGMA foreign_keys = OFF")


def _migrations() -> str:
    import sli_cli.migrations

    return str(sli_cli.migrations.__file__)
