"""What a document holds, before anybody says what it means: tables, their rows, and cells that know their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

# A document may have millions of cells and rows, and frozen ones take three times as long to make: nobody changes them.


@dataclass(slots=True)
class Cell:
    """One cell: its words as the document has them, paragraphs parted by a blank line and bullets as `• ` lines.

    `day` is the date that the file itself holds (a date cell of a spreadsheet), `number` its number (which may be a
    date's serial), `fill` its colour as RRGGBB, `place` where a person finds it ("Sheet1!C7", "table 2, row 4,
    column 3"). `again` says that the file repeats the cell above or beside it (a merged cell). `doubt` is what the
    reader could not make of it, in words ("the formula's value was never saved"), else "". `tags` are those of the
    content controls in it.
    """

    text: str
    place: str
    day: date | None = None
    number: float | None = None
    fill: str = ""
    again: bool = False
    doubt: str = ""
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """A row as the file counts it (from 1), with what stands in it from the left; rows may differ in length.

    `new_page` says that a page ends right before it, so that it may be the rest of a row that the page cut in two;
    `hidden` that the file hides it (a filter of a spreadsheet, for example). Empty rows are counted but left out.
    """

    number: int
    cells: tuple[Cell, ...]
    new_page: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document, or one sheet of a workbook.

    `name` is that of the sheet, or the table's number in words ("table 2, page 3"); `number` counts from 1. `rows()`
    reads from the beginning each time, one row after another. `heading` is what stands right above it in the document.
    """

    name: str
    number: int
    rows: Callable[[], Iterator[Row]]
    heading: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was opened: its name, the SHA-256 of its bytes, its kind, and its tables in order.

    `notes` are remarks on the file as a whole, one sentence each ("Comments and tracked deletions were left out.").
    """

    path: str
    digest: str
    kind: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())
    epoch_1904: bool = False
