"""An open PostgreSQL database: the named statements, and long lists in memory that does not grow with them.

Every round trip to the server counts: a long list comes in batches of a cursor that is opened together with its first
batch, and rows of history, for which nothing waits, are sent together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg

from sli_cli.store.home import RowRefused
from sli_cli.store.postgres_sql import SQL

if TYPE_CHECKING:
    from sli_cli.store.home import Refusals, Row

Raw = psycopg.Connection[dict[str, Any]]

BATCH = 500
"""How many rows of a long list are fetched, and of history are sent, at a time."""

LONG = frozenset(
    {
        "due",
        "due_in",
        "coming",
        "coming_in",
        "everything",
        "everything_in",
        "refs",
        "ref_keys",
        "to_forum",
        "remindable",
        "leads_in",
        "told",
        "told_else",
        "history_in_order",
        "history_newest",
        "history_of_entity",
        "history_of_change",
    }
)
"""The statements, beside those that read whole tables, whose rows may be too many to be held in memory."""


class Connection:
    """An open database: runs the named statements and gives rows with named columns."""

    Refusal: ClassVar[Refusals] = (psycopg.IntegrityError, psycopg.errors.NumericValueOutOfRange)

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self._cursors = 0
        self._history: list[dict[str, object]] = []
        """Rows of history that are still to be sent: nothing waits for them but who reads history, and the end."""

    def rows(self, statement: str, **parameters: object) -> Iterator[dict[str, Any]]:
        """The rows of a statement: long ones a batch at a time, as they are asked for."""
        self._send_history(statement)
        if statement in LONG or statement.startswith("rows "):
            return self._streamed(SQL[statement], parameters)
        return iter(self.raw.execute(SQL[statement], parameters).fetchall())

    def row(self, statement: str, **parameters: object) -> dict[str, Any] | None:
        """The first row of a statement, or None."""
        self._send_history(statement)
        return self.raw.execute(SQL[statement], parameters).fetchone()

    def run(self, statement: str, **parameters: object) -> int:
        """Runs a statement that writes; the key of the row it inserted, where it inserted one."""
        if statement == "append_history":
            self._history.append(parameters)
            if len(self._history) >= BATCH:
                self.send()
            return 0
        self._send_history(statement)
        done = self.raw.execute(SQL[statement], parameters)
        row = done.fetchone() if done.description else None
        return int(row["id"]) if row else 0

    def send(self) -> None:
        """Sends the rows of history that were held back to be sent together."""
        if self._history:
            rows, self._history = self._history, []
            with self.raw.cursor() as cursor:
                cursor.executemany(SQL["append_history"], rows)

    def _send_history(self, statement: str) -> None:
        if self._history and "history" in SQL[statement]:
            self.send()

    def _streamed(self, sql: str, parameters: Mapping[str, object]) -> Iterator[dict[str, Any]]:
        self._cursors += 1
        fetch = f"FETCH FORWARD {BATCH} FROM c{self._cursors}"
        with self.raw.pipeline():
            self.raw.execute(f"DECLARE c{self._cursors} NO SCROLL CURSOR FOR {sql}", parameters)
            first = self.raw.execute(fetch)
        return self._batches(first.fetchall(), fetch)

    def _batches(self, rows: list[dict[str, Any]], fetch: str) -> Iterator[dict[str, Any]]:
        yield from rows
        while len(rows) == BATCH:
            rows = self.raw.execute(fetch).fetchall()
            yield from rows

    def load(self, table: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
        """Writes many rows with their keys, as they are read. Raises RowRefused."""
        names = list(columns)
        quoted = ", ".join(f'"{name}"' for name in names)
        taken = 0
        try:
            with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([row[name] for name in names])
                    taken += 1
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            line = re.search(rf"COPY {table}, line (\d+)", error.diag.context or "")
            raise RowRefused(
                int(line[1]) - 1 if line else taken - 1, error.diag.message_primary or str(error)
            ) from error

    def begin_load(self) -> None:
        self.raw.execute("SET CONSTRAINTS ALL DEFERRED")

    def end_load(self, highest: Mapping[str, int]) -> None:
        for table, key in highest.items():
            sequence = f"{table}_id_seq"
            self.raw.execute("SELECT setval(%s, greatest(%s, last_value)) FROM " + sequence, (sequence, key))
        self.raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.raw.execute("ANALYZE")

    def check_storage(self) -> None:
        """The server's own checksums see to its pages; a read that meets a bad one fails by itself."""

    def strange(self) -> str:
        from sli_cli.store.postgres_schema import strange

        return strange(self.raw)
