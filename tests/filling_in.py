"""Forms filled in as a person would with Word or Excel: each answer in its own field."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from openpyxl import load_workbook

Answers = Mapping[tuple[str, str], Any]
"""What is written: (ref, key of the field) → the answer."""

HEADINGS = {
    "decision": "Decision", "outcome": "Outcome", "note": "Note", "next": "Next review", "minute": "Minute",
}  # fmt: skip


def tag_of(control: Any) -> str:
    found = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return found.get(qn("w:val")) if found is not None else ""


def text_of(element: Any) -> str:
    return "".join(part.text or "" for part in element.iter(qn("w:t")))


def controls(document: Any) -> dict[tuple[str, str], Any]:
    """The content controls of a form by the ref of their row and the key of their field; "" for the form itself."""
    found = list(document.element.body.iter(qn("w:sdt")))
    refs = {tag_of(one).split(":")[2]: text_of(one) for one in found if tag_of(one).startswith("sli:ref:")}
    return {(refs.get(tag_of(one).split(":")[2], ""), tag_of(one).split(":")[1]): one for one in found}


def write(control: Any, words: str, *, tracked: bool = False) -> None:
    """Types into a control as Word does: its prompt goes, and line ends are line breaks."""
    properties = control.find(qn("w:sdtPr"))
    prompt = properties.find(qn("w:showingPlcHdr"))
    if prompt is not None:
        properties.remove(prompt)
    content = control.find(qn("w:sdtContent"))
    run = deepcopy(content.find(qn("w:r")))
    for part in list(content):
        content.remove(part)
    for part in list(run):
        run.remove(part)
    for number, line in enumerate(words.split("\n")):
        if number:
            run.append(run.makeelement(qn("w:br"), {}))
        text = run.makeelement(qn("w:t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        text.text = line
        run.append(text)
    if tracked:
        who = {qn("w:id"): "900", qn("w:author"): "Sam Okoro", qn("w:date"): "2026-12-16T09:00:00Z"}
        inserted = content.makeelement(qn("w:ins"), who)
        inserted.append(run)
        content.append(inserted)
    else:
        content.append(run)


def fill_docx(path: Path, answers: Answers, *, tracked: bool = False) -> None:
    document = docx.Document(str(path))
    there = controls(document)
    for field, words in answers.items():
        write(there[field], words, tracked=tracked)
    document.save(str(path))


def fill_xlsx(path: Path, answers: Answers) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {str(row[columns["Ref"] - 1].value): row[0].row for row in sheet.iter_rows(min_row=2)}
    for (ref, key), value in answers.items():
        sheet.cell(rows[ref], columns[HEADINGS[key]]).value = value
    book.save(path)


def fill(path: Path, answers: Answers) -> None:
    """Fills in a form of either kind; dates go into a workbook as dates, and into a document as words."""
    if path.suffix == ".xlsx":
        fill_xlsx(path, answers)
        return
    fill_docx(path, {field: in_words(value) for field, value in answers.items()})


def in_words(value: Any) -> str:
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)
