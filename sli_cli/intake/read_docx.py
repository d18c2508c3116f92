"""Word documents: every table as it reads once all tracked changes are accepted.

The runs of text are walked here and not by a library: the one there is leaves out tracked insertions, what stands in
content controls, and the numbers that Word counts by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sli_cli.intake.archive import Archive, attribute, local, whole
from sli_cli.intake.docx_numbering import Numbering
from sli_cli.intake.docx_text import (
    GONE,
    blocks_in,
    is_placeholder,
    mark_is_deleted,
    paragraph_text,
    style_of,
    tags_in,
)
from sli_cli.intake.source import MOST_COLUMNS, Source
from sli_cli.intake.tables import Cell, Document, Row, Table

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_SPANNED = 100
_MOST_NESTED = 20
_REMARKS = (  # elements, and what it means for the reader that they are there
    (("ins", "del", "moveFrom", "moveTo"), "Tracked changes were read as accepted."),
    (("txbxContent",), "Text boxes were left out."),
    (("vanish",), "Hidden text was left out."),
    (("altChunk",), "An embedded document was left out."),
)


def read(source: Source) -> Document:
    """The tables of a Word document in their order, each table within a cell right after the one that it stands in."""
    archive = Archive(source)
    part = archive.related_as("", "officeDocument") or "word/document.xml"
    numbering, styles = (archive.related_as(part, kind) for kind in ("numbering", "styles"))
    root = archive.tree(part)
    reading = _Reading(Numbering(archive, numbering, styles))
    for body in root:
        if local(body.tag) == "body":
            reading.blocks(body)
    notes = [said for names, said in _REMARKS if any(True for _ in root.iter(*(f"{{*}}{name}" for name in names)))]
    if archive.related_as(part, "comments"):
        notes.append("Comments were left out.")
    return source.document(tuple(reading.tables), tuple(notes))


class _Reading:
    """The tables found so far. Everything is read once and in order, as lists are numbered through the document."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.tables: list[Table] = []
        self.depth = 0

    def blocks(self, container: _Element) -> str:
        """Reads what stands in a body or a cell: gives its words, and adds its tables."""
        texts: list[str] = []
        heading = near = ""
        going_on = False
        for block in blocks_in(container):
            if local(block.tag) == "tbl":
                texts.append(self._table(block, heading or near))
                heading = near = ""
                continue
            text = paragraph_text(block, self.numbering)
            if going_on and texts:
                texts[-1] += text
            elif text.strip():
                texts.append(text)
            going_on = mark_is_deleted(block)
            near = text.strip() or near
            if text.strip() and self.numbering.style_names.get(style_of(block), "").startswith(
                ("heading", "title", "caption")
            ):
                heading = text.strip()
        return joined([text.strip() for text in texts if text])

    def _table(self, table: _Element, heading: str) -> str:
        """Adds a table, and gives its words in lines for the cell that it may stand in."""
        if self.depth == _MOST_NESTED:
            return ""
        number = len(self.tables) + 1
        rows: list[Row] = []
        self.tables.append(Table(f"table {number}", number, lambda: iter(rows), heading))
        self.depth += 1
        above: list[Cell] = []
        for at, row in enumerate(_rows(table), 1):
            above = self._row(row, number, at, above)
            if any(cell.text for cell in above):
                rows.append(Row(at, tuple(above)))
        self.depth -= 1
        lines = (" | ".join(cell.text for cell in row.cells if cell.text and not cell.again) for row in rows)
        return "\n".join(line for line in lines if line)

    def _row(self, row: _Element, table: int, number: int, above: list[Cell]) -> list[Cell]:
        """The cells of a row: merged ones repeated, from the left and from the row `above`."""
        cells: list[Cell] = []

        def add(cell: Cell, times: int, *, again: bool = False) -> None:
            for time in range(min(times, _MOST_SPANNED, MOST_COLUMNS - len(cells))):
                place = f"table {table}, row {number}, column {len(cells) + 1}"
                cells.append(replace(cell, place=place, again=again or time > 0))

        add(Cell("", ""), _skipped_before(row))
        for one in _cells(row):
            said = _properties(one)
            text = self.blocks(one)
            cell = Cell(text, "", fill=_fill(said.get("shd")), tags=tags_in(one))
            at = len(cells)
            merged = said.get("vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart" and at < len(above) and not text
            if "hMerge" in said and attribute(said["hMerge"], "val") != "restart" and cells:
                add(cells[-1], 1, again=True)
            else:
                add(above[at] if goes_on else cell, _span(said.get("gridSpan")), again=goes_on)
        return cells


def joined(texts: list[str]) -> str:
    """Paragraphs as one text: parted by a blank line, but for the `• ` lines of a list, which follow one another."""
    found = ""
    for text in texts:
        bullets = text.startswith("• ") and found.rpartition("\n\n")[2].startswith("• ")
        found += ("\n" if bullets else "\n\n" if found else "") + text
    return found


def _rows(element: _Element) -> Iterator[_Element]:
    """The rows of a table, also those within content controls, without those that were deleted."""
    for child in element:
        name = local(child.tag)
        if name == "tr":
            properties = (one for part in child if local(part.tag) == "trPr" for one in part)
            if not any(local(one.tag) in GONE for one in properties):
                yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _rows(child)


def _cells(element: _Element) -> Iterator[_Element]:
    for child in element:
        name = local(child.tag)
        if name == "tc":
            yield child
        elif name in ("sdt", "sdtContent", "customXml"):
            # A control around a whole cell: its place is kept, and its prompt is no text.
            if is_placeholder(child):
                for cell in child.iter("{*}tc"):
                    for paragraph in [part for part in cell if local(part.tag) == "p"]:
                        cell.remove(paragraph)
            yield from _cells(child)


def _properties(element: _Element) -> dict[str, _Element]:
    return {local(one.tag): one for part in element if local(part.tag) in ("tcPr", "trPr") for one in part}


def _skipped_before(row: _Element) -> int:
    return _span(_properties(row).get("gridBefore"), 0)


def _span(element: _Element | None, otherwise: int = 1) -> int:
    return whole(attribute(element, "val"), otherwise) if element is not None else otherwise


def _fill(shading: _Element | None) -> str:
    """RRGGBB of a shaded cell; "" for none, for what the reader's own settings decide, and for white."""
    if shading is None:
        return ""
    colour = attribute(shading, "color" if attribute(shading, "val") == "solid" else "fill").upper()
    return colour if len(colour) == 6 and colour != "FFFFFF" else ""
