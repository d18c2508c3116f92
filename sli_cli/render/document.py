"""A document as data: headings, paragraphs, lists and tables in one order, for every format to write in its own way."""

from __future__ import annotations

from typing import NamedTuple

from sli_cli.render.report import Report


class Heading(NamedTuple):
    """A heading below the title; `level` is 2 or 3. With `new_page` it begins one, where there are pages."""

    text: str
    level: int = 2
    new_page: bool = False


class Paragraph(NamedTuple):
    """A paragraph; with `leads_in` it belongs to what comes after it, and is not left alone at the end of a page."""

    text: str
    leads_in: bool = False


class Facts(NamedTuple):
    """What things are called, and what they are, a line each."""

    pairs: tuple[tuple[str, str], ...]


class Listing(NamedTuple):
    """Lines of a list, with bullets or, `lettered`, with (a), (b) and so on."""

    lines: tuple[str, ...]
    lettered: bool = False


class Table(NamedTuple):
    """The columns and rows of `report`, whose title is for those who listen; its head and foot are not printed."""

    report: Report


class Entry(NamedTuple):
    """One thing whole: its fields one below the other under a heading of level 3. Fields without text are left out."""

    heading: str
    fields: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Facts | Listing | Table | Entry


class Document(NamedTuple):
    """A title and what comes under it. `marking` stands at the head of the first page and the foot of each: who may
    not read it. `footer` is the title in short, for the foot of each page. `portrait` is for upright pages."""

    title: str
    blocks: tuple[Block, ...]
    marking: str = ""
    footer: str = ""
    portrait: bool = False


# The name of a format → its module, and the suffixes of files that choose it.
FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "docx": ("sli_cli.render.document_docx", (".docx",)),
    "html": ("sli_cli.render.document_html", (".html", ".htm")),
    "markdown": ("sli_cli.render.document_markdown", (".md", ".markdown")),
    "pdf": ("sli_cli.render.document_pdf", (".pdf",)),
    "text": ("sli_cli.render.document_text", (".txt",)),
}


def letter_of(place: int) -> str:
    """The letter of a line of a lettered list, from 0: a to z, then aa, ab and so on."""
    return (chr(96 + place // 26) if place >= 26 else "") + chr(97 + place % 26)


def render_document(document: Document, fmt: str, width: int = 100) -> bytes:
    """The whole file of a document in one of FORMATS, text as UTF-8; `width` is that of a page of text."""
    from importlib import import_module

    found: bytes = import_module(FORMATS[fmt][0]).render(document, width)
    return found
