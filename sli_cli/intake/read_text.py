"""Plain text that holds a table: rows parted by tabs or bars, on pages that have their own headings and rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sli_cli.intake.markup import from_fragments, has_markup
from sli_cli.intake.source import MOST_COLUMNS, Source
from sli_cli.intake.tables import Cell, Document, Row, Table

_DRAWN = frozenset(" \t\f|+:.*_=–—-")  # what a line that is only drawn is made of
_OF_THE_PAGE = re.compile(
    r"page\s+\d+(\s*(of|/)\s*\d+)?|\d+\s+of\s+\d+|[-–]\s*\d+\s*[-–]|\d{1,4}"
    r"|end of (the )?(report|document|appendix)\.?",
    re.IGNORECASE,
)
_MOST_LINES = 200  # of one cell that stands in quotation marks
_HEADING_LINES = 10


def read(source: Source) -> Document:
    """The tables of a plain text. What belongs to the page and not to the table is left out, and said in a note.

    A line that no tab or bar parts stays in its table as a row of one cell where rows of the same width follow, and
    is the heading of the next table elsewhere.
    """
    lines = source.text().split("\n")
    bars = "\t" if sum("\t" in line for line in lines) >= sum("|" in line for line in lines) else "|"
    reading = _Reading(bars, _furniture(lines, bars))
    for number, line in _whole_lines(lines):
        reading.take(number, line)
    notes = reading.finish()
    return source.document(tuple(part.table(number) for number, part in enumerate(reading.parts, 1)), notes)


def _furniture(lines: list[str], bars: str) -> Counter[str]:
    """The lines that belong to the page, with how often they stand there.

    Page numbers and "End of Report", and whatever stands alone between blank lines, the same, twice or more.
    """
    alone: Counter[str] = Counter()
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        text = line.strip()
        starts = not before.strip() or line.startswith("\f")
        ends = not after.strip() or after.startswith("\f")
        if text and starts and ends and bars not in text:
            alone[text] += 1
    return Counter({text: count for text, count in alone.items() if count > 1 or _OF_THE_PAGE.fullmatch(text)})


def _whole_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers from 1, those of a cell in quotation marks joined again, as spreadsheets part them.

    Only where a cell begins with a mark that its own line does not close, and a later line does.
    """
    at = 0
    while at < len(lines):
        line, taken = lines[at], 1
        if line.count('"') % 2 and re.search(r'(^|\t)"', line):
            for end in range(at + 1, min(at + _MOST_LINES, len(lines))):
                if lines[end].count('"') % 2:
                    if re.search(r'"(\t|$)', lines[end]):
                        line, taken = "\n".join(lines[at : end + 1]), end + 1 - at
                    break
        yield at + 1, line
        at += taken


@dataclass(slots=True)
class _Part:
    """A table while it is read."""

    heading: list[str]
    rows: list[Row] = field(default_factory=list)
    width: int = 0

    def table(self, number: int) -> Table:
        heading = "\n".join(self.heading[-_HEADING_LINES:])
        return Table(f"table {number}", number, lambda: iter(self.rows), heading)


class _Reading:
    """The lines read so far: the tables they gave, and what is not yet known to belong to one."""

    def __init__(self, bars: str, furniture: Counter[str]) -> None:
        self.bars = bars
        self.furniture = furniture
        self.parts: list[_Part] = []
        self.waiting: list[tuple[int, str]] = []  # lines without bars: rows of one cell, or the next heading
        self.gap = False
        self.new_page = False

    def take(self, number: int, line: str) -> None:
        text = line.strip()
        if "\f" in line:
            self.new_page = True
        if not text:
            self.gap = True
        elif text in self.furniture:
            self.new_page = True
        elif _DRAWN.issuperset(line) and any(mark * 2 in line for mark in "-=_–—"):
            pass  # a rule
        elif self.bars not in line:
            self.waiting.append((number, text))
        else:
            self._row(number, self._cells(line.strip("\f")))

    def _cells(self, line: str) -> list[str]:
        if self.bars == "|":
            line = re.sub(r"^\s*\|", "", re.sub(r"\|\s*$", "", line))
        return line.split(self.bars)[:MOST_COLUMNS]

    def _row(self, number: int, texts: list[str]) -> None:
        part = self.parts[-1] if self.parts else None
        parted = self.gap and not self.new_page
        if part is None or (parted and len(texts) != part.width):
            part = _Part([text for _, text in self.waiting])
            self.parts.append(part)
            self.new_page = False
        else:
            part.rows += (Row(at, (_cell(text, at, 1),)) for at, text in self.waiting)
        part.width = max(part.width, len(texts))
        cells = tuple(_cell(text, number, column) for column, text in enumerate(texts, 1))
        if any(cell.text for cell in cells):
            part.rows.append(Row(number, cells, self.new_page))
        self.waiting.clear()
        self.gap = self.new_page = False

    def finish(self) -> tuple[str, ...]:
        """Ends the reading, and says what was left out."""
        notes = []
        if self.parts and self.furniture:
            often = [f"{text!r}" + f" ({count} times)" * (count > 1) for text, count in self.furniture.items()]
            notes.append(f"Left out, as belonging to the pages: {', '.join(often)}.")
        if self.parts and self.waiting:
            first, last = self.waiting[0][0], self.waiting[-1][0]
            notes.append(f"Left out, as standing below the last table: lines {first} to {last}.")
        return tuple(notes)


def _cell(text: str, line: int, column: int) -> Cell:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and ("\n" in text or '""' in text[1:-1]):
        text = text[1:-1].replace('""', '"')
    return Cell(from_fragments(text) if has_markup(text) else text, f"line {line}, column {column}")
