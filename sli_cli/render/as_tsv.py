"""Tab-separated values: a header of keys, one line a row, whatever the cells hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.render.cells import cell
from sli_cli.render.clean import cleaner, harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sli_cli.render.report import Page, Report

# So that a line is always a row, and what was written can be had back.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})


def render(report: Report, page: Page) -> Iterator[str]:
    r"""Yields the header and one line a row; a backslash, tab or line feed in a cell becomes `\\`, `\t` or `\n`."""
    clean = cleaner(page.encoding, harmless)
    yield _line(cell(column.key, clean) for column in report.columns)
    for row in report.rows:
        yield _line(cell(column.value(row), clean) for column in report.columns)


def _line(cells: Iterable[str]) -> str:
    return "\t".join([text.translate(_ESCAPES) for text in cells]) + "\n"
