"""How a workbook holds any text: what is escaped, what goes to the sheet of long texts, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sli_cli.domain.excel_text import beginning, escaped, parts, too_long, unescaped, whole

TRICKY = st.text(st.one_of(st.sampled_from("_x005FDd\x00\x01\x02\r\n\t\ud800\ufffe"), st.characters()), max_size=40)


@pytest.mark.parametrize(
    ("text", "in_xml"),
    [
        ("To review the model – ‘over’ time\n\tand 日本", "To review the model – ‘over’ time\n\tand 日本"),
        ("\x01\r\x1f", "_x0001__x000D__x001F_"),
        ("\ud800 \uffff", "_xD800_ _xFFFF_"),
        ("_x000D_", "__x0078_000D_"),
        ("_x0001\x02", "__x0078_0001_x0002_"),
        ("x005F_", "_x0078_005F_"),
        ("_xylophone_", "_xylophone_"),
    ],
)
def test_only_what_xml_lacks_and_what_looks_like_an_escape_is_escaped(text: str, in_xml: str) -> None:
    assert escaped(text) == in_xml
    assert unescaped(in_xml) == text


@settings(max_examples=400)
@given(TRICKY)
@example("_x005F_x000D_")
def test_escaping_loses_nothing_even_if_openpyxl_takes_its_part_out(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert unescaped(escaped(text).replace("x005F_", "")) == text


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("x" * 32_767, False),
        ("x" * 32_768, True),
        ("👍" * 16_383, False),
        ("👍" * 16_384, True),
        ("\x01" * 4_681, False),
        ("\x01" * 4_682, True),
        ("", False),
    ],
)
def test_a_text_is_too_long_for_a_cell_as_excel_counts(text: str, long: bool) -> None:
    assert too_long(text) == long


def test_a_long_text_is_found_by_the_number_at_the_end_of_its_cell() -> None:
    long = "To review " * 4_000
    cell = beginning(long, 7)
    assert cell.startswith("To review To review")
    assert cell.endswith("…\n[The whole text is on the sheet Long texts, number 7.]")
    assert len(cell) < 1_100
    assert whole(cell, {7: "".join(parts(long))}) == long


def test_a_cell_that_was_edited_since_is_taken_as_it_stands() -> None:
    long = "To review " * 4_000
    edited = "Now: " + beginning(long, 1)
    assert whole(edited, {1: long}) == edited
    assert whole(beginning(long, 2), {1: long}) == beginning(long, 2)


def test_a_text_that_reads_like_the_beginning_of_a_long_one_is_told_from_it() -> None:
    forged = beginning("To review " * 4_000, 1)
    assert too_long(forged)
    assert whole(beginning(forged, 2), {1: "To review " * 4_000, 2: forged}) == forged


@pytest.mark.parametrize("text", ["\x01" * 40_000, "👍" * 40_000, "_x0041_" * 6_000])
def test_each_part_of_a_long_text_fits_its_cell(text: str) -> None:
    assert "".join(parts(text)) == text
    assert max(len(escaped(part).encode("utf-16-le")) // 2 for part in parts(text)) <= 32_767
