"""Dates typed by people: a strict parser, told what day it is today, that refuses whatever could mean two days.

How a day is written out is the subject of `datewords`; its names are offered here too, so that one import serves both.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NoReturn

from sli_cli.domain.datewords import (
    MONTH_NUMBERS,
    MONTHS,
    ONE_DAY,
    PERIODS,
    UNITS,
    WEEKDAY_NUMBERS,
    WEEKDAYS,
    days_between_words,
    end_of,
    end_of_month,
    in_words,
    shifted,
    short,
    short_weekday,
    weekday_no_year,
)
from sli_cli.errors import BadValue

__all__ = ["MONTHS", "WEEKDAYS", "accepted_forms", "days_between_words", "in_words", "parse_date", "quoted"]
__all__ += ["short", "short_weekday", "weekday_no_year"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 40  # characters; the longest form, "Wednesday, 30th September 2026", has 30

NEAR_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}

MONTH = f"({'|'.join(MONTH_NUMBERS)})"
WEEKDAY = f"({'|'.join(WEEKDAY_NUMBERS)})"
UNIT = f"({'|'.join(UNITS.values())})"

# What people type that is nearly a date: what it looks like, why it is refused, and what to write instead.
NEARLY_DATES = (
    (rf"(?:this )?{WEEKDAY}", "it could be the one before today or the one after", 'Write "next {0}" or "last {0}".'),
    (rf"{MONTH} ([0-9]{{4}})", "it is a month without a day", 'Give the day, or write "end of {0} {1}".'),
    (rf"end of {MONTH}", "the year is missing", ""),
    (rf"(?:{WEEKDAY},? ?)?[0-9]{{1,2}}(?:st|nd|rd|th)? {MONTH}", "the year is missing", ""),
    (r"[0-9]{1,2}[/.-][0-9]{1,2}", "the year is missing", ""),
    (r"([0-9]+) ?([dwmy])", "it could be before today or after", 'Write "+{0}{1}" or "-{0}{1}".'),
    (r"[0-9]+", "a number alone is not a date", ""),
)


class _Refused(Exception):
    """Why a text is no date, as the end of a sentence, and perhaps what to write instead."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def parse_date(text: str, today: date, *, year_start: int = 1, what: str = "date") -> date:
    """The one day that a typed text means, or BadValue: nothing is ever guessed or filled in.

    Read are, whatever the case and the spaces: `2027-04-03`; day first `3/4/2027`, `3.4.2027`, `3-4-2027`;
    `3 April 2027`, `3rd Apr 2027`, `Sat 3 April 2027`; `today`, `tomorrow`, `yesterday`; `next friday` (the first after
    today), `last friday` (the last before today); `end of [next] week/month/quarter/year`, `end of March 2027`;
    `Q3 2025/26` (the last day of that quarter of the financial year, which begins in April); `+6w`, `-10d`, `+3m`,
    `+1y`, `in 6 weeks`, `6 weeks ago` (31 January and one month is 28 February). The year that `end of year` closes
    begins in month `year_start`. Years run from 1900 to 2199. The error names the value as `what` says (an option, say)
    and lists these forms with what they would mean today.
    """
    try:
        day = _read(_tidied(text), today, year_start)
        _check_year(day.year)
        return day
    except _Refused as refused:
        sentence = f"{what[:1].upper()}{what[1:]} {quoted(text)} is refused: {refused.reason}."
        remedy = f"{refused.hint} {accepted_forms(today)}".lstrip()
        raise BadValue(sentence, remedy) from None


def accepted_forms(today: date) -> str:
    """A sentence with an example of each form that `parse_date` reads, the relative ones with their day."""
    words = ["tomorrow", "next friday", "end of month", "end of next quarter", f"end of March {today.year}"]
    words += [f"Q1 {today.year}/{(today.year + 1) % 100:02}", "+6w", "in 3 months", "10 days ago"]
    resolved = ", ".join(f"{form} ({short(_read(form.lower(), today, year_start=1))})" for form in words)
    numeric = f"{today.day}/{today.month}/{today.year}"
    named = f"{today.day} {MONTHS[today.month - 1]} {today.year}"
    return f"Write {today.isoformat()}, {numeric}, {named} or {short_weekday(today)}; or in words: {resolved}."


