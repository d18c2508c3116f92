"""Rules that follow a board's meetings: which meeting is next, what follows a review, and that none is ever rolled."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.cadence import Rule
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due, after_review, first_after, first_due, preview, previous, too_early
from sli_cli.domain.meeting_rules import AtMeetings, boards_of, bound, renamed
from sli_cli.domain.workdays import NEXT, WorkingDays

ADOPTED = date(2026, 9, 1)
MEETINGS = tuple(
    date.fromisoformat(day) for day in ("2026-10-06", "2026-12-01", "2027-02-02", "2027-04-06", "2027-06-01")
)
EACH, SECOND = "at each LSCB meeting", "every second LSCB meeting"
HALF_YEARLY = "at the first LSCB meeting on or after every 6 months"


def rule(text: str, *days: date) -> Rule:
    return bound(parse_rule(text), lambda board: (days or MEETINGS) if board == "LSCB" else ())


def iso(due: Due | None) -> str | None:
    return due.next_review.isoformat() if due else None


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        (EACH, "2026-09-01", "2026-10-06"),
        (EACH, "2026-10-05", "2026-10-06"),
        (EACH, "2026-10-06", "2026-12-01"),  # its first date after today
        (EACH, "2027-06-01", None),
        (SECOND, "2026-09-01", "2026-12-01"),
        (SECOND, "2026-12-01", "2027-04-06"),
        ("every third LSCB meeting", "2026-09-01", "2027-02-02"),
        (HALF_YEARLY, "2026-09-01", "2027-04-06"),  # 1 March 2027 is the first of the schedule
        (HALF_YEARLY, "2027-04-06", None),  # 1 September 2027 has no meeting yet
        ("at the first LSCB meeting on or after every 2 months", "2026-09-01", "2026-12-01"),
        ("at the first LSCB meeting on or after every month", "2026-09-01", "2026-10-06"),
        ("at each Health SPT meeting", "2026-09-01", None),
    ],
)
def test_a_rule_gives_its_first_meeting_after_today(text: str, today: str, expected: str | None) -> None:
    assert iso(first_after(rule(text), ADOPTED, date.fromisoformat(today))) == expected


@pytest.mark.parametrize(
    ("text", "occurrence", "reviewed", "expected"),
    [
        (EACH, "2026-10-06", "2026-10-06", "2026-12-01"),
        (EACH, "2026-10-06", "2026-10-02", "2026-12-01"),  # held a little before its meeting
        (EACH, "2026-10-06", "2026-12-03", "2027-02-02"),  # however many were missed
        (SECOND, "2026-12-01", "2026-12-01", "2027-04-06"),
        (SECOND, "2026-12-01", "2026-11-27", "2027-04-06"),
        (SECOND, "2026-12-01", "2026-12-20", "2027-04-06"),  # two meetings since the review: February and April
        (SECOND, "2026-12-01", "2027-02-03", "2027-06-01"),
        (HALF_YEARLY, "2027-04-06", "2027-04-06", None),
    ],
)
def test_what_follows_a_review_is_counted_in_meetings(
    text: str, occurrence: str, reviewed: str, expected: str | None
) -> None:
    due = after_review(rule(text), ADOPTED, date.fromisoformat(occurrence), date.fromisoformat(reviewed))
    assert iso(due) == expected


def test_the_first_meeting_on_or_after_counts_the_day_itself_and_each_date_of_the_schedule_once() -> None:
    on_the_day = rule(HALF_YEARLY, date(2027, 3, 1), date(2027, 3, 2), date(2027, 9, 2), date(2028, 9, 1))
    assert preview(on_the_day, ADOPTED, None, 9) == [date(2027, 3, 1), date(2027, 9, 2), date(2028, 9, 1)]


def test_a_meeting_on_a_closed_day_is_not_rolled() -> None:
    sunday = date(2026, 12, 6)
    assert first_due(rule(EACH, sunday), ADOPTED, WorkingDays(NEXT)) == Due(sunday, sunday)
    waiting = rule("when: it opens; check at each LSCB meeting", sunday)
    assert first_due(waiting, ADOPTED, WorkingDays(NEXT)) == Due(sunday, sunday)


def test_what_lies_before_a_meeting_is_the_one_before_it_else_where_the_rule_began() -> None:
    assert previous(rule(EACH), ADOPTED, date(2026, 12, 1)) == date(2026, 10, 6)
    assert previous(rule(EACH), ADOPTED, date(2026, 10, 6)) == ADOPTED
    assert too_early(rule(EACH), ADOPTED, date(2026, 12, 1), date(2026, 11, 2))
    assert not too_early(rule(EACH), ADOPTED, date(2026, 12, 1), date(2026, 11, 20))


def test_the_boards_of_a_rule_are_named_and_renamed_wherever_they_stand() -> None:
    waiting = parse_rule("when: it opens; check at each LSCB meeting; then every second Health SPT meeting")
    assert boards_of(waiting) == ("LSCB", "Health SPT")
    assert boards_of(parse_rule("when: the LSCB meeting is over; check every 6 months")) == ()
    assert str(renamed(waiting, lambda board: "CSAP" if board == "LSCB" else board)) == (
        "when: it opens; check at each CSAP meeting; then every second Health SPT meeting"
    )
    assert str(renamed(parse_rule(HALF_YEARLY), str.lower)) == HALF_YEARLY.replace("LSCB", "lscb")


calendars = st.sets(st.dates(date(2026, 1, 1), date(2030, 1, 1)), max_size=30).map(sorted).map(tuple)
days = st.dates(date(2026, 1, 1), date(2030, 1, 1))


@given(calendars, st.integers(1, 6), days, days)
def test_every_nth_meeting_is_the_nth_that_was_not_cancelled_since_the_review(
    calendar: tuple[date, ...], every: int, reviewed: date, occurrence: date
) -> None:
    since = max(reviewed, occurrence)
    later = [day for day in calendar if day > since]
    due = after_review(AtMeetings("LSCB", every, calendar), ADOPTED, occurrence, reviewed)
    assert due == (Due(later[every - 1], later[every - 1]) if len(later) >= every else None)


@given(calendars, st.sampled_from(["every 2 months", "every 6 months", "every 5 weeks"]), days)
def test_each_date_of_the_schedule_is_answered_by_the_first_meeting_from_it_on(
    calendar: tuple[date, ...], schedule: str, day: date
) -> None:
    interval, anchor = parse_rule(schedule), date(2026, 1, 1)
    scheduled, at = [], interval.after(anchor, anchor)
    while at and at <= date(2030, 1, 1):
        scheduled.append(at)
        at = interval.after(at, anchor)
    answers = {next((meeting for meeting in calendar if meeting >= one), None) for one in scheduled} - {None}
    text = f"at the first LSCB meeting on or after {schedule}"
    found = bound(parse_rule(text), lambda board: calendar).after(day, anchor)
    assert found == min((one for one in answers if one and one > day), default=None)


@given(
    st.text("LSCB Heath'-&2", min_size=1, max_size=12).map(lambda name: " ".join(name.split())).filter(bool),
    st.integers(1, 6),
)
def test_a_rule_that_is_written_is_read_again(board: str, every: int) -> None:
    found = AtMeetings(board, every)
    assert parse_rule(str(found)) == found


@given(calendars, st.integers(1, 4))
def test_the_dates_of_a_rule_are_of_its_calendar_and_ascend(calendar: tuple[date, ...], every: int) -> None:
    found = preview(AtMeetings("LSCB", every, calendar), date(2025, 12, 31), None, 50)
    assert found == list(calendar[every - 1 :: every])
    assert all(later - earlier >= timedelta(1) for earlier, later in pairwise(found))
