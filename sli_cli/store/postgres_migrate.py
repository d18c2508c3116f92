"""Makes sli's schema in a PostgreSQL database and brings an older one up to date, with alembic, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg.rows import dict_row, tuple_row
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from sli_cli.errors import DatabaseProblem, SliError
from sli_cli.store import APPLICATION_ID, SCHEMA_VERSION
from sli_cli.store.migrate import run_migrations
from sli_cli.store.postgres import SETTINGS, PostgresDatabase
from sli_cli.store.postgres_connection import Connection, Raw
from sli_cli.store.postgres_schema import settle, tables

ONE_SCHEMA = (
    "SELECT set_config('search_path', coalesce(quote_ident(current_schema()), current_setting('search_path')), true)"
)
"""Only the schema in which tables are made is seen here: what stands behind it on the path is another team's."""

NAME_ANOTHER = "Name an empty database or schema with --database."


def create(database: PostgresDatabase, fill: Callable[[Connection], object], to: str = "head") -> None:
    """Makes the schema, where new tables are made and nothing is yet, and lets `fill` write; all of it or nothing.

    `to` is the migration to stop at. Raises DatabaseProblem where anything is there already.
    """
    with _migrating(database) as (raw, migrate):
        _check_place(database, raw)
        migrate(to)
        connection = Connection(raw)
        fill(connection)
        connection.send()
        database.end(raw, keep=True)


def upgrade(database: PostgresDatabase) -> str | None:
    """Brings an older schema up to date; what the way back is, or None where it is up to date already."""
    with _migrating(database) as (raw, migrate):
        if "sli_schema" not in tables(raw):
            raise DatabaseProblem(f"There is no database of sli's at {database.name}.", "Make one with `sli init`.")
        raw.execute("LOCK TABLE sli_schema IN ACCESS EXCLUSIVE MODE")  # waits for all who are at work, and they for it
        version = database.version(raw)
        if version == SCHEMA_VERSION:
            return None
        if version > SCHEMA_VERSION:
            database.check_version(version)
        migrate("head")
        database.end(raw, keep=True)
    return f"It was of schema {version}; the way back is the backup of its server."


@contextmanager
def _migrating(database: PostgresDatabase) -> Iterator[tuple[Raw, Callable[[str], None]]]:
    """A connection in a transaction in which nobody else makes or changes the schema, and what migrates it in there."""
    milliseconds = max(1, round(database.timeout * 1000))
    with database.connected() as raw:
        raw.row_factory = tuple_row  # type: ignore[assignment]  # while it is SQLAlchemy's
        engine = create_engine("postgresql+psycopg://", creator=lambda: raw, poolclass=StaticPool)
        found: SliError | None = None
        try:
            with engine.connect() as connection, connection.begin():

                def migrate(to: str) -> None:
                    raw.row_factory = tuple_row  # type: ignore[assignment]
                    run_migrations(connection, to, version_table="sli_schema")
                    raw.row_factory = dict_row
                    settle(raw)

                raw.row_factory = dict_row
                raw.execute(f"BEGIN; {SETTINGS.format(milliseconds=milliseconds)}")
                raw.execute("SELECT pg_advisory_xact_lock(%s)", (APPLICATION_ID,))
                raw.execute(ONE_SCHEMA)
                try:
                    yield raw, migrate
                except SliError as error:
                    found = error
                    raise
        except DBAPIError as error:
            # As PostgreSQL said it, for the one who made the connection; what went wrong first is what counts.
            raise found or error.orig or error from error


def _check_place(database: PostgresDatabase, raw: Raw) -> None:
    row = raw.execute("SELECT current_schema() AS schema, getdatabaseencoding() AS encoding").fetchone()
    schema, encoding = (row or {}).get("schema"), (row or {}).get("encoding")
    if schema is None:
        raise DatabaseProblem(
            f"{database.name} has no schema that this role may use on its search path.",
            "Have the one that is named made for it: CREATE SCHEMA … AUTHORIZATION ….",
        )
    if encoding != "UTF8":
        raise DatabaseProblem(
            f"{database.name} holds text as {encoding}, which cannot hold every name.",
            "Have one made that can: createdb -E UTF8 -T template0 NAME.",
        )
    there = tables(raw)
    if "sli_schema" in there:
        raise DatabaseProblem(f"{database.name} is already there.", "Use it as it is.")
    if there:
        named = ", ".join(there[:3]) + (" and others" if len(there) > 3 else "")
        raise DatabaseProblem(f"{database.name} holds tables of something else ({named}).", NAME_ANOTHER)
