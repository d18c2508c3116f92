"""Parked and resumed, closed and reopened, restricted and open to all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import short
from sli_cli.domain.words import clean_line, clean_text
from sli_cli.errors import BadValue
from sli_cli.services.finding import find_forum, find_recommendation, find_recommendations, refuse_closed
from sli_cli.services.remedies import new_rule, nothing_follows
from sli_cli.services.schedule import (
    Clock,
    Request,
    clock_of,
    move,
    moved,
    promise,
    register_of,
    settle,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database


def park(database: Database, refs: Sequence[str], register: str | None, reason: str, *, keep: bool = True) -> list[str]:
    """Sets each recommendation aside with a reason; its rule and its promise are kept for when it is resumed."""
    why = clean_text(reason, "reason")
    lines = []
    with database.change("park", why, keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            if one.state == "parked":
                lines.append(f"{one.name}: it is parked already; nothing was changed.")
                continue
            refuse_closed(one)
            change.update(
                "recommendation",
                one.id,
                state="parked",
                state_on=change.today,
                state_reason=why,
                next_review=None,
            )
            was = f" (next review was {short(one.next_review)})" if one.next_review else ""
            lines.append(f"{one.name}: parked{was}: {why}")
    return lines


def resume(
    database: Database, refs: Sequence[str], register: str | None, reason: str, by: str, *, keep: bool = True
) -> list[str]:
    """Takes each recommendation up again, at its rule's first date after today.

    Where that is later than what was promised when it was parked it counts as an extension, whose reason is `reason`
    or, without one, that of the parking. Raises BadValue where the rule is `none`.
    """
    with database.change("resume", reason, keep=keep) as change:
        return [_resume(change, one, reason, by) for one in find_recommendations(change, refs, register)]


def _resume(change: Change, one: Recommendation, reason: str, by: str) -> str:
    refuse_closed(one)
    if one.state == "open":
        return f"{one.name}: it is not parked; nothing was changed."
    clock = clock_of(change, one)
    if one.cadence is not None and clock is None:
        raise BadValue(f"{one.name} is deliberately not reviewed.", f"Give it a rule: {new_rule(one)}.")
    change.update("recommendation", one.id, state="open", state_on=None, state_reason=None)
    pending = one.occurrence
    if pending and pending.due_on > change.today and pending.next_review > change.today:
        change.update("recommendation", one.id, next_review=pending.next_review)
        return f"{one.name}: resumed; next review {short(pending.next_review)}, as it was before it was parked."
    due = clock.after(change.today) if clock else None
    if due is None:
        settle(change, one, "dropped")
        return nothing_follows(one, "resumed")
    request = Request(reason or f"parked: {one.state_reason}", by, change.today)
    later = move(change, one, due, request)
    return moved(change, one, clock.why if clock else "", extended=later)


@dataclass(frozen=True, slots=True)
class NewClosure:
    """`forum` is the board that agreed, at the meeting `meeting_id`; `superseded_by` the ref that takes over."""

    kind: str
    reason: str
    on: date
    forum: str | None = None
    minute_number: str = ""
    superseded_by: str | None = None
    meeting_id: int | None = None


def close(
    database: Database, refs: Sequence[str], register: str | None, new: NewClosure, *, keep: bool = True
) -> list[str]:
    """Closes each recommendation; its rule is kept. Raises BadValue without a reason, for a day in the future, or where
    the register says that the deciding board has to agree and it is not named."""
    if new.on > database.today:
        raise BadValue(f"{short(new.on)} is in the future.", "Close it on the day with --on, or leave that out.")
    if (new.kind == "superseded") != (new.superseded_by is not None):
        raise BadValue("Superseded and --superseded-by go together.", "Name the ref that takes over.")
    why = clean_text(new.reason, "reason")
    with database.change("close", why, keep=keep) as change:
        return [close_one(change, one, new, why, register) for one in find_recommendations(change, refs, register)]


def close_one(change: Change, one: Recommendation, new: NewClosure, why: str, register: str | None) -> str:
    """Closes a recommendation as part of a change, for the reason `why`, cleaned. Raises as `close` does."""
    if one.state == "closed":
        return f"{one.name}: it is closed already; nothing was changed."
    forum = find_forum(change, new.forum) if new.forum else None
    if register_of(change, one).setting("closure") == "board" and (forum is None or forum.name != one.decides):
        board = one.decides or "the deciding board (it has none: `sli forum route`)"
        raise BadValue(f"{one.name} is closed by agreement of {board}.", "Name it with --agreed-by.")
    other = find_recommendation(change, new.superseded_by, register) if new.superseded_by else None
    if other and other.id == one.id:
        raise BadValue(f"{one.name} cannot supersede itself.", "Name another ref.")
    settle(change, one, "dropped")
    change.update("recommendation", one.id, state="closed", state_on=new.on, state_reason=why)
    change.insert(
        "closure",
        recommendation_id=one.id,
        closed_on=new.on,
        kind=new.kind,
        reason=why,
        agreed_by_forum_id=forum.id if forum else None,
        meeting_id=new.meeting_id,
        minute_number=clean_line(new.minute_number, "minute number", empty=True),
        superseded_by_id=other.id if other else None,
        reopened_reason="",
    )
    agreed = f", agreed by {forum.name}" if forum else ""
    by = f" by {other.name}" if other else ""
    return f"{one.name}: closed on {short(new.on)} as {new.kind}{by}{agreed}: {why}"


def reopen(
    database: Database, refs: Sequence[str], register: str | None, reason: str, *, keep: bool = True
) -> list[str]:
    """Opens each closed recommendation again, at its rule's first date after today; a reason is needed.

    One whose rule is `none` is parked again: it stays deliberately not reviewed.
    """
    why = clean_text(reason, "reason")
    lines = []
    with database.change("reopen", why, keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            if one.state != "closed":
                lines.append(f"{one.name}: it is not closed; nothing was changed.")
                continue
            last = change.story(one.id).closures[-1]
            change.update("closure", last.id, reopened_on=change.today, reopened_reason=why)
            lines.append(_reopen(change, one))
    return lines


def _reopen(change: Change, one: Recommendation) -> str:
    if one.cadence and one.cadence.rule == "none":
        change.update("recommendation", one.id, state="parked", state_on=change.today, state_reason=one.cadence.reason)
        return f"{one.name}: reopened, and deliberately not reviewed. Give it a rule: {new_rule(one)}"
    change.update("recommendation", one.id, state="open", state_on=None, state_reason=None)
    clock = clock_of(change, one)
    due = _first_again(change, one, clock)
    promise(change, one.id, due)
    return moved(change, one, f"reopened; {clock.why}") if clock and due else nothing_follows(one, "reopened")


def _first_again(change: Change, one: Recommendation, clock: Clock | None) -> Due | None:
    """The rule's first date after today; a first date that was given and has not come is that date itself."""
    if clock is None:
        return None
    if clock.anchor > change.today:
        given = change.rows("occurrences_of", recommendation_id=one.id)
        if any(row["due_on"] == clock.anchor.isoformat() for row in given):
            return Due(clock.anchor, clock.days.roll(clock.anchor))
    return clock.after(change.today)


