"""Backups as a test looks at them, and exports as earlier versions wrote them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

KEPT = sorted((Path(__file__).parent / "data").glob("schema-*.db.gz"))
"""A database of every earlier version, packed."""


def there(folder: Path) -> list[str]:
    """The names of all that is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def contents(path: Path) -> dict[str, list[str]]:
    """Every row of every table, and the next key of each."""
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, raw.execute(f"SELECT * FROM {name}"))) for name in tables}


def as_exported_then(path: Path, schema: int) -> list[str]:
    """A whole export as the version of that schema wrote it."""
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        names = [row["name"] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        live = [name for name in names if name not in ("alembic_version", "sqlite_sequence", "history", "history_head")]
        rows = [
            {"table": name, "row": dict(row)}
            for name in (*live, "history")
            for row in raw.execute(f"SELECT * FROM {name} ORDER BY 1")
        ]
        head = dict(raw.execute("SELECT * FROM history_head").fetchone())
    every = [{"format": "sli, whole database", "schema": schema}, *rows, {"rows": len(rows), "head": head}]
    return [json.dumps(line, ensure_ascii=False) + "\n" for line in every]
