"""When a board meets: text as a person would write it becomes a schedule, and the schedule gives dates.

Nothing is moved here: a date on a bank holiday is given as it falls, for whoever plans to see and to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sli_cli.domain.cadence import LAST, ORDINALS
from sli_cli.domain.dates import parse_date
from sli_cli.domain.datewords import MONTH_NUMBERS, MONTHS, WEEKDAY_NUMBERS, WEEKDAYS, end_of_month
from sli_cli.errors import BadValue

FORMS = (
    "first Tuesday of every month",
    "first Tuesday of every second month from 1 December 2026",
    "second and fourth Monday of every month",
    "last Friday of every quarter",
    "first Tuesday of March, June, September and December",
    "5 January 2027, 2 March 2027 and 4 May 2027",
)
"""One example of each form, all of them valid: for help, and for the remedy of a refusal."""

_STEPS = {"second": 2, "other": 2, "third": 3, "fourth": 4, "sixth": 6}
_NUMBERED = {"2nd": "second", "3rd": "third", "4th": "fourth", "6th": "sixth", "1st": "first"}
_STEP_WORDS = {2: "second", 3: "third", 4: "fourth", 6: "sixth"}


@dataclass(frozen=True)
class Weekdays:
    """Weekdays by their place in a period, "first Tuesday of every second month from 1 December 2026".

    `ordinals` are of ORDINALS and `weekday` counts from Monday, 0. The period is a month, or three that begin in
    January, April, July or October where `quarters`. Where `months` are named (1 to 12) they are the ones; else each
    `step`th period counts, that of `start` being the first. Nothing is given before `start`.
    """

    ordinals: tuple[str, ...]
    weekday: int
    months: tuple[int, ...] = ()
    quarters: bool = False
    step: int = 1
    start: date | None = None

    def between(self, first: date, last: date) -> list[date]:
        """The dates from `first` to `last`, both included, ascending."""
        begin = max(first, self.start) if self.start else first
        found = (day for period in self._periods(begin, last) for day in self._days_of(*period))
        return sorted({day for day in found if begin <= day <= last})

    def _periods(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """The first and the last day of each period that counts and that has days from `first` to `last`."""
        length = 3 if self.quarters else 1
        for number in range(_month_number(first) // length * length, _month_number(last) + 1, length):
            begin = date(number // 12, number % 12 + 1, 1)
            if self.months and begin.month not in self.months:
                continue
            if self.start and (number // length - _month_number(self.start) // length) % self.step:
                continue
            yield begin, end_of_month(date(begin.year, begin.month + length - 1, 1))

    def _days_of(self, first: date, last: date) -> Iterator[date]:
        begin = first + timedelta((self.weekday - first.weekday()) % 7)
        days = [begin + timedelta(7 * n) for n in range((last - begin).days // 7 + 1)]
        return (days[-1] if ordinal == LAST else days[ORDINALS.index(ordinal)] for ordinal in self.ordinals)

    def __str__(self) -> str:
        if self.months:
            period = _listed(MONTHS[month - 1] for month in self.months)
        else:
            every = f"every {_STEP_WORDS[self.step]}" if self.step > 1 else "every"
            period = f"{every} {'quarter' if self.quarters else 'month'}"
        start = f" from {_written(self.start)}" if self.start else ""
        return f"{_listed(self.ordinals)} {WEEKDAYS[self.weekday]} of {period}{start}"


@dataclass(frozen=True)
class Listed:
    """Dates that were named, ascending, each once."""

    days: tuple[date, ...]

    def between(self, first: date, last: date) -> list[date]:
        """The dates from `first` to `last`, both included."""
        return [day for day in self.days if first <= day <= last]

    def __str__(self) -> str:
        return _listed(map(_written, self.days))


Schedule = Weekdays | Listed


def parse_schedule(text: str, today: date) -> Schedule:
    """The schedule that `text` writes, whatever its capitals; `parse_schedule(str(found), …) == found`.

    Raises BadValue for what is none, with the list of FORMS, and for every second (third …) month without a `from`.
    """
    plain = re.sub(r"\s*,\s*(?:and )?", " and ", " ".join(text.lower().split()))
    plain = re.sub(r"\b(\d(?:st|nd|rd|th))\b(?= and| [a-z]+ of| month)", lambda found: _word(found[1]), plain)
    found = re.fullmatch(_PATTERN, plain)
    if not found:
        return _dates(text, plain, today)
    ordinals, weekday, step, unit, months, start = found.groups()
    begin = parse_date(start, today, what="the date after from") if start else None
    every = _STEPS[step] if step else 1
    if every > 1 and begin is None:
        raise BadValue(
            f"'{_shortened(text)}' does not say from when it counts.",
            'Write the first date after it, for example: "from 1 December 2026".',
        )
    return Weekdays(
        tuple(sorted(set(ordinals.split(" and ")), key=ORDINALS.index)),
        WEEKDAY_NUMBERS[weekday],
        tuple(sorted({MONTH_NUMBERS[month] for month in months.split(" and ")})) if months else (),
        unit == "quarter",
        every,
        begin,
    )


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ORDINAL, _MONTH = f"(?:{_alternatives(ORDINALS)})", f"(?:{_alternatives(MONTH_NUMBERS)})"
_PATTERN = (
    rf"(?:on )?(?:the |every |each )?({_ORDINAL}(?: and {_ORDINAL})*) ({_alternatives(WEEKDAY_NUMBERS)}) (?:of|in) "
    rf"(?:(?:the|every|each) (?:({_alternatives(_STEPS)}) )?(month|quarter)"
    rf"|({_MONTH}(?: and {_MONTH})*)(?: every year| each year)?)"
    rf"(?: from (.+))?"
)


def _dates(text: str, plain: str, today: date) -> Listed:
    if not re.search(r"\d", plain):
        raise _refusal(text)
    try:
        return Listed(tuple(sorted({parse_date(day, today, what="the date") for day in plain.split(" and ")})))
    except BadValue as error:
        if re.fullmatch(r"[\d\W]+|.*\d{4}.*", plain) and "every" not in plain:
            raise
        raise _refusal(text) from error


def _refusal(text: str) -> BadValue:
    shown = _shortened(text) or "it is empty"
    return BadValue(f"'{shown}' is no schedule of meetings.", f"Write one of these forms: {' | '.join(FORMS)}.")


def _word(numbered: str) -> str:
    return _NUMBERED.get(numbered, numbered)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
