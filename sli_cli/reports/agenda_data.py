"""The papers of an agenda as data: one JSON object, one workbook table, and the values of a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sli_cli.domain import agenda_words
from sli_cli.domain.agenda import LETTERS, Item, table_of
from sli_cli.domain.agenda_words import TABLES
from sli_cli.domain.datewords import long
from sli_cli.domain.publication import not_for_publication, without_addresses
from sli_cli.render.document import Entry, Facts, Heading, Listing, Paragraph, letter_of
from sli_cli.render.report import Column, Report
from sli_cli.reports import agenda_columns

if TYPE_CHECKING:
    from sli_cli.render.document import Block
    from sli_cli.reports.agenda_paper import Paper

ROW = ("ref", "text", "action", "lead", "update", "dates", "first_due", "next_review", "status")
"""What a template and a workbook know of an item."""

TAGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("title", "board", "board_title", "meeting", "last_meeting", "as_at", "venue", "secretary"), ()),
    **dict.fromkeys(("purpose", "numbers"), ()),
    "resolutions": ("letter", "text"),
    "tables": ("letter", "title", "rule", "count", "rows"),
    **{f"table_{letter.lower()}": ROW for letter in LETTERS},
    "since": ("kind", "count", "lines"),
    "no_update": (),
    "annex": ("ref", "text"),
}
"""What a template may name; of a list, what the things in it are called."""


def for_template(paper: Paper) -> dict[str, Any]:
    """The values of TAGS."""
    papers, occasion = paper.papers, paper.occasion
    columns = {key: agenda_columns.chosen(key, (), occasion, public=True)[0] for key in ROW}
    rows = {
        letter: [_row(columns, item) for item in papers.agenda.tables[letter]] if letter in paper.wanted.letters else []
        for letter in LETTERS
    }
    return {
        "title": paper.title,
        "board": papers.forum.name,
        "board_title": papers.forum.title,
        "meeting": long(occasion.meets_on),
        "last_meeting": long(occasion.last) if occasion.last else "",
        "as_at": long(occasion.as_of),
        "venue": papers.arrangement.venue,
        "secretary": papers.arrangement.secretary,
        "purpose": paper.purpose(),
        "numbers": paper.sum(),
        "resolutions": [{"letter": letter_of(place), "text": text} for place, text in enumerate(paper.resolutions())],
        "tables": [
            {
                "letter": one,
                "title": TABLES[one].title,
                "rule": TABLES[one].rule,
                "count": len(rows[one]),
                "rows": rows[one],
            }
            for one in paper.wanted.letters
        ],
        **{f"table_{letter.lower()}": found for letter, found in rows.items()},
        "since": [
            {"kind": kind, "count": len(events), "lines": list(paper.lines(events))}
            for kind, events in agenda_words.since_last(paper.agenda).items()
        ],
        "no_update": [f"{who}: {agenda_words.refs(items)}" for who, items in agenda_words.unanswered(paper.agenda)],
        "annex": [
            {"ref": item.one.ref, "text": paper.position(item)}
            for item in paper.agenda.items(paper.wanted.letters)
            if paper.position(item)
        ],
    }


def _row(columns: dict[str, Column], item: Item) -> dict[str, str]:
    """The fields of an item; of a restricted one, its ref and the ground, in the place of its words."""
    if item.one.restricted:
        return {**dict.fromkeys(columns, ""), "ref": item.one.ref, "text": not_for_publication(item.one.restricted)}
    return {key: column.text_of(item) for key, column in columns.items()}


# -- for programs ------------------------------------------------------------------------------------------------------


def record(paper: Paper) -> dict[str, object]:
    """The JSON object of an agenda: what stands where, by ref; no more of anything than the public paper says."""
    occasion, tables = paper.occasion, paper.agenda.tables
    return {
        "board": occasion.board,
        "meets_on": occasion.meets_on,
        "as_of": occasion.as_of,
        "last_meeting": occasion.last,
        "next_meeting": occasion.following,
        "tables": {
            letter: {"title": TABLES[letter].title, "count": len(tables[letter]), "items": _refs(tables[letter])}
            for letter in paper.wanted.letters
        },
        "parked": _refs(paper.agenda.parked),
        "not_for_publication": [
            {**_ref(item), "ground": item.one.restricted or item.update_ground} for item in paper.withheld.values()
        ],
        "resolutions": list(paper.resolutions()),
        "since": {
            kind.lower().replace(" ", "_"): [
                {**_ref(item), "what": None if item.one.restricted else without_addresses(words)}
                for item, words in events
            ]
            for kind, events in agenda_words.since_last(paper.agenda).items()
        },
        "no_update": [{"lead": who, "items": _refs(items)} for who, items in agenda_words.unanswered(paper.agenda)],
    }


def _refs(items: Iterable[Item]) -> list[dict[str, str]]:
    return [_ref(item) for item in items]


def _ref(item: Item) -> dict[str, str]:
    return {"register": item.one.register, "ref": item.one.ref}


# -- for a workbook ----------------------------------------------------------------------------------------------------


def workbook(paper: Paper) -> Report:
    """All items as one table, with the table that each stands in; the cover and the rest as lines beside it."""
    columns = agenda_columns.chosen(
        paper.wanted.columns, agenda_columns.IN_A_WORKBOOK, paper.occasion, public=not paper.restricted
    )

    def table(item: Item) -> str:
        letter = table_of(item, paper.occasion) or ""
        return f"{letter}. {TABLES[letter].title}"

    return Report(
        paper.title,
        (Column("table", "Table", table, least=16), *columns),
        [item for letter in paper.wanted.letters for item in paper.items(letter)],
        head=tuple(_lines(paper.opening())),
        foot=tuple(_lines((*paper.since_last(), *paper.annex()))),
        empty="None.",
        emphasis=paper.emphasis,
    )


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Blocks as lines of text, for where there is no page."""
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Facts):
            yield from (f"{name}: {text}" for name, text in block.pairs)
        elif isinstance(block, Listing):
            marks = [f"({letter_of(place)}) " if block.lettered else "- " for place in range(len(block.lines))]
            yield from (mark + line for mark, line in zip(marks, block.lines, strict=True))
        elif not isinstance(block, Entry):
            for row in block.report.rows:
                yield ": ".join(filter(None, (column.text_of(row) for column in block.report.columns)))
