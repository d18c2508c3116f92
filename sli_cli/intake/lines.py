"""Rows made ready to be understood: damage mended, merged cells told apart, empty cells and rows gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sli_cli.domain import own_table
from sli_cli.intake.mending import KINDS, may_be_ours, mend
from sli_cli.intake.tables import Cell, Row
from sli_cli.intake.values import DOUBT, NOTE, Doubts


@dataclass(slots=True)
class Line:
    """A row with what is filled in it, by column (from 0).

    `merged` are the columns whose cell is merged with the one above, `spanned` those over which one further left goes.
    Cells without words are kept where they have a fill.
    """

    number: int
    cells: dict[int, Cell]
    fills: dict[int, Cell] = field(default_factory=dict)
    merged: set[int] = field(default_factory=set)
    spanned: set[int] = field(default_factory=set)
    new_page: bool = False
    hidden: bool = False

    @property
    def spans(self) -> bool:
        """Whether one cell goes over several columns."""
        return bool(self.spanned)

    def text(self, index: int | None) -> str:
        """The words in a column, or "" where it is empty or None."""
        cell = self.cells.get(index) if index is not None else None
        return cell.text if cell else ""

    def place(self) -> str:
        """Where a person finds the row: the place of its first cell."""
        return next(iter(self.cells.values())).place if self.cells else f"row {self.number}"


def lines(rows: Iterable[Row], doubts: Doubts | None = None) -> Iterator[Line]:
    """The rows that hold anything; what was mended in them goes to `doubts`.

    From a header of our own on nothing is mended: what an export wrote is not damaged, whatever it looks like.
    """
    above: dict[int, Cell] = {}
    ours = False
    for row in rows:
        ours = ours or own_table.is_header([cell.text for cell in row.cells[: own_table.WIDTH]])
        line = Line(row.number, {}, new_page=row.new_page, hidden=row.hidden)
        left = ""
        for index, cell in enumerate(row.cells):
            text, kinds = (cell.text, ()) if ours and may_be_ours(cell.text) else mend(cell.text)
            if doubts is not None and not cell.again:
                _report(cell, text, kinds, doubts)
            if not text:
                if cell.fill:
                    line.fills[index] = cell
                left = ""
                continue
            if cell.again and index in above and above[index].text == text:
                line.merged.add(index)
            elif cell.again and text == left:
                line.spanned.add(index)
                continue
            line.cells[index] = cell if text == cell.text else replace(cell, text=text)
            left = text
        above = line.cells
        if line.cells:
            yield line


def _report(cell: Cell, text: str, kinds: tuple[str, ...], doubts: Doubts) -> None:
    for kind in kinds:
        doubts.add(cell.place, kind, KINDS[kind], cell.text, text, DOUBT if kind == "lost" else NOTE)
    if cell.doubt:
        doubts.add(cell.place, "unreadable", f"{cell.doubt[:1].upper()}{cell.doubt[1:]}.", cell.text)
