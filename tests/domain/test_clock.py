"""The clock, as literal tables: first dates, what follows a review, too early, events, previews."""

from datetime import date

import pytest

from sli_cli.domain.cadence import Every, Once
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due, after_event, after_review, effective, first_after, first_due, preview, too_early
from sli_cli.domain.workdays import PLAIN, WorkingDays

ADOPTED = date(2026, 1, 31)
NEXT, PREVIOUS = WorkingDays("next"), WorkingDays("previous")


def iso(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def day_of(due: Due | None) -> str | None:
    """The next review as an ISO date, or None."""
    return None if due is None else due.next_review.isoformat()


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("every 6 months", "2026-07-31"),
        ("monthly", "2026-02-28"),
        ("6 months after review", "2026-07-31"),
        ("every March and September", "2026-03-31"),
        ("each January", "2027-01-31"),  # the anchor itself is no occurrence
        ("on 31 March each year", "2026-03-31"),
        ("last working day of every month", "2026-02-27"),
        ("first Monday of every quarter", "2026-04-06"),
        ("once on 2026-12-31", "2026-12-31"),
        ("once on 2026-01-31", None),
        ("once 6 months after adoption", "2026-07-31"),
        ("when: it opens; check every 6 months; then every year", "2026-07-31"),
        ("none", None),
    ],
)
def test_the_first_date_is_strictly_after_the_anchor(rule: str, first: str | None) -> None:
    assert day_of(first_due(parse_rule(rule), ADOPTED)) == first


def test_the_date_of_the_rule_and_the_rolled_date_are_both_given() -> None:
    saturday, monday, friday = date(2026, 2, 28), date(2026, 3, 2), date(2026, 2, 27)
    monthly = parse_rule("monthly")
    assert first_due(monthly, ADOPTED, PLAIN) == Due(saturday, saturday)
    assert first_due(monthly, ADOPTED, NEXT) == Due(saturday, monday)
    assert first_due(monthly, ADOPTED, PREVIOUS) == Due(saturday, friday)


@pytest.mark.parametrize(
    ("rule", "anchor", "today", "expected"),
    [
        ("every 3 months", "2023-08-31", "2026-11-30", "2027-02-28"),  # due today is not after today
        ("every 3 months", "2023-08-31", "2026-11-29", "2026-11-30"),
        ("6 months after review", "2023-08-31", "2026-11-23", "2027-02-28"),
        ("every 6 months", "2027-03-01", "2026-11-23", "2027-09-01"),
        ("once on 2026-12-31", "2020-01-01", "2026-11-23", "2026-12-31"),
        ("once on 2026-12-31", "2020-01-01", "2027-01-01", None),
        ("none", "2020-01-01", "2026-11-23", None),
    ],
)
def test_a_rule_that_is_set_or_resumed_takes_its_first_date_after_today(
    rule: str, anchor: str, today: str, expected: str | None
) -> None:
    due = first_after(parse_rule(rule), date.fromisoformat(anchor), date.fromisoformat(today))
    assert day_of(due) == expected


def test_a_date_that_rolls_back_to_today_is_not_after_today() -> None:
    friday = date(2026, 2, 27)  # the occurrence is Saturday 28 February
    assert first_after(parse_rule("monthly"), ADOPTED, friday, PREVIOUS) == Due(date(2026, 3, 31), date(2026, 3, 31))
    assert first_after(parse_rule("daily"), ADOPTED, friday, PREVIOUS) == Due(date(2026, 3, 2), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("rule", "occurrence", "reviewed", "expected"),
    [
        # a schedule, kept from the anchor (31 January 2026): on the day, early, late, very late
        ("monthly", "2026-02-28", "2026-02-28", "2026-03-31"),
        ("monthly", "2026-02-28", "2026-02-20", "2026-03-31"),
        ("monthly", "2026-02-28", "2026-03-30", "2026-03-31"),
        ("monthly", "2026-02-28", "2026-03-31", "2026-04-30"),
        ("monthly", "2026-02-28", "2027-02-10", "2027-02-28"),
        ("every 3 months", "2026-04-30", "2026-12-25", "2027-01-31"),
        # a review that was entered late may leave the item overdue: today plays no part
        ("monthly", "2026-02-28", "2026-03-01", "2026-03-31"),
        # nothing was pending
        ("every 3 months", None, "2026-05-15", "2026-07-31"),
        # an extension of the date that was due in April: the phase returns afterwards
        ("every 3 months", "2026-04-30", "2026-06-30", "2026-07-31"),
        ("every 3 months", "2026-04-30", "2026-08-15", "2026-10-31"),
        # calendar rules
        ("every March and September", "2026-03-31", "2026-03-10", "2026-09-30"),
        ("every March and September", "2026-03-31", "2026-10-01", "2027-03-31"),
        ("last working day of every month", "2026-02-27", "2026-02-26", "2026-03-31"),
        # rolling: from the review, whatever was due
        ("6 months after review", "2026-07-31", "2026-08-31", "2027-02-28"),
        ("6 months after review", "2026-07-31", "2026-03-15", "2026-09-15"),
        ("6 months after review", None, "2026-03-15", "2026-09-15"),
        # one review, then none
        ("once on 2026-12-31", "2026-12-31", "2026-12-31", None),
        ("once on 2026-12-31", "2026-12-31", "2026-12-01", None),
        ("once 6 months after adoption", "2026-07-31", "2026-07-31", None),
        # the check of an event that has not happened
        ("when: it opens; check every 6 months; then every year", "2026-07-31", "2026-07-31", "2027-01-31"),
        ("when: it opens; check 2 months after review", "2026-03-31", "2026-04-15", "2026-06-15"),
        ("none", None, "2026-05-15", None),
    ],
)
def test_what_follows_a_review(rule: str, occurrence: str | None, reviewed: str, expected: str | None) -> None:
    due = after_review(parse_rule(rule), ADOPTED, iso(occurrence), date.fromisoformat(reviewed))
    assert day_of(due) == expected


