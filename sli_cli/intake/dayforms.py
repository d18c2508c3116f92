"""One text of a date cell: a day, a period (its last day, assumed), a cadence, or words that are none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sli_cli.domain.datewords import MONTH_NUMBERS, MONTHS, WEEKDAY_NUMBERS, end_of_month
from sli_cli.intake.cadencewords import rule_of

DAY_FIRST, MONTH_FIRST, ISO = "day-first", "month-first", "iso"


@dataclass(frozen=True, slots=True)
class When:
    """What a text says of when. `words` tells that it says more than the day; `typo` which word was read as which;
    `ambiguous` that day and month could be exchanged; `why` names, where there is no day, why not."""

    day: date | None = None
    assumed: bool = False
    rule: str | None = None
    words: bool = False
    typo: str = ""
    ambiguous: bool = False
    why: str = ""


_SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 14}
_M = "([a-z]{3,12})"
_Y = "('?[0-9]{2}|[0-9]{4})"
_D = "([0-9]{1,2})"
_FULL_DAY = (
    rf"(?<![0-9])(?:[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}([-/.])[0-9]{{1,2}}\1(?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|[0-9]{{1,2}}[-/. ]*(?:{'|'.join(MONTH_NUMBERS)})[-/., ]*(?:[0-9]{{4}}|[0-9]{{2}}))(?![0-9])"
)
_MONTH_YEAR = rf"\b(?:{'|'.join(MONTH_NUMBERS)})[-/., ]*[0-9]{{4}}(?![0-9])"
_LEAD_WORDS = re.compile(
    r"^(?:(?:to be )?complet(?:e|ed|ion) by|by|before|due(?: by| date)?|(?:no|not) later than|target(?: date)?|on|until"
    r"|c|circa|approx|est|expected|extended to|revised(?: to| date)?|new date|from"
    r"|(?P<end>(?:the )?end(?: of)?)|the)[: .]+"
)
_DONE = re.compile(r"\b(?:completed?|closed|done|achieved|implemented|delivered|finished)\b")
_PAST = re.compile(r"\b(?:was|were|originally|original|raised|issued|started|agreed|since|last)\b")
_LATER = re.compile(r"(?:revised|extended|new|now|updated|moved|deferred)[a-z: ]*(?:date)?[ :(to-]*$")


@lru_cache(maxsize=16384)
def read_when(text: str, order: str) -> When:
    """What `text` says of when; numbers such as 03/04/2021 are read in `order`, and with ISO not at all.

    Years of two digits are from 1970 to 2069. Nothing is taken from the day of reading, so a text that names no year is
    no date.
    """
    plain = _tidied(text)
    when = _whole(plain, order)
    if when:
        return when
    head = _LEAD_WORDS.match(plain)
    if head:
        when = _whole(plain[head.end() :], order) or _led_twice(plain[head.end() :], order)
        if when and when.day:
            return replace(when, words=True, assumed=when.assumed and not head["end"])
    rule = rule_of(text)
    if rule and rule != "none":  # in a column of dates, "none" says that there is no date
        return When(rule=rule, words=True)
    return _among_words(plain, order)


@lru_cache(maxsize=16384)
def past_day(text: str, order: str) -> date | None:
    """The one day that `text` names, alone or among words such as "Completed"; the last day of a period; or None."""
    plain = _tidied(text)
    when = _whole(plain, order)
    if when:
        return when.day
    found = list(re.finditer(_FULL_DAY, plain)) or list(re.finditer(_MONTH_YEAR, plain))
    named = (_day(found[0][0], order) or _month(found[0][0])) if len(found) == 1 else None
    return named.day if named else None


def _led_twice(plain: str, order: str) -> When | None:
    """After "by", "the end of March 2022"."""
    head = _LEAD_WORDS.match(plain)
    when = _whole(plain[head.end() :], order) if head else None
    return replace(when, assumed=when.assumed and not head["end"]) if when and head else None


def _tidied(text: str) -> str:
    """In small letters, without brackets around it, weekday, ordinal endings and a time of day; dashes as hyphens."""
    plain = " ".join(text.lower().split()).replace("–", "-").replace("—", "-").strip(" .,;:*")
    if plain[:1] in "[({" and plain[-1:] in "])}":
        plain = plain[1:-1].strip()
    plain = re.sub(
        r"(?<=[0-9])[t ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?: ?[ap]m)?(?:z|\+00:00)?$", "", plain
    )
    plain = re.sub(r"\b([0-9]{1,2}) ?(?:st|nd|rd|th)\b(?: of(?= ))?", r"\1", plain)
    return re.sub(rf"^(?:{'|'.join(WEEKDAY_NUMBERS)})\b[, ]*", "", plain)


def _whole(plain: str, order: str) -> When | None:
    """The reading of a text that is nothing but a day or a period."""
    return _day(plain, order) or _month(plain) or _range(plain, order) or _quarter(plain) or _year_or_season(plain)


def _day(plain: str, order: str) -> When | None:
    if found := re.fullmatch(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})", plain):
        return _made(found[1], int(found[2]), found[3])
    if found := re.fullmatch(r"(19|20)([0-9]{2})([0-9]{2})([0-9]{2})", plain):
        return _made(found[1] + found[2], int(found[3]), found[4])
    if found := re.fullmatch(rf"{_D} ?([-/. ]) ?{_D} ?\2 ?([0-9]{{4}}|[0-9]{{2}})", plain):
        return _numeric(int(found[1]), int(found[3]), found[4], order)
    if found := re.fullmatch(rf"{_D}[-/., ]*{_M}[-/., ]*{_Y}", plain):
        return _named(found[1], found[2], found[3])
    if found := re.fullmatch(rf"{_M}[-/. ]*{_D}(?:, ?|[-/ ]){_Y}", plain):
        return _named(found[2], found[1], found[3])
    return None


def _numeric(first: int, second: int, year: str, order: str) -> When:
    if order == ISO:
        return When(why="only dates like 2026-03-31 were to be read")
    ambiguous = first <= 12 and second <= 12 and first != second
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    if not 1 <= month <= 12 and 1 <= day <= 12:  # only the other reading is a date
        day, month = month, day
    return replace(_made(year, month, str(day)), ambiguous=ambiguous)


def _named(day: str, month: str, year: str) -> When | None:
    number, typo = _month_number(month)
    return replace(_made(year, number, day), typo=typo) if number else None


def _month(plain: str) -> When | None:
    early = re.match(r"(?:early|mid|late)[- ]+", plain)
    plain = plain[early.end() :] if early else plain
    found = re.fullmatch(rf"{_M}[-/., ]*{_Y}", plain)
    if found:
        number, typo = _month_number(found[1])
        return _period(found[2], number, typo) if number else None
    if found := re.fullmatch(r"(0?[1-9]|1[0-2])[-/.]([0-9]{4})", plain):
        return _period(found[2], int(found[1]))
    if found := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", plain):
        follows = int(found[2]) == (int(found[1]) + 1) % 100  # 2010-11 is a month, or a financial year
        return When(why="it could be a month or a financial year") if follows else _period(found[1], int(found[2]))
    return None


def _range(plain: str, order: str) -> When | None:
    """A span of days or months: its end."""
    parts = re.split(r" ?(?:-|/|\bto\b|\band\b|&|\bor\b) ?", plain)
    if len(parts) == 2 and (found := re.fullmatch(rf"{_M}[ ,]*{_Y}", parts[1])):
        first = re.fullmatch(rf"{_M}(?:[ ,]*{_Y})?", parts[0])
        number, typo = _month_number(found[1])
        if first and number and _month_number(first[1])[0]:
            return _period(found[2], number, typo)
    parts = re.split(r" ?(?: - | to | until ) ?", plain)
    if len(parts) == 2:
        first_day, last_day = _day(parts[0], order), _day(parts[1], order)
        if first_day and first_day.day and last_day and last_day.day:
            return replace(last_day, assumed=True, words=True)
    return None


def _quarter(plain: str) -> When | None:
    words, years = r"(?:q|quarter|qtr)[ -]*([1-4])", r"(?:of )?(?:fy ?)?([0-9]{4}|[0-9]{2}) ?[/-] ?([0-9]{4}|[0-9]{2})"
    found = re.fullmatch(rf"{words}[ ,:(-]*{years}\)?", plain)
    quarter, first, second = found.groups() if found else ("", "", "")
    if not found and (found := re.fullmatch(rf"{years}[ ,:(-]*{words}\)?", plain)):
        first, second, quarter = found.groups()
    if found:
        if not _follows(first, second):
            return When(why=f"{first}/{second} is not a financial year")
        month = int(quarter) * 3 + 3
        return _period(str(_year(first) + (month > 12)), (month - 1) % 12 + 1)
    if re.fullmatch(rf"{words}(?:[ ,-]*[0-9]{{4}})?", plain):
        return When(why="a quarter needs its financial year, as in Q3 2025/26")
    return None


def _year_or_season(plain: str) -> When | None:
    if found := re.fullmatch(r"(?:fy|financial year|municipal year)? ?([0-9]{4}) ?[/-] ?([0-9]{4}|[0-9]{2})", plain):
        return _period(str(_year(found[1]) + 1), 3) if _follows(found[1], found[2]) else None
    if found := re.fullmatch(r"(?:(?:during|in|late) )?((?:19[89]|20[0-9])[0-9])", plain):
        return _period(found[1], 12)
    if found := re.fullmatch(r"(spring|summer|autumn|winter)(?: term)?(?: of)?,? ([0-9]{4})(?:/([0-9]{2,4}))?", plain):
        if found[3] and not _follows(found[2], found[3]):
            return None
        month = _SEASON_ENDS[found[1]]  # winter ends in the February after
        later = found[3] and month < 12  # Spring 2022/23 is that of 2023
        return _period(str(int(found[2]) + (month > 12 or bool(later))), (month - 1) % 12 + 1)
    return None


def _among_words(plain: str, order: str) -> When:
    """A single day or month that stands among other words, where they do not say that it is over."""
    days = list(re.finditer(_FULL_DAY, plain))
    if len(days) > 1:
        last = days[-1]
        if _LATER.search(plain[: last.start()]) and (when := _day(last[0], order)):
            return replace(when, words=True, assumed=True)
        return When(words=True, why="it names several dates")
    months = list(re.finditer(_MONTH_YEAR, plain)) if not days else []
    found = days or months
    if len(found) != 1:
        return When(words=True, why="it is not a date")
    if _DONE.search(plain):
        return When(words=True, why="it says when something was done, not when it is due")
    if _PAST.search(plain):
        return When(words=True, why="its date is of something past")
    when = _day(found[0][0], order) or _month(found[0][0])
    return replace(when, words=True, assumed=True) if when else When(words=True, why="it is not a date")


def _made(year: str, month: int, day: str) -> When:
    try:
        made = date(_year(year), month, int(day))
    except ValueError:
        return When(why="there is no such day")
    return When(made) if 1900 <= made.year <= 2199 else When(why="its year cannot be right")


def _period(year: str, month: int, typo: str = "") -> When:
    made = _made(year, month, "1")
    return replace(made, day=end_of_month(made.day), assumed=True, words=True, typo=typo) if made.day else made


def _year(digits: str) -> int:
    digits = digits.lstrip("'")
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 70 else 1900)


def _follows(first: str, second: str) -> bool:
    """Whether the second year, perhaps in two digits, is the one after the first."""
    return _year(first) + 1 == _year(second) or (_year(first) + 1) % 100 == int(second)


def _month_number(word: str) -> tuple[int, str]:
    """The month of a name, and, where the name is a slip of the pen, what it was read as."""
    if word in MONTH_NUMBERS:
        return MONTH_NUMBERS[word], ""
    if len(word) < 5:
        return 0, ""
    from difflib import get_close_matches

    near = get_close_matches(word, [month.lower() for month in MONTHS], n=1, cutoff=0.8)
    return (MONTH_NUMBERS[near[0]], f"{word} as {near[0].capitalize()}") if near else (0, "")
