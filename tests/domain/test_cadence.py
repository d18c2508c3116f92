"""The dates that each kind of rule gives, as literal tables."""

from datetime import date, timedelta

import pytest

from sli_cli.domain.cadence import (
    AfterReview,
    Every,
    MonthEnds,
    Never,
    Nth,
    Once,
    OnceAfterAdoption,
    Rule,
    Waiting,
    YearDays,
)
from sli_cli.domain.workdays import WorkingDays


def dates_after(rule: Rule, anchor: str, count: int) -> list[str]:
    """The first occurrences of a rule, one after another, as ISO dates."""
    found: list[str] = []
    day = rule.after(date.fromisoformat(anchor), date.fromisoformat(anchor))
    while day is not None and len(found) < count:
        found.append(day.isoformat())
        day = rule.after(day, date.fromisoformat(anchor))
    return found


@pytest.mark.parametrize(
    ("rule", "anchor", "expected"),
    [
        # month ends never drift and are never skipped
        (Every(1, "month"), "2026-01-31", ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        (Every(1, "month"), "2028-01-30", ["2028-02-29", "2028-03-30", "2028-04-30"]),
        (Every(6, "month"), "2023-08-31", ["2024-02-29", "2024-08-31", "2025-02-28", "2025-08-31"]),
        (Every(6, "month"), "2024-08-31", ["2025-02-28", "2025-08-31", "2026-02-28"]),
        (Every(1, "year"), "2024-02-29", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        (Every(100, "year"), "2000-02-29", ["2100-02-28", "2200-02-28", "2300-02-28", "2400-02-29"]),
        (Every(3, "month"), "2026-11-23", ["2027-02-23", "2027-05-23", "2027-08-23"]),
        (Every(3, "month"), "2026-11-30", ["2027-02-28", "2027-05-30", "2027-08-30"]),
        # days and weeks
        (Every(1, "day"), "2026-12-30", ["2026-12-31", "2027-01-01", "2027-01-02"]),
        (Every(45, "day"), "2026-01-01", ["2026-02-15", "2026-04-01"]),
        (Every(2, "week"), "2026-12-21", ["2027-01-04", "2027-01-18"]),
        # rolling: as a schedule, from the review that is the anchor
        (AfterReview(6, "month"), "2026-08-31", ["2027-02-28", "2027-08-31"]),
        # months without a day: the last of the month
        (MonthEnds((3, 9)), "2026-01-01", ["2026-03-31", "2026-09-30", "2027-03-31"]),
        (MonthEnds((1,)), "2026-01-31", ["2027-01-31", "2028-01-31"]),
        (MonthEnds((2,)), "2026-12-01", ["2027-02-28", "2028-02-29", "2029-02-28"]),
        # days of the year
        (YearDays(((3, 31),)), "2026-03-31", ["2027-03-31", "2028-03-31"]),
        (YearDays(((3, 31), (9, 30))), "2026-04-01", ["2026-09-30", "2027-03-31"]),
        (YearDays(((2, 29),)), "2026-12-01", ["2027-02-28", "2028-02-29", "2029-02-28"]),
        (YearDays(((2, 28), (2, 29))), "2026-12-01", ["2027-02-28", "2028-02-28", "2028-02-29", "2029-02-28"]),
        # the nth day of a period
        (Nth("first", "Monday", "month"), "2026-11-01", ["2026-11-02", "2026-12-07", "2027-01-04"]),
        (Nth("second", "Tuesday", "quarter"), "2026-11-23", ["2027-01-12", "2027-04-13", "2027-07-13"]),
        (Nth("third", "day", "quarter"), "2026-11-23", ["2027-01-03", "2027-04-03"]),
        (Nth("fourth", "Friday", "year"), "2026-11-23", ["2027-01-22", "2028-01-28"]),
        (Nth("last", "Friday", "month"), "2026-11-27", ["2026-12-25", "2027-01-29"]),
        (Nth("last", "day", "month"), "2028-01-31", ["2028-02-29", "2028-03-31", "2028-04-30"]),
        (Nth("last", "day", "year"), "2026-11-23", ["2026-12-31", "2027-12-31"]),
        (Nth("last", "working day", "month"), "2026-10-01", ["2026-10-30", "2026-11-30", "2026-12-31", "2027-01-29"]),
        (Nth("first", "working day", "quarter"), "2026-11-23", ["2027-01-01", "2027-04-01"]),
        # once, and never
        (Once(date(2026, 12, 31)), "2026-11-23", ["2026-12-31"]),
        (Once(date(2026, 12, 31)), "2026-12-31", []),
        (OnceAfterAdoption(6, "month"), "2026-08-31", ["2027-02-28"]),
        (OnceAfterAdoption(2, "week"), "2026-11-23", ["2026-12-07"]),
        (Never(), "2026-11-23", []),
        # an event that is waited for: the dates of its check
        (Waiting("it opens", Every(6, "month"), Every(1, "year")), "2026-11-23", ["2027-05-23", "2027-11-23"]),
        (Waiting("it opens", MonthEnds((10,))), "2026-11-23", ["2027-10-31", "2028-10-31"]),
    ],
)
def test_the_dates_that_follow_from_the_anchor(rule: Rule, anchor: str, expected: list[str]) -> None:
    # One more is asked for where a list is short because the rule has ended.
    count = len(expected) + (1 if len(expected) < 2 else 0)
    assert dates_after(rule, anchor, count) == expected


@pytest.mark.parametrize(
    ("rule", "day", "before", "after"),
    [
        # strictly after and strictly before: the day itself is neither
        (Every(1, "month"), "2026-03-31", "2026-02-28", "2026-04-30"),
        (Every(1, "month"), "2026-03-30", "2026-02-28", "2026-03-31"),
        (Every(1, "month"), "2026-04-01", "2026-03-31", "2026-04-30"),
        (Every(2, "week"), "2026-02-14", None, "2026-02-28"),
        (MonthEnds((3, 9)), "2027-03-31", "2026-09-30", "2027-09-30"),
        (Nth("last", "day", "quarter"), "2026-09-30", "2026-06-30", "2026-12-31"),
        # nothing lies before the first occurrence: the anchor (31 January 2026) is none
        (Every(1, "month"), "2026-02-28", None, "2026-03-31"),
        (Every(1, "month"), "2026-02-01", None, "2026-02-28"),
        (MonthEnds((1,)), "2026-06-01", None, "2027-01-31"),
        # and before the anchor the first occurrence is the one after it
        (Every(1, "month"), "2020-06-01", None, "2026-02-28"),
        (MonthEnds((3,)), "2020-06-01", None, "2026-03-31"),
        (Nth("first", "day", "month"), "2020-06-01", None, "2026-02-01"),
        # far from the anchor
        (Every(1, "month"), "2199-01-31", "2198-12-31", "2199-02-28"),
        (Every(1, "day"), "2199-01-31", "2199-01-30", "2199-02-01"),
    ],
)
def test_before_and_after_are_strict_on_both_sides(rule: Rule, day: str, before: str | None, after: str) -> None:
    anchor = date(2026, 1, 31)
    found = rule.before(date.fromisoformat(day), anchor)
    assert (None if found is None else found.isoformat()) == before
    assert rule.after(date.fromisoformat(day), anchor) == date.fromisoformat(after)


def test_a_date_that_was_fixed_stands_whatever_the_anchor_is() -> None:
    last_of_november = date(2026, 11, 30)
    assert Once(last_of_november).after(date(2026, 11, 23), anchor=last_of_november) == last_of_november
    assert Once(last_of_november).after(last_of_november, anchor=date(2026, 1, 1)) is None


def test_bank_holidays_and_closed_days_are_no_working_days_of_a_rule() -> None:
    closed = {date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 31)}
    workdays = WorkingDays(closed=lambda day: day in closed)
    rule = Nth("last", "working day", "month")
    assert rule.after(date(2026, 12, 1), date(2026, 11, 1), workdays) == date(2026, 12, 30)
    assert rule.before(date(2027, 1, 1), date(2026, 11, 1), workdays) == date(2026, 12, 30)


def test_a_month_without_a_working_day_gives_no_date_and_the_next_month_does() -> None:
    workdays = WorkingDays(closed=lambda day: (day.year, day.month) in {(2026, 7), (2026, 8)})
    rule = Nth("first", "working day", "month")
    assert rule.after(date(2026, 6, 30), date(2026, 1, 1), workdays) == date(2026, 9, 1)
    assert rule.before(date(2026, 9, 1), date(2026, 1, 1), workdays) == date(2026, 6, 1)


def test_a_rule_for_working_days_ends_where_nothing_is_ever_open() -> None:
    workdays = WorkingDays(closed=lambda day: True)
    assert Nth("first", "working day", "year").after(date(2026, 6, 30), date(2026, 1, 1), workdays) is None


@pytest.mark.parametrize(
    "rule",
    [
        Every(1, "day"),
        Every(5217, "week"),
        Every(1, "month"),
        Every(100, "year"),
        OnceAfterAdoption(1, "month"),
        MonthEnds((1, 12)),
        YearDays(((2, 29),)),
        Nth("last", "working day", "month"),
        Nth("first", "day", "year"),
    ],
)
def test_beyond_the_calendar_there_is_no_date_and_no_error(rule: Rule) -> None:
    assert rule.after(date.max, date.max) is None
    assert rule.before(date.min, date.min) is None
    assert rule.after(date.max - timedelta(days=1), date.min) in (None, date.max)


@pytest.mark.parametrize(
    ("rule", "in_the_first_year"),
    [
        (Every(1, "month"), date(1, 2, 1)),
        (MonthEnds((1, 12)), date(1, 1, 31)),
        (Nth("last", "day", "month"), date(1, 1, 31)),
    ],
)
def test_the_first_and_the_last_year_of_the_calendar_have_their_dates(rule: Rule, in_the_first_year: date) -> None:
    assert rule.after(date(9999, 12, 1), date(9998, 12, 31)) == date(9999, 12, 31)
    assert rule.before(date(1, 2, 15), date.min) == in_the_first_year


@pytest.mark.parametrize(
    ("rule", "canonical"),
    [
        (Every(1, "day"), "every day"),
        (Every(1, "month"), "every month"),
        (Every(3, "month"), "every 3 months"),
        (Every(2, "week"), "every 2 weeks"),
        (AfterReview(1, "year"), "1 year after review"),
        (AfterReview(6, "month"), "6 months after review"),
        (OnceAfterAdoption(1, "month"), "once 1 month after adoption"),
        (OnceAfterAdoption(6, "month"), "once 6 months after adoption"),
        (Once(date(2026, 12, 31)), "once on 31 December 2026"),
        (MonthEnds((1,)), "every January"),
        (MonthEnds((3, 9)), "every March and September"),
        (MonthEnds((3, 6, 9, 12)), "every March, June, September and December"),
        (YearDays(((3, 31),)), "on 31 March each year"),
        (YearDays(((3, 31), (9, 30))), "on 31 March and 30 September each year"),
        (Nth("last", "working day", "month"), "last working day of every month"),
        (Nth("first", "Monday", "quarter"), "first Monday of every quarter"),
        (Waiting("it opens", Every(6, "month")), "when: it opens; check every 6 months"),
        (
            Waiting("it opens", Every(6, "month"), Every(1, "year")),
            "when: it opens; check every 6 months; then every year",
        ),
        (Never(), "none"),
    ],
)
def test_every_rule_has_one_canonical_spelling(rule: Rule, canonical: str) -> None:
    assert str(rule) == canonical
