"""The rows of a minute sheet that came back: what each says, and whether it may be recorded."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import short
from sli_cli.domain.refs import ref_key
from sli_cli.domain.vocabulary import DECISIONS, OUTCOMES
from sli_cli.domain.words import typed
from sli_cli.errors import BadValue, Rejected
from sli_cli.services.minute_sheet import mark_of

if TYPE_CHECKING:
    from sli_cli.domain.agenda import Item
    from sli_cli.domain.forms import FilledRow, Serial
    from sli_cli.services.answers import Checking
    from sli_cli.services.extension_requests import Sitting
    from sli_cli.store.change import Change

NOT_REACHED, AGREED, REFUSED = "not reached", "agreed", "refused"
DONE = ("done", "no longer needed")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sheet says of one item; outcome, note, next review and minute number may be empty."""

    item: Item
    row: FilledRow
    decision: str
    outcome: str
    note: str
    next: date | None
    minute: str

    @property
    def closes(self) -> bool:
        """Whether the item is agreed to be closed: it is done by this sheet, or was reported so, and stays open."""
        if self.decision != AGREED or not self.item.is_open or not self.item.decides or self.next is not None:
            return False
        reported = self.item.reviews[-1].outcome if self.item.reviews else ""
        return (self.outcome or reported) in DONE


def entry(row: FilledRow, item: Item, checking: Checking) -> Entry | None:
    """What a row says, or None where it says something that cannot be: then the problems are in `checking`."""
    ref, before = item.one.name, len(checking.problems)
    found = Entry(
        item,
        row,
        checking.choice(ref, row.answer("decision"), DECISIONS, "decision"),
        checking.choice(ref, row.answer("outcome"), OUTCOMES, "outcome"),
        checking.words(ref, row.answer("note"), "note"),
        checking.day(ref, row.answer("next"), "next review"),
        checking.words(ref, row.answer("minute"), "minute number", line=True),
    )
    return found if len(checking.problems) == before else None


def refuse_nonsense(found: Entry, sitting: Sitting) -> None:
    """Raises BadValue, or Rejected for a state that forbids it, where the parts of an entry do not go together."""
    one, moves = found.item.one, bool(found.outcome or found.next)
    if not found.decision:
        raise BadValue("Nothing is said under Decision.", f"Choose one of: {', '.join(DECISIONS)}.")
    if found.decision == NOT_REACHED and moves:
        raise BadValue("What was not reached has no outcome and no next review.", "Take them out.")
    if found.outcome and not found.note:
        raise BadValue("A review needs a note: the outcome alone says too little.", "Say in the note what was found.")
    if found.next is not None and found.next <= sitting.on:
        raise BadValue(f"The next review, {short(found.next)}, is not after the meeting.", "Give a later day.")
    if moves and not found.item.decides:
        raise BadValue(
            f"{sitting.board} is only informed of it, and {one.decides or 'no board'} decides.",
            "Record the decision alone, without an outcome or a next review.",
        )
    if moves and one.state == "closed":
        raise Rejected("It is closed.", f"Record the decision alone, or reopen it: sli reopen {typed(one.name)}.")
    if found.next is not None and one.state == "parked":
        raise Rejected("It is parked.", f"Resume it first: sli resume {typed(one.name)}.")
    if found.next is not None and found.decision == AGREED and found.outcome in DONE:
        raise BadValue("It is agreed to be closed, and yet has a next review.", "Take one of the two out.")


# -- what changed since the sheet was printed --------------------------------------------------------------------------


def refuse_changed(change: Change, found: Entry, serial: Serial, accept: Collection[str]) -> None:
    """Raises Rejected where the row is not what it was when the sheet was printed, unless its ref is in `accept`."""
    one, row = found.item.one, found.row
    if row.mark == mark_of(found.item) or {ref_key(one.ref), ref_key(one.name)} & set(accept):
        return
    look = f"Look at it (sli show {typed(one.name)})"
    if not row.mark:
        raise Rejected(
            "The mark of this row is lost, so nobody can say whether it has changed since.",
            f"{look}, then give --accept {typed(one.name)}.",
        )
    done = _done_since(change, one.id, serial.change)
    raise Rejected(
        f"It has changed since the sheet was printed{f', by {done}' if done else ''}.",
        f"{look}; if the decision still stands, give --accept {typed(one.name)}.",
    )


def _done_since(change: Change, recommendation_id: int, number: int) -> str:
    """What was done to a recommendation since the change of that number, in words; "" where nothing is found."""
    rows = change.rows("history_of_recommendation", recommendation_id=recommendation_id)
    later = {row["change"]: row["verb"] for row in reversed(rows) if row["change"] > number}
    return ", ".join(f"sli {verb} (change {made})" for made, verb in list(later.items())[:5])


# -- what is recorded already ------------------------------------------------------------------------------------------


class Recorded:
    """The decisions that a meeting has already, with what was recorded beside each."""

    def __init__(self, change: Change, meeting_id: int) -> None:
        self.change = change
        self.rows = {row["recommendation_id"]: row for row in change.rows("decisions_at", meeting_id=meeting_id)}
        self.changes: dict[int, list[dict[str, Any]]] = {}

    def refuse_different(self, found: Entry) -> None:
        """Raises Rejected where the item was recorded otherwise than the sheet says; a minute number may differ."""
        row = self.rows[found.item.one.id]
        outcome = self._outcome(row)
        next_review = self._next_review(row) if found.next else None
        said = (found.decision, found.outcome, found.note, found.next)
        there = (row["decision"], outcome, row["note"], next_review)
        names = ("decision", "outcome", "note", "next review")
        differ = [
            f"{name} {_shown(old)} and not {_shown(new)}"
            for name, old, new in zip(names, there, said, strict=True)
            if old != new
        ]
        if differ:
            raise Rejected(
                f"It is recorded already, with the {', the '.join(differ)}.",
                "Bring the sheet into line, or take the record back with `sli undo` first.",
            )

    def _outcome(self, row: dict[str, Any]) -> str:
        reviews = self.change.rows("get review", id=row["review_id"]) if row["review_id"] else []
        return str(reviews[0]["outcome"]) if reviews else ""

    def _next_review(self, row: dict[str, Any]) -> date | None:
        """The next review that was set together with a decision; where none was set, the one that there is."""
        made = self.change.rows("history_of_row", entity="decision", entity_id=row["id"])
        number = max(one["change"] for one in made if one["operation"] == "insert")
        if number not in self.changes:
            self.changes[number] = self.change.rows("history_of_change", change=number)
        for past in reversed(self.changes[number]):
            if (past["entity"], past["entity_id"]) == ("recommendation", row["recommendation_id"]):
                after = json.loads(past["after"])
                if "next_review" in after:
                    return date.fromisoformat(after["next_review"]) if after["next_review"] else None
        return self.change.recommendation(row["recommendation_id"]).next_review


def _shown(value: str | date | None) -> str:
    if isinstance(value, date):
        return short(value)
    text = " ".join((value or "").split())
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”" if text else "empty"
