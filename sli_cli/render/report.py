"""A report as data: what it is called, its columns and its rows; and the page that a format writes it on."""

# Annotations are not postponed in this module: NamedTuple would compile each of them anew whenever sli starts.

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

NEVER_LEAVES = 0
"""The rank of a column that is shown on the narrowest page."""


class Column(NamedTuple):
    """One column: how to get its value from a row, what it is called, and what room it asks for in a table.

    `key` names it in JSON and CSV and is a promise; `heading` is what people read. `value` gives what machines read:
    str, int, float, bool, None, a date, or a list or dict of these. `text` gives what people read, and may have
    several lines; without it, that is made from the value.

    `least` is the width, in characters, below which the column is not worth reading. `grow` is its share of the width
    that is left over; with 0 it is served first, and takes what its longest line needs. Columns with the highest
    `rank` leave first when the page is too narrow; those of rank 0 never do. Cells of an `emphasised` column take the
    colour of their row. `choices` are the words of a closed vocabulary, which a workbook offers in a drop-down.
    """

    key: str
    heading: str
    value: Callable[[Any], object]
    text: Callable[[Any], str] | None = None
    least: int = 8
    grow: int = 1
    rank: int = NEVER_LEAVES
    emphasised: bool = False
    choices: tuple[str, ...] = ()

    def text_of(self, row: Any) -> str:
        """What people read in this column of `row`."""
        return self.text(row) if self.text is not None else for_people(self.value(row))


class Report(NamedTuple):
    """Columns and rows, and the words around them.

    `rows` may be an iterator: a format goes through it once. `as_of` is the day that the report speaks of. `head` and
    `foot` are lines for people, above and below the table; `foot` may be a function, which is called when all rows
    have been read. With `group`, a heading is printed whenever its answer changes: the rows come sorted by it.
    `record` gives the whole JSON object of a row; without it, that is the values of the columns by their keys.
    `empty` is the sentence that stands in place of a table without rows. `emphasis` gives the colour of a row: "",
    "red" or "yellow". With `each`, Word and HTML documents give every row a table of its own, one field below the
    other, under the heading that it answers: for more columns than a page is wide enough for.
    `diary` gives what a calendar holds of a row, a DiaryEntry or None; without it, the rows are nothing for a calendar.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]
    as_of: date | None = None
    head: tuple[str, ...] = ()
    foot: Callable[[], tuple[str, ...]] | tuple[str, ...] = ()
    group: Callable[[Any], str] | None = None
    record: Callable[[Any], dict[str, object]] | None = None
    empty: str = "Nothing to show."
    emphasis: Callable[[Any], str] | None = None
    each: Callable[[Any], str] | None = None
    diary: Callable[[Any], Any] | None = None

    def heading(self) -> str:
        """The title with the day that the report speaks of: `Due this month, as at 30 Nov 2026`."""
        return self.title if self.as_of is None else f"{self.title}, as at {for_people(self.as_of)}"

    def feet(self) -> tuple[str, ...]:
        """The lines below the table. To be asked for when the rows have been read."""
        return self.foot() if callable(self.foot) else self.foot

    def record_of(self, row: Any) -> dict[str, object]:
        """The JSON object of `row`."""
        if self.record is not None:
            return self.record(row)
        return {column.key: column.value(row) for column in self.columns}


class Page(NamedTuple):
    """Where a format writes: `width` in characters, whether colours are seen, and what the stream can hold.

    With `explicit_columns` no column may be left out for want of width.
    """

    width: int
    color: bool
    encoding: str
    explicit_columns: bool


def for_people(value: object) -> str:
    """A value as people read it: a date as `30 Sep 2026`, a list with commas, nothing for None."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        from sli_cli.domain.datewords import short

        return f"{short(value)} {value:%H:%M}" if isinstance(value, datetime) else short(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(for_people(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {for_people(item)}" for key, item in value.items())
    return str(value)
