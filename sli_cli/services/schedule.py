"""What the clock says, written down: the one pending occurrence of a recommendation and its next review.

The first promise of an occurrence is kept for ever; whatever gives it a later date needs a reason and counts as an
extension.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain import clock
from sli_cli.domain.cadence import AfterReview, Every, Never, Once, OnceAfterAdoption, Rule, Waiting
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import count_words, short
from sli_cli.domain.meeting_rules import AtMeetings, MeetingRule
from sli_cli.domain.workdays import WorkingDays
from sli_cli.errors import BadValue
from sli_cli.services.meeting_dates import none_planned, with_meetings

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.store.change import Change
    from sli_cli.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Clock:
    """The rule in force for one recommendation, the day it counts from, and the register's working days.

    `done` is the newest date that is over and done with, where the rule follows meetings: no earlier one is given.
    """

    rule: Rule
    anchor: date
    days: WorkingDays
    adopted_on: date
    done: date = date.min

    def after(self, day: date) -> Due | None:
        """The first date of the rule after `day`; None where none comes."""
        return clock.first_after(self.rule, self.anchor, max(day, self.done), self.days)

    def after_review(self, occurrence: date | None, reviewed_on: date) -> Due | None:
        return clock.after_review(self.rule, self.anchor, occurrence, reviewed_on, self.days)

    def too_early(self, occurrence: date, reviewed_on: date) -> bool:
        return clock.too_early(self.rule, self.anchor, occurrence, reviewed_on, self.days, self.adopted_on)

    def previous(self, occurrence: date) -> date | None:
        """What lies before an occurrence: the one before it, the day that the rule counts from, or the adoption."""
        return clock.previous(self.rule, self.anchor, occurrence, self.days, self.adopted_on)

    def by_hand(self, occurrence: date, to: date) -> Due:
        """The date `to` in place of the rule's: that occurrence, later or brought forward.

        Where `to` is much too early for it, it is a date of its own, and the occurrence still comes after it.
        """
        return Due(to if self.too_early(occurrence, to) else occurrence, to)

    @property
    def why(self) -> str:
        """Where its dates come from, in words: `every 3 months, from its schedule`."""
        if isinstance(self.rule, AfterReview):
            return f"{self.rule}"
        source = "from its schedule" if isinstance(self.rule, Every) else "from the calendar"
        plain = isinstance(self.rule, Once | OnceAfterAdoption | Waiting | MeetingRule)
        return str(self.rule) if plain else f"{self.rule}, {source}"

    @property
    def why_none(self) -> str:
        """Why the rule gives no date, as the end of a sentence."""
        if isinstance(self.rule, MeetingRule):
            return f"{self.rule}: {none_planned(self.rule.board)}"
        return f"{self.why}: nothing follows"


def clock_of(reader: Reader, one: Recommendation, register: Register | None = None) -> Clock | None:
    """The clock of a recommendation, or None where it has no cadence or is deliberately not reviewed.

    `register` is its own, where that is at hand; else it is read.
    A rolling rule counts from the newest review, or from where it began if that is later; so do a board's meetings.
    """
    if one.cadence is None:
        return None
    rule, anchor = clock.effective(parse_rule(one.cadence.rule), one.cadence.anchor, one.cadence.happened_on)
    if isinstance(rule, Never):
        return None
    if isinstance(rule, AfterReview) and one.review:
        anchor = max(anchor, one.review.on)
    days = working_days(register or register_of(reader, one))
    if not isinstance(rule, MeetingRule):
        return Clock(rule, anchor, days, one.adopted_on)
    done = _done(reader, one)
    counted_from = max(anchor, done) if isinstance(rule, AtMeetings) else anchor
    return Clock(with_meetings(reader, rule), counted_from, days, one.adopted_on, done)


def _done(reader: Reader, one: Recommendation) -> date:
    """The newest review, or the occurrence that it satisfied where that is later: it may be held before its meeting."""
    rows = reader.rows("occurrences_of", recommendation_id=one.id)
    days = [date.fromisoformat(row["due_on"]) for row in rows if row["state"] == "reviewed"]
    return max([*days, one.review.on]) if one.review else date.min


def register_of(reader: Reader, one: Recommendation) -> Register:
    return reader.register(one.register_id)


def working_days(register: Register) -> WorkingDays:
    """The working days that a register has chosen: its policy, its bank holidays, its own closed days."""
    own = [day for day, _ in register.closed_days]

    def closed(day: date) -> bool:
        from sli_cli.bank_holidays import bank_holidays

        return bank_holidays(register.setting("bank-holidays"), own)(day)

    return WorkingDays(register.setting("working-days"), closed)


# -- what is written ---------------------------------------------------------------------------------------------------


def promise(change: Change, recommendation_id: int, due: Due | None) -> None:
    """Makes `due` the pending occurrence of a recommendation that has none; with None it has no next review."""
    if due is not None:
        change.insert(
            "occurrence",
            recommendation_id=recommendation_id,
            due_on=due.occurrence,
            first_due=due.next_review,
            next_review=due.next_review,
            extensions=0,
            state="pending",
        )
    change.update("recommendation", recommendation_id, next_review=due.next_review if due else None)


def settle(change: Change, one: Recommendation, state: str) -> None:
    """Ends the pending occurrence, where there is one, as `reviewed` or `dropped`; there is then no next review."""
    if one.occurrence:
        change.update("occurrence", one.occurrence.id, state=state)
    change.update("recommendation", one.id, next_review=None)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for another date and why, and who approved it, where somebody had to."""

    reason: str
    asked_by: str
    asked_on: date
    forum_id: int | None = None
    minute_number: str = ""
    meeting_id: int | None = None


