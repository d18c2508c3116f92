"""A whole database as lines of text and back again, exactly: every row with its key, and history with its chain.

One JSON object a line, so that any size is written and read in bounded memory: what the file is, each row with its
table, and last how many rows there are and the head of history, by which a file that was cut short is known.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sli_cli.domain.evidence import canonical
from sli_cli.errors import DatabaseProblem, Rejected
from sli_cli.store import SCHEMA_VERSION
from sli_cli.store.home import RowRefused
from sli_cli.store.tables import COLUMNS, HISTORY_COLUMNS, LEDGER_COLUMNS
from sli_cli.store.verify import Whole, verify

if TYPE_CHECKING:
    from sli_cli.store.home import Connection

FORMAT = "sli, whole database"
NOTHING_WRITTEN = "Nothing was written; export it again with `sli export --all`."


TABLES = {**COLUMNS, **LEDGER_COLUMNS, "history": HISTORY_COLUMNS}
"""Every table in the order in which it is written, with its columns."""


def dump(connection: Connection) -> Iterator[str]:
    """The lines of the whole database, each with its line end. Read them in one transaction: they are one moment."""
    yield _line({"format": FORMAT, "schema": SCHEMA_VERSION})
    rows = 0
    for table in TABLES:
        for row in connection.rows("history_in_order" if table == "history" else f"rows {table}"):
            rows += 1
            yield _line({"table": table, "row": dict(row)})
    head = connection.row("history_head")
    yield _line({"rows": rows, "head": dict(head) if head else None})


def restore(connection: Connection, lines: Iterable[str]) -> Whole:
    """Writes what `dump` gave into an empty database, in one transaction, and verifies it before that is kept.

    Raises Rejected, with the line, where the database is not empty, or the file is not such a file, of another schema,
    cut short or altered; DatabaseProblem where what it holds does not verify.
    """
    if connection.row("lock_head")["seq"]:  # type: ignore[index]
        raise Rejected("The database is not empty; nothing was written.", "Name one that holds nothing yet.")
    source = Lines(lines, TABLES)
    _check_schema(source.schema)
    load(connection, source)
    return verify(connection)


def load(connection: Connection, source: Lines) -> None:
    """Writes the rows of an export, and its head of history, into an empty database of its schema. Raises Rejected."""
    connection.begin_load()
    for table, rows in groupby(source.rows(), key=itemgetter("table")):
        first = source.number
        try:
            connection.load(table, source.tables[table], map(itemgetter("row"), rows))
        except RowRefused as error:
            raise Rejected(f"Line {first + error.nth} ({table}) does not fit: {error.why}.", NOTHING_WRITTEN) from error
    try:
        connection.run("move_head", **source.head())
    except connection.Refusal as error:
        raise DatabaseProblem("The head of history in the export is not its newest row.", NOTHING_WRITTEN) from error
    connection.end_load(source.highest)


def schema_of(lines: Iterable[str]) -> int:
    """The schema of an export, ours or an earlier one. Raises Rejected for a later one, and for no whole export."""
    schema = Lines(lines, TABLES).schema
    if type(schema) is not int or not 1 <= schema < SCHEMA_VERSION:
        _check_schema(schema)
        return SCHEMA_VERSION
    return schema


class Lines:
    """The lines of an export, read one by one and checked; what they say of the whole is known at their end."""

    def __init__(self, lines: Iterable[str], tables: Mapping[str, Collection[str]]) -> None:
        self._lines = enumerate(lines, 1)
        self.schema = _schema(_parsed(*next(self._lines, (1, ""))))
        self.tables = tables
        """The tables of that schema, each with its columns."""
        self.number = 1
        self.highest: Counter[str] = Counter()
        """The highest key that each table ever gave: history names rows by their keys for ever."""
        self._rows = 0
        self._end: dict[str, Any] | None = None

    def rows(self) -> Iterator[dict[str, Any]]:
        for number, line in self._lines:
            self.number = number
            if self._end is not None:
                raise Rejected(f"Line {self.number} comes after the end of the export.", NOTHING_WRITTEN)
            found = _parsed(self.number, line)
            if "head" in found:
                self._end = found
            else:
                self._rows += 1
                self._check(found.get("table"), found.get("row"))
                yield found

    def head(self) -> dict[str, Any]:
        """The head of history, which the last line names. Raises Rejected where that is missing."""
        head = self._end and self._end.get("head")
        if self._end is None or not isinstance(head, dict) or self._end.get("rows") != self._rows:
            raise Rejected(f"The export is cut short: {self._rows} rows, and no end that says so.", NOTHING_WRITTEN)
        return {name: head.get(name) for name in ("seq", "change", "hash")}

    def _check(self, table: object, row: object) -> None:
        expected = self.tables.get(str(table), ())
        if not expected or not isinstance(row, dict) or row.keys() != set(expected):
            raise Rejected(f"Line {self.number} is not a row that this version of sli knows.", NOTHING_WRITTEN)
        if not all(value is None or type(value) in (str, int) for value in row.values()):
            raise Rejected(
                f"Line {self.number} holds a value that is neither text nor a whole number.", NOTHING_WRITTEN
            )
        if any(type(value) is str and not _is_text(value) for value in row.values()):
            raise Rejected(f"Line {self.number} holds characters that are no text.", NOTHING_WRITTEN)
        entity, key = (row["entity"], row["entity_id"]) if table == "history" else (str(table), row["id"])
        if type(key) is not int:
            raise Rejected(f"Line {self.number} holds a key that is no whole number.", NOTHING_WRITTEN)
        self.highest[entity] = max(self.highest[entity], key)


def _is_text(value: str) -> bool:
    """Whether it holds neither NUL nor half a surrogate pair, which no register can hold."""
    if "\0" in value:
        return False
    try:
        return value.isascii() or bool(value.encode())
    except UnicodeEncodeError:
        return False


def _line(value: dict[str, Any]) -> str:
    return canonical(value) + "\n"


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Rejected(f"Line {number} is not a line of a whole export.", NOTHING_WRITTEN)
    return found


def _schema(first: dict[str, Any]) -> object:
    """The schema that the first line names. Raises Rejected where it is none of a whole export."""
    if first.get("format") != FORMAT:
        raise Rejected("The file is not an export of a whole database.", "Make one with `sli export --all -o FILE`.")
    return first.get("schema")


def _check_schema(schema: object) -> None:
    if schema != SCHEMA_VERSION:
        raise Rejected(
            f"The export was made by another version of sli (schema {schema}, this one is {SCHEMA_VERSION}).",
            "`sli db restore` brings an earlier one up to date; a later one needs the newer sli.",
        )
