"""A whole database moves to another home: read in one moment, proved whole in both, left as it is in the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.errors import DatabaseProblem, Rejected
from sli_cli.store.verify import Whole, verify
from sli_cli.store.whole import dump, restore

if TYPE_CHECKING:
    from sli_cli.store.home import Connection, Home


def move(source: Home, target: Home) -> Whole:
    """Copies everything, history and the ledger of deliveries too, into `target`, which must be empty or not there.

    Both are verified, and end with the same head of history, before it is kept: all of it, or nothing. Raises Rejected
    where the target holds anything, DatabaseProblem where the source does not verify, or was changed meanwhile.
    """
    moved = []
    with source.reading() as origin:
        there = target.exists()
        if there:
            _check_empty(target)
        whole = verify(origin)

        def fill(connection: Connection) -> None:
            moved.append(restore(connection, dump(origin)))
            if moved[0] != whole:
                raise DatabaseProblem(
                    f"{target.name} would end with the head {moved[0].head}, and not with {whole.head}; nothing was "
                    "written.",
                    "Report this.",
                )

        if there:
            with target.writing() as connection:
                fill(connection)
        else:
            target.create(fill)
    _check_unchanged(source, target, whole)
    return whole


def _check_empty(target: Home) -> None:
    with target.reading() as connection:
        head = connection.row("history_head")
    if head is None or head["seq"]:
        raise Rejected(
            f"{target.name} is not empty; nothing was written.",
            "Name a new file, or a PostgreSQL database with nothing in it.",
        )


def _check_unchanged(source: Home, target: Home, whole: Whole) -> None:
    """What was written to the source after it was read is in the source alone, and somebody has to know."""
    with source.reading() as connection:
        head = connection.row("history_head")
    if head is None or head["hash"] != whole.head:
        raise DatabaseProblem(
            f"{source.name} was changed while it was moved: {target.name} holds what it was up to change "
            f"{whole.changes}, and not what came after.",
            "See to it that nobody writes there, empty the new one, and move it again.",
        )
