"""What one person is to be told on one day, as a value: their items, what was escalated, boards, the summary."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sli_cli.domain.addressee import Addressee


class Key(NamedTuple):
    """What a recipient is told once: about what (one of vocabulary.ABOUT) and its key, which date, and which stage.

    `due_on` is an ISO date, or "" where it is about none.
    """

    about: str
    about_id: int
    due_on: str
    stage: str


class Line(NamedTuple):
    """A recommendation in a letter. `action` is one line, "" where it is `restricted`: then only its ref goes out.

    `why` says what brings it into the letter (`7 days before`, `newly theirs`); `instead` why the recipient gets it in
    somebody's place, as a clause, or ""; `agenda` the board and the day of the coming meeting on whose agenda it is,
    where it is overdue.
    """

    id: int
    name: str
    register: str
    action: str
    lead: str
    next_review: date | None
    days_overdue: int
    assumed: bool
    restricted: bool
    why: str
    instead: str = ""
    agenda: tuple[str, date] | None = None


class Mine(NamedTuple):
    """The items of whoever is told: overdue, due within a week, and what comes later or is newly theirs.

    `open` is how many open ones they lead in all.
    """

    overdue: tuple[Line, ...] = ()
    due: tuple[Line, ...] = ()
    coming: tuple[Line, ...] = ()
    open: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.overdue + self.due + self.coming


class BoardNotice(NamedTuple):
    """What the secretary of a board is told before a meeting: which deadline comes, and who has still to answer.

    `deadline` is `updates due` or `papers close`, `on` its day; `waiting` are the items up for decision whose leads
    have said nothing since the last meeting, of `items` in all.
    """

    board: str
    meets_on: date
    deadline: str
    on: date
    waiting: tuple[Line, ...]
    items: int


class Summary(NamedTuple):
    """A week of a register's reminders, for its owner; `since` is the first day that is counted.

    The numbers are of messages: accepted and refused since then; waiting and in doubt now. `vacant` are posts with how
    many open recommendations each leads.
    """

    register: str
    since: date
    accepted: int
    refused: int
    waiting: int
    in_doubt: int
    overdue: int
    unscheduled: int
    vacant: tuple[tuple[str, int], ...]
    no_address: tuple[str, ...]
    credential_expires: date | None

    @property
    def clear(self) -> bool:
        """Whether nothing in it asks for anybody's hand."""
        troubles = (self.refused, self.waiting, self.in_doubt, self.overdue, self.unscheduled, self.vacant)
        return not any(troubles) and not self.no_address and self.credential_expires is None


class Letter(NamedTuple):
    """All that one recipient is told on the day `as_of`; `titles` are those of the registers that it is about.

    `attach` holds "ics" and "csv" where the files were asked for.
    """

    to: Addressee
    as_of: date
    titles: tuple[str, ...]
    keys: tuple[Key, ...]
    mine: Mine = Mine()
    escalated: tuple[Line, ...] = ()
    boards: tuple[BoardNotice, ...] = ()
    summaries: tuple[Summary, ...] = ()
    reply_to: Addressee | None = None
    attach: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every recommendation that it names, each once, in the order in which they stand in it."""
        waiting = tuple(line for board in self.boards for line in board.waiting)
        found = {line.id: line for line in self.mine.lines + self.escalated + waiting}
        return tuple(found.values())
