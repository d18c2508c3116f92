"""What was overwritten or deleted stays in the files of a PostgreSQL table until that is written anew: here it is."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from sli_cli.errors import DatabaseProblem
from sli_cli.store.postgres_schema import tables

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

    from sli_cli.store.postgres import PostgresDatabase

ELSEWHERE = "the server's log, standbys and backups hold the passage until replaced."
OWNED = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) AS all FROM pg_class WHERE oid = ANY(%s::regclass[])"
VERSION_TABLE = "sli_schema"
PAUSES = (0.2, 1, 0)
"""Seconds after an attempt that was kept from it: whoever connects to the server sees everything for a moment."""


def rewrite(database: PostgresDatabase) -> list[str]:
    """Has the server write every table anew, where this role may have that done; what is still to be done.

    Raises DatabaseProblem where somebody is at work for longer than is waited, or somebody else's session still sees
    what was overwritten, so that the server has to keep it.
    """
    kept: list[str] = []

    def hear(said: Diagnostic) -> None:
        # Whatever the language of the server, the detail begins with the number of dead rows that it could not remove.
        dead = re.match(r"\D*(\d+)", said.message_detail or "")
        if dead and int(dead[1]):
            kept.append(said.message_primary or "")

    milliseconds = max(1, round(database.timeout * 1000))
    with database.connected() as raw, database.connected() as watch:
        names = [f'"{name}"' for name in tables(raw) if name != VERSION_TABLE]
        owned = raw.execute(OWNED, (names,)).fetchone()
        if not (owned and owned["all"]):
            return [
                "The server's files hold the passage in rows that were overwritten, until the owner of its tables runs "
                f"VACUUM (FULL) while nobody is at work; {ELSEWHERE}"
            ]
        for each in (raw, watch):
            each.execute(f"SET lock_timeout = {milliseconds}")
        # Every transaction of sli begins with a lock of this table: none is open now, and none begins until the end.
        watch.execute("BEGIN; LOCK TABLE sli_schema IN ACCESS EXCLUSIVE MODE")
        raw.add_notice_handler(hear)
        for pause in PAUSES:
            kept.clear()
            raw.execute(f"VACUUM (FULL, VERBOSE) {', '.join(names)}")
            if not kept:
                break
            time.sleep(pause)
        watch.execute("ROLLBACK")
    if kept:
        raise DatabaseProblem(
            f"a session that is open on the server of {database.name} still sees what was overwritten",
            "Have it ended, then try again.",
        )
    return [f"Its tables were written anew; {ELSEWHERE}"]
