"""The windows of `sli due`: which days count, from the first to the last of them, and what the heading calls them.

The rules: both ends are inclusive; weeks run from Monday to Sunday; `today`, `this ...`, `within` and `by` have only an
upper end, so that what is overdue is shown; `next month` and `from ... to` have two.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from sli_cli.domain.datewords import (
    ONE_DAY,
    UNITS,
    count_words,
    end_of_month,
    end_of_quarter,
    end_of_week,
    end_of_year,
    shifted,
    short,
    short_weekday,
)
from sli_cli.errors import BadValue

MOST = {"d": 36_525, "w": 5_217, "m": 1_200, "y": 100}  # a hundred years, in each unit


class Window(NamedTuple):
    """The days from `first` to `last`, both included; without a `first`, all days up to `last`, overdue ones too.

    `label` completes a heading that begins with "Due": `this month (to Mon 30 Nov 2026)`.
    """

    first: date | None
    last: date
    label: str

    def contains(self, day: date) -> bool:
        """Whether the day is in the window; its first and its last day are."""
        return (self.first is None or self.first <= day) and day <= self.last

    def without_overdue(self, today: date) -> Window:
        """The window less the days before today; itself when it has none. Nothing is left of one that ended earlier."""
        if self.first is not None and self.first >= today:
            return self
        return self._replace(first=today, label=f"{self.label}, overdue left out")


def today_window(today: date) -> Window:
    """What is due today or overdue."""
    return Window(None, today, f"today ({short_weekday(today)})")


def this_week(today: date) -> Window:
    """Up to the Sunday of today's week."""
    return _up_to(end_of_week(today), "this week")


def this_month(today: date) -> Window:
    """Up to the last day of today's month."""
    return _up_to(end_of_month(today), "this month")


def next_month(today: date) -> Window:
    """From the first to the last day of the month after today's."""
    first = end_of_month(today) + ONE_DAY
    last = end_of_month(first)
    return Window(first, last, f"next month ({short(first)} to {short(last)})")


def this_quarter(today: date) -> Window:
    """Up to the last day of today's quarter: quarters start in January, April, July and October."""
    return _up_to(end_of_quarter(today), "this quarter")


def this_year(today: date, year_start: int = 1) -> Window:
    """Up to the last day of today's year, which begins in month `year_start`: 1, or 4 where the register says April."""
    return _up_to(end_of_year(today, year_start), "this year")


def within(text: str, today: date) -> Window:
    """Up to a typed span from today: `30d`, `6w`, `3m`, `1y`, whatever the case and the spaces.

    `1d` ends tomorrow. Months end as months do: from 31 January, `1m` ends on the last day of February. Raises
    BadValue for anything else, for no time at all and for more than a hundred years.
    """
    found = re.fullmatch(r"\s*([0-9]{1,6})\s*([dwmy])\s*", text, re.IGNORECASE)
    if not found or not 1 <= int(found[1]) <= MOST[found[2].lower()]:
        from sli_cli.domain.dates import quoted  # only a mistake needs it

        raise BadValue(
            f"The span {quoted(text)} is refused: it is not from 1 day to 100 years.",
            "Write a number and a unit: 30d (days), 6w (weeks), 3m (months) or 1y (years).",
        )
    number, unit = int(found[1]), found[2].lower()
    return _up_to(shifted(today, number, unit), f"within {count_words(number, UNITS[unit])}")


def until(day: date) -> Window:
    """Up to a day that was named."""
    return Window(None, day, f"by {short_weekday(day)}")


def before_meeting(board: str, meeting: date, updates_due: date | None, today: date) -> Window:
    """Up to the day of a board's meeting; the heading says when updates for it are, or were, due."""
    label = f"before {board} of {short_weekday(meeting)}"
    if updates_due:
        label += f" (updates {'are' if updates_due >= today else 'were'} due {short_weekday(updates_due)})"
    return Window(None, meeting, label)


def between(first: date, last: date) -> Window:
    """From one named day to another, which may be the same. Raises BadValue when the first is after the last."""
    if first > last:
        raise BadValue(
            f"The window from {short(first)} to {short(last)} ends before it begins.",
            "Give the earlier date first, or correct one of them.",
        )
    return Window(first, last, f"from {short(first)} to {short(last)}")


def _up_to(last: date, name: str) -> Window:
    return Window(None, last, f"{name} (to {short_weekday(last)})")
