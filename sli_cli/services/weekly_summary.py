"""What a register's owner is told once a week: what was sent and what was not, and what nobody looks after."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.letters import Summary
from sli_cli.services.board_notices import one_line
from sli_cli.services.told import must_wait

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.domain.stages import Quiet
    from sli_cli.store.reader import Reader

EXPIRES_SOON = 30
"""From how many days before a credential expires this is said."""


WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


class Week(NamedTuple):
    """What became of the messages of all registers since the day `since`: how many were `accepted`, who refused one and
    what was said; how many wait and are in doubt now. `days` are those on which no run was good."""

    since: date
    accepted: int
    refusals: tuple[tuple[str, str], ...]
    waiting: int
    in_doubt: int
    days: tuple[date, ...]


def week_before(reader: Reader, begins: date, now: datetime) -> Week:
    """The seven days before `begins`, and what came since. `now` is real UTC, by which waiting ends: what waits no
    longer goes out in the run that is being planned, and so does the summary itself."""
    since = begins - WEEK
    counted = Counter({row["state"]: row["count"] for row in reader.rows("deliveries_since", since=since.isoformat())})
    refused = [row for row in reader.rows("deliveries_in", state="refused") if row["day"] >= since.isoformat()]
    return Week(
        since,
        accepted=counted["accepted"],
        refusals=tuple((row["recipient"], one_line(row["answer"].rstrip("."))) for row in reversed(refused)),
        waiting=sum(must_wait(row, now) for row in reader.rows("deliveries_in", state="waiting")),
        in_doubt=len(reader.rows("deliveries_in", state="in doubt")),
        days=_without_good_run(reader, since, now.date() + ONE_DAY),
    )


def _without_good_run(reader: Reader, since: date, until: date) -> tuple[date, ...]:
    """The days from `since`, or from when reminders were switched on, up to yesterday, on which no run was good.

    They are before `until` in any case: on a day that is only looked ahead to, nothing has gone wrong yet.
    """
    on = reader.reminding()
    if on is None:
        return ()
    first, good = max(since, on.started_on), {row["day"] for row in reader.rows("good_days", since=since.isoformat())}
    days = (first + timedelta(days=count) for count in range((min(reader.today, until) - first).days))
    return tuple(day for day in days if day.isoformat() not in good)


def summary_of(
    reader: Reader, register: Register, week: Week, quiet: Quiet, credential_expires: date | None
) -> Summary:
    """The summary of a `week` for a register that has `quiet` days, and of how things stand."""
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
        since=week.since,
        accepted=week.accepted,
        refusals=week.refusals,
        waiting=week.waiting,
        in_doubt=week.in_doubt,
        overdue=overdue,
        unscheduled=reader.counts(register.id)["unscheduled"],
        vacant=tuple(sorted(vacant.items())),
        no_address=tuple(sorted(no_address)),
        credential_expires=credential_expires if near else None,
        days=tuple(day for day in week.days if not quiet(day)),
        of_all=len(reader.register_names()) > 1,
    )
