"""What a register's owner is told once a week: what was sent and what was not, and what nobody looks after."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sli_cli.domain.letters import Summary

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader

EXPIRES_SOON = 30
"""From how many days before a credential expires this is said."""


WEEK = timedelta(days=7)


def deliveries_before(reader: Reader, begins: date) -> Counter[str]:
    """How many messages, of whatever register, came to which state in the seven days before `begins` and since."""
    since = (begins - WEEK).isoformat()
    return Counter({row["state"]: row["count"] for row in reader.rows("deliveries_since", since=since)})


def summary_of(
    reader: Reader, register: Register, begins: date, counted: Counter[str], credential_expires: date | None
) -> Summary:
    """The summary of the seven days before `begins`, with the messages `counted` in them, and of how things stand."""
    overdue, _ = reader.due_counts(reader.today, register.id)
    near = credential_expires is not None and (credential_expires - reader.today).days <= EXPIRES_SOON
    vacant: Counter[str] = Counter()
    no_address = set()
    for row in reader.connection.rows("leads_in", today=reader.today.isoformat(), register=register.id):
        if row["holder_id"] is None:
            vacant[row["post"] or "no lead"] += 1
        elif not row["email"]:
            no_address.add(row["holder"])
    return Summary(
        register=register.title,
        since=begins - WEEK,
        accepted=counted["accepted"],
        refused=counted["refused"],
        waiting=len(reader.rows("deliveries_in", state="waiting")),
        in_doubt=len(reader.rows("deliveries_in", state="in doubt")),
        overdue=overdue,
        unscheduled=reader.counts(register.id)["unscheduled"],
        vacant=tuple(sorted(vacant.items())),
        no_address=tuple(sorted(no_address)),
        credential_expires=credential_expires if near else None,
    )
