"""The words of Word's paragraphs as the reader of a document sees them, all changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sli_cli.domain import forms, own_table
from sli_cli.intake.archive import attribute, local
from sli_cli.intake.markup import bulleted

if TYPE_CHECKING:
    from lxml.etree import _Element

    from sli_cli.intake.docx_numbering import Numbering

GONE = {"del", "moveFrom"}
"""What was deleted or moved away, and is only kept so that the deletion may be refused."""

_SKIPPED = {*GONE, "txbxContent", "Fallback", "instrText", "delText", "pPr", "rPr", "sdtPr", "sdtEndPr", "tbl"}
_AS_THEY_STAND = {name.replace(" ", "") for name in own_table.WORD_STYLES}
_AS_TEXT = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_SYMBOLS = {  # of the fonts Symbol and Wingdings, by the last two digits of their code
    "FC": "✓", "FE": "☑", "FB": "✗", "FD": "☒", "A8": "☐", "6F": "☐", "E0": "→",
    "B7": "•", "A7": "•", "D8": "•", "76": "•", "6C": "●", "6E": "■",
}  # fmt: skip


def blocks_in(element: _Element) -> Iterator[_Element]:
    """The paragraphs and tables right under an element, also those within content controls and tracked insertions."""
    for child in element:
        name = local(child.tag)
        if name in ("p", "tbl"):
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice", "AlternateContent"):
            yield from [] if is_placeholder(child) else blocks_in(child)


def is_placeholder(element: _Element) -> bool:
    """Whether a content control shows only "Click here to enter text".

    Of a form of our own the prompts are known, so that what some program wrote over one is not taken for it.
    """
    if local(element.tag) != "sdt":
        return False
    said = {local(one.tag): one for part in element if local(part.tag) == "sdtPr" for one in part}
    if "showingPlcHdr" not in said:
        return False
    own = "tag" in said and forms.read_tag(attribute(said["tag"], "val")) is not None
    return not own or not forms.said("".join(word for part in element for word in _words(part)))


def tags_in(cell: _Element) -> tuple[str, ...]:
    """The tags of the content controls in a cell of a table, and of one that holds the cell itself."""
    around = cell.getparent()
    outer = around.getparent() if around is not None and local(around.tag) == "sdtContent" else None
    places = [cell] if outer is None else [part for part in outer if local(part.tag) == "sdtPr"] + [cell]
    return tuple(attribute(tag, "val") for place in places for tag in place.iter("{*}tag"))


def paragraph_text(paragraph: _Element, numbering: Numbering) -> str:
    """The words of a paragraph with its number or bullet before them, and white space behind. Line breaks are `\\n`."""
    properties = next((part for part in paragraph if local(part.tag) == "pPr"), None)
    words = "".join(_words(paragraph)).lstrip()
    if style_of(paragraph) in _AS_THEY_STAND:
        return words
    label = numbering.label(style_of(paragraph), properties)
    return "" if label == "• " and not words else bulleted(label + words)


def mark_is_deleted(paragraph: _Element) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one goes on from it."""
    return any(
        local(change.tag) in GONE
        for part in paragraph
        if local(part.tag) == "pPr"
        for run in part
        if local(run.tag) == "rPr"
        for change in run
    )


def style_of(paragraph: _Element) -> str:
    """The identity of a paragraph's style, or "" for the usual one."""
    for part in paragraph:
        if local(part.tag) == "pPr":
            return next((attribute(one, "val") for one in part if local(one.tag) == "pStyle"), "")
    return ""


def _words(element: _Element) -> Iterator[str]:
    for child in element:
        name = local(child.tag)
        if name == "t":
            yield child.text or ""
        elif name == "br":
            yield "" if attribute(child, "type") in ("page", "column") else "\n"
        elif name == "sym":
            yield _SYMBOLS.get(attribute(child, "char")[-2:].upper(), "\ufffd")
        elif name in _AS_TEXT:
            yield _AS_TEXT[name]
        elif name not in _SKIPPED and not is_placeholder(child) and not (name == "r" and _is_hidden(child)):
            yield from _words(child)


def _is_hidden(run: _Element) -> bool:
    return any(
        local(one.tag) == "vanish" and attribute(one, "val") not in ("0", "false", "off")
        for part in run
        if local(part.tag) == "rPr"
        for one in part
    )
