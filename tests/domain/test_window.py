"""The windows of `sli due`: their ends, their headings, and what they leave in or out."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.domain import window
from sli_cli.domain.window import Window, between, until, within
from sli_cli.errors import BadValue

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(1901, 1, 1), date(2198, 12, 31))
ONE_DAY = timedelta(days=1)

Maker = Callable[[date], Window]

ONE_ENDED: list[Maker] = [
    window.today_window,
    window.this_week,
    window.this_month,
    window.this_quarter,
    window.this_year,
    lambda today: window.this_year(today, 4),
    lambda today: within("6w", today),
    lambda today: within("3m", today),
]
PERIODS: list[Maker] = [window.this_week, window.this_month, window.this_quarter, window.this_year]


@pytest.mark.parametrize(
    ("made", "first", "last", "label"),
    [
        (window.today_window(MONDAY), None, date(2026, 11, 23), "today (Mon 23 Nov 2026)"),
        (window.this_week(MONDAY), None, date(2026, 11, 29), "this week (to Sun 29 Nov 2026)"),
        (window.this_month(MONDAY), None, date(2026, 11, 30), "this month (to Mon 30 Nov 2026)"),
        (window.this_quarter(MONDAY), None, date(2026, 12, 31), "this quarter (to Thu 31 Dec 2026)"),
        (window.this_year(MONDAY), None, date(2026, 12, 31), "this year (to Thu 31 Dec 2026)"),
        (window.this_year(MONDAY, 4), None, date(2027, 3, 31), "this year (to Wed 31 Mar 2027)"),
        (within("30d", MONDAY), None, date(2026, 12, 23), "within 30 days (to Wed 23 Dec 2026)"),
        (within("1d", MONDAY), None, date(2026, 11, 24), "within 1 day (to Tue 24 Nov 2026)"),
        (within("6w", MONDAY), None, date(2027, 1, 4), "within 6 weeks (to Mon 4 Jan 2027)"),
        (within("3m", MONDAY), None, date(2027, 2, 23), "within 3 months (to Tue 23 Feb 2027)"),
        (within("1y", MONDAY), None, date(2027, 11, 23), "within 1 year (to Tue 23 Nov 2027)"),
        (until(date(2026, 11, 30)), None, date(2026, 11, 30), "by Mon 30 Nov 2026"),
        (
            window.next_month(MONDAY),
            date(2026, 12, 1),
            date(2026, 12, 31),
            "next month (1 Dec 2026 to 31 Dec 2026)",
        ),
        (
            between(date(2026, 11, 2), date(2027, 1, 3)),
            date(2026, 11, 2),
            date(2027, 1, 3),
            "from 2 Nov 2026 to 3 Jan 2027",
        ),
    ],
)
def test_each_window_has_its_ends_and_its_heading(made: Window, first: date | None, last: date, label: str) -> None:
    assert made == Window(first, last, label)


@pytest.mark.parametrize(
    ("today", "sunday"),
    [
        (date(2026, 11, 22), date(2026, 11, 22)),
        (date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 11, 29), date(2026, 11, 29)),
        (date(2026, 12, 31), date(2027, 1, 3)),
    ],
)
def test_a_week_runs_from_monday_to_sunday(today: date, sunday: date) -> None:
    assert window.this_week(today).last == sunday


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarters_start_in_january_april_july_and_october(today: date, last: date) -> None:
    assert window.this_quarter(today).last == last


@pytest.mark.parametrize(
    ("today", "year_start", "last"),
    [
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2026, 12, 31)),
        (date(2026, 3, 31), 4, date(2026, 3, 31)),
        (date(2026, 4, 1), 4, date(2027, 3, 31)),
    ],
)
def test_the_year_begins_in_january_unless_the_register_says_april(today: date, year_start: int, last: date) -> None:
    assert window.this_year(today, year_start).last == last


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31)),
        (date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_next_month_is_the_whole_month_after_this_one(today: date, first: date, last: date) -> None:
    made = window.next_month(today)
    assert (made.first, made.last) == (first, last)
    assert not made.contains(first - ONE_DAY)
    assert not made.contains(last + ONE_DAY)


@pytest.mark.parametrize(("text", "last"), [("1m", date(2027, 2, 28)), ("13m", date(2028, 2, 29))])
def test_a_span_of_months_ends_as_the_month_does(text: str, last: date) -> None:
    assert within(text, date(2027, 1, 31)).last == last


@pytest.mark.parametrize("text", ["30D", " 30d ", "30 d", "030d"])
def test_a_span_is_read_whatever_its_case_and_spaces(text: str) -> None:
    assert within(text, MONDAY) == within("30d", MONDAY)


@pytest.mark.parametrize(
    "text",
    ["", " ", "d", "30", "0d", "00m", "-5d", "+5d", "3.5w", "3 0d", "30 days", "1d 2w", "٣d", "3²d", "30d\0", "30h"],
)
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        within(text, MONDAY)


@pytest.mark.parametrize("text", ["36526d", "5218w", "1201m", "101y", "999999y", "1" * 5000 + "d"])
def test_a_span_of_more_than_a_hundred_years_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="not from 1 day to 100 years"):
        within(text, MONDAY)


@pytest.mark.parametrize("text", ["36525d", "5217w", "1200m", "100y"])
def test_a_span_of_a_hundred_years_is_the_longest(text: str) -> None:
    assert within(text, MONDAY).last.year == 2126


def test_a_refused_span_is_echoed_with_what_to_write_instead() -> None:
    with pytest.raises(BadValue) as refused:
        within("a\x1b[31mfortnight", MONDAY)
    assert refused.value.sentence == 'The span "a?[31mfortnight" is refused: it is not from 1 day to 100 years.'
    assert refused.value.remedy == "Write a number and a unit: 30d (days), 6w (weeks), 3m (months) or 1y (years)."


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadValue) as refused:
        between(date(2026, 12, 2), date(2026, 12, 1))
    assert refused.value.sentence == "The window from 2 Dec 2026 to 1 Dec 2026 ends before it begins."
    assert refused.value.remedy == "Give the earlier date first, or correct one of them."


def test_a_window_may_be_a_single_day() -> None:
    single = between(MONDAY, MONDAY)
    assert single.contains(MONDAY)
    assert not single.contains(MONDAY - ONE_DAY)
    assert not single.contains(MONDAY + ONE_DAY)


def test_leaving_out_what_is_overdue_starts_at_today_and_says_so() -> None:
    left = window.this_month(MONDAY).without_overdue(MONDAY)
    assert left == Window(MONDAY, date(2026, 11, 30), "this month (to Mon 30 Nov 2026), overdue left out")


def test_a_window_with_two_ends_that_has_begun_loses_what_is_overdue_too() -> None:
    begun = between(date(2026, 11, 2), date(2026, 12, 31)).without_overdue(MONDAY)
    assert begun.first == MONDAY
    assert begun.label == "from 2 Nov 2026 to 31 Dec 2026, overdue left out"


def test_a_window_without_overdue_days_stays_as_it_is() -> None:
    assert window.next_month(MONDAY).without_overdue(MONDAY) == window.next_month(MONDAY)
    starting_today = between(MONDAY, date(2026, 12, 1))
    assert starting_today.without_overdue(MONDAY) == starting_today


def test_nothing_is_left_of_a_window_that_ended_before_today() -> None:
    ended = until(date(2026, 11, 20)).without_overdue(MONDAY)
    assert not any(ended.contains(MONDAY + timedelta(days=n)) for n in range(-30, 30))


@pytest.mark.parametrize("make", ONE_ENDED)
@given(today=DAYS, late=st.integers(1, 5000))
@settings(max_examples=50)
def test_windows_of_the_present_show_what_is_overdue_and_end_on_or_after_today(
    make: Maker, today: date, late: int
) -> None:
    made = make(today)
    assert made.contains(today)
    assert made.contains(made.last)
    assert not made.contains(made.last + ONE_DAY)
    assert made.contains(today - timedelta(days=min(late, today.toordinal() - 1)))


@pytest.mark.parametrize("make", ONE_ENDED)
@given(today=DAYS)
@settings(max_examples=50)
def test_without_overdue_keeps_every_day_from_today_and_none_before(make: Maker, today: date) -> None:
    made = make(today)
    left = made.without_overdue(today)
    assert not left.contains(today - ONE_DAY)
    assert left.contains(today)
    assert left.contains(made.last)
    assert left.without_overdue(today) == left


@given(one=DAYS, other=DAYS, day=DAYS)
@settings(max_examples=200)
def test_a_window_with_two_ends_contains_the_days_between_them_and_no_others(one: date, other: date, day: date) -> None:
    made = between(min(one, other), max(one, other))
    assert made.contains(day) == (sorted([one, other, day])[1] == day)
    assert made.contains(one)
    assert made.contains(other)


@pytest.mark.parametrize("make", PERIODS)
@given(today=DAYS)
@settings(max_examples=100)
def test_every_day_of_a_period_makes_the_same_window_and_the_next_day_another(make: Maker, today: date) -> None:
    made = make(today)
    assert make(made.last) == made
    assert make(made.last + ONE_DAY).last > made.last


def test_month_windows_partition_the_calendar() -> None:
    day, days_covered = date(2023, 12, 31), 0
    for _ in range(60):
        month = window.next_month(day)
        assert month.first == day + ONE_DAY
        assert window.this_month(month.first).last == month.last
        days_covered += (month.last - month.first).days + 1
        day = month.last
    assert day == date(2028, 12, 31)
    assert days_covered == (date(2029, 1, 1) - date(2024, 1, 1)).days


@given(today=DAYS, number=st.integers(1, 400), unit=st.sampled_from("dwmy"))
@settings(max_examples=200)
def test_a_longer_span_never_ends_earlier(today: date, number: int, unit: str) -> None:
    number = min(number, 99)
    assert within(f"{number}{unit}", today).last < within(f"{number + 1}{unit}", today).last


@given(st.text(alphabet="0123456789dwmyDWMY +-.\n", max_size=8))
@settings(max_examples=300)
def test_whatever_is_typed_as_a_span_ends_after_today_or_is_refused(text: str) -> None:
    try:
        made = within(text, MONDAY)
    except BadValue:
        return
    assert MONDAY < made.last <= date(2126, 11, 24)
    assert "".join(char for char in text if char.isalpha()).lower() in ("d", "w", "m", "y")
