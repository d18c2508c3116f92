"""Numbers and dates of a workbook as the person who looks at it sees them: 1.10, 00123, 24-Feb-21."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_date_format(code: str) -> bool:
    """Whether numbers in this format are shown as a date with a day, a month or a year in it."""
    return re.search(r"[dy]|mmm", _bare(code), re.IGNORECASE) is not None


def _bare(code: str) -> str:
    """The first section of a format without texts in quotes, escaped characters, and what stands in brackets."""
    return re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).split(";")[0]


def day_of(serial: float, *, epoch_1904: bool) -> date | None:
    """The date of a serial number, or None where it is only a time of day or beyond the year 9999.

    Day 60 of the first epoch is 29 February 1900, which never was; days before it are counted from one day later.
    """
    whole = int(serial)
    if epoch_1904:
        start, first = date(1904, 1, 1), 0
    else:
        start, first = date(1899, 12, 31) if whole < 60 else date(1899, 12, 30), 1
    if not first <= whole <= 2_957_003 or (whole == 60 and not epoch_1904):
        return None
    return start + timedelta(days=whole)


def date_shown(day: date, serial: float, code: str) -> str:
    """A date as its format shows it: "24-Feb-21", "May-22". With a time of day where the format has one."""
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=round(serial % 1 * 86_400))  # noqa: DTZ001
    plain = re.sub(r"\[[^\]]*\]|_.|\*.", "", code).split(";")[0]
    tokens = re.findall(r'"[^"]*"|\\.|AM/PM|A/P|y+|m+|d+|h+|s+|.', plain, re.IGNORECASE)
    half_day = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    shown = ""
    after = ""  # the last token that was a part of a date or time: what follows hours is minutes
    for at, token in enumerate(tokens):
        letter = token[0].lower()
        if letter == "m" and len(token) < 3 and (after == "h" or _next_part(tokens[at + 1 :]) == "s"):
            letter = "minutes"
        shown += _part_shown(moment, letter, token, half_day=half_day)
        after = letter if letter in "ymdhs" else after
    return shown.strip()


def _next_part(tokens: list[str]) -> str:
    return next((token[0].lower() for token in tokens if token[0].lower() in "ymdhs"), "")


def _part_shown(moment: datetime, letter: str, token: str, *, half_day: bool) -> str:
    size = len(token)
    if letter == "y":
        return f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}"
    if letter == "m":
        name = _MONTHS[moment.month - 1]
        return {1: f"{moment.month}", 2: f"{moment.month:02}", 3: name[:3], 5: name[0]}.get(size, name)
    if letter == "d":
        name = _DAYS[moment.weekday()]
        return {1: f"{moment.day}", 2: f"{moment.day:02}", 3: name[:3]}.get(size, name)
    if letter == "a" and size > 1:
        return ("AM" if moment.hour < 12 else "PM") if size > 3 else ("A" if moment.hour < 12 else "P")
    if letter == "h":
        hour = (moment.hour + 11) % 12 + 1 if half_day else moment.hour
        return f"{hour:0{min(size, 2)}}"
    if letter in ("minutes", "s"):
        return f"{moment.minute if letter == 'minutes' else moment.second:0{min(size, 2)}}"
    return token.strip('"') if token.startswith('"') else token.removeprefix("\\")


def number_shown(number: float, code: str) -> str:
    """A number as its format shows it where the format is a plain one (0.00, 000, #,##0, 0%), else in full."""
    plain = re.sub(r"\[[^\]]*\]|_.|\*.", "", code).split(";")[0]
    form = re.fullmatch(r'((?:"[^"]*"|\\.|[£$])*)(#,##)?(0{1,30})(\.0{1,30})?(%?)((?:"[^"]*"|\\.)*)', plain)
    if form is None:  # "General" too
        return f"{number:.0f}" if number == int(number) and abs(number) < 1e15 else f"{number:.15g}"
    before, grouped, whole, decimals, percent, behind = (part or "" for part in form.groups())
    places = max(len(decimals) - 1, 0)
    digits = f"{abs(number) * (100 if percent else 1):{',' if grouped else ''}.{places}f}"
    width = len(whole) + len(decimals)
    texts = [re.sub(r'"|\\', "", text) for text in (before, behind)]
    return f"{'-' if number < 0 else ''}{texts[0]}{digits.rjust(width, '0')}{percent}{texts[1]}"
