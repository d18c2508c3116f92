"""Why a report is fast: every statement has its index, and a short list reads little of a long register."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from sli_cli.commands.due import _foot
from sli_cli.domain.filters import Filter
from sli_cli.domain.window import this_month
from sli_cli.services import reporting
from sli_cli.store import sqlite_sql, tables
from sli_cli.store.database import Database
from sli_cli.store.migrate import create
from sli_cli.store.reader import Reader
from sli_cli.store.sqlite import SqliteFile
from tests.store import many

TODAY = date(2026, 11, 23)

READ_WHOLE = {
    **{f"rows {table}": {table} for table in (*tables.COLUMNS, *tables.LEDGER_COLUMNS)},
    "everything": {"recommendation"},
    "remindable": {"recommendation"},  # in its order, and the open ones of it: see below
    "told": {"recommendation"},
    "refs": {"recommendation"},
    "themes": {"recommendation"},
    "registers": {"register"},
    "register_names": {"register"},
    "posts": {"post"},
    "absences": {"absence"},
    "forums": {"forum"},
    "forum_titles": {"forum"},
    "last_meetings": {"forum"},  # and of each the meetings by their index
    "post_successions": {"post_succession"},
    "forum_successions": {"forum_succession"},
    "history_head": {"history_head"},
    "lock_head": {"history_head"},
    "history_in_order": {"history"},
    "history_newest": {"history"},
    "last_run": {"delivery_run"},  # from the end, and the first row of it alone
    "lock_ledger": {"reminder_period"},
    "reminding": {"reminder_period"},  # a few rows in all
    "rules_of_meetings": {"cadence"},  # only those that follow meetings, by their own index: see below
    "counts": {"cadence", "post"},  # of cadences the assumed ones, by their own index: see below
}
"""The statements that read whole tables, because all of it is what was asked for; every other one finds its rows."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "empty.db"
    create(str(path))
    return path


def plan(database: Path, statement: str) -> list[str]:
    """How SQLite says that it goes about a statement, a line a step."""
    sql = sqlite_sql.SQL[statement]
    raw = sqlite3.connect(database)
    rows = raw.execute("EXPLAIN QUERY PLAN " + sql, dict.fromkeys(re.findall(r":(\w+)", sql))).fetchall()
    raw.close()
    return [row[3] for row in rows]


@pytest.mark.parametrize("statement", sqlite_sql.SQL)
def test_every_statement_finds_its_rows_by_an_index(empty: Path, statement: str) -> None:
    steps = plan(empty, statement)
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN")} - {"CONSTANT", "the_first"}
    assert scanned == READ_WHOLE.get(statement, set()), steps


def test_the_assumed_cadences_are_counted_by_an_index_that_holds_no_others(empty: Path) -> None:
    assert "SCAN cadence USING INDEX ix_cadence_assumed" in plan(empty, "counts")


def test_the_rules_that_follow_meetings_and_the_meetings_to_come_are_found_by_indexes_of_no_others(empty: Path) -> None:
    assert plan(empty, "rules_of_meetings") == ["SCAN cadence USING INDEX ix_cadence_meeting"]
    assert plan(empty, "planned_meetings")[0] == ("SEARCH meeting USING INDEX ix_meeting_planned (meets_on>?)")


LONG = ["due", "coming", "everything", "remindable", "refs", "history_in_order", "history_newest"]


@pytest.mark.parametrize("statement", LONG)
def test_what_may_be_long_comes_in_the_order_of_an_index_and_is_not_sorted(empty: Path, statement: str) -> None:
    assert not [step for step in plan(empty, statement) if "TEMP B-TREE" in step]


def test_what_was_told_is_looked_up_by_what_is_open_now_and_not_read_whole(empty: Path) -> None:
    (search,) = [step for step in plan(empty, "told") if "delivery_item" in step]
    assert "USING INDEX uq_delivery_item_once (about=? AND about_id=? AND due_on=?)" in search


