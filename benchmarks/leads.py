"""Makes registers to measure reminders with: `python benchmarks/leads.py DATABASE REGISTERS LEADS EACH --sli sli`.

Any number of leads, each of whom leads as many recommendations; each register has a board of its own. Like those of
`making.py` their rows are put into the tables directly, so they have NO HISTORY. Reminders are on.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from making import SEED, fill

Rows = Iterator[dict[str, Any]]


class Size(NamedTuple):
    """How many registers there are, how many leads in all, and how many open recommendations each of them leads."""

    registers: int
    leads: int
    each: int

    @property
    def open(self) -> int:
        return self.leads * self.each


def make(database: Path, size: Size, today: date, sli: str) -> None:
    """Makes a database of that size; the next reviews go from 60 days ago to 330 ahead, as many on each day."""
    subprocess.run([sli, "--database", str(database), "init"], check=True, stdout=subprocess.DEVNULL)
    connection = sqlite3.connect(database)
    for setting in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -500000"):
        connection.execute(f"PRAGMA {setting}")
    with connection:
        adopted = str(today - timedelta(400))
        for table, rows in {**people(size, adopted), **items(size, today, adopted)}.items():
            fill(connection, table, rows)
    connection.close()


def people(size: Size, adopted: str) -> dict[str, Rows]:
    """Registers that have no quiet days and no summaries, each with an owner; leads; boards."""
    registers, leads = range(1, size.registers + 1), range(1, size.leads + 1)
    usual = {"locality": "", "report_title": "", "adopted_on": adopted, "adopted_basis": "confirmed"}
    settings = {"summary": "off", "remind-quiet": "never", "owner": "Owner {0} <owner{0}@council.example>"}
    return {
        "register": ({"name": f"council-{one}", "title": f"SLI Infant Mortality {one}", **usual} for one in registers),
        "register_setting": (
            {"register_id": one, "name": name, "value": value.format(one)}
            for one in registers
            for name, value in settings.items()
        ),
        "post": ({"name": f"Head of Service {one}", "organisation": "Council"} for one in leads),
        "holder": (
            {"post_id": one, "name": f"Officer {one}", "email": f"officer{one}@council.example", "since": adopted}
            for one in leads
        ),
        "forum": ({"name": f"LSCB {one}", "title": f"LSCB {one}"} for one in registers),
        "reminder_period": iter([{"started_on": adopted, "started_by": "benchmark"}]),
    }


def items(size: Size, today: date, adopted: str) -> dict[str, Rows]:
    """The recommendations, in the words of the 22 that come with sli, with their boards, cadences and dates."""
    words = tomllib.loads(SEED.read_text(encoding="utf-8"))["recommendation"]
    numbers = range(1, size.open + 1)

    def due(number: int) -> str:
        return str(today + timedelta(number * 37 % 390 - 60))

    def register(number: int) -> int:
        return (number - 1) * size.registers // size.open + 1

    def recommendation(number: int) -> dict[str, Any]:
        return {
            "id": number,
            "register_id": register(number),
            "ref": str(number),
            "ref_key": str(number),
            "sort_key": f"{number:08}",
            **{name: words[number % len(words)][name] for name in ("theme", "text", "position", "action")},
            "lead_post_id": (number - 1) // size.each + 1,
            "state": "open",
            "next_review": due(number),
        }

    def occurrence(number: int) -> dict[str, Any]:
        dates = dict.fromkeys(("due_on", "first_due", "next_review"), due(number))
        return {"recommendation_id": number, **dates, "extensions": 0, "state": "pending"}

    board = {"role": "decides", "words": ""}
    rule = {"rule": "every 3 months", "basis": "confirmed", "reason": "", "anchor": adopted}
    return {
        "recommendation": map(recommendation, numbers),
        "routing": ({"recommendation_id": one, "forum_id": register(one), **board} for one in numbers),
        "cadence": ({"recommendation_id": one, **rule} for one in numbers),
        "occurrence": map(occurrence, numbers),
    }


def the_day_after(database: Path, today: date) -> None:
    """Makes yesterday of the day on which everything was told: what opens today has then still to be told."""
    opens = [str(today + timedelta(days)) for days in (30, 7, 0, -7, -14, -21, -28)]
    connection = sqlite3.connect(database)
    with connection:
        for table in ("delivery", "delivery_run"):
            connection.execute(f"UPDATE {table} SET day = ?", (str(today - timedelta(1)),))
        connection.execute(f"DELETE FROM delivery_item WHERE due_on IN ({', '.join('?' * len(opens))})", opens)
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("database", type=Path)
    for name in Size._fields:
        parser.add_argument(name, type=int)
    parser.add_argument("--sli", default="sli", help="The program that makes the database.")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 - the day here will do
    given = parser.parse_args()
    make(given.database, Size(given.registers, given.leads, given.each), given.today, given.sli)


if __name__ == "__main__":
    main()
