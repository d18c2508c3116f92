"""A change: one transaction whose every row is written together with the history row that says so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.evidence import canonical, row_hash, text_hash
from sli_cli.store.reader import Reader
from sli_cli.store.tables import COLUMNS

if TYPE_CHECKING:
    from sli_cli.store.home import Connection


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who makes a change and when: `at` in real UTC, ISO to the second; the system account; `by` in words."""

    at: str
    account: str
    by: str


class Change(Reader):
    """Reads like a Reader; writes rows, each with its history. `number` is its name in `sli history` and `sli undo`."""

    def __init__(self, connection: Connection, today: date, stamp: Stamp, verb: str, why: str) -> None:
        super().__init__(connection, today)
        self.stamp = stamp
        self.verb = verb
        self.why = why
        head = connection.row("lock_head")
        if head is None:
            raise LookupError("history has no head")
        self._seq, self._hash = int(head["seq"]), str(head["hash"])
        self.number = head["change"] + 1
        self._began_at = self._seq

    def insert(self, table: str, **values: Any) -> int:
        """Writes a new row and gives its key; a column that is not named is null. The key is given only by an undo."""
        row = self._whole(table, values)
        row["id"] = self.connection.run(f"insert {table}", **row) if row["id"] is None else self._put_back(table, row)
        self.record(table, row["id"], "insert", {}, row)
        return int(row["id"])

    def update(self, table: str, row_id: int, **values: Any) -> bool:
        """Sets columns of a row; False, and nothing recorded, where they already hold those values."""
        before = self._get(table, row_id)
        after = self._whole(table, {**before, **values})
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            self.connection.run(f"update {table}", **after)
            self.record(table, row_id, "update", {n: before[n] for n in changed}, {n: after[n] for n in changed}, after)
        return bool(changed)

    def delete(self, table: str, row_id: int) -> None:
        """Takes a row out of the live tables; its words stay in history."""
        before = self._get(table, row_id)
        self.connection.run(f"delete {table}", id=row_id)
        self.record(table, row_id, "delete", before, {})

    def record(
        self,
        entity: str,
        entity_id: int,
        operation: str,
        before: dict[str, Any],
        after: dict[str, Any],
        whole: dict[str, Any] | None = None,
    ) -> int:
        """Appends one row of history and gives its number; `whole` is the row of which the others are parts."""
        about = whole or after or before
        salt = os.urandom(16).hex()
        texts = {"before": canonical(before), "after": canonical(after), "why": self.why}
        row: dict[str, Any] = {
            "seq": self._seq + 1,
            "change": self.number,
            "at": self.stamp.at,
            "account": self.stamp.account,
            "by": self.stamp.by,
            "verb": self.verb,
            "entity": entity,
            "entity_id": entity_id,
            "recommendation_id": entity_id if entity == "recommendation" else about.get("recommendation_id"),
            "operation": operation,
            **texts,
            "salt": salt,
            "text_hash": text_hash(salt, **texts),
            "redacted_by": None,
            "previous_hash": self._hash,
        }
        row["hash"] = row_hash(self._hash, row)
        self.connection.run("append_history", **row)
        self._planned.clear()
        self._seq, self._hash = int(row["seq"]), str(row["hash"])
        return self._seq

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self._seq > self._began_at)

    def finish(self) -> None:
        """The last act of the transaction: moves the one head to the newest row."""
        if self.changed:
            self.connection.run("move_head", seq=self._seq, change=self.number, hash=self._hash)

    def _get(self, table: str, row_id: int) -> dict[str, Any]:
        row = self.connection.row(f"get {table}", id=row_id)
        if row is None:
            raise LookupError(f"{table} {row_id}")
        return dict(row)

    def _put_back(self, table: str, row: dict[str, Any]) -> int:
        self.connection.run(f"insert {table}", **row)
        return int(row["id"])

    @staticmethod
    def _whole(table: str, values: dict[str, Any]) -> dict[str, Any]:
        """All columns of a row, in the stored types: dates as ISO text, flags as 0 and 1."""
        row = dict.fromkeys(COLUMNS[table])
        for name, value in values.items():
            if name not in row:
                raise LookupError(f"{table} has no {name}")
            row[name] = value if type(value) in _AS_IT_IS else _stored(value)
        return row


_AS_IT_IS = (str, int, type(None))


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
