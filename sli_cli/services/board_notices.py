"""What a board's secretary is told before a meeting: that updates, then papers, are due, and who is silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.agenda import Item
from sli_cli.domain.letters import BoardNotice, Key, Line
from sli_cli.domain.meetings import PLANNED
from sli_cli.domain.stages import Stage, deadline_stage
from sli_cli.services.agenda import prepare
from sli_cli.services.calendars import DEADLINES, calendar_of
from sli_cli.services.updates import is_asked

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader

TOLD = ("updates_due", "papers_close")
"""The deadlines that a secretary is reminded of; the day of publication is their own."""


class Deadline(NamedTuple):
    """A deadline of a board's next meeting that is near enough to be told of, and the stage that it has reached."""

    to: Addressee
    board: str
    meeting_id: int
    meets_on: date
    words: str
    on: date
    stage: Stage

    @property
    def key(self) -> Key:
        return Key("meeting", self.meeting_id, self.on.isoformat(), f"{self.words}, {self.stage.name}")


def deadlines(reader: Reader) -> Iterator[Deadline]:
    """The deadlines of which a secretary with an e-mail address is to be told today, or was to be."""
    for forum in reader.forums():
        calendar = calendar_of(reader, forum)
        arranged = calendar.arrangement
        if not arranged.secretary_email or not calendar.days.is_working(reader.today):
            continue
        meeting = next((m for m in reader.meetings(forum.id) if m.state == PLANNED and m.on >= reader.today), None)
        if meeting is None:
            continue
        found = calendar.deadlines(meeting.on)
        to = Addressee(arranged.secretary, arranged.secretary_email)
        for name in TOLD:
            on = getattr(found, name)
            stage = deadline_stage(reader.today, on) if on else None
            if stage is not None:
                yield Deadline(to, forum.name, meeting.id, meeting.on, DEADLINES[name], on, stage)


def notice(reader: Reader, deadline: Deadline) -> tuple[BoardNotice, tuple[int, ...]]:
    """What is said of a deadline, and the keys of the registers that it concerns."""
    papers = prepare(reader, deadline.board, deadline.meets_on)
    occasion = papers.agenda.occasion
    asked = [item for item in papers.agenda.items() if is_asked(item, occasion)]
    silent = [item for item in asked if not _said_something(item, occasion.last)]
    titles = {register.id: register.title for register in papers.registers}
    waiting = tuple(
        _line(item, titles) for item in sorted(silent, key=lambda item: (item.one.register_id, item.one.sort_key))
    )
    found = BoardNotice(deadline.board, deadline.meets_on, deadline.words, deadline.on, waiting, len(asked))
    return found, tuple(register.id for register in papers.registers)


def _said_something(item: Item, last: date | None) -> bool:
    """Whether there is an update since the last meeting; where there was none, any update will do."""
    update = item.one.latest_update
    return update is not None and (last is None or update.on > last)


def _line(item: Item, titles: dict[int, str]) -> Line:
    one = item.one
    words = "" if one.restricted else one.action or one.text
    return Line(
        id=one.id,
        name=one.name,
        register=titles[one.register_id],
        action=one_line(words),
        lead=f"{one.lead.holder or 'vacant'}, {one.lead.post}" if one.lead else "no lead",
        next_review=one.next_review,
        days_overdue=one.days_overdue,
        assumed=one.cadence is not None and one.cadence.assumed,
        restricted=one.restricted is not None,
        why="no update yet",
    )


ONE_LINE = 110
"""How much of a local action a letter shows, in characters."""


def one_line(text: str) -> str:
    """The beginning of a text as one line that ends with a whole word."""
    words = " ".join(text.split())
    return words if len(words) <= ONE_LINE else words[: ONE_LINE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
