"""A document as a tagged PDF (PDF/UA-1), set by typst: an extra, because its engine is large.

The words go to typst as data, never as source, so nothing in them is obeyed.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sli_cli.errors import BadValue, Rejected
from sli_cli.render.clean import harmless
from sli_cli.render.document import Entry, Facts, Heading, Listing, Paragraph
from sli_cli.render.document_widths import Widths, table_widths
from sli_cli.render.paper import LONGEST_WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sli_cli.render.document import Block, Document
    from sli_cli.render.report import Report

ROOM = {False: 150, True: 100}
"""The width of a page, in characters of a table: lying on its side, and upright."""
LONGEST_WHOLE = 1_500
"""The longest text, in characters, whose row is kept on one page."""
_MAY_BREAK = "\u200b"

SOURCE = """
#let doc = json(bytes(sys.inputs.data))
#let words(text) = text.split("\\n").join(linebreak())
#let colours = (red: rgb("#9c0006"), yellow: rgb("#6b5300"))
#set document(title: doc.title, author: (), date: none)
#set text(font: ("Arial", "Liberation Sans", "DejaVu Sans"), size: 10.5pt, lang: "en", region: "gb", hyphenate: false)
#set par(leading: 0.5em, spacing: 0.8em)
#set page(
  paper: "a4", flipped: not doc.portrait, margin: (x: 15mm, top: 17mm, bottom: 17mm),
  header: if doc.marking != "" { strong(doc.marking) },
  footer: context text(9pt)[
    #doc.footer #h(1fr) Page #counter(page).display() of #counter(page).final().first()
  ],
)
#show heading: it => block(above: 1.3em, below: 0.7em, sticky: true, text(rgb("#1f3864"), it))
#show heading.where(level: 1): set text(18pt)
#show heading.where(level: 2): set text(13pt)
#show heading.where(level: 3): set text(11pt)
#set table(stroke: 0.5pt + rgb("#a6a6a6"), inset: (x: 4pt, y: 3.5pt), align: left + top)
#show table: set text(9.5pt)
#let head(name) = table.cell(fill: rgb("#dce6f1"), strong(name))
#let cell(it) = table.cell(
  breakable: it.long,
  if it.emphasis == "" { words(it.text) } else { text(colours.at(it.emphasis), strong(words(it.text))) },
)
#heading(level: 1, doc.title)
#if doc.marking != "" [#strong(doc.marking)]
#for it in doc.blocks {
  if it.kind == "heading" {
    if it.new_page { pagebreak(weak: true) }
    heading(level: it.level, it.text)
  } else if it.kind == "paragraph" {
    block(sticky: it.leads_in, words(it.text))
  } else if it.kind == "facts" {
    for pair in it.pairs { block(above: 0.5em, below: 0.5em, [#strong(pair.at(0)): #words(pair.at(1))]) }
  } else if it.kind == "list" {
    if it.lettered { enum(numbering: "(a)", ..it.lines.map(words)) } else { list(..it.lines.map(words)) }
  } else {
    table(
      columns: it.widths.map(width => width * 1fr),
      table.header(..it.headings.map(head)),
      ..it.rows.flatten().map(cell),
    )
  }
}
"""


def render(document: Document, width: int) -> bytes:
    """The whole file; a page is A4: `width` is not asked.

    Raises BadValue where typst is not installed, Rejected for a character that none of the fonts can show: a PDF that
    everybody can read may leave none out.
    """
    try:
        import typst
    except ImportError as error:
        raise BadValue("PDF needs typst.", "Install it: pip install 'sli-cli[pdf]'.") from error
    widths = table_widths(document.blocks, ROOM[document.portrait])
    data = {
        "title": _line(document.title),
        "marking": _line(document.marking),
        "footer": _line(document.footer or document.title),
        "portrait": document.portrait,
        "blocks": [piece for block in document.blocks for piece in _pieces(block, widths)],
    }
    try:
        pdf: bytes = typst.compile(
            SOURCE.encode(), sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"], format="pdf"
        )
    except typst.TypstError as error:
        raise _refused(str(error), data) from error
    return pdf


def _pieces(block: Block, widths: Widths) -> list[dict[str, Any]]:
    if isinstance(block, Heading):
        return [{"kind": "heading", "text": _line(block.text), "level": block.level, "new_page": block.new_page}]
    if isinstance(block, Paragraph):
        return [{"kind": "paragraph", "text": _words(block.text), "leads_in": block.leads_in}]
    if isinstance(block, Facts):
        return [{"kind": "facts", "pairs": [[_line(name), _words(text)] for name, text in block.pairs]}]
    if isinstance(block, Listing):
        return [{"kind": "list", "lines": [_words(line) for line in block.lines], "lettered": block.lettered}]
    if isinstance(block, Entry):
        heading = {"kind": "heading", "text": _line(block.heading), "level": 3, "new_page": False}
        pairs = [[_line(name), _words(text)] for name, text in block.fields if text]
        return [heading, {"kind": "facts", "pairs": pairs}]
    return [_table(block.report, widths[block.report.columns])]


def _table(report: Report, widths: Sequence[int]) -> dict[str, Any]:
    rows = []
    for row in report.rows:
        texts = [column.text_of(row) for column in report.columns]
        emphasis = report.emphasis(row) if report.emphasis else ""
        long = any(len(text) > LONGEST_WHOLE or text.count("\n") > 30 for text in texts)
        rows.append(
            [
                {"text": _words(text), "long": long, "emphasis": emphasis if column.emphasised else ""}
                for text, column in zip(texts, report.columns, strict=True)
            ]
        )
    return {
        "kind": "table",
        "headings": [column.heading for column in report.columns],
        "widths": widths,
        "rows": rows,
    }


def _words(text: str) -> str:
    """`text` with places at which a word that no column is wide enough for may be broken."""
    return re.sub(rf"\S{{{LONGEST_WORD},}}", _with_breaks, harmless(text).replace("\t", "    "))


def _with_breaks(found: re.Match[str]) -> str:
    step = LONGEST_WORD // 2
    word = re.sub(r"(?<=[-/])(?=[^-/])", _MAY_BREAK, found[0])
    return re.sub(rf"[^{_MAY_BREAK}]{{{step}}}(?=[^{_MAY_BREAK}])", rf"\g<0>{_MAY_BREAK}", word)


def _line(text: str) -> str:
    return " ".join(harmless(text).split())


def _refused(message: str, data: dict[str, Any]) -> Rejected:
    """The sentence for what typst said: of a character that no font has, which it is and where it stands."""
    remedy = "Make a Word file or a web page instead."
    found = re.search('the text [`"]+(.)', message)
    if found is None:
        return Rejected(f"The PDF could not be made: {message.splitlines()[0][:200]}.", remedy)
    place = next((f" of {name}" for name in _places(data, found[1])), "")
    return Rejected(f"No font here can show {found[1]!r} (U+{ord(found[1]):04X}){place} in a PDF.", remedy)


def _places(data: dict[str, Any], character: str) -> Iterator[str]:
    """What the rows and paragraphs with that character begin with: a row of items, with its ref."""
    for block in data["blocks"]:
        rows = [[cell["text"] for cell in row] for row in block.get("rows", [])]
        for texts in (*rows, *block.get("pairs", []), *([line] for line in block.get("lines", []))):
            if any(character in text for text in texts):
                yield repr(texts[0].partition("\n")[0][:40])
