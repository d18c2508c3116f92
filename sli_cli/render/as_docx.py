"""A Word document: headings, tables whose header rows repeat, page numbers; readable on A4 and by those who listen."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from sli_cli.render.docx_page import new_document, one_line
from sli_cli.render.docx_table import ROOM, Cell, add_record, add_table
from sli_cli.render.paper import column_widths, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docx.document import Document

    from sli_cli.render.report import Page, Report


def render(report: Report, page: Page) -> Iterator[bytes]:
    """Yields the whole file: the title, the head, a table (one a group), and the foot. Every column is shown."""
    title = one_line(report.heading())
    document = new_document(title)
    document.add_heading(title, 1)
    for line in report.head:
        document.add_paragraph(one_line(line))
    if report.each is not None:
        any_rows = _records(document, report, report.each)
        _foot(document, report, any_rows)
        yield _bytes(document)
        return
    columns = report.columns
    groups = [(one_line(name), [_cells(report, row) for row in rows]) for name, rows in grouped(report)]
    widths = column_widths(columns, [[cell.text for cell in row] for _, rows in groups for row in rows], ROOM)
    headings = [column.heading for column in columns]
    for name, rows in groups:
        if report.group is not None:
            document.add_heading(name, 2)
        add_table(
            document,
            headings,
            rows,
            widths,
            title=f"{title}: {name}" if name else title,
            description=f"The columns are {', '.join(headings)}.",
        )
    _foot(document, report, bool(groups))
    yield _bytes(document)


def _records(document: Document, report: Report, each: Callable[[Any], str]) -> bool:
    """Adds a heading and a table for each row, with the fields that hold something. Says whether there were any."""
    any_rows = False
    for row in report.rows:
        any_rows = True
        fields = [(column.heading, column.text_of(row)) for column in report.columns]
        add_record(document, [(name, text) for name, text in fields if text], title=each(row))
    return any_rows


def _foot(document: Document, report: Report, any_rows: bool) -> None:
    if not any_rows:
        document.add_paragraph(one_line(report.empty))
    for place, line in enumerate(report.feet()):
        paragraph = document.add_paragraph(one_line(line))
        if place == 0 and any_rows:
            paragraph.paragraph_format.space_before = document.styles["Heading 2"].paragraph_format.space_before


def _bytes(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _cells(report: Report, row: Any) -> list[Cell]:
    emphasis = report.emphasis(row) if report.emphasis is not None else ""
    return [Cell(column.text_of(row), emphasis if column.emphasised else "") for column in report.columns]
