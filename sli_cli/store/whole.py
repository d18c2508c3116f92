"""A whole database as lines of text and back again, exactly: every row with its key, and history with its chain.

One JSON object a line, so that any size is written and read in bounded memory: what the file is, each row with its
table, and last how many rows there are and the head of history, by which a file that was cut short is known.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sli_cli.domain.evidence import canonical
from sli_cli.errors import Rejected
from sli_cli.store import SCHEMA_VERSION
from sli_cli.store.sqlite_sql import COLUMNS, HISTORY_COLUMNS
from sli_cli.store.verify import Whole, verify

if TYPE_CHECKING:
    from sli_cli.store.sqlite import Connection

FORMAT = "sli, whole database"
NOTHING_WRITTEN = "Nothing was written; export it again with `sli export --all`."


def dump(connection: Connection) -> Iterator[str]:
    """The lines of the whole database, each with its line end. Read them in one transaction: they are one moment."""
    yield _line({"format": FORMAT, "schema": SCHEMA_VERSION})
    rows = 0
    for table in COLUMNS:
        for row in connection.rows(f"rows {table}"):
            rows += 1
            yield _line({"table": table, "row": dict(row)})
    for row in connection.rows("history_in_order"):
        rows += 1
        yield _line({"table": "history", "row": dict(row)})
    head = connection.row("history_head")
    yield _line({"rows": rows, "head": dict(head) if head else None})


def restore(connection: Connection, lines: Iterable[str]) -> Whole:
    """Writes what `dump` gave into an empty database, in one transaction, and verifies it before that is kept.

    Raises Rejected, with the line, where the database is not empty, or the file is not such a file, of another schema,
    cut short or altered; DatabaseProblem where what it holds does not verify.
    """
    if connection.row("history_head")["seq"]:  # type: ignore[index]
        raise Rejected("The database is not empty; nothing was written.", "Name a new file with --database.")
    connection.raw.execute("PRAGMA defer_foreign_keys = ON")
    numbered = enumerate(lines, 1)
    _check_format(_parsed(*next(numbered, (1, ""))))
    keys: Counter[str] = Counter()
    rows, end = 0, None
    for number, line in numbered:
        if end is not None:
            raise Rejected(f"Line {number} comes after the end of the export.", NOTHING_WRITTEN)
        found = _parsed(number, line)
        if "head" in found:
            end = found
        else:
            _insert(connection, number, found, keys)
            rows += 1
    _finish(connection, rows, end, keys)
    return verify(connection)


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


def _check_format(first: dict[str, Any]) -> None:
    if first.get("format") != FORMAT:
        raise Rejected("The file is not an export of a whole database.", "Make one with `sli export --all -o FILE`.")
    if first.get("schema") != SCHEMA_VERSION:
        raise Rejected(
            f"The export was made by another version of sli (schema {first.get('schema')}, this one is "
            f"{SCHEMA_VERSION}).",
            "Restore it with that version, then run `sli db upgrade` with this one.",
        )


def _insert(connection: Connection, number: int, found: dict[str, Any], keys: Counter[str]) -> None:
    """Writes one row as it was; `keys` remembers the highest key that each table ever gave."""
    table, row = found.get("table"), found.get("row")
    expected = HISTORY_COLUMNS if table == "history" else COLUMNS.get(str(table), ())
    if not expected or not isinstance(row, dict) or row.keys() != set(expected):
        raise Rejected(f"Line {number} is not a row that this version of sli knows.", NOTHING_WRITTEN)
    if not all(value is None or type(value) in (str, int) for value in row.values()):
        raise Rejected(f"Line {number} holds a value that is neither text nor a whole number.", NOTHING_WRITTEN)
    statement = "append_history" if table == "history" else f"insert {table}"
    try:
        connection.run(statement, **row)
    except (connection.raw.IntegrityError, OverflowError) as error:
        raise Rejected(f"Line {number} ({table}) does not fit: {error}.", NOTHING_WRITTEN) from error
    if table == "history":
        keys[row["entity"]] = max(keys[row["entity"]], row["entity_id"])


def _finish(connection: Connection, rows: int, end: dict[str, Any] | None, keys: Counter[str]) -> None:
    """Moves the head, and sees to it that no key is ever given twice: history names rows by their keys for ever."""
    head = end and end.get("head")
    if end is None or not isinstance(head, dict) or end.get("rows") != rows:
        raise Rejected(f"The export is cut short: {rows} rows, and no end that says so.", NOTHING_WRITTEN)
    connection.run("move_head", **{name: head.get(name) for name in ("seq", "change", "hash")})
    for table, highest in keys.items():
        raw = connection.raw
        raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))
