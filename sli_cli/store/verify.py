"""Whether history is whole: its chain recomputed from the first row, and replayed against the live tables.

Whoever writes to the file behind sli's back would have to recompute every hash that follows, and would end with another
head than the one that papers carry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sli_cli.domain.evidence import GENESIS, row_hash, text_hash
from sli_cli.errors import DatabaseProblem
from sli_cli.store.tables import COLUMNS

if TYPE_CHECKING:
    from sli_cli.store.home import Connection

Row = Mapping[str, Any]
State = dict[str, Any]

REMEDY = "Keep the database as it is, find out who wrote to it, and go back to the newest backup that verifies."


@dataclass(frozen=True, slots=True)
class Whole:
    """History that was found whole: how many rows and changes it has, and the hash of the newest row."""

    rows: int
    changes: int
    head: str


def verify(connection: Connection) -> Whole:
    """Recomputes the chain, compares the head, and replays every live table, in memory that does not grow with them;
    then sees whether the guards of history are in place, and nothing else acts on what is written.

    Raises DatabaseProblem that names the first bad row: of history by its number and what it is about, else of a live
    table.
    """
    connection.check_storage()
    whole = _check_chain(connection)
    for table in COLUMNS:
        _check_table(connection, table)
    _check_next_reviews(connection)
    if strange := connection.strange():
        raise DatabaseProblem(
            f"The rows are as they were written, but the database is not as sli made it: {strange}.", REMEDY
        )
    return whole


# -- the chain ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Chain:
    """The chain as far as it was read. Only redacted rows are remembered; there are few of them."""

    seq: int = 0
    change: int = 0
    hash: str = GENESIS
    redacted: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Each redacted row: the redaction that it names, and the hash of the texts that it holds now."""
    promised: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Each row that redactions list: the newest of them, and the hash of the texts that it left there."""

    def add(self, row: Row) -> str:
        """Takes the next row; what is wrong with it, in words, or "" where it belongs."""
        if row["previous_hash"] != self.hash:
            return "does not follow the row before it"
        texts = text_hash(row["salt"], row["before"], row["after"], row["why"])
        if row["redacted_by"] is not None:
            self.redacted[row["seq"]] = (row["redacted_by"], texts)
        elif texts != row["text_hash"]:
            return "does not hold the texts that were written"
        if row_hash(self.hash, row) != row["hash"]:
            return "is not the row that was written"
        if row["operation"] == "redact":
            self.promised |= {seq: (row["seq"], left) for seq, left in _listed(row["after"])}
        self.seq, self.change, self.hash = row["seq"], row["change"], row["hash"]
        return ""

    def broken_redaction(self) -> int | None:
        """The first row that does not hold what the newest redaction of it left there; None where all do."""
        rows = sorted(self.redacted.keys() | self.promised.keys())
        return next((seq for seq in rows if self.redacted.get(seq) != self.promised.get(seq)), None)


def _listed(after: str) -> list[tuple[int, str]]:
    """The rows that a redaction lists, each with the hash of what it left there; none where that cannot be read.

    It cannot where the redaction was itself redacted, and tampered with since: then its own hash is found to be wrong.
    """
    try:
        return [(int(seq), str(left)) for seq, left in json.loads(after)["rows"]]
    except (ValueError, TypeError, KeyError):
        return []


def _check_chain(connection: Connection) -> Whole:
    chain = _Chain()
    for stored in connection.rows("history_in_order"):
        # Bytes have no form in a hash, and nobody wrote any: their hex is not what was written, whatever they hold.
        row: State = {name: value.hex() if isinstance(value, bytes) else value for name, value in dict(stored).items()}
        if row["seq"] <= chain.seq:
            raise _bad_history(connection, row, "comes before the first row")
        if row["seq"] > chain.seq + 1:
            raise DatabaseProblem(f"History row {chain.seq + 1} is missing: row {row['seq']} comes next.", REMEDY)
        wrong = chain.add(row)
        if wrong:
            raise _bad_history(connection, row, wrong)
    _check_head(connection, chain)
    broken = chain.broken_redaction()
    if broken is not None:
        row = dict(next(one for one in connection.rows("history_in_order") if one["seq"] == broken))
        raise _bad_history(connection, row, "does not hold what its redaction left there")
    return Whole(chain.seq, chain.change, chain.hash)


def _check_head(connection: Connection, chain: _Chain) -> None:
    head = connection.row("history_head")
    if head is None:
        raise DatabaseProblem("The head of history is gone.", REMEDY)
    if isinstance(head["seq"], int) and head["seq"] > chain.seq:
        raise DatabaseProblem(
            f"History row {chain.seq + 1} is missing: the last one is {chain.seq}, and the head names {head['seq']}.",
            REMEDY,
        )
    if (head["seq"], head["change"], head["hash"]) != (chain.seq, chain.change, chain.hash):
        raise DatabaseProblem(
            f"The head of history names row {head['seq']} of change {head['change']} with hash {head['hash']}, "
            f"but the last row is {chain.seq} of change {chain.change} with hash {chain.hash}.",
            REMEDY,
        )


# -- the live tables ---------------------------------------------------------------------------------------------------


def _check_table(connection: Connection, table: str) -> None:
    """Each row of a live table is what its history folds to, and each that history has is there."""
    for there, told in _side_by_side(connection, table):
        if there is not None and told is not None:
            astray = [name.replace("_", " ") for name in there if there[name] != told.get(name)]
            if astray:
                raise _bad_live(connection, table, there, f"is not what its history says: {', '.join(astray)}")
        elif there is not None:
            raise _bad_live(connection, table, there, "is there, though history does not have it")
        elif told is not None:
            raise _bad_live(connection, table, told, "is gone, though history has it")


def _side_by_side(connection: Connection, table: str) -> Iterator[tuple[State | None, State | None]]:
    """Every key that a live table or its history knows, in order: its live row and what its history folds to.

    Both are read in order of that key, one row at a time.
    """
    history = groupby(connection.rows("history_of_entity", entity=table), key=itemgetter("entity_id"))
    there = ((row["id"], "there", dict(row)) for row in connection.rows(f"rows {table}"))
    told = ((row_id, "told", _folded(connection, steps)) for row_id, steps in history)
    for _, found in groupby(merge(there, told, key=itemgetter(0)), key=itemgetter(0)):
        sides = {side: state for _, side, state in found}
        yield sides.get("there"), sides.get("told")


def _folded(connection: Connection, steps: Iterable[Any]) -> State | None:
    """What the history of one row says that it is now; None where it was deleted. Raises on a step that cannot be."""
    state: State | None = None
    for step in steps:
        if step["operation"] == "redact":
            continue  # it speaks of texts, which it has changed in history too
        before, after = json.loads(step["before"]), json.loads(step["after"])
        if step["operation"] == "update":
            fits = state is not None and before == {name: state.get(name) for name in after}
            state = {**(state or {}), **after}
        else:  # an insert begins with nothing, a delete ends with it
            fits = before == (state or {})
            state = after or None
        if not fits:
            raise _bad_history(connection, step, "does not begin where the row before it of the same thing ended")
    return state


def _check_next_reviews(connection: Connection) -> None:
    """Every open recommendation's next review is that of its pending occurrence: the two are stored apart."""
    row = connection.row("next_reviews_astray")
    if row is not None:
        raise DatabaseProblem(
            f"{row['ref']}: its next review is {row['next_review'] or 'none'}, but its pending occurrence says "
            f"{row['promised'] or 'none'}.",
            "Report this: no command leaves it so.",
        )


# -- how a bad row is named --------------------------------------------------------------------------------------------


def _bad_history(connection: Connection, row: Row, wrong: str) -> DatabaseProblem:
    about = _about(connection, row["entity"], row["entity_id"], row["recommendation_id"])
    return DatabaseProblem(f"History row {row['seq']} ({about}, {row['operation']}, {row['at']}) {wrong}.", REMEDY)


def _bad_live(connection: Connection, table: str, row: Row, wrong: str) -> DatabaseProblem:
    of = row["id"] if table == "recommendation" else row.get("recommendation_id")
    return DatabaseProblem(f"{_about(connection, table, row['id'], of)} {wrong}.", REMEDY)


def _about(connection: Connection, table: str, row_id: object, of: object) -> str:
    """A row as `11: review 7`: the recommendation that it belongs to, where that is there, and its table and key."""
    live = connection.row("get recommendation", id=of)
    named = f"{table.replace('_', ' ')} {row_id}"
    return f"{live['ref']}: {named}" if live is not None else named
