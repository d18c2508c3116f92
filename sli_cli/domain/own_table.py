"""The table that `sli export` writes and `sli import` knows again: its headings, and where the extra fields stand.

It stands here because what writes documents and what reads them may not know each other. A table whose headings begin
with all of these, in this order, is our own, whatever kind of file it is in: nothing in it has to be guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

HEADINGS = {
    "Ref": "ref",
    "Theme": "theme",
    "Recommendation": "text",
    "Comments, as at the document": "position",
    "Local action": "action",
    "Lead": "lead",
    "Contributors": "contributors",
    "Sponsor": "sponsor",
    "Board": "forum",
    "Boards informed": "informed",
    "How often": "cadence",
    "How often, in the document's words": "wording",
    "How often: basis": "basis",
    "How often: reason": "reason",
    "Next review": "next_review",
    "Last review": "last_review",
    "Rating": "rating",
    "Latest update": "update",
    "Latest update on": "update_on",
    "Latest update by": "update_by",
    "Closed on": "closed_on",
    "Closed as": "closure",
    "Why parked or closed": "state_reason",
    "Not for publication": "restricted",
    "State": "status",
}
"""Each heading and its meaning, in the order of the columns. The last is never empty; extra fields follow it."""

WIDTH = len(HEADINGS)
BETWEEN = "\n"
"""What parts several names in a cell: no name has a line end."""
WORD_STYLES = NAME_STYLE, WORDS_STYLE = ("Record name", "Record text")
"""The styles of paragraphs in a Word document whose words are to be read as they stand, bullets and spaces too."""

_FIRST, *_, _LAST = _ORDER = tuple(HEADINGS)


def is_header(texts: Sequence[str]) -> bool:
    """Whether a row that begins with `texts` is the header of a table of ours."""
    return bool(texts) and texts[0] == _FIRST and tuple(texts[:WIDTH]) == _ORDER


def is_record(headings: Sequence[str]) -> bool:
    """Whether the first column of a table is that of one recommendation of ours, which has a table to itself.

    Fields that hold nothing are not in it.
    """
    if not headings or headings[0] != _FIRST or _LAST not in headings:
        return False
    own = headings[: headings.index(_LAST) + 1]
    places = [_ORDER.index(heading) for heading in own if heading in HEADINGS]
    return len(places) == len(own) and places == sorted(set(places))


def columns_for(rows: Iterable[Sequence[str]]) -> list[str]:
    """The headings of columns that hold the extra fields of all `rows`, each given as their names in order.

    A name that a row has twice gets two columns, and so does one that rows have in different orders: each row's order
    is kept.
    """
    columns: list[str] = []
    for names in rows:
        at = 0
        for place, name in enumerate(names):
            if name not in columns[at:]:
                # Before the next one of its row that is there, else at the end.
                known = (columns.index(later, at) for later in names[place:] if later in columns[at:])
                columns.insert(next(known, len(columns)), name)
            at = columns.index(name, at) + 1
    return columns


def spread(columns: Sequence[str], fields: Iterable[tuple[str, str]]) -> list[str]:
    """The cells of one row under `columns` (of `columns_for`): the value of each of its fields, in its place."""
    cells, at = [""] * len(columns), 0
    for name, value in fields:
        at = columns.index(name, at)
        cells[at] = value
        at += 1
    return cells
