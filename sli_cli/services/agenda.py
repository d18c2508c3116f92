"""What goes before a board at a meeting, gathered from the register. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.agenda import Agenda, Item, Occasion, agenda
from sli_cli.domain.datewords import short
from sli_cli.domain.meetings import CANCELLED, PLANNED
from sli_cli.domain.rating import rating
from sli_cli.errors import BadValue
from sli_cli.services.finding import find_forum, find_register, refuse_succeeded
from sli_cli.services.schedule import clock_of

if TYPE_CHECKING:
    from sli_cli.domain.meetings import Arrangement, Meeting
    from sli_cli.domain.people import Forum
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Papers:
    """The agenda with what its cover says; `registers` are those of which something goes to the board, and `meeting`
    is None where the day is not in the board's calendar."""

    forum: Forum
    arrangement: Arrangement
    meeting: Meeting | None
    registers: tuple[Register, ...]
    agenda: Agenda


def prepare(reader: Reader, forum_name: str, on: date | None, register_name: str | None = None) -> Papers:
    """The papers of a board for its meeting on the day `on`, or for its next one; of one register, or of all.

    Raises NotFound for an unknown board or register; BadValue for a board that was succeeded, for a cancelled meeting,
    and where no day is given and no meeting is planned.
    """
    forum = find_forum(reader, forum_name)
    refuse_succeeded(reader, "forum", forum)
    wanted = find_register(reader, register_name).id if register_name else None
    meetings = reader.meetings(forum.id)
    meeting, occasion = _occasion(forum, meetings, on, reader.today)
    ones = [one for one in reader.to_forum(forum.id) if wanted in (None, one.register_id)]
    registers = {key: reader.register(key) for key in dict.fromkeys(one.register_id for one in ones)}
    items = _items(reader, forum, occasion, ones, registers, _passed_over(reader, meetings, occasion))
    return Papers(forum, reader.arrangement(forum.id), meeting, tuple(registers.values()), agenda(occasion, items))


# -- the meeting -------------------------------------------------------------------------------------------------------


def _occasion(forum: Forum, meetings: list[Meeting], on: date | None, today: date) -> tuple[Meeting | None, Occasion]:
    """The meeting, where the calendar has it, and what the rules have to know of the calendar around it."""
    planned = [one.on for one in meetings if one.state == PLANNED and one.on >= today]
    if on is None and not planned:
        raise BadValue(
            f"No meeting of {forum.name} is planned.",
            f'Plan one with `sli meeting add "{forum.name}" DATE`, or name a day with --on.',
        )
    day = on or planned[0]
    meeting = next((one for one in meetings if one.on == day), None)
    if meeting is not None and meeting.state == CANCELLED:
        then = f"Its next one is on {short(planned[0])}." if planned else "No other one is planned."
        raise BadValue(f"The {forum.name} meeting of {short(day)} was cancelled.", then)
    held = [one.on for one in meetings if one.state != CANCELLED]
    last = max((past for past in held if past < day and past <= today), default=None)
    return meeting, Occasion(forum.name, day, today, last, min((later for later in held if later > day), default=None))


def _passed_over(reader: Reader, meetings: list[Meeting], occasion: Occasion) -> frozenset[int]:
    """The keys of what the last meeting did not reach."""
    last = next((one for one in meetings if one.on == occasion.last), None)
    rows = reader.rows("decisions_at", meeting_id=last.id) if last else []
    return frozenset(row["recommendation_id"] for row in rows if row["decision"] == "not reached")


# -- the items ---------------------------------------------------------------------------------------------------------


def _items(
    reader: Reader,
    forum: Forum,
    occasion: Occasion,
    ones: list[Recommendation],
    registers: Mapping[int, Register],
    passed_over: frozenset[int],
) -> list[Item]:
    told = reader.told_to_forum(forum.id, occasion.last)
    changes = _changes(reader, forum, occasion)
    leads = _Leads(reader, occasion)
    withheld = _Withheld(reader, forum)
    found = []
    for one in ones:
        reviews, extensions, closures = told.get(one.id, ([], [], []))
        scheme = registers[one.register_id].setting("rating-scheme")
        before = occasion.last
        change = changes.get(one.id, _NO_CHANGE)
        found.append(
            Item(
                one,
                one.decides == forum.name,
                tuple(reviews),
                tuple(extensions),
                tuple(closures),
                one.id in passed_over,
                _too_early(reader, one, registers[one.register_id], occasion),
                rating(scheme, reviews, one.next_review, occasion.as_of) if one.state == "open" else None,
                rating(scheme, reviews, one.next_review, before) if before else None,
                change.moved if one.state == "open" else None,
                leads.handed_over(one, change.lead_before),
                withheld.ground(one),
                withheld.reviews,
            )
        )
    return found


