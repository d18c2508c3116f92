"""An export that an earlier version made: loaded into the schema of its day, and brought up to date from there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from sli_cli.store import APPLICATION_ID
from sli_cli.store.migrate import run_migrations
from sli_cli.store.sqlite import Connection
from sli_cli.store.whole import Lines, load


def load_earlier(path: str, schema: int, lines: Iterable[str]) -> None:
    """Writes what a `schema` earlier than ours exported into the empty file at `path`, in that schema.

    Nothing but that it fits is checked: it is for `upgrade` and `verify`. Raises Rejected where it does not fit.
    """
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        run_migrations(connection, to=f"{schema:04}")
    engine.dispose()
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        raw.row_factory = sqlite3.Row
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        load(Connection(raw), Lines(lines, _tables(raw)))
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {schema}")
        raw.execute("COMMIT")
    finally:
        raw.close()


def _tables(raw: sqlite3.Connection) -> dict[str, set[str]]:
    """The tables that an export has, each with its columns: all but those that keep count of something."""
    names = [row["name"] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in names if name not in ("alembic_version", "history_head", "sqlite_sequence")]
    return {name: {row["name"] for row in raw.execute(f"PRAGMA table_info({name})")} for name in kept}
