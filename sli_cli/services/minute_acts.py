"""What a board decided of one item, written down: the decision, and the review, later date or closure with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.agenda import requested
from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import short
from sli_cli.errors import BadValue
from sli_cli.services.extension_requests import Sitting, approve, refuse
from sli_cli.services.minute_rows import AGREED, NOT_REACHED, REFUSED, Entry
from sli_cli.services.reviews import NewReview, review_one
from sli_cli.services.schedule import Request, clock_of, move, moved
from sli_cli.services.states import NewClosure, close_one

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.domain.agenda import Occasion
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.story import Extension
    from sli_cli.store.change import Change

CLOSED = "it is agreed to be closed"


class Changed(NamedTuple):
    """One thing of one recommendation, before and after, in words."""

    ref: str
    what: str
    before: str
    after: str


def decide(change: Change, entry: Entry, sitting: Sitting, occasion: Occasion) -> tuple[list[str], list[Changed]]:
    """Records an entry. Gives what happened, in sentences, and what is otherwise than before.

    Raises BadValue and Rejected as the review, the extension or the closure in it would.
    """
    before = entry.item.one
    extension = requested(entry.item, occasion) if entry.item.decides else None
    lines, review_id = [], None
    if entry.outcome:
        said, review_id = _review(change, entry, sitting, extension)
        lines += said
    if entry.closes:
        lines.append(_close(change, entry, sitting))
    elif entry.decision == AGREED and extension is not None:
        one = change.recommendation(before.id)
        lines.append(approve(change, one, extension, entry.next, sitting, entry.minute))
    elif entry.decision == REFUSED and extension is not None:
        lines.append(refuse(change, change.recommendation(before.id), extension, sitting, entry.minute))
        lines += _set_date(change, entry, sitting) if entry.next and not entry.outcome else []
    elif entry.next and not entry.outcome:
        lines += _set_date(change, entry, sitting)
    lines += _agree_closure(change, entry, sitting)
    change.insert(
        "decision",
        meeting_id=sitting.meeting_id,
        recommendation_id=before.id,
        decision=entry.decision,
        note=entry.note,
        minute_number=entry.minute,
        review_id=review_id,
    )
    after = change.recommendation(before.id)
    return lines or [_only(entry, after)], list(_differences(entry, after, extension))


def _review(
    change: Change, entry: Entry, sitting: Sitting, extension: Extension | None
) -> tuple[list[str], int | None]:
    """Records the review. One beside a closure, or beside a later date that is agreed, moves nothing by itself."""
    one = entry.item.one
    agreed = entry.decision == AGREED and extension is not None
    stays = CLOSED if entry.closes else "a later date is agreed" if agreed else ""
    new = NewReview(
        on=sitting.on,
        by=sitting.board,
        outcome=entry.outcome,
        note=entry.note,
        next=None if stays else entry.next,
        reason=entry.note if entry.next else "",
        stays=stays,
        meeting_id=sitting.meeting_id,
    )
    said = review_one(change, one, new, entry.note, sitting.forum_id)
    held = [past.id for past in change.story(one.id).reviews if past.on == sitting.on and past.note == entry.note]
    return ([] if stays else said[:1]), held[-1] if held else None


def _close(change: Change, entry: Entry, sitting: Sitting) -> str:
    reported = entry.item.reviews[-1] if entry.item.reviews else None
    outcome = entry.outcome or (reported.outcome if reported else "")
    reason = entry.note or (reported.note if reported else "")
    kind = "implemented" if outcome == "done" else "not implemented"
    new = NewClosure(kind, reason, sitting.on, sitting.board, entry.minute, meeting_id=sitting.meeting_id)
    one = change.recommendation(entry.item.one.id)
    return close_one(change, one, new, reason, one.register)


def _agree_closure(change: Change, entry: Entry, sitting: Sitting) -> list[str]:
    """Writes down that the board agrees to what was closed before the meeting, by its lead for example."""
    one, closure = entry.item.one, entry.item.closure
    if entry.decision != AGREED or closure is None or not entry.item.decides:
        return []
    if closure.agreed_by is not None:
        return [f"{one.name}: agreed; its closure was agreed by {closure.agreed_by} already."]
    change.update(
        "closure",
        closure.id,
        agreed_by_forum_id=sitting.forum_id,
        meeting_id=sitting.meeting_id,
        minute_number=entry.minute,
    )
    return [f"{one.name}: its closure of {short(closure.on)}, {closure.kind}, is agreed by {sitting.board}."]


def _set_date(change: Change, entry: Entry, sitting: Sitting) -> list[str]:
    """Gives the next review the date that the board set; a later one is an extension that it approved."""
    one, wanted = change.recommendation(entry.item.one.id), entry.next
    if wanted is None or wanted == one.next_review:
        return []
    if not entry.note and one.next_review and wanted > one.next_review:
        raise BadValue(
            f"{short(wanted)} is later than {short(one.next_review)}, and so an extension.", "Say why in the note."
        )
    clock = clock_of(change, one)
    pending = one.occurrence.due_on if one.occurrence else wanted
    to = clock.by_hand(pending, wanted) if clock else Due(wanted, wanted)
    request = Request(entry.note, sitting.board, sitting.on, sitting.forum_id, entry.minute, sitting.meeting_id)
    later = move(change, one, to, request)
    return [moved(change, one, f"set by {sitting.board}", extended=later)]


def _only(entry: Entry, after: Recommendation) -> str:
    """The sentence for a decision that moves nothing."""
    stays = f"next review stays {short(after.next_review)}" if after.next_review else "it has no next review"
    if entry.decision == NOT_REACHED:
        return f"{after.name}: not reached; {stays}, and it goes on the next agenda."
    return f"{after.name}: {entry.decision}; {'it stays closed' if after.state == 'closed' else stays}."


def _differences(entry: Entry, after: Recommendation, extension: Extension | None) -> list[Changed]:
    """What is otherwise than before, in the order in which a person reads it."""
    before = entry.item.one
    asked = _later_date(entry, extension)
    pairs = [
        ("decision", "", entry.decision),
        ("minute", "", entry.minute),
        ("latest outcome", _outcome(before), _outcome(after)),
        ("later date asked for", *asked),
        ("next review", _day(before.next_review), _day(after.next_review)),
        ("state", before.state, after.state),
    ]
    return [Changed(before.name, what, old, new) for what, old, new in pairs if old != new]


def _later_date(entry: Entry, extension: Extension | None) -> tuple[str, str]:
    said = {AGREED: "approved", REFUSED: "refused"}.get(entry.decision, "")
    if extension is None or not said or entry.closes:
        return "", ""
    return f"{short(extension.to_date)}, {extension.state}", f"{short(entry.next or extension.to_date)}, {said}"


def _outcome(one: Recommendation) -> str:
    return f"{one.review.outcome}, {short(one.review.on)}" if one.review else ""


def _day(day: date | None) -> str:
    return short(day) if day else ""
