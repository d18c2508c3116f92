"""Whether a SQLite file has the triggers that refuse to change history, as they were made, and no others."""

from __future__ import annotations

import sqlite3
from functools import cache

from sqlalchemy import create_engine

from sli_cli.store.migrate import run_migrations

ACTING = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
"""What may act on what is written or read, beside the tables themselves."""


def strange(raw: sqlite3.Connection) -> str:
    """What is missing, altered or not of sli's making, in words; "" where all is as it was made."""
    made, found = _made(), _named(raw.execute(ACTING).fetchall())
    for name, (kind, _) in found.items():
        if name not in made:
            return f"it has a {kind} {name} that sli did not make"
    for name in made:
        if found.get(name) != made[name]:
            return f"its guard {name} is {'altered' if name in found else 'missing'}"
    return ""


def _named(rows: list[tuple[str, str, str, str]]) -> dict[str, tuple[str, str]]:
    """By name: the kind, and the table with the statement, however that is spaced and quoted."""
    return {name: (kind, " ".join(f"{table}: {sql}".replace('"', "").split())) for kind, name, table, sql in rows}


@cache
def _made() -> dict[str, tuple[str, str]]:
    """What a new database has."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection, connection.begin():
        run_migrations(connection)
        rows = connection.exec_driver_sql(ACTING).fetchall()
    engine.dispose()
    return _named([(kind, name, table, sql) for kind, name, table, sql in rows])
