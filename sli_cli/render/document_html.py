"""A document as one web page that needs nothing else, in the style of every page of the house."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sli_cli.render.as_html import table, words
from sli_cli.render.document import Entry, Facts, Heading, Listing, Paragraph
from sli_cli.render.html_style import STYLE, policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sli_cli.render.document import Block, Document


def render(document: Document, width: int) -> bytes:
    """The title, then each block. A page is as wide as its window: `width` is not asked."""
    title = words(document.title, between=" ")
    marking = f"<p><strong>{words(document.marking)}</strong></p>\n" if document.marking else ""
    pieces = [
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{marking}"
    ]
    for block in document.blocks:
        pieces += _block(block)
    pieces.append(f"</main>\n{f'<footer>{marking}</footer>' if marking else ''}</body>\n</html>\n")
    return "".join(pieces).encode("utf-8", "xmlcharrefreplace")


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level}>{words(block.text, between=' ')}</h{block.level}>\n"
    elif isinstance(block, Paragraph):
        yield f"<p>{words(block.text)}</p>\n"
    elif isinstance(block, Facts):
        yield _pairs(block.pairs)
    elif isinstance(block, Listing):
        start, end = ('<ol type="a">', "</ol>") if block.lettered else ("<ul>", "</ul>")
        yield start + "".join(f"<li>{words(line)}</li>\n" for line in block.lines) + end + "\n"
    elif isinstance(block, Entry):
        yield f"<h3>{words(block.heading, between=' ')}</h3>\n"
        yield _pairs([pair for pair in block.fields if pair[1]])
    else:
        caption = escape(block.report.title)
        yield from table(block.report, block.report.rows, words(caption, between=" "))


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f"<dt><strong>{words(name)}</strong></dt><dd>{words(text)}</dd>\n" for name, text in pairs)
    return f"<dl>\n{listed}</dl>\n"
