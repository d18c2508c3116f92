"""Moving house: a whole database as lines of text, restored exactly or not at all, whatever its size."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from sli_cli.store.migrate import upgrade
from sli_cli.store.whole import TABLES
from tests.conftest import Put, Run
from tests.places import Places, home, query, stored

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of an earlier version with rows in every table, brought up to date."""
    path = tmp_path_factory.mktemp("upgraded") / "register.db"
    path.write_bytes(gzip.decompress(max(DATA.glob("schema-*.db.gz")).read_bytes()))
    upgrade(str(path), "2026-11-23T10:00:00Z")
    return path


@pytest.fixture
def out(put: Put, upgraded: Path, run: Run, tmp_path: Path) -> Path:
    """The export of a database with rows in every table."""
    put(upgraded)
    run("export", "--all", "-o", str(tmp_path / "all.jsonl"))
    return tmp_path / "all.jsonl"


@pytest.fixture
def new(places: Places, tmp_path: Path) -> Iterator[str]:
    """Another place, with no database yet."""
    place = places.new(tmp_path / "new")
    places.ready(place)
    yield place
    places.forget(place)


def restore(run: Run, out: Path, new: str, *, code: int = 0) -> str:
    """Restores into the other place; what is said."""
    return run("--database", new, "import", "--all", str(out), code=code).output


def contents(place: str = "") -> dict[str, list[Any]]:
    """Every row of every table, and the next key of each."""
    keys = (
        "SELECT sequencename, last_value FROM pg_sequences" if home(place).shared else "SELECT * FROM sqlite_sequence"
    )
    found = {name: sorted(map(repr, query(f"SELECT * FROM {name}", place))) for name in (*TABLES, "history_head")}
    return {**found, "next keys": sorted(map(repr, query(keys, place)))}


def test_a_database_with_rows_in_every_table_is_restored_exactly(out: Path, new: str, run: Run) -> None:
    said = restore(run, out, new)
    assert contents(new) == contents()
    assert "it is whole." in said
    again = out.with_name("again.jsonl")
    run("--database", new, "export", "--all", "-o", str(again))
    assert again.read_bytes() == out.read_bytes()
    verified = [run("--database", place, "db", "verify").stdout for place in (os.environ["SLI_DATABASE"], new)]
    assert verified[0].split("Head: ")[1] == verified[1].split("Head: ")[1] in said


def test_the_export_says_what_it_is_and_how_many_rows_it_has(out: Path) -> None:
    first, *rows, last = map(json.loads, out.read_text().splitlines())
    assert first["format"] == "sli, whole database"
    assert last["rows"] == len(rows)
    assert last["head"]["seq"] == max(row["row"]["seq"] for row in rows if row["table"] == "history")


def test_what_was_taken_out_keeps_its_key_for_ever(bwd: Run, new: str, tmp_path: Path) -> None:
    bwd("add", "23", "--text", "Publish the plan.")
    bwd("undo")
    bwd("export", "--all", "-o", str(tmp_path / "all.jsonl"))
    restore(bwd, tmp_path / "all.jsonl", new)
    bwd("--database", new, "add", "23", "--text", "Publish it again.")
    assert query("SELECT id FROM recommendation WHERE ref = '23'", new) == [(24,)]


def test_life_goes_on_in_the_restored_one(bwd: Run, new: str, tmp_path: Path) -> None:
    bwd("note", "11", "Before the move")
    bwd("export", "--all", "-o", str(tmp_path / "all.jsonl"))
    restore(bwd, tmp_path / "all.jsonl", new)
    there = ("--database", new)
    bwd(*there, "note", "11", "After the move")
    bwd(*there, "undo")
    bwd(*there, "undo")
    bwd(*there, "db", "verify")
    assert "Before the move" not in bwd(*there, "show", "11").stdout


# -- what is refused, and leaves nothing -------------------------------------------------------------------------------


def altered(lines: list[str], number: int, old: str, new: str) -> list[str]:
    assert old in lines[number]
    return [*lines[:number], lines[number].replace(old, new, 1), *lines[number + 1 :]]


def history_line(lines: list[str]) -> int:
    return next(at for at, line in enumerate(lines) if '"table":"history"' in line)


