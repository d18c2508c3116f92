"""Dates in the cells of one column: which of day and month comes first is settled for all, and damage is flagged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sli_cli.intake.dayforms import DAY_FIRST, MONTH_FIRST, When, past_day, read_when
from sli_cli.intake.tables import Cell

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # numbers of days that Excel shows as 1954 to 2119
EARLIEST, LATEST = 1990, 2100  # a year outside is no date of a recommendation
FAR = 10  # years from the middle one of a column

_NUMERIC = re.compile(r"(?<![0-9/.-])([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9/-])")
_DIGIT = re.compile("[0-9]")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


@dataclass(slots=True)
class DateFacts:
    """What the cells of one column tell of its dates, collected row by row."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    held: int = 0
    held_high: int = 0
    dates: int = 0
    coming: int = 0
    years: Counter[int] = field(default_factory=Counter)
    deciding: str = ""

    def see(self, cell: Cell, today: date) -> None:
        """Counts one cell that is not empty."""
        if cell.day:
            self.held += 1
            self.held_high += cell.day.day > 12
            self._count(cell.day, today)
            return
        if not 6 <= len(cell.text) <= 80 or not _DIGIT.search(cell.text):
            return
        for found in _NUMERIC.finditer(cell.text):
            first, second = int(found[1]), int(found[3])
            self.day_first += second <= 12 < first
            if first <= 12 < second <= 31:
                self.month_first += 1
                self.deciding = self.deciding or cell.text
            self.either += first <= 12 and second <= 12 and first != second
        when = read_when(cell.text, DAY_FIRST)
        if when.day:
            self._count(when.day, today)

    def _count(self, day: date, today: date) -> None:
        self.dates += 1
        self.coming += day >= today
        self.years[day.year] += 1

    @property
    def middle_year(self) -> int | None:
        """The median of the years, where there are enough dates to speak of neighbours."""
        if self.dates < 4:
            return None
        ahead = self.dates // 2
        for year in sorted(self.years):
            ahead -= self.years[year]
            if ahead < 0:
                return year
        return None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of one cell: its kind and a sentence."""

    kind: str
    sentence: str
    severity: str = "doubt"


@dataclass(frozen=True, slots=True)
class DayReader:
    """How the dates of one column are read.

    `contradicted` says that its rows disagree on which comes first, `swapped` that a program seems to have exchanged
    day and month wherever it could.
    """

    order: str = DAY_FIRST
    contradicted: bool = False
    swapped: bool = False
    middle_year: int | None = None
    epoch_1904: bool = False

    def past(self, cell: Cell) -> date | None:
        """The day that a cell names of something past, alone or among words; None where it names none or several."""
        return cell.day or self._serial(cell) or past_day(cell.text, self.order)

    def read(self, cell: Cell) -> tuple[When, list[Remark]]:
        """What the cell says of when, and what is doubtful about it."""
        if cell.day:
            return self._held(cell.day)
        day = self._serial(cell)
        if day:
            said = Remark("serial", f"The number {cell.text} is how a spreadsheet keeps {day.isoformat()}.", "note")
            when, remarks = self._held(day)
            return when, [said, *remarks]
        when = read_when(cell.text, self.order)
        remarks = list(self._remarks(when))
        if when.day and not EARLIEST <= when.day.year <= LATEST:
            when = replace(when, day=None, words=True)
        return when, remarks

    def _serial(self, cell: Cell) -> date | None:
        number = cell.number
        if number is None and _SERIAL.fullmatch(cell.text):
            number = float(cell.text)
        if number is None or not FIRST_SERIAL <= number <= LAST_SERIAL:
            return None
        return (date(1904, 1, 1) if self.epoch_1904 else date(1899, 12, 30)) + timedelta(days=int(number))

    def _held(self, day: date) -> tuple[When, list[Remark]]:
        """A date that the file itself holds."""
        year = (day - date(1899, 12, 30)).days
        if day.year < 1910 and EARLIEST <= year <= LATEST:
            sentence = f"{day.isoformat()} is what a spreadsheet shows for the number {year}; it was read as that year."
            return When(date(year, 12, 31), assumed=True, words=True), [Remark("damaged", sentence)]
        remarks = list(self._remarks(When(day, ambiguous=self.swapped and day.day <= 12)))
        if not EARLIEST <= day.year <= LATEST:
            return When(words=True, why="its year cannot be right"), remarks
        return When(day), remarks

    def _remarks(self, when: When) -> list[Remark]:
        remarks = []
        if when.day and not EARLIEST <= when.day.year <= LATEST:
            remarks.append(Remark("damaged", f"The year {when.day.year} cannot be right: no date was taken from it."))
        elif when.day and self.middle_year and abs(when.day.year - self.middle_year) > FAR:
            remarks.append(
                Remark("damaged", f"The year {when.day.year} is far from its neighbours (about {self.middle_year}).")
            )
        if when.typo:
            remarks.append(Remark("typo", f"Read {when.typo}."))
        if when.ambiguous and when.day and self.swapped:
            other = _exchanged(when.day)
            sentence = f"Day and month may have been exchanged: it could be {other.isoformat()}."
            remarks.append(Remark("order", sentence))
        elif when.ambiguous and when.day and self.contradicted:
            other = _exchanged(when.day)
            remarks.append(
                Remark("order", f"Rows disagree whether day or month comes first: it could be {other.isoformat()}.")
            )
        if when.day and when.assumed:
            sentence = f"It is not one day: {when.day.isoformat()} is assumed, the last day of what it says."
            remarks.append(Remark("period", sentence))
        if when.rule:
            remarks.append(Remark("cadence", f"It says how often: '{when.rule}' is assumed."))
        if not when.day and not when.rule:
            remarks.append(Remark("wording", f"No date was taken from it: {when.why}. It is kept as wording."))
        return remarks


def _exchanged(day: date) -> date:
    return date(day.year, day.day, day.month) if day.day <= 12 else day


def reader_for(facts: DateFacts, said: str | None, others: list[DateFacts], epoch_1904: bool) -> DayReader:
    """How to read a column: as the user `said`, else as the dates of the column that can be read in one way only.

    Where it has none, the other columns of dates decide, if they agree; else the day comes first.
    """
    day_first, month_first = facts.day_first, facts.month_first
    if not day_first and not month_first:
        day_first = sum(other.day_first for other in others)
        month_first = sum(other.month_first for other in others)
        if day_first and month_first:
            day_first, month_first = 1, 0
    order = said or (MONTH_FIRST if month_first and not day_first else DAY_FIRST)
    # Typed texts that only a day-first reader understands, beside dates without any day after the 12th: what read the
    # file month first made dates of all the others, wrongly.
    swapped = facts.held >= 2 and not facts.held_high and facts.day_first > 0
    return DayReader(
        order, bool(day_first and month_first and not said), swapped and not said, facts.middle_year, epoch_1904
    )
