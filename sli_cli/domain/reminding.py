"""Whether reminders go out, and since when they have not as they should."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

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