def move(change: Change, one: Recommendation, to: Due, request: Request) -> bool:
    """Gives the pending occurrence another date, or makes one where none is pending; True where that is an extension.

    A later next review is an extension: counted, with its reason, the first promise kept. Raises BadValue where such a
    reason is missing.
    """
    if one.occurrence is None:
        promise(change, one.id, to)
        return False
    pending = one.occurrence
    present = one.next_review or pending.next_review
    later = to.next_review > present
    if later:
        extend(change, one, present, to.next_review, request)
    change.update(
        "occurrence",
        pending.id,
        due_on=to.occurrence,
        first_due=min(pending.first_due, to.next_review),
        next_review=to.next_review,
        extensions=pending.extensions + later,
    )
    change.update("recommendation", one.id, next_review=to.next_review)
    return later


def extend(change: Change, one: Recommendation, present: date, to: date, request: Request) -> None:
    """Keeps the extension itself. Raises BadValue where the reason is missing."""
    if not request.reason:
        raise BadValue(
            f"{one.name}: {short(to)} is later than {short(present)}, and so an extension.", "Say why with --reason."
        )
    occurrence = change.recommendation(one.id).occurrence
    change.insert(
        "extension",
        recommendation_id=one.id,
        occurrence_id=occurrence.id if occurrence else None,
        from_date=present,
        to_date=to,
        reason=request.reason,
        asked_by=request.asked_by,
        asked_on=request.asked_on,
        state="granted",
        approved_by_forum_id=request.forum_id,
        meeting_id=request.meeting_id,
        minute_number=request.minute_number,
    )


# -- what is said ------------------------------------------------------------------------------------------------------


def moved(change: Change, before: Recommendation, why: str, *, extended: bool = False) -> str:
    """The sentence for a next review that moved: `11: next review 30 Sep 2026 (was 30 Jun 2026; why).`"""
    after = change.recommendation(before.id)
    was = _was(before)
    if after.next_review is None:
        return f"{before.name}: no next review{' any more' if was else ''} ({was}{why})."
    count = after.occurrence.extensions if after.occurrence else 0
    counted = (
        f"; extension {count}, first due {short(after.occurrence.first_due)}" if extended and after.occurrence else ""
    )
    late = (change.today - after.next_review).days
    overdue = f" That is {count_words(late, 'day')} overdue already." if late > 0 else ""
    return (
        f"{before.name}: next review {short(after.next_review)} ({was}{why}{_rolled(change, after)}{counted}).{overdue}"
    )


def _rolled(change: Change, one: Recommendation) -> str:
    """Where the next review comes from, where its date was no working day: `; the working day after 25 Dec 2026`."""
    due = one.occurrence
    if due is None or due.next_review == due.due_on:
        return ""
    if working_days(register_of(change, one)).roll(due.due_on) != due.next_review:
        return ""  # it was set by hand, or extended
    side = "after" if due.next_review > due.due_on else "before"
    return f"; the working day {side} {short(due.due_on)}"


def _was(before: Recommendation) -> str:
    """What there was before, where there was anything: `was 30 Jun 2026; `."""
    if before.next_review:
        return f"was {short(before.next_review)}; "
    parked = before.state == "parked" and before.occurrence
    return f"was {short(parked.next_review)} before it was parked; " if parked else ""