def quoted(text: str) -> str:
    """A typed value fit to be echoed in a sentence: in quotes, cut when long, no character that moves a terminal."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return '"' + "".join(char if char.isprintable() else "?" for char in shown) + '"'


def _tidied(text: str) -> str:
    """The text in small letters, with single spaces, and none around the signs of numeric dates and spans."""
    words = " ".join(text.split())
    if not words:
        raise _Refused("it is empty")
    if len(words) > LONGEST:
        raise _Refused("it is too long for a date")
    if not words.isascii():  # digits of other scripts would count as numbers
        raise _Refused("it holds characters that no date has")
    return re.sub(r" ?([-+/.]) ?", r"\1", words).lower()


def _read(words: str, today: date, year_start: int) -> date:
    """The day that tidied words mean; each reader gives None for what is not of its form, and the last one refuses."""
    return (
        _iso(words)
        or _numeric(words)
        or _named(words)
        or _near_today(words, today)
        or _end_of(words, today, year_start)
        or _financial_quarter(words)
        or _counted_from(words, today)
        or _refuse(words)
    )


def _iso(words: str) -> date | None:
    # date.fromisoformat alone would also take 20270403 and 2027-W14-6.
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", words):
        return _day(found[3], int(found[2]), found[1])
    return None


def _numeric(words: str) -> date | None:
    if found := re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]+)", words):
        return _day(found[1], int(found[3]), found[4], no_month="the day comes first, and ")
    return None


def _named(words: str) -> date | None:
    found = re.fullmatch(r"(?:([a-z]+)(?:, ?| ))?([0-9]{1,2})(st|nd|rd|th)? ([a-z]+) ([0-9]+)", words)
    if not found:
        return None
    weekday, number, ordinal, month, year = found.groups()
    if ordinal and ordinal != _ordinal_ending(int(number)):  # 3st may have been meant for 3rd or for 31st
        raise _Refused(f'"{number}{ordinal}" is not a day', "Correct the number or its ending.")
    day = _day(number, _number_of(month, MONTH_NUMBERS, "month"), year)
    if weekday and day.weekday() != _number_of(weekday, WEEKDAY_NUMBERS, "weekday"):
        raise _Refused(f"{short(day)} is a {WEEKDAYS[day.weekday()]}", "Correct the weekday or the date.")
    return day


def _near_today(words: str, today: date) -> date | None:
    if words in NEAR_DAYS:
        return today + timedelta(days=NEAR_DAYS[words])
    if found := re.fullmatch(f"(next|last) {WEEKDAY}", words):
        ahead = (WEEKDAY_NUMBERS[found[2]] - today.weekday()) % 7  # 0 when today is that weekday
        return today + timedelta(days=(ahead or 7) if found[1] == "next" else ahead - 7)
    return None


def _end_of(words: str, today: date, year_start: int) -> date | None:
    if found := re.fullmatch(rf"end of (next )?({'|'.join(PERIODS)})", words):
        end = end_of(found[2], today, year_start)
        return end_of(found[2], end + ONE_DAY, year_start) if found[1] else end
    if found := re.fullmatch(r"end of ([a-z]+) ([0-9]+)", words):
        return end_of_month(_day("1", _number_of(found[1], MONTH_NUMBERS, "month"), found[2]))
    return None


def _financial_quarter(words: str) -> date | None:
    found = re.fullmatch(r"q([1-4]) ([0-9]+)(?:/([0-9]+))?", words)
    if not found:
        return None
    quarter, first_year = int(found[1]), _year(found[2])
    written = f"Q{quarter} {first_year}/{(first_year + 1) % 100:02}"
    if not found[3]:
        by_calendar = f"end of {MONTHS[quarter * 3 - 1]} {first_year}"
        hint = f'Write "{written}" for the financial year from April {first_year}, or "{by_calendar}".'
        raise _Refused("it could be a quarter of the calendar year or of the financial year", hint)
    if written.lower() != words:
        raise _Refused(f"{first_year}/{found[3]} is not a financial year", f'Write "{written}".')
    return end_of_month(shifted(date(first_year, 3, 1), quarter * 3, "m"))


def _counted_from(words: str, today: date) -> date | None:
    if found := re.fullmatch(r"([-+])([0-9]+) ?([dwmy])", words):
        sign, number, unit = found.groups()
    elif found := re.fullmatch(rf"in ([0-9]+) {UNIT}s?", words):
        sign, number, unit = "+", found[1], found[2][0]
    elif found := re.fullmatch(rf"([0-9]+) {UNIT}s? ago", words):
        sign, number, unit = "-", found[1], found[2][0]
    else:
        return None
    try:
        return shifted(today, int(sign + number), unit)
    except (OverflowError, ValueError):
        raise _Refused(f"years run from {FIRST_YEAR} to {LAST_YEAR}") from None


def _refuse(words: str) -> NoReturn:
    for shape, reason, hint in NEARLY_DATES:
        if found := re.fullmatch(shape, words):
            raise _Refused(reason, hint.format(*found.groups()))
    known = [f"{which} {day.lower()}" for which in ("next", "last") for day in WEEKDAYS]
    known += [f"end of {which}{period}" for which in ("", "next ") for period in PERIODS]
    raise _Refused("it is not a date", _did_you_mean(words, [*NEAR_DAYS, *known]))


def _day(day: str, month: int, year: str, no_month: str = "") -> date:
    """The day of these numbers as typed; `no_month` is said before the reason when there is no such month."""
    full_year = _year(year)
    if not 1 <= month <= 12:
        raise _Refused(f"{no_month}there is no month {month}")
    last = end_of_month(date(full_year, month, 1)).day
    if not 1 <= int(day) <= last:
        raise _Refused(f"{MONTHS[month - 1]} {full_year} has no day {int(day)}")
    return date(full_year, month, int(day))


def _year(digits: str) -> int:
    if len(digits) != 4:
        raise _Refused("the year must be written with four digits")
    _check_year(int(digits))
    return int(digits)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Refused(f"years run from {FIRST_YEAR} to {LAST_YEAR}")


def _number_of(word: str, numbers: dict[str, int], kind: str) -> int:
    if word not in numbers:
        raise _Refused(f'"{word}" is not a {kind}', _did_you_mean(word, list(numbers)))
    return numbers[word]


def _ordinal_ending(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _did_you_mean(word: str, known: list[str]) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(word, known, n=1, cutoff=0.8)
    return f'Did you mean "{near[0]}"?' if near else ""
