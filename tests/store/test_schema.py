"""The schema: what migrations make is what the models say, and what is generated is what they compile to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine

from sli_cli.store import SCHEMA_VERSION, generate, schema
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
    for name, text in generate.modules().items():
        assert (Path(generate.FOLDER) / name).read_text(encoding="utf-8") == text, name


def test_the_schema_version_is_the_number_of_the_newest_migration() -> None:
    versions = Path(__file__).parents[2] / "migrations" / "versions"
    assert max(int(path.name[:4]) for path in versions.glob("0*.py")) == SCHEMA_VERSION
