"""Forms come back as they were filled in, whatever a person and their program did to the file in between."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sli_cli.domain.forms import FIELDS, MINUTES, UPDATES, Filled, Form, Item, Serial, read_serial
from sli_cli.errors import Rejected
from sli_cli.intake.forms import read_form
from sli_cli.intake.opening import open_document
from sli_cli.render import docx_form, xlsx_form
from tests.filling_in import controls, fill_docx, fill_xlsx, tag_of, write

SERIAL = Serial(MINUTES, "LSCB", date(2026, 12, 15), date(2026, 11, 23), 8, "0a1b2c3d4e5f", ("bwd",))
ITEMS = (
    Item(11, "11", "aaaaaaa1", "Review the model.\n\nAnd again.", "Due 30 Nov 2026\nNo update recorded"),
    Item(12, "SR (25/26) 01", "aaaaaaa2", "Note the mark ffffffff.", "Overdue"),
    Item(13, "1a", "aaaaaaa3", "x", ""),
)
ANSWERS = {
    ("11", "decision"): "agreed",
    ("11", "note"): "Two lines\nof a note",
    ("11", "next"): "29 Jan 2027",
    ("1a", "decision"): "not reached",
}
READ = {
    "11": {"decision": "agreed", "note": "Two lines\nof a note", "next": "29 Jan 2027"},
    "SR (25/26) 01": {},
    "1a": {"decision": "not reached"},
}


def form(kind: str = MINUTES, items: tuple[Item, ...] = ITEMS, **values: Any) -> Form:
    groups = (("A. To decide", items[:2]), ("D. Late", items[2:]))
    serial = str(SERIAL._replace(kind=kind))
    return Form(kind, serial, "A sheet", ("Fill it in.",), groups)._replace(**values)


def read(path: Path, kind: str = MINUTES) -> Filled:
    return read_form(open_document(str(path)), kind)


def said(filled: Filled) -> dict[str, dict[str, str]]:
    """What was read, by ref and field, empty answers left out."""
    return {row.ref: {key: answer.text for key, answer in row.answers.items() if answer.text} for row in filled.rows}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "minutes.docx"
    path.write_bytes(docx_form.render(form()))
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "minutes.xlsx"
    path.write_bytes(xlsx_form.render(form()))
    return path


def test_an_empty_form_comes_back_with_nothing_said(sheet: Path, book: Path) -> None:
    for path in (sheet, book):
        found = read(path)
        assert said(found) == {"11": {}, "SR (25/26) 01": {}, "1a": {}}
        assert all(row.is_blank for row in found.rows)
        assert [row.mark for row in found.rows] == ["aaaaaaa1", "aaaaaaa2", "aaaaaaa3"]
        assert found.serial == SERIAL


def test_what_was_filled_in_comes_back_with_its_place(sheet: Path, book: Path) -> None:
    fill_docx(sheet, ANSWERS)
    found = read(sheet)
    assert said(found) == READ
    assert [row.key for row in found.rows] == [11, 12, 13]
    assert found.rows[0].answer("next").place == "table 1, row 2, column 6"
    assert found.rows[2].place == "table 2, row 2"
    fill_xlsx(book, ANSWERS | {("11", "next"): date(2027, 1, 29)})
    found = read(book)
    assert said(found) == READ
    assert found.rows[0].answer("next").day == date(2027, 1, 29)
    assert found.rows[0].answer("next").place == "Report!H2"
    assert found.rows[2].place == "Report, row 4"


# -- what people and programs do to a document


def lose_tags(document: Any) -> None:
    for control in list(document.element.body.iter(qn("w:sdt"))):
        properties = control.find(qn("w:sdtPr"))
        for part in list(properties):
            properties.remove(part)


def lose_controls(document: Any) -> None:
    """Every control is replaced by the words in it, as a mail program might."""
    for control in list(document.element.body.iter(qn("w:sdt"))):
        for part in control.find(qn("w:sdtContent")):
            control.addprevious(part)
        control.getparent().remove(control)


def reorder_rows(document: Any) -> None:
    table = document.tables[0]._tbl
    table.append(table.tr_lst[1])


def move_a_row_to_another_table(document: Any) -> None:
    document.tables[1]._tbl.append(document.tables[0]._tbl.tr_lst[1])


def widen_a_column(document: Any) -> None:
    for cell in document.tables[0].columns[4].cells:
        cell.width = Mm(120)


def swap_columns(document: Any) -> None:
    for table in document.tables[:2]:
        for row in table._tbl.tr_lst:
            row.append(row.tc_lst[2])


def leave_out_a_column(document: Any) -> None:
    for table in document.tables[:2]:
        for row in table._tbl.tr_lst:
            row.remove(row.tc_lst[1])


def add_a_title_row(document: Any) -> None:
    for table in document.tables[:2]:
        first = deepcopy(table._tbl.tr_lst[0])
        for number, cell in enumerate(first.tc_lst):
            for text in cell.iter(qn("w:t")):
                text.text = f"Part {number}"
        table._tbl.tr_lst[0].addprevious(first)


def wrap_the_table_in_a_control(document: Any) -> None:
    table = document.tables[0]._tbl
    control = table.makeelement(qn("w:sdt"), {})
    content = table.makeelement(qn("w:sdtContent"), {})
    control.append(content)
    table.addprevious(control)
    content.append(table)


CHANGES = [
    lose_tags, lose_controls, reorder_rows, move_a_row_to_another_table, widen_a_column, swap_columns,
    leave_out_a_column, add_a_title_row, wrap_the_table_in_a_control,
]  # fmt: skip


@pytest.mark.parametrize("tracked", [False, True], ids=["plain", "tracked"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_form_bears_what_happens_to_documents(sheet: Path, change: Callable[[Any], None], tracked: bool) -> None:
    fill_docx(sheet, ANSWERS, tracked=tracked)
    document = docx.Document(str(sheet))
    change(document)
    document.save(str(sheet))
    found = read(sheet)
    assert {row.ref: row.mark for row in found.rows} == {item.ref: item.mark for item in ITEMS}
    assert said(found) == READ
    assert not any(row.doubt for row in found.rows)
    assert ("Tracked changes were read as accepted." in found.notes) == tracked


def test_what_is_typed_beside_a_control_or_over_a_cell_counts(sheet: Path) -> None:
    document = docx.Document(str(sheet))
    cells = document.tables[0].rows[1].cells
    cells[2].text = "agreed"  # the whole cell is replaced, and the control with it
    cells[4].paragraphs[0].add_run("Said beside the box")
    cells[6].add_paragraph("4.1")
    document.save(str(sheet))
    assert said(read(sheet))["11"] == {"decision": "agreed", "note": "Said beside the box", "minute": "4.1"}


def test_what_is_written_over_a_prompt_counts_although_it_is_still_flagged_as_one(sheet: Path) -> None:
    document = docx.Document(str(sheet))
    for key, words in (("decision", "noted"), ("note", "Fine"), ("next", "Click or tap to enter a date.")):
        (text,) = controls(document)[("11", key)].iter(qn("w:t"))
        text.text = words
    document.save(str(sheet))
    assert said(read(sheet))["11"] == {"decision": "noted", "note": "Fine"}


def test_a_tracked_deletion_takes_an_answer_and_a_row_away(sheet: Path) -> None:
    fill_docx(sheet, ANSWERS)
    document = docx.Document(str(sheet))
    content = controls(document)[("11", "note")].find(qn("w:sdtContent"))
    deleted = content.makeelement(qn("w:del"), {qn("w:id"): "1", qn("w:author"): "S"})
    for run in list(content):
        deleted.append(run)
    for text in list(deleted.iter(qn("w:t"))):
        text.tag = qn("w:delText")
    content.append(deleted)
    row = document.tables[1].rows[1]._tr
    row.get_or_add_trPr().append(row.makeelement(qn("w:del"), {qn("w:id"): "2", qn("w:author"): "S"}))
    document.save(str(sheet))
    assert said(read(sheet)) == {"11": {"decision": "agreed", "next": "29 Jan 2027"}, "SR (25/26) 01": {}}


def test_two_answers_in_one_cell_are_a_doubt_and_not_a_guess(sheet: Path) -> None:
    fill_docx(sheet, ANSWERS)
    document = docx.Document(str(sheet))
    cells = document.tables[0].rows[1].cells
    cells[2]._tc.append(cells[4].paragraphs[0]._p)  # as when two cells are merged
    document.save(str(sheet))
    assert read(sheet).rows[0].doubt == "two answers stand in one cell (table 1, row 2, column 3)"


def test_a_row_put_together_from_two_is_a_doubt(sheet: Path) -> None:
    document = docx.Document(str(sheet))
    rows = document.tables[0]._tbl.tr_lst
    rows[1].tc_lst[2].addprevious(rows[2].tc_lst[2])
    rows[1].remove(rows[1].tc_lst[3])
    document.save(str(sheet))
    assert read(sheet).rows[0].doubt == "it was put together from several rows"


def test_a_workbook_bears_what_happens_to_workbooks(book: Path) -> None:
    fill_xlsx(book, ANSWERS)
    opened = load_workbook(book)
    found = opened.worksheets[0]
    found.insert_rows(1)
    found["A1"] = "Minutes of the meeting"
    found.insert_cols(3)
    found["C2"] = "Seen by"
    found.column_dimensions["H"].width = 90
    found.move_range("A3:L3", rows=4)  # the first item goes to the end
    opened.save(book)
    assert said(read(book)) == READ
    assert [row.ref for row in read(book).rows] == ["SR (25/26) 01", "1a", "11"]


def test_the_name_of_whoever_answers_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "updates.docx"
    path.write_bytes(docx_form.render(form(UPDATES, by="Jo Bloggs")))
    assert read(path, UPDATES).by.text == "Jo Bloggs"
    document = docx.Document(str(path))
    write(controls(document)[("", "by")], "Ann Deputy")
    document.save(str(path))
    assert read(path, UPDATES).by.text == "Ann Deputy"
    lose_tags(document)
    document.save(str(path))
    assert read(path, UPDATES).by.text == "Ann Deputy"
    path.write_bytes(docx_form.render(form(UPDATES, by="")))
    assert read(path, UPDATES).by.text == ""


# -- what is no form


def test_what_is_no_form_is_refused(sheet: Path) -> None:
    with pytest.raises(Rejected, match=r"is a form for minutes, not for updates\."):
        read(sheet, UPDATES)
    document = docx.Document(str(sheet))
    table = document.tables[2]._tbl
    table.getparent().remove(table)
    document.save(str(sheet))
    with pytest.raises(Rejected, match="is no minute sheet: the line that begins with sli:minutes is missing"):
        read(sheet)


@pytest.mark.parametrize(
    "text",
    [
        "sli:minutes:1|bwd|LSCB|2026-12-15|2026-11-23|8-0a1b|",
        "sli:updates:1||LSCB|2026-12-15|2026-11-23|0-0000|Chair",
    ],
)
def test_a_serial_is_read(text: str) -> None:
    assert str(read_serial(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sli:minutes:1",
        "sli:minutes:2|bwd|LSCB|2026-12-15|2026-11-23|8-0a1b|",
        "sli:other:1|bwd|LSCB|2026-12-15|2026-11-23|8-0a1b|",
        "sli:minutes:1|bwd|LSCB|2026-02-30|2026-11-23|8-0a1b|",
        "sli:minutes:1|bwd|LSCB|2026-12-15|2026-11-23|x-0a1b|",
        "sli:minutes:1|bwd|LSCB|2026-12-15|2026-11-23|8-0a1b",
    ],
)
def test_what_is_no_serial_is_none(text: str) -> None:
    assert read_serial(text) is None


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)


@given(NAMES.map(str.strip), st.lists(NAMES.map(str.strip).filter(bool), max_size=3), NAMES.map(str.strip))
def test_any_name_survives_in_a_serial(board: str, registers: list[str], post: str) -> None:
    serial = SERIAL._replace(board=board, registers=tuple(registers), post=post)
    assert read_serial(str(serial)) == serial


# -- hostile words


def test_no_word_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "minutes.xlsx"
    path.write_bytes(xlsx_form.render(form(items=(Item(7, "7", "deadbeef", "=1+1", "+1"), ITEMS[2]))))
    row = load_workbook(path).worksheets[0][2]
    assert [(cell.value, cell.data_type) for cell in row[2:4]] == [("=1+1", "s"), ("+1", "s")]


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp")), max_size=60),
    st.sampled_from(
        ["=1+1", "<w:p/>", "]]>", "&amp;", "{{ x }}", "sli:minutes:1|a", "mark 00000000", "Decision", "_x0041_", "• a"]
    ),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, before=HOSTILE, note=HOSTILE)
def test_hostile_words_come_back_as_they_were(tmp_path: Path, text: str, before: str, note: str) -> None:
    item = Item(7, "7", "deadbeef", text or "x", before)
    note = " ".join(note.split())
    for module, fill, name in ((docx_form, fill_docx, "a.docx"), (xlsx_form, fill_xlsx, "a.xlsx")):
        path = tmp_path / name
        path.write_bytes(module.render(form(items=(item, ITEMS[2]))))
        if not (name == "a.xlsx" and note.startswith("=")):  # that would be a formula, as it would be in Excel
            fill(path, {("7", "note"): note, ("7", "decision"): "noted"})
        found = read(path)
        assert [row.ref for row in found.rows] == ["7", "1a"]
        assert found.rows[0].mark == "deadbeef"
        assert found.serial == SERIAL
        if not (name == "a.xlsx" and (note.startswith("=") or "_x" in note)):
            assert found.rows[0].answer("note").text.lstrip("• ") == note.lstrip("• ")
            assert found.rows[0].answer("decision").text == "noted"


def test_every_field_has_its_column_and_its_tag(sheet: Path) -> None:
    document = docx.Document(str(sheet))
    tags = {tag_of(one).split(":")[1] for one in document.element.body.iter(qn("w:sdt"))}
    assert tags == {field.key for field in FIELDS[MINUTES]} | {"ref", "label"}
    headings = [cell.text for cell in document.tables[0].rows[0].cells]
    assert headings[2:] == [field.heading for field in FIELDS[MINUTES]]
