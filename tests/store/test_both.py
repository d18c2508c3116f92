"""Both databases give the same: every statement the same rows in the same order, every value of the same type."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Select
from sqlalchemy.sql.elements import UnaryExpression

from sli_cli.cli import sli
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.home import Connection
from sli_cli.store.postgres_connection import LONG
from sli_cli.store.sqlite_sql import SQL
from sli_cli.store.statements import statements
from sli_cli.store.tables import COLUMNS, LEDGER_COLUMNS
from tests.places import Server, home, raw

KEPT = Path(__file__).parents[1] / "data"
READS = [name for name, sql in SQL.items() if sql.startswith("SELECT")]

# Rows that only a difference in ordering would tell apart: case, accents, spaces and signs, numbers, no text at all.
ODD = ("Zebra", "alpha", "Alpha", "ÁLPHA", "alpha beta", "alpha-beta", "alpha_beta", "Ωmega", "10", "9", "é", "e", "z")
LIVED = (
    *(("lead", "add", name) for name in ODD),
    *(("forum", "add", name) for name in ODD),
    *(("add", ref, "--text", "Words", "--theme", ref, "--cadence", "every March") for ref in ("a", "B", "É1", "10.9")),
    ("lead", "assign", "alpha", "a", "--contributor"),
    ("lead", "assign", "Alpha", "a", "--contributor"),
    ("lead", "assign", "Zebra", "a", "--contributor"),
    ("forum", "route", "Zebra", "a", "B", "--informed", "--yes"),
    ("review", "a", "--outcome", "at risk", "--rating", "red", "--note", "Naïve 100% \\ 'quoted' \"words\"", "--early"),
    ("extend", "a", "--to", "2029-01-01", "--reason", "Ω"),
    ("park", "B", "--reason", "No money"),
    ("close", "10.9", "--as", "implemented", "--reason", "Done"),
    ("lead", "appoint", "Zebra", "--name", "Jo Bloggs", "--email", "jo@example.gov.uk", "--on", "2026-09-01"),
    ("lead", "away", "Zebra", "--deputy", "Sam Hill", "--deputy-email", "sam@example.gov.uk"),
    ("forum", "edit", "Zebra", "--schedule", "first Tuesday of every month", "--secretary", "A. Clerk"),
    ("meeting", "plan", "Zebra"),
    ("meeting", "add", "Zebra", "2026-11-17", "--title", "The last"),
)  # fmt: skip
LEDGER = """
INSERT INTO delivery_run (day, began_at, state, worker, leased_until)
    VALUES ('2026-11-22', '2026-11-22T06:00:00Z', 'good', 'one', ''), ('2026-11-23', '', 'running', 'two', '');
INSERT INTO delivery (message_id, delivery_run_id, recipient, day, state, attempts, subject, content, answer,
    changed_at, not_before) SELECT state || '@x', 1, 'jo@example.gov.uk', '2026-11-23', state, 1, 's', 'c', '', '', ''
    FROM (SELECT 'accepted' AS state UNION SELECT 'waiting' UNION SELECT 'claimed' UNION SELECT 'in doubt') AS states;
INSERT INTO delivery_item (delivery_id, recipient, about, about_id, due_on, stage)
    SELECT d.id, d.recipient, 'recommendation', r.id, coalesce(r.next_review, ''), d.state
    FROM delivery d, recommendation r;
INSERT INTO delivery_item (delivery_id, recipient, about, about_id, due_on, stage)
    SELECT id, recipient, 'register', 1, '2026-11-23', state FROM delivery;
