"""JSON Lines: one object a row, each on its own line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.render.json_text import on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.render.report import Page, Report


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields one line a row: its whole record, keys in their order, dates as YYYY-MM-DD, null where there is none."""
    for row in report.rows:
        yield on_one_line(report.record_of(row), page.encoding) + "\n"
