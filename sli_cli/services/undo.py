"""Takes back a change by appending its reversal: nothing that was written is lost; an undo can itself be undone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import short
from sli_cli.errors import NotFound, Rejected
from sli_cli.services.following import follow_undone
from sli_cli.services.history import Names, referred

if TYPE_CHECKING:
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader

Row = Mapping[str, Any]

PASSED_OVER = ("undo", "history redact", "init")
"""The verbs of changes that are not one's last change; an undo or the load of a register may still be named."""

MOST_NAMED = 5
"""How many changes that stand in the way are named at most."""


def last_change(database: Database) -> int | None:
    """The number of the newest change of this account that is in force; None where there is none."""
    account = database.stamp().account
    with database.read() as reader:
        for past in _way_back(reader):
            if past.row["account"] == account and not past.undone and past.row["verb"] not in PASSED_OVER:
                return int(past.row["change"])
    return None


def undo(database: Database, number: int, reason: str = "", *, keep: bool = True) -> list[str]:
    """Takes back the change of that number and says what came back: a line for the change, then one a recommendation.

    Inserts become deletes, deletes inserts with the same key, updates go back, in reverse order, in one transaction.
    One that is undone already stays so, and nothing is written. Raises NotFound where there is no such change, and
    Rejected for a redaction and where later changes stand in the way.
    """
    with database.change("undo", f"undo of change {number}" + (f": {reason}" if reason else ""), keep=keep) as change:
        rows = change.rows("history_of_change", change=number)
        if not rows:
            raise NotFound(f"There is no change {number}.", "`sli history` shows them all, each with its number.")
        named = f"Change {number} ({rows[0]['verb']})"
        if rows[0]["operation"] == "redact":
            raise Rejected(f"{named} blanked a passage, which is never undone.", "Backups from before it may have it.")
        undone, later = _since(change, number, _Reach.of(rows).meets)
        if undone:
            return [f"{named} is already undone; nothing was changed."]
        if later:
            raise _in_the_way(change, named, later)
        before = _next_reviews(change, rows)
        _reverse(change, named, rows)
        if not change.changed:
            return [f"{named} left nothing to take back; nothing was changed."]
        done = f"{named} is undone; `sli undo {change.number}` would bring it back."
        followed = follow_undone(change, rows)
        return [done, *_came_back(change, number, before, _next_reviews(change, rows)), *followed]


# -- which changes are in force ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Past:
    """A row of history on the way back: whether its change was undone, and which change it undid, if it is an undo."""

    row: Row
    undone: bool
    undid: int | None


def _way_back(reader: Reader) -> Iterator[_Past]:
    """History newest first. An undo is met before what it undid, so that each row is known to be in force or not."""
    undone: set[int] = set()
    for stored in reader.connection.rows("history_newest"):
        row = dict(stored)
        found = re.match(r"undo of change ([0-9]+)", row["why"]) if row["verb"] == "undo" else None
        undid = int(found[1]) if found else None
        if undid is not None and row["change"] not in undone:
            undone.add(undid)
        yield _Past(row, row["change"] in undone, undid)


def _since(change: Change, number: int, meets: Callable[[Row], bool]) -> tuple[bool, dict[int, Row]]:
    """Whether a change is undone; and of each later change in force that stands in its way, newest first, one row."""
    later: dict[int, Row] = {}
    for past in _way_back(change):
        if past.row["change"] == number:
            return past.undone, later
        # What was undone since, and the undo of it, are both as if they had not been.
        cancelled = past.undone or (past.undid is not None and past.undid > number)
        if not cancelled and meets(past.row):
            later[past.row["change"]] = past.row
    return False, later


def _in_the_way(change: Change, named: str, later: Mapping[int, Row]) -> Rejected:
    names, told = Names(change), []
    for number, row in list(later.items())[:MOST_NAMED]:
        thing = names.thing(row["entity"], row["entity_id"], row["recommendation_id"])
        told.append(f"change {number} ({row['verb']}: {thing})")
    more = f" and {len(later) - MOST_NAMED} more" if len(later) > MOST_NAMED else ""
    return Rejected(
        f"{named} cannot be undone yet: later changes stand on what it wrote: {', '.join(told)}{more}.",
        f"Undo the newest of them first: `sli undo {next(iter(later))}`.",
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    """What undoing a change would touch, and the rows, as (table, key), that it would take out."""

    touched: frozenset[tuple[str, int]]
    taken_out: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, rows: list[dict[str, Any]]) -> _Reach:
        inserted = (row for row in rows if row["operation"] == "insert")
        return cls(frozenset(map(_touched, rows)), frozenset((row["entity"], row["entity_id"]) for row in inserted))

    def meets(self, later: Row) -> bool:
        """Whether a later row of history touched the same, or refers to what would be taken out."""
        if later["operation"] == "redact":
            return False
        return _touched(later) in self.touched or bool(self.taken_out and self.taken_out & _refers(later))