"""
"""What reminders leave."""


@pytest.fixture(scope="module")
def both(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Connection, Connection]]:
    """A register with rows in every table that an earlier version knew, and in the others some, on both databases."""
    folder = tmp_path_factory.mktemp("both")
    file, place = folder / "register.db", server.new()
    file.write_bytes(gzip.decompress(max(KEPT.glob("schema-*.db.gz")).read_bytes()))
    everywhere = ["--database", str(file), "--as-of", "2026-11-23"]
    for line in (("db", "upgrade"), *LIVED):
        ran = CliRunner().invoke(sli, [*everywhere, *line], env={"SLI_CONFIG": str(folder / "none.toml")})
        assert ran.exit_code == 0, (line, ran.output)
    stamp = Stamp("2026-11-23T10:00:00Z", "tester", "")
    with Database(home(file), date(2026, 11, 23), lambda: stamp).change("notify") as change:
        change.insert("reminder_period", started_on="2026-09-01", started_by="tester")
    with raw(file) as connection:
        connection.executescript(LEDGER)
    server.put(file, place)
    with home(file).writing(keep=False) as one, home(place).writing(keep=False) as other:
        yield one, other
    server.forget(place)


def asked(connection: Connection, statement: str) -> Iterator[dict[str, Any]]:
    """Ways to ask a statement: each of its parameters with values that are there, and with one that is not."""
    ids = {table: [row["id"] for row in connection.rows(f"rows {table}")] for table in (*COLUMNS, *LEDGER_COLUMNS)}
    days = ["2026-01-01", "2026-11-23", "2030-01-01"]
    recommendations = [dict(row) for row in connection.rows("rows recommendation")]
    known: dict[str, list[Any]] = {
        **{f"{table}_id": keys[:40] for table, keys in ids.items()},
        "id": sorted({key for keys in ids.values() for key in keys})[:40],
        "about_id": ids["recommendation"],
        "entity_id": ids["recommendation"],
        "register": [None, *ids["register"]],
        "ref_key": [row["ref_key"] for row in recommendations],
        "change": [1, 2, 3],
        "entity": ["recommendation", "review", "post"],
        "about": ["recommendation", "register"],
        "state": ["waiting", "in doubt", "accepted", "claimed"],
        "recipient": ["jo@example.gov.uk"],
        "stage": ["accepted", "overdue"],
        "run_id": [1],
        "seq": [1, 2, 3],
        "first": [1, 20, 100],
        "last": [None, *days] if statement == "reviews_to_forum" else days,
        "since": days,
        "until": days,
        "after": days,
        "today": days,
        "due_on": days,
    }
    names = sorted(set(re.findall(r":(\w+)", SQL[statement])))
    choices = [
        [*known[name], *(["nothing of the kind"] if isinstance(known[name][-1:], str) else [])] for name in names
    ]
    for values in product(*choices):
        yield dict(zip(names, values, strict=True))


def rows(connection: Connection, statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.rows(statement, **parameters)]


def in_any_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=repr)


@pytest.mark.parametrize("statement", READS)
def test_a_statement_gives_the_same_rows_in_the_same_order(both: tuple[Connection, Connection], statement: str) -> None:
    one, other = both
    as_it_comes: Callable[[Any], Any] = list if " ORDER BY " in SQL[statement].rpartition(")")[2] else in_any_order
    for parameters in asked(one, statement):
        ours, theirs = rows(one, statement, parameters), rows(other, statement, parameters)
        assert [list(row) for row in ours] == [list(row) for row in theirs]
        assert as_it_comes(map(whole, ours)) == as_it_comes(map(whole, theirs)), parameters


def whole(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose lists of lines, which come in no order, are put in one. PostgreSQL says true where SQLite says 1."""
    aggregated = {
        name: "\n".join(sorted(row[name].split("\n"))) for name in ("forums", "contributors") if row.get(name)
    }
    assert all(type(value) in (str, int, bool, type(None)) for value in row.values())
    return {**row, **aggregated}


def test_enough_is_asked_for_that_most_statements_find_something(both: tuple[Connection, Connection]) -> None:
    one, _ = both
    found = {name for name in READS if any(rows(one, name, parameters) for parameters in asked(one, name))}
    assert len(found) > len(READS) * 0.9, sorted(set(READS) - found)


def test_nothing_is_ordered_by_what_may_be_null() -> None:
    """SQLite puts nulls first, PostgreSQL last; the dates that `due` and `coming` order by are never null there."""
    found = set()
    for name, statement in statements().items():
        for clause in statement._order_by_clauses if isinstance(statement, Select) else ():
            column = clause.element if isinstance(clause, UnaryExpression) else clause
            if getattr(column, "nullable", None) is not False:
                found.add((name, str(column)))
    assert found == {(name, "recommendation.next_review") for name in ("due", "due_in", "coming", "coming_in")}


def test_what_may_be_long_is_read_in_batches() -> None:
    """What reads whole tables that grow with the years; the rest belongs to one thing, or there are few of it."""
    few = {
        "themes",
        "registers",
        "register_names",
        "posts",
        "absences",
        "forums",
        "forum_titles",
        "post_successions",
        "history_head",
    }
    few |= {
        "last_meetings",
        "forum_successions",
        "lock_head",
        "last_run",
        "reminding",
        "rules_of_meetings",
        "counts",
        "lock_ledger",
    }
    from tests.store.test_plans import READ_WHOLE

    assert {name for name in READ_WHOLE if not name.startswith("rows ")} - few <= LONG