def test_what_is_due_is_counted_from_the_index_alone(empty: Path) -> None:
    (step,) = plan(empty, "due_counts")
    assert step.startswith("SEARCH recommendation USING COVERING INDEX ix_recommendation_due (state=? AND next_review")


# -- how much is read --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One of 1,500 and one of 30,000, half of each due this month."""
    place = tmp_path_factory.mktemp("many")
    return many.make(place / "some.db", 1_500, 750), many.make(place / "many.db", 30_000, 15_000)


def steps(database: Path, question: Callable[[Reader], object]) -> int:
    """How many steps SQLite takes to answer, in hundreds."""
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    file = SqliteFile(str(database))
    with Database(file, TODAY, lambda: pytest.fail("nothing is written")).read() as reader:
        reader.connection.raw.set_progress_handler(count, 100)  # type: ignore[attr-defined]
        question(reader)
    return taken


def fifty(rows: Iterable[object]) -> None:
    assert len(list(islice(rows, 50))) == 50


@pytest.mark.parametrize(
    "question",
    [
        lambda reader: fifty(reader.due(TODAY.replace(day=30))),
        lambda reader: fifty(reporting.next_ones(reader, this_month(TODAY), Filter(), 50)),
        lambda reader: fifty(reporting.everything(reader, Filter())),
        lambda reader: _foot(reader, None, None),
    ],
    ids=["due --limit 50", "the next fifty", "list --limit 50", "the foot of a table"],
)
def test_fifty_rows_cost_the_same_of_twenty_times_as_many(
    registers: tuple[Path, Path], question: Callable[[Reader], object]
) -> None:
    some, very_many = (steps(database, question) for database in registers)
    assert 0 < some <= very_many <= some * 1.1


def test_what_is_due_is_counted_at_once_and_read_as_it_is_printed(registers: tuple[Path, Path]) -> None:
    first = steps(registers[1], lambda reader: fifty(reporting.due(reader, this_month(TODAY), Filter()).rows))
    whole = steps(registers[1], lambda reader: list(reporting.due(reader, this_month(TODAY), Filter()).rows))
    assert first * 10 < whole


def test_the_foot_of_a_table_counts_as_far_as_anybody_needs(registers: tuple[Path, Path]) -> None:
    found = []
    for path in registers:
        with Database(SqliteFile(str(path)), TODAY, lambda: pytest.fail("nothing is written")).read() as reader:
            found.append(_foot(reader, None, None))
    assert found[1] == (
        "1,000 or more with an assumed cadence: sli list --open --basis assumed",
        "1,000 or more with no named lead: sli list --open --no-lead",
    )
    assert found[0][1] == "750 with no named lead: sli list --open --no-lead"


# -- how much is held --------------------------------------------------------------------------------------------------

PEAK = """
import resource, sys
from sli_cli.cli import sli
try:
    sli.main(sys.argv[1:], prog_name="sli")
except SystemExit as end:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert end.code == 0, end.code
    print(peak // (1024 if sys.platform == "darwin" else 1), file=sys.stderr)
"""


def peak(database: Path, *args: str) -> float:
    """The most memory that a command took, in MiB, in a process that a small one started."""
    pytest.importorskip("resource", reason="Windows does not say")
    env = {**os.environ, "SLI_DATABASE": str(database)}
    small = [
        "sh",
        "-c",
        '"$@"; exit $?',
        "sh",
    ]  # a process begins with what its parent has taken, and pytest takes much
    command = [*small, sys.executable, "-c", PEAK, "--as-of", "2026-11-23", *args]
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stderr) / 1024


def test_a_report_of_many_takes_no_more_memory_than_one_of_few(tmp_path: Path) -> None:
    few, lots = many.make(tmp_path / "few.db", 22, 7), many.make(tmp_path / "lots.db", 100_000, 4_000)
    for options in (("--json",), ("--format", "table")):
        assert peak(lots, "due", "--this-month", *options) < peak(few, "due", "--this-month", *options) + 6
