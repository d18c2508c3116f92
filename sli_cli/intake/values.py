"""What comes of a document: drafts of recommendations, the doubts about them, and the options that steer both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

PROBLEM, DOUBT, NOTE = "problem", "doubt", "note"
"""How grave a remark is: nothing may be written; somebody should look; so that it is known."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user settled: which sheet (by name) or table (by number, from 1), what headings mean, how to read dates.

    `mapping` holds pairs of a heading and a meaning (a key of `headings.MEANINGS`). `dates` is "day-first",
    "month-first", "iso" or None; `duplicates` None or "suffix"; `update` says that refs are matched with a register.
    """

    sheet: str | None = None
    table: int | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    dates: str | None = None
    duplicates: str | None = None
    update: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A recommendation as the document has it. Words are verbatim; what is absent is "", () or None.

    `wording` is the document's phrase on when, word for word, `rule` the canonical rule read from it, with its `basis`
    ("assumed" or "confirmed") and `reason`. `forums` are (role, name) pairs. `closed_on` may be None in a closed one.
    `state_reason` says why it is parked or closed, `restricted` on what ground it is not for publication.
    `extra` keeps, as (name, words) in the order of the columns, what has no field here. `place` is the name of the
    table and the number of the row where it begins.
    """

    ref: str
    text: str
    place: tuple[str, int]
    theme: str = ""
    position: str = ""
    action: str = ""
    lead: str | None = None
    sponsor: str | None = None
    contributors: tuple[str, ...] = ()
    forums: tuple[tuple[str, str], ...] = ()
    wording: str = ""
    rule: str | None = None
    basis: str = "assumed"
    reason: str = ""
    next_review: date | None = None
    next_review_assumed: bool = False
    last_review: date | None = None
    state: str = "open"
    closed_on: date | None = None
    closure: str | None = None
    state_reason: str = ""
    restricted: str = ""
    status_word: str = ""
    rating: str | None = None
    rating_word: str = ""
    update: str = ""
    update_on: date | None = None
    update_by: str = ""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """One remark: `place` is where, `sentence` what it is about, `original` what stood there, `became` what it is now.

    `kind` groups remarks of one sort; `severity` is PROBLEM, DOUBT or NOTE.
    """

    place: str
    kind: str
    sentence: str
    original: str = ""
    became: str = ""
    severity: str = DOUBT


class Doubts:
    """Remarks as they come up: all are counted by kind, the first `most` of each kind are kept (None: every one)."""

    def __init__(self, most: int | None = 100) -> None:
        self.kept: list[Doubt] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        self._most = most

    def add(
        self, place: str, kind: str, sentence: str, original: str = "", became: str = "", severity: str = DOUBT
    ) -> None:
        """Counts a remark, and keeps it unless there are enough of its kind."""
        self.counts[severity, kind] += 1
        if self._most is None or self.counts[severity, kind] <= self._most:
            self.kept.append(Doubt(place, kind, sentence, original, became, severity))


class Drafts:
    """The drafts of a document, in its order: made anew each time they are walked through, so none need be held."""

    def __init__(self, make: Callable[[Doubts], Iterator[Draft]], count: int) -> None:
        self._make = make
        self._count = count

    def __iter__(self) -> Iterator[Draft]:
        return self._make(Doubts(most=0))

    def __len__(self) -> int:
        return self._count

    def with_doubts(self, doubts: Doubts) -> Iterator[Draft]:
        """The drafts again, and into `doubts`, as they are walked through, every remark on their rows."""
        return self._make(doubts)


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of the table: its heading, and what it was taken to mean, in words."""

    heading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of a document.

    `tables` names the tables that were read and `why` says in one sentence why these. `counts` are numbers by what
    they count ("rows", "recommendations", "sections", ...). `doubts` holds the doubts and notes (bounded by kind:
    `doubt_counts` has the full numbers by severity and kind), `problems` what stops the writing, `general` the remarks
    on the whole. `every_doubt()` walks through all remarks.
    """

    tables: tuple[str, ...] = ()
    why: str = ""
    mapping: tuple[Shown, ...] = ()
    drafts: Drafts = field(default_factory=lambda: Drafts(lambda doubts: iter(()), 0))
    counts: dict[str, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    problems: tuple[Doubt, ...] = ()
    doubt_counts: dict[tuple[str, str], int] = field(default_factory=dict)
    general: tuple[Doubt, ...] = ()

    def every_doubt(self) -> Iterator[Doubt]:
        """Every remark without a bound, those on the whole first; the rows are walked through again."""
        yield from self.general
        doubts = Doubts(most=None)
        for _ in self.drafts.with_doubts(doubts):
            yield from doubts.kept
            doubts.kept.clear()
        yield from doubts.kept
