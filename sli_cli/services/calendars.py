"""A board's calendar: the working days it counts in, the deadlines before each meeting, and its meetings to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short, short_weekday
from sli_cli.domain.meetings import PLANNED, Arrangement, Deadlines, Meeting, deadlines
from sli_cli.domain.workdays import WorkingDays
from sli_cli.errors import NotFound
from sli_cli.services.finding import find_forum
from sli_cli.services.meeting_dates import none_planned
from sli_cli.services.schedule import working_days

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum
    from sli_cli.store.reader import Reader

DEADLINES = {"updates_due": "updates due", "papers_close": "papers close", "published": "published"}
"""The three deadlines, in the order in which they come, and what they are called."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A board, how it meets, and its working days: no day counts that is closed in any register that goes to it."""

    forum: Forum
    arrangement: Arrangement
    days: WorkingDays

    def deadlines(self, meeting: date) -> Deadlines:
        return deadlines(self.arrangement, meeting, self.days)

    def deadlines_in_words(self, meeting: date) -> str:
        """The deadlines as the rest of a sentence: `: updates due Tue 8 Dec 2026, papers close …`."""
        found = self.deadlines(meeting)
        days = {words: getattr(found, name) for name, words in DEADLINES.items()}
        told = ", ".join(f"{words} {short_weekday(day)}" for words, day in days.items() if day)
        return f": {told}." if told else "."

    def why_closed(self, day: date) -> str:
        """Why a day is no working day, in words; "" where it is one."""
        if self.days.is_working(day):
            return ""
        return "a weekend" if day.weekday() > 4 else "a bank holiday or a closed day"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting of a board with its deadlines, and why its day is no working day, where it is none."""

    forum: Forum
    meeting: Meeting
    deadlines: Deadlines
    closed: str


def calendar_of(reader: Reader, forum: Forum) -> Calendar:
    """The calendar of a board: the registers of what goes to it say what is closed; all do where nothing goes to it."""
    sending = [row["register_id"] for row in reader.rows("registers_of_forum", forum_id=forum.id)]
    registers = [reader.register(key) for key in sending] or reader.registers()
    closed = [working_days(one).closed for one in registers]
    days = WorkingDays(closed=lambda day: any(is_closed(day) for is_closed in closed))
    return Calendar(forum, reader.arrangement(forum.id), days)


def sittings(reader: Reader, forum_name: str | None, since: date | None) -> list[Sitting]:
    """The meetings of a board, or of all of them, on or after `since` (None: all), by date, cancelled ones too."""
    forums = [find_forum(reader, forum_name)] if forum_name is not None else reader.forums()
    found = [
        Sitting(forum, one, calendar.deadlines(one.on), calendar.why_closed(one.on))
        for forum in forums
        if (meetings := [one for one in reader.meetings(forum.id) if since is None or one.on >= since])
        for calendar in [calendar_of(reader, forum)]
        for one in meetings
    ]
    return sorted(found, key=lambda one: (one.meeting.on, one.forum.name))


def next_sitting(reader: Reader, forum_name: str) -> Sitting:
    """The next meeting that is planned, today's included. Raises NotFound where none is."""
    forum = find_forum(reader, forum_name)
    for one in sittings(reader, forum.name, reader.today):
        if one.meeting.state == PLANNED:
            return one
    sentence, _, remedy = none_planned(forum.name).partition(": ")
    raise NotFound(f"{sentence[0].upper()}{sentence[1:]} from {short(reader.today)} on.", f"Plan them: {remedy}.")
