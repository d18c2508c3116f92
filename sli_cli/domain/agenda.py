"""The tables of an agenda: what a board is asked to decide at a meeting, and what it is told.

Each item stands in exactly one table, the first whose rule fits, tried in the order B, C, A, D, E:

A  Live items for decision at this meeting: the board decides on it, and it is due by the day of the meeting (see
   `why_now` for that and the three other ways in which an item is up for decision).
B  Completed since the last meeting: it was closed after that day, as implemented or otherwise.
C  Extensions requested: the board decides on it, and a later date was asked for that no board has approved.
D  Overdue, with no extension asked: the board decides on it, and its next review is before the day of the papers.
E  Everything else open: not due yet, without a date, or decided by another board.

What was closed by the last meeting is history, and what is parked is not before anybody: neither is in a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sli_cli.domain.datewords import short
from sli_cli.domain.recommendation import Recommendation
from sli_cli.domain.story import Closure, Extension, Review

LETTERS = ("A", "B", "C", "D", "E")
"""The tables in the order in which they are printed."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting that papers are made for, and the day on which they are made.

    `last` is the board's last meeting before it that is not in the future, `following` the next one after it; each is
    None where there is none.
    """

    board: str
    meets_on: date
    as_of: date
    last: date | None = None
    following: date | None = None

    def since(self, day: date | None) -> bool:
        """Whether what is dated `day` is news to the board: after the last meeting, and not after the papers."""
        return day is not None and (self.last is None or self.last < day) and day <= self.as_of


@dataclass(frozen=True, slots=True)
class Item:
    """A recommendation that goes to the board, with all that decides where it stands; stories come oldest first.

    `decides` is False where the board is only informed. `not_reached` says that the last meeting did not get to it,
    `too_early` that a review at this meeting would be too early to count. `rating` and `rated_before` are its colours
    now and at the last meeting; `moved` the next review as it was and as it is, where neither a review nor an
    extension changed it; `handed_over` who leads it now and who did before, in words. `update_ground` is why its latest
    update is not for publication, and `withheld_reviews` are the keys of the reviews that are not.
    """

    one: Recommendation
    decides: bool = True
    reviews: tuple[Review, ...] = ()
    extensions: tuple[Extension, ...] = ()
    closures: tuple[Closure, ...] = ()
    not_reached: bool = False
    too_early: bool = False
    rating: str | None = None
    rated_before: str | None = None
    moved: tuple[date | None, date | None] | None = None
    handed_over: str = ""
    update_ground: str | None = None
    withheld_reviews: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        return self.one.state == "open"

    @property
    def overdue(self) -> bool:
        return self.one.days_overdue > 0

    @property
    def closure(self) -> Closure | None:
        """The closure that holds, where it is closed."""
        return self.closures[-1] if self.one.state == "closed" and self.closures else None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items of a board by the letter of their table, in the order of their refs; every letter is there."""

    occasion: Occasion
    tables: dict[str, tuple[Item, ...]]
    parked: tuple[Item, ...]

    def items(self, letters: Iterable[str] = LETTERS) -> tuple[Item, ...]:
        """All that stands in these tables, table by table."""
        return tuple(item for letter in letters for item in self.tables[letter])


def agenda(occasion: Occasion, items: Iterable[Item]) -> Agenda:
    """The tables of the items that go to a board, which come in the order of their refs."""
    tables: dict[str, list[Item]] = {letter: [] for letter in LETTERS}
    parked = []
    for item in items:
        letter = table_of(item, occasion)
        if letter is not None:
            tables[letter].append(item)
        elif item.one.state == "parked":
            parked.append(item)
    return Agenda(occasion, {letter: tuple(found) for letter, found in tables.items()}, tuple(parked))


def table_of(item: Item, occasion: Occasion) -> str | None:
    """The letter of the one table in which an item stands; None for one that is parked, or was closed before."""
    if completed(item, occasion):
        return "B"
    if not item.is_open:
        return None
    if not item.decides:
        return "E"
    if requested(item, occasion):
        return "C"
    if why_now(item, occasion):
        return "A"
    return "D" if item.overdue else "E"


def completed(item: Item, occasion: Occasion) -> bool:
    """B: closed since the last meeting, whether as implemented, not implemented or superseded."""
    return item.closure is not None and occasion.since(item.closure.on)


def requested(item: Item, occasion: Occasion) -> Extension | None:
    """C: the newest extension that waits for a board's approval, where its date lies after this meeting.

    It was asked for and not decided, or it was given since the last meeting and no board approved it. What follows from
    a change in the board's own calendar was asked for by nobody; a date that the meeting has reached is due there.
    """
    for extension in reversed(item.extensions):
        ahead = extension.to_date > occasion.meets_on
        if ahead and (extension.state == "asked" or _unapproved(extension, occasion)):
            return extension
    return None


def _unapproved(extension: Extension, occasion: Occasion) -> bool:
    by_calendar = extension.asked_by == occasion.board
    granted = extension.state == "granted" and occasion.since(extension.asked_on)
    return granted and extension.approved_by is None and not by_calendar


def why_now(item: Item, occasion: Occasion) -> str:
    """A: why the board is to decide on an item at this meeting, in words; "" where it need not.

    The last meeting did not reach it; or its newest review calls it done, and it is open until the board agrees to
    close it; or it falls due by the day of the meeting; or it falls due before the board meets again, and a review at
    this meeting counts for that date. What is overdue already, and was not passed over, is for table D.
    """
    due = item.one.next_review
    if item.not_reached and occasion.last:
        return f"not reached on {short(occasion.last)}"
    if item.reviews and item.reviews[-1].outcome in ("done", "no longer needed"):
        return f"reported {item.reviews[-1].outcome}: to be closed?"
    if due is None or item.overdue:
        return ""
    if due <= occasion.meets_on:
        return "due by this meeting"
    if occasion.following and due < occasion.following and not item.too_early:
        return f"before the next meeting, {short(occasion.following)}"
    return ""
