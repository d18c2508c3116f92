"""Cadence rules as values: each knows the dates that it gives, and its one canonical spelling is `str(rule)`.

All counting starts from the anchor and remembers its day, so month ends neither drift nor skip: monthly from
31 January is 28 February, then 31 March. No rule knows today.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from sli_cli.domain.datewords import MONTHS, WEEKDAYS
from sli_cli.domain.workdays import PLAIN, WorkingDays

DAY, WORKING_DAY = "day", "working day"
*_, LAST = ORDINALS = ("first", "second", "third", "fourth", "last")
DAYS_IN = {"day": 1, "week": 7}
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


class Rule:
    """What all rules share. A kind of rule says which dates lie near a day; what before and after mean is said here."""

    rolls: bool = True
    """Whether a date that is no working day moves to one, where the register asks for it."""

    def after(self, day: date, anchor: date, workdays: WorkingDays = PLAIN) -> date | None:
        """The first occurrence strictly after both `day` and `anchor`, or None when none comes (or not by 9999).

        `workdays` matters only to rules that count working days; nothing is rolled here.
        """
        floor = max(day, anchor)
        return min((found for found in self._near(floor, anchor, workdays) if found > floor), default=None)

    def before(self, day: date, anchor: date, workdays: WorkingDays = PLAIN) -> date | None:
        """The last occurrence strictly before `day` and strictly after `anchor`, or None when there is none."""
        return max((found for found in self._near(day, anchor, workdays) if anchor < found < day), default=None)

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterable[date]:
        """Occurrences around `day`: at least the last before it and the first after it, wherever they exist."""
        # Not an abstract method: a rule without a calendar (once, after review, none) answers `after` and `before`
        # itself and never comes here.
        raise NotImplementedError


@dataclass(frozen=True)
class _Interval(Rule):
    """A number of days, weeks, months or years: `count` is 1 or more, `unit` is the word in the singular."""

    count: int
    unit: str

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterator[date]:
        # This multiple lies in the day's own month, or is the last before it: what is wanted is it or its neighbour.
        if self.unit in DAYS_IN:
            multiple = (day - anchor).days // (self.count * DAYS_IN[self.unit])
        else:
            multiple = (_month_number(day) - _month_number(anchor)) // (self.count * MONTHS_IN[self.unit])
        return self._multiples(anchor, range(max(1, multiple - 1), multiple + 2))

    def _multiples(self, anchor: date, multiples: Iterable[int]) -> Iterator[date]:
        """anchor + n × the interval, for each n; those beyond the year 9999 are left out."""
        for n in multiples:
            found = _shifted(anchor, n * self.count, self.unit)
            if found is not None:
                yield found

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" if self.count == 1 else f"{self.count} {self.unit}s"


@dataclass(frozen=True)
class Every(_Interval):
    """A schedule, "every 6 months": anchor + n × interval, n >= 1."""

    def __str__(self) -> str:
        return f"every {self.unit}" if self.count == 1 else f"every {super().__str__()}"


@dataclass(frozen=True)
class AfterReview(_Interval):
    """Rolling, "6 months after review": the anchor is the newest review, or where the rule began if there is none.

    While no further review is held, its dates follow from that anchor as those of a schedule do.
    """

    def __str__(self) -> str:
        return f"{super().__str__()} after review"


@dataclass(frozen=True)
class OnceAfterAdoption(_Interval):
    """One review, "once 6 months after adoption": the anchor is the adoption date."""

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterator[date]:
        return self._multiples(anchor, [1])

    def __str__(self) -> str:
        return f"once {super().__str__()} after adoption"


@dataclass(frozen=True)
class Once(Rule):
    """One review, "once on 31 December 2026"."""

    on: date

    def after(self, day: date, anchor: date, workdays: WorkingDays = PLAIN) -> date | None:
        """The date, where it is after `day`. It is counted from nothing, so it stands whatever the anchor is."""
        return self.on if self.on > day else None

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> list[date]:
        return [self.on]

    def __str__(self) -> str:
        return f"once on {self.on.day} {MONTHS[self.on.month - 1]} {self.on.year:04d}"


@dataclass(frozen=True)
class MonthEnds(Rule):
    """The last day of some months, "every March and September": `months` are 1 to 12, ascending."""

    months: tuple[int, ...]

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterator[date]:
        return _in_years_around(day, [(month, 31) for month in self.months])

    def __str__(self) -> str:
        return f"every {_listed(MONTHS[month - 1] for month in self.months)}"


@dataclass(frozen=True)
class YearDays(Rule):
    """Days of the year, "on 31 March and 30 September each year": `days` are (month, day) pairs, ascending.

    29 February is the 28th in common years.
    """

    days: tuple[tuple[int, int], ...]

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterator[date]:
        return _in_years_around(day, self.days)

    def __str__(self) -> str:
        return f"on {_listed(f'{day} {MONTHS[month - 1]}' for month, day in self.days)} each year"


@dataclass(frozen=True)
class Nth(Rule):
    """A day of each period, "last working day of every month".

    `ordinal` is one of ORDINALS; `kind` is one of WEEKDAYS, DAY or WORKING_DAY; `period` is "month", "quarter" (they
    start in January, April, July and October) or "year". A period that has no such day gives no date.
    """

    ordinal: str
    kind: str
    period: str

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterator[date]:
        # Three periods either way, not one: a register may be closed for so long that a period has no working day.
        number = _month_number(day) // MONTHS_IN[self.period]
        for period in range(number - 3, number + 4):
            found = self._day_of(period, workdays)
            if found is not None:
                yield found

    def _day_of(self, period: int, workdays: WorkingDays) -> date | None:
        """The day in that period (they are numbered from the year 0), or None where the period has no such day."""
        year, month = divmod(period * MONTHS_IN[self.period], 12)
        if not MINYEAR <= year <= MAXYEAR:
            return None
        first, last = date(year, month + 1, 1), _clamped(year, month + MONTHS_IN[self.period], 31)
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        meant = [day for day in days if self._is_meant(day, workdays)]
        wanted = meant[-1:] if self.ordinal == LAST else meant[ORDINALS.index(self.ordinal) :]
        return wanted[0] if wanted else None

    def _is_meant(self, day: date, workdays: WorkingDays) -> bool:
        if self.kind == WORKING_DAY:
            return workdays.is_working(day)
        return self.kind in (DAY, WEEKDAYS[day.weekday()])

    def __str__(self) -> str:
        return f"{self.ordinal} {self.kind} of every {self.period}"


@dataclass(frozen=True)
class Waiting(Rule):
    """Waits for an event, "when: EVENT; check every 6 months; then every year".

    Until the event is recorded its dates are those of `check`, the long-stop. What holds afterwards is `then`, or
    one review only where that is None.
    """

    event: str
    check: Rule
    then: Rule | None = None

    @property
    def rolls(self) -> bool:  # type: ignore[override]
        return self.check.rolls

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> Iterable[date]:
        return self.check._near(day, anchor, workdays)

    def __str__(self) -> str:
        then = "" if self.then is None else f"; then {self.then}"
        return f"when: {self.event}; check {self.check}{then}"


@dataclass(frozen=True)
class Never(Rule):
    """Deliberately not reviewed, "none"."""

    def _near(self, day: date, anchor: date, workdays: WorkingDays) -> list[date]:
        return []

    def __str__(self) -> str:
        return "none"


def _month_number(day: date) -> int:
    """The months from the start of the year 0."""
    return day.year * 12 + day.month - 1


def _clamped(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last where it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _shifted(anchor: date, count: int, unit: str) -> date | None:
    """The date `count` units after `anchor`, clamped to the month's end; None beyond the year 9999."""
    if unit in DAYS_IN:
        try:
            return anchor + timedelta(days=count * DAYS_IN[unit])
        except OverflowError:
            return None
    year, month = divmod(_month_number(anchor) + count * MONTHS_IN[unit], 12)
    return _clamped(year, month + 1, anchor.day) if year <= MAXYEAR else None


def _in_years_around(day: date, month_days: Iterable[tuple[int, int]]) -> Iterator[date]:
    """Each (month, day), clamped, in the year of `day` and in the two beside it."""
    years = [year for year in (day.year - 1, day.year, day.year + 1) if MINYEAR <= year <= MAXYEAR]
    return (_clamped(year, month, month_day) for year in years for month, month_day in month_days)


def _listed(words: Iterable[str]) -> str:
    """The words as in: March, June and September."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
