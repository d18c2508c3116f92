"""Every statement has its index on PostgreSQL too, and a long list comes in the order of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sli_cli.store.postgres import SETTINGS
from sli_cli.store.postgres_sql import SQL
from tests.places import Server, home, raw
from tests.store.test_plans import READ_WHOLE

FEW = {"post", "holder", "forum", "register", "absence", "reminder_period", "delivery_run", "history_head"}
"""Tables that hold some hundreds of rows in the whole of a nation: reading one of them whole takes no time."""


@pytest.fixture(scope="module")
def empty(server: Server) -> Iterator[Any]:
    """A connection to a database of sli's with nothing in it."""
    place = server.new()
    server.ready(place)
    home(place).create()
    with raw(place) as connection:
        yield connection
    server.forget(place)


def plan(connection: Any, statement: str, settings: str) -> list[str]:
    """How PostgreSQL goes about a statement whatever its parameters are, with what cannot be done without an index."""
    numbers: dict[str, str] = {}
    sql = re.sub(r"%\((\w+)\)s", lambda found: numbers.setdefault(found[1], f"${len(numbers) + 1}"), SQL[statement])
    connection.execute(f"{SETTINGS.format(milliseconds=1).replace('LOCAL ', '')} {settings}")
    explained = connection.execute(f"EXPLAIN (GENERIC_PLAN, COSTS OFF) {sql.replace('%%', '%')}").fetchall()
    connection.execute("RESET ALL")
    return [line for (line,) in explained]


@pytest.mark.parametrize("statement", SQL)
def test_every_statement_finds_its_rows_by_an_index(empty: Any, statement: str) -> None:
    steps = plan(empty, statement, "SET enable_seqscan = off")
    scanned = {found[1] for step in steps if (found := re.search(r"Seq Scan on (\w+)", step))}
    assert scanned <= READ_WHOLE.get(statement, set()) | FEW, steps


@pytest.mark.parametrize("statement", ["due", "coming", "everything", "refs", "history_in_order", "history_newest"])
def test_what_may_be_long_can_come_in_the_order_of_an_index(empty: Any, statement: str) -> None:
    steps = plan(empty, statement, "SET enable_seqscan = off; SET enable_sort = off; SET enable_hashjoin = off")
    assert not [step for step in steps if step.lstrip(" ->").startswith(("Sort", "Incremental Sort"))], steps
