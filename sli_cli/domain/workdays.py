"""Working days: which days count as one, and where a date that falls on another day goes.

A register chooses its policy (keep, next or previous working day) and what is closed; weekends never count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sli_cli.domain.vocabulary import ROLLING
from sli_cli.errors import BadValue

KEEP, NEXT, PREVIOUS = POLICIES = ROLLING
SEARCH_DAYS = 30
"""How many days away a working day is looked for, so that a register that is closed for ever cannot hang."""

_SATURDAY = 5


def never_closed(day: date) -> bool:
    """The closed days of a register that keeps none: no day is closed."""
    return False


@dataclass(frozen=True)
class WorkingDays:
    """What a register says of its days: `policy` moves a date that is no working day, `closed` tells holidays.

    Weekends need not be in `closed`. Raises BadValue when the policy is none of POLICIES.
    """

    policy: str = KEEP
    closed: Callable[[date], bool] = never_closed

    def __post_init__(self) -> None:
        if self.policy not in POLICIES:
            raise BadValue(
                f"'{self.policy}' is not a way to treat a date that is no working day.",
                f"Write one of: {', '.join(POLICIES)}.",
            )

    def is_working(self, day: date) -> bool:
        """True from Monday to Friday, unless the day is closed."""
        return day.weekday() < _SATURDAY and not self.closed(day)

    def roll(self, day: date) -> date:
        """The day itself if it is a working day or the policy keeps dates, else the next or previous working day.

        With no working day within SEARCH_DAYS the day stays as it is.
        """
        if self.policy == KEEP:
            return day
        return self._search(day, 1 if self.policy == NEXT else -1) or day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that is `count` working days after `day`, or before it when `count` is negative.

        `day` itself is never counted, and a count of 0 gives it back, working day or not. A stretch of more than
        SEARCH_DAYS closed days is walked through one calendar day at a time. Stops at either end of the calendar.
        """
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            neighbour = _shifted(day, step)
            if neighbour is None:
                break
            day = self._search(neighbour, step) or neighbour
        return day

    def clear_days_before(self, meeting: date, count: int) -> date:
        """The last working day that leaves `count` clear working days before `meeting`; neither end counts.

        Five clear days before a Wednesday meeting is the Tuesday of the week before.
        """
        return self.add_working_days(meeting, -(count + 1))

    def _search(self, day: date, step: int) -> date | None:
        """The first working day from `day` (included) in the direction of `step`, at most SEARCH_DAYS away."""
        for distance in range(SEARCH_DAYS + 1):
            candidate = _shifted(day, distance * step)
            if candidate is None:
                return None
            if self.is_working(candidate):
                return candidate
        return None


PLAIN = WorkingDays()
"""The calendar of a register that chose nothing: dates are kept, and nothing but weekends is closed."""


def _shifted(day: date, days: int) -> date | None:
    """The date that many days later (earlier when negative), or None beyond the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
