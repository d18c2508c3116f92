"""A form as a workbook: one table with drop-downs, a row an item, and the serial on the sheet "About"."""

from __future__ import annotations

from sli_cli.domain import forms
from sli_cli.domain.forms import CHOICE, WORDS, Field, Form, Item
from sli_cli.render.as_xlsx import render as workbook
from sli_cli.render.report import Column, Page, Report

LEAST_OF_WORDS = 40
"""The width of a column to write words in, in characters."""


def render(form: Form) -> bytes:
    """The whole file. Each empty cell is to be filled in; the column of marks stays as it is."""
    groups = {item.key: heading for heading, items in form.groups for item in items}
    report = Report(
        title=form.title,
        columns=(
            Column("ref", forms.REF_HEADINGS[1], lambda item: item.ref, least=6, grow=0),
            Column("text", "Recommendation", lambda item: item.text, least=30, grow=3),
            Column("before", forms.BEFORE[form.kind], lambda item: item.before, least=22, grow=2),
            *(_column(field) for field in forms.FIELDS[form.kind]),
            Column("mark", forms.MARK_HEADING, lambda item: item.mark, least=9, grow=0),
        ),
        rows=form.items,
        head=form.head,
        foot=("Leave the next line as it is: by it the form is known again.", form.serial),
        group=(lambda item: groups[item.key]) if len(form.groups) > 1 else None,
        empty="Nothing is before the board.",
    )
    return b"".join(workbook(report, Page(120, False, "utf-8", True)))


def _column(field: Field) -> Column:
    def empty(_: Item) -> str:
        return ""

    least = LEAST_OF_WORDS if field.kind == WORDS else max(field.width, 12)
    return Column(
        field.key, field.heading, empty, least=least, grow=0, choices=field.choices if field.kind == CHOICE else ()
    )