def restrict(
    database: Database,
    refs: Sequence[str],
    register: str | None,
    ground: str,
    reason: str,
    until: date | None,
    by: str,
    *,
    keep: bool = True,
) -> list[str]:
    """Marks each recommendation as not for publication, with its ground. Raises BadValue for a past `until`."""
    ground = clean_line(ground, "ground")
    if not reason.strip():
        raise BadValue("A restriction needs a reason.", "Say why with --reason.")
    why = clean_text(reason, "reason")
    if until and until < database.today:
        raise BadValue(f"--until {short(until)} is past.", "Give the last day of the restriction, or leave it out.")
    lines = []
    with database.change("restrict", why, keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            if one.restricted == ground:
                lines.append(f"{one.name}: it is not for publication ({ground}) already; nothing was changed.")
                continue
            change.insert(
                "restriction",
                recommendation_id=one.id,
                ground=ground,
                reason=why,
                restricted_by=by,
                since=change.today,
                until=until,
            )
            lasting = f" until {short(until)}" if until else ""
            lines.append(f"{one.name}: not for publication ({ground}){lasting}.")
    return lines


def lift(database: Database, refs: Sequence[str], register: str | None, reason: str, *, keep: bool = True) -> list[str]:
    """Lifts every restriction in force on each recommendation."""
    lines = []
    with database.change("restrict", reason, keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            in_force = [past for past in change.story(one.id).restrictions if past.in_force(change.today)]
            for past in in_force:
                change.update("restriction", past.id, lifted_on=change.today)
            said = "the restriction is lifted" if in_force else "it is not restricted; nothing was changed"
            lines.append(f"{one.name}: {said}.")
    return lines