DAMAGES = {
    "cut short": (lambda lines: lines[:-1], 4, "The export is cut short"),
    "cut in the middle of a line": (lambda lines: [*lines[:40], lines[40][:30]], 4, "Line 41 is not a line of a whole"),
    "a row gone": (lambda lines: [*lines[:5], *lines[6:]], 4, "The export is cut short"),
    "a row twice": (lambda lines: [*lines[:5], lines[4], *lines[5:]], 4, "Line 6"),
    "something after the end": (lambda lines: [*lines, lines[1]], 4, "comes after the end of the export"),
    "no line at all": (lambda lines: [], 4, "is not a line of a whole export"),
    "another file": (lambda lines: ["{}\n"], 4, "The file is not an export of a whole database."),
    "another schema": (lambda lines: altered(lines, 0, '"schema":', '"schema":9'), 4, "by another version of sli"),
    "another table": (lambda lines: altered(lines, 1, '"table":"', '"table":"no_'), 4, "Line 2 is not a row that this"),
    "another column": (lambda lines: altered(lines, 1, '"id":', '"key":'), 4, "Line 2 is not a row that this"),
    "a fraction": (lambda lines: altered(lines, 1, '"id":1', '"id":1.5'), 4, "neither text nor a whole number"),
    "a list": (lambda lines: altered(lines, 1, '"id":1', '"id":[1]'), 4, "neither text nor a whole number"),
    "half a character": (lambda lines: altered(lines, 1, '"title":"', '"title":"\\ud800'), 4, "that are no text"),
    "a NUL": (lambda lines: altered(lines, 1, '"title":"', '"title":"\\u0000'), 4, "that are no text"),
    "a number too large": (lambda lines: altered(lines, 1, '"id":1', f'"id":{10**30}'), 4, "does not fit"),
    "a live row altered": (
        lambda lines: altered(lines, 1, '"adopted_basis":"confirmed"', '"adopted_basis":"assumed"'),
        6,
        "is not what its history says",
    ),
    "a row of history altered": (
        lambda lines: altered(lines, history_line(lines), '"why":"', '"why":"not '),
        6,
        "does not hold the texts that were written",
    ),
    "the head altered": (lambda lines: altered(lines, len(lines) - 1, '"change":', '"change":1'), 6, "The head of"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_export_is_refused_in_a_sentence_and_leaves_no_database(
    out: Path, new: str, run: Run, what: str
) -> None:
    damage, code, sentence = DAMAGES[what]
    out.write_text("".join(damage(out.read_text().splitlines(keepends=True))))
    assert sentence in restore(run, out, new, code=code)
    assert not home(new).exists()
    assert list((out.parent / "new").glob("*")) == []


def test_a_database_with_anything_in_it_is_not_restored_into(out: Path, bwd: Run) -> None:
    before = stored()
    assert "The database is not empty; nothing was written." in bwd("import", "--all", str(out), code=4).stderr
    assert stored() == before


def test_an_empty_database_that_is_there_is_restored_into(out: Path, new: str, run: Run) -> None:
    run("--database", new, "init")
    restore(run, out, new)
    run("--database", new, "db", "verify")


def test_a_refused_restore_leaves_an_empty_database_empty(out: Path, new: str, run: Run) -> None:
    run("--database", new, "init")
    out.write_text(out.read_text()[:-200])
    restore(run, out, new, code=4)
    assert "0 rows of history" in run("--database", new, "db", "verify").stdout


# -- any size ----------------------------------------------------------------------------------------------------------

MEASURED = """
import json, resource, sys
from sli_cli.store.homes import home_of
from sli_cli.store.whole import dump, restore
source, out, target = sys.argv[1:]
home_of(target, 5).create()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with home_of(source, 5).reading() as connection, open(out, "w", encoding="utf-8") as file:
    file.writelines(dump(connection))
with home_of(target, 5).writing() as connection, open(out, encoding="utf-8") as file:
    found = restore(connection, file)
print(json.dumps([found.rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]))
"""
COPIES = """
WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < {count})
INSERT INTO progress_note (recommendation_id, noted_on, noted_by, text)
SELECT 11, '2026-11-23', 'A. Person', printf('%.200c', 'x') FROM more
"""


def lengthen(path: Path, count: int) -> None:
    """Adds so many progress notes, each with its row of history, faster than one change after another would."""
    from sli_cli.domain.evidence import canonical, row_hash, text_hash

    raw = sqlite3.connect(path)
    raw.row_factory = sqlite3.Row
    raw.execute("PRAGMA synchronous = OFF")
    raw.execute(COPIES.format(count=count))
    head = dict(raw.execute("SELECT * FROM history_head").fetchone())
    seq, last = head["seq"], head["hash"]
    like = dict(raw.execute("SELECT * FROM history ORDER BY seq DESC LIMIT 1").fetchone())
    rows = []
    for note in raw.execute("SELECT * FROM progress_note ORDER BY id"):
        seq += 1
        texts = {"before": "{}", "after": canonical(dict(note)), "why": ""}
        row = {**like, "seq": seq, "change": head["change"] + 1, "entity": "progress_note", "entity_id": note["id"]}
        row |= {**texts, "recommendation_id": 11, "operation": "insert", "salt": "00", "previous_hash": last}
        row["text_hash"] = text_hash("00", **texts)
        last = row["hash"] = row_hash(last, row)
        rows.append(row)
    names = ", ".join(f":{name}" for name in like)
    columns = ", ".join(f'"{name}"' for name in like)
    raw.executemany(f"INSERT INTO history ({columns}) VALUES ({names})", rows)
    raw.execute("UPDATE history_head SET seq = ?, change = change + 1, hash = ?", (seq, last))
    raw.commit()
    raw.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource module")
def test_tens_of_thousands_of_rows_of_history_take_no_more_memory_than_a_few(
    put: Put, seeded: Path, new: str, tmp_path: Path
) -> None:
    long = Path(copyfile(seeded, tmp_path / "long.db"))
    lengthen(long, 30_000)
    put(long)
    args = [os.environ["SLI_DATABASE"], str(tmp_path / "all.jsonl"), new]
    ran = subprocess.run([sys.executable, "-c", MEASURED, *args], capture_output=True, text=True, check=True)
    rows, megabytes = json.loads(ran.stdout)
    assert rows > 30_000
    assert (tmp_path / "all.jsonl").stat().st_size > 24_000_000
    assert megabytes < 20


def test_a_database_of_which_nobody_has_written_anything_is_restored_too(run: Run, own_place: Path, new: str) -> None:
    run("init")
    run("export", "--all", "-o", str(own_place / "empty.jsonl"))
    restore(run, own_place / "empty.jsonl", new)
    run("--database", new, "register", "add", "one")
    run("--database", new, "db", "verify")
