"""An empty Word document as the house wants it: A4 on its side, British English, one font down to the headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sli_cli.domain import own_table
from sli_cli.render.clean import harmless

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph

FONT = "Arial"
CELL = "Table text"
HEADING_CELL = "Table heading"
"""The styles of paragraphs in a table."""
MARGIN_MM = 15
WIDTH_MM = 297 - 2 * MARGIN_MM
"""The width between the margins."""
_NO_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})


def clean(text: str) -> str:
    """`text` as XML can hold it: control characters, bidirectional overrides and half characters as U+FFFD."""
    return harmless(text).translate(_NO_XML)


def one_line(text: str) -> str:
    """`text` cleaned, with line ends as spaces: for headings and properties."""
    return " ".join(clean(text).split())


def new_document(title: str) -> Document:
    """A document with no content but its properties, its page, its styles and its footer: title and page number."""
    document = docx.Document()
    _set_properties(document, title)
    _set_styles(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin, section.bottom_margin = Mm(15), Mm(17)
    section.header_distance = section.footer_distance = Mm(8)
    _set_footer(section, title)
    return document


def _set_properties(document: Document, title: str) -> None:
    """Title and language; no author, and none of the template's own words and dates."""
    properties = document.core_properties
    properties.title = title[:255]
    properties.language = "en-GB"
    properties.author = properties.comments = properties.last_modified_by = properties.keywords = ""
    element = properties._element  # the API can set a date, but not take it away
    for name in ("dcterms:created", "dcterms:modified"):
        for found in element.findall(qn(name)):
            element.remove(found)


def _set_styles(document: Document) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_font(defaults)
    language = defaults.find(qn("w:lang"))
    for attribute in ("w:val", "w:eastAsia"):
        language.set(qn(attribute), "en-GB")
    # The template's headings name the fonts of a theme, which win over those of the document.
    for element in styles.element.iter(qn("w:rPr")):
        if element.find(qn("w:rFonts")) is not None:
            _set_font(element)
    _set_text(styles["Normal"], 11, after=6)
    _set_text(styles["Heading 1"], 18, before=0, after=6, colour="1F3864")
    _set_text(styles["Heading 2"], 13, before=12, after=4, colour="1F3864")
    _set_text(styles["Footer"], 9, after=0, colour="404040")
    _set_text(styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH), 10, after=0)
    _set_text(styles.add_style(own_table.WORDS_STYLE, WD_STYLE_TYPE.PARAGRAPH), 10, after=0)
    for name in (HEADING_CELL, own_table.NAME_STYLE):
        heading = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_text(heading, 10, after=0)
        heading.font.bold = True
        heading.paragraph_format.keep_with_next = True


def _set_font(properties: Any) -> None:
    """Makes FONT that of run properties, for every script, in place of a theme's."""
    fonts = properties.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(attribute), FONT)


def _set_text(style: Any, points: float, *, before: float = 0, after: float, colour: str = "000000") -> None:
    style.font.size = Pt(points)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.0


def _set_footer(section: Section, title: str) -> None:
    paragraph = section.footer.paragraphs[0]
    stops = paragraph.style.paragraph_format.tab_stops
    stops.clear_all()  # the template's are for a page that stands upright
    stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{title}\tPage ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A field that Word works out when it shows the page."""
    run = paragraph.add_run()._r
    for kind in ("begin", None, "separate", "text", "end"):
        if kind is None:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {code} "
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run.append(part)
