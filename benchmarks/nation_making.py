"""Makes the nation's database: rows, history and ledger, straight into one SQLite file, in memory that does not grow.

History is what `sli` would have written, row by row and hash by hash, so `sli db verify` finds it whole. What is left
out while loading, triggers and indexes, is put back from the schema itself.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import nation_past as past
import nation_rows as rows_of
from nation_ledger import deliveries, runs, told
from nation_rows import Nation, Row

from sli_cli.domain.evidence import GENESIS, canonical, row_hash, text_hash
from sli_cli.store.migrate import create
from sli_cli.store.tables import HISTORY_COLUMNS

BEGINNING: dict[str, Callable[[Nation, int | None], Iterator[Row]]] = {
    "register": rows_of.registers,
    "register_setting": rows_of.settings,
    "post": rows_of.posts,
    "holder": rows_of.holders,
    "forum": rows_of.forums,
    "arrangement": rows_of.arrangements,
    "meeting": rows_of.meetings,
    "recommendation": rows_of.recommendations,
    "contributor": rows_of.contributors,
    "routing": rows_of.routings,
    "cadence": rows_of.cadences,
    "occurrence": past.first_occurrences,
}
"""What each locality begins with, in the order in which it is written."""

NOW: dict[str, Callable[..., Iterator[Row]]] = {
    **BEGINNING,
    "recommendation": lambda nation, of: rows_of.recommendations(nation, of, now=True),
    "occurrence": past.occurrences,
    "review": past.reviews,
    "progress_note": past.progress_notes,
    "closure": past.closures,
    "reminder_period": past.periods,
}


class Step(NamedTuple):
    """One row of a change: `key` is that of the row of `table`, `about` that of the recommendation it belongs to."""

    table: str
    key: int
    operation: str
    before: Row
    after: Row
    about: int | None


class Change(NamedTuple):
    """One transaction: its day, by whom, the verb, its steps."""

    day: str
    by: str
    verb: str
    steps: Iterable[Step]


def make(path: Path, nation: Nation) -> None:
    """Makes the nation in a new file. Says on stderr how it gets on."""
    create(str(path), allow_network=True)
    raw = sqlite3.connect(path, isolation_level=None)
    for setting in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000", "foreign_keys = OFF"):
        raw.execute(f"PRAGMA {setting}")
    made = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    left_out = raw.execute(made).fetchall()
    raw.execute("BEGIN")
    for kind, name, _ in left_out:
        raw.execute(f"DROP {kind} {name}")
    for table, rows in NOW.items():
        _say(table)
        _fill(raw, table, rows(nation, None))
    _say("history")
    history = History()
    places = ", ".join("?" * len(HISTORY_COLUMNS))
    columns = ", ".join(f'"{name}"' for name in HISTORY_COLUMNS)
    raw.executemany(f"INSERT INTO history ({columns}) VALUES ({places})", history.rows(changes(nation)))
    head = (history.seq, history.change, history.hash)
    raw.execute("UPDATE history_head SET seq = ?, change = ?, hash = ?", head)
    _say("ledger")
    for table, ledger in (("delivery_run", runs), ("delivery", deliveries), ("delivery_item", told)):
        _fill(raw, table, ledger(nation))
    _say("indexes")
    for _, _, sql in left_out:
        raw.execute(sql)
    raw.execute("COMMIT")
    raw.close()
    _say("done")


def _fill(raw: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is not None:
        columns = ", ".join(f'"{name}"' for name in first)
        sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(first))})"
        # Every row of a table has its columns in the same order.
        raw.executemany(sql, (tuple(row.values()) for row in chain([first], rows)))


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


# -- history -------------------------------------------------------------------------------------------------------


class History:
    """Turns changes into rows of history, chained as sli chains them; `seq`, `change` and `hash` are the head."""

    def __init__(self) -> None:
        self.seq, self.change, self.hash = 0, 0, GENESIS
        self._salts = random.Random(1)

    def rows(self, changes: Iterable[Change]) -> Iterator[tuple[Any, ...]]:
        day = ""
        for change in changes:
            self.change += 1
            day = max(day, change.day)  # what is entered late is of the day on which it is entered
            for step in change.steps:
                yield self._row(day, change, step)

    def _row(self, day: str, change: Change, step: Step) -> tuple[Any, ...]:
        self.seq += 1
        salt = f"{self._salts.getrandbits(128):032x}"
        texts = (canonical(step.before), canonical(step.after), "")
        row = {
            "seq": self.seq, "change": self.change, "at": f"{day}T10:00:00Z", "account": "sli",
            "by": change.by, "verb": change.verb, "entity": step.table, "entity_id": step.key,
            "recommendation_id": step.about, "operation": step.operation,
            "before": texts[0], "after": texts[1], "why": "", "salt": salt, "text_hash": text_hash(salt, *texts),
            "redacted_by": None, "previous_hash": self.hash,
        }  # fmt: skip
        self.hash = row["hash"] = row_hash(self.hash, row)
        return tuple([row[name] for name in HISTORY_COLUMNS])


def changes(nation: Nation) -> Iterator[Change]:
    """Every change of the nation, in the order in which it was made."""
    day = str(nation.start)
    for at in range(nation.localities):
        yield Change(day, f"Owner {at + 1}", "import", _beginning(nation, at))
    yield Change(day, "Owner 1", "notify", [_insert("reminder_period", row) for row in past.periods(nation)])
    for quarter in range(nation.quarters):
        for item in nation.in_order():
            row = past.review(nation, item, quarter)
            yield Change(row["reviewed_on"], row["reviewed_by"], "review", _reviewed(nation, item, quarter, row))
    for item in range(nation.items):
        by = nation.officer(item)
        if item % 4 == 0:
            note = past.progress_note(nation, item)
            yield Change(note["noted_on"], by, "note", [_insert("progress_note", note)])
        if (state := nation.state(item)) != "open":
            yield Change(str(nation.today), by, "close" if state == "closed" else "park", _ended(nation, item, state))


def _insert(table: str, row: Row) -> Step:
    about = row["id"] if table == "recommendation" else row.get("recommendation_id")
    return Step(table, row["id"], "insert", {}, row, about)


def _beginning(nation: Nation, locality: int) -> Iterator[Step]:
    for table, rows in BEGINNING.items():
        for row in rows(nation, locality):
            yield _insert(table, row)


def _reviewed(nation: Nation, item: int, quarter: int, review: Row) -> Iterator[Step]:
    """The steps of a review, as `sli review` takes them."""
    following = past.occurrence(nation, item, quarter + 1)
    yield _insert("review", review)
    yield Step("occurrence", review["id"], "update", {"state": "pending"}, {"state": "reviewed"}, item + 1)
    yield _insert("occurrence", following)
    before, after = {"next_review": nation.due(item, quarter)}, {"next_review": following["next_review"]}
    yield Step("recommendation", item + 1, "update", before, after, item + 1)


def _ended(nation: Nation, item: int, state: str) -> Iterator[Step]:
    """The steps of a closure or a parking."""
    if state == "closed":
        yield _insert("closure", past.closure(nation, item))
        pending = nation.quarters * nation.items + item + 1
        yield Step("occurrence", pending, "update", {"state": "pending"}, {"state": "dropped"}, item + 1)
    before = {"state": "open", "state_on": None, "state_reason": None, "next_review": nation.due(item, nation.quarters)}
    yield Step("recommendation", item + 1, "update", before, rows_of.changed_since(nation, item), item + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    for name, count in (("localities", 15), ("recommendations", 50), ("years", 2)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 - the day here will do
    given = parser.parse_args()
    make(given.file, Nation(given.localities, given.recommendations, given.years, given.today))


if __name__ == "__main__":
    main()
