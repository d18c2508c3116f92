"""The calendar as people speak of it: names of months and weekdays, ends of periods, spans, and a day written out.

Nothing here asks the locale or the clock: the words are always English, and *today* is always told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The names and abbreviations that are read, in small letters; counted as `date` counts: January 1, Monday 0.
MONTH_NUMBERS = {name: number for number, month in enumerate(MONTHS, 1) for name in (month.lower(), month[:3].lower())}
MONTH_NUMBERS["sept"] = 9
WEEKDAY_NUMBERS = {name: number for number, day in enumerate(WEEKDAYS) for name in (day.lower(), day[:3].lower())}
WEEKDAY_NUMBERS.update(tues=1, weds=2, thur=3, thurs=3)

PERIODS = ("week", "month", "quarter", "year")
UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}

ONE_DAY = timedelta(days=1)
# Half a year less a day: the days within this distance of today number 365, so no two share a day and a month.
HALF_A_YEAR = timedelta(days=182)


def end_of_week(day: date) -> date:
    """The Sunday of the day's week, which may be the day itself: weeks run from Monday to Sunday."""
    return day + timedelta(days=6 - day.weekday())


def end_of_month(day: date) -> date:
    """The last day of the day's month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - ONE_DAY


def end_of_quarter(day: date) -> date:
    """The last day of the day's quarter: quarters start in January, April, July and October."""
    last_month = (day.month + 2) // 3 * 3
    return end_of_month(date(day.year, last_month, 1))


def end_of_year(day: date, year_start: int = 1) -> date:
    """The last day of the day's year, which begins on the first of month `year_start` (1 calendar, 4 financial)."""
    next_start = date(day.year + (day.month >= year_start), year_start, 1)
    return next_start - ONE_DAY


def end_of(period: str, day: date, year_start: int) -> date:
    """The last day of the day's `period`, one of PERIODS; `year_start` as in `end_of_year`."""
    if period == "year":
        return end_of_year(day, year_start)
    return {"week": end_of_week, "month": end_of_month, "quarter": end_of_quarter}[period](day)


def shifted(day: date, number: int, unit: str) -> date:
    """The day `number` units later, or earlier if negative; `unit` is a key of UNITS.

    A month without that day gives its last day: 31 January and one month is 28 February. Raises OverflowError or
    ValueError when the result is no date that Python can hold.
    """
    if unit in ("d", "w"):
        return day + timedelta(days=number * (7 if unit == "w" else 1))
    # Imported here because `sli due` reads this module each time and counts in months almost never.
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=number * (12 if unit == "y" else 1))


def in_full(day: date) -> str:
    """The day for a sentence: `3 April 2027`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def in_words(day: date) -> str:
    """The day with its weekday, as it is echoed to whoever typed it: `3 April 2027, a Saturday`."""
    return f"{in_full(day)}, a {WEEKDAYS[day.weekday()]}"


def long(day: date) -> str:
    """The day for the head of a paper: `Friday 22 January 2027`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short(day: date) -> str:
    """The day for a table cell: `30 Sep 2026`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def short_list(days: Sequence[date]) -> str:
    """Several days, in their order: `30 Nov, 1, 2 Dec 2026`. Month and year stand with the last that they hold for."""
    words = []
    for day, following in zip_longest(days, days[1:]):
        year = "" if following is not None and following.year == day.year else f" {day.year}"
        month = "" if not year and following.month == day.month else f" {MONTHS[day.month - 1][:3]}"
        words.append(f"{day.day}{month}{year}")
    return ", ".join(words)


def short_weekday(day: date) -> str:
    """The day with its weekday: `Mon 30 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {short(day)}"


def no_year(day: date, today: date) -> str:
    """The day without weekday and year, `30 Nov`, where that can mean no other day; else as `short`."""
    return short(day) if abs(day - today) > HALF_A_YEAR else short(day).removesuffix(f" {day.year}")


def weekday_no_year(day: date, today: date) -> str:
    """The day without its year, `Mon 30 Nov`, where that can mean no other day; else as `short_weekday`.

    It can mean no other within 182 days (six months) of today, before or after. The same year is not enough: in
    December, `15 Jan` must not stand both for the January gone and for the one to come.
    """
    if abs(day - today) > HALF_A_YEAR:
        return short_weekday(day)
    return short_weekday(day).removesuffix(f" {day.year}")


def count_words(number: int, noun: str) -> str:
    """A number of things, with the plural where it belongs: `1 week`, `6 weeks`, `0 weeks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def days_between_words(number: int) -> str:
    """A number of days, not negative, in words: `1 day`, `12 days`."""
    return count_words(number, "day")
