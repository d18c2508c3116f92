"""Makes a database and brings an older one up to date, with alembic; imported by `init` and `db upgrade` alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from sli_cli.errors import DatabaseProblem
from sli_cli.store import APPLICATION_ID, SCHEMA_VERSION
from sli_cli.store.files import name_new
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
    unfinished = f"{path}.{os.getpid()}.new"
    try:
        _make_folder(os.path.dirname(path) or ".")
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with faults(path, 0):
            _migrate(unfinished)
        with SqliteFile(unfinished, allow_network=True).writing() as connection:
            fill(connection)
        name_new(unfinished, path)
    except FileExistsError as error:
        raise DatabaseProblem(f"{path} is already there.", "Use it as it is.") from error
    except OSError as error:
        raise DatabaseProblem(f"{path} could not be made: {error.strerror}.", "Name another place.") from error
    finally:
        for leftover in (unfinished, f"{unfinished}-journal"):
            if os.path.exists(leftover):
                os.remove(leftover)


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except FileExistsError as error:  # which would be taken for the database itself
        raise NotADirectoryError(error.errno, "its folder is a file") from error


def upgrade(path: str, now: str) -> str | None:
    """Brings an older database up to date after a copy beside it; the copy's path, or None where it is up to date.

    `now` stamps the copy's name. Raises DatabaseProblem where the file is no database of ours, or a newer sli made it.
    """
    with faults(path, 0):
        version = _version(path)
    if version == SCHEMA_VERSION:
        return None
    if version > SCHEMA_VERSION:
        raise DatabaseProblem(
            f"{path} was made by a newer sli (schema {version}).",
            "Install the newer sli: pip install --upgrade sli-cli.",
        )
    copy = f"{path}.schema-{version}.{now.replace(':', '')}.backup"
    with faults(copy, 0):
        _copy(path, copy)
    with faults(path, 0):
        _migrate(path)
    return copy


def _version(path: str) -> int:
    if not os.path.isfile(path):
        raise DatabaseProblem(f"There is no database at {path}.", "Make one with `sli init`.")
    raw = sqlite3.connect(path)
    try:
        if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DatabaseProblem(f"{path} is not one of sli's databases.", "Name another with --database.")
        return int(raw.execute("PRAGMA user_version").fetchone()[0])
    finally:
        raw.close()


def _copy(path: str, copy: str) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _migrate(path: str) -> None:
    """All migrations that the file lacks, in one transaction: all of them or none."""
    # Not by an address: a name may hold what means something there, such as a question mark.
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=NullPool)
    # The driver's own transactions commit before DDL; with them off and an explicit BEGIN, a failed migration leaves
    # nothing. Foreign keys are off before the transaction, or a rebuilt table would take its children with it.
    event.listen(engine, "connect", _autocommit)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection, connection.begin():
            run_migrations(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise DatabaseProblem(f"The upgrade of {path} would break {len(broken)} references.", "Report this.")
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except DBAPIError as error:
        raise error.orig or error from error  # as SQLite said it, for `faults`
    finally:
        engine.dispose()


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
