"""The register's dates as entries of a diary: next reviews, boards' meetings, and what is due before each of them.

What an entry says follows from the database alone, and its name lasts as long as the database does: so a diary that is
given the same file again changes nothing, and given a newer one moves what moved and takes out what was cancelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import count_words, short
from sli_cli.domain.diary import DiaryEntry
from sli_cli.domain.filters import Filter
from sli_cli.domain.meetings import CANCELLED, HELD
from sli_cli.services import reporting
from sli_cli.services.calendars import DEADLINES, Sitting, sittings

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.reader import Reader

REVIEW, MEETING, DEADLINE = 14, 7, 3
"""How many days before its day each kind of entry is announced."""

NOT_PUBLIC = ": Not for publication"
LONGEST_SUMMARY = 60
"""How much of a recommendation stands in the line that a diary shows, in characters."""
LONGEST_TEXT = 2_000
"""How much of each of its texts an entry holds, in characters; `sli show` has them whole."""


@dataclass(slots=True)
class Past:
    """What history knows of a row: the change that made it, those that moved it since, and its last date, as stored."""

    made: int
    moved: set[int] = field(default_factory=set)
    last: str | None = None

    @property
    def moves(self) -> int:
        return len(self.moved)


NO_PAST = Past(0)
"""That of a row of which history knows nothing."""


class Diary:
    """Makes the entries. It reads what history knows when it is made; `reader` is asked again for meetings alone."""

    def __init__(self, reader: Reader) -> None:
        first = reader.connection.row("history_of_change", change=1)
        newest = reader.connection.row("history_newest")
        # The hash of the very first row, which is salted, tells one database from all others, and never changes.
        self.place = f"{first['hash'][:16] if first else 'register'}.sli"
        self.written = datetime.fromisoformat(newest["at"] if newest else "1970-01-01T00:00:00Z")
        self.reader = reader
        self.several = len(reader.registers()) > 1
        self.reviews = _pasts(reader, "recommendation", "next_review")

    def review(self, one: Recommendation) -> DiaryEntry | None:
        """The next review of a recommendation; cancelled where it had one and has none now, None where it had none."""
        past = self.reviews.get(one.id, NO_PAST)
        day = one.next_review or (date.fromisoformat(past.last) if past.last else None)
        if day is None:
            return None
        cancelled = one.next_review is None
        ref = f"{one.register}:{one.ref}" if self.several else one.ref
        words = f"{_assumed(one)}: {_clipped(' '.join(one.text.split()), LONGEST_SUMMARY)}"
        return DiaryEntry(
            uid=self._uid("review", one.id),
            sequence=past.moves,
            written=self.written,
            day=day,
            summary=f"{'Cancelled: review' if cancelled else 'Review'} {ref}{NOT_PUBLIC if one.restricted else words}",
            description="" if one.restricted else _about(one),
            category="" if one.restricted else one.theme,
            cancelled=cancelled,
            days_before=REVIEW,
        )

    def sittings(self, boards: Iterable[str] | None) -> Iterator[DiaryEntry]:
        """The meetings of these boards (None: of all), each with its deadlines; cancelled ones too."""
        every = sittings(self.reader, None, None)
        found = every if boards is None else [one for one in every if one.forum.name in set(boards)]
        moved = _pasts(self.reader, "meeting", "meets_on", "state")
        arranged = _pasts(self.reader, "arrangement", *DEADLINES)
        closed = _changes(self.reader, "closed_day") + _changes(self.reader, "register_setting")
        for one in found:
            moves = moved.get(one.meeting.id, NO_PAST).moves
            yield self._meeting(one, moves)
            rows = self.reader.rows("arrangement_of", forum_id=one.forum.id)
            moves += closed + sum(arranged.get(row["id"], NO_PAST).moves for row in rows)
            yield from self._deadlines(one, moves)

    def _meeting(self, one: Sitting, moves: int) -> DiaryEntry:
        meeting = one.meeting
        name = meeting.title or f"{one.forum.name} meeting"
        return DiaryEntry(
            uid=self._uid("meeting", meeting.id),
            sequence=moves,
            written=self.written,
            day=meeting.on,
            summary=f"Cancelled: {name}" if meeting.state == CANCELLED else name,
            description=_about_meeting(one),
            place=self.reader.arrangement(one.forum.id).venue,
            cancelled=meeting.state == CANCELLED,
            days_before=None if meeting.state == HELD else MEETING,
        )

    def _deadlines(self, one: Sitting, moves: int) -> Iterator[DiaryEntry]:
        meeting = one.meeting
        cancelled = "Cancelled: " if meeting.state == CANCELLED else ""
        for name, words in DEADLINES.items():
            day = getattr(one.deadlines, name)
            if day is not None:
                yield DiaryEntry(
                    uid=self._uid(name.replace("_", "-"), meeting.id),
                    sequence=moves,
                    written=self.written,
                    day=day,
                    summary=f"{cancelled}{one.forum.name} {short(meeting.on)}: {words}",
                    cancelled=bool(cancelled),
                    days_before=None if meeting.state == HELD else DEADLINE,
                )

    def _uid(self, kind: str, key: int) -> str:
        return f"{kind}-{key}@{self.place}"


def entries(reader: Reader, chosen: Filter) -> Iterator[DiaryEntry]:
    """The reviews of the recommendations that were chosen, then the meetings that concern them, with their deadlines.

    Meetings are those of the boards that were asked for, else of the boards that decide on what was chosen and is
    open; where nothing was asked for, of every board.
    """
    diary = Diary(reader)
    boards = set(chosen.forums)
    for one in reporting.everything(reader, chosen):
        entry = diary.review(one)
        if entry:
            yield entry
        if not chosen.forums and one.decides and one.state == "open":
            boards.add(one.decides)
    yield from diary.sittings(None if chosen == Filter() else boards)


# -- what history knows ------------------------------------------------------------------------------------------------


def _pasts(reader: Reader, table: str, *columns: str) -> dict[int, Past]:
    """The past of each row of `table` by its key. What moves it is another value in one of `columns`; the first of them
    holds its date."""
    found: dict[int, Past] = {}
    for row in reader.connection.rows("history_of_entity", entity=table):
        past = found.setdefault(row["entity_id"], Past(row["change"]))
        if row["operation"] != "update":
            continue
        before, after = json.loads(row["before"]), json.loads(row["after"])
        if row["change"] != past.made and not before.keys().isdisjoint(columns):
            past.moved.add(row["change"])
        past.last = after.get(columns[0]) or before.get(columns[0]) or past.last
    return found


def _changes(reader: Reader, table: str) -> int:
    """In how many changes a row of the table was written."""
    return len({row["change"] for row in reader.connection.rows("history_of_entity", entity=table)})


# -- what is said ------------------------------------------------------------------------------------------------------


def _assumed(one: Recommendation) -> str:
    return " (assumed)" if one.cadence and one.cadence.assumed and one.next_review else ""


def _about(one: Recommendation) -> str:
    lead = one.lead
    who = f"{lead.holder}, {lead.post}" if lead and lead.holder else f"{lead.post} (vacant)" if lead else "nobody"
    how_often = f"How often: {one.cadence.rule} ({one.cadence.basis})" if one.cadence else ""
    parts = (
        _clipped(one.text, LONGEST_TEXT),
        f"Local action: {_clipped(one.action, LONGEST_TEXT)}" if one.action else "",
        f"Lead: {who}",
        f"Board: {one.decides}" if one.decides else "",
        how_often,
        _extended(one),
        _why_none(one),
    )
    return "\n\n".join(filter(None, parts))


def _extended(one: Recommendation) -> str:
    pending = one.occurrence
    if pending is None or not pending.extensions or one.next_review is None:
        return ""
    return f"First due {short(pending.first_due)}; {count_words(pending.extensions, 'extension')}"


def _why_none(one: Recommendation) -> str:
    if one.next_review is not None:
        return ""
    if one.state == "open" or one.state_on is None:
        reviewed = f"Reviewed {short(one.review.on)}: {one.review.outcome}; " if one.review else ""
        return f"{reviewed}nothing follows" if reviewed else "No next review"
    return f"{one.state.capitalize()} {short(one.state_on)}: {_clipped(one.state_reason or '', LONGEST_TEXT)}"


def _about_meeting(one: Sitting) -> str:
    meeting = one.meeting
    days = [(words, getattr(one.deadlines, name)) for name, words in DEADLINES.items()]
    parts = (
        one.forum.title,
        "\n".join(f"{words.capitalize()}: {short(day)}" for words, day in days if day),
        f"First planned for {short(meeting.moved_from)}" if meeting.moved_from else "",
        meeting.reason,
    )
    return "\n\n".join(filter(None, parts))


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
