"""Markdown: the report as a document with pipe tables, in which every text stays text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sli_cli.render.clean import cleaner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sli_cli.render.report import Page, Report

# What Markdown or HTML would take for markup.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", **{mark: f"\\{mark}" for mark in "\\`*_[]|~"}})


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields the title, the head, a table (one a group), and the foot, with blank lines between."""
    clean = cleaner(page.encoding)

    def escaped(text: str) -> str:
        return clean(text).translate(ESCAPES)

    yield f"# {on_one_line(escaped(report.heading()))}\n"
    for line in report.head:
        yield f"\n{on_one_line(escaped(line))}\n"
    any_rows = False
    for name, rows in groupby(report.rows, report.group or _one_group):
        any_rows = True
        if report.group is not None:
            yield f"\n## {on_one_line(escaped(name))}\n"
        yield from table(report, rows, escaped)
    if not any_rows:
        yield f"\n{on_one_line(escaped(report.empty))}\n"
    for line in report.feet():
        yield f"\n{on_one_line(escaped(line))}\n"


def _one_group(row: Any) -> str:
    return ""


def table(report: Report, rows: Iterable[Any], escaped: Callable[[str], str]) -> Iterator[str]:
    yield "\n" + _line(escaped(column.heading) for column in report.columns)
    yield _line("---" for column in report.columns)
    for row in rows:
        yield _line(escaped(column.text_of(row)) for column in report.columns)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join([cell.replace("\n", "<br>") for cell in cells]) + " |\n"


def on_one_line(text: str) -> str:
    return text.replace("\n", " ")
