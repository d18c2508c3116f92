"""What every format that is no text keeps to, whatever the rows hold: one contract, run over each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rendered import (
    COLUMNS,
    HOSTILE,
    NUMBER_LIKE,
    OBEYED,
    READ_ROWS,
    READ_WORDS,
    UNICODE,
    a_report,
    a_row,
    file_of,
)

from sli_cli.render import BINARY, Column, Report

ALL = pytest.mark.parametrize("fmt", sorted(BINARY))
HEADER = ["Ref", "Recommendation", "Lead", "Next review"]
DATE = {"docx": "30 Nov 2026", "xlsx": datetime(2026, 11, 30)}  # noqa: DTZ001 - Excel knows no zones


def cells(fmt: str, texts: list[str]) -> list[Any]:
    """The column `text` of a file with `texts` in it, as it is read back."""
    return [row[1] or "" for row in READ_ROWS[fmt](file_of(a_report(map(a_row, "123456789", texts)), fmt))[1:]]


@ALL
def test_a_row_is_read_back_as_it_was_written(fmt: str) -> None:
    found = READ_ROWS[fmt](file_of(a_report([a_row()]), fmt))
    assert found == [HEADER, ["11", "To review the model over time.", "Director\nCouncil", DATE[fmt]]]


@ALL
def test_an_empty_report_says_so_in_a_sentence_and_has_no_rows(fmt: str) -> None:
    report = a_report([], as_of=date(2026, 11, 30), head=("0 overdue.",), foot=("See sli list.",))
    said = ["Due this month, as at 30 Nov 2026", "0 overdue.", "Nothing falls due.", "See sli list."]
    assert READ_WORDS[fmt](file_of(report, fmt)) == said
    assert READ_ROWS[fmt](file_of(report, fmt)) == {"docx": [], "xlsx": [HEADER]}[fmt]


@ALL
def test_rows_that_can_be_read_only_once_are_enough_and_the_foot_is_asked_for_last(fmt: str) -> None:
    seen: list[str] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(450):
            seen.append(str(number))
            yield a_row(str(number))

    file = file_of(a_report(rows(), foot=lambda: (f"{len(seen)} in all.",)), fmt)
    assert "450 in all." in READ_WORDS[fmt](file)
    assert [row[0] for row in READ_ROWS[fmt](file)] == ["Ref", *map(str, range(450))]


@ALL
@pytest.mark.parametrize("unit", ["x", "ab-cd/", "日", "e\u0301", "👩‍👩‍👧", "word ", "line\n", "_x0041_"])
def test_a_cell_of_forty_thousand_characters_is_read_back_whole(fmt: str, unit: str) -> None:
    long = unit * (40_000 // len(unit))
    assert cells(fmt, ["before", long, "after", long + "!"]) == ["before", long, "after", long + "!"]


@ALL
def test_every_script_is_read_back_as_it_was(fmt: str) -> None:
    assert cells(fmt, list(UNICODE)) == list(UNICODE)


@ALL
@pytest.mark.parametrize("text", [*NUMBER_LIKE, "#N/A", "#REF!", "30 Nov 2026", "2026-11-30", "TRUE", "'=1", "=1+1"])
def test_what_looks_like_something_else_stays_the_text_that_was_typed(fmt: str, text: str) -> None:
    assert cells(fmt, [text]) == [text]


@ALL
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_can_stand_anywhere_and_stays_in_its_place(fmt: str, text: str) -> None:
    report = Report(
        f"Title {text}",
        (
            *COLUMNS,
            Column("h", "H", lambda row: [row["text"], {"key": row["text"]}]),
            Column(text, text, lambda row: 1),
        ),
        [a_row("1", text, text), a_row("2", "after")],
        head=(text,),
        foot=(text,),
        group=lambda row: f"{row['text']}!",
        empty=text,
    )
    rows = READ_ROWS[fmt](file_of(report, fmt))
    assert [row[-5] for row in rows if "after" in row] == ["after"]
    assert READ_ROWS[fmt](file_of(report._replace(rows=[]), fmt)) is not None


# Any text that the register can hold: no control characters but tab and line feed.
KEPT = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"|\\<>&*_`;,\t\n /[]#x05FAd"),
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters={*OBEYED, "\ufffe", "\uffff"}),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(KEPT, min_size=1, max_size=9))
@example(["=cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "\t=1", " lead", "trail \n", "\n\n", "_x000D_", "x005F_", "007"])
def test_what_a_register_can_hold_is_read_back_exactly(texts: list[str]) -> None:
    for fmt in sorted(BINARY):
        assert cells(fmt, texts) == texts
