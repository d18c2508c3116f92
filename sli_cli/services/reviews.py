"""Reviews and progress notes: what was looked at, by whom, with what outcome, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import short
from sli_cli.domain.meeting_rules import boards_of
from sli_cli.domain.meetings import CANCELLED
from sli_cli.domain.words import clean_text
from sli_cli.errors import BadValue
from sli_cli.services.finding import find_forum, find_recommendations, refuse_closed, refuse_parked
from sli_cli.services.remedies import ENDINGS, after_review, new_rule
from sli_cli.services.schedule import Request, clock_of, move, moved, promise, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review as it was given. `next` is a date that is wanted instead of the rule's; `early` lets it count early.

    `stays` is why it moves nothing, where that is known beforehand, and `meeting_id` the meeting at which it was held.
    """

    on: date
    by: str
    outcome: str
    note: str
    rating: str | None = None
    forum: str | None = None
    next: date | None = None
    reason: str = ""
    early: bool = False
    stays: str = ""
    meeting_id: int | None = None


def review(
    database: Database, refs: Sequence[str], register: str | None, new: NewReview, *, keep: bool = True
) -> list[str]:
    """Records one review on each recommendation and says what follows.

    Raises BadValue for a review in the future, without a note, or with a later date and no reason; Rejected for a
    closed recommendation; NotFound for an unknown ref or board.
    """
    if new.on > database.today:
        raise BadValue(f"A review on {short(new.on)} is in the future.", "Give the day on which it was held with --on.")
    if new.next is not None and new.next <= new.on:
        raise BadValue(
            f"--next {short(new.next)} is not after the review of {short(new.on)}.",
            "Give a later day, or leave it out.",
        )
    note = clean_text(new.note, "note")
    with database.change("review", keep=keep) as change:
        forum_id = find_forum(change, new.forum).id if new.forum else None
        if forum_id is not None and new.meeting_id is None:
            new = replace(new, meeting_id=_meeting_on(change, forum_id, new.on))
        return [
            line
            for one in find_recommendations(change, refs, register)
            for line in review_one(change, one, new, note, forum_id)
        ]


def _meeting_on(change: Change, forum_id: int, day: date) -> int | None:
    """The key of the board's meeting of that day, where it is known."""
    return next((one.id for one in change.meetings(forum_id) if one.on == day and one.state != CANCELLED), None)


def review_one(change: Change, one: Recommendation, new: NewReview, note: str, forum_id: int | None) -> list[str]:
    """Records a review as part of a change, with its `note` cleaned, and says what follows. Raises as `review` does."""
    refuse_closed(one)
    same_day = [past for past in change.story(one.id).reviews if past.on == new.on]
    words = (note, new.outcome, new.rating)
    same = next((past for past in same_day if (past.note, past.outcome, past.rating) == words), None)
    reason = _moves_nothing(change, one, new, len(same_day) > (same is not None))
    if same:
        if reason or same.moved or not (new.early and _too_early(change, one, new.on)):
            return [f"{one.name}: this review of {short(new.on)} is already recorded; nothing was changed."]
        # What was kept as much too early counts after all.
        change.update("review", same.id, early=True, occurrence_id=one.occurrence.id if one.occurrence else None)
        return [_goes_on(change, one, new)]
    change.insert(
        "review",
        recommendation_id=one.id,
        reviewed_on=new.on,
        reviewed_by=new.by,
        forum_id=forum_id,
        meeting_id=new.meeting_id,
        outcome=new.outcome,
        rating=new.rating,
        note=note,
        occurrence_id=one.occurrence.id if one.occurrence and not reason else None,
        early=new.early,
    )
    said = _kept(change, one, new, reason) if reason else _goes_on(change, one, new)
    return [said, *_what_now(change, one, new.outcome)]


def _what_now(change: Change, one: Recommendation, outcome: str) -> list[str]:
    """What is to be done after the review, where it is not to wait for the next one."""
    if outcome in ENDINGS:
        return [f"{one.name}: it stays open until it is closed: {after_review(one, outcome)}"]
    waits = one.cadence is not None and boards_of(parse_rule(one.cadence.rule))  # for a meeting: that was said
    if waits or one.state == "parked" or change.recommendation(one.id).next_review is not None:
        return []
    return [f"{one.name}: it stays open, with nothing to come: {after_review(one, outcome)}"]


def _moves_nothing(change: Change, one: Recommendation, new: NewReview, same_day: bool) -> str:
    """Why a review satisfies nothing, in words; "" where it does."""
    if new.stays:
        return new.stays
    if same_day:
        return f"another review of {short(new.on)} is recorded already"
    if one.review and new.on < one.review.on:
        return f"a newer one, of {short(one.review.on)}, is recorded already"
    if one.state == "parked":
        return "it is parked"
    if one.occurrence and not new.early and _too_early(change, one, new.on):
        return _why_too_early(change, one, one.occurrence.due_on)
    return ""


