"""A whole database moves to another home: read in one moment, proved whole in both, left as it is in the first."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sli_cli.errors import DatabaseProblem, Rejected
from sli_cli.store.tables import LEDGER_COLUMNS
from sli_cli.store.verify import Whole, verify
from sli_cli.store.whole import dump, restore

if TYPE_CHECKING:
    from sli_cli.store.home import Connection, Home


def move(source: Home, target: Home, now: datetime | None = None) -> Whole:
    """Copies everything, history and the ledger of deliveries too, into `target`, which must be empty or not there.

    Both are verified, and end with the same head of history, before it is kept: all of it, or nothing. Raises Rejected
    where the target holds anything; DatabaseProblem where the source does not verify, was changed meanwhile, or is
    reminded from: what is under way there would go out from both. `now`, in UTC, tells a run of reminders that is at
    work from one that was killed; without it, each that has not ended counts.
    """
    moved = []
    with source.reading() as origin:
        there = target.exists()
        if there:
            _check_empty(target)
        _check_quiet(source, origin, now)
        whole, ledger = verify(origin), _ledger(origin)

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
    _check_unchanged(source, target, whole, ledger)
    return whole


def _check_quiet(source: Home, origin: Connection, now: datetime | None) -> None:
    for row in list(origin.rows("runs_at_work")):
        if now is None or now < datetime.fromisoformat(row["leased_until"]):
            ends = f"its hold ends at {row['leased_until'][11:16]} UTC" if now else "the next `sli notify` ends it"
            raise DatabaseProblem(
                f"`sli notify` is at work in {source.name} ({row['worker']}, since {row['began_at'][11:16]} UTC); "
                "nothing was written.",
                f"Wait for it to end; if it was killed, {ends}.",
            )


def _ledger(connection: Connection) -> str:
    """A digest of the ledger of deliveries: the same where no run and no message has moved on."""
    digest = sha256()
    for table, columns in LEDGER_COLUMNS.items():
        for row in connection.rows(f"rows {table}"):
            digest.update(repr([row[name] for name in columns]).encode())
    return digest.hexdigest()


def _check_empty(target: Home) -> None:
    with target.reading() as connection:
        head = connection.row("history_head")
    if head is None or head["seq"]:
        raise Rejected(
            f"{target.name} is not empty; nothing was written.",
            "Name a new file, or a PostgreSQL database with nothing in it.",
        )


def _check_unchanged(source: Home, target: Home, whole: Whole, ledger: str) -> None:
    """What was written to the source after it was read is in the source alone, and somebody has to know."""
    with source.reading() as connection:
        head = connection.row("history_head")
        reminded = _ledger(connection) != ledger
    if head is None or head["hash"] != whole.head:
        raise DatabaseProblem(
            f"{source.name} was changed while it was moved: {target.name} holds what it was up to change "
            f"{whole.changes}, and not what came after.",
            "See to it that nobody writes there, empty the new one, and move it again.",
        )
    if reminded:
        raise DatabaseProblem(
            f"Reminders went out from {source.name} while it was moved: {target.name} does not know of them all, and "
            "would send them again.",
            "See to it that no `sli notify` runs there, empty the new one, and move it again.",
        )
