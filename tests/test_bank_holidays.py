"""Bank holidays of each division, offline, and a register's own closed days."""

from datetime import date

import pytest

from sli_cli.bank_holidays import DIVISIONS, bank_holidays
from sli_cli.domain.workdays import WorkingDays
from sli_cli.errors import BadValue

EASTER_MONDAY = date(2026, 4, 6)
ST_ANDREW = date(2026, 11, 30)
BOYNE_OBSERVED = date(2026, 7, 13)
WORLD_CUP = date(2026, 6, 15)  # proclaimed for Scotland in February 2026
EARLY_AUGUST, LATE_AUGUST = date(2026, 8, 3), date(2026, 8, 31)
CHRISTMAS = date(2026, 12, 25)
ORDINARY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("division", "closed", "open_days"),
    [
        ("england-and-wales", {EASTER_MONDAY, LATE_AUGUST, CHRISTMAS}, {ST_ANDREW, BOYNE_OBSERVED, EARLY_AUGUST}),
        ("scotland", {ST_ANDREW, WORLD_CUP, EARLY_AUGUST, CHRISTMAS}, {EASTER_MONDAY, LATE_AUGUST}),
        ("northern-ireland", {EASTER_MONDAY, BOYNE_OBSERVED, LATE_AUGUST, CHRISTMAS}, {ST_ANDREW, WORLD_CUP}),
    ],
)
def test_each_division_has_its_own_days(division: str, closed: set[date], open_days: set[date]) -> None:
    is_closed = bank_holidays(division)
    assert all(is_closed(day) for day in closed)
    assert not any(is_closed(day) for day in open_days | {ORDINARY})


def test_a_holiday_on_a_weekend_closes_the_day_that_stands_in_for_it() -> None:
    is_closed = bank_holidays("england-and-wales")
    assert is_closed(date(2027, 12, 27))
    assert is_closed(date(2027, 12, 28))
    assert not is_closed(date(2027, 12, 29))


def test_a_registers_own_closed_days_are_closed_too() -> None:
    is_closed = bank_holidays("england-and-wales", extra=[ORDINARY])
    assert is_closed(ORDINARY)
    assert is_closed(CHRISTMAS)
    assert not bank_holidays("england-and-wales")(ORDINARY)


def test_a_review_due_at_christmas_rolls_over_the_holidays() -> None:
    workdays = WorkingDays("next", bank_holidays("england-and-wales", extra=[date(2026, 12, 29)]))
    assert workdays.roll(CHRISTMAS) == date(2026, 12, 30)


@pytest.mark.parametrize("division", DIVISIONS)
def test_any_year_may_be_asked_for(division: str) -> None:
    is_closed = bank_holidays(division)
    assert is_closed(date(2035, 12, 25))
    assert not is_closed(date.min)
    assert not is_closed(date.max)


def test_an_unknown_division_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadValue) as refused:
        bank_holidays("wales")
    assert "'wales'" in refused.value.sentence
    assert refused.value.remedy == "Write one of: england-and-wales, scotland, northern-ireland."
