"""A table for people at a terminal: columns that fit its width, texts broken between words, plain characters only."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from sli_cli.render.clean import cleaner
from sli_cli.render.grid import side_by_side
from sli_cli.render.layout import GAP, Layout, lay_out
from sli_cli.render.wrap import visible, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sli_cli.render.report import Page, Report

BLOCK = 200
"""Rows that are held and drawn at a time; the first block decides how wide the columns are."""

_BOLD = "1"
_COLOURS = {"": "", "red": "31", "yellow": "33"}


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields the title, the head, the table a block of rows at a time, and the foot; nothing is wider than the page."""
    pen = _Pen(page)
    sheet = _Sheet(report, page, pen)
    yield pen.paragraph(report.heading(), _BOLD)
    yield from map(pen.paragraph, report.head)
    yield "\n"
    rows = iter(report.rows)
    block = list(islice(rows, BLOCK))
    if not block:
        yield pen.paragraph(report.empty)
    while block:
        if sheet.fit(block):
            yield sheet.header()
        yield from sheet.body(block)
        block = list(islice(rows, BLOCK))
    below = sheet.left_out() + report.feet()
    yield "\n" if below else ""
    yield from map(pen.paragraph, below)


class _Pen:
    """How words are put on this page: cleaned for its encoding, broken to a width, and in colour where that is seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clean = cleaner(page.encoding)

    def lines(self, text: str, width: int, code: str = "") -> list[str]:
        """The lines of `text`, none wider than `width`; `code` is that of a colour or weight, "" for none."""
        lines = wrap(self.clean(text), width)
        if not code or not self.page.color:
            return lines
        # The codes come last, because they take no room on the page.
        return [f"\x1b[{code}m{line}\x1b[0m" if line else "" for line in lines]

    def paragraph(self, text: str, code: str = "") -> str:
        """`text` over as many lines of the page as it needs."""
        return "\n".join(self.lines(text, self.page.width, code)) + "\n"

    def longest_line(self, text: str) -> int:
        """How many columns of the terminal `text` needs in order not to be broken."""
        return max(map(visible, self.clean(text).split("\n")))


class _Sheet:
    """One table being drawn: which columns it shows, how wide they are, and where on it the next row stands."""

    def __init__(self, report: Report, page: Page, pen: _Pen) -> None:
        self.report = report
        self.page = page
        self.pen = pen
        self.needs = [pen.longest_line(column.heading) for column in report.columns]
        self.layout = Layout((), (), ())
        self.group: str | None = None
        self.spaced = False
        self.at_top = True

    def fit(self, block: Sequence[Any]) -> bool:
        """Makes the columns fit the page and a block of rows; says whether that changed them, so that a header is due.

        The first block decides. Later ones are measured only in the columns that are served first, so that a ref
        longer than all before it is not broken: there the table begins anew.
        """
        for place, column in enumerate(self.report.columns):
            if column.grow == 0 or not self.layout.shown:
                self.needs[place] = max(self.needs[place], *map(self.pen.longest_line, map(column.text_of, block)))
        before = self.layout
        self.layout = lay_out(self.report.columns, self.needs, self.page.width, keep_all=self.page.explicit_columns)
        return self.layout != before

    def header(self) -> str:
        """The headings, and a rule below them."""
        headings = [
            self.pen.lines(self.report.columns[place].heading, width, _BOLD)
            for place, width in zip(self.layout.shown, self.layout.widths, strict=True)
        ]
        above = "" if self.at_top else "\n"
        self.at_top = True
        rule = (" " * GAP).join("-" * width for width in self.layout.widths)
        return f"{above}{side_by_side([headings], self.layout.widths, spaced=False)}\n{rule}\n"

    def body(self, block: Iterable[Any]) -> Iterator[str]:
        """The rows of a block, with a heading where a group begins."""
        if self.report.group is None:
            yield self.drawn(block)
            return
        for name, rows in groupby(block, self.report.group):
            if name != self.group:
                self.group = name
                self.at_top = True
                yield "\n" + self.group_heading(name)
            yield self.drawn(rows)

    def group_heading(self, name: str) -> str:
        """The name of a group in a rule as wide as the table, or alone where it is longer than that."""
        name = name.replace("\n", " ")
        width = sum(self.layout.widths) + GAP * (len(self.layout.widths) - 1)
        rest = "-" * (width - self.pen.longest_line(f"-- {name} "))
        return self.pen.paragraph(f"-- {name} {rest}".rstrip(" "), _BOLD)

    def drawn(self, rows: Iterable[Any]) -> str:
        """Rows side by side, with blank lines between them once a cell has had several lines."""
        cells = [self.cells_of(row) for row in rows]
        self.spaced = self.spaced or any(len(lines) > 1 for row in cells for lines in row)
        above = "\n" if self.spaced and not self.at_top else ""
        self.at_top = False
        return f"{above}{side_by_side(cells, self.layout.widths, spaced=self.spaced)}\n"

    def cells_of(self, row: Any) -> list[list[str]]:
        """The lines of each cell of a row."""
        colour = _COLOURS[self.report.emphasis(row)] if self.report.emphasis is not None else ""
        cells = []
        for place, width in zip(self.layout.shown, self.layout.widths, strict=True):
            column = self.report.columns[place]
            cells.append(self.pen.lines(column.text_of(row), width, colour if column.emphasised else ""))
        return cells

    def left_out(self) -> tuple[str, ...]:
        """The line that says which columns there was no room for, if any."""
        names = [_within_a_sentence(self.report.columns[place].heading) for place in self.layout.left_out]
        if not names:
            return ()
        them = "it" if len(names) == 1 else "them"
        where = f"Left out at {self.page.width} columns"
        return (f"{where}: {', '.join(names)}. A wider window, or --columns, shows {them}.",)


def _within_a_sentence(heading: str) -> str:
    """`Local action` as `local action`; an abbreviation such as `RAG` as it is."""
    return heading if heading[1:2].isupper() else heading[:1].lower() + heading[1:]
