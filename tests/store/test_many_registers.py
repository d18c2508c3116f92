"""What one register, or one board, takes does not grow with the registers beside it, nor with the years behind it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sli_cli.domain.filters import Filter
from sli_cli.domain.window import this_month
from sli_cli.domain.workdays import never_closed
from sli_cli.services import agenda, reporting
from sli_cli.services.finding import find_forum, find_recommendation, find_register
from sli_cli.services.weekly_summary import Week, summary_of
from sli_cli.store.reader import Reader
from tests.conftest import Run
from tests.places import home
from tests.store.test_plans import TODAY, peak, plan, steps

NATION = Path(__file__).parents[2] / "benchmarks" / "nation_making.py"
HERE = Filter(register_id=3)


def made(path: Path, localities: int, years: int) -> Path:
    """A nation of that many registers of 50 each, reviewed every quarter for so long."""
    size = [f"--localities={localities}", "--recommendations=50", f"--years={years}", f"--today={TODAY}"]
    subprocess.run([sys.executable, str(NATION), str(path), *size], check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("nations") / "few.db", 4, 1)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten times as many registers as `few`, and twice the years."""
    return made(tmp_path_factory.mktemp("nations") / "many.db", 40, 2)


WEEK = Week(TODAY, 0, (), 0, 0, ())

QUESTIONS: dict[str, Callable[[Reader], object]] = {
    "what is due in it": lambda reader: list(reporting.due(reader, this_month(TODAY), HERE).rows),
    "the next five of it": lambda reader: reporting.next_ones(reader, this_month(TODAY), HERE),
    "what is overdue in it": lambda reader: reporting.overdue(reader, HERE),
    "all of it": lambda reader: list(reporting.everything(reader, HERE)),
    "the foot of its table": lambda reader: reader.counts(3),
    "its own ref": lambda reader: find_recommendation(reader, "locality-003:11", None),
    "itself": lambda reader: find_register(reader, "locality-003"),
    "its weekly summary": lambda reader: summary_of(reader, reader.register(3), WEEK, never_closed, None),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_one_register_costs_the_same_beside_ten_times_as_many(
    few: Path, many: Path, question: Callable[[Reader], object]
) -> None:
    one_of_few, one_of_many = steps(few, question), steps(many, question)
    # What the registers are called is read whole.
    assert 0 < one_of_many <= one_of_few * 1.25 + 10


def test_a_board_costs_the_same_beside_ten_times_as_many_and_after_twice_the_years(few: Path, many: Path) -> None:
    def papers(reader: Reader) -> object:
        return agenda.prepare(reader, find_forum(reader, "Board 1 of Locality 3").name, None)

    one_of_few, one_of_many = steps(few, papers), steps(many, papers)
    assert (
        0 < one_of_many <= one_of_few * 1.25 + 60
    )  # what boards are called, and their meetings to come, is read whole


def test_an_agenda_reads_the_history_and_the_reviews_since_the_last_meeting_alone(few: Path) -> None:
    index = "ix_history_entity (entity=? AND entity_id=? AND seq>?)"
    assert any(step.endswith(index) for step in plan(few, "changes_to_forum"))
    index = "ix_review_newest (recommendation_id=? AND reviewed_on>?)"
    assert any(step.endswith(index) for step in plan(few, "reviews_to_forum"))


def test_an_agenda_is_told_of_the_newest_review_before_the_last_meeting_and_of_all_that_follow(many: Path) -> None:
    with home(many).reading() as connection:
        reader = Reader(connection, TODAY)
        every = reader.told_to_forum(7, None)
        last = date(2026, 6, 1)
        for key, (reviews, _, _) in reader.told_to_forum(7, last).items():
            days = [review.on for review in every[key][0]]
            newest = max((day for day in days if day <= last), default=date.min)
            assert [review.on for review in reviews] == [day for day in days if day >= newest]
            assert len(days) == 8 > len(reviews)


def test_the_first_row_of_history_since_a_day_is_found_by_halving(few: Path) -> None:
    raw = sqlite3.connect(few)
    days = [at[:10] for (at,) in raw.execute("SELECT at FROM history ORDER BY seq")]
    raw.close()
    assert days == sorted(days)
    with home(few).reading() as connection:
        reader = Reader(connection, TODAY)
        for day in ("2000-01-01", days[0], "2026-03-01", days[-1], "2100-01-01"):
            expected = 1 + sum(one < day for one in days)
            assert agenda._first_row_since(reader, date.fromisoformat(day)) == expected


def test_meetings_planned_in_a_change_are_seen_by_what_is_read_after_it(bwd: Run) -> None:
    bwd("meeting", "add", "LSCB", "2026-12-08")
    bwd("cadence", "11", "at each LSCB meeting", "--reason", "as the board asked")
    assert "8 Dec 2026" in bwd("show", "11").output
    assert "12 Jan 2027" in bwd("meeting", "move", "LSCB", "2026-12-08", "--to", "2027-01-12", "--reason", "x").output


def test_verifying_ten_times_as_much_history_takes_no_more_memory(few: Path, many: Path) -> None:
    assert peak(many, "db", "verify") < peak(few, "db", "verify") + 6
