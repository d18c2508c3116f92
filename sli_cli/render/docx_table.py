"""A table in a Word document: one header row that repeats, rows that stay whole, no merged cells.

It is written as XML: python-docx has no words for half of this, and takes minutes over thousands of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from sli_cli.render.docx_page import CELL, HEADING_CELL, WIDTH_MM, clean, one_line
from sli_cli.render.layout import GAP
from sli_cli.render.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.document import Document

ROOM = 150
"""The width of a page, in characters of a table, with the gaps between columns."""
LINES_OF_A_PAGE = 36
"""What a page holds below the header row, in lines; a row that needs more may be split."""
_TWIPS_A_CHARACTER = WIDTH_MM / 25.4 * 1440 / (ROOM + GAP)
_NAMESPACE = nsdecls("w")
_COLOURS = {"red": "9C0006", "yellow": "7F6000"}


class Cell(NamedTuple):
    """What people read in a cell, and its emphasis: "", "red" or "yellow"; always bold too, and said in words."""

    text: str
    emphasis: str = ""


def add_table(
    document: Document,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int],
    *,
    title: str,
    description: str,
) -> None:
    """Adds a table at the end of `document`; `widths` are those of the columns, in characters.

    `title` and `description` are for those who have the document read to them, and are not seen on the page.
    """
    twips = [round((width + GAP) * _TWIPS_A_CHARACTER) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    body = "".join([_row(row, twips, widths) for row in rows])
    table = parse_xml(
        f"<w:tbl {_NAMESPACE}>{_properties(sum(twips), one_line(title), one_line(description))}"
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{_header(headings, twips)}{body}</w:tbl>"
    )
    document.element.body._insert_tbl(table)


def _properties(width: int, title: str, description: str) -> str:
    """The properties of a table, in the order that the format asks for."""
    # Thin grey lines hold the eye in a row without a grid of black.
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>' for side in sides)
    margins = "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 30), ("left", 85), ("bottom", 30), ("right", 85))
    )
    return (
        f'<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(description)}/>'
        "</w:tblPr>"
    )


def _header(headings: Sequence[str], twips: Sequence[int]) -> str:
    shading = '<w:shd w:val="clear" w:color="auto" w:fill="DCE6F1"/>'
    cells = [_cell(Cell(heading), width, HEADING_CELL, shading) for heading, width in zip(headings, twips, strict=True)]
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(row: Sequence[Cell], twips: Sequence[int], widths: Sequence[int]) -> str:
    cells = [_cell(cell, width, CELL) for cell, width in zip(row, twips, strict=True)]
    whole = "" if any(map(_fills_a_page, row, widths)) else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{whole}{''.join(cells)}</w:tr>"


def _fills_a_page(cell: Cell, width: int) -> bool:
    if len(cell.text) < LINES_OF_A_PAGE:
        return False
    return len(wrap(clean(cell.text[: 3 * LINES_OF_A_PAGE * width]), max(2, width))) > LINES_OF_A_PAGE


def _cell(cell: Cell, twips: int, style: str, properties: str = "") -> str:
    """The XML of a cell: a paragraph for each line of its text."""
    style_id = style.replace(" ", "")
    run = f'<w:rPr><w:b/><w:color w:val="{_COLOURS[cell.emphasis]}"/></w:rPr>' if cell.emphasis else ""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{_run(line, run)}</w:p>'
        for line in clean(cell.text).split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>{properties}</w:tcPr>{paragraphs}</w:tc>'


def _run(line: str, properties: str) -> str:
    if not line:
        return ""
    words = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
    return f"<w:r>{properties}{words}</w:r>"
