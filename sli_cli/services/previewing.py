"""What a rule would give: its dates, as if each review were held when it is due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.bank_holidays import bank_holidays
from sli_cli.domain import clock as clocks
from sli_cli.domain.cadence import WORKING_DAY, Nth, Rule, Waiting
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.datewords import short
from sli_cli.domain.meeting_rules import MeetingRule, boards_of
from sli_cli.domain.vocabulary import DIVISIONS
from sli_cli.domain.workdays import WorkingDays
from sli_cli.services.meeting_dates import with_known_boards, with_meetings
from sli_cli.services.schedule import clock_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.services.schedule import Clock
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader


class Preview(NamedTuple):
    """The rule in its one form, its dates, and whether they depend on which days are working days."""

    rule: str
    days: list[date]
    counts_working_days: bool


def preview(
    text: str,
    start: date,
    count: int,
    database: Callable[[], Database],
    *,
    reviewed: date | None = None,
    first: date | None = None,
) -> Preview:
    """The next `count` dates that a rule gives, counted from `start`; only meetings are looked up in the database.

    With `reviewed`, those that follow a review on that day, which satisfied the occurrence due on `start`. `first` is a
    date before all those. Working days are those of England and Wales, for no register is asked. Raises BadValue for a
    rule that is none, NotFound for an unknown board.
    """
    rule = parse_rule(text)
    if boards_of(rule):
        with database().read() as reader:
            rule = with_meetings(reader, with_known_boards(reader, rule))
    given = [first] if first else []
    days = WorkingDays(closed=bank_holidays(DIVISIONS[0]))
    found = clocks.preview(rule, start, reviewed, count - len(given), days)
    return Preview(str(rule), given + found, _counts_working_days(rule))


def _counts_working_days(rule: Rule) -> bool:
    in_force = rule.check if isinstance(rule, Waiting) else rule
    return isinstance(in_force, Nth) and in_force.kind == WORKING_DAY


def upcoming(clock: Clock | None, one: Recommendation, count: int = 3) -> list[date]:
    """The next review, and what the rule gives after it if each review is held when it is due."""
    days = [one.next_review] if one.next_review else []
    occurrence = one.occurrence.due_on if one.occurrence else None
    while clock and days and len(days) < count:
        due = clock.after_review(occurrence, days[-1])
        if due is None:
            break
        occurrence = due.occurrence
        days.append(due.next_review)
    return days


def then(reader: Reader, one: Recommendation) -> str:
    """The dates that come after the next review of a rule that is new, as a sentence; "" where that is overdue.

    Nothing either for a rule that follows a board whose later meetings are not planned yet.
    """
    clock = clock_of(reader, one)
    if clock is None or one.next_review is None or one.next_review < one.as_of:
        return ""
    days = [short(day) for day in upcoming(clock, one)[1:]]
    if not days:
        return "" if isinstance(clock.rule, MeetingRule) else " Then no more."
    return f" Then {' and '.join(days)}."
