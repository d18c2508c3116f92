"""A document as Markdown, in which every text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.render.as_markdown import ESCAPES, on_one_line, table
from sli_cli.render.clean import for_terminal
from sli_cli.render.document import Entry, Facts, Heading, Listing, Paragraph, letter_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.render.document import Block, Document


def render(document: Document, width: int) -> bytes:
    """The title, then each block, with blank lines between. Line ends are Markdown's business: `width` is not asked."""
    pieces = [f"# {_line(document.title)}\n"]
    if document.marking:
        pieces.append(f"\n**{_line(document.marking)}**\n")
    for block in document.blocks:
        pieces += _block(block)
    return "".join(pieces).encode("utf-8", "surrogatepass")


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"\n{'#' * block.level} {_line(block.text)}\n"
    elif isinstance(block, Paragraph):
        yield f"\n{_line(block.text)}\n"
    elif isinstance(block, Facts):
        yield "\n" + "".join(f"- **{_line(name)}:** {_line(text)}\n" for name, text in block.pairs)
    elif isinstance(block, Listing):
        # Letters are typed out: Markdown has numbers and bullets only.
        marks = [f"({letter_of(place)}) " if block.lettered else "" for place in range(len(block.lines))]
        yield "\n" + "".join(f"- {mark}{_line(line)}\n" for mark, line in zip(marks, block.lines, strict=True))
    elif isinstance(block, Entry):
        yield f"\n### {_line(block.heading)}\n\n"
        yield from (
            f"- **{_line(name)}:** {_escaped(text)}\n".replace("\n", "<br>", text.count("\n"))
            for name, text in block.fields
            if text
        )
    else:
        yield from table(block.report, block.report.rows, _escaped)


def _escaped(text: str) -> str:
    return for_terminal(text).translate(ESCAPES)


def _line(text: str) -> str:
    return on_one_line(_escaped(text))
