"""How wide the columns of a table are on paper: counted in characters, so that no word breaks that need not."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sli_cli.render.clean import for_terminal
from sli_cli.render.layout import lay_out
from sli_cli.render.wrap import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sli_cli.render.report import Column, Report

LONGEST_WORD = 22
"""The longest word that a column is made wide enough for; longer ones are broken."""
_BREAKS = re.compile(r"(?<=[-/])|\s+")


def column_widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> tuple[int, ...]:
    """The widths of all `columns`, in characters, that share `room`; `cells` are the texts of rows to go by.

    None is left out: a document may be read without the program that made it at hand.
    """
    needs, wide = [], []
    for place, column in enumerate(columns):
        lines = [line for text in (column.heading, *(row[place] for row in cells)) for line in _lines(text)]
        needs.append(max(map(_room_for, lines)))
        words = [word for line in lines for word in _BREAKS.split(line)]
        wide.append(column._replace(least=max(column.least, min(LONGEST_WORD, max(map(_room_for, words))))))
    return lay_out(wide, needs, room, keep_all=True).widths


def _lines(text: str) -> list[str]:
    """The beginning is enough: what is longer gets all the width there is."""
    return for_terminal(text[:2_000]).split("\n")


def _room_for(words: str) -> int:
    """The width of `words` in average characters; short ones may be all capitals or bold, and so are given more."""
    width = visible(words)
    return width + 1 + width // 8 if 2 < width < 30 else width


def grouped(report: Report) -> Iterator[tuple[str, Iterable[Any]]]:
    """The rows under the name of their group; under "" where there are no groups. Nothing where there are no rows."""
    return groupby(report.rows, report.group or (lambda row: ""))
