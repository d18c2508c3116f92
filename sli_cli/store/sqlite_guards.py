"""Whether a SQLite file has the triggers that refuse to change history, as they were made, and no others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import create_engine

from sli_cli.store.guards import Guard, difference
from sli_cli.store.migrate import run_migrations

ACTING = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
"""What may act on what is written or read, beside the tables themselves."""


def strange(raw: sqlite3.Connection) -> str:
    """What is missing, altered or not of sli's making, in words; "" where all is as it was made."""
    return difference(_made(), _named(raw.execute(ACTING).fetchall()))


def _named(rows: Iterable[Sequence[str]]) -> dict[str, Guard]:
    """By name, each with its table and its statement, however that is spaced and quoted."""
    return {name: Guard(kind, " ".join(f"{table}: {sql}".replace('"', "").split())) for kind, name, table, sql in rows}


@cache
def _made() -> dict[str, Guard]:
    """What a new database has."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection, connection.begin():
        run_migrations(connection)
        rows = connection.exec_driver_sql(ACTING).fetchall()
    engine.dispose()
    return _named(rows)
