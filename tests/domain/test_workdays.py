"""Working days: rolling by each policy, counting, clear days, and that no calendar however odd can hang or raise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.workdays import PLAIN, POLICIES, SEARCH_DAYS, WorkingDays
from sli_cli.errors import BadValue

EASTER_2026 = frozenset({date(2026, 4, 3), date(2026, 4, 6)})  # Good Friday and Easter Monday


def closed_at_easter(day: date) -> bool:
    return day in EASTER_2026


def always_closed(day: date) -> bool:
    return True


def calendar(policy: str) -> WorkingDays:
    return WorkingDays(policy, closed_at_easter)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 4, 2), True),  # Thursday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 4), False),  # Saturday
        (date(2026, 4, 5), False),  # Sunday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 7), True),  # Tuesday
    ],
)
def test_a_working_day_is_monday_to_friday_and_not_closed(day: date, working: bool) -> None:
    assert calendar("keep").is_working(day) is working


@pytest.mark.parametrize(
    ("policy", "day", "rolled"),
    [
        ("keep", date(2026, 4, 4), date(2026, 4, 4)),
        ("next", date(2026, 4, 4), date(2026, 4, 7)),
        ("previous", date(2026, 4, 4), date(2026, 4, 2)),
        ("next", date(2026, 4, 3), date(2026, 4, 7)),
        ("previous", date(2026, 4, 6), date(2026, 4, 2)),
        ("next", date(2026, 4, 7), date(2026, 4, 7)),
        ("previous", date(2026, 4, 7), date(2026, 4, 7)),
        ("next", date(2026, 1, 31), date(2026, 2, 2)),  # over the end of the month
    ],
)
def test_a_date_is_rolled_by_the_policy(policy: str, day: date, rolled: date) -> None:
    assert calendar(policy).roll(day) == rolled


@pytest.mark.parametrize("policy", POLICIES)
def test_with_no_working_day_in_reach_a_date_stays(policy: str) -> None:
    assert WorkingDays(policy, always_closed).roll(date(2026, 4, 3)) == date(2026, 4, 3)


@pytest.mark.parametrize(("policy", "day"), [("next", date.max), ("previous", date.min)])
def test_rolling_stops_at_the_ends_of_the_calendar(policy: str, day: date) -> None:
    assert WorkingDays(policy, always_closed).roll(day) == day


def test_the_last_working_day_in_reach_is_found_and_no_further_one() -> None:
    monday = date(2026, 6, 1)
    in_reach = WorkingDays("next", lambda day: day < monday + timedelta(days=SEARCH_DAYS))
    out_of_reach = WorkingDays("next", lambda day: day < monday + timedelta(days=SEARCH_DAYS + 1))
    assert in_reach.roll(monday) == date(2026, 7, 1)
    assert out_of_reach.roll(monday) == monday


def test_an_unknown_policy_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadValue) as refused:
        WorkingDays("nearest")
    assert "'nearest'" in refused.value.sentence
    assert refused.value.remedy == "Write one of: keep, next, previous."


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 4, 1), 5, date(2026, 4, 10)),
        (date(2026, 4, 4), 0, date(2026, 4, 4)),
        (date.max, 3, date.max),
        (date.min, -3, date.min),
    ],
)
def test_working_days_are_counted_without_the_day_itself(day: date, count: int, expected: date) -> None:
    assert calendar("keep").add_working_days(day, count) == expected


def test_where_nothing_is_ever_open_working_days_are_calendar_days() -> None:
    assert WorkingDays("keep", always_closed).add_working_days(date(2026, 4, 1), 10) == date(2026, 4, 11)


@pytest.mark.parametrize(
    ("meeting", "count", "last_day_to_publish"),
    [
        (date(2026, 11, 18), 5, date(2026, 11, 10)),  # Wednesday: the Tuesday of the week before
        (date(2026, 11, 16), 5, date(2026, 11, 6)),  # Monday: the Friday ten days before
        (date(2026, 11, 18), 0, date(2026, 11, 17)),  # no clear day: the day before
        (date(2026, 4, 8), 3, date(2026, 3, 31)),  # Easter does not count
    ],
)
def test_neither_end_counts_among_clear_days(meeting: date, count: int, last_day_to_publish: date) -> None:
    assert calendar("keep").clear_days_before(meeting, count) == last_day_to_publish


@given(
    day=st.dates(),
    policy=st.sampled_from(POLICIES),
    open_every=st.integers(1, 60),
)
def test_a_rolled_date_is_a_working_day_or_the_day_itself_and_near(day: date, policy: str, open_every: int) -> None:
    workdays = WorkingDays(policy, lambda day: day.toordinal() % open_every != 0)
    rolled = workdays.roll(day)
    assert rolled == day or workdays.is_working(rolled)
    assert abs(rolled - day) <= timedelta(days=SEARCH_DAYS)
    assert not (policy == "next" and rolled < day)
    assert not (policy == "previous" and rolled > day)


@given(meeting=st.dates(date(1900, 1, 1), date(2199, 12, 31)), count=st.integers(0, 30))
def test_exactly_the_clear_days_lie_between_publication_and_meeting(meeting: date, count: int) -> None:
    published = PLAIN.clear_days_before(meeting, count)
    between = [published + timedelta(days=n) for n in range(1, (meeting - published).days)]
    assert sum(PLAIN.is_working(day) for day in between) == count
    assert PLAIN.is_working(published)
