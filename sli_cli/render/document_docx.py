"""A document as a Word file: headings, real lists, tables whose header rows repeat; A4, on its side or upright."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from sli_cli.render.document import Entry, Facts, Heading, Listing, Paragraph
from sli_cli.render.document_widths import Widths, table_widths
from sli_cli.render.docx_page import MARGIN_MM, WIDTH_MM, new_document, one_line
from sli_cli.render.docx_table import ROOM, Cell, add_record, add_table
from sli_cli.render.layout import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

    from sli_cli.render.document import Block, Document
    from sli_cli.render.report import Report

UPRIGHT_MM = 210 - 2 * MARGIN_MM
"""The width between the margins of a page that stands upright."""
_FACT = "Fact"


def render(document: Document, width: int) -> bytes:
    """The whole file. A page is A4: `width` is not asked."""
    title = one_line(document.title)
    word = new_document(title)
    _set_styles(word)
    if document.portrait:
        _stand_upright(word)
    room = round((ROOM + GAP) * UPRIGHT_MM / WIDTH_MM) - GAP if document.portrait else ROOM
    if document.footer:
        word.sections[0].footer.paragraphs[0].runs[0].text = f"{one_line(document.footer)}\tPage "
    word.add_heading(title, 1)
    if document.marking:
        _mark(word, one_line(document.marking))
    widths = table_widths(document.blocks, room)
    for block in document.blocks:
        _add(word, block, widths)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _add(word: WordDocument, block: Block, widths: Widths) -> None:
    if isinstance(block, Heading):
        heading = word.add_heading(one_line(block.text), block.level)
        heading.paragraph_format.page_break_before = block.new_page or None
    elif isinstance(block, Paragraph):
        paragraph = word.add_paragraph(one_line(block.text))
        paragraph.paragraph_format.keep_with_next = block.leads_in or None
        before = paragraph._p.getprevious()
        if before is not None and before.tag == qn("w:tbl"):
            paragraph.paragraph_format.space_before = Pt(8)
    elif isinstance(block, Facts):
        for place, (name, text) in enumerate(block.pairs, 1):
            paragraph = word.add_paragraph(style=_FACT)
            paragraph.paragraph_format.keep_with_next = place < len(block.pairs) or None
            paragraph.add_run(f"{one_line(name)}: ").bold = True
            paragraph.add_run(one_line(text))
    elif isinstance(block, Listing):
        _add_list(word, block)
    elif isinstance(block, Entry):
        word.add_heading(one_line(block.heading), 3)
        add_record(word, [pair for pair in block.fields if pair[1]], title=block.heading)
    else:
        _add_table(word, block.report, widths[block.report.columns])


def _add_table(word: WordDocument, report: Report, widths: Sequence[int]) -> None:
    headings = [column.heading for column in report.columns]
    rows = []
    for row in report.rows:
        emphasis = report.emphasis(row) if report.emphasis else ""
        rows.append([Cell(one.text_of(row), emphasis if one.emphasised else "") for one in report.columns])
    add_table(word, headings, rows, widths, title=report.title, description=f"The columns are {', '.join(headings)}.")


# -- the page ----------------------------------------------------------------------------------------------------------


def _set_styles(word: WordDocument) -> None:
    heading = word.styles["Heading 3"]
    heading.font.size, heading.font.color.rgb = Pt(11), RGBColor.from_string("1F3864")
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(8), Pt(3)
    fact = word.styles.add_style(_FACT, WD_STYLE_TYPE.PARAGRAPH)
    fact.base_style = word.styles["Normal"]
    for style in (fact, word.styles["List Bullet"]):
        style.paragraph_format.space_after = Pt(2)


def _stand_upright(word: WordDocument) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
    stops = word.styles["Footer"].paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(UPRIGHT_MM), WD_TAB_ALIGNMENT.RIGHT)


def _mark(word: WordDocument, marking: str) -> None:
    """Says at the head of every page who may not read it."""
    for paragraph in (word.sections[0].header.paragraphs[0], word.add_paragraph()):
        paragraph.add_run(marking).bold = True


# -- lists -------------------------------------------------------------------------------------------------------------


def _add_list(word: WordDocument, listing: Listing) -> None:
    number = _lettered(word) if listing.lettered else None
    for line in listing.lines:
        paragraph = word.add_paragraph(one_line(line), style=None if number else "List Bullet")
        if number:
            _number(paragraph, number)


def _number(paragraph: WordParagraph, number: int) -> None:
    properties: Any = paragraph._p.get_or_add_pPr()
    properties = properties.get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _lettered(word: WordDocument) -> int:
    """The number of a new list that counts (a), (b), (c); the template has none."""
    numbering = word.part.numbering_part.element
    known = numbering.findall(qn("w:abstractNum"))
    key = 1 + max(int(one.get(qn("w:abstractNumId"))) for one in known)
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl>'
    )
    known[-1].addnext(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType w:val="singleLevel"/>{level}'
            "</w:abstractNum>"
        )
    )
    return int(numbering.add_num(key).numId)