@pytest.mark.parametrize(
    ("rule", "workdays", "occurrence", "reviewed", "following"),
    [
        # Saturday 28 February was rolled to Monday 2 March, and is reviewed then: March is next, not the Sunday
        ("monthly", NEXT, "2026-02-28", "2026-03-02", ("2026-03-31", "2026-03-31")),
        ("daily", NEXT, "2026-02-28", "2026-03-02", ("2026-03-03", "2026-03-03")),
        # rolled back to Friday 27 February: the Saturday and the Sunday roll to that Friday too
        ("daily", PREVIOUS, "2026-02-27", "2026-02-27", ("2026-03-02", "2026-03-02")),
        # rolling never moves the anchor: 31 May 2026 is a Sunday, and June keeps its own last day
        ("monthly", NEXT, "2026-05-31", "2026-06-01", ("2026-06-30", "2026-06-30")),
        ("monthly", PREVIOUS, "2026-04-30", "2026-04-30", ("2026-05-31", "2026-05-29")),
        # a review on the Friday to which the next occurrence would roll back: June follows
        ("monthly", PREVIOUS, "2026-04-30", "2026-05-29", ("2026-06-30", "2026-06-30")),
        # a rolling rule whose date would roll back to its own review
        ("1 day after review", PREVIOUS, "2026-02-27", "2026-02-27", ("2026-03-02", "2026-03-02")),
    ],
)
def test_where_dates_are_rolled_the_rolled_date_is_after_the_review_too(
    rule: str, workdays: WorkingDays, occurrence: str, reviewed: str, following: tuple[str, str]
) -> None:
    due = after_review(parse_rule(rule), ADOPTED, iso(occurrence), date.fromisoformat(reviewed), workdays)
    assert due == Due(date.fromisoformat(following[0]), date.fromisoformat(following[1]))


@pytest.mark.parametrize(
    ("rule", "occurrence", "reviewed", "early"),
    [
        # first occurrence 31 July, counted from 31 January: 181 days, so the middle lies at 90 and a half
        ("every 6 months", "2026-07-31", "2026-05-01", True),  # 90 days after, 91 before
        ("every 6 months", "2026-07-31", "2026-05-02", False),  # 91 days after, 90 before
        ("every 6 months", "2026-07-31", "2026-07-31", False),
        ("every 6 months", "2026-07-31", "2026-09-30", False),
        ("every 6 months", "2026-07-31", "2026-01-31", True),
        ("every 6 months", "2026-07-31", "2025-12-25", True),  # before the anchor
        # between two occurrences: 31 March and 30 April, 30 days; a tie is not too early
        ("monthly", "2026-04-30", "2026-04-14", True),
        ("monthly", "2026-04-30", "2026-04-15", False),
        ("monthly", "2026-04-30", "2026-03-15", True),  # before the previous occurrence
        # calendar rules
        ("every March and September", "2026-09-30", "2026-06-29", True),
        ("every March and September", "2026-09-30", "2026-07-01", False),
        # a single date is measured from the anchor
        ("once on 2026-07-31", "2026-07-31", "2026-05-01", True),
        ("once on 2026-07-31", "2026-07-31", "2026-05-02", False),
        ("once 6 months after adoption", "2026-07-31", "2026-05-01", True),
        # the check of an event
        ("when: it opens; check every 6 months", "2026-07-31", "2026-05-01", True),
        ("when: it opens; check every 6 months", "2026-07-31", "2026-05-02", False),
        # never too early for a rolling rule
        ("6 months after review", "2026-07-31", "2026-02-01", False),
        ("when: it opens; check 6 months after review", "2026-07-31", "2026-02-01", False),
    ],
)
def test_a_review_nearer_to_the_previous_date_than_to_the_coming_one_is_too_early(
    rule: str, occurrence: str, reviewed: str, early: bool
) -> None:
    found = too_early(parse_rule(rule), ADOPTED, date.fromisoformat(occurrence), date.fromisoformat(reviewed))
    assert found is early


