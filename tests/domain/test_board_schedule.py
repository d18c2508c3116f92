"""When a board meets: what is read, what is refused, and the dates that follow."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.board_schedule import FORMS, Weekdays, parse_schedule
from sli_cli.domain.cadence import ORDINALS
from sli_cli.domain.datewords import WEEKDAYS
from sli_cli.errors import BadValue

TODAY = date(2026, 11, 23)


def dates(text: str, first: str = "2026-11-23", last: str = "2027-12-31") -> str:
    found = parse_schedule(text, TODAY).between(date.fromisoformat(first), date.fromisoformat(last))
    return " ".join(day.isoformat()[2:] for day in found)


@pytest.mark.parametrize(
    ("written", "canonical", "first_dates"),
    [
        (
            "first Tuesday of every second month from 1 Dec 2026",
            "first Tuesday of every second month from 1 December 2026",
            "26-12-01 27-02-02 27-04-06 27-06-01 27-08-03 27-10-05 27-12-07",
        ),
        (
            "First tue of every 2nd month from 2 Dec 2026",  # whose first Tuesday is gone by then
            "first Tuesday of every second month from 2 December 2026",
            "27-02-02 27-04-06 27-06-01 27-08-03 27-10-05 27-12-07",
        ),
        (
            "the last Friday of every quarter",
            "last Friday of every quarter",
            "26-12-25 27-03-26 27-06-25 27-09-24 27-12-31",
        ),
        (
            "every 2nd Monday of the quarter",
            "second Monday of every quarter",
            "27-01-11 27-04-12 27-07-12 27-10-11",
        ),
        (
            "first Monday of every other quarter from 2026-12-01",
            "first Monday of every second quarter from 1 December 2026",
            "27-04-05 27-10-04",
        ),
        (
            "first Tuesday of March, June, September, and December",
            "first Tuesday of March, June, September and December",
            "26-12-01 27-03-02 27-06-01 27-09-07 27-12-07",
        ),
        (
            "second and fourth Monday of Jan and Feb each year",
            "second and fourth Monday of January and February",
            "27-01-11 27-01-25 27-02-08 27-02-22",
        ),
        (
            "third Wednesday of every month from 1 October 2027",
            "third Wednesday of every month from 1 October 2027",
            "27-10-20 27-11-17 27-12-15",
        ),
        (
            "2/3/2027, 5 January 2027 and 2027-05-04",
            "5 January 2027, 2 March 2027 and 4 May 2027",
            "27-01-05 27-03-02 27-05-04",
        ),
        ("5 January 2027", "5 January 2027", "27-01-05"),
    ],
)
def test_a_schedule_is_kept_in_one_form_and_gives_its_dates(written: str, canonical: str, first_dates: str) -> None:
    assert str(parse_schedule(written, TODAY)) == canonical
    assert parse_schedule(canonical, TODAY) == parse_schedule(written, TODAY)
    assert dates(written) == first_dates


@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_is_offered_is_a_schedule(form: str) -> None:
    assert str(parse_schedule(form, TODAY)) == form


def test_both_ends_count() -> None:
    assert dates("first Tuesday of every month", "2026-12-01", "2027-01-05") == "26-12-01 27-01-05"
    assert dates("first Tuesday of every month", "2026-12-02", "2027-01-04") == ""
    assert dates("5 January 2027", "2027-01-05", "2027-01-05") == "27-01-05"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "no schedule"),
        ("monthly", "no schedule"),
        ("fifth Tuesday of every month", "no schedule"),
        ("every second Tuesday", "no schedule"),
        ("first Tuesday", "no schedule"),
        ("first Tuesday of every second month", "does not say from when it counts"),
        ("first Tuesday of every month from then", "the date after from"),
        ("first Tuesday of every month from 30 Feb 2027", "has no day 30"),
        ("5 January, 2 March 2027", "the year is missing"),
        ("5 January 2027 and 30 February 2027", "has no day 30"),
        ("03/04", "the year is missing"),
    ],
)
def test_what_is_no_schedule_is_refused(written: str, said: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_schedule(written, TODAY)
    assert said.casefold() in refused.value.sentence.casefold()


schedules = st.builds(
    Weekdays,
    st.sets(st.sampled_from(ORDINALS), min_size=1, max_size=3).map(
        lambda some: tuple(sorted(some, key=ORDINALS.index))
    ),
    st.integers(0, 6),
    st.just(()),
    st.booleans(),
    st.sampled_from([1, 2, 3, 4, 6]),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
) | st.builds(
    Weekdays,
    st.just(("first",)),
    st.integers(0, 6),
    st.sets(st.integers(1, 12), min_size=1).map(sorted).map(tuple),
)


@given(schedules)
def test_what_is_written_is_read_again(schedule: Weekdays) -> None:
    assert parse_schedule(str(schedule), TODAY) == schedule


@given(schedules, st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 800))
def test_dates_are_the_weekdays_meant_within_the_ends_and_the_same_however_they_are_asked_for(
    schedule: Weekdays, first: date, length: int
) -> None:
    last = first + timedelta(length)
    found = schedule.between(first, last)
    assert found == sorted(set(found))
    for day in found:
        assert first <= day <= last and day.weekday() == schedule.weekday
        assert schedule.start is None or day >= schedule.start
        assert not schedule.months or day.month in schedule.months
    half = first + timedelta(length // 2)
    assert found == schedule.between(first, half) + schedule.between(half + timedelta(1), last)


@given(st.integers(0, 6), st.sampled_from([2, 3, 4, 6]), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_every_nth_month_is_that_many_months_after_the_one_before(weekday: int, step: int, start: date) -> None:
    found = Weekdays(("second",), weekday, step=step, start=start).between(start, date(2032, 1, 1))
    months = [day.year * 12 + day.month for day in found]
    assert {later - earlier for earlier, later in pairwise(months)} == {step}
    assert all(8 <= day.day <= 14 and WEEKDAYS[day.weekday()] == WEEKDAYS[weekday] for day in found)
    assert (months[0] - start.year * 12 - start.month) % step == 0
