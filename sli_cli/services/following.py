"""What hangs on a board's meetings: when its calendar changes, the next reviews that follow it move, and say so.

A later date is an extension like any other, asked for by the board itself: the first promise is kept and counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import short
from sli_cli.domain.meeting_rules import MeetingRule, boards_of, renamed
from sli_cli.domain.meetings import CANCELLED
from sli_cli.errors import BadValue
from sli_cli.services.schedule import Clock, Request, clock_of, move, moved, promise, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sli_cli.domain.people import Forum
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed in a board's calendar: why, in words, the dates that are no more, and the one in their place.

    `another` says that it is another board's calendar altogether.
    """

    why: str
    gone: frozenset[date] = frozenset()
    to: date | None = None
    another: bool = False


def follow(change: Change, forum: Forum, cause: Cause) -> list[str]:
    """Gives what follows the meetings of `forum` its next review anew, and says what moved."""
    lines = []
    for one in followers(change, forum.name):
        clock = clock_of(change, one)
        if clock is None or not isinstance(clock.rule, MeetingRule) or not _same(clock.rule.board, forum.name):
            continue  # it waits for an event, and follows this board only before it or after it
        line = _follow(change, one, clock, Request(cause.why, forum.name, change.today), cause)
        lines += [line] if line else []
    return lines


def followers(change: Change, board: str) -> list[Recommendation]:
    """The recommendations, closed ones left out, whose rule names the board."""
    rows = change.rows("rules_of_meetings")
    found = [row["recommendation_id"] for row in rows if _follows(row["rule"], board)]
    return [one for one in map(change.recommendation, found) if one.state != "closed"]


def _follows(rule: str, board: str) -> bool:
    return any(_same(known, board) for known in boards_of(parse_rule(rule)))


def _same(board: str, other: str) -> bool:
    return board.casefold() == other.casefold()


def _follow(change: Change, one: Recommendation, clock: Clock, request: Request, cause: Cause) -> str:
    pending = one.occurrence
    if pending is None:
        return _begin_again(change, one, clock, request) if one.state == "open" else ""
    by_hand = pending.next_review != pending.due_on or not (cause.another or _is_of(clock, pending.due_on, cause))
    if pending.next_review not in cause.gone and (by_hand or pending.due_on <= change.today):
        return ""  # a date that was set by hand holds, and what is late stays late
    due = clock.after(max(change.today, pending.next_review) if by_hand else change.today)
    if by_hand and cause.to:
        due = Due(pending.due_on, cause.to)
    if due is None:
        settle(change, one, "dropped")
        return moved(change, one, f"{request.reason}; {clock.why_none}")
    if due == Due(pending.due_on, pending.next_review):
        return ""
    if one.state == "parked":
        return _move_parked(change, one, due, request)
    later = move(change, one, due, request)
    return moved(change, one, f"{request.reason}; {clock.why}", extended=later)


def _is_of(clock: Clock, day: date, cause: Cause) -> bool:
    """Whether the rule gave that day, now or before the board's calendar changed; a first date was given by hand."""
    given = isinstance(clock.rule, MeetingRule) and day in clock.rule.dates and day > clock.anchor
    return given or day in cause.gone


def _move_parked(change: Change, one: Recommendation, due: Due, request: Request) -> str:
    """The promise of what is parked waits with it; it moves too, or it would be resumed at a meeting that is none."""
    move(change, one, due, request)
    change.update("recommendation", one.id, next_review=None)
    return f"{one.name}: next review {short(due.next_review)}, when it is resumed ({request.reason})."


def _begin_again(change: Change, one: Recommendation, clock: Clock, request: Request) -> str:
    """A date for what had none; the promise that was dropped for want of a meeting is taken up again."""
    due = clock.after(change.today)
    if due is None:
        return ""
    dropped = _dropped(change, one)
    if dropped is None:
        promise(change, one.id, due)
        return moved(change, one, clock.why)
    change.update("occurrence", dropped, state="pending")
    later = move(change, change.recommendation(one.id), due, request)
    return moved(change, one, f"{request.reason}; {clock.why}", extended=later)


def _dropped(change: Change, one: Recommendation) -> int | None:
    """The key of the newest occurrence, where it was dropped; what was closed since begins afresh."""
    rows = change.rows("occurrences_of", recommendation_id=one.id)
    newest = max(rows, key=lambda row: int(row["id"]), default=None)
    if newest is None or newest["state"] != "dropped" or change.story(one.id).closures:
        return None
    return int(newest["id"])


def follow_undone(change: Change, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """As `follow`, after these rows of history were taken back, for each board whose meetings are among them.

    What came to follow a board after that change was not brought back with it, and may hang on a meeting that is none.
    """
    dates: dict[int, set[date]] = {}
    for row in rows:
        if row["entity"] == "meeting":
            before, after = json.loads(row["before"]), json.loads(row["after"])
            live = change.rows("get meeting", id=row["entity_id"])
            forum_id = {**before, **after}.get("forum_id") or live[0]["forum_id"]
            said = [one.get("meets_on") for one in (before, after, *live)]
            dates.setdefault(forum_id, set()).update(date.fromisoformat(day) for day in said if day)
    lines = []
    for forum in change.forums():
        if forum.id in dates:
            there = {one.on for one in change.meetings(forum.id) if one.state != CANCELLED}
            lines += follow(change, forum, Cause("its calendar was put back", frozenset(dates[forum.id] - there)))
    return lines


# -- what only goes there ----------------------------------------------------------------------------------------------


def left_waiting(change: Change, forum: Forum) -> Iterator[str]:
    """Of what `forum` decides on, and what does not follow its meetings, each that is due before the next, in words."""
    follow_it = {one.id for one in followers(change, forum.name)}
    for row in change.rows("routing_to", forum_id=forum.id):
        one = change.recommendation(row["recommendation_id"])
        if row["role"] != "decides" or one.state != "open" or one.next_review is None or one.id in follow_it:
            continue
        if change.today <= one.next_review and (one.next_meeting is None or one.next_review < one.next_meeting):
            then = f"is {short(one.next_meeting)}" if one.next_meeting else "is not planned"
            yield f"{one.name}: next review stays {short(one.next_review)}; the next {forum.name} {then}."


# -- the board's name --------------------------------------------------------------------------------------------------


def rename(change: Change, old: str, new: str) -> list[str]:
    """Writes the board's new name into the rules that follow it, also of what is closed. Raises BadValue for a name
    that no rule could hold."""
    lines = []
    for row in change.rows("rules_of_meetings"):
        if not _follows(row["rule"], old):
            continue
        rule = parse_rule(row["rule"])
        now = renamed(rule, lambda board: new if _same(board, old) else board)
        _refuse_unreadable(new, str(now))
        change.update("cadence", row["id"], rule=str(now))
        lines.append(f"{change.recommendation(row['recommendation_id']).name}: its rule is now {now} (was {rule}).")
    return lines


def _refuse_unreadable(name: str, rule: str) -> None:
    try:
        readable = str(parse_rule(rule)) == rule
    except BadValue:
        readable = False
    if not readable:
        raise BadValue(f"A rule could not be written with a board called {name!r}.", "Give another name.")
