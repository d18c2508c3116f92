"""The minutes of a meeting: a sheet that came back is checked as a whole, and recorded in one transaction, or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import count_words, short
from sli_cli.domain.meetings import HELD
from sli_cli.domain.refs import ref_key
from sli_cli.domain.words import typed
from sli_cli.errors import BadValue, NotFound, Rejected, SliError
from sli_cli.services.agenda import prepare
from sli_cli.services.answers import Checking, Problems, find
from sli_cli.services.extension_requests import Sitting
from sli_cli.services.minute_acts import Changed, decide
from sli_cli.services.minute_rows import Entry, Recorded, entry, refuse_changed, refuse_nonsense

if TYPE_CHECKING:
    from sli_cli.domain.agenda import Item, Occasion
    from sli_cli.domain.forms import Filled, FilledRow, Serial
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database


@dataclass(slots=True)
class Minuted:
    """What recording a sheet did, or would do: sentences, what is otherwise than before, and the refs left blank."""

    board: str
    on: date
    lines: list[str] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    already: int = 0

    @property
    def writes(self) -> bool:
        return bool(self.changes)

    def said(self) -> list[str]:
        """All that happened, in sentences."""
        meeting = f"{self.board} of {short(self.on)}"
        lines = list(self.lines)
        if self.already:
            lines.append(f"{meeting}: {count_words(self.already, 'item')} recorded already as the sheet says.")
        if not self.writes:
            lines.append(f"{meeting}: nothing was changed.")
        if self.blank:
            lines.append(f"Nothing is filled in for {', '.join(self.blank)}.")
        return lines


def record(database: Database, filled: Filled, accept: Collection[str] = (), *, keep: bool = True) -> Minuted:
    """Records what a sheet says at its meeting, which is then held; `accept` are refs that may have changed since.

    What is recorded already as the sheet says is left alone, but for a minute number. Raises Problems with all that is
    wrong, each with its place; BadValue for a meeting to come, Rejected for a sheet of another register.
    """
    serial = filled.serial
    with database.change("minutes", f"minutes of {serial.board}, {serial.meets_on}", keep=keep) as change:
        minutes = _Minutes(change, serial, {ref_key(ref) for ref in accept})
        for row in filled.rows:
            minutes.read(row)
        if minutes.checking.problems:
            raise Problems(filled.file, minutes.checking.problems)
        if minutes.found.writes:
            change.update("meeting", minutes.sitting.meeting_id, state=HELD)
        return minutes.found


class _Minutes:
    """One sheet on its way into the register."""

    def __init__(self, change: Change, serial: Serial, accept: Collection[str]) -> None:
        self.change, self.serial, self.accept = change, serial, accept
        _refuse_another_register(change, serial)
        papers = prepare(change, serial.board, _day_of_meeting(change, serial))
        if papers.meeting is None:
            raise NotFound(
                f"{serial.board} has no meeting on {short(serial.meets_on)}.",
                f"`sli meeting list {typed(serial.board)} --all` shows them.",
            )
        if papers.meeting.on > change.today:
            raise BadValue(
                f"The {papers.forum.name} of {short(papers.meeting.on)} is still to come.",
                "Record its minutes when it was held.",
            )
        self.occasion: Occasion = papers.agenda.occasion
        self.items: dict[int, Item] = {item.one.id: item for item in (*papers.agenda.items(), *papers.agenda.parked)}
        self.sitting = Sitting(papers.forum.id, papers.forum.name, papers.meeting.id, papers.meeting.on)
        self.recorded = Recorded(change, papers.meeting.id)
        self.checking = Checking(change.today)
        self.found = Minuted(papers.forum.name, papers.meeting.on)
        self.places: dict[int, str] = {}

    def read(self, row: FilledRow) -> None:
        """Records a row, or adds what is wrong with it to the problems."""
        try:
            if row.doubt:
                raise BadValue(f"This row cannot be read: {row.doubt}.", "Write each answer into its own cell.")
            item = self._item(row)
            if row.is_blank:
                self.found.blank += [] if item.one.id in self.recorded.rows else [row.ref or item.one.name]
                return
            found = entry(row, item, self.checking)
            if found is not None:
                self._record(found)
        except SliError as error:
            self.checking.refuse(row.place, row.ref, error)

    def _item(self, row: FilledRow) -> Item:
        """The item that a row is about. Raises where there is none, it goes to other boards, or it stands twice."""
        one = find(self.change, row, self.serial)
        if one.id not in self.items:
            if one.state == "closed" and any(name == self.sitting.board for _, name in one.forums):
                remedy = f"Take it out, or reopen it: sli reopen {typed(one.name)}."
                raise Rejected(f"{one.name} was closed before.", remedy)
            raise BadValue(
                f"{one.name} does not go to {self.sitting.board}.",
                f"Send it there first: sli forum route {typed(self.sitting.board)} {typed(one.name)}",
            )
        if one.id in self.places and not row.is_blank:
            raise BadValue(f"{one.name} stands in {self.places[one.id]} too.", "Say it in one row.")
        if not row.is_blank:
            self.places[one.id] = row.place
        return self.items[one.id]

    def _record(self, found: Entry) -> None:
        refuse_nonsense(found, self.sitting)
        if found.item.one.id in self.recorded.rows:
            self.recorded.refuse_different(found)
            self._number(found)
            return
        refuse_changed(self.change, found, self.serial, self.accept)
        lines, changes = decide(self.change, found, self.sitting, self.occasion)
        self.found.lines += lines
        self.found.changes += changes

    def _number(self, found: Entry) -> None:
        """Adds or corrects the minute number of what is recorded already, wherever it stands."""
        one, row = found.item.one, self.recorded.rows[found.item.one.id]
        if not found.minute or found.minute == row["minute_number"]:
            self.found.already += 1
            return
        tables = {"decision": [row], **{name: self._beside(name, one.id) for name in ("extension", "closure")}}
        for table, rows in tables.items():
            for there in rows:
                self.change.update(table, there["id"], minute_number=found.minute)
        was = f" (was {row['minute_number']})" if row["minute_number"] else ""
        self.found.lines.append(f"{one.name}: minute {found.minute}{was}.")
        self.found.changes.append(Changed(one.name, "minute", row["minute_number"], found.minute))

    def _beside(self, table: str, recommendation_id: int) -> list[dict[str, int]]:
        rows = self.change.rows(f"{table}s_of", recommendation_id=recommendation_id)
        return [row for row in rows if row["meeting_id"] == self.sitting.meeting_id]


def _day_of_meeting(change: Change, serial: Serial) -> date:
    """The day of the meeting that a sheet was printed for, which may have been moved since."""
    known = {forum.name: forum.id for forum in change.forums()}
    meetings = change.meetings(known[serial.board]) if serial.board in known else []
    if any(one.on == serial.meets_on for one in meetings):
        return serial.meets_on
    return next((one.on for one in meetings if one.moved_from == serial.meets_on), serial.meets_on)


def _refuse_another_register(change: Change, serial: Serial) -> None:
    """Raises Rejected where the history in which the sheet was printed is not this one."""
    rows = change.rows("history_of_change", change=serial.change)
    if not rows or not str(rows[-1]["hash"]).startswith(serial.head):
        raise Rejected(
            "The sheet was printed from another register, or from a copy that has gone its own way since.",
            "Read it into the register that it came from: name that with --database.",
        )
