"""The clock: which date is first, and which one follows a review.

Everything depends on the rule, its anchor, the occurrence that was pending and the date of the review, never on today.
So what is stored can always be computed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sli_cli.domain.cadence import AfterReview, Once, OnceAfterAdoption, Rule, Waiting
from sli_cli.domain.meeting_rules import AtMeetings
from sli_cli.domain.workdays import PLAIN, WorkingDays


@dataclass(frozen=True)
class Due:
    """The date that the rule gives, and that date rolled to a working day where the register asks for it."""

    occurrence: date
    next_review: date


def first_due(rule: Rule, anchor: date, workdays: WorkingDays = PLAIN) -> Due | None:
    """What a rule that counts from `anchor` gives first, strictly after it; None when it gives nothing."""
    return first_after(rule, anchor, anchor, workdays)


def first_after(rule: Rule, anchor: date, day: date, workdays: WorkingDays = PLAIN) -> Due | None:
    """The first date of the rule strictly after `day`, both as the rule gives it and as it is rolled; None for none.

    Used when a rule is set or changed, and on resuming and reopening (`day` is then today).
    """
    occurrence = rule.after(day, anchor, workdays)
    # Rolling back may land on or before the day; but each occurrence is later, and a roll moves a month at most.
    while occurrence is not None:
        rolled = workdays.roll(occurrence) if rule.rolls else occurrence
        if rolled > day:
            return Due(occurrence, rolled)
        occurrence = rule.after(occurrence, anchor, workdays)
    return None


def after_review(
    rule: Rule, anchor: date, occurrence: date | None, reviewed_on: date, workdays: WorkingDays = PLAIN
) -> Due | None:
    """What follows a review on `reviewed_on` that satisfied `occurrence` (None when nothing was pending).

    A schedule or a calendar rule goes on with its first date after both, however many were missed; a rolling rule
    counts from the review, whatever was due; after the only review of a `once` there is nothing: None. A board's
    meetings are counted from the review, or from the meeting that it was held for where that comes later.
    For an event that has not happened, this is the next check; afterwards give what `effective` gives.
    """
    rule, anchor = effective(rule, anchor, None)
    if isinstance(rule, Once | OnceAfterAdoption):
        return None
    if isinstance(rule, AfterReview):
        return first_due(rule, reviewed_on, workdays)
    satisfied = max(reviewed_on, occurrence or reviewed_on)
    return first_after(rule, satisfied if isinstance(rule, AtMeetings) else anchor, satisfied, workdays)


def too_early(
    rule: Rule,
    anchor: date,
    occurrence: date,
    reviewed_on: date,
    workdays: WorkingDays = PLAIN,
    began: date | None = None,
) -> bool:
    """True when a review is nearer to what lies before the coming occurrence (`previous`) than to that, `occurrence`.

    Such a review is kept but satisfies nothing. A tie is not too early, nor is one held on or after the occurrence;
    where nothing lies before it, none is.
    """
    before = previous(rule, anchor, occurrence, workdays, began)
    return before is not None and abs(reviewed_on - before) < occurrence - reviewed_on


def previous(
    rule: Rule, anchor: date, occurrence: date, workdays: WorkingDays = PLAIN, began: date | None = None
) -> date | None:
    """What lies before an occurrence: the one before it, else the anchor; None under a rolling rule, which has none.

    Where a first due date was given it is itself the anchor: `began` (the adoption date) then stands in.
    """
    rule, anchor = effective(rule, anchor, None)
    if isinstance(rule, AfterReview):
        return None
    return rule.before(occurrence, anchor, workdays) or (anchor if anchor < occurrence else began)


def effective(rule: Rule, anchor: date, happened_on: date | None) -> tuple[Rule, date]:
    """The rule in force and its anchor: for an event that is waited for, its check, and once it has happened, what
    was to hold then, counted from that day (one review and then none, where nothing was said).

    `happened_on` is None while the event has not happened. Any other rule is given back as it is.
    """
    if not isinstance(rule, Waiting):
        return rule, anchor
    if happened_on is None:
        return rule.check, anchor
    return rule.then or Once(happened_on), happened_on


def after_event(happened_on: date, workdays: WorkingDays = PLAIN) -> Due:
    """What the recording of an event brings: a review on the very day of the event, rolled."""
    return Due(happened_on, workdays.roll(happened_on))


def preview(rule: Rule, start: date, reviewed: date | None, count: int, workdays: WorkingDays = PLAIN) -> list[date]:
    """At most `count` next reviews of a rule that counts from `start`, as if each review were held when it is due.

    Without `reviewed`, those strictly after `start`; with it, those that follow a review on that day which satisfied
    the occurrence due on `start`.
    """
    due = first_due(rule, start, workdays) if reviewed is None else after_review(rule, start, start, reviewed, workdays)
    days: list[date] = []
    while due is not None and len(days) < count:
        days.append(due.next_review)
        due = after_review(rule, start, due.occurrence, due.next_review, workdays)
    return days
