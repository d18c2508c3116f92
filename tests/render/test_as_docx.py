"""The Word document: its structure, for those who see it and for those who have it read to them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from due_table import ITEMS, LEAD, REF, TEXT, due
from rendered import a_report, a_row, docx_rows, docx_words, file_of

from sli_cli.render import Column, Report


def opened(report: Report) -> Any:
    return docx.Document(file_of(report, "docx"))


def part(report: Report, name: str) -> str:
    with zipfile.ZipFile(file_of(report, "docx")) as file:
        return file.read(name).decode()


def test_the_title_is_a_heading_and_the_words_around_the_table_are_paragraphs() -> None:
    found = opened(due(as_of=date(2026, 11, 30), head=("1 overdue.",), foot=("1 assumed.",)))
    assert [(paragraph.style.name, paragraph.text) for paragraph in found.paragraphs] == [
        ("Heading 1", "Due this month, as at 30 Nov 2026"),
        ("Normal", "1 overdue."),
        ("Normal", "1 assumed."),
    ]


def test_the_page_is_a4_lying_on_its_side() -> None:
    section = opened(due()).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(297, 0.01), pytest.approx(210, 0.01))
    assert section.orientation == docx.enum.section.WD_ORIENT.LANDSCAPE


def test_the_header_row_repeats_and_rows_are_not_split() -> None:
    [table] = opened(due()).tables
    properties = [row._tr.trPr for row in table.rows]
    assert [found.find(qn("w:tblHeader")) is not None for found in properties] == [True, False, False]
    assert [found.find(qn("w:cantSplit")) is not None for found in properties] == [True, True, True]


def test_a_row_longer_than_a_page_may_be_split() -> None:
    [table] = opened(a_report([a_row(text="word " * 4_000), a_row(text="line\n" * 60), a_row()])).tables
    assert [row._tr.trPr is None for row in table.rows] == [False, True, True, False]


def test_no_cell_is_merged_and_every_row_has_every_column() -> None:
    xml = part(due(), "word/document.xml")
    assert not re.search("<w:(gridSpan|vMerge|hMerge)", xml)
    assert [xml.count(f"<w:{tag}>") for tag in ("tr", "tc")] == [3, 24]


def test_columns_are_as_wide_as_they_are_worth_and_together_no_wider_than_the_page() -> None:
    [table] = opened(due()).tables
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) <= 267.5
    by_name = dict(zip((cell.text for cell in table.rows[0].cells), widths, strict=True))
    assert by_name["Ref"] < 15
    assert by_name["Next review"] >= 22
    assert by_name["Recommendation"] == max(widths)
    assert [cell.width.mm for cell in table.rows[1].cells] == widths


def test_a_table_has_a_title_and_a_description_for_those_who_listen() -> None:
    [table] = opened(due()).tables
    said = [table._tbl.tblPr.find(qn(f"w:{tag}")).get(qn("w:val")) for tag in ("tblCaption", "tblDescription")]
    assert said[0] == "Due this month"
    assert said[1].startswith("The columns are Ref, Recommendation, Local action")


def test_each_group_has_its_heading_and_its_table() -> None:
    file = file_of(due(group=lambda item: item.theme), "docx")
    assert docx_words(file) == ["Due this month", "Safeguarding", "Deprivation"]
    found = docx.Document(file)
    assert [paragraph.style.name for paragraph in found.paragraphs] == ["Heading 1", "Heading 2", "Heading 2"]
    assert [child.tag.rpartition("}")[2] for child in found.element.body] == ["p", "p", "tbl", "p", "tbl", "sectPr"]
    assert [row[0] for row in docx_rows(file)] == ["Ref", "11", "Ref", "22"]
    assert found.styles["Heading 2"].paragraph_format.keep_with_next


def test_the_language_is_british_in_the_properties_and_in_every_style() -> None:
    assert opened(due()).core_properties.language == "en-GB"
    assert re.findall(r'<w:lang [^>]*w:val="([^"]*)"', part(due(), "word/styles.xml")) == ["en-GB"]


def test_the_file_says_what_it_is_and_neither_who_made_it_nor_when() -> None:
    properties = opened(due(as_of=date(2026, 11, 30))).core_properties
    assert properties.title == "Due this month, as at 30 Nov 2026"
    assert [properties.author, properties.last_modified_by, properties.comments] == ["", "", ""]
    assert [properties.created, properties.modified] == [None, None]


def test_the_font_reaches_the_headings() -> None:
    styles = part(due(), "word/styles.xml")
    assert "Theme=" not in "".join(re.findall("<w:rFonts[^>]*>", styles))
    assert set(re.findall(r'<w:rFonts [^>]*w:ascii="([^"]*)"', styles)) == {"Arial"}


def test_the_foot_of_each_page_has_the_title_and_the_number_of_the_page() -> None:
    [footer] = [name for name in zipfile.ZipFile(file_of(due(), "docx")).namelist() if "footer" in name]
    xml = part(due(as_of=date(2026, 11, 30)), footer)
    assert "Due this month, as at 30 Nov 2026" in xml
    assert re.findall(r"<w:instrText[^>]*>([^<]*)<", xml) == [" PAGE ", " NUMPAGES "]
    assert re.findall(r'w:fldCharType="([a-z]*)"', xml) == ["begin", "separate", "end"] * 2


def test_the_status_is_emphasised_by_weight_too_and_no_other_cell_is() -> None:
    [table] = opened(due()).tables
    bold = [[any(run.bold for p in cell.paragraphs for run in p.runs) for cell in row.cells] for row in table.rows[1:]]
    assert bold == [[False] * 7 + [True]] * 2
    colours = [str(row.cells[7].paragraphs[0].runs[0].font.color.rgb) for row in table.rows[1:]]
    assert colours == ["9C0006", "7F6000"]


def test_each_line_of_a_cell_is_a_paragraph() -> None:
    cell = opened(due()).tables[0].rows[1].cells[3]
    assert [paragraph.text for paragraph in cell.paragraphs] == ["Jane Ackroyd", "Director of Public Health"]


@pytest.mark.parametrize("text", ["<w:br/>", "</w:tbl>", "&amp;", '" w:val="', "]]>", "{{ 1 }}"])
def test_markup_is_text(text: str) -> None:
    report = Report(
        text, (REF, TEXT, Column("x", text, lambda item: text)), [ITEMS[0]._replace(text=text)], head=(text,)
    )
    file = file_of(report, "docx")
    assert docx_rows(file) == [["Ref", "Recommendation", text], ["11", text, text]]
    assert docx_words(file) == [text, text]


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1f", "\x7f", "\u202e", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_or_a_reader_could_not_bear_is_written_as_the_replacement_character(char: str) -> None:
    assert docx_rows(file_of(a_report([a_row(text=f"a{char}b")]), "docx"))[1][1] == "a\ufffdb"


def test_two_thousand_rows_are_all_there_in_order() -> None:
    report = Report("T", (REF, LEAD), (ITEMS[0]._replace(ref=str(number)) for number in range(2_000)))
    with zipfile.ZipFile(io.BytesIO(file_of(report, "docx").getvalue())) as file:
        xml = file.read("word/document.xml").decode()
    assert re.findall(r">(\d+)</w:t>", xml) == list(map(str, range(2_000)))
