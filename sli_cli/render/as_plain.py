"""Plain text for grep, cut and awk: one line a row, a tab between cells, nothing above or below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.render.clean import cleaner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.render.report import Page, Report


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields one line a row: what people read, with the lines of a cell joined by ` / `."""
    clean = cleaner(page.encoding)
    for row in report.rows:
        yield "\t".join([_on_one_line(clean(column.text_of(row))) for column in report.columns]) + "\n"


def _on_one_line(text: str) -> str:
    if "\n" not in text:
        return text
    return " / ".join([line.strip() for line in text.split("\n") if line.strip()])
