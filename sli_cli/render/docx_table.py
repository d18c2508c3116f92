"""A table in a Word document: one header row that repeats, rows that stay whole, no merged cells.

It is written as XML: python-docx has no words for half of this, and takes minutes over thousands of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from sli_cli.domain.own_table import NAME_STYLE, WORDS_STYLE
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
_NAMES, _WORDS = (round(width * _TWIPS_A_CHARACTER) for width in (32, ROOM + GAP - 32))
LETTERS_OF_A_LINE = 110
"""The widths of the two columns of a record, in twips, and how much of a text stands on a line there."""
_SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="DCE6F1"/>'
_NAMESPACE = nsdecls("w")
_COLOURS = {"red": "9C0006", "yellow": "7F6000"}


class Cell(NamedTuple):
    """What people read in a cell, and its emphasis: "", "red" or "yellow"; always bold too, and said in words.

    `content` is the XML of its paragraphs where they are more than text; `text` then only says how long they are.
    """

    text: str
    emphasis: str = ""
    content: str = ""


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


def add_record(document: Document, fields: Iterable[tuple[str, str]], *, title: str) -> None:
    """Adds a heading, and a table of two columns: what each field is called, and what stands in it.

    That is one paragraph, whose line ends are line breaks: a reader of the file finds the text as it was.
    """
    rows = [
        f"<w:tr>{_whole(text)}{_cell_as_is(name, _NAMES, NAME_STYLE, _SHADED)}"
        f"{_cell_as_is(text, _WORDS, WORDS_STYLE)}</w:tr>"
        for name, text in fields
    ]
    title = one_line(title)
    heading = f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>{_run(title, "")}</w:p>'
    table = (
        f"<w:tbl {_NAMESPACE}>{_properties(_NAMES + _WORDS, title, 'A field in each row.', side=True)}"
        f'<w:tblGrid><w:gridCol w:w="{_NAMES}"/><w:gridCol w:w="{_WORDS}"/></w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    # Right before the properties of the section: python-docx would look through all that is there each time.
    for xml in (heading, table):
        document.element.body[-1].addprevious(parse_xml(xml))


def _whole(text: str) -> str:
    """What keeps a row on one page, where it is short enough for that."""
    lines = text.count("\n") + len(text) // LETTERS_OF_A_LINE
    return "<w:trPr><w:cantSplit/></w:trPr>" if lines < LINES_OF_A_PAGE // 2 else ""


def _cell_as_is(text: str, twips: int, style: str, properties: str = "") -> str:
    """The XML of a cell with its whole text in one paragraph."""
    runs = "<w:r><w:br/></w:r>".join(_run(line, "") for line in clean(text).split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>{properties}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _properties(width: int, title: str, description: str, *, side: bool = False) -> str:
    """The properties of a table, in the order that the format asks for; `side`: its headings are its first column."""
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
        f'<w:tblLook w:val="{"0680" if side else "0620"}" w:firstRow="{int(not side)}" w:lastRow="0" '
        f'w:firstColumn="{int(side)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(description)}/>"
        "</w:tblPr>"
    )


def _header(headings: Sequence[str], twips: Sequence[int]) -> str:
    cells = [_cell(Cell(heading), width, HEADING_CELL, _SHADED) for heading, width in zip(headings, twips, strict=True)]
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
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>{properties}</w:tcPr>{cell.content or paragraphs}</w:tc>'


def _run(line: str, properties: str) -> str:
    if not line:
        return ""
    words = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
    return f"<w:r>{properties}{words}</w:r>"