def _touched(row: Row) -> tuple[str, int]:
    """What a row of history touched. A recommendation and its occurrences are one: both hold its next review."""
    if row["entity"] in ("recommendation", "occurrence"):
        return "recommendation", row["recommendation_id"]
    return row["entity"], row["entity_id"]


def _refers(row: Row) -> set[tuple[str, int]]:
    """The rows that a row of history refers to, by what was written."""
    named = ((referred(column), value) for column, value in json.loads(row["after"]).items())
    return {(table, value) for table, value in named if table is not None and value is not None}


# -- the reversal ------------------------------------------------------------------------------------------------------


def _reverse(change: Change, named: str, rows: list[dict[str, Any]]) -> None:
    try:
        for row in reversed(rows):
            before = json.loads(row["before"])
            if row["operation"] == "insert":
                change.delete(row["entity"], row["entity_id"])
            elif row["operation"] == "delete":
                change.insert(row["entity"], **before)
            else:
                change.update(row["entity"], row["entity_id"], **before)
    except change.connection.Refusal as error:
        # No later change touched the same row, but one took the place of what was there (a ref, a name, the one
        # deciding board), or took out what it refers to.
        raise Rejected(
            f"{named} cannot be undone: what it changed does not fit what is there now.",
            "See what came later with `sli history`, and undo that first.",
        ) from error


DATES = ("occurrence", "next_review")
"""What the next review itself says."""

NextReview = tuple[str, str | None]
"""A ref and its next review, ISO."""


def _next_reviews(change: Change, rows: list[dict[str, Any]]) -> dict[int, NextReview | None]:
    """Of each recommendation that a change touched, its ref and next review now; None where it is not there."""
    found: dict[int, NextReview | None] = {}
    for of in dict.fromkeys(row["recommendation_id"] for row in rows if row["recommendation_id"] is not None):
        live = change.connection.row("get recommendation", id=of)
        found[of] = (live["ref"], live["next_review"]) if live is not None else None
    return found


def _came_back(
    change: Change, number: int, before: Mapping[int, NextReview | None], after: Mapping[int, NextReview | None]
) -> list[str]:
    lines = []
    for one in before:
        was, now = before[one], after[one]
        if now is None:
            lines.append(f"{Names(change).name('recommendation', one)}: no longer in the register.")
        elif was is None:
            lines.append(f"{now[0]}: back in the register, next review {_day(now[1])}.")
        elif was[1] == now[1]:
            lines.append(f"{now[0]}: next review {_day(now[1])}, as before{_also(change, one)}.")
        else:
            moved = f"{now[0]}: next review {_day(now[1])} (was {_day(was[1])}; undo of change {number})"
            lines.append(f"{moved}{_also(change, one)}.")
    return lines


def _also(change: Change, one: int) -> str:
    """What else of a recommendation is as it was, in words: `; its lead post and its cadence (basis) as before`."""
    said: dict[str, None] = {}
    for row in change.rows("history_of_change", change=change.number):
        if row["recommendation_id"] != one or row["entity"] in DATES:
            continue
        thing = row["entity"].replace("_", " ")
        if row["operation"] != "update":
            said[f"{'a' if row['operation'] == 'insert' else 'no'} {thing}"] = None
            continue
        fields = [name.removesuffix("_id").replace("_", " ") for name in json.loads(row["after"]) if name not in DATES]
        if fields:
            which = ", ".join(fields)
            said[which if row["entity"] == "recommendation" else f"{thing} ({which})"] = None
    return f"; as it was: {', '.join(said)}" if said else ""


def _day(iso: str | None) -> str:
    return short(date.fromisoformat(iso)) if iso else "none"
