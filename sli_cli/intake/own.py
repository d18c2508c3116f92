"""What an export wrote, read back exactly: names as they stand, rules and dates in their one form, records as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from sli_cli.domain import own_table
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.vocabulary import BASES
from sli_cli.errors import BadValue
from sli_cli.intake.tables import Cell, Document, Row, Table

if TYPE_CHECKING:
    from sli_cli.intake.drafts import Fields

_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
RECORDS = "records"
"""The name of the table that tables of one recommendation each are read as."""


def people(fields: Fields) -> dict[str, Any]:
    """Lead, sponsor, contributors and boards of a row of our own: each line of a cell is one name."""
    lead = " ".join(fields.of("lead").text.split())
    informed = [name for column in fields.layout.several["informed"] for name in _names(fields.cell(column.index))]
    contributors = [n for column in fields.layout.several["contributors"] for n in _names(fields.cell(column.index))]
    decides = _names(fields.of("forum"))
    roles = [("decides", name) for name in decides[:1]] + [("informed", name) for name in [*decides[1:], *informed]]
    return {
        "lead": lead or None,
        "sponsor": " ".join(fields.of("sponsor").text.split()) or None,
        "contributors": tuple(dict.fromkeys(name for name in contributors if name != lead)),
        "forums": tuple({name: (role, name) for role, name in reversed(roles)}.values())[::-1],
    }


def _names(cell: Cell) -> list[str]:
    return [" ".join(line.split()) for line in cell.text.split(own_table.BETWEEN) if line.strip()]


def clock(fields: Fields) -> dict[str, Any] | None:
    """The clock of a row of our own; None where somebody typed something else into it since."""
    try:
        next_review, last_review = (_day(fields, meaning) for meaning in ("next_review", "last_review"))
        written = fields.of("cadence").text
        rule = str(parse_rule(written)) if written else None
    except (ValueError, BadValue):
        return None
    basis = fields.of("basis").text
    if basis not in (BASES if rule else ("",)):
        return None
    return {
        "wording": fields.of("wording").text,
        "rule": rule,
        "basis": basis or ("confirmed" if next_review else "assumed"),
        "reason": fields.of("reason").text,
        "next_review": next_review,
        "next_review_assumed": False,
        "last_review": last_review,
    }


def _day(fields: Fields, meaning: str) -> date | None:
    """The day of a cell, or None where it is empty. Raises ValueError for anything that is more or less than a day."""
    several = fields.layout.several.get(meaning)
    index = several[0].index if several else fields.layout.one[meaning]
    cell = fields.cell(index)
    if not cell.text:
        return None
    if _ISO.fullmatch(cell.text):
        day: date | None = date.fromisoformat(cell.text)
    else:
        when, _ = fields.layout.readers[index].read(cell)
        day = None if when.words or when.rule or when.assumed else when.day
    if day is None or (meaning == "last_review" and day > fields.today):
        raise ValueError(cell.text)
    return day


# -- records: a table for each recommendation --------------------------------------------------------------------------


def gathered(document: Document) -> Document:
    """The document with its tables of one recommendation each as one table, first; as it is where it has none."""
    records = [table for table in document.tables if own_table.is_record([name for name, _ in _lines(table)])]
    if not records:
        return document
    others = [table for table in document.tables if table not in records]
    return replace(document, tables=(_as_table(records), *others))


def _lines(table: Table) -> Iterator[tuple[str, Cell]]:
    """The headings in the first column of a table, and what stands beside each. Nothing where it is wider than two."""
    first = next(islice(table.rows(), 1), None)
    if first is None or len(first.cells) > 2:
        return
    for row in table.rows():
        yield row.cells[0].text, row.cells[1] if len(row.cells) > 1 else replace(row.cells[0], text="")


def _as_table(records: list[Table]) -> Table:
    fields = [[name for name, _ in _extra(table)] for table in records]
    columns = own_table.columns_for(fields)

    def rows() -> Iterator[Row]:
        headings = (*own_table.HEADINGS, *columns)
        yield Row(0, tuple(Cell(heading, f"heading {heading!r}") for heading in headings))
        for table in records:
            own = dict(islice(_lines(table), _own_count(table)))
            empty = Cell("", next(iter(own.values())).place)
            extra = [(name, cell.text) for name, cell in _extra(table)]
            places = own_table.spread(columns, [(name, cell.place) for name, cell in _extra(table)])
            more = [Cell(text, place) for text, place in zip(own_table.spread(columns, extra), places, strict=True)]
            yield Row(table.number, (*(own.get(heading, empty) for heading in own_table.HEADINGS), *more))

    return Table(RECORDS, records[0].number, rows, records[0].heading)


def _own_count(table: Table) -> int:
    """How many of the lines of a record are our own fields; extra fields follow."""
    return [name for name, _ in _lines(table)].index(tuple(own_table.HEADINGS)[-1]) + 1


def _extra(table: Table) -> list[tuple[str, Cell]]:
    return [(name, cell) for name, cell in islice(_lines(table), _own_count(table), None) if cell.text]
