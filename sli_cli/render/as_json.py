"""JSON: one document, an array with the whole record of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.render.json_text import indented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.render.report import Page, Report


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields the array a record at a time: keys in their order, dates as YYYY-MM-DD; `[]` where there are no rows."""
    opening = between = "[\n  "
    for row in report.rows:
        # No text holds a line feed in JSON, so each one here begins a line of the document.
        yield between + indented(report.record_of(row), page.encoding).replace("\n", "\n  ")
        between = ",\n  "
    yield "[]\n" if between == opening else "\n]\n"
