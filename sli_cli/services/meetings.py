"""A board's meetings: planned from its schedule, added, cancelled, moved, held; what hangs on them moves with them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sli_cli.domain.board_schedule import parse_schedule
from sli_cli.domain.datewords import count_words, short, short_weekday
from sli_cli.domain.meetings import CANCELLED, HAND, HELD, PLANNED, SCHEDULE, Meeting
from sli_cli.domain.words import clean_line, clean_text, typed
from sli_cli.errors import BadValue, NotFound, Rejected
from sli_cli.services.calendars import Calendar, calendar_of
from sli_cli.services.finding import find_forum, refuse_succeeded
from sli_cli.services.following import Cause, follow, left_waiting

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

AHEAD = timedelta(days=365)
"""How far ahead meetings are planned unless somebody says otherwise."""
FARTHEST = timedelta(days=5 * 366)


def plan(database: Database, forum_name: str, until: date | None, *, keep: bool = True) -> list[str]:
    """Plans the meetings that the board's schedule gives from today to `until` (inclusive; a year unless given).

    A date that was cancelled or moved is not planned again. Raises BadValue where the board has no schedule, was
    succeeded, or `until` is past or more than five years ahead.
    """
    last = until or database.today + AHEAD
    if not database.today <= last <= database.today + FARTHEST:
        raise BadValue(f"--until {short(last)} is not within five years from today.", "Give an earlier day to come.")
    with database.change("meeting plan", keep=keep) as change:
        forum = _living(change, forum_name)
        calendar = calendar_of(change, forum)
        if not calendar.arrangement.schedule:
            raise BadValue(
                f"{forum.name} has no schedule.",
                f'Give it one: sli forum edit {typed(forum.name)} --schedule "first Tuesday of every month".',
            )
        days = parse_schedule(calendar.arrangement.schedule, change.today).between(change.today, last)
        known = change.meetings(forum.id)
        taken = {day for one in known for day in (one.on, one.moved_from)}
        lines = [_plan(change, calendar, day, SCHEDULE, "") for day in days if day not in taken]
        if not lines:
            lines = [f"{forum.name}: all {_numbered(days)} to {short(last)} are planned already; nothing was changed."]
        lines += follow(change, forum, Cause(f"{forum.name} has planned its next meetings"))
        return [*lines, *_not_in_schedule(forum, known, days, change.today, last)]


def _numbered(days: list[date]) -> str:
    return count_words(len(days), "meeting")


def _plan(change: Change, calendar: Calendar, day: date, source: str, title: str) -> str:
    state = PLANNED if day >= change.today else HELD
    meeting = change.insert("meeting", forum_id=calendar.forum.id, meets_on=day, state=state)
    change.insert("meeting_detail", meeting_id=meeting, title=title, source=source, reason="")
    return f"{_named(calendar.forum, day)} {state}{calendar.deadlines_in_words(day)}{_warned(calendar, day)}"


def _not_in_schedule(forum: Forum, known: list[Meeting], days: list[date], today: date, last: date) -> list[str]:
    """Meetings that an earlier schedule gave and that this one does not: they stand until somebody says otherwise."""
    return [
        f"{_named(forum, one.on)} is planned, but not in its schedule: sli meeting cancel {typed(forum.name)} {one.on}"
        for one in known
        if one.state == PLANNED and one.source == SCHEDULE and today <= one.on <= last
        if one.on not in days and one.moved_from is None
    ]


def add(database: Database, forum_name: str, day: date, title: str, *, keep: bool = True) -> list[str]:
    """Adds a meeting; one of a day that is past was held. One that was cancelled is planned again."""
    title = clean_line(title, "title", empty=True)
    with database.change("meeting add", keep=keep) as change:
        forum = _living(change, forum_name)
        calendar = calendar_of(change, forum)
        there = _at(change, forum, day)
        if there is None:
            said = _plan(change, calendar, day, HAND, title)
        elif there.state == CANCELLED:
            change.update("meeting", there.id, state=PLANNED if day >= change.today else HELD)
            _detail(change, there, reason="", title=title or there.title)
            said = f"{_named(forum, day)} is planned again (it was cancelled: {there.reason})."
        elif title and title != there.title:
            _detail(change, there, title=title)
            return [f'{_named(forum, day)} is now "{title}".']
        else:
            return [f"{_named(forum, day)} is {there.state} already; nothing was changed."]
        return [said, *follow(change, forum, Cause(f"{forum.name} meets on {short(day)}"))]


def cancel(database: Database, forum_name: str, day: date, reason: str, *, keep: bool = True) -> list[str]:
    """Cancels a meeting; what follows the board's meetings goes to the next one, or is unscheduled where there is none.

    Raises NotFound where there is no such meeting, Rejected where it was held.
    """
    why = clean_text(reason, "reason")
    with database.change("meeting cancel", why, keep=keep) as change:
        forum = find_forum(change, forum_name)
        meeting = _needed(change, forum, day)
        if meeting.state == CANCELLED:
            return [f"{_named(forum, day)} is cancelled already; nothing was changed."]
        _refuse_held(change, forum, meeting)
        change.update("meeting", meeting.id, state=CANCELLED)
        _detail(change, meeting, reason=why)
        lines = follow(change, forum, Cause(f"{forum.name} of {short(day)} was cancelled: {why}", frozenset({day})))
        return [f"{_named(forum, day)} is cancelled: {why}", *lines, *left_waiting(change, forum)]


def move(database: Database, forum_name: str, day: date, to: date, reason: str, *, keep: bool = True) -> list[str]:
    """Moves a meeting to another day, today or later; the day first planned is kept, and what hangs on it moves.

    Raises BadValue where there is a meeting on the other day, else as `cancel` does.
    """
    why = clean_text(reason, "reason")
    if to < database.today:
        raise BadValue(f"--to {short(to)} is past.", "Give a day to come; what was held is added with its own day.")
    with database.change("meeting move", why, keep=keep) as change:
        forum = find_forum(change, forum_name)
        there = _at(change, forum, to)
        if there and day in (there.moved_from, to) and there.state == PLANNED:
            return [f"{_named(forum, to)} is planned already; nothing was changed."]
        meeting = _needed(change, forum, day)
        if there:
            raise BadValue(
                f"{_named(forum, to)} is {there.state}.", "Give another day; a cancelled one is added again."
            )
        if meeting.state == CANCELLED:
            raise Rejected(
                f"{_named(forum, day)} was cancelled; nothing was written.",
                f"Add the new one: sli meeting add {typed(forum.name)} {to}.",
            )
        _refuse_held(change, forum, meeting)
        change.update("meeting", meeting.id, meets_on=to)
        first = meeting.moved_from or day
        _detail(change, meeting, reason=why, moved_from=None if first == to else first)
        calendar = calendar_of(change, forum)
        said = f"{_named(forum, to)} planned (was {short_weekday(day)}: {why})"
        cause = Cause(f"{forum.name} of {short(day)} was moved to {short(to)}: {why}", frozenset({day}), to)
        lines = [f"{said}{calendar.deadlines_in_words(to)}{_warned(calendar, to)}", *follow(change, forum, cause)]
        return [*lines, *left_waiting(change, forum)]


def hold(database: Database, forum_name: str, day: date, *, keep: bool = True) -> list[str]:
    """Records that a meeting was held. Raises BadValue for a day to come, Rejected for one that was cancelled."""
    if day > database.today:
        raise BadValue(f"{short(day)} is in the future.", "Record it when it was held.")
    with database.change("meeting held", keep=keep) as change:
        forum = find_forum(change, forum_name)
        meeting = _needed(change, forum, day)
        if meeting.state == CANCELLED:
            raise Rejected(
                f"{_named(forum, day)} was cancelled; nothing was written.",
                f"If it was held after all: sli meeting add {typed(forum.name)} {day}.",
            )
        if not change.update("meeting", meeting.id, state=HELD):
            return [f"{_named(forum, day)} is held already; nothing was changed."]
        return [f"{_named(forum, day)} was held."]


# -- what they share ---------------------------------------------------------------------------------------------------


def _living(change: Change, forum_name: str) -> Forum:
    forum = find_forum(change, forum_name)
    refuse_succeeded(change, "forum", forum)
    return forum


def _named(forum: Forum, day: date) -> str:
    return f"{forum.name}: {short_weekday(day)}"


def _warned(calendar: Calendar, day: date) -> str:
    """A day on which nobody works is said, and left to whoever plans."""
    why = calendar.why_closed(day)
    return f" It is {why}: sli meeting move {typed(calendar.forum.name)} {day} --to DATE --reason …" if why else ""


def _at(change: Change, forum: Forum, day: date) -> Meeting | None:
    return next((one for one in change.meetings(forum.id) if one.on == day), None)


def _needed(change: Change, forum: Forum, day: date) -> Meeting:
    found = _at(change, forum, day)
    if found is None:
        planned = [short(one.on) for one in change.meetings(forum.id) if one.state == PLANNED]
        known = (
            f"Planned: {', '.join(planned[-12:])}." if planned else f"Add it: sli meeting add {typed(forum.name)} DATE."
        )
        raise NotFound(f"{forum.name} has no meeting on {short(day)}.", known)
    return found


def _refuse_held(change: Change, forum: Forum, meeting: Meeting) -> None:
    recorded = [row for kind in ("decisions", "reviews") for row in change.rows(f"{kind}_at", meeting_id=meeting.id)]
    if meeting.state == HELD or recorded:
        raise Rejected(
            f"{_named(forum, meeting.on)} was held; nothing was written.",
            "If that was recorded by mistake, take it back with `sli undo`.",
        )


def _detail(change: Change, meeting: Meeting, **values: str | date | None) -> None:
    """Writes what else is known of a meeting; one from an older database has no such row yet."""
    rows = change.rows("details_of", meeting_id=meeting.id)
    if rows:
        change.update("meeting_detail", rows[0]["id"], **values)
    else:
        usual: dict[str, str | date | None] = {"title": "", "source": HAND, "reason": ""}
        change.insert("meeting_detail", meeting_id=meeting.id, **{**usual, **values})
