"""Cells that were already broken into lines, put side by side by tabulate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def side_by_side(rows: Sequence[Sequence[Sequence[str]]], widths: Sequence[int], *, spaced: bool) -> str:
    """The lines of a table without a header: each row holds a list of lines a column, none wider than its column.

    Columns are exactly `widths` wide whatever the rows hold, so that pieces of one table line up. With `spaced` there
    is a blank line between rows.
    """
    from tabulate import SEPARATING_LINE, tabulate

    # tabulate makes a column as wide as its widest cell: a first row that fills each column says how wide that is.
    table: list[Iterable[str]] = [["-" * width for width in widths]]
    for row in rows:
        if spaced and len(table) > 1:
            table.append(SEPARATING_LINE)
        table.append(["\n".join(lines) for lines in row])
    drawn = tabulate(table, tablefmt="plain", disable_numparse=True)
    return drawn.partition("\n")[2]
