"""A form as a Word document: a table of items with drop-downs, date pickers and boxes to write in.

Every field is a content control whose tag says what it holds. Labels cannot be typed over, but nothing is locked
against being moved: a row can be cut and put elsewhere, which Word refuses where a control in it cannot be deleted.
"""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from docx.enum.style import WD_STYLE_TYPE
from docx.shared import RGBColor

from sli_cli.domain import forms
from sli_cli.domain.forms import CHOICE, DAY, LINE, Field, Form, Item
from sli_cli.render.docx_page import CELL, clean, new_document, one_line
from sli_cli.render.docx_table import ROOM, Cell, add_table
from sli_cli.render.layout import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document

PROMPT = "Placeholder Text"
"""The style of what an empty field shows."""
_BEFORE = {forms.MINUTES: 28, forms.UPDATES: 22}
"""The width of the column of what is known of an item, in characters, by the kind of form."""
_GREY = f'<w:rPr><w:rStyle w:val="{PROMPT.replace(" ", "")}"/><w:color w:val="595959"/></w:rPr>'
_PARAGRAPH = f'<w:pPr><w:pStyle w:val="{CELL.replace(" ", "")}"/></w:pPr>'


def render(form: Form) -> bytes:
    """The whole file: the title, what to do, a table a group, and the serial by which the form is known again."""
    title = one_line(form.title)
    document = new_document(title)
    style = document.styles.add_style(PROMPT, WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb = RGBColor.from_string("595959")
    document.add_heading(title, 1)
    for line in form.head:
        document.add_paragraph(one_line(line))
    numbers = count(1)
    if form.by is not None:
        _add_by(document, form.by, numbers)
    for heading, items in form.groups:
        if heading:
            document.add_heading(one_line(heading), 2)
        if items:
            _add_items(document, form, heading, items, numbers)
        else:
            document.add_paragraph("None.")
    _add_serial(document, form)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add_by(document: Document, guess: str, numbers: Iterator[int]) -> None:
    control = _control(forms.BY, forms.tag_of(forms.BY.key), forms.BY.heading, next(numbers), guess)
    row = (Cell(forms.BY.heading), Cell(guess, content=f"<w:p>{_PARAGRAPH}{control}</w:p>"))
    add_table(
        document, ("Your answers", "Name"), [row], (20, 60), title="Who answers", description="One row, with a name."
    )


def _add_items(document: Document, form: Form, heading: str, items: tuple[Item, ...], numbers: Iterator[int]) -> None:
    fields = forms.FIELDS[form.kind]
    widths = [_BEFORE[form.kind], *(field.width for field in fields)]
    widths.insert(0, ROOM - sum(widths) - GAP * len(widths))
    headings = (forms.REF_HEADINGS[0], forms.BEFORE[form.kind], *(field.heading for field in fields))
    rows = [
        (_label(item, numbers), Cell(item.before), *(_field(field, item, next(numbers)) for field in fields))
        for item in items
    ]
    add_table(
        document,
        headings,
        rows,
        widths,
        title=heading or form.title,
        description=f"A row for each recommendation. To be filled in: {', '.join(headings[2:])}.",
    )


def _add_serial(document: Document, form: Form) -> None:
    document.add_heading("About this form", 2)
    row = [Cell(form.serial)]
    add_table(
        document,
        ("Leave this line as it is: by it the form is known again",),
        [row],
        (ROOM - GAP,),
        title="Serial",
        description="The line by which the form is known again.",
    )


def _label(item: Item, numbers: Iterator[int]) -> Cell:
    """The ref and the words of a recommendation and the mark of its row, none of which can be typed over."""
    lines = [(forms.REF, item.ref, "<w:rPr><w:b/></w:rPr>")]
    lines += [("label", line, "") for line in clean(item.text).split("\n") if line.strip()]
    lines.append(("label", f"mark {item.mark}", _GREY))
    lock = '<w:lock w:val="contentLocked"/>'
    controls = [
        _sdt("Recommendation", forms.tag_of(key, item), next(numbers), lock, "", _run(text, properties))
        for key, text, properties in lines
    ]
    content = "".join(f"<w:p>{_PARAGRAPH}{control}</w:p>" for control in controls)
    return Cell(f"{item.ref}\n{item.text}\n{item.mark}", content=content)


def _field(field: Field, item: Item, number: int) -> Cell:
    control = _control(field, forms.tag_of(field.key, item), f"{field.heading}, {item.ref}", number)
    return Cell("", content=f"<w:p>{_PARAGRAPH}{control}</w:p>")


def _control(field: Field, tag: str, name: str, number: int, text: str = "") -> str:
    """A content control of the kind of a field; without a text it shows its prompt."""
    if field.kind == CHOICE:
        listed = "".join(f"<w:listItem w:displayText={quoteattr(w)} w:value={quoteattr(w)}/>" for w in field.choices)
        kind = f"<w:dropDownList>{listed}</w:dropDownList>"
    elif field.kind == DAY:
        kind = (
            '<w:date><w:dateFormat w:val="d MMM yyyy"/><w:lid w:val="en-GB"/>'
            '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
        )
    else:
        # A plain box of several lines would do, but LibreOffice loses the line ends in it.
        kind = "<w:text/>" if field.kind == LINE else "<w:richText/>"
    shown = "" if text else "<w:showingPlcHdr/>"
    run = _run(text) if text else _run(forms.PROMPTS[field.kind], _GREY)
    return _sdt(name, tag, number, shown, kind, run)


def _sdt(name: str, tag: str, number: int, flags: str, kind: str, run: str) -> str:
    """A content control, its properties in the order that the format asks for."""
    named = f"<w:alias w:val={quoteattr(one_line(name)[:64])}/><w:tag w:val={quoteattr(tag)}/>"
    return (
        f'<w:sdt><w:sdtPr>{named}<w:id w:val="{number}"/>{flags}{kind}</w:sdtPr>'
        f"<w:sdtContent>{run}</w:sdtContent></w:sdt>"
    )


def _run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(one_line(text))}</w:t></w:r>'
