"""Makes registers of any size, to measure with: `python benchmarks/making.py register.db 100000 --sli sli`.

`sli init` makes the database; the rows are then put into its tables directly, because a million changes through `sli`
would take hours. So these registers have NO HISTORY: `sli db verify` rightly refuses them, and they are good for
nothing but measuring reports. The words are those of the 22 recommendations that come with sli, again and again.
About 1 % is due this month (at least 7, as with a real register of 22), a quarter of that overdue. Of the others 2 %
are closed, 1 % parked, a few have no date; 2 % of all cadences are assumed, and one post in forty is vacant. Every
register of one size and one day is the same.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

SEED = Path(__file__).parents[1] / "seed" / "bwd-infant-mortality.toml"
LEAST_DUE = 7
BOARDS = ("LSCB", "Children's Partnership Board", "Health SPT", "Infant Mortality Group", "CDOP", "Tobacco group")
RULES = ("every month", "every 3 months", "every 6 months", "every year")


class Item(NamedTuple):
    """One recommendation: its number from 1, its words as the seed has them, its state and its date, if any."""

    number: int
    words: dict[str, str]
    state: str
    next_review: date | None


def month_end(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def items(count: int, today: date) -> Iterator[Item]:
    """The recommendations of a register of `count`, seen on `today`."""
    words = tomllib.loads(SEED.read_text(encoding="utf-8"))["recommendation"]
    end = month_end(today)
    one_in = count // min(count, max(LEAST_DUE, count // 100))
    for number in range(1, count + 1):
        state, on = "open", None
        rank = number // one_in
        if number % one_in == 0 and rank % 4 == 0:
            on = today - timedelta(1 + rank % 60)
        elif number % one_in == 0:
            on = today + timedelta(rank % ((end - today).days + 1))
        elif number % 50 == 7:
            state = "closed"
        elif number % 100 == 11:
            state = "parked"
        elif number % 500 != 13:
            on = end + timedelta(1 + number * 37 % 330)
        yield Item(number, words[number % len(words)], state, on)


def make(database: Path, count: int, today: date, sli: str) -> None:
    """Makes `database`, which must not exist, with a register of `count` recommendations; `sli` is the program."""
    subprocess.run([sli, "--database", str(database), "init"], check=True, stdout=subprocess.DEVNULL)
    connection = sqlite3.connect(database)
    for setting in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -500000"):
        connection.execute(f"PRAGMA {setting}")
    with connection:
        people_and_boards(connection, max(LEAST_DUE, min(200, count // 50)), today)
        for table, rows in TABLES.items():
            fill(connection, table, (row for item in items(count, today) for row in rows(item, count, today)))
    connection.close()


def fill(connection: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Inserts rows of the same columns, one by one as they come."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    sql = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({', '.join(f':{name}' for name in first)})"
    connection.execute(sql, first)
    connection.executemany(sql, rows)


def people_and_boards(connection: sqlite3.Connection, posts: int, today: date) -> None:
    """One register; posts with their holders, one in forty vacant; boards that meet every month."""
    adopted = str(today - timedelta(400))
    register = {"name": "benchmark", "title": "Benchmark", "locality": "", "report_title": "", "adopted_on": adopted}
    fill(connection, "register", [{**register, "adopted_basis": "confirmed"}])
    names = [{"name": f"Head of Service {post}", "organisation": "Council"} for post in range(1, posts + 1)]
    fill(connection, "post", names)
    holders = [
        {"post_id": post, "name": f"Officer {post}", "email": f"officer{post}@council.example", "since": adopted}
        for post in range(1, posts + 1)
        if post % 40 != 3
    ]
    fill(connection, "holder", holders)
    fill(connection, "forum", [{"name": name, "title": name} for name in BOARDS])
    meetings = [
        {"forum_id": board, "meets_on": str(today + timedelta(30 * month + board)), "state": "planned"}
        for board in range(1, len(BOARDS) + 1)
        for month in range(12)
    ]
    fill(connection, "meeting", meetings)


# -- the rows of an item in each table -----------------------------------------------------------------------------

Rows = Iterator[dict[str, object]]


def recommendation(item: Item, count: int, today: date) -> Rows:
    posts = max(LEAST_DUE, min(200, count // 50))
    yield {
        "id": item.number,
        "register_id": 1,
        "ref": str(item.number),
        "ref_key": str(item.number),
        "sort_key": f"{item.number:08}",
        **{name: item.words[name] for name in ("theme", "text", "position", "action")},
        "lead_post_id": item.number % posts + 1,
        "sponsor_post_id": 1,
        "state": item.state,
        "state_on": None if item.state == "open" else str(today - timedelta(item.number % 300)),
        "state_reason": None if item.state == "open" else "Agreed by the board.",
        "next_review": item.next_review and str(item.next_review),
    }


def contributor(item: Item, count: int, today: date) -> Rows:
    if item.number % 3 == 0:
        yield {"recommendation_id": item.number, "post_id": 2, "rank": 1}


def routing(item: Item, count: int, today: date) -> Rows:
    board = item.number % len(BOARDS) + 1
    yield {"recommendation_id": item.number, "forum_id": board, "role": "decides", "words": ""}
    if item.number % 4 == 0:
        other = board % len(BOARDS) + 1
        yield {"recommendation_id": item.number, "forum_id": other, "role": "informed", "words": ""}


def cadence(item: Item, count: int, today: date) -> Rows:
    yield {
        "recommendation_id": item.number,
        "rule": RULES[item.number % len(RULES)],
        "basis": "assumed" if item.number % 50 == 9 else "confirmed",
        "reason": "",
        "anchor": str(today - timedelta(400)),
    }


def occurrence(item: Item, count: int, today: date) -> Rows:
    if item.next_review is not None:
        extended = item.number % 10 == 0
        first = str(item.next_review - timedelta(30 if extended else 0))
        yield {
            "recommendation_id": item.number,
            "due_on": first,
            "first_due": first,
            "next_review": str(item.next_review),
            "extensions": int(extended),
            "state": "pending",
        }


def review(item: Item, count: int, today: date) -> Rows:
    for nth in range(item.number % 3):
        yield {
            "recommendation_id": item.number,
            "reviewed_on": str(today - timedelta(90 * (nth + 1) + item.number % 60)),
            "reviewed_by": f"Officer {item.number % 50}",
            "outcome": ("on track", "at risk")[item.number % 2],
            "rating": ("green", "amber", None)[nth],
            "note": "The audit was presented and the action agreed; training follows in the spring.",
            "early": 0,
        }


def progress_note(item: Item, count: int, today: date) -> Rows:
    if item.number % 4 == 0:
        yield {
            "recommendation_id": item.number,
            "noted_on": str(today - timedelta(item.number % 200)),
            "noted_by": f"Officer {item.number % 50}",
            "text": "The draft is with the partners for comments.",
        }


TABLES = {
    "recommendation": recommendation,
    "contributor": contributor,
    "routing": routing,
    "cadence": cadence,
    "occurrence": occurrence,
    "review": review,
    "progress_note": progress_note,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--sli", default="sli", help="The program that makes the database.")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 - the day here will do
    given = parser.parse_args()
    make(given.database, given.count, given.today, given.sli)


if __name__ == "__main__":
    main()
