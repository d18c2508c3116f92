"""Which columns of a table fit the page, and how wide each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sli_cli.render.report import NEVER_LEAVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sli_cli.render.report import Column

GAP = 2
"""Spaces between two columns."""
NARROWEST = 4
"""The width that no column is squeezed below, in characters."""


class Layout(NamedTuple):
    """The places of the columns that are shown, from left to right; their widths; the places of those left out."""

    shown: tuple[int, ...]
    widths: tuple[int, ...]
    left_out: tuple[int, ...]


def lay_out(columns: Sequence[Column], needs: Sequence[int], width: int, *, keep_all: bool = False) -> Layout:
    """Fits `columns` into `width` characters, gaps included; `needs` holds the longest line of each, heading included.

    Columns leave by their rank until the least widths fit, unless `keep_all`; what is left over is shared out, and no
    column gets more than it needs. Where even the columns that never leave do not fit, the widest are made narrower,
    down to NARROWEST: only then, and only with very many columns, may the table be wider than the page.
    """
    floors = [_floor(column, need) for column, need in zip(columns, needs, strict=True)]
    shown = list(range(len(columns)))

    def room() -> int:
        return width - GAP * (len(shown) - 1)

    while not keep_all and sum(floors[place] for place in shown) > room():
        may_leave = [place for place in shown if columns[place].rank > NEVER_LEAVES]
        if not may_leave:
            break
        shown.remove(max(may_leave, key=lambda place: (columns[place].rank, place)))

    widths = [floors[place] for place in shown]
    _squeeze(widths, [max(NARROWEST, _longest_word(columns[place].heading)) for place in shown], room())
    _squeeze(widths, [NARROWEST] * len(shown), room())
    _share_out(widths, [needs[place] for place in shown], [columns[place].grow for place in shown], room())
    left_out = tuple(place for place in range(len(columns)) if place not in shown)
    return Layout(tuple(shown), tuple(widths), left_out)


def _floor(column: Column, need: int) -> int:
    """The least width: as the column says, but not so that a word of its heading breaks, and no more than it needs."""
    return max(1, min(need, max(column.least, _longest_word(column.heading))))


def _longest_word(heading: str) -> int:
    return max(map(len, heading.split()), default=0)


def _squeeze(widths: list[int], lowest: list[int], room: int) -> None:
    """Narrows `widths` in place until they fit `room`, the widest first: a ref or a date bears it worst."""
    while sum(widths) > room:
        may_give = [place for place, width in enumerate(widths) if width > lowest[place]]
        if not may_give:
            return
        widths[max(may_give, key=lambda place: widths[place])] -= 1


def _share_out(widths: list[int], needs: list[int], shares: list[int], room: int) -> None:
    """Widens `widths` in place, up to `needs` and to `room` in all: columns without a share first, then by share."""
    spare = room - sum(widths)
    for place, share in enumerate(shares):
        if share == 0 and spare > 0:
            extra = min(spare, needs[place] - widths[place])
            widths[place] += extra
            spare -= extra
    while spare > 0:
        wanting = [place for place in range(len(widths)) if shares[place] and widths[place] < needs[place]]
        if not wanting:
            return
        to_share, total = spare, sum(shares[place] for place in wanting)
        for place in wanting:
            fair = max(1, to_share * shares[place] // total)
            extra = min(spare, fair, needs[place] - widths[place])
            widths[place] += extra
            spare -= extra
