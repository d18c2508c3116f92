"""One web page that needs nothing else: no script, nothing fetched, light or dark, from a telephone to paper."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sli_cli.render.clean import for_terminal, holds_all
from sli_cli.render.html_style import STYLE, policy, width_class
from sli_cli.render.paper import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sli_cli.render.report import Column, Page, Report


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields the title, the head, a table (one a group), and the foot. Every column is shown.

    The page says that it is UTF-8. For a stream that holds less, what is not ASCII is written as character references.
    """
    for piece in _pieces(report):
        yield piece if holds_all(page.encoding) else piece.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _pieces(report: Report) -> Iterator[str]:
    title = words(report.heading(), between=" ")
    yield (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    )
    yield from (f"<p>{words(line)}</p>\n" for line in report.head)
    any_rows = False
    if report.each is not None:
        for row in report.rows:
            any_rows = True
            yield _record(report, row, words(report.each(row), between=" "))
    for name, rows in grouped(report) if report.each is None else ():
        any_rows = True
        if report.group is not None:
            yield f"<h2>{words(name, between=' ')}</h2>\n"
        yield from table(report, rows, f"{title}: {words(name, between=' ')}" if name else title)
    if not any_rows:
        yield f"<p>{words(report.empty)}</p>\n"
    yield "</main>\n"
    feet = report.feet()
    if feet:
        yield "<footer>\n" + "".join([f"<p>{words(line)}</p>\n" for line in feet]) + "</footer>\n"
    yield "</body>\n</html>\n"


def _record(report: Report, row: Any, heading: str) -> str:
    """A heading and a table for one row: the fields that hold something, one below the other."""
    fields = [(words(column.heading), words(column.text_of(row))) for column in report.columns]
    lines = [
        f'<tr role="row"><th role="rowheader" scope="row">{name}</th><td role="cell">{words}</td></tr>\n'
        for name, words in fields
        if words
    ]
    return (
        f'<h2>{heading}</h2>\n<table role="table" class="record">\n<caption>{heading}</caption>\n'
        f'<tbody role="rowgroup">\n{"".join(lines)}</tbody>\n</table>\n'
    )


def table(report: Report, rows: Iterable[Any], caption: str) -> Iterator[str]:
    """A table whose roles are spelt out, since a narrow window lays it out as a list, and browsers then forget them."""
    headings = "".join(
        [
            f'<th role="columnheader" scope="col" class="{width_class(one.least)}">{words(one.heading)}</th>'
            for one in report.columns
        ]
    )
    yield (
        f'<table role="table">\n<caption>{caption}</caption>\n<thead role="rowgroup">\n'
        f'<tr role="row">{headings}</tr>\n</thead>\n<tbody role="rowgroup">\n'
    )
    starts = _starts(report.columns)
    for row in rows:
        emphasis = report.emphasis(row) if report.emphasis is not None else ""
        cells = [
            f"{_marked(start, emphasis if column.emphasised else '')}{words(column.text_of(row))}{end}"
            for column, (start, end) in zip(report.columns, starts, strict=True)
        ]
        yield f'<tr role="row">{"".join(cells)}</tr>\n'
    yield "</tbody>\n</table>\n"


def _starts(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """The tags around the cells of each column: the first names its row, and a narrow window shows each heading."""
    found = []
    for place, column in enumerate(columns):
        label = f'data-label="{escape(_clean(column.heading, " "))}"'
        if place == 0:
            found.append((f'<th role="rowheader" scope="row" {label}>', "</th>"))
        else:
            found.append((f'<td role="cell" {label}>', "</td>"))
    return found


def _marked(start: str, emphasis: str) -> str:
    return f'{start[:-1]} class="{emphasis}">' if emphasis else start


def words(text: str, between: str = "<br>") -> str:
    """`text` as HTML that shows it and does nothing else, with `between` for line ends."""
    return _clean(escape(text, quote=False), between)


def _clean(text: str, between: str) -> str:
    return for_terminal(text).replace("\n", between)
