"""Tables written by hand, as a reader of files would give them, and what is understood of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sli_cli.intake.tables import Cell, Document, Row, Table
from sli_cli.intake.understand import understand
from sli_cli.intake.values import Draft, Options, Reading

TODAY = date(2026, 11, 23)


def cell(value: Any, place: str) -> Cell:
    """A cell of a text, a date, a number, or a Cell that only wants its place."""
    if isinstance(value, Cell):
        return replace(value, place=place)
    if isinstance(value, date) and not isinstance(value, datetime):
        return Cell(value.isoformat(), place, day=value)
    if isinstance(value, int | float):
        return Cell(f"{value:g}", place, number=float(value))
    return Cell(value or "", place)


def filled(colour: str, text: str = "") -> Cell:
    """A cell with a fill colour (RRGGBB)."""
    return Cell(text, "", fill=colour)


def again(text: str) -> Cell:
    """A cell that the file repeats, being merged with the one above or on its left."""
    return Cell(text, "", again=True)


def table(
    rows: list[list[Any]], name: str = "Sheet1", number: int = 1, heading: str = "", hidden: bool = False
) -> Table:
    """A table of rows from 1; an empty row counts and is left out, as readers do; "\\f" first begins a page."""
    made = []
    for at, row in enumerate(rows, 1):
        new_page = bool(row) and row[0] == "\f"
        values = row[1:] if new_page else row
        cells = tuple(cell(value, f"{name}!{chr(65 + column)}{at}") for column, value in enumerate(values))
        if any(one.text or one.fill for one in cells):
            made.append(Row(at, cells, new_page))
    return Table(name, number, lambda: iter(made), heading, hidden)


def document(*tables: Table, kind: str = "xlsx", epoch_1904: bool = False) -> Document:
    return Document(f"tracker.{kind}", "0" * 64, kind, tables, epoch_1904=epoch_1904)


def read(*rows: list[Any], kind: str = "xlsx", **options: Any) -> Reading:
    """What is understood of one table with these rows."""
    return understand(document(table(list(rows)), kind=kind), Options(**options), TODAY)


def drafts(*rows: list[Any], **options: Any) -> list[Draft]:
    """The drafts of one table, of which there must be no problem."""
    reading = read(*rows, **options)
    assert not reading.problems, reading.problems
    return list(reading.drafts)


def kinds(reading: Reading) -> set[str]:
    return {doubt.kind for doubt in reading.doubts}
