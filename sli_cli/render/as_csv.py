"""CSV as Excel reads it: a header of keys, lines that end in CR LF, dates as YYYY-MM-DD, no cell that is a formula."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from sli_cli.render.cells import cell
from sli_cli.render.clean import cleaner, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.render.report import Page, Report


class _Passing:
    """A file for the csv writer that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields the header, also where there are no rows, and then one record a row. Line breaks stay in their cells."""
    clean = cleaner(page.encoding, harmless)
    writer = csv.writer(_Passing())
    yield writer.writerow([cell(column.key, clean) for column in report.columns])
    for row in report.rows:
        yield writer.writerow([cell(column.value(row), clean) for column in report.columns])
