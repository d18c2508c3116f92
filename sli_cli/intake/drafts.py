"""One item of the table to one draft of a recommendation: words, people, dates, state, and all that has no field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sli_cli.domain.words import MOST
from sli_cli.intake import own, schedule, standings
from sli_cli.intake.gathering import Item, joined
from sli_cli.intake.layout import NUMBERED, Layout
from sli_cli.intake.numbering import Numbering
from sli_cli.intake.people import People, read_people
from sli_cli.intake.tables import Cell
from sli_cli.intake.values import PROBLEM, Doubts, Draft

LONGEST_NAME = 200
"""The longest name of a post or a board, in characters: what is longer is prose."""

_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00)?$")


@dataclass(slots=True)
class Fields:
    """An item on its way to a draft: its words by column, and the columns whose words have no field of their own."""

    item: Item
    layout: Layout
    doubts: Doubts
    today: date
    kept: dict[int, str] = field(default_factory=dict)
    nothing: Cell = field(init=False)

    def __post_init__(self) -> None:
        self.nothing = Cell("", self.item.place)

    def cell(self, index: int | None) -> Cell:
        """A column's cell, with the words of all its rows; one without words where it is empty or there is none."""
        if index is None:
            return self.nothing
        pieces = self.item.cells.get(index, [])
        if len(pieces) == 1:
            return pieces[0]
        fill = self.item.fills.get(index)
        place = pieces[0].place if pieces else fill.place if fill else self.item.place
        return Cell(joined(pieces), place, fill=fill.fill if fill else "")

    def of(self, meaning: str) -> Cell:
        """The cell of the one column with this meaning."""
        return self.cell(self.layout.one.get(meaning))

    def keep(self, index: int) -> None:
        """Keeps a column's words as an extra field."""
        cell = self.cell(index)
        if cell.text:  # a date of a spreadsheet may be shown with the midnight that it begins at
            self.kept[index] = _MIDNIGHT.sub("", cell.text) if cell.day else cell.text

    def doubt(self, cell: Cell, kind: str, sentence: str, became: str = "") -> None:
        """Notes a doubt about a cell, with its words."""
        self.doubts.add(cell.place, kind, sentence, cell.text, became)


class Drafter:
    """Makes drafts of items, one after another; every doubt goes to `doubts`."""

    def __init__(self, layout: Layout, numbering: Numbering, doubts: Doubts, today: date) -> None:
        self._layout = layout
        self._numbering = numbering
        self._doubts = doubts
        self._today = today

    def draft(self, item: Item) -> Draft | None:
        """The draft of an item; None where nothing in it could be a recommendation, which is then a doubt."""
        fields = Fields(item, self._layout, self._doubts, self._today)
        written, text, action = self._words(fields)
        if not text:
            words = " | ".join(joined(pieces) for pieces in item.cells.values())
            self._doubts.add(item.place, "no-words", "It has no words of a recommendation and was left out.", words)
            return None
        ref = self._numbering.ref(written, item.place, dated=fields.of("ref").day is not None)
        theme = " ".join(fields.of("theme").text.split())
        made: dict[str, Any] = {
            "theme": theme or item.section,
            "position": fields.of("position").text,
            "action": action,
            "state_reason": fields.of("state_reason").text,
            "restricted": " ".join(fields.of("restricted").text.split()),
            "update_by": " ".join(fields.of("update_by").text.split()),
            **_people(fields),
            **((own.clock(fields) if self._layout.ours else None) or schedule.read(fields)),
            **standings.read(fields),
        }
        for meaning in ("extra", "raised"):
            for column in self._layout.several.get(meaning, ()):
                fields.keep(column.index)
        extra = [(self._layout.name(index), words) for index, words in sorted(fields.kept.items())]
        if theme and item.section and theme != item.section:
            extra.append(("Section", item.section))
        draft = Draft(ref, text, (item.part.table.name, item.number), extra=tuple(extra), **made)
        self._check_lengths(draft, item.place)
        return draft

    def _words(self, fields: Fields) -> tuple[str, str, str]:
        """The ref as written, the recommendation's words without it, and the local action.

        A row that has only an action has that as its recommendation.
        """
        text, action = fields.of("text").text, fields.of("action").text
        written = fields.of("ref").text
        if not text and action:
            fields.doubt(fields.of("action"), "no-text", "It has an action and no recommendation: the action counts.")
            text, action = action, ""
        found = NUMBERED.match(text) if self._layout.numbered else None
        if found and text[found.end() :].strip():
            written, text = found["ref"], text[found.end() :].strip()
        return written, text, action

    def _check_lengths(self, draft: Draft, place: str) -> None:
        for name in ("text", "position", "action", "update", "wording", "reason", "state_reason"):
            self._check_length(name, getattr(draft, name), place)
        for name, words in draft.extra:
            self._check_length(name, words, place)

    def _check_length(self, name: str, words: str, place: str) -> None:
        if len(words) > MOST:
            sentence = f"The field '{name}' has {len(words):,} characters; the most is {MOST:,}."
            self._doubts.add(place, "too-long", sentence, severity=PROBLEM)


def _people(fields: Fields) -> dict[str, Any]:
    """Lead, sponsor, contributors and boards: the lead of the row, else of its section, else of the whole table."""
    if fields.layout.ours:
        return own.people(fields)
    cell = fields.of("lead")
    if not cell.text and "lead" not in fields.layout.one:
        words = fields.item.lead or fields.layout.lead
    else:
        words = cell.text or fields.item.lead
    found = _read(fields, Cell(words, cell.place), fields.layout.one.get("lead"), said=bool(cell.text))
    others = list(found.others)
    for column in fields.layout.several.get("contributors", ()):
        more = _read(fields, fields.cell(column.index), column.index, said=True)
        others += [name for name in (more.lead, *more.others) if name]
    sponsor = " ".join(fields.of("sponsor").text.split())
    if len(sponsor) > LONGEST_NAME:
        fields.keep(fields.layout.one["sponsor"])
        sponsor = ""
    return {
        "lead": found.lead,
        "sponsor": sponsor or None,
        "contributors": tuple(dict.fromkeys(name for name in others if name != found.lead)),
        "forums": _forums(fields),
    }


def _read(fields: Fields, cell: Cell, index: int | None, *, said: bool) -> People:
    """The people of a cell; words too long for a name are kept as an extra field."""
    found = read_people(cell.text)
    if any(len(name) > LONGEST_NAME for name in (found.lead or "", *found.others)):
        fields.doubt(cell, "no-lead", "It is too long for the name of a lead: kept as an extra field.")
        if index is not None:
            fields.keep(index)
        return People(None)
    if said:
        for kind, sentence in found.remarks:
            fields.doubt(cell, kind, sentence)
    return found


def _forums(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Boards as (role, name): the first of the column of boards decides, the others are informed."""
    pairs: dict[str, str] = {}
    for meaning, role in (("forum", "decides"), ("informed", "informed")):
        indices = [column.index for column in fields.layout.several.get(meaning, ())]
        indices += [fields.layout.one[meaning]] if meaning in fields.layout.one else []
        for index in indices:
            for name in re.split(r"[;|\n]", fields.cell(index).text):
                name = " ".join(name.split())
                if len(name) > LONGEST_NAME or name.strip("-–. ").lower() in ("", "n/a", "none", "tbc"):
                    fields.keep(index)
                else:
                    pairs.setdefault(name, role if "decides" not in pairs.values() else "informed")
    return tuple((role, name) for name, role in pairs.items())
