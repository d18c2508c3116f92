"""`sli db move`: from a file to PostgreSQL and back, with everything, or with nothing."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sli_cli.errors import DatabaseProblem
from sli_cli.store import moving
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.migrate import upgrade
from sli_cli.store.whole import TABLES
from tests.conftest import Run
from tests.places import Server, home, query, raw, stored, tamper

KEPT = Path(__file__).parents[1] / "data"


@pytest.fixture
def server_place(server: Server) -> Iterator[str]:
    """A PostgreSQL database with nothing in it."""
    place = server.new()
    server.ready(place)
    yield place
    server.forget(place)


@pytest.fixture
def full(own_place: Path) -> str:
    """A SQLite file with rows in every table, those of the ledger too."""
    path = own_place / "full.db"
    path.write_bytes(gzip.decompress(max(KEPT.glob("schema-*.db.gz")).read_bytes()))
    upgrade(str(path), "2026-11-23T10:00:00Z")
    with raw(path) as connection:
        connection.executescript(
            "INSERT INTO delivery_run (id, day, began_at, state, worker, leased_until) "
            "VALUES (7, '2026-11-23', '2026-11-23T06:00:00Z', 'good', 'one', '');"
            "INSERT INTO delivery (id, message_id, delivery_run_id, recipient, day, state, attempts, subject, content, "
            "answer, changed_at, not_before) "
            "VALUES (9, '<1@x>', 7, 'jo@example.gov.uk', '2026-11-23', 'accepted', 1, 'Due', 'Words', 'ok', '', '');"
            "INSERT INTO delivery_item (id, delivery_id, recipient, about, about_id, due_on, stage) "
            "VALUES (5, 9, 'jo@example.gov.uk', 'recommendation', 1, '2026-11-30', 'due');"
        )
    return str(path)


def contents(place: str) -> dict[str, list[Any]]:
    return {name: sorted(map(repr, query(f"SELECT * FROM {name}", place))) for name in (*TABLES, "history_head")}


def head(run: Run, place: str) -> str:
    return run("--database", place, "db", "verify").stdout.split("Head: ")[1]


def test_everything_moves_to_postgresql_and_back(full: str, server_place: str, run: Run, own_place: Path) -> None:
    before, back = Path(full).read_bytes(), str(own_place / "back.db")
    said = run("db", "move", full, server_place).stdout
    assert said.startswith(f"{home(server_place).name} holds everything that {full} holds: ")
    assert f"both are whole.\nHead: {head(run, full)}" in said
    assert f"{full} is as it was. Name the new one from now on, in cron jobs too, and set the old one aside." in said
    assert Path(full).read_bytes() == before
    assert contents(server_place) == contents(full)
    run("db", "move", server_place, f"sqlite:///{back}")
    assert contents(back) == contents(full)
    assert head(run, back) == head(run, server_place) == head(run, full)


def test_life_goes_on_in_the_new_one_with_keys_that_were_never_given(
    bwd: Run, server_place: str, own_place: Path
) -> None:
    bwd("add", "23", "--text", "Publish the plan.")
    bwd("undo")
    bwd("db", "move", os.environ["SLI_DATABASE"], server_place)
    there = ("--database", server_place)
    bwd(*there, "add", "23", "--text", "Publish it again.")
    assert query("SELECT id FROM recommendation WHERE ref = '23'", server_place) == [(24,)]
    bwd(*there, "review", "20", "--outcome", "on track", "--note", "Looked at")
    bwd(*there, "undo")
    bwd("db", "move", server_place, str(own_place / "back.db"))
    bwd("--database", str(own_place / "back.db"), "undo")
    bwd("--database", str(own_place / "back.db"), "db", "verify")


def test_an_empty_database_that_was_made_already_is_moved_into(full: str, server_place: str, run: Run) -> None:
    run("--database", server_place, "init")
    run("db", "move", full, server_place)
    assert contents(server_place) == contents(full)


def test_what_holds_anything_is_not_moved_into(full: str, bwd: Run, server_place: str, own_place: Path) -> None:
    here = os.environ["SLI_DATABASE"]
    before = stored()
    for target in (here, full):
        said = bwd("db", "move", full, target, code=4).stderr
        assert f"{target} is not empty; nothing was written." in said
    assert stored() == before
    with raw(server_place) as connection:
        connection.execute("CREATE TABLE post (title text)")
    assert "holds tables of something else (post)." in bwd("db", "move", full, server_place, code=6).stderr


def test_a_source_that_does_not_verify_is_not_moved(bwd: Run, server_place: str) -> None:
    tamper("UPDATE history SET why = 'x' WHERE seq = 3")
    said = bwd("db", "move", os.environ["SLI_DATABASE"], server_place, code=6).stderr
    assert "History row 3 " in said
    assert not home(server_place).exists()


@pytest.mark.sqlite  # what a file holds and PostgreSQL cannot
def test_a_move_that_fails_half_way_leaves_nothing(bwd: Run, server_place: str) -> None:
    noise = "".join(map(chr, Random(1).choices(range(0x100, 0x2000), k=9_000)))  # an index of PostgreSQL takes less
    stamp = Stamp("2026-11-23T10:00:00Z", "tester", "")
    with Database(home(), date(2026, 11, 23), lambda: stamp).change("edit") as change:
        change.insert("forum", name=noise, title="")
    said = bwd("db", "move", os.environ["SLI_DATABASE"], server_place, code=6).stderr
    assert "could not be used (index row" in said and "nothing was written" in said
    assert not home(server_place).exists()


def test_a_source_that_is_changed_meanwhile_is_said_to_hold_more(
    bwd: Run, server_place: str, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_place)
    bwd("db", "move", os.environ["SLI_DATABASE"], server_place)
    real = moving.restore

    def and_somebody_writes(*args: Any) -> Any:
        found = real(*args)
        bwd("--database", server_place, "note", "20", "Meanwhile")
        return found

    monkeypatch.setattr(moving, "restore", and_somebody_writes)
    said = bwd("db", "move", server_place, "back.db", code=6).stderr
    assert "was changed while it was moved: back.db holds what it was up to change 1, and not what came after." in said


def at_work(place: str) -> None:
    with raw(place) as connection:
        connection.execute(
            "INSERT INTO delivery_run (id, day, began_at, state, worker, leased_until) VALUES (8, '2026-11-23', "
            "'2026-11-23T07:00:00Z', 'running', 'laptop 12', '2026-11-23T07:20:00Z')"
        )


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (datetime(2026, 11, 23, 7, 19, tzinfo=UTC), "its hold ends at 07:20 UTC"),
        (None, "the next `sli notify` ends it"),
    ],
)
def test_what_is_being_reminded_from_is_not_moved(
    full: str, server_place: str, own_place: Path, now: datetime | None, ends: str
) -> None:
    at_work(full)
    sentence = f"`sli notify` is at work in {full} (laptop 12, since 07:00 UTC); nothing was written."
    for target in (home(server_place), home(own_place / "back.db")):
        with pytest.raises(DatabaseProblem) as caught:
            moving.move(home(full), target, now)
        assert caught.value.sentence == sentence and ends in caught.value.remedy
        assert not target.exists()


def test_a_run_of_reminders_that_was_killed_holds_nobody_up_for_ever(full: str, server_place: str) -> None:
    at_work(full)
    moving.move(home(full), home(server_place), datetime(2026, 11, 23, 7, 20, tzinfo=UTC))
    assert contents(server_place) == contents(full)


@pytest.mark.parametrize(
    "meanwhile",
    [
        "UPDATE delivery SET state = 'in doubt' WHERE id = 9",
        "INSERT INTO delivery_run (id, day, began_at, state, worker, leased_until) "
        "VALUES (8, '2026-11-23', '2026-11-23T07:00:00Z', 'good', 'two', '')",
    ],
)
def test_a_source_from_which_reminders_went_out_meanwhile_is_said_to_know_more(
    full: str, run: Run, own_place: Path, server_place: str, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """From a server, where others can write while it is read."""
    run("db", "move", full, server_place)
    real = moving.restore

    def and_somebody_sends(*args: Any) -> Any:
        found = real(*args)
        with raw(server_place) as connection:
            connection.execute(meanwhile)
        return found

    monkeypatch.setattr(moving, "restore", and_somebody_sends)
    back = str(own_place / "back.db")
    said = run("db", "move", server_place, back, code=6).stderr
    assert f"while it was moved: {back} does not know of them all, and would send them again." in said


def test_a_password_is_not_printed(full: str, run: Run) -> None:
    result = run("db", "move", full, "postgresql://jo:Tops3cret@127.0.0.1:1/sli", code=6)
    assert "no PostgreSQL server answers there." in result.stderr
    assert "Tops3cret" not in result.output