def _why_too_early(change: Change, one: Recommendation, due_on: date) -> str:
    clock = clock_of(change, one)
    before = clock.previous(due_on) if clock else None
    what = "its adoption" if before == one.adopted_on else "the date before"
    said = f"{what}, {short(before)}," if before else what
    return (
        f"it was held nearer to {said} than to {short(due_on)}; if it was the review of that date, brought forward, "
        "record it again with --early"
    )


def _too_early(change: Change, one: Recommendation, on: date) -> bool:
    """Whether a review on that day is much too early for what is pending; on the day that it is due none is."""
    clock = clock_of(change, one)
    if clock is None or one.occurrence is None or on >= one.occurrence.next_review:
        return False
    return clock.too_early(one.occurrence.due_on, on)


def _kept(change: Change, one: Recommendation, new: NewReview, reason: str) -> str:
    """A review that moves nothing: kept, and said so; --next is then a change to the present next review."""
    if new.next is None or one.state == "parked":
        stays = f"next review stays {short(one.next_review)}" if one.next_review else "there is still no next review"
        return f"{one.name}: review of {short(new.on)} kept; {stays}, because {reason}."
    clock = clock_of(change, one)
    pending = one.occurrence.due_on if one.occurrence else new.next
    to = clock.by_hand(pending, new.next) if clock else Due(pending, new.next)
    later = move(change, one, to, _request(new))
    return moved(change, one, f"set by hand: {new.reason}" if new.reason else "set by hand", extended=later)


def _goes_on(change: Change, one: Recommendation, new: NewReview) -> str:
    """What follows a review that satisfies the pending occurrence."""
    clock = clock_of(change, one)
    due = clock.after_review(one.occurrence.due_on if one.occurrence else None, new.on) if clock else None
    settle(change, one, "reviewed")
    if new.next is None:
        promise(change, one.id, due)
        if clock is None:
            return moved(change, one, "it has no cadence: nothing follows")
        return moved(change, one, clock.why if due else clock.why_none)
    promise(change, one.id, due or Due(new.next, new.next))
    later = False
    if clock and due:
        to = clock.by_hand(due.occurrence, new.next)
        later = move(change, change.recommendation(one.id), to, _request(new))
    return moved(change, one, "set by hand" + (f": {new.reason}" if new.reason else ""), extended=later)


def _request(new: NewReview) -> Request:
    return Request(new.reason, new.by, new.on)


def note(
    database: Database, refs: Sequence[str], register: str | None, text: str, on: date, by: str, *, keep: bool = True
) -> list[str]:
    """Adds a progress note to each recommendation; it moves nothing. The same words on the same day are ignored."""
    if on > database.today:
        raise BadValue(f"A note of {short(on)} is in the future.", "Give the day with --on.")
    words = clean_text(text, "note")
    lines = []
    with database.change("note", keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            if any((past.on, past.text) == (on, words) for past in change.story(one.id).notes):
                lines.append(f"{one.name}: this note of {short(on)} is already recorded; nothing was changed.")
                continue
            change.insert("progress_note", recommendation_id=one.id, noted_on=on, noted_by=by, text=words)
            stays = f"next review stays {short(one.next_review)}" if one.next_review else "there is no next review"
            lines.append(f"{one.name}: note of {short(on)} added; {stays}.")
    return lines


def grant_extension(
    database: Database,
    refs: Sequence[str],
    register: str | None,
    to: date,
    request: Request,
    *,
    approved_by: str | None = None,
    keep: bool = True,
) -> list[str]:
    """Moves the next review of each recommendation to a later date; the first is kept for ever, the anchor too.

    Raises BadValue where `to` is not later than the present next review, the reason is empty, or nothing is pending.
    """
    lines = []
    with database.change("extend", request.reason, keep=keep) as change:
        forum_id = find_forum(change, approved_by).id if approved_by else None
        asked = Request(request.reason, request.asked_by, request.asked_on, forum_id, request.minute_number)
        for one in find_recommendations(change, refs, register):
            refuse_parked(one)
            if one.occurrence is None or one.next_review is None:
                raise BadValue(
                    f"{one.name} has no next review that could be extended.",
                    f"Give it one: {new_rule(one)}.",
                )
            if to == one.next_review:
                lines.append(f"{one.name}: next review is {short(to)} already; nothing was changed.")
                continue
            if to < one.next_review:
                raise BadValue(
                    f"{one.name}: {short(to)} is earlier than its next review, {short(one.next_review)}.",
                    "An extension gives a later date; an earlier one comes with a review or a cadence.",
                )
            move(change, one, Due(one.occurrence.due_on, to), asked)
            lines.append(moved(change, one, f"extended: {request.reason}", extended=True))
    return lines
