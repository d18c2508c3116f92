"""How wide the columns of a document's tables are on paper: the same in all tables that have the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from sli_cli.render.document import Block, Table
from sli_cli.render.paper import column_widths
from sli_cli.render.report import Column

Widths = dict[tuple[Column, ...], tuple[int, ...]]


def table_widths(blocks: Sequence[Block], room: int) -> Widths:
    """The widths of the columns of every table, in characters, that share `room`."""
    texts: dict[tuple[Column, ...], list[list[str]]] = {}
    for block in blocks:
        if isinstance(block, Table):
            columns = block.report.columns
            texts.setdefault(columns, []).extend([one.text_of(row) for one in columns] for row in block.report.rows)
    return {columns: column_widths(columns, rows, room) for columns, rows in texts.items()}
