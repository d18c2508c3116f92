"""Excel workbooks, read as a stream straight from their parts, whatever their size.

The archive is read without a library for workbooks: the one there is needs two passes to tell a formula from its value,
keeps a whole sheet in memory where fills and merged cells are wanted, and fills in every cell that a sheet declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from sli_cli.domain import excel_text
from sli_cli.intake.archive import Archive, attribute, local, whole
from sli_cli.intake.source import Source
from sli_cli.intake.tables import Document, Row, Table
from sli_cli.intake.xlsx_rows import SheetRows, column_letters, text_of
from sli_cli.intake.xlsx_styles import Styles, read_styles

_LEFT_OUT = (
    (r"/comments|/threadedComments/", "Comments were left out."),
    (r"/externalLinks/", "Links to other workbooks were not followed: the values saved last were taken."),
    (r"/drawings/drawing\d+\.xml$", "Drawings and text boxes were left out."),
)


def read(source: Source) -> Document:
    """One table for each sheet, hidden ones too. Formulas give the values that were saved with them."""
    workbook = Workbook(source)
    tables = []
    notes = [said for pattern, said in _LEFT_OUT if any(re.search(pattern, name) for name in workbook.archive.sizes)]
    for number, (name, part, hidden) in enumerate(workbook.sheets, 1):
        if part == workbook.part_of_long_texts:
            continue
        tables.append(workbook.table(name, part, number, hidden=hidden))
        if hidden:
            notes.append(f"The sheet {name!r} is hidden.")
        columns = workbook.hidden_columns(part)
        if columns:
            notes.append(f"The sheet {name!r} hides columns ({', '.join(columns)}), which are read too.")
    return source.document(tuple(tables), tuple(notes), epoch_1904=workbook.epoch_1904)


class Workbook:
    """What all sheets share: their list, the texts and the styles that their cells point to, and the epoch of dates."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.archive = Archive(source)
        self.part = self.archive.related_as("", "officeDocument") or "xl/workbook.xml"
        self.epoch_1904 = False
        self.sheets: list[tuple[str, str, bool]] = []  # the name, its part, whether it is hidden
        related = self.archive.related(self.part)
        for element in self.archive.tree(self.part).iter("{*}workbookPr", "{*}sheet"):
            if local(element.tag) == "workbookPr":
                self.epoch_1904 = attribute(element, "date1904") in ("1", "true")
                continue
            identity = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")
            kind, part = related.get(identity, ("", ""))
            if kind == "worksheet":
                hidden = attribute(element, "state") in ("hidden", "veryHidden")
                self.sheets.append((attribute(element, "name"), part, hidden))

    def table(self, name: str, part: str, number: int, *, hidden: bool) -> Table:
        def rows() -> Iterator[Row]:
            self.source.check_unchanged()
            return iter(SheetRows(self, name, part, self.long_texts))

        return Table(name, number, rows, hidden=hidden)

    @cached_property
    def styles(self) -> Styles:
        styles, theme = (self.archive.related_as(self.part, kind) for kind in ("styles", "theme"))
        return read_styles(self.archive, styles, theme)

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells point to by their number."""
        part = self.archive.related_as(self.part, "sharedStrings")
        return [text_of(element) for element in self.archive.elements(part, "si")] if part else []

    @cached_property
    def part_of_long_texts(self) -> str:
        """The part of the sheet to which an export moved the texts that are too long for a cell, or ""."""
        for name, part, _ in self.sheets:
            if name == excel_text.LONG_TEXTS:
                head = next(iter(SheetRows(self, name, part, None)), None)
                texts = tuple(cell.text for cell in head.cells[:3]) if head else ()
                return part if texts == excel_text.LONG_TEXTS_HEADER else ""
        return ""

    @cached_property
    def long_texts(self) -> dict[int, str]:
        """Those texts by their numbers, each put together from its parts."""
        parts: dict[int, list[str]] = {}
        if self.part_of_long_texts:
            for row in SheetRows(self, excel_text.LONG_TEXTS, self.part_of_long_texts, None):
                number = row.cells[0].number
                if number is not None and len(row.cells) > 2:
                    parts.setdefault(int(number), []).append(row.cells[2].text)
        return {number: "".join(words) for number, words in parts.items()}

    def hidden_columns(self, part: str) -> list[str]:
        """The columns that a sheet hides, as "D" or "F to G": they are declared before its rows."""
        start = next(self.archive.chunks(part), b"").partition(b"<sheetData")[0].decode("utf-8", "replace")
        found = []
        for column in re.findall(r"<(?:\w+:)?col\s[^>]*>", start):
            said = dict(re.findall(r'(\w+)="([^"]*)"', column))
            first, last = (whole(said.get(key, "")) for key in ("min", "max"))
            # Columns hidden as far as the sheet goes are only its unused margin.
            if said.get("hidden") in ("1", "true") and 0 < first <= last < 1000:
                letters = [column_letters(first), column_letters(last)]
                found.append(" to ".join(dict.fromkeys(letters)))
        return found
