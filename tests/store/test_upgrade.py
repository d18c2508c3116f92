"""Databases that earlier versions made, with rows in every table: each is upgraded, and nothing in it changes."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from pathlib import Path

import pytest

from sli_cli.errors import DatabaseProblem
from sli_cli.store import SCHEMA_VERSION, migrate, schema
from sli_cli.store.migrate import upgrade
from sli_cli.store.sqlite import SqliteFile
from sli_cli.store.verify import verify
from tests.conftest import Run

KEPT = sorted((Path(__file__).parents[1] / "data").glob("schema-*.db.gz"))


def version(path: Path) -> int:
    return int(path.name.removeprefix("schema-").removesuffix(".db.gz"))


def kept_version(path: Path) -> int:
    raw = sqlite3.connect(path)
    (found,) = raw.execute("PRAGMA user_version").fetchone()
    raw.close()
    return int(found)


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    raw = sqlite3.connect(path)
    tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: list(raw.execute(f"SELECT * FROM {table} ORDER BY 1")) for table in tables}
    raw.close()
    return found


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, own_place: Path) -> Path:
    """A database of an earlier version, in the place of the register."""
    target = own_place / "register.db"
    target.write_bytes(gzip.decompress(request.param.read_bytes()))
    return target


def test_one_of_every_released_schema_is_kept() -> None:
    assert [version(path) for path in KEPT] == list(range(1, SCHEMA_VERSION))


def test_every_command_says_that_it_is_older_and_writes_nothing(run: Run, kept: Path) -> None:
    before = kept.read_bytes()
    for args in (["due"], ["note", "6", "words"], ["check"], ["init"]):
        result = run(*args, code=6)
        assert "older sli" in result.stderr and "sli db upgrade" in result.stderr
    assert kept.read_bytes() == before


def test_it_is_upgraded_after_a_copy_and_keeps_every_row(run: Run, kept: Path) -> None:
    old, before = contents(kept), kept.read_bytes()
    said = run("db", "upgrade").stdout
    copies = [path for path in kept.parent.iterdir() if path.name.endswith(".backup")]
    assert [copy.name in said for copy in copies] == [True]
    assert contents(copies[0]) == old
    assert SqliteFile(str(copies[0])).path != str(kept) and kept.read_bytes() != before
    new = contents(kept)
    assert {table: rows for table, rows in new.items() if table in old and table != "alembic_version"} == {
        table: rows for table, rows in old.items() if table != "alembic_version"
    }
    with SqliteFile(str(kept)).reading() as connection:
        verify(connection)
    assert "up to date" in run("db", "upgrade").stdout
    run("due")
    run("review", "6", "--outcome", "on track", "--note", "After the upgrade", "--early")


def test_a_meeting_of_an_earlier_version_is_listed_and_can_be_named(run: Run, kept: Path) -> None:
    run("db", "upgrade")
    there = json.loads(run("meeting", "list", "--all", "--json").stdout)[0]
    assert (there["source"], there["title"], there["moved_from"]) == ("hand", None, None)
    run("meeting", "add", there["forum"], there["on"], "--title", "The first")
    there = json.loads(run("meeting", "list", "--all", "--json").stdout)[0]
    assert there["title"] == "The first"


def test_each_kept_database_has_rows_in_every_table_that_there_was(kept: Path) -> None:
    found = contents(kept)
    there = [name for name in schema.LIVE_TABLES if name in found]
    assert len(there) >= 22
    assert [name for name in there if not found[name]] == []


@pytest.mark.sqlite
@pytest.mark.skipif(os.name == "nt", reason="Windows parts folders by it")
def test_a_backslash_is_a_letter_of_a_name(run: Run, own_place: Path) -> None:
    (own_place / "a").mkdir()
    for name in ("a/b.db", "a\\b.db"):
        run("--database", str(own_place / name), "init")
    run("--database", str(own_place / "a\\b.db"), "register", "add", "one")
    assert "one" not in run("--database", str(own_place / "a/b.db"), "register", "list").stdout
    assert "one" in run("--database", str(own_place / "a\\b.db"), "register", "list").stdout


def test_a_copy_whose_name_is_taken_gets_the_next(kept: Path) -> None:
    name = f"{kept}.schema-{kept_version(kept)}.2026-11-23T090000Z"
    Path(f"{name}.backup").write_text("somebody's")
    before = contents(kept)
    assert upgrade(str(kept), "2026-11-23T09:00:00Z") == f"{name}-2.backup"
    assert contents(Path(f"{name}-2.backup")) == before
    assert Path(f"{name}.backup").read_text() == "somebody's"


def test_an_upgrade_that_fails_leaves_the_file_as_it_was_and_no_copy(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.read_bytes()

    def no_room(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrate, "run_migrations", no_room)
    with pytest.raises(DatabaseProblem, match="is full; nothing was written"):
        upgrade(str(kept), "2026-11-23T09:00:00Z")
    assert kept.read_bytes() == before
    assert [path.name for path in kept.parent.iterdir() if "backup" in path.name] == []


@pytest.mark.parametrize("number", [0, -1])
def test_a_schema_that_no_sli_has_made_is_not_brought_up_to_date(run: Run, kept: Path, number: int) -> None:
    raw = sqlite3.connect(kept)
    raw.execute(f"PRAGMA user_version = {number}")
    raw.close()
    assert f"says that its schema is {number}, which no sli has made" in run("db", "upgrade", code=6).stderr


@pytest.mark.parametrize("name", ["what?.db", "50%25.db", "a#b.db", "it's;a=b.db", "ünï cöde.db"])
def test_a_file_of_any_name_is_made_and_upgraded_and_no_other_is_left(run: Run, own_place: Path, name: str) -> None:
    path = own_place / name
    run("--database", str(path), "init")
    run("--database", str(path), "register", "add", "one")
    path.write_bytes(gzip.decompress(KEPT[0].read_bytes()))
    run("--database", str(path), "db", "upgrade")
    run("--database", str(path), "due")
    others = [one.name for one in own_place.iterdir() if not one.name.startswith(name)]
    assert others == []