def test_before_a_first_date_that_was_given_a_review_is_measured_from_adoption() -> None:
    rule, first = parse_rule("every year"), date(2026, 10, 31)
    the_day_after_adoption, near_the_date = date(2026, 2, 1), date(2026, 10, 1)
    assert too_early(rule, first, first, the_day_after_adoption, began=ADOPTED) is True
    assert too_early(rule, first, first, near_the_date, began=ADOPTED) is False
    assert too_early(rule, first, first, the_day_after_adoption) is False  # nothing to measure from


def test_until_an_event_happens_its_check_rules_and_afterwards_what_was_to_follow() -> None:
    happened = date(2026, 6, 10)
    rule = parse_rule("when: it opens; check every 6 months; then every year")
    assert effective(rule, ADOPTED, None) == (Every(6, "month"), ADOPTED)
    assert effective(rule, ADOPTED, happened) == (Every(1, "year"), happened)
    assert effective(parse_rule("monthly"), ADOPTED, None) == (Every(1, "month"), ADOPTED)
    assert effective(parse_rule("monthly"), ADOPTED, happened) == (Every(1, "month"), ADOPTED)


def test_an_event_is_due_on_its_own_day_and_then_by_what_follows() -> None:
    happened = date(2026, 6, 13)  # a Saturday
    assert after_event(happened) == Due(happened, happened)
    assert after_event(happened, NEXT) == Due(happened, date(2026, 6, 15))
    rule, anchor = effective(
        parse_rule("when: it opens; check every 6 months; then every year"), anchor=ADOPTED, happened_on=happened
    )
    assert day_of(after_review(rule, anchor, happened, date(2026, 6, 20))) == "2027-06-13"
    assert not too_early(rule, anchor, happened, date(2026, 6, 13))


def test_an_event_with_nothing_to_follow_is_reviewed_once() -> None:
    happened = date(2026, 6, 13)
    rule, anchor = effective(parse_rule("when: it opens; check every 6 months"), ADOPTED, happened)
    assert (rule, anchor) == (Once(happened), happened)
    assert after_review(rule, anchor, happened, date(2026, 6, 20)) is None


@pytest.mark.parametrize(
    ("rule", "start", "reviewed", "expected"),
    [
        ("every 6 months", "2023-08-31", None, ["2024-02-29", "2024-08-31", "2025-02-28"]),
        ("every 6 months", "2023-08-31", "2024-03-10", ["2024-08-31", "2025-02-28", "2025-08-31"]),
        ("every 6 months", "2023-08-31", "2023-08-01", ["2024-02-29", "2024-08-31", "2025-02-28"]),
        ("monthly", "2026-01-31", None, ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ("every year", "2024-02-29", None, ["2025-02-28", "2026-02-28", "2027-02-28"]),
        ("6 months after review", "2023-08-31", None, ["2024-02-29", "2024-08-29", "2025-02-28"]),
        ("6 months after review", "2023-08-31", "2024-03-10", ["2024-09-10", "2025-03-10", "2025-09-10"]),
        ("every March and September", "2026-03-31", "2026-04-20", ["2026-09-30", "2027-03-31", "2027-09-30"]),
        ("once on 2026-12-31", "2026-11-23", None, ["2026-12-31"]),
        ("once on 2026-12-31", "2026-11-23", "2026-11-23", []),
        ("once 6 months after adoption", "2026-08-31", None, ["2027-02-28"]),
        ("when: it opens; check monthly", "2026-01-31", None, ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ("none", "2026-01-31", None, []),
    ],
)
def test_a_preview_gives_the_dates_before_anybody_sets_the_rule(
    rule: str, start: str, reviewed: str | None, expected: list[str]
) -> None:
    days = preview(parse_rule(rule), date.fromisoformat(start), iso(reviewed), 3)
    assert [day.isoformat() for day in days] == expected


def test_a_preview_is_rolled_and_shows_no_day_twice() -> None:
    days = preview(parse_rule("daily"), date(2026, 2, 26), None, 4, NEXT)  # from a Thursday
    assert days == [date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]


def test_a_preview_of_no_dates_is_empty() -> None:
    assert preview(parse_rule("daily"), date(2026, 2, 26), None, 0) == []
