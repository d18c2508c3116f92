"""A form as a workbook: one table with drop-downs, a row an item, and the serial on the sheet "About"."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sli_cli.domain import forms
from sli_cli.domain.forms import CHOICE, DAY, LINE, WORDS, Field, Form, Item
from sli_cli.render.as_xlsx import render as workbook
from sli_cli.render.report import Column, Page, Report
from sli_cli.render.xlsx_room import with_room
from sli_cli.render.xlsx_style import DATE, LAST_ROW

WIDTHS = {WORDS: 36, DAY: 13, CHOICE: 14, LINE: 11}
"""The width of a column to write in, by the kind of its field, in characters."""
PAGE = Page(120, False, "utf-8", True)


def render(form: Form) -> bytes:
    """The whole file. Each empty cell is to be filled in; the column of marks stays as it is."""
    group = {item.key: heading for heading, items in form.groups for item in items}
    fields = forms.FIELDS[form.kind]
    columns = (
        Column("group", "Table", lambda item: group[item.key], least=12),
        Column("ref", forms.REF_HEADINGS[1], lambda item: item.ref, least=6, grow=0),
        Column("text", "Recommendation", lambda item: item.text, least=30, grow=3),
        Column("before", forms.BEFORE[form.kind], lambda item: item.before, least=22, grow=2),
        *map(_to_fill_in, fields),
        Column("mark", forms.MARK_HEADING, lambda item: item.mark, least=9, grow=0),
    )
    report = Report(
        title=form.title,
        columns=columns,
        rows=form.items,
        head=form.head,
        foot=("Leave the next line as it is: by it the form is known again.", form.serial),
        empty="Nothing is before the board.",
    )
    file = BytesIO(b"".join(workbook(report, PAGE)))
    first = [column.key for column in columns].index(fields[0].key) + 1
    return with_room(lambda: _with_fields(file, fields, first))


def _with_fields(file: BytesIO, fields: Sequence[Field], first: int) -> bytes:
    """The workbook with its fields made ready to write in, from the column `first` on."""
    book = load_workbook(file)
    for place, field in enumerate(fields, first):
        _make_room(book.worksheets[0], get_column_letter(place), field)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _to_fill_in(field: Field) -> Column:
    def empty(_: Item) -> str:
        return ""

    return Column(field.key, field.heading, empty, choices=field.choices if field.kind == CHOICE else ())


def _make_room(sheet: Any, letter: str, field: Field) -> None:
    """Widens a column that is empty yet; one of dates shows them as such, and takes nothing else."""
    sheet.column_dimensions[letter].width = float(WIDTHS[field.kind])
    if field.kind != DAY:
        return
    for row in range(2, sheet.max_row + 1):
        sheet[f"{letter}{row}"].style = DATE
    # 36526 is 1 January 2000, as a workbook counts days.
    dates = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    dates.errorTitle, dates.error = "Not a date", "Write a date, such as 29/01/2027."
    dates.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(dates)
