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

    Of all that is open, named here or not: `open` is how many they lead, `stood_in` for how many they answer in place
    of a lead, and `late` how many of the two are overdue.
    """

    overdue: tuple[Line, ...] = ()
    due: tuple[Line, ...] = ()
    coming: tuple[Line, ...] = ()
    open: int = 0
    stood_in: int = 0
    late: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.overdue + self.due + self.coming

    @property
    def overdue_in_all(self) -> int:
        return max(self.late, len(self.overdue))


class BoardNotice(NamedTuple):
    """What the secretary of a board is told before a meeting: which deadline comes, and who has still to answer.

    `deadline` is `updates due` or `papers close`, `on` its day; `waiting` are the items whose leads are asked for an
    update for this meeting and have said nothing since the last one, of `items` in all.
    """

    board: str
    meets_on: date
    deadline: str
    on: date
    waiting: tuple[Line, ...]
    items: int

    def when(self, as_of: date, day: str) -> str:
        """The deadline as of a day, with the words for its own: `updates due Thu 17 Dec`, `papers closed today`."""
        passed = {"updates due": "updates were due", "papers close": "papers closed"}
        words = passed.get(self.deadline, self.deadline) if self.on < as_of else self.deadline
        return f"{words} {'today' if self.on == as_of else day}"


class Summary(NamedTuple):
    """A week of a register's reminders, for its owner; `since` is the first day that is counted.

    Of messages: how many were accepted and who refused one, with what was said, since then; how many have to wait and
    are in doubt now; with `of_all`, those of the other registers too. `days` are those on which no run was good.
    `vacant` are posts with how many open recommendations each leads.
    """

    register: str
    since: date
    accepted: int
    refusals: tuple[tuple[str, str], ...]
    waiting: int
    in_doubt: int
    overdue: int
    unscheduled: int
    vacant: tuple[tuple[str, int], ...]
    no_address: tuple[str, ...]
    credential_expires: date | None
    days: tuple[date, ...] = ()
    of_all: bool = False

    @property
    def clear(self) -> bool:
        """Whether nothing in it asks for anybody's hand."""
        of_messages = (self.refusals, self.waiting, self.in_doubt, self.days)
        troubles = (*of_messages, self.overdue, self.unscheduled, self.vacant, self.no_address)
        return not any(troubles) and self.credential_expires is None


class Letter(NamedTuple):
    """All that one recipient is told on the day `as_of`; `titles` are those of the registers that it is about.

    `attach` holds "ics" and "csv" where the files were asked for. Without `reply_to` an answer goes to the sender; with
    `answers_self` there is nobody to be answered but the recipient.
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
    answers_self: bool = False

    @property
    def sittings(self) -> tuple[tuple[BoardNotice, ...], ...]:
        """The notices of boards: those of one meeting together, for they are about the same items."""
        found: dict[tuple[str, date], tuple[BoardNotice, ...]] = {}
        for board in self.boards:
            key = (board.board, board.meets_on)
            found[key] = (*found.get(key, ()), board)
        return tuple(found.values())

    @property
    def dated(self) -> tuple[Line, ...]:
        """Of its recommendations, those whose date may be told and is known."""
        return tuple(line for line in self.lines if not line.restricted and line.next_review is not None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every recommendation that it names, each once, in the order in which they stand in it."""
        waiting = tuple(line for board in self.boards for line in board.waiting)
        found = {line.id: line for line in self.mine.lines + self.escalated + waiting}
        return tuple(found.values())
