"""The schema: what migrations make is what the models say, and what is generated is what they compile to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from sli_cli.store import SCHEMA_VERSION, generate, schema, sqlite_sql
from sli_cli.store.migrate import create


def things(path: Path) -> dict[tuple[str, str], str]:
    raw = sqlite3.connect(path)
    rows = raw.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL")
    found = {(kind, name): " ".join(sql.split()) for kind, name, sql in rows if not name.startswith("sqlite_")}
    raw.close()
    return found


def as_set(sql: str) -> set[str]:
    """A CREATE TABLE as the set of its parts: their order is nobody's promise."""
    return {part.strip(" ()") for part in sql.replace(" (", "(").split(", ")}


def test_a_migrated_database_has_the_tables_checks_indexes_and_triggers_of_the_models(tmp_path: Path) -> None:
    create(str(tmp_path / "migrated.db"))
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    schema.metadata.create_all(engine)
    with engine.begin() as connection:
        for trigger in schema.SQLITE_TRIGGERS.values():
            connection.exec_driver_sql(trigger)
    engine.dispose()
    migrated, made = things(tmp_path / "migrated.db"), things(tmp_path / "made.db")
    assert migrated.keys() == made.keys()
    for key, sql in made.items():
        assert as_set(migrated[key]) == as_set(sql), key


def test_the_generated_sql_is_what_the_statements_compile_to() -> None:
    assert Path(generate.TARGET).read_text(encoding="utf-8") == generate.module()


def test_the_schema_version_is_the_number_of_the_newest_migration() -> None:
    versions = Path(__file__).parents[2] / "migrations" / "versions"
    assert max(int(path.name[:4]) for path in versions.glob("0*.py")) == SCHEMA_VERSION


SCANS = ("rows ", "everything", "refs", "themes", "registers", "posts", "forums", "history_in_order", "history_newest")
SMALL = ("SCAN post", "SCAN forum", "SCAN register", "SCAN history_head", "SCAN meeting", "SCAN post_succession")


@pytest.mark.parametrize("name", [name for name in sqlite_sql.SQL if not name.startswith(("insert", "append", *SCANS))])
def test_every_statement_uses_an_index(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "plans.db"
    if not path.exists():
        create(str(path))
    raw = sqlite3.connect(path)
    import re

    parameters = dict.fromkeys(re.findall(r":(\w+)", sqlite_sql.SQL[name]))
    plan = [row[3] for row in raw.execute("EXPLAIN QUERY PLAN " + sqlite_sql.SQL[name], parameters)]
    raw.close()
    scans = [step for step in plan if step.startswith("SCAN") and not step.startswith(SMALL) and "CONSTANT" not in step]
    assert [step for step in scans if "ix_cadence_assumed" not in step] == [], plan
    if name in ("due", "coming"):
        assert not any("TEMP B-TREE" in step for step in plan), plan
