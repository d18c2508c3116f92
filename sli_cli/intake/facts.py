"""What the cells of one column are like, counted row by row: the contents that help to know what the column means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from sli_cli.intake.days import DateFacts
from sli_cli.intake.states import colour_of, read_rating, read_status
from sli_cli.intake.tables import Cell

ENOUGH = 2_000
"""After so many cells a column's character is known; only dates are looked at to the end, where it has any."""

_REF = re.compile(r"(?=.{0,25}$)(?:[^\W\d_]{0,6}[ .\-/]?)?[(\[]?\d[\w./()\[\] -]*|[A-Za-z]{1,2}")


@dataclass(slots=True)
class Facts:
    """Counts over the cells of one column that are not empty."""

    filled: int = 0
    seen: int = 0
    length: int = 0
    refs: int = 0
    numbers: int = 0
    ratings: int = 0
    statuses: int = 0
    fills: int = 0
    dates: DateFacts = field(default_factory=DateFacts)

    def see(self, cell: Cell, today: date) -> None:
        """Counts one cell; empty ones only for their colour."""
        if not cell.text:
            self.fills += colour_of(cell.fill) is not None
            return
        self.filled += 1
        if self.filled <= ENOUGH or self.dates.dates:
            self.dates.see(cell, today)
        if self.filled > ENOUGH:
            return
        self.seen += 1
        self.length += len(cell.text)
        self.refs += looks_like_ref(cell.text)
        self.numbers += cell.text.isdigit()
        if len(cell.text) <= 40:
            rated = read_rating(cell.text) is not None
            self.ratings += rated
            self.statuses += not rated and says_state(cell.text)

    def most(self, count: int) -> bool:
        """Whether `count` is that of more than half the cells that were looked at."""
        return self.seen > 0 and count * 2 > self.seen

    @property
    def usual_length(self) -> float:
        """The mean length of the cells that are not empty, in characters."""
        return self.length / self.seen if self.seen else 0.0


def looks_like_ref(text: str) -> bool:
    """Whether a text could be a ref: short, with a number in it, and no phrase."""
    return bool(_REF.fullmatch(text)) and len(text.split()) <= 4


def says_state(text: str) -> bool:
    """Whether a short text is the word of a status that closes an item, or a usual one for an open item."""
    state = read_status(text)
    return state.known and (state.state != "open" or len(text.split()) <= 4)
