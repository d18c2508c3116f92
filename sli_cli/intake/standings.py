"""Where an item stands: open or closed and how, its rating with its word or colour, and its latest update."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.vocabulary import CLOSURES
from sli_cli.intake.dayforms import DAY_FIRST, past_day
from sli_cli.intake.roles import day_of
from sli_cli.intake.schedule import past
from sli_cli.intake.states import State, colour_of, read_rating, read_status
from sli_cli.intake.tables import Cell

if TYPE_CHECKING:
    from sli_cli.intake.drafts import Fields

_LEADING_DAY = re.compile(
    r"[(\[]?([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|[0-9]{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9},? [0-9]{4}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2})[)\]]?(?=\s*[:–-]|\s|$)"
)


def read(fields: Fields) -> dict[str, Any]:
    """The fields of a draft on its state, rating and latest update."""
    rating, rating_word = _rating(fields)
    closed_on = past(fields, "closed_on")
    state, status_word = _state(fields, rating_word, closed_on)
    closure = fields.of("closure").text.strip().lower()
    if closure and closure not in CLOSURES:
        fields.keep(fields.layout.one["closure"])
    if state.state == "closed" and closed_on is None:
        closed_on = past_day(status_word, DAY_FIRST)
        if closed_on and closed_on > fields.today:
            closed_on = None
    if state.state != "closed" and closed_on:
        fields.keep(fields.layout.one["closed_on"])
        closed_on = None
    update, update_on = _update(fields)
    return {
        "state": state.state,
        "closed_on": closed_on,
        "closure": (closure if closure in CLOSURES else state.closure) if state.state == "closed" else None,
        "status_word": status_word,
        "rating": rating,
        "rating_word": rating_word,
        "update": update,
        "update_on": update_on,
    }


def _state(fields: Fields, rating_word: str, closed_on: date | None) -> tuple[State, str]:
    """What the status says; without one the rating, the day it was closed, or the name of the table may."""
    cell = fields.of("status")
    words = " ".join(cell.text.split())
    state = read_status(words or rating_word)
    if words and not state.known:
        sentence = "It is no status that is known: the item stays open."
        if state.closure:
            sentence = "It may mean 'not yet' or 'never': the item stays open."
        if state.closure and closed_on:
            state = State("closed", state.closure)
        else:
            fields.doubt(cell, "status", sentence)
    if not words and state.state == "open":
        if closed_on:
            fields.doubts.add(
                fields.item.place, "closed", f"It was closed on {closed_on.isoformat()}: taken as closed."
            )
            return State("closed", "implemented"), ""
        if fields.item.part.completed:
            sentence = "Its table is of completed items: taken as closed."
            fields.doubts.add(fields.item.place, "closed", sentence)
            return State("closed", "implemented"), ""
    elif words and state.state == "open" and state.known and closed_on:
        fields.doubt(
            cell, "status", f"It says that it is open, but was closed on {closed_on.isoformat()}: it stays open."
        )
    return state, words


def _rating(fields: Fields) -> tuple[str | None, str]:
    """The rating: the word of its column, else of the status, else the colour of a cell that has no word."""
    column = fields.layout.one.get("rating")
    cell = fields.of("rating")
    words = " ".join(cell.text.split())
    if words:
        rating = read_rating(words)
        known = rating or read_status(words).known
        if not known and not re.fullmatch(r"n/?a|tbc|[\W_]*", words, re.I):
            fields.doubt(cell, "rating", "It is not plainly red, amber or green: there is no rating.")
        return rating, words
    if column is None:
        words = " ".join(fields.of("status").text.split())
        if words:
            return read_rating(words), ""
        column = fields.layout.one.get("status")
    fill = fields.item.fills.get(column) if column is not None else None
    if fill is None or column is None or _banded(fields, column, fill):
        return None, ""
    rating = colour_of(fill.fill)
    if rating:
        sentence = f"The cell has no word but is {rating}: taken as the rating."
        fields.doubts.add(fill.place, "fill", sentence, became=rating)
    return rating, ""


def _banded(fields: Fields, column: int, fill: Cell) -> bool:
    """Whether the colour is that of the whole row, and so of a design, not a rating."""
    cells = [pieces[-1] for pieces in fields.item.cells.values() if pieces]
    return sum(cell.fill == fill.fill for cell in cells) * 2 > len(cells)


def _update(fields: Fields) -> tuple[str, date | None]:
    """The words of the latest update, and their day: of its own column, of their beginning, or of the heading."""
    words, on = "", past(fields, "update_on")
    if on and not any(fields.cell(column.index).text for column in fields.layout.several.get("update", ())):
        fields.keep(fields.layout.one["update_on"])
        return "", None
    for column in fields.layout.several.get("update", ()):
        text = fields.cell(column.index).text
        if not text:
            continue
        if words:
            fields.keep(column.index)
            continue
        words = text
        found = _LEADING_DAY.match(text)
        on = on or (past_day(found[1], DAY_FIRST) if found else None)
        heading = day_of(column.name)
        if on is None and heading != date.min:
            on = min(heading, fields.today)
        if len(fields.layout.several["update"]) > 1 and heading != date.min:
            fields.doubts.add(
                fields.cell(column.index).place,
                "update-column",
                f"The latest update is of {column.name!r}.",
                severity="note",
            )
    return words, on if on is None or on <= fields.today else None