def _too_early(reader: Reader, one: Recommendation, register: Register, occasion: Occasion) -> bool:
    """Whether a review at the meeting would be much too early; asked only of what falls due before the one after it."""
    due = one.next_review
    if due is None or one.occurrence is None or occasion.following is None:
        return False
    if not occasion.meets_on < due < occasion.following:
        return False
    clock = clock_of(reader, one, register)
    return clock is not None and clock.too_early(one.occurrence.due_on, occasion.meets_on)


class _Withheld:
    """The reviews and notes of what goes to a board that are not for publication, though the recommendation is."""

    def __init__(self, reader: Reader, forum: Forum) -> None:
        rows = reader.rows("withheld_updates_to_forum", forum_id=forum.id, today=reader.today.isoformat())
        self.grounds = {(row["recommendation_id"], row["said_on"], row["said"]): row["ground"] for row in rows}
        self.reviews = frozenset(row["review_id"] for row in rows if row["review_id"] is not None)

    def ground(self, one: Recommendation) -> str | None:
        """Why the latest update of a recommendation is not for publication; None where it may be read."""
        update = one.latest_update
        return self.grounds.get((one.id, update.on.isoformat(), update.text)) if update else None


# -- what changed since the last meeting -------------------------------------------------------------------------------


class _Change(NamedTuple):
    """What history says of one recommendation: its next review before and after, and the key of the post that led it
    before (NOBODY where none did), each None where that did not change."""

    moved: tuple[date | None, date | None] | None
    lead_before: int | None


NOBODY = 0
_NO_CHANGE = _Change(None, None)
_NO_MOVE = frozenset({"review", "updates", "updates read", "minutes", "extend", "init", "import", "add"})
"""The verbs whose dates stand under reviews and extensions, or are the first that there are."""


def _changes(reader: Reader, forum: Forum, occasion: Occasion) -> dict[int, _Change]:
    """What was changed after the last meeting in what goes to the board, by the recommendation's key."""
    found: dict[int, _Change] = {}
    first = _first_row_since(reader, occasion.last + timedelta(days=1)) if occasion.last else 1
    for row in reader.connection.rows("changes_to_forum", forum_id=forum.id, first=first):
        before, after = json.loads(str(row["before"])), json.loads(str(row["after"]))
        key = int(str(row["entity_id"]))
        known = found.get(key, _NO_CHANGE)
        moved, lead = known
        if "next_review" in after and row["verb"] not in _NO_MOVE:
            moved = (_day(before["next_review"]), known.moved[1] if known.moved else _day(after["next_review"]))
        if "lead_post_id" in after:
            lead = before["lead_post_id"] or NOBODY
        found[key] = _Change(moved, lead)
    return {
        key: one._replace(moved=None if one.moved and one.moved[0] == one.moved[1] else one.moved)
        for key, one in found.items()
    }


def _first_row_since(reader: Reader, day: date) -> int:
    """The number of the first row of history that was written on that day (UTC) or later; else one after the last.

    Found by halving, because history is in the order of time: two dozen looks find it among millions.
    """
    head = reader.connection.row("history_head")
    low, high = 1, int(head["seq"]) + 1 if head else 1
    while low < high:
        middle = (low + high) // 2
        row = reader.connection.row("history_at", seq=middle)
        if row is not None and row["at"][:10] < day.isoformat():
            low = middle + 1
        else:
            high = middle
    return low


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class _Leads:
    """Who led what before: each post's holders are read once."""

    def __init__(self, reader: Reader, occasion: Occasion) -> None:
        self.reader = reader
        self.occasion = occasion
        self.known: dict[int, str] = {}

    def handed_over(self, one: Recommendation, lead_before: int | None) -> str:
        """Who leads it since the last meeting and who did so before, in words; "" where that is as it was."""
        if one.state == "closed":
            return ""
        now = one.lead.post_id if one.lead else NOBODY
        if lead_before not in (None, now):
            before = self._name(lead_before) if lead_before else "nobody"
            return f"led by {one.lead.post if one.lead else 'nobody'} (before: {before})"
        return self._of_post(one.lead.post_id) if one.lead else ""

    def _of_post(self, post_id: int) -> str:
        if post_id not in self.known:
            self.known[post_id] = self._change_of_holder(post_id)
        return self.known[post_id]

    def _name(self, post_id: int) -> str:
        return str(self.reader.rows("get post", id=post_id)[0]["name"])

    def _change_of_holder(self, post_id: int) -> str:
        name = self._name(post_id)
        held = [holder for holder in self.reader.holders(post_id) if holder.since <= self.occasion.as_of]
        if not held:
            return ""
        newest, before = held[-1], held[-2].name if len(held) > 1 else "vacant"
        if newest.until is not None and newest.until < self.occasion.as_of:
            return f"{name} is vacant (before: {newest.name})" if self.occasion.since(newest.until) else ""
        return f"{newest.name}, {name} (before: {before})" if self.occasion.since(newest.since) else ""
