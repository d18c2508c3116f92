"""The layout of a register, learnt from a first pass over its rows: columns, how dates are read, where refs stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sli_cli.intake.body import body
from sli_cli.intake.choosing import Part
from sli_cli.intake.days import DayReader, reader_for
from sli_cli.intake.facts import Facts
from sli_cli.intake.headings import key_of, lead_in
from sli_cli.intake.roles import Column, settle
from sli_cli.intake.shape import Header
from sli_cli.intake.values import Options

NUMBERED = re.compile(
    r"(?:(?:recommendation|rec|action)\.? ?)?[(\[]?(?P<ref>[A-Z]{0,3}\d{1,4}(?:\.\d{1,3})*[a-z]?)"
    r"(?:[).:\]]+(?=\s|$)|[.:)]+(?=[A-Z])|(?=\s+[-–] ))\s*(?:[-–]\s+)?",
    re.I,
)
"""A ref that begins the words of a recommendation: "1. ", "1.2) ", "R3: ", "Recommendation 4: "."""

DATES = ("next_review", "last_review", "closed_on", "update_on")


@dataclass(slots=True)
class Layout:
    """How the rows of a register are to be read.

    `one` gives the column of each meaning that only one column has, `several` those of the other meanings by rank.
    `numbered` says that refs begin the recommendations' words; `refs_usual` that rows have a ref as a rule; `sparse`
    that many rows fill only the recommendation; `fill_theme` that an empty theme is the one above. `highest` is the
    highest plain number among the refs. `ours` says that an export wrote the table.
    """

    columns: list[Column]
    one: dict[str, int] = field(default_factory=dict)
    several: dict[str, list[Column]] = field(default_factory=dict)
    readers: dict[int, DayReader] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    numbered: bool = False
    refs_usual: bool = False
    sparse: bool = False
    fill_theme: bool = False
    highest: int = 0
    lead: str = ""
    ours: bool = False

    def name(self, index: int) -> str:
        """The heading of a column, or what to call one without a heading."""
        return next((column.name for column in self.columns if column.index == index), "") or f"Column {index + 1}"


def _own_columns(header: Header) -> list[Column]:
    return [Column(index, name, header.hints[index], index) for index, name in header.names.items()]


@dataclass(slots=True)
class _Seen:
    """Counts of the first pass."""

    facts: dict[int, Facts] = field(default_factory=dict)
    numbered: Counter[int] = field(default_factory=Counter)
    highest: Counter[int] = field(default_factory=Counter)
    alone: Counter[int] = field(default_factory=Counter)
    rows: int = 0


def learn(parts: tuple[Part, ...], header: Header, options: Options, today: date, *, epoch_1904: bool) -> Layout:
    """The layout of the tables, after one pass over their rows that keeps nothing but counts."""
    seen = _look(parts, header, today)
    mapping = {key_of(name): meaning for name, meaning in options.mapping}
    columns = _own_columns(header) if header.ours else settle(header.names, header.hints, seen.facts, mapping)
    layout = Layout(columns, facts=seen.facts, ours=header.ours)
    for column in columns:
        if column.meaning in ("next_review", "update", "contributors", "informed", "extra", "raised"):
            layout.several.setdefault(column.meaning, []).append(column)
        else:
            layout.one[column.meaning] = column.index
    for group in layout.several.values():
        group.sort(key=lambda column: column.rank)
    if header.ours:
        layout.readers = {layout.one[name]: DayReader() for name in DATES if name in layout.one}
        layout.readers |= {column.index: DayReader() for column in layout.several["next_review"]}
        layout.highest = seen.highest[layout.one["ref"]]
        return layout
    _dates(layout, options, epoch_1904)
    text, ref, theme = (layout.one.get(meaning) for meaning in ("text", "ref", "theme"))
    if text is not None:
        layout.numbered = (
            ref is None and seen.numbered[text] * 2 > seen.facts[text].seen if text in seen.facts else False
        )
        layout.sparse = seen.alone[text] * 5 > (seen.rows + seen.alone[text]) * 2
        layout.lead = lead_in(header.names.get(text, ""))[1]
    if ref is not None and ref in seen.facts:
        layout.refs_usual = seen.facts[ref].filled * 5 > seen.rows * 3
    if theme is not None and theme in seen.facts:
        layout.fill_theme = seen.facts[theme].filled * 10 < seen.rows * 7
    source = text if layout.numbered else ref
    layout.highest = seen.highest[source] if source is not None else 0
    return layout


def _look(parts: tuple[Part, ...], header: Header, today: date) -> _Seen:
    seen = _Seen()
    for _, line in body(parts):
        if len(line.cells) == 1:
            seen.alone[next(iter(line.cells))] += 1
        else:
            seen.rows += 1
        for index, cell in line.cells.items():
            facts = seen.facts.get(index)
            if facts is None:
                facts = seen.facts[index] = Facts()
            if len(line.cells) > 1:
                facts.see(cell, today)
            digits = cell.text.isascii() and cell.text.isdigit() and len(cell.text) <= 6
            found = None if digits or facts.filled > 2_000 or index > 3 else NUMBERED.match(cell.text)
            if found and len(line.cells) > 1:
                seen.numbered[index] += 1
            number = cell.text if digits else found["ref"] if found else ""
            if number.isdigit():
                seen.highest[index] = max(seen.highest[index], int(number))
        for index, cell in line.fills.items():
            seen.facts.setdefault(index, Facts()).see(cell, today)
    return seen


def _dates(layout: Layout, options: Options, epoch_1904: bool) -> None:
    """A reader for each column of dates; raised dates tell which comes first, day or month, but are not read."""
    columns = [column for column in layout.columns if column.meaning in (*DATES, "raised")]
    dated = {column.index: layout.facts[column.index].dates for column in columns if column.index in layout.facts}
    for column in columns:
        own = dated.get(column.index)
        others = [dates for index, dates in dated.items() if index != column.index]
        layout.readers[column.index] = reader_for(own or Facts().dates, options.dates, others, epoch_1904)
