"""The table that people read: however many rows, and however long their texts, it lines up and fits the page."""

from __future__ import annotations

import re
from operator import itemgetter

import pytest
from due_table import DUE, ITEMS, LEAD, REF, TEXT, drawn, due
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from sli_cli.render import Column, Report

ANEW = """\
398  Jane
399  Jane

Ref    Lead
-----  ----
10000  Jane
"""


def test_blocks_of_rows_line_up() -> None:
    items = [ITEMS[0]._replace(ref=str(100 + number), lead="x" * (number % 9)) for number in range(450)]
    lines = drawn(Report("All", (REF, LEAD, DUE), items), 60).split("\n")
    assert {line.index("18 Nov") for line in lines if "18 Nov" in line} == {lines[2].index("Next review")}
    assert len([line for line in lines if line.startswith("Ref")]) == 1
    assert lines[4 : 4 + 450 + 1].index("") == 450


def test_a_group_that_goes_on_in_the_next_block_is_named_once() -> None:
    items = [ITEMS[0]._replace(ref=str(number), lead="Jane") for number in range(100, 550)]
    whole = drawn(Report("All", (REF, LEAD), items, group=lambda item: item.theme))
    assert whole.count("Safeguarding") == 1


def test_rows_of_several_lines_stand_apart_in_every_block() -> None:
    items = [ITEMS[0]._replace(ref=str(number)) for number in range(100, 550)]
    whole = drawn(Report("All", (REF, LEAD), items))
    assert whole.count("Director of Public Health\n\n") == 449


def test_what_is_left_out_is_named_as_within_a_sentence() -> None:
    columns = (
        TEXT,
        *(Column(name, name, lambda item: item.text, least=30, rank=1) for name in ("RAG", "Local action")),
    )
    whole = drawn(Report("All", columns, ITEMS), 40)
    assert whole.endswith("\nLeft out at 40 columns: RAG, local\naction. A wider window, or --columns,\nshows them.\n")


def test_a_ref_longer_than_all_before_it_begins_the_table_anew_and_is_not_broken() -> None:
    items = [ITEMS[0]._replace(ref=str(number), lead="Jane") for number in (*range(400), 10_000)]
    assert drawn(Report("All", (REF, LEAD), items)).endswith(ANEW)


WORDS = st.lists(
    st.text(st.sampled_from("abcdefgh-’é日本👍\u0301"), min_size=1, max_size=12).filter(
        lambda word: word[0] != "\u0301"
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=150)
@given(
    cells=st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=4),
    width=st.integers(40, 220),
    explicit=st.booleans(),
    encoding=st.sampled_from(["utf-8", "ascii"]),
)
def test_no_line_is_wider_than_the_page(
    cells: list[tuple[str, ...]], width: int, explicit: bool, encoding: str
) -> None:
    columns = (
        Column("a", "First heading", lambda row: row[0], least=5, grow=0),
        Column("b", "Second", lambda row: row[1], least=20, rank=1),
        Column("c", "Third", lambda row: row[2], least=16, grow=3, rank=2),
        Column("d", "Fourth", lambda row: row[3], least=12),
    )
    words = " ".join(cells[0])
    report = Report(words, columns, cells, head=(words,), foot=(words,), group=lambda row: row[0])
    whole = drawn(report, width, explicit_columns=explicit, encoding=encoding)
    assert max(wcswidth(line) for line in whole.split("\n")) <= width


LATIN = st.lists(st.text("abcdefgh-’é", min_size=1, max_size=30), max_size=14).map(" ".join)


@settings(max_examples=150)
@given(rows=st.lists(st.tuples(LATIN, LATIN, LATIN), min_size=1, max_size=4), width=st.integers(40, 220))
def test_every_cell_is_there_whole_and_in_its_column(rows: list[tuple[str, ...]], width: int) -> None:
    columns = tuple(Column(str(place), "H", itemgetter(place), least=6, grow=place) for place in range(3))
    lines = drawn(Report("T", columns, [("x", "x", "x"), *rows, ("y", "y", "y")]), width).split("\n")
    starts = [found.start() for found in re.finditer("-+", lines[3])]
    ends = [*starts[1:], None]
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        read = "".join(line[start:end] for line in lines[4:])
        written = "x" + "".join(row[place] for row in rows) + "y"
        assert read.replace(" ", "") == written.replace(" ", "")


@pytest.mark.parametrize("width", [0, 1, 19])
def test_a_page_without_a_sensible_width_is_taken_as_a_narrow_one(width: int) -> None:
    assert drawn(due(), width) == drawn(due(), 20)
