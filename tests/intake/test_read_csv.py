"""CSV in every encoding and with every delimiter that people send."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import measured, words

from sli_cli.errors import Rejected
from sli_cli.intake.opening import open_document

ROWS = [["Ref", "Recommendation", "Due"], ["1.10", "Siân’s plan, at £5 – “soon”", "31/03/2027"], ["012/21", "Two", ""]]


def in_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def given_file(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_text_is_read_in_its_encoding_and_parted_by_its_delimiter(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = given_file(tmp_path, in_csv(ROWS, delimiter).encode(encoding))
    assert words(path) == ROWS
    assert words(path, encoding="utf-16" if encoding == "utf-16" else encoding) == ROWS


def test_short_texts_in_windows_1252_are_no_chinese_and_it_is_said(tmp_path: Path) -> None:
    path = given_file(tmp_path, "Ref,Lead\n1,Siân\n2,£5\n".encode("cp1252"))
    assert words(path) == [["Ref", "Lead"], ["1", "Siân"], ["2", "£5"]]
    assert open_document(str(path)).notes == ("Read as cp1252, as it is no UTF-8.",)


def test_one_byte_far_down_decides_the_encoding_of_the_whole(tmp_path: Path) -> None:
    path = given_file(tmp_path, b"Ref,Text\n" + b"1,words\n" * 130_000 + b"2,\xa35\n")
    assert words(path)[-1] == ["2", "£5"]


@pytest.mark.parametrize("content, said", [
    (b"Ref,Text\n1,\x81\n", "neither UTF-8 nor Windows-1252"),
    (b"Ref,Text\n1,wo\x00rds\n", "holds NUL characters"),
])  # fmt: skip
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Rejected, match=said):
        open_document(str(given_file(tmp_path, content)))


def test_a_given_encoding_that_does_not_fit_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = given_file(tmp_path, "Ref,Lead\n1,Siân\n".encode("cp1252"))
    with pytest.raises(Rejected, match="is not text in the encoding utf-8") as said:
        words(path, encoding="utf-8")
    assert "--encoding" in said.value.remedy


@pytest.mark.parametrize("content, expected", [
    ("sep=;\r\nRef;Text, and more\r\n1;a, b\r\n", [["Ref", "Text, and more"], ["1", "a, b"]]),
    ("Ref;Text;Due\n1;Prose, with commas, many;x\n2;More, prose;y\n", [
        ["Ref", "Text", "Due"], ["1", "Prose, with commas, many", "x"], ["2", "More, prose", "y"]]),
    ("Ref,Text\n1,one; two; three\n2,four; five; six\n3,seven; eight; nine\n", [
        ["Ref", "Text"], ["1", "one; two; three"], ["2", "four; five; six"], ["3", "seven; eight; nine"]]),
    ("Action plan; as at May\n\nRef,Text,Due\n1,a,b\n2,c,d\n", [
        ["Action plan; as at May"], ["Ref", "Text", "Due"], ["1", "a", "b"], ["2", "c", "d"]]),
    ("Recommendation\nDo this\nDo that\n", [["Recommendation"], ["Do this"], ["Do that"]]),
    ('Ref,Text\n1,"no doubled quotes here"\n2,"she said ""yes"", once"\n', [
        ["Ref", "Text"], ["1", "no doubled quotes here"], ["2", 'she said "yes", once']]),
    ('Ref,Text\n1,"• one;\n• two;\n• three"\n2,"• four;\n• five;"\n', [
        ["Ref", "Text"], ["1", "• one;\n• two;\n• three"], ["2", "• four;\n• five;"]]),
    ("Ref,Text\r1,old Mac\r", [["Ref", "Text"], ["1", "old Mac"]]),
])  # fmt: skip
def test_the_delimiter_is_found_among_prose(tmp_path: Path, content: str, expected: list[list[str]]) -> None:
    assert words(given_file(tmp_path, content)) == expected


def test_a_tsv_is_parted_by_tabs_whatever_else_is_in_it(tmp_path: Path) -> None:
    assert words(given_file(tmp_path, "a,b,c\td\ne,f,g\th\n", "a.tsv")) == [["a,b,c", "d"], ["e,f,g", "h"]]


def test_rows_bear_the_numbers_that_a_spreadsheet_shows_and_cells_their_places(tmp_path: Path) -> None:
    path = given_file(tmp_path, 'Title\n\n,,\nRef,Text\n1,"two\r\nlines"\n2,b\n')
    rows = list(open_document(str(path)).tables[0].rows())
    assert [row.number for row in rows] == [1, 4, 5, 6]
    assert [cell.place for cell in rows[-1].cells] == ["row 6, column 1", "row 6, column 2"]
    assert rows[2].cells[1].text == "two\nlines"


def test_rows_are_read_anew_each_time(tmp_path: Path) -> None:
    table = open_document(str(given_file(tmp_path, in_csv(ROWS)))).tables[0]
    first = table.rows()
    next(first)
    assert list(table.rows()) == list(table.rows())
    assert [cell.text for cell in next(first).cells] == ROWS[1]


def test_the_apostrophe_that_guards_a_formula_is_taken_away_once(tmp_path: Path) -> None:
    path = given_file(tmp_path, in_csv([["a", "b"], ["'=SUM(A1)", "''-x"], ["'tis", "'"]]))
    assert words(path) == [["a", "b"], ["=SUM(A1)", "'-x"], ["'tis", "'"]]


@pytest.mark.parametrize("content", [
    'Ref,Text\n1,"never closed\n2,b\n3,c\n',
    'Ref,Text\n1,"never closed\n2,b\n3,"closed by chance"\n4,d\n',
    'Ref,Text\n1,"' + "words\n" * 1_500_000,
])  # fmt: skip
def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_record(tmp_path: Path, content: str) -> None:
    with pytest.raises(Rejected, match=r"A quotation mark is never closed in 'a\.csv', in the record that begins '1,"):
        words(given_file(tmp_path, content))


def test_a_quotation_mark_within_a_line_is_only_a_mark(tmp_path: Path) -> None:
    assert words(given_file(tmp_path, 'Ref,Text\n1,5" pipe\n2,b\n')) == [["Ref", "Text"], ["1", '5" pipe'], ["2", "b"]]


def test_a_cell_of_forty_thousand_characters_is_read_and_a_line_of_millions_refused(tmp_path: Path) -> None:
    assert words(given_file(tmp_path, f"Ref,Text\n1,{'x' * 40_000}\n"))[1][1] == "x" * 40_000
    with pytest.raises(Rejected, match="more than a million characters"):
        words(given_file(tmp_path, "Ref,Text\n1," + "x" * 3_000_000))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_characters="\x00\r", codec="utf-8"), max_size=30)] * 2), max_size=8
    ),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_what_is_written_as_csv_is_read_back(tmp_path: Path, rows: list[tuple[str, str]], encoding: str) -> None:
    whole = [["Ref", "Recommendation", "Lead"], *(["1", one, other] for one, other in rows)]
    unguarded = [
        [
            text[1:] if text.startswith("'") and text.lstrip("'")[:1] in ("=", "+", "-", "@", "\t") else text
            for text in row
        ]
        for row in ([cell.strip() for cell in row] for row in whole)
    ]
    assert words(given_file(tmp_path, in_csv(whole).encode(encoding))) == unguarded


def test_a_hundred_thousand_rows_are_read_in_little_memory(tmp_path: Path) -> None:
    row = ["1.1", "A recommendation of some words. " * 8, "Director of Public Health", "31/03/2027", "On track"]
    path = given_file(tmp_path, in_csv([["Ref", "Recommendation", "Lead", "Due", "Status"], *[row] * 100_000]))
    found = measured(path)
    assert found["rows"] == 100_001
    assert found["megabytes"] < 30 and found["seconds"] < 10  # type: ignore[operator]
