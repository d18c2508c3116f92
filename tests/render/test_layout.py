"""Which columns fit the page and how wide they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.render import Column
from sli_cli.render.layout import GAP, NARROWEST, lay_out


def a_column(heading: str = "H", least: int = 8, grow: int = 1, rank: int = 0) -> Column:
    return Column(heading.lower(), heading, str, least=least, grow=grow, rank=rank)


REF = a_column("Ref", least=3, grow=0)
TEXT = a_column("Recommendation", least=20, grow=3)
ACTION = a_column("Action", least=20, grow=2, rank=3)
UPDATE = a_column("Update", least=20, grow=2, rank=4)
DUE = a_column("Next review", least=11, grow=0)
COLUMNS = (REF, TEXT, ACTION, UPDATE, DUE)
NEEDS = (3, 200, 120, 120, 11)


@pytest.mark.parametrize(
    ("width", "shown", "widths"),
    [
        (40, (0, 1, 4), (3, 22, 11)),
        (59, (0, 1, 4), (3, 41, 11)),
        (60, (0, 1, 2, 4), (3, 20, 20, 11)),
        (65, (0, 1, 2, 4), (3, 23, 22, 11)),
        (81, (0, 1, 2, 4), (3, 33, 28, 11)),
        (82, (0, 1, 2, 3, 4), (3, 20, 20, 20, 11)),
        (120, (0, 1, 2, 3, 4), (3, 37, 31, 30, 11)),
        (220, (0, 1, 2, 3, 4), (3, 80, 59, 59, 11)),
        (462, (0, 1, 2, 3, 4), (3, 200, 120, 120, 11)),
        (600, (0, 1, 2, 3, 4), (3, 200, 120, 120, 11)),
    ],
)
def test_columns_leave_by_rank_and_share_what_is_left(
    width: int, shown: tuple[int, ...], widths: tuple[int, ...]
) -> None:
    layout = lay_out(COLUMNS, NEEDS, width)
    assert (layout.shown, layout.widths) == (shown, widths)
    assert layout.left_out == tuple(place for place in range(5) if place not in shown)


def test_of_equal_rank_the_last_leaves_first() -> None:
    layout = lay_out([a_column("A", rank=1), a_column("B", rank=1), a_column("C")], [30, 30, 30], 20)
    assert (layout.shown, layout.left_out) == ((0, 2), (1,))


def test_a_column_that_needs_little_leaves_its_share_to_the_others() -> None:
    layout = lay_out([a_column("A", grow=5), a_column("B", grow=1)], [10, 100], 60)
    assert layout.widths == (10, 48)


def test_a_column_without_a_share_is_served_first() -> None:
    layout = lay_out([a_column("Text", grow=3), a_column("Status", grow=0)], [100, 30], 60)
    assert layout.widths == (28, 30)


def test_no_word_of_a_heading_is_broken_while_there_is_room() -> None:
    layout = lay_out([a_column("Recommendation", least=8), a_column("B", least=8)], [100, 100], 26)
    assert layout.widths == (15, 9)


def test_a_column_that_may_not_leave_is_squeezed_the_widest_first() -> None:
    columns = [a_column("Ref", least=3, grow=0), a_column("A", least=30), a_column("B", least=12)]
    assert lay_out(columns, [3, 90, 90], 30).widths == (3, 11, 12)
    assert lay_out(columns, [3, 90, 90], 17).widths == (3, 5, 5)
    assert lay_out(columns, [3, 90, 90], 5).widths == (3, 4, 4)


def test_headings_are_squeezed_last() -> None:
    columns = [a_column("Recommendation", least=20), a_column("B", least=20)]
    assert lay_out(columns, [90, 90], 24).widths == (14, 8)
    assert lay_out(columns, [90, 90], 18).widths == (12, 4)


def test_where_the_user_chose_the_columns_none_leaves() -> None:
    layout = lay_out(COLUMNS, NEEDS, 60, keep_all=True)
    assert (layout.shown, layout.left_out) == ((0, 1, 2, 3, 4), ())
    assert sum(layout.widths) == 60 - 4 * GAP


A_COLUMN = st.tuples(
    st.integers(1, 40), st.integers(0, 4), st.integers(0, 5), st.integers(1, 300), st.sampled_from(["A", "Next review"])
)


@settings(max_examples=300)
@given(asked=st.lists(A_COLUMN, min_size=1, max_size=6), width=st.integers(40, 220), keep_all=st.booleans())
def test_every_layout_keeps_its_promises(
    asked: list[tuple[int, int, int, int, str]], width: int, keep_all: bool
) -> None:
    columns = [a_column(heading, least, grow, rank) for least, grow, rank, _, heading in asked]
    needs = [max(need, len(heading)) for *_, need, heading in asked]
    layout = lay_out(columns, needs, width, keep_all=keep_all)

    assert sorted(layout.shown + layout.left_out) == list(range(len(columns)))
    assert {place for place, column in enumerate(columns) if keep_all or column.rank == 0} <= set(layout.shown)
    lowest_that_left = min((columns[place].rank for place in layout.left_out), default=99)
    assert all(columns[place].rank <= lowest_that_left for place in layout.shown)
    room = width - GAP * (len(layout.shown) - 1)
    assert sum(layout.widths) <= room
    for place, given_width in zip(layout.shown, layout.widths, strict=True):
        assert min(needs[place], columns[place].least, NARROWEST) <= given_width <= needs[place]
    if any(columns[place].grow and got < needs[place] for place, got in zip(layout.shown, layout.widths, strict=True)):
        assert sum(layout.widths) == room
