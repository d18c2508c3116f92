"""A workbook: one real table with a frozen header, in which every text stays text and every date is a date.

The first sheet holds the table and nothing else, so that it can be sorted, filtered and read back. The second says
what it is, and a third holds texts that are longer than a cell can be.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from sli_cli.domain import excel_text
from sli_cli.render.cells import in_text
from sli_cli.render.clean import harmless
from sli_cli.render.paper import column_widths
from sli_cli.render.report import Column
from sli_cli.render.wrap import wrap
from sli_cli.render.xlsx_room import with_room
from sli_cli.render.xlsx_style import DATE, EMPHASIS, HEADING, WORDS, add_drop_downs, add_styles, as_table, on_a4

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sli_cli.render.report import Page, Report

ROOM = 150
"""The width of an A4 page lying on its side, in characters; with more than ten columns the page is printed smaller."""
WIDE = 16
"""From how many columns a table is for the screen, and is printed on several pages side by side."""
LINE = 13.0
MOST_HEIGHT = 409.0
"""The height of a line, and the most that Excel makes a row, in points."""
LETTERS = 1.2
"""How many letters of Arial 10 a column of width 1 holds, on the safe side."""
SAMPLE = 200
"""How many rows decide the widths of the columns."""
FORMULA = ("=", "+", "-", "@")
FIRST_DAY = date(1900, 3, 1)
"""The first day that Excel and everybody else count alike; earlier ones are written as text."""


def render(report: Report, page: Page) -> Iterator[bytes]:
    """Yields the whole file: the sheet "Report", "About", and "Long texts" where there are any."""
    yield with_room(lambda: _workbook(report))


def _workbook(report: Report) -> bytes:
    book = Workbook(write_only=True)
    book.properties.creator = None
    book.properties.title = _one_line(report.heading())
    book.properties.language = "en-GB"
    add_styles(book)
    long_texts: list[str] = []
    empty = _table(book, report, long_texts)
    _about(book, report, empty, long_texts)
    if long_texts:
        _long_texts(book, long_texts)
    book.active = 1 if empty else 0
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _table(book: Workbook, report: Report, long_texts: list[str]) -> bool:
    """Writes the sheet with the table, and adds what is too long for a cell to `long_texts`. Says if it is empty."""
    sheet = book.create_sheet("Report")
    rows = list(report.rows)  # before anything is written: openpyxl does not bear to be stopped halfway
    sample = rows[:SAMPLE]
    columns = _columns(report, sample)
    # Room for the arrow of the filter beside each heading.
    widths = [
        width + 2 for width in column_widths(columns, [_texts(columns, row) for row in sample], _room(len(columns)))
    ]
    on_a4(sheet, widths, _one_line(report.heading()), beside=1 if len(columns) < WIDE else round(sum(widths) / ROOM))
    add_drop_downs(sheet, columns)
    _append(sheet, 1, [_cell(sheet, column.heading, HEADING) for column in columns], widths)
    for number, row in enumerate(rows, 2):
        style = EMPHASIS.get(report.emphasis(row), WORDS) if report.emphasis else WORDS
        cells = [
            _fitting(sheet, _value(column, row), style if column.emphasised else WORDS, long_texts)
            for column in columns
        ]
        _append(sheet, number, cells, widths)
    as_table(sheet, columns, len(rows) + 1)
    return not rows


def _columns(report: Report, sample: Sequence[Any]) -> tuple[Column, ...]:
    """The columns, after one for the group of each row where none of them says it: headings would break the table."""
    group = report.group
    if group is None or any(all(column.text_of(row) == group(row) for row in sample) for column in report.columns):
        return report.columns
    return (Column("group", "Group", group, least=12), *report.columns)


def _room(columns: int) -> int:
    """How many characters the columns share."""
    return max(ROOM, (15 if columns < WIDE else 20) * columns) - 2 * columns


def _value(column: Column, row: Any) -> object:
    """What a column puts into its cell: what people read where it says so, else a date, a number or a text."""
    if column.text is not None:
        return column.text(row)
    value = column.value(row)
    if type(value) is date and value >= FIRST_DAY:
        return value
    return value if type(value) is int and abs(value) < 10**15 else in_text(value)


def _texts(columns: Sequence[Column], row: Any) -> list[str]:
    return [column.text_of(row) for column in columns]


def _fitting(sheet: Any, value: object, style: str, long_texts: list[str]) -> Any:
    """A cell that holds no more than it can; what is longer goes to `long_texts`."""
    if isinstance(value, str) and excel_text.too_long(value):
        long_texts.append(value)
        value = excel_text.beginning(value, len(long_texts))
    return _cell(sheet, value, style)


def _cell(sheet: Any, value: Any, style: str) -> Any:
    """A cell that is never a formula; empty for no text, which a cell that holds "" is not."""
    if not isinstance(value, str) or value == "":
        cell = WriteOnlyCell(sheet, value if value != "" else None)
        cell.style = DATE if isinstance(value, date) else style
        return cell
    cell = WriteOnlyCell(sheet, excel_text.escaped(value))
    cell.style = style
    cell.data_type = "s"
    if value.startswith(FORMULA):
        cell.quotePrefix = True  # so that it stays text when somebody edits the cell
    return cell


def _append(sheet: Any, number: int, cells: list[Any], widths: Sequence[int]) -> None:
    """Writes a row, as high as its longest text needs: not every program works that out by itself."""
    texts = [cell.value if cell.data_type == "s" else "" for cell in cells]
    most = int(MOST_HEIGHT / LINE)
    lines = [
        len(wrap(harmless(text[: 2 * most * width]), int(width * LETTERS))) if len(text) >= width or "\n" in text else 1
        for text, width in zip(texts, widths, strict=True)
    ]
    sheet.row_dimensions[number].height = min(MOST_HEIGHT, max(lines, default=1) * LINE + 3)
    sheet.append(cells)
    del sheet.row_dimensions[number]  # it is written; a long table would hold thousands of them


def _about(book: Workbook, report: Report, empty: bool, long_texts: Sequence[str]) -> None:
    """Writes the sheet with the words around the table, one line a row."""
    sheet = book.create_sheet("About")
    on_a4(sheet, [100], _one_line(report.heading()))
    lines = [*report.head, *([report.empty] if empty else []), *report.feet()]
    if long_texts:
        lines.append(f"Texts that end in “number 1” and so on are whole on the sheet {excel_text.LONG_TEXTS}.")
    _append(sheet, 1, [_cell(sheet, report.heading(), HEADING)], [100])
    for number, line in enumerate(lines, 2):
        _append(sheet, number, [_cell(sheet, line, WORDS)], [100])


def _long_texts(book: Workbook, long_texts: Sequence[str]) -> None:
    sheet = book.create_sheet(excel_text.LONG_TEXTS)
    widths = [10, 8, 120]
    on_a4(sheet, widths, excel_text.LONG_TEXTS)
    _append(sheet, 1, [_cell(sheet, name, HEADING) for name in excel_text.LONG_TEXTS_HEADER], widths)
    row = 1
    for number, text in enumerate(long_texts, 1):
        for part, words in enumerate(excel_text.parts(text), 1):
            row += 1
            _append(sheet, row, [_cell(sheet, value, WORDS) for value in (number, part, words)], widths)


def _one_line(text: str) -> str:
    return " ".join(harmless(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").split())
