"""What a register settles is read: each setting changes a date, a window or a closure."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Run
from tests.test_rules import review, show


@pytest.mark.parametrize(
    ("settled", "next_review"),
    [
        ((), "2027-05-01"),  # a Saturday, before a bank holiday
        (("next",), "2027-05-04"),
        (("previous",), "2027-04-30"),
    ],
)
def test_dates_are_rolled_as_the_register_chose_and_the_anchor_stays(
    bwd: Run, settled: tuple[str, ...], next_review: str
) -> None:
    for policy in settled:
        bwd("register", "set", "working-days", policy)
    bwd("cadence", "20", "monthly", "--from", "2027-04-01", "--reason", "Steady", on="2027-04-05")
    assert (show(bwd, "20")["next_review"], show(bwd, "20")["occurrence"]) == (next_review, "2027-05-01")
    assert "next review 1 Jun 2027" in review(bwd, "20", on="2027-05-05")


def test_bank_holidays_are_those_of_the_registers_part_of_the_kingdom_and_its_own_closed_days_count(bwd: Run) -> None:
    bwd("register", "set", "working-days", "next")
    found: list[str] = []
    for settle in (
        ("set", "bank-holidays", "england-and-wales"),
        ("set", "bank-holidays", "scotland"),
        ("close-day", "2026-12-01", "--reason", "Town hall closed"),
    ):
        bwd("register", *settle)
        bwd("add", f"2{len(found) + 3}", "--text", "Publish", "--cadence", "once on 2026-11-30")  # Saint Andrew's Day
        found.append(show(bwd, f"2{len(found) + 3}")["next_review"])
    assert found == ["2026-11-30", "2026-12-01", "2026-12-02"]


def test_where_the_register_says_so_the_deciding_board_agrees_to_a_closure(bwd: Run) -> None:
    bwd("register", "set", "closure", "board")
    board, close = show(bwd, "1")["forums"][0]["name"], ("close", "1", "--as", "implemented", "--reason", "Done")
    assert "by agreement of" in bwd(*close, code=2).stderr
    assert show(bwd, "1")["state"] == "open"
    assert f"agreed by {board}" in bwd(*close, "--agreed-by", board).stdout


def test_the_year_ends_in_march_where_the_register_says_april(bwd: Run) -> None:
    def last() -> str:
        return str(json.loads(bwd("due", "--this-year", "--json").stdout)[-1]["next_review"])

    assert last() == "2026-12-31"
    bwd("register", "set", "year-start", "april")
    assert last() == "2027-03-01"
    assert "to Wed 31 Mar 2027" in bwd("due", "--this-year").stdout
