"""How a sheet of a workbook looks on the screen and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from sli_cli.domain.excel_text import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook

    from sli_cli.render.report import Column

HEADING = "Table heading"
WORDS = "Table text"
DATE = "Table date"
EMPHASIS = {"red": "Table text, late", "yellow": "Table text, now"}
"""The names of the styles of cells, as Excel's gallery shows them; those of emphasis by the colour of a row."""
LAST_ROW = 1_048_576


def add_styles(book: Workbook) -> None:
    """Adds the styles of headings, texts and dates, in Arial, all at the top left of their cells."""
    wrapped = Alignment(horizontal="left", vertical="top", wrap_text=True)
    rule = Side(style="thin", color="BFBFBF")
    under = Border(bottom=rule)
    heading = NamedStyle(HEADING, Font(name="Arial", sz=10, b=True), PatternFill("solid", "DCE6F1"))
    heading.alignment, heading.border = wrapped, Border(bottom=Side(style="medium", color="1F3864"))
    words = NamedStyle(WORDS, Font(name="Arial", sz=10), border=under, alignment=wrapped)
    dates = NamedStyle(DATE, Font(name="Arial", sz=10), border=under, alignment=wrapped, number_format="d mmm yyyy")
    for style in (heading, words, dates):
        book.add_named_style(style)
    for name, colour in zip(EMPHASIS.values(), ("9C0006", "7F6000"), strict=True):
        font = Font(name="Arial", sz=10, b=True, color=colour)
        book.add_named_style(NamedStyle(name, font, border=under, alignment=wrapped))


def on_a4(sheet: Any, widths: Sequence[int], title: str, *, beside: int = 1) -> None:
    """Sets the widths of the columns (in characters), a header that stays in sight, and printing on A4 landscape.

    Of a table that is printed on several pages side by side (`beside`), the first column stays in sight too. To be
    called before the first row is written.
    """
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = float(width)
    sheet.freeze_panes = "B2" if beside > 1 else "A2"
    sheet.print_title_rows = "1:1"
    if beside > 1:
        sheet.print_title_cols = "A:A"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = beside
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    # Excel takes & for the beginning of a code, and no header of more than 255 characters.
    sheet.oddHeader.left.text = title[:120].replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"


def add_drop_downs(sheet: Any, columns: Sequence[Column]) -> None:
    """Offers the words of closed vocabularies, in the rows that are there and in those to come."""
    for place, column in enumerate(columns, 1):
        if column.choices:
            letter = get_column_letter(place)
            sheet.data_validations.append(_drop_down(column, f"{letter}2:{letter}{LAST_ROW}"))


def as_table(sheet: Any, columns: Sequence[Column], last: int) -> None:
    """Makes the rows from 1 to `last` a table to filter, once they are written."""
    area = f"A1:{get_column_letter(len(columns))}{last}"
    headings = [column.heading for column in columns]
    if last > 1 and _can_name_a_table(headings):
        table = Table(displayName="Report", name="Report", ref=area)
        table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=False)
        table.tableColumns = [TableColumn(id=place, name=name) for place, name in enumerate(headings, 1)]
        table.autoFilter = AutoFilter(ref=area)
        sheet.tables.add(table)  # add_table warns of columns that are named here
    elif columns:
        sheet.auto_filter.ref = area


def _can_name_a_table(headings: Sequence[str]) -> bool:
    """Excel refuses a table with two columns of one name, or of none."""
    plain = all(0 < len(name) <= 255 and name.isprintable() and name == escaped(name) for name in headings)
    return bool(headings) and plain and len({name.casefold() for name in headings}) == len(headings)


def _drop_down(column: Column, area: str) -> DataValidation:
    listed = ",".join(column.choices)
    if len(listed) > 255 or '"' in listed or listed.count(",") != len(column.choices) - 1:
        raise ValueError(f"Excel has no drop-down for these words: {listed}")
    found = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True, sqref=area)
    found.errorTitle = "Not one of the words"
    found.error = f"Choose one of: {listed.replace(',', ', ')}."[:255]
    return found
