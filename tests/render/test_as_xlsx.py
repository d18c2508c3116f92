"""The workbook: what Excel is told of it, and that no cell is anything but what was written."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from due_table import DUE, ITEMS, LEAD, REF, TEXT, due
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rendered import a_report, a_row, file_of, xlsx_rows, xlsx_words

from sli_cli.domain.excel_text import unescaped
from sli_cli.render import Column, Report

RATING = Column("rating", "Rating", lambda row: None, choices=("red", "amber", "green"))


def opened(report: Report) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(file_of(report, "xlsx"))


def test_the_sheet_is_a_table_with_a_frozen_header_that_is_printed_on_every_page() -> None:
    sheet = opened(due())["Report"]
    assert sheet.tables["Report"].ref == "A1:H3"
    assert sheet.tables["Report"].column_names[:3] == ["Ref", "Recommendation", "Local action"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert not sheet.merged_cells.ranges


def test_it_is_printed_on_a4_lying_on_its_side_as_wide_as_the_page_with_its_date_and_page_numbers() -> None:
    sheet = opened(due(as_of=date(2026, 11, 30)))["Report"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddHeader.left.text == "Due this month, as at 30 Nov 2026"
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_an_ampersand_in_the_title_is_no_code_of_a_header() -> None:
    assert opened(Report("R&D &P", (REF,), ITEMS))["Report"].oddHeader.left.text == "R&&D &&P"


def test_headings_and_status_are_styled_without_the_help_of_a_table_style() -> None:
    sheet = opened(due())["Report"]
    assert [sheet["A1"].font.b, sheet["A1"].fill.fgColor.rgb, sheet["A2"].font.b] == [True, "00DCE6F1", False]
    assert [sheet[cell].font.color.rgb for cell in ("H2", "H3")] == ["009C0006", "007F6000"]
    assert [sheet[cell].font.b for cell in ("H2", "H3")] == [True, True]
    assert sheet["B2"].alignment.wrap_text


def test_columns_are_as_wide_as_they_are_worth_and_rows_as_high_as_their_text() -> None:
    sheet = opened(due())["Report"]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["Ref"] < 8 < 24 <= widths["Recommendation"]
    assert widths["Next review"] >= 13
    assert sum(widths.values()) <= 170
    assert sheet.row_dimensions[2].height > sheet.row_dimensions[3].height > sheet.row_dimensions[1].height


def test_no_row_is_higher_than_excel_allows() -> None:
    sheet = opened(a_report([a_row(text="word " * 6_000), a_row(text="\n" * 500)]))["Report"]
    assert {sheet.row_dimensions[number].height for number in (2, 3)} == {409}


def test_a_date_is_a_date_that_reads_as_on_paper_and_a_number_is_a_number() -> None:
    columns = (DUE, Column("n", "Days", lambda item: 12), Column("b", "Any", lambda item: True))
    sheet = opened(Report("T", columns, ITEMS[:1]))["Report"]
    assert [sheet["A2"].value, sheet["A2"].number_format] == [datetime(2026, 11, 18), "d mmm yyyy"]  # noqa: DTZ001
    assert [sheet["B2"].value, sheet["B2"].data_type] == [12, "n"]
    assert [sheet["C2"].value, sheet["C2"].data_type] == ["yes", "s"]


@pytest.mark.parametrize("value", [date(1899, 12, 31), date(1900, 1, 1), date(1900, 2, 28)])
def test_a_date_that_excel_counts_otherwise_is_written_as_text(value: date) -> None:
    assert xlsx_rows(file_of(Report("T", (Column("d", "D", lambda row: value),), [1]), "xlsx"))[1] == [str(value)]


@pytest.mark.parametrize("value", [10**15, -(10**20), 0.1, float("nan"), float("inf")])
def test_a_number_that_excel_would_round_or_lacks_is_written_as_text(value: float) -> None:
    assert xlsx_rows(file_of(Report("T", (Column("d", "D", lambda row: value),), [1]), "xlsx"))[1] == [str(value)]


@pytest.mark.parametrize("text", ["=1+1", "=", "+44 1254", "-- x", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_is_a_formula_now_or_when_somebody_edits_the_cell(text: str) -> None:
    cell = opened(a_report([a_row(text=text)]))["Report"]["B2"]
    assert [cell.value, cell.data_type, bool(cell.quotePrefix)] == [text, "s", True]


def test_an_ordinary_text_has_no_mark_before_it_and_no_text_leaves_the_cell_empty() -> None:
    sheet = opened(a_report([a_row(text="Review"), a_row(text="")]))["Report"]
    assert [bool(sheet["B2"].quotePrefix), sheet["B3"].value] == [False, None]


def test_a_closed_vocabulary_is_a_drop_down_in_every_row_to_come() -> None:
    sheet = opened(Report("T", (REF, RATING), ITEMS))["Report"]
    [found] = sheet.data_validations.dataValidation
    assert [found.type, found.formula1, str(found.sqref)] == ["list", '"red,amber,green"', "B2:B1048576"]
    assert found.allow_blank
    assert found.error == "Choose one of: red, amber, green."


@pytest.mark.parametrize("choices", [("a,b", "c"), ('say "no"',), ("x" * 256,)])
def test_words_that_excel_cannot_offer_are_an_error_of_the_programmer(choices: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no drop-down"):
        file_of(Report("T", (RATING._replace(choices=choices),), ITEMS), "xlsx")


@pytest.mark.parametrize("headings", [("Comments", "comments"), ("", "B"), ("A\nB", "C"), ("_x0041_", "C")])
def test_headings_that_excel_takes_for_no_table_are_kept_and_can_be_filtered(headings: tuple[str, ...]) -> None:
    columns = tuple(Column(str(place), name, lambda item: item.text) for place, name in enumerate(headings))
    book = opened(Report("T", columns, ITEMS))
    assert not book["Report"].tables
    assert book["Report"].auto_filter.ref == "A1:B3"
    assert [unescaped(cell.value or "") for cell in book["Report"][1]] == list(headings)


def test_groups_are_a_column_unless_a_column_says_the_same() -> None:
    def by_theme(item: Any) -> str:
        return str(item.theme)

    theme = Column("theme", "Theme", by_theme)
    assert xlsx_rows(file_of(Report("T", (REF,), ITEMS, group=by_theme), "xlsx")) == [
        ["Group", "Ref"],
        ["Safeguarding", "11"],
        ["Deprivation", "22"],
    ]
    assert xlsx_rows(file_of(Report("T", (REF, theme), ITEMS, group=by_theme), "xlsx"))[0] == ["Ref", "Theme"]


def test_the_words_around_the_table_are_on_a_sheet_of_their_own() -> None:
    report = due(as_of=date(2026, 11, 30), head=("1 overdue.",), foot=("1 assumed: sli check",))
    assert xlsx_words(file_of(report, "xlsx")) == [
        "Due this month, as at 30 Nov 2026",
        "1 overdue.",
        "1 assumed: sli check",
    ]


def test_an_empty_table_opens_on_the_sheet_that_says_so() -> None:
    book = opened(a_report([]))
    assert book.active.title == "About"
    assert not book["Report"].tables
    assert opened(due()).active.title == "Report"


def test_a_text_too_long_for_a_cell_begins_there_and_stands_whole_on_its_own_sheet() -> None:
    long = "To review " * 4_000
    file = file_of(a_report([a_row("1"), a_row("2", long)]), "xlsx")
    book = openpyxl.load_workbook(file)
    assert book["Report"]["B3"].value.endswith("[The whole text is on the sheet Long texts, number 1.]")
    assert [cell.value for cell in book["Long texts"][1]] == ["Number", "Part", "Text"]
    assert [row[:2] for row in book["Long texts"].iter_rows(2, values_only=True)] == [(1, n) for n in range(1, 11)]
    assert "whole on the sheet Long texts" in xlsx_words(file)[-1]
    assert xlsx_rows(file)[2][1] == long


def test_long_texts_are_found_again_when_the_rows_were_sorted() -> None:
    texts = ["b" * 40_000, "a" * 40_000]
    book = openpyxl.load_workbook(file_of(a_report([a_row("1", texts[0]), a_row("2", texts[1])]), "xlsx"))
    sheet = book["Report"]
    sheet["B2"].value, sheet["B3"].value = sheet["B3"].value, sheet["B2"].value
    file = io.BytesIO()
    book.save(file)
    assert [row[1] for row in xlsx_rows(file)[1:]] == texts[::-1]


ANYTHING = st.text(
    st.one_of(st.sampled_from("=+-@'_x005FD\x00\x01\x0b\r\n\t\x7f\x85\ud800\udc00\ufffe\u202e"), st.characters()),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANYTHING, min_size=1, max_size=9))
@example(["_x005F_x000D_", "\x00\x0b\r", "\ud83d\ude00", "_x0041_", "\u2028\u2029", " \n", "=1+1\x01"])
def test_every_text_there_is_control_characters_too_is_read_back_exactly(texts: list[str]) -> None:
    found = xlsx_rows(file_of(Report("T", (LEAD, TEXT), [ITEMS[0]._replace(text=text) for text in texts]), "xlsx"))
    assert [row[1] or "" for row in found[1:]] == texts


def test_the_file_says_what_it_is_and_not_who_made_it() -> None:
    with zipfile.ZipFile(file_of(due(), "xlsx")) as file:
        properties = file.read("docProps/core.xml").decode()
    assert ">Due this month</dc:title>" in properties
    assert ">en-GB</dc:language>" in properties
    assert "reator" not in properties
    assert "lastModifiedBy" not in properties
