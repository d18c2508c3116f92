"""Whether reminders go out, and since when they have not as they should."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sli_cli.domain.datewords import count_words, short

TOO_LONG = 3
"""For how many days no run may have been good before that is said: a weekend without one is nothing."""


class Reminding(NamedTuple):
    """Reminders that are switched on: since when and by whom, and the day of the last good run, if there was one."""

    started_on: date
    started_by: str
    last_good: date | None

    def silent(self, today: date) -> int:
        """For how many days no run has been good, if that is too long; else 0."""
        days = (today - max(self.started_on, self.last_good or date.min)).days
        return days if days > TOO_LONG else 0

    def silence(self, today: date) -> str:
        """That no run has been good for too long, in words; "" where that is not so."""
        days = self.silent(today)
        if not days:
            return ""
        since = f"since {short(self.last_good)}" if self.last_good else "since reminders were switched on"
        return f"No good run of `sli notify` for {count_words(days, 'day')}, {since}"
