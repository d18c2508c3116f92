"""The stages of reminding: windows that open on a day and stay open until the next one does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.owed import is_owed, owed_stages
from sli_cli.domain.stages import (
    ESCALATION,
    NEWLY_THEIRS,
    Stage,
    days_before_words,
    deadline_stage,
    following,
    parse_days_before,
    reached,
)
from sli_cli.errors import BadValue

DUE = date(2026, 11, 29)  # a Sunday


def weekend(day: date) -> bool:
    return day.weekday() >= 5


@pytest.mark.parametrize(
    ("today", "stage", "opens"),
    [
        ("2026-10-29", None, None),
        ("2026-10-30", "30 days before", "2026-10-30"),
        ("2026-11-21", "30 days before", "2026-10-30"),
        ("2026-11-22", "7 days before", "2026-11-22"),
        ("2026-11-28", "7 days before", "2026-11-22"),
        ("2026-11-29", "on the day", "2026-11-29"),
        ("2026-12-05", "on the day", "2026-11-29"),
        ("2026-12-06", "7 days after", "2026-12-06"),
        ("2026-12-13", "14 days after", "2026-12-13"),
        ("2026-12-20", "21 days after", "2026-12-20"),
        ("2026-12-27", "28 days after", "2026-12-27"),
        ("2027-01-28", "28 days after", "2026-12-27"),
        ("2027-01-29", "2 months after", "2027-01-29"),
        ("2027-02-28", "3 months after", "2027-02-28"),
        ("2027-03-29", "4 months after", "2027-03-29"),  # counted from the day itself, so February moves nothing
        ("2036-11-29", "120 months after", "2036-11-29"),
    ],
)
def test_what_has_opened_by_a_day(today: str, stage: str | None, opens: str | None) -> None:
    found = reached(date.fromisoformat(today), DUE)
    assert found == (Stage(stage, date.fromisoformat(opens)) if stage and opens else None)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        ("2026-10-01", Stage("30 days before", date(2026, 10, 30))),
        ("2026-10-30", Stage("7 days before", date(2026, 11, 22))),
        ("2026-11-22", Stage("on the day", date(2026, 11, 29))),
        ("2026-11-29", Stage("7 days after", date(2026, 12, 6))),
        ("2027-01-01", Stage("2 months after", date(2027, 1, 29))),
    ],
)
def test_what_opens_next(today: str, stage: Stage) -> None:
    assert following(date.fromisoformat(today), DUE) == stage


def test_the_day_itself_is_brought_forward_where_nothing_is_sent_on_it() -> None:
    friday = date(2026, 11, 27)
    assert reached(friday, DUE, quiet=weekend) == Stage("on the day", friday)
    assert following(friday, DUE, (30, 7, 1), weekend) == Stage("7 days after", date(2026, 12, 6))
    assert reached(date(2026, 11, 28), DUE, (30, 7, 1), weekend) == Stage("on the day", friday)


def test_a_register_that_is_quiet_for_ever_still_has_its_day() -> None:
    assert reached(DUE, DUE, quiet=lambda day: True) == Stage("on the day", DUE)


def test_the_calendar_ends_without_a_fault() -> None:
    assert following(date.max, date.max) is None
    assert reached(date.max, date(9999, 12, 1)) == Stage("28 days after", date(9999, 12, 29))
    assert reached(date.min, date.min) == Stage("on the day", date.min)


@given(
    due=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    late=st.integers(-60, 900),
    before=st.sets(st.integers(1, 365), max_size=6).map(lambda days: tuple(sorted(days, reverse=True))),
)
def test_stages_open_one_after_the_other_and_each_day_has_one(due: date, late: int, before: tuple[int, ...]) -> None:
    today = due + timedelta(days=late)
    now, after = reached(today, due, before), following(today, due, before)
    assert now is None or now.opens <= today
    assert after is not None and after.opens > today
    assert reached(after.opens, due, before) == after
    assert reached(after.opens - timedelta(days=1), due, before) == now
    if late > 60:
        assert now is not None and (after.opens - now.opens).days in (28, 29, 30, 31, 33, 34)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("30, 7", (30, 7)),
        ("7 30", (30, 7)),
        ("60; 14; 14", (60, 14)),
        ("14 days", (14,)),
        ("30 and 7 days before", (30, 7)),
        ("none", ()),
        ("365, 1", (365, 1)),
    ],
)
def test_days_before_are_read_as_they_are_written(text: str, days: tuple[int, ...]) -> None:
    assert parse_days_before(text, "remind-before") == days
    assert parse_days_before(days_before_words(days), "remind-before") == days


@pytest.mark.parametrize("text", ["", "0", "366", "-7", "7.5", "a week", "1,2,3,4,5,6,7", "٧", "1e2", "7 weeks"])
def test_what_is_no_list_of_days_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="remind-before"):
        parse_days_before(text, "remind-before")


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        ("2026-12-15", None),
        ("2026-12-16", "7 days before"),
        ("2026-12-22", "7 days before"),
        ("2026-12-23", "on the day"),
        ("2027-01-04", "on the day"),
    ],
)
def test_a_deadline_of_a_board_is_named_a_week_before_and_on_the_day(today: str, stage: str | None) -> None:
    found = deadline_stage(date.fromisoformat(today), date(2026, 12, 23))
    assert (found.name if found else None) == stage


# -- what is owed ------------------------------------------------------------------------------------------------------

WEEK_BEFORE = Stage("7 days before", date(2026, 11, 22))
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("told", "owed"),
    [
        ({}, True),
        ({"7 days before": date(2026, 11, 22)}, False),
        ({"30 days before": date(2026, 10, 30)}, True),  # an older stage, told in its own time
        ({"30 days before": date(2026, 11, 23)}, False),  # told late, after this one had opened: one message for both
        ({"20 days before": TODAY}, False),
        ({"2 months after": date(2027, 1, 29)}, True),  # by a clock that went astray: it is that stage, and no other
        ({ESCALATION: date(2026, 11, 24)}, True),
        ({NEWLY_THEIRS: date(2026, 11, 24)}, True),
    ],
)
def test_a_stage_is_owed_until_it_or_a_later_one_was_told(told: dict[str, date], owed: bool) -> None:
    assert is_owed(WEEK_BEFORE, told, TODAY) is owed


LATE, NOT_LATE = Stage("30 days before", date(2026, 11, 1)), Stage("30 days before", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("now", "after", "told", "names"),
    [
        (None, WEEK_BEFORE, {}, []),
        (LATE, Stage("7 days before", date(2026, 11, 28)), {}, ["30 days before", "7 days before"]),
        (LATE, Stage("7 days before", date(2026, 11, 29)), {}, ["30 days before"]),
        (NOT_LATE, Stage("29 days before", date(2026, 11, 25)), {}, ["30 days before"]),  # asked for day by day
        (LATE, Stage("on the day", date(2026, 11, 26)), {}, ["30 days before"]),
        (LATE, None, {}, ["30 days before"]),
        (LATE, Stage("7 days before", date(2026, 11, 26)), {"30 days before": date(2026, 11, 1)}, []),
    ],
)
def test_what_is_caught_up_late_stands_for_what_comes_close_upon_it(
    now: Stage | None, after: Stage | None, told: dict[str, date], names: list[str]
) -> None:
    assert [stage.name for stage in owed_stages(now, after, told, TODAY)] == names
