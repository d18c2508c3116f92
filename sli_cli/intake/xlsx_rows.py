"""The rows of one sheet, read as a stream: values as they are shown, merged cells repeated, empty rows left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sli_cli.domain import excel_text
from sli_cli.errors import Rejected
from sli_cli.intake.archive import attribute, local, whole
from sli_cli.intake.source import MOST_COLUMNS
from sli_cli.intake.tables import Cell, Row
from sli_cli.intake.xlsx_numbers import date_shown, day_of, is_date_format, number_shown

if TYPE_CHECKING:
    from lxml.etree import _Element

    from sli_cli.intake.read_xlsx import Workbook

_MOST_MERGED = 100_000
_MOST_REPEATED = 100  # columns that a merged cell is repeated in: a title may be merged across the whole sheet
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_VALUES = (b"<v>", b"<v ", b":v>", b":v ", b"<is>", b":is>", b"<f>", b"<f ", b":f>", b":f ", b"<f/>")
_OVERLAP = 80  # bytes that are searched again with the next piece: as many as a merged range may take
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

_is_date_format = lru_cache(maxsize=1000)(is_date_format)


@dataclass(slots=True)
class _Merged:
    """A range of merged cells, its first and last row and column counted from 1, and the cell that shows in it."""

    top: int
    left: int
    bottom: int
    right: int
    shown: Cell | None = None


class SheetRows:
    """The rows of a sheet that hold anything. To be read through once.

    `long_texts` are the texts, by their numbers, that an export put on a sheet of their own for their length. With None
    this is that sheet: the white space at both ends of a text is then part of it.
    """

    def __init__(self, workbook: Workbook, name: str, part: str, long_texts: Mapping[int, str] | None) -> None:
        self.workbook = workbook
        self.long_texts = long_texts
        self.name = name
        self.part = part
        self.last = 0  # the number of the row before
        self.merged: list[_Merged] = []  # those still to come, the next one last
        self.open: list[_Merged] = []  # those that the present row is in

    def __iter__(self) -> Iterator[Row]:
        end = self._survey()
        for element in self.workbook.archive.elements(self.part, "row", end):
            row = self._row(element)
            if row is not None:
                yield row

    def _survey(self) -> int:
        """Searches the bytes of the sheet for its merged ranges, which stand behind the rows that they are needed for.

        Gives how many bytes hold values: the rows behind them, a million perhaps, are only formatted.
        """
        found: set[tuple[int, int, int, int]] = set()
        before, read, end = b"", 0, 0
        open_row = False
        for chunk in self.workbook.archive.chunks(self.part):
            text = before + chunk
            last = max(text.rfind(mark) for mark in _VALUES)
            open_row = open_row or last >= 0
            close = text.find(b"row>", max(last, 0))
            if open_row and close >= 0:
                end = read - len(before) + close + 4
                open_row = False
            for left, top, right, bottom in _MERGED.findall(text):
                edges = int(top), column_number(left.decode()), int(bottom), column_number(right.decode())
                if edges[1] <= MOST_COLUMNS:
                    found.add(edges)
            if len(found) > _MOST_MERGED:
                raise Rejected(f"The sheet {self.name!r} has over {_MOST_MERGED:,} merged cells.", "Unmerge them.")
            read += len(chunk)
            before = text[-_OVERLAP:]
        self.merged = [_Merged(*edges) for edges in sorted(found, reverse=True)]
        return read if open_row else end

    def _row(self, element: _Element) -> Row | None:
        number = self.last = whole(attribute(element, "r"), self.last + 1)
        cells: list[Cell] = []
        column = 0
        if next(element.iter("{*}v", "{*}is", "{*}f"), None) is None:
            return None  # formatted only: there may be a million of these
        for one in element:
            if local(one.tag) != "c":
                continue
            place = re.match("[A-Z]{1,3}", attribute(one, "r"))
            column = column_number(place[0]) if place else column + 1
            self._pad(cells, number, min(column, MOST_COLUMNS) - 1)
            cells.append(self._cell(one, f"{self.name}!{column_letters(column)}{number}"))
        self._repeat_merged(number, cells)
        filled = any((cell.text or cell.doubt) and not cell.again for cell in cells)
        hidden = attribute(element, "hidden") in ("1", "true")
        return Row(number, tuple(cells), hidden=hidden) if filled else None

    def _pad(self, cells: list[Cell], number: int, width: int) -> None:
        for column in range(len(cells) + 1, width + 1):
            cells.append(Cell("", f"{self.name}!{column_letters(column)}{number}"))

    def _repeat_merged(self, number: int, cells: list[Cell]) -> None:
        """Puts the cell that shows in a merged range into all other places of the range in this row."""
        while self.merged and self.merged[-1].top <= number:
            self.open.append(self.merged.pop())
        self.open = [one for one in self.open if one.bottom >= number]
        for one in self.open:
            if one.top == number and one.left <= len(cells):
                one.shown = cells[one.left - 1]
            if one.shown is None or not (one.shown.text or one.shown.fill):
                continue
            right = min(one.right, one.left + _MOST_REPEATED)
            self._pad(cells, number, right)
            for column in range(one.left, right + 1):
                if (number, column) != (one.top, one.left):
                    cells[column - 1] = replace(one.shown, place=cells[column - 1].place, again=True)

    def _cell(self, element: _Element, place: str) -> Cell:
        style = whole(attribute(element, "s"))
        kind = attribute(element, "t") or "n"
        value, formula = "", False
        for part in element:
            if local(part.tag) == "v":
                value = part.text or ""
            elif local(part.tag) == "is":
                value = text_of(part)
            elif local(part.tag) == "f":
                formula = True
        cell = Cell("", place, fill=self.workbook.styles.fill_of(style))
        if formula and not value and kind != "str":
            return replace(cell, doubt="the value of its formula was never saved")
        return self._filled(cell, kind, value, style) if value else cell

    def _filled(self, cell: Cell, kind: str, value: str, style: int) -> Cell:
        """`cell` with its value, by the kind that the file says it is of."""
        if kind == "s":
            try:
                return replace(cell, text=self._whole(self.workbook.strings[int(value)]))
            except (ValueError, IndexError) as error:
                raise self.workbook.source.damaged(f"the text of {cell.place} is missing") from error
        if kind == "inlineStr":
            return replace(cell, text=self._whole(value))
        if kind == "n":
            return self._number(cell, value, style)
        if kind == "e":
            return replace(cell, text=value, doubt=f"the error {value}")
        if kind == "b":
            return replace(cell, text="TRUE" if value == "1" else "FALSE")
        if kind == "d":
            return replace(cell, text=value, day=_iso_day(value))
        return replace(cell, text=self._whole(unescaped(value)))

    def _whole(self, text: str) -> str:
        """A text without white space at its ends; all of it where it only begins in its cell."""
        if self.long_texts is None:
            return text
        return excel_text.whole(text.strip(), self.long_texts) if self.long_texts else text.strip()

    def _number(self, cell: Cell, value: str, style: int) -> Cell:
        try:
            number = float(value)
            int(number)  # neither infinite nor no number
        except (ValueError, OverflowError):
            return replace(cell, text=value)
        code = self.workbook.styles.format_of(style)
        if not _is_date_format(code):
            return replace(cell, text=number_shown(number, code), number=number)
        day = day_of(number, epoch_1904=self.workbook.epoch_1904)
        if day is None:
            doubt = "" if 0 <= number < 1 else "a date that there is not"
            return replace(cell, text=number_shown(number, ""), number=number, doubt=doubt)
        return replace(cell, text=date_shown(day, number, code), day=day, number=number)


def text_of(element: _Element) -> str:
    """A text with its runs put together, without the readings that East Asian texts carry above them."""
    words = []
    for part in element:
        if local(part.tag) == "t":
            words.append(part.text or "")
        elif local(part.tag) == "r":
            words += (one.text or "" for one in part if local(one.tag) == "t")
    return unescaped("".join(words))


def unescaped(text: str) -> str:
    """`text` with `_x000D_` and its like as the characters meant; control characters stay as they are written."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        seen = code in (9, 10, 13) or 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
        return chr(code) if seen else found[0]

    text = _ESCAPE.sub(character, text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def column_letters(number: int) -> str:
    """The name of a column by its number from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column by its name, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
