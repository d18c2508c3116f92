"""Our own forms read back: each answer by the tag of its content control, and by the table's headings where it is lost.

Rows may have been reordered, columns widened or moved, changes tracked, the copy saved by another program. What a cell
says is all that stands in it: people type beside a control as well as in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sli_cli.domain import forms
from sli_cli.domain.forms import Answer, Field, Filled, FilledRow
from sli_cli.errors import Rejected

if TYPE_CHECKING:
    from sli_cli.intake.tables import Cell, Document, Row

_MARK = re.compile(r"\bmark ([0-9a-f]{8})\b")
_LEAST = 2
"""How many headings of ours, that of the refs among them, make a row a header: words of an item may look like one."""


def read_form(document: Document, kind: str) -> Filled:
    """What a form of this kind (one of KINDS) says. Raises Rejected where the document is none."""
    rows = [(f"table {table.number}", row) for table in document.tables for row in table.rows()]
    cells = [cell for _, row in rows for cell in row.cells]
    name = os.path.basename(document.path)
    # The last, as words of the register come before it, and may look like one.
    serial = next(filter(None, (forms.read_serial(cell.text) for cell in reversed(cells))), None)
    if serial is None:
        what = "minute sheet" if kind == forms.MINUTES else "form for updates"
        made = "sli minutes sheet BOARD" if kind == forms.MINUTES else "sli updates ask BOARD"
        raise Rejected(
            f"{name!r} is no {what}: the line that begins with sli:{kind} is missing.",
            f"`{made}` makes one to fill in.",
        )
    if serial.kind != kind:
        reader = "sli minutes" if serial.kind == forms.MINUTES else "sli updates read"
        raise Rejected(f"{name!r} is a form for {serial.kind}, not for {kind}.", f"Read it with `{reader}`.")
    return Filled(name, serial, tuple(_rows(document, forms.FIELDS[kind])), _by(document), document.notes)


def _rows(document: Document, fields: tuple[Field, ...]) -> Iterator[FilledRow]:
    known = {_folded(field.heading): field.key for field in fields}
    known |= {_folded(heading): forms.REF for heading in forms.REF_HEADINGS}
    known[_folded(forms.MARK_HEADING)] = "mark"
    keys = {field.key for field in fields}
    for table in document.tables:
        columns: dict[int, str] = {}
        for row in table.rows():
            found = {at: known[_folded(cell.text)] for at, cell in enumerate(row.cells) if _folded(cell.text) in known}
            is_header = forms.REF in found.values() and len(found) >= max(_LEAST, len(columns))
            if is_header and not _tags(row, keys):
                columns = found
            elif columns or _tags(row, keys):
                read = _row(row, columns, keys)
                if read is not None:
                    yield read


def _tags(row: Row, keys: set[str]) -> list[tuple[str, int, str]]:
    """Which fields of which items the controls of a row hold."""
    found = (forms.read_tag(tag) for cell in row.cells for tag in cell.tags)
    return [tag for tag in found if tag is not None and tag[0] in keys | {forms.REF}]


def _row(row: Row, columns: Mapping[int, str], keys: set[str]) -> FilledRow | None:
    """A row of answers; None for one in which nothing of ours stands."""
    ref = mark = doubt = ""
    answers: dict[str, Answer] = {}
    for at, cell in enumerate(row.cells):
        what = _what(cell, keys, columns.get(at, ""))
        if len(what) > 1:
            doubt = f"two answers stand in one cell ({cell.place})"
        for key in what:
            text = forms.said(cell.text)
            if key == forms.REF:
                ref = _first_line(text)
                mark = mark or _mark_in(cell.text)
            elif key == "mark":
                mark = mark or text
            elif not (key in answers and answers[key].text):
                answers[key] = Answer(text, cell.place, cell.day)
    tags = list(dict.fromkeys((number, tagged) for _, number, tagged in _tags(row, keys)))
    if len(tags) > 1:
        doubt = "it was put together from several rows"
    if not (tags or ref or any(answer.text for answer in answers.values())):
        return None
    place = next((cell.place for cell in row.cells if cell.place), f"row {row.number}")
    printed_for, tagged = tags[0] if tags else (None, "")
    return FilledRow(ref, _place_of_row(place), printed_for, tagged or mark, answers, doubt)


def _what(cell: Cell, keys: set[str], by_column: str) -> list[str]:
    """Which fields a cell holds: by the tags in it, else by the heading of its column."""
    tags = (forms.read_tag(tag) for tag in cell.tags)
    tagged = dict.fromkeys(tag[0] for tag in tags if tag is not None and tag[0] in keys | {forms.REF})
    return list(tagged) or ([by_column] if by_column else [])


def _first_line(text: str) -> str:
    return " ".join(text.partition("\n")[0].split())


def _mark_in(text: str) -> str:
    """The mark that is printed below a recommendation's words: the last, as those may look like one themselves."""
    found = _MARK.findall(text)
    return found[-1] if found else ""


def _place_of_row(place: str) -> str:
    """Where a row stands, from where its first cell does: "table 1, row 4" or "Report, row 4"."""
    sheet = re.fullmatch(r"(.*)![A-Z]+(\d+)", place)
    return f"{sheet[1]}, row {sheet[2]}" if sheet else place.partition(", column")[0]


def _by(document: Document) -> Answer:
    """Who filled the form in: the cell of that tag, or the one beside its heading."""
    heading = _folded(forms.BY.heading)
    for table in document.tables:
        for row in table.rows():
            for at, cell in enumerate(row.cells):
                before = _folded(row.cells[at - 1].text) if at else ""
                if forms.tag_of(forms.BY.key) in cell.tags or before == heading:
                    return Answer(forms.said(cell.text), cell.place)
    return forms.NOTHING


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
