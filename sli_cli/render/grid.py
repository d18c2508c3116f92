"""Cells that were already broken into lines, put side by side."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from sli_cli.render.layout import GAP
from sli_cli.render.wrap import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLOUR = re.compile("\x1b\\[[0-9]*m")


def side_by_side(rows: Sequence[Sequence[Sequence[str]]], widths: Sequence[int], *, spaced: bool) -> str:
    """The lines of a table without a header: each row holds a list of lines a column, none wider than its column.

    Columns are exactly `widths` wide whatever the rows hold, so that pieces of one table line up. With `spaced` there
    is a blank line between rows.
    """
    return ("\n\n" if spaced else "\n").join([_row(cells, widths) for cells in rows])


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    gap = " " * GAP
    lines = zip_longest(*cells, fillvalue="")
    return "\n".join([gap.join(map(_padded, parts, widths)).rstrip(" ") for parts in lines])


def _padded(line: str, width: int) -> str:
    """`line` filled up to `width` columns of the terminal; colours take none."""
    return line + " " * (width - visible(_COLOUR.sub("", line) if "\x1b" in line else line))
