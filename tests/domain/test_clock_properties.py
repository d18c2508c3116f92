"""What holds for every rule and every date: the promises of the clock, against brute force where there is one."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.domain.cadence import (
    MONTHS,
    ORDINALS,
    WEEKDAYS,
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
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import after_review, first_after, first_due, preview, too_early
from sli_cli.domain.workdays import POLICIES, WorkingDays

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
# Near each other, so that the day often falls among the first occurrences and on one of them.
near_days = st.dates(date(2023, 1, 1), date(2029, 12, 31))
any_days = days | near_days

counts = st.integers(1, 36)
units = st.sampled_from(["day", "week", "month", "year"])
month_numbers = st.integers(1, 12)
month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))


def ascending(items: st.SearchStrategy) -> st.SearchStrategy:
    """Tuples of one to four different items in ascending order."""
    return st.lists(items, min_size=1, max_size=4, unique=True).map(lambda found: tuple(sorted(found)))


schedules = st.builds(Every, counts, units)
rolling = st.builds(AfterReview, counts, units)
calendar_rules = (
    st.builds(MonthEnds, ascending(month_numbers))
    | st.builds(YearDays, ascending(month_days))
    | st.builds(
        Nth,
        st.sampled_from(ORDINALS),
        st.sampled_from([*WEEKDAYS, "day", "working day"]),
        st.sampled_from(["month", "quarter", "year"]),
    )
)
repeating = schedules | calendar_rules
words = st.text(st.characters(exclude_characters=";", exclude_categories=["Cc", "Cs", "Z"]), min_size=1)
events = st.lists(words, min_size=1, max_size=3).map(" ".join)
waiting = st.builds(Waiting, events, repeating | rolling, st.none() | repeating | rolling)
single = st.builds(Once, any_days) | st.builds(OnceAfterAdoption, counts, units)
any_rule = repeating | rolling | waiting | single | st.just(Never())


# Weekends only, or one day in a few closed as well; each with every policy.
calendars = st.builds(
    WorkingDays,
    st.sampled_from(POLICIES),
    st.sampled_from([lambda day: False, lambda day: day.toordinal() % 3 == 0, lambda day: day.day > 20]),
)


@given(rule=any_rule)
def test_what_a_rule_spells_is_that_rule(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@given(rule=repeating | rolling | st.just(Never()), spaces=st.sampled_from(["  ", "\t", "\n "]))
def test_capitals_and_spaces_make_no_difference(rule: Rule, spaces: str) -> None:
    assert parse_rule(str(rule).upper().replace(" ", spaces)) == rule


def slow_multiples(rule: Every, anchor: date, until: date) -> list[date]:
    """anchor + n × interval for n = 1, 2, 3 … one by one, as dateutil adds, until the first after `until`."""
    found: list[date] = []
    while not found or found[-1] <= until:
        n = len(found) + 1
        found.append(anchor + relativedelta(**{f"{rule.unit}s": n * rule.count}))  # type: ignore[arg-type]
    return found


@given(rule=schedules, anchor=near_days, day=near_days)
def test_after_and_before_agree_with_slow_counting_from_the_anchor(rule: Every, anchor: date, day: date) -> None:
    multiples = slow_multiples(rule, anchor, day)
    assert rule.after(day, anchor) == next(found for found in multiples if found > day)
    earlier = [found for found in multiples if found < day]
    assert rule.before(day, anchor) == (earlier[-1] if earlier else None)


def slow_nth(rule: Nth, day: date) -> bool:
    """Whether `day` is the day that the rule means, told from the days of its period on either side of it."""
    size = {"month": 1, "quarter": 3, "year": 12}[rule.period]

    def is_meant(other: date) -> bool:
        same_period = (other.year, (other.month - 1) // size) == (day.year, (day.month - 1) // size)
        if rule.kind == "working day":
            return same_period and other.weekday() < 5
        return same_period and rule.kind in ("day", WEEKDAYS[other.weekday()])

    if rule.ordinal == "last":
        return is_meant(day) and not any(is_meant(day + timedelta(days=n)) for n in range(1, 8))
    earlier = sum(is_meant(day - timedelta(days=n)) for n in range(1, 40))
    return is_meant(day) and earlier == ORDINALS.index(rule.ordinal)


@settings(max_examples=60)
@given(
    rule=st.builds(
        Nth,
        st.sampled_from(ORDINALS),
        st.sampled_from([*WEEKDAYS, "day", "working day"]),
        st.sampled_from(["month", "quarter"]),
    ),
    day=near_days,
)
def test_the_nth_day_of_a_period_agrees_with_looking_at_every_day(rule: Nth, day: date) -> None:
    later = next(found for n in range(1, 200) if slow_nth(rule, found := day + timedelta(days=n)))
    assert rule.after(day, date(1900, 1, 1)) == later
    earlier = next(found for n in range(1, 200) if slow_nth(rule, found := day - timedelta(days=n)))
    assert rule.before(day, date(1900, 1, 1)) == earlier


@given(rule=repeating, anchor=any_days, day=any_days)
def test_an_occurrence_is_after_the_day_and_after_the_anchor(rule: Rule, anchor: date, day: date) -> None:
    occurrence = rule.after(day, anchor)
    assert occurrence is not None
    assert occurrence > day
    assert occurrence > anchor


@given(rule=any_rule, anchor=any_days, one=any_days, other=any_days)
def test_a_later_day_never_has_an_earlier_occurrence(rule: Rule, anchor: date, one: date, other: date) -> None:
    occurrences = [rule.after(day, anchor) or date.max for day in sorted([one, other])]
    assert occurrences[0] <= occurrences[1]


@given(rule=repeating | rolling, anchor=any_days, day=any_days, workdays=calendars)
def test_before_undoes_after(rule: Rule, anchor: date, day: date, workdays: WorkingDays) -> None:
    first = rule.after(day, anchor, workdays)
    assert first is not None
    second = rule.after(first, anchor, workdays)
    assert second is not None
    assert rule.before(second, anchor, workdays) == first
    assert rule.before(first + timedelta(days=1), anchor, workdays) == first
    previous = rule.before(first, anchor, workdays)
    assert previous is None or rule.after(previous, anchor, workdays) == first


@given(count=counts, unit=st.sampled_from(["month", "year"]), anchor=any_days, day=any_days)
def test_the_day_of_the_month_never_drifts(count: int, unit: str, anchor: date, day: date) -> None:
    occurrence = Every(count, unit).after(day, anchor)
    assert occurrence is not None
    assert occurrence.day == min(anchor.day, monthrange(occurrence.year, occurrence.month)[1])
    months = (occurrence.year - anchor.year) * 12 + occurrence.month - anchor.month
    assert months % (count * {"month": 1, "year": 12}[unit]) == 0


@given(count=counts, anchor=any_days)
def test_no_month_is_skipped(count: int, anchor: date) -> None:
    rule, found = Every(count, "month"), anchor
    for _ in range(24):
        following = rule.after(found, anchor)
        assert following is not None
        assert (following.year - found.year) * 12 + following.month - found.month == count
        found = following


@given(rule=repeating | rolling | waiting, anchor=any_days, occurrence=any_days, reviewed=any_days, workdays=calendars)
def test_what_follows_a_review_is_after_the_review_however_many_were_missed(
    rule: Rule, anchor: date, occurrence: date, reviewed: date, workdays: WorkingDays
) -> None:
    due = after_review(rule, anchor, occurrence, reviewed, workdays)
    assert due is not None
    assert due.occurrence > reviewed
    assert due.next_review > reviewed
    assert due.next_review == workdays.roll(due.occurrence)


@given(rule=repeating, anchor=any_days, occurrence=any_days, reviewed=any_days, workdays=calendars)
def test_what_follows_is_after_the_occurrence_too_and_is_the_first_that_is(
    rule: Rule, anchor: date, occurrence: date, reviewed: date, workdays: WorkingDays
) -> None:
    due = after_review(rule, anchor, occurrence, reviewed, workdays)
    assert due is not None
    floor = max(reviewed, occurrence)
    assert due.occurrence > floor
    assert due.next_review > floor
    skipped = rule.before(due.occurrence, anchor, workdays)
    assert skipped is None or skipped <= floor or workdays.roll(skipped) <= floor


@given(rule=rolling, anchor=any_days, occurrence=any_days, reviewed=any_days)
def test_a_rolling_rule_counts_from_the_review_whatever_was_due(
    rule: AfterReview, anchor: date, occurrence: date, reviewed: date
) -> None:
    due = after_review(rule, anchor, occurrence, reviewed)
    assert due is not None
    assert due.next_review == reviewed + relativedelta(**{f"{rule.unit}s": rule.count})  # type: ignore[arg-type]


@given(rule=any_rule, anchor=any_days, reviewed=any_days, early=st.integers(0, 400), workdays=calendars)
def test_too_early_ends_once_and_for_all(
    rule: Rule, anchor: date, reviewed: date, early: int, workdays: WorkingDays
) -> None:
    due = first_after(rule, anchor, anchor, workdays)
    if due is None:
        return
    later = reviewed + timedelta(days=early)
    if not too_early(rule, anchor, due.occurrence, reviewed, workdays):
        assert not too_early(rule, anchor, due.occurrence, later, workdays)
    assert not too_early(rule, anchor, due.occurrence, due.occurrence, workdays)


@given(rule=any_rule, start=any_days, reviewed=st.none() | any_days, workdays=calendars)
def test_a_preview_rises_and_its_first_date_is_the_one_that_the_register_would_set(
    rule: Rule, start: date, reviewed: date | None, workdays: WorkingDays
) -> None:
    listed = preview(rule, start, reviewed, 6, workdays)
    assert listed == sorted(set(listed))
    due = first_due(rule, start, workdays) if reviewed is None else after_review(rule, start, start, reviewed, workdays)
    assert listed[:1] == ([] if due is None else [due.next_review])
    if reviewed is None:
        assert all(day > start for day in listed)


EDGES = [date.min, date(1, 1, 31), date(9999, 11, 30), date.max]


@settings(max_examples=200)
@given(
    rule=any_rule,
    anchor=any_days | st.sampled_from(EDGES),
    day=any_days | st.sampled_from(EDGES),
    workdays=calendars | st.sampled_from(POLICIES).map(lambda policy: WorkingDays(policy, lambda day: True)),
)
def test_no_rule_and_no_date_raises(rule: Rule, anchor: date, day: date, workdays: WorkingDays) -> None:
    for due in (first_after(rule, anchor, day, workdays), after_review(rule, anchor, anchor, day, workdays)):
        assert due is None or (due.occurrence > day and due.next_review > day)
    before = rule.before(day, anchor, workdays)
    assert before is None or anchor < before < day


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_can_be_a_rule(month: str) -> None:
    assert str(parse_rule(f"each {month}")) == f"every {month}"
