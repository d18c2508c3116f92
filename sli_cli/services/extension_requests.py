"""Later dates that were asked for: a lead asks, a board approves or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short
from sli_cli.domain.words import typed
from sli_cli.errors import BadValue, Rejected
from sli_cli.services.finding import find_recommendations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sli_cli.domain.recommendation import Occurrence, Recommendation
    from sli_cli.domain.story import Extension
    from sli_cli.services.schedule import Request
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

ASKED, GRANTED, REFUSED = ("asked", "granted", "refused")


@dataclass(frozen=True, slots=True)
class Sitting:
    """The board that decides, by its key and name, and the meeting at which it does."""

    forum_id: int
    board: str
    meeting_id: int
    on: date


def ask_for(
    database: Database, refs: Sequence[str], register: str | None, to: date, request: Request, *, keep: bool = True
) -> list[str]:
    """Asks for a later next review of each recommendation; the same asked for again is not asked for twice."""
    lines = []
    with database.change("extend", request.reason, keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            asked = [past for past in change.story(one.id).extensions if past.state == ASKED]
            if any(past.to_date == to for past in asked):
                lines.append(f"{one.name}: {short(to)} is asked for already; nothing was changed.")
                continue
            lines.append(ask(change, one, to, request.reason, request.asked_by, request.asked_on))
    return lines


def ask(change: Change, one: Recommendation, to: date, reason: str, by: str, on: date) -> str:
    """Records that a later next review is asked for; nothing moves until a board approves it.

    Raises BadValue where `to` is not later than the present next review, or there is none.
    """
    pending, present = _pending(one)
    if to <= present:
        raise BadValue(
            f"{one.name}: the later date asked for, {short(to)}, is not later than its next review, {short(present)}.",
            "Ask for a later one, or for none.",
        )
    change.insert(
        "extension",
        recommendation_id=one.id,
        occurrence_id=pending.id,
        from_date=present,
        to_date=to,
        reason=reason,
        asked_by=by,
        asked_on=on,
        state=ASKED,
        minute_number="",
    )
    board = one.decides or "a board"
    return f"{one.name}: {short(to)} is asked for instead of {short(present)}; it is for {board} to approve: {reason}"


def approve(
    change: Change, one: Recommendation, extension: Extension, to: date | None, sitting: Sitting, minute: str
) -> str:
    """Approves a later date, or another (`to`) in its place: the next review moves, the first promise is kept.

    One that was given already stays where it is. Raises BadValue where the date is not later than the next review.
    """
    pending, present = _pending(one)
    wanted = to or extension.to_date
    granted = extension.state == GRANTED
    if wanted < present or (wanted == present and not granted):
        raise BadValue(
            f"{one.name}: {short(wanted)} is not later than its next review, {short(present)}.",
            "Give a later date under Next review, or record another decision.",
        )
    values: dict[str, object] = {} if granted else {"from_date": present, "occurrence_id": pending.id}
    change.update(
        "extension",
        extension.id,
        to_date=wanted,
        state=GRANTED,
        approved_by_forum_id=sitting.forum_id,
        meeting_id=sitting.meeting_id,
        minute_number=minute,
        **values,
    )
    if wanted == present:
        return f"{one.name}: its later date, {short(present)}, is approved by {sitting.board}."
    change.update("occurrence", pending.id, next_review=wanted, extensions=pending.extensions + (not granted))
    change.update("recommendation", one.id, next_review=wanted)
    count = pending.extensions + (not granted)
    why = f"extended by {sitting.board}: {extension.reason}; extension {count}, first due {short(pending.first_due)}"
    return f"{one.name}: next review {short(wanted)} (was {short(present)}; {why})."


def refuse(change: Change, one: Recommendation, extension: Extension, sitting: Sitting, minute: str) -> str:
    """Refuses a later date: what was only asked for stays where it is, what was given goes back to the date before."""
    change.update(
        "extension",
        extension.id,
        state=REFUSED,
        approved_by_forum_id=sitting.forum_id,
        meeting_id=sitting.meeting_id,
        minute_number=minute,
    )
    said = f"{one.name}: {short(extension.to_date)} is refused by {sitting.board}"
    pending, present = _pending(one)
    if extension.state == ASKED or present != extension.to_date:
        return f"{said}; next review stays {short(present)}."
    change.update("occurrence", pending.id, next_review=extension.from_date, extensions=max(0, pending.extensions - 1))
    change.update("recommendation", one.id, next_review=extension.from_date)
    late = (change.today - extension.from_date).days
    overdue = f" That is {late} day{'s' if late != 1 else ''} overdue already." if late > 0 else ""
    return f"{said}; next review {short(extension.from_date)} (was {short(present)}).{overdue}"


def _pending(one: Recommendation) -> tuple[Occurrence, date]:
    """What is pending and its date. Raises Rejected where it is parked or closed, BadValue where nothing is pending."""
    if one.state == "parked":
        raise Rejected(f"{one.name} is parked.", f"Resume it first: sli resume {typed(one.name)}.")
    if one.occurrence is None or one.next_review is None:
        remedy = f"Give it one: sli cadence {typed(one.name)} RULE."
        raise BadValue(f"{one.name} has no next review that could be extended.", remedy)
    return one.occurrence, one.next_review
