"""Web pages: every table of the page, as a browser lays it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sli_cli.intake.archive import local
from sli_cli.intake.markup import bulleted, tidied
from sli_cli.intake.source import MOST_COLUMNS, Source
from sli_cli.intake.tables import Cell, Document, Row, Table

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = {"script", "style", "template", "noscript", "del", "select", "textarea", "svg", "head", "caption"}
_BLOCKS = {"p", "div", "ul", "ol", "dl", "dt", "dd", "section", "article", "blockquote", "pre", "header", "footer"}
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6"}
_MOST_SPANNED = 100
_MOST_NESTED = 20
_COLOURS = {
    "red": "FF0000", "green": "008000", "lime": "00FF00", "yellow": "FFFF00", "orange": "FFA500", "amber": "FFBF00",
    "blue": "0000FF", "grey": "808080", "gray": "808080", "lightgreen": "90EE90", "black": "000000",
}  # fmt: skip


def read(source: Source) -> Document:
    """The tables of a page in their order, each table within a cell right after the one that it stands in.

    Nothing is fetched and no script is run. What the page states of its own encoding is not needed: its bytes tell.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    # What may not stand in a document of this kind would end it, or the reading of it.
    words = re.sub("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]", "\ufffd", source.text())
    try:
        root = html.document_fromstring(words.encode(), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # nothing is in it, or nothing but the begin of a tag
        return source.document(())
    reading = _Reading()
    reading.text(root)
    return source.document(tuple(reading.tables))


class _Reading:
    """The tables found so far, and the heading that the next one stands under."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.heading = ""
        self.depth = 0

    def text(self, element: _Element) -> str:
        """The words in an element: blocks parted by blank lines, items of lists as `• ` lines. Adds its tables."""
        text = re.sub(r"[ \t]*\x00[ \t]*", "\n", re.sub(r"[ \t\r\n\f]+", " ", "".join(self._words(element))))
        return tidied("\n".join(bulleted(line.strip()) for line in text.split("\n"))).replace("\xa0", " ").strip()

    def _words(self, element: _Element) -> Iterator[str]:
        """The words, with a NUL for each line that ends: line ends of the page itself are only spaces."""
        yield element.text or ""
        for child in element:
            name = local(child.tag).lower()
            if name == "table":
                yield f"\x00\x00{self._table(child)}\x00\x00"
            elif name == "br":
                yield "\x00"
            elif name in _BLOCKS or name == "li":
                words = "".join(self._words(child))
                if name == "li":
                    yield f"\x00• {words.strip(chr(0) + ' ')}\x00"
                else:
                    yield f"\x00\x00{words}\x00\x00"
                    self._note(name, words)
            elif name not in _SKIPPED:
                yield from self._words(child)
            yield child.tail or ""

    def _note(self, name: str, words: str) -> None:
        """Keeps what may be the heading of the next table: a heading rather than a paragraph right above it."""
        plain = " ".join(words.replace("\x00", " ").split())
        if plain and self.depth == 0 and (name.startswith("h") or name == "p"):
            if name == "p" and self.heading.startswith("\x01"):
                return
            self.heading = ("\x01" if re.fullmatch("h[1-6]", name) else "") + plain

    def _table(self, table: _Element) -> str:
        """Adds a table, and gives its words in lines for the cell that it may stand in."""
        if self.depth == _MOST_NESTED:
            return ""
        number = len(self.tables) + 1
        caption = next((self.text(part) for part in table if local(part.tag) == "caption"), "")
        rows: list[Row] = []
        self.tables.append(Table(f"table {number}", number, lambda: iter(rows), caption or self.heading.strip("\x01")))
        self.heading = ""
        self.depth += 1
        hanging: dict[int, tuple[Cell, int]] = {}  # by column: the cell that reaches down, and for how many rows yet
        for at, row in enumerate(_rows(table), 1):
            cells = self._row(row, number, at, hanging)
            if any(cell.text for cell in cells):
                rows.append(Row(at, tuple(cells)))
        self.depth -= 1
        lines = (" | ".join(cell.text for cell in row.cells if cell.text and not cell.again) for row in rows)
        return "\x00".join(line.replace("\n", "\x00") for line in lines if line)

    def _row(self, row: _Element, table: int, number: int, hanging: dict[int, tuple[Cell, int]]) -> list[Cell]:
        cells: list[Cell] = []

        def add(cell: Cell, *, again: bool) -> None:
            cells.append(replace(cell, place=f"table {table}, row {number}, column {len(cells) + 1}", again=again))

        def add_hanging() -> None:
            while (held := hanging.get(len(cells))) is not None:
                cell, left = held
                if left == 1:
                    del hanging[len(cells)]
                else:
                    hanging[len(cells)] = (cell, left - 1)
                add(cell, again=True)

        for one in row:
            if local(one.tag) not in ("td", "th"):
                continue
            add_hanging()
            cell = Cell(self.text(one), "", fill=_fill(one) or _fill(row))
            down = _span(one, "rowspan", 65_534)
            for time in range(min(_span(one, "colspan", _MOST_SPANNED), MOST_COLUMNS - len(cells))):
                if down > 1:
                    hanging[len(cells)] = (cell, down - 1)
                add(cell, again=time > 0)
        add_hanging()
        return cells


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if local(child.tag) == "tr":
            yield child
        elif local(child.tag) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if local(row.tag) == "tr")


def _span(cell: _Element, name: str, most: int) -> int:
    """How many columns or rows a cell takes. A rowspan of 0 is as far as the table goes."""
    said = (cell.get(name) or "").strip()
    if not re.fullmatch(r"\d{1,9}", said):
        return 1
    return min(int(said) or (most if name == "rowspan" else 1), most)


def _fill(element: _Element) -> str:
    """RRGGBB of an element's own background; "" for none, for white, and for what a style sheet decides."""
    style = re.search(r"background(?:-color)?\s*:\s*([^;]+)", element.get("style") or "", re.IGNORECASE)
    said = (style[1] if style else element.get("bgcolor") or "").strip().lower()
    if found := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", said):
        colour = found[1] if len(found[1]) == 6 else "".join(letter * 2 for letter in found[1])
    elif found := re.search(r"rgba?\((\d{1,3})[,\s]+(\d{1,3})[,\s]+(\d{1,3})", said):
        colour = "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    else:
        colour = _COLOURS.get(said.split(" ")[0], "")
    return "" if colour == "ffffff" else colour.upper()
