"""A document as plain text, for a terminal: headings underlined, tables that fit the width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.render import as_table
from sli_cli.render.clean import for_terminal
from sli_cli.render.document import Entry, Facts, Heading, Listing, Paragraph, letter_of
from sli_cli.render.report import Page
from sli_cli.render.wrap import visible, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.render.document import Block, Document


WIDE = 100
"""The width from which on no column of a table is left out, in characters."""


def render(document: Document, width: int) -> bytes:
    """The title, then each block, with blank lines between; nothing is wider than `width` characters."""
    pieces = [_under(document.title, "=", width)]
    if document.marking:
        pieces.append(f"\n{_wrapped(document.marking, width)}")
    for block in document.blocks:
        pieces += _block(block, width)
    return "".join(pieces).encode("utf-8", "surrogatepass")


def _block(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        yield "\n" + _under(block.text, "-" if block.level == 2 else "", width)
    elif isinstance(block, Paragraph):
        yield "\n" + _wrapped(block.text, width)
    elif isinstance(block, Facts):
        yield "\n" + "".join(_wrapped(f"{name}: {text}", width) for name, text in block.pairs)
    elif isinstance(block, Listing):
        marks = [f"({letter_of(place)})" if block.lettered else "-" for place in range(len(block.lines))]
        yield "\n" + "".join(_wrapped(line, width, f"{mark} ") for mark, line in zip(marks, block.lines, strict=True))
    elif isinstance(block, Entry):
        yield f"\n{_wrapped(block.heading, width)}"
        yield from (_wrapped(f"{name}: {text}", width, "  ") for name, text in block.fields if text)
    else:
        yield from as_table.render(
            block.report._replace(title="", as_of=None), Page(width, False, "utf-8", width >= WIDE)
        )


def _under(text: str, line: str, width: int) -> str:
    lines = wrap(for_terminal(text), width)
    return "\n".join(lines) + "\n" + (line * max(map(visible, lines)) + "\n" if line else "")


def _wrapped(text: str, width: int, mark: str = "") -> str:
    """`text` broken to the width, its later lines as far in as the first one is after its mark."""
    lines = wrap(for_terminal(text), max(10, width - len(mark)))
    return mark + ("\n" + " " * len(mark)).join(lines) + "\n"
