"""Workbooks: values as they are shown, fills, merged cells, and sheets that declare more than they hold."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Color, PatternFill
from reading import cells, measured, words

from sli_cli.errors import Rejected
from sli_cli.intake.opening import open_document
from sli_cli.intake.xlsx_numbers import date_shown, day_of, is_date_format, number_shown

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book(tmp_path: Path, *rows: list[Any]) -> tuple[openpyxl.Workbook, Any, Path]:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Plan"
    for row in rows:
        sheet.append(row)
    return made, sheet, tmp_path / "a.xlsx"


def hand_made(tmp_path: Path, sheet: str, strings: str = "", styles: str = "") -> Path:
    """A workbook of one sheet with shared strings, as Excel itself writes it."""
    path = tmp_path / "hand.xlsx"
    related = [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")]
    related += [("rId3", "styles", "styles.xml")] * bool(styles)
    relations = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{t}" Target="{n}"/>' for i, t, n in related)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        made.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        start = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        made.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{start}</Relationships>')
        made.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>')
        sheets = f'<sheets><sheet name="Plan" sheetId="1" xmlns:r="{OFFICE}" r:id="rId1"/></sheets>'
        made.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}">{sheets}</workbook>')
        made.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>')
        made.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        made.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
    return path


def test_each_sheet_is_a_table_with_its_name_and_hidden_ones_are_marked_and_noted(tmp_path: Path) -> None:
    made, _, path = book(tmp_path, ["Ref"])
    made.create_sheet("Old").sheet_state = "hidden"
    made.create_sheet("Older").sheet_state = "veryHidden"
    made.create_chartsheet("Chart")
    made.save(path)
    document = open_document(str(path))
    assert [(table.name, table.number, table.hidden) for table in document.tables] == [
        ("Plan", 1, False), ("Old", 2, True), ("Older", 3, True),
    ]  # fmt: skip
    assert document.notes == ("The sheet 'Old' is hidden.", "The sheet 'Older' is hidden.")


def test_texts_stay_texts_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, ["Ref", "Text"], [], ["1.10", " two \n\n\nlines "], ["00123", "=no formula"])
    sheet["B4"].data_type = "s"
    made.save(path)
    rows = list(open_document(str(path)).tables[0].rows())
    assert [row.number for row in rows] == [1, 3, 4]
    assert words(path) == [["Ref", "Text"], ["1.10", "two \n\n\nlines"], ["00123", "=no formula"]]
    assert rows[1].cells[0].number is None
    assert rows[2].cells[1].place == "Plan!B4"


def test_a_number_in_general_format_is_kept_as_text_and_as_number(tmp_path: Path) -> None:
    made, _, path = book(tmp_path, [46115, 1.1, 0.1 + 0.2, -3.0, 1e21, True])
    made.save(path)
    row = next(open_document(str(path)).tables[0].rows())
    assert [cell.text for cell in row.cells] == ["46115", "1.1", "0.3", "-3", "1e+21", "TRUE"]
    assert (row.cells[0].number, row.cells[0].day) == (46115.0, None)


@pytest.mark.parametrize("number, code, shown", [
    (1.1, "0.00", "1.10"), (123, "00000", "00123"), (1234.5, "#,##0.00", "1,234.50"), (0.5, "0%", "50%"),
    (-1.5, "0.0", "-1.5"), (7, '"REC-"000', "REC-007"), (7, "General", "7"), (7, "", "7"), (1.25, "odd;format", "1.25"),
    (3, '"£"0.00', "£3.00"), (3, "[$£-809]0", "3"), (2, "0_);(0)", "2"),
])  # fmt: skip
def test_a_number_is_shown_in_its_format(number: float, code: str, shown: str) -> None:
    assert number_shown(number, code) == shown


@pytest.mark.parametrize("code, shown", [
    ("dd/mm/yyyy", "05/01/2027"), ("d-mmm-yy", "5-Jan-27"), ("mmm-yy", "Jan-27"), ("mmmm yyyy", "January 2027"),
    ("[$-809]dddd d mmmm yyyy;@", "Tuesday 5 January 2027"),
    ('d" of "mmmm', "5 of January"), ("d\\-m\\-yyyy", "5-1-2027"),
    ("dd/mm/yyyy hh:mm", "05/01/2027 18:05"), ("d/m/yy h:mm AM/PM", "5/1/27 6:05 PM"), ("mm:ss dd", "05:00 05"),
])  # fmt: skip
def test_a_date_is_shown_in_its_format(code: str, shown: str) -> None:
    assert date_shown(date(2027, 1, 5), 46392 + 18.083333 / 24, code) == shown


@pytest.mark.parametrize("code, dated", [
    ("dd/mm/yyyy", True), ("mmm-yy", True), ("yyyy", True), ("General", False), ("0.00", False), ("h:mm", False),
    ('0 "days"', False), ("[Red]0", False), ("0\\d", False), ("[$-409]d-mmm", True), ("mm:ss", False),
])  # fmt: skip
def test_a_format_is_one_of_dates_where_a_day_month_or_year_is_in_it(code: str, dated: bool) -> None:
    assert is_date_format(code) is dated


@pytest.mark.parametrize("serial, epoch_1904, day", [
    (46115, False, date(2026, 4, 3)), (46115, True, date(2030, 4, 4)), (1, False, date(1900, 1, 1)),
    (59, False, date(1900, 2, 28)), (60, False, None), (61, False, date(1900, 3, 1)), (0, True, date(1904, 1, 1)),
    (0.5, False, None), (-1, False, None), (1e9, False, None), (44197.99, False, date(2021, 1, 1)),
])  # fmt: skip
def test_a_serial_is_a_day_of_its_epoch(serial: float, epoch_1904: bool, day: date | None) -> None:
    assert day_of(serial, epoch_1904=epoch_1904) == day


def test_dates_are_kept_as_days_and_as_they_are_shown(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, [date(2027, 3, 4), date(2022, 5, 1), datetime(2027, 3, 4, 10, 30)])  # noqa: DTZ001
    sheet["A1"].number_format, sheet["B1"].number_format = "dd/mm/yyyy", "mmm-yy"
    made.save(path)
    row = next(open_document(str(path)).tables[0].rows())
    assert [(cell.text, cell.day) for cell in row.cells] == [
        ("04/03/2027", date(2027, 3, 4)), ("May-22", date(2022, 5, 1)), ("2027-03-04 10:30:00", date(2027, 3, 4)),
    ]  # fmt: skip


def test_dates_of_a_1904_workbook_are_counted_from_its_epoch(tmp_path: Path) -> None:
    made, _, path = book(tmp_path, [date(2027, 3, 4)])
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.save(path)
    document = open_document(str(path))
    assert document.epoch_1904
    assert next(document.tables[0].rows()).cells[0].day == date(2027, 3, 4)


def test_fills_are_given_whether_plain_of_the_theme_or_of_the_palette(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, ["Ref", None, None, None, None, None])
    colours = [Color("FFFF0000"), Color(theme=4), Color(theme=4, tint=0.5), Color(indexed=17), Color("FFFFFFFF")]
    for column, colour in enumerate(colours, 2):
        sheet.cell(1, column).fill = PatternFill("solid", fgColor=colour)
    made.save(path)
    row = next(open_document(str(path)).tables[0].rows())
    assert [cell.fill for cell in row.cells] == ["", "FF0000", "4F81BD", "A7C0DE", "008000", ""]


def test_merged_cells_are_repeated_and_marked(tmp_path: Path) -> None:
    made, sheet, path = book(
        tmp_path, ["Title"], ["Ref", "Text"], ["1", "one"], [None, "more"], ["Section", None], ["2", "x"]
    )
    for merged in ("A1:C1", "A3:A4", "A5:B5"):
        sheet.merge_cells(merged)
    made.save(path)
    rows = open_document(str(path)).tables[0].rows()
    assert [[(cell.text, cell.again) for cell in row.cells] for row in rows] == [
        [("Title", False), ("Title", True), ("Title", True)],
        [("Ref", False), ("Text", False)],
        [("1", False), ("one", False)],
        [("1", True), ("more", False)],
        [("Section", False), ("Section", True)],
        [("2", False), ("x", False)],
    ]


def test_a_title_merged_across_the_whole_sheet_is_not_repeated_without_end(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, ["Title"], ["Ref"])
    sheet.merge_cells("A1:XFD1")
    sheet["XFD2"] = "far"
    made.save(path)
    rows = list(open_document(str(path)).tables[0].rows())
    assert len(rows[0].cells) == 101
    assert (len(rows[1].cells), rows[1].cells[-1].text, rows[1].cells[-1].place) == (702, "far", "Plan!XFD2")


def test_a_formula_without_a_saved_value_and_an_error_are_doubts_with_their_places(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, ["=A2", "#REF!", "#N/A"])
    sheet["B1"].data_type = sheet["C1"].data_type = "e"
    made.save(path)
    found = cells(path)
    assert (found["Plan!A1"].text, found["Plan!A1"].doubt) == ("", "the value of its formula was never saved")
    assert (found["Plan!B1"].text, found["Plan!B1"].doubt) == ("#REF!", "the error #REF!")


def test_hidden_rows_are_marked_and_hidden_columns_noted(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, ["Ref", "Text", "Old"], ["1", "one", "x"])
    sheet.row_dimensions[2].hidden = sheet.column_dimensions["C"].hidden = True
    made.save(path)
    document = open_document(str(path))
    assert [row.hidden for row in document.tables[0].rows()] == [False, True]
    assert document.notes == ("The sheet 'Plan' hides columns (C), which are read too.",)


def test_comments_and_links_to_other_workbooks_are_noted(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path, ["Ref"])
    sheet["A1"].comment = openpyxl.comments.Comment("why?", "somebody")
    made.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert open_document(str(path)).notes == (
        "Comments were left out.",
        "Links to other workbooks were not followed: the values saved last were taken.",
    )


def test_shared_texts_formatted_in_runs_are_put_together_and_escapes_undone(tmp_path: Path) -> None:
    texts = "<si><t>Ref</t></si><si><r><t>two </t></r><r><rPr><b/></rPr><t>runs</t></r>"
    texts += "<rPh sb='0' eb='1'><t>no</t></rPh></si><si><t>a_x000D_\nb_x0001__x005F_x000D_</t></si><si/>"
    row = "".join(f"<c t='s'><v>{number}</v></c>" for number in range(4))
    sheet = f"<sheetData><row>{row}</row></sheetData>"
    assert words(hand_made(tmp_path, sheet, texts)) == [["Ref", "two runs", "a\nb_x0001__x000D_", ""]]


def test_values_of_every_kind_are_read_wherever_their_places_are_not_said(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row><c t="str"><f>A1</f><v>words</v></c><c t="str"><f>A1</f><v></v></c><c t="b"><v>0</v></c></row>'
        '<row r="5"><c t="d"><v>2027-03-04T00:00:00</v></c><c r="D5" t="inlineStr"><is><t>in line</t></is></c></row>'
        "<row><c><v>not a number</v></c><c><v>1e999</v></c></row></sheetData>"
    )
    path = hand_made(tmp_path, sheet)
    assert words(path) == [
        ["words", "", "FALSE"],
        ["2027-03-04T00:00:00", "", "", "in line"],
        ["not a number", "1e999"],
    ]
    assert [row.number for row in open_document(str(path)).tables[0].rows()] == [1, 5, 6]
    assert cells(path)["Plan!A5"].day == date(2027, 3, 4)
    assert not any(cell.doubt for cell in cells(path).values())


def test_a_date_that_is_none_is_doubted(tmp_path: Path) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    path = hand_made(tmp_path, '<sheetData><row r="1"><c s="1"><v>9999999</v></c></row></sheetData>', styles=styles)
    assert (cells(path)["Plan!A1"].text, cells(path)["Plan!A1"].doubt) == ("9999999", "a date that there is not")


@pytest.mark.parametrize("sheet, strings", [
    ('<sheetData><row><c t="s"><v>9</v></c></row></sheetData>', "<si><t>one</t></si>"),
    ('<sheetData><row><c t="s"><v>x</v></c></row></sheetData>', "<si><t>one</t></si>"),
    ("<sheetData><row><c><v>1</v></row></c></sheetData>", ""),
])  # fmt: skip
def test_a_sheet_that_contradicts_itself_is_refused(tmp_path: Path, sheet: str, strings: str) -> None:
    with pytest.raises(Rejected, match="is damaged"):
        words(hand_made(tmp_path, sheet, strings))


def test_shared_texts_that_declare_entities_are_refused(tmp_path: Path) -> None:
    path = hand_made(tmp_path, '<sheetData><row><c t="s"><v>0</v></c></row></sheetData>')
    with zipfile.ZipFile(path) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            bomb = b'<!DOCTYPE sst [<!ENTITY a "ha">]><sst><si><t>&a;</t></si></sst>'
            made.writestr(name, bomb if "sharedStrings" in name else content)
    with pytest.raises(Rejected, match="declares a document type"):
        words(path)


def test_more_merged_cells_than_any_sheet_has_are_refused(tmp_path: Path) -> None:
    merged = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 100_010))
    with pytest.raises(Rejected, match="merged cells"):
        words(hand_made(tmp_path, f"<sheetData/><mergeCells>{merged}</mergeCells>"))


def empty_rows(last: int) -> str:
    cells = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(3, last))
    filled = '<row r="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>'
    return f'<dimension ref="A1:XFD1048576"/><sheetData>{filled}{cells}'


def test_a_million_empty_rows_take_seconds_and_little_memory(tmp_path: Path) -> None:
    found = measured(hand_made(tmp_path, f"{empty_rows(1_048_577)}</sheetData>"))
    assert found["rows"] == 2
    assert found["seconds"] < 4 and found["megabytes"] < 40  # type: ignore[operator]


def test_a_value_below_many_empty_rows_is_not_lost(tmp_path: Path) -> None:
    path = hand_made(tmp_path, f'{empty_rows(20_000)}<row r="20001"><c><v>7</v></c></row></sheetData>')
    assert words(path) == [["1"], ["2"], ["7"]]


def test_twenty_thousand_rows_are_read_as_a_stream(tmp_path: Path) -> None:
    texts = "".join(f"<si><t>A recommendation of some words, number {n}</t></si>" for n in range(20_000))
    rows = "".join("<row>" + f"<c t='s'><v>{n}</v></c>" * 5 + "</row>" for n in range(20_000))
    found = measured(hand_made(tmp_path, f"<sheetData>{rows}</sheetData>", texts))
    assert found["rows"] == 20_000
    assert found["seconds"] < 8 and found["megabytes"] < 40  # type: ignore[operator]
