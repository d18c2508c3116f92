"""What happened: the rows of history, newest first, and what the things in them are called."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import short
from sli_cli.domain.refs import ref_key
from sli_cli.errors import NotFound
from sli_cli.services.finding import find_recommendation, find_register

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader

Row = Mapping[str, Any]

WORDS_FOR = {"insert": "new", "update": "changed", "delete": "taken out", "redact": "redacted"}

_TABLES = ("progress_note", "recommendation", "occurrence", "register", "meeting", "review", "forum", "holder", "post")
_OTHER_NAMES = {"target_id": "recommendation", "superseded_by_id": "recommendation"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of history, as programs get it. `at` is UTC, ISO; `before` and `after` hold what changed, as stored."""

    seq: int
    change: int
    at: str
    account: str
    by: str
    verb: str
    register: str | None
    ref: str | None
    table: str
    id: int
    operation: str
    before: dict[str, Any]
    after: dict[str, Any]
    why: str
    redacted_by: int | None
    thing: str

    @property
    def what(self) -> str:
        return f"{self.thing}, {WORDS_FOR[self.operation]}"


# -- which rows --------------------------------------------------------------------------------------------------------


def entries(reader: Reader, ref: str | None, register: str | None, names: Names) -> Iterator[Entry]:
    """History newest first, read one by one: of the recommendation `ref`, of a register, or all of it.

    Raises NotFound or BadValue where the ref or the register names nothing, or several.
    """
    return (_entry(row, names) for row in _newest(reader, ref, register, names))


def _newest(reader: Reader, ref: str | None, register: str | None, names: Names) -> Iterator[Row]:
    if ref is not None:
        of = [reader.rows("history_of_recommendation", recommendation_id=one) for one in bearers(reader, ref, register)]
        return merge(*of, key=itemgetter("seq"), reverse=True)
    rows = (dict(row) for row in reader.connection.rows("history_newest"))
    if register is None:
        return rows
    wanted = find_register(reader, register).id
    return (row for row in rows if names.register_id(row) == wanted)


def bearers(reader: Reader, ref: str, register: str | None) -> list[int]:
    """The keys of what bears the ref: the recommendation, or where there is none, those that an undo took out.

    Raises as `find_recommendation` does.
    """
    try:
        return [find_recommendation(reader, ref, register).id]
    except NotFound:
        gone = taken_out(reader, ref, register)
        if not gone:
            raise
        return gone


def taken_out(reader: Reader, ref: str, register: str | None) -> list[int]:
    """The keys of the recommendations that bore the ref when an undo took them out, and that are not back."""
    prefix, colon, rest = ref.partition(":")
    if colon:
        register, ref = prefix, rest
    wanted = find_register(reader, register).id if register is not None else None
    found = {}
    for row in reader.rows("taken_out"):
        was = json.loads(row["before"])
        if ref_key(was["ref"]) == ref_key(ref) and wanted in (None, was["register_id"]):
            found[row["entity_id"]] = was
    return [key for key in found if not reader.rows("get recommendation", id=key)]


# -- what they are called ----------------------------------------------------------------------------------------------


def referred(column: str) -> str | None:
    """The table that a column refers to, by the column's name; None where it holds no key of another row."""
    if column in _OTHER_NAMES:
        return _OTHER_NAMES[column]
    return next((table for table in _TABLES if column.endswith(f"{table}_id")), None)


class Names:
    """What rows are called, also those that are no longer there; each is looked up once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.known: dict[tuple[str, int], dict[str, Any]] = {}

    def row(self, table: str, row_id: int) -> dict[str, Any]:
        """The live row, or else what history last knew of it."""
        key = (table, row_id)
        if key not in self.known:
            live = self.reader.rows(f"get {table}", id=row_id)
            past = [] if live else self.reader.rows("history_of_row", entity=table, entity_id=row_id)
            self.known[key] = live[0] if live else {}
            for row in past:
                if row["operation"] != "redact":
                    self.known[key] |= {**json.loads(row["before"]), **json.loads(row["after"])}
        return self.known[key]

    def name(self, table: str, row_id: int) -> str:
        """A recommendation's ref, the name of what has one (of an absence, who is away), `LSCB of 5 Jan 2027`, else
        `holder 4`."""
        row = self.row(table, row_id)
        if table == "absence" and row:
            return self.name("holder", row["holder_id"])
        if table == "meeting" and row:
            return f"{self.name('forum', row['forum_id'])} of {short(date.fromisoformat(row['meets_on']))}"
        return str(row.get("ref" if table == "recommendation" else "name") or f"{table.replace('_', ' ')} {row_id}")

    def thing(self, table: str, row_id: int, recommendation_id: int | None) -> str:
        """`11`, `11: review 3` or `post 7, Director of Public Health`."""
        named = f"{table.replace('_', ' ')} {row_id}"
        if recommendation_id is not None:
            ref = self.name("recommendation", recommendation_id)
            return ref if table == "recommendation" else f"{ref}: {named}"
        name = self.name(table, row_id)
        return named if name == named else f"{named}, {name}"

    def register_id(self, row: Row) -> int | None:
        """The register that a row of history is about; None for what belongs to none: posts, holders, boards."""
        if row["entity"] == "register":
            return int(row["entity_id"])
        of = row["recommendation_id"]
        about = self.row("recommendation", of) if of is not None else self.row(row["entity"], row["entity_id"])
        return about.get("register_id")


def _entry(row: Row, names: Names) -> Entry:
    before, after = json.loads(row["before"]), json.loads(row["after"])
    of, register = row["recommendation_id"], names.register_id(row)
    return Entry(
        **{name: row[name] for name in ("seq", "change", "at", "account", "by", "verb", "operation", "why")},
        register=names.name("register", register) if register is not None else None,
        ref=names.name("recommendation", of) if of is not None else None,
        table=row["entity"],
        id=row["entity_id"],
        before=before,
        after=after,
        redacted_by=row["redacted_by"],
        thing=names.thing(row["entity"], row["entity_id"], of),
    )
