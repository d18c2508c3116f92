"""What the ledger says of one moment: what was told to whom, who had a message today, and who has to wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sli_cli.domain.datewords import short, short_weekday
from sli_cli.domain.owed import NOTHING, Told

if TYPE_CHECKING:
    from sli_cli.domain.addressee import Addressee
    from sli_cli.store.reader import Reader

REMEMBERED = 366
"""How far back, in days, what was told of boards' deadlines and weeks is read."""

_HAD = {
    "accepted": "had a message today",
    "refused": "a message was refused today",
    "in doubt": "may have had a message today",
    "claimed": "a message is under way",
    "sending": "a message is under way",
}


class Held(NamedTuple):
    """Who is owed something that does not go out in this run, why not, and when it may, in words."""

    to: Addressee
    why: str
    until: str


class Ledger:
    """The ledger as it was read at one moment; `now` is real UTC."""

    def __init__(self, reader: Reader, now: datetime) -> None:
        self.today, self.now = reader.today, now
        since = (reader.today - timedelta(days=REMEMBERED)).isoformat()
        self._told = _by_recipient(reader.connection.rows("told"))
        self._told |= _by_recipient(reader.connection.rows("told_else", since=since))
        of_today = reader.connection.rows("deliveries_of_day", today=reader.today.isoformat())
        self._today = {row["recipient"]: _HAD[row["state"]] for row in of_today if row["state"] in _HAD}
        self._waiting = {row["recipient"]: row for row in reader.rows("deliveries_in", state="waiting")}

    def told(self, to: Addressee, about: str, about_id: int, due_on: str) -> Told:
        """What `to` was told of one date of one thing."""
        return self._told.get((to.key, about, about_id, due_on), NOTHING)

    def hold(self, to: Addressee) -> Held | None:
        """Why somebody gets nothing now, though it is owed: one message a day, and patience with their server."""
        if to.key in self._today:
            return Held(to, self._today[to.key], short_weekday(self.today + timedelta(days=1)))
        row = self._waiting.get(to.key)
        if row is None:
            return None
        if must_wait(row, self.now):
            until = datetime.fromisoformat(row["not_before"])
            return Held(to, row["answer"], f"{until:%H:%M} UTC on {short(until.date())}")
        return None


def must_wait(row: Any, now: datetime) -> bool:
    """Whether a message that waits cannot go out yet. A clock that was put back makes nobody wait for years."""
    return datetime.fromisoformat(row["changed_at"]) <= now < datetime.fromisoformat(row["not_before"])


def _by_recipient(rows: Iterable[Any]) -> dict[tuple[str, str, int, str], dict[str, date]]:
    found: dict[tuple[str, str, int, str], dict[str, date]] = {}
    days: dict[str, date] = {}
    for row in rows:
        if row["stage"] is None:
            continue  # of that one nothing was told
        day = row["day"]
        known = days.get(day) or days.setdefault(day, date.fromisoformat(day))
        key = (row["recipient"], row["about"], row["about_id"], row["due_on"])
        found.setdefault(key, {})[row["stage"]] = known
    return found
