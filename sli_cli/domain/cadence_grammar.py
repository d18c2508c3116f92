"""The cadence language: text as a person would write it becomes a Rule, or is refused with the forms there are.

A form is a pattern over the normalised text, and a function that makes the rule of the pattern's groups. Rules that
follow a board's meetings have forms of their own (`meeting_rules`), for they keep the board's name as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sli_cli.domain import cadence
from sli_cli.domain.cadence import MONTHS, ORDINALS, WEEKDAYS, Rule
from sli_cli.domain.meeting_rules import meeting_rule
from sli_cli.errors import BadValue

MEETING_FORMS = (
    "at each LSCB meeting",
    "every second LSCB meeting",
    "at the first LSCB meeting on or after every 6 months",
)
FORMS = (
    "every 6 months",
    "quarterly",
    "6 months after review",
    "every March and September",
    "on 31 March each year",
    "last working day of every month",
    *MEETING_FORMS,
    "once on 31 December 2026",
    "once 6 months after adoption",
    "when: EVENT; check every 6 months; then every year",
    "none",
)
"""One example of each form, all of them valid rules: for help, and for the remedy of a refusal."""


def parse_rule(text: str) -> Rule:
    """The rule that `text` writes, whatever its capitals and spaces; `parse_rule(str(rule)) == rule` for every rule.

    Raises BadValue, with the near match where there is one and the list of FORMS, for a word or a form that is not in
    the language, and for a rule that never comes: 30 February, no months at all, or more than 100 years.
    """
    if re.match(r"\s*when\s*:", text, re.IGNORECASE):
        return _waiting(text)
    plain = _normalised(text)
    for pattern, make in _PATTERNS:
        match = re.fullmatch(pattern, plain)
        if match:
            return make(*match.groups())
    rule = meeting_rule(text, parse_rule)
    if rule is None:
        raise _refusal(text, plain)
    return rule


def is_rule(text: str) -> bool:
    """Whether `text` writes a rule."""
    try:
        parse_rule(text)
    except BadValue:
        return False
    return True


def _normalised(text: str) -> str:
    """Lower case, one space between words, commas as "and", "each" as "every"."""
    words = re.sub(r",(\s*and\b)?", " and ", text.lower()).split()
    return " ".join("every" if word == "each" else word for word in words)


# From the words of a pattern's groups to a rule.

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = {
    "day": (1, "day"),
    "week": (1, "week"),
    "fortnight": (2, "week"),
    "month": (1, "month"),
    "quarter": (3, "month"),
    "year": (1, "year"),
}
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_MONTHS = {word: n for n, name in enumerate(MONTHS, 1) for word in (name.lower(), name[:3].lower())} | {"sept": 9}
_WEEKDAYS = {word: name for name in WEEKDAYS for word in (name.lower(), name[:3].lower())}
_KINDS = {**_WEEKDAYS, "day": cadence.DAY, "working day": cadence.WORKING_DAY}
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", **{word: word for word in ORDINALS}}

# A hundred years: what nobody alive will see never comes.
_LIMITS = {"day": 36525, "week": 5217, "month": 1200, "year": 100}


def _interval(number: str | None, unit: str) -> tuple[int, str]:
    """Count and canonical unit of "6 months", "two quarters", "other week" or, without a number, "year"."""
    multiple, canonical = _UNITS[unit]
    if number is None:
        return multiple, canonical
    count = 2 if number == "other" else _NUMBERS.index(number) + 1 if number in _NUMBERS else int(number)
    if count < 1:
        raise BadValue(f"'{number} {unit}s' never comes.", "Write a number from 1, for example: every 6 months.")
    if count * multiple > _LIMITS[canonical]:
        raise BadValue(f"'{number} {unit}s' is more than 100 years.", "Write less, for example: every 5 years.")
    return count * multiple, canonical


def _day(day: str, month: str, year: str = "") -> date:
    """The date of "31", "march" and "2027"; without a year, in one that has a 29 February."""
    number = _MONTHS[month]
    try:
        return date(int(year or 2000), number, int(day))
    except ValueError:
        raise _no_such_day(f"{int(day)} {MONTHS[number - 1]} {year}".strip()) from None


def _iso_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _no_such_day(text) from None


def _month_ends(listed: str) -> Rule:
    return cadence.MonthEnds(tuple(sorted({_MONTHS[word] for word in listed.split(" and ")})))


def _year_days(listed: str) -> Rule:
    days = {_day(day, month) for day, month in re.findall(r"([0-9]+)\S* (?:of )?([a-z]+)", listed)}
    return cadence.YearDays(tuple((day.month, day.day) for day in sorted(days)))


def _waiting(text: str) -> Rule:
    """The rule of "when: EVENT; check RULE" and perhaps "; then RULE". The event keeps its words and capitals."""
    clauses = re.fullmatch(r"\s*when\s*:\s*([^;\s][^;]*);\s*check\s([^;]*)(?:;\s*then\s([^;]*))?", text, re.IGNORECASE)
    if not clauses:
        raise BadValue(
            f"'{_shortened(text)}' needs an event (without ';') and a check, and may have a then.",
            "Write, for example: when: the data are published; check every 6 months; then every year.",
        )
    event, check, then = clauses.groups()
    return cadence.Waiting(" ".join(event.split()), _repeating(check), None if then is None else _repeating(then))


def _repeating(text: str) -> Rule:
    rule = parse_rule(text)
    if isinstance(rule, cadence.Once | cadence.OnceAfterAdoption | cadence.Waiting | cadence.Never):
        raise BadValue(
            f"'{_shortened(text)}' does not repeat, so it cannot follow 'check' or 'then'.",
            "Write one that does, for example: every 6 months. Without 'then' there is one review after the event.",
        )
    return rule


# The forms.

_NUMBER = f"[0-9]{{1,9}}|{'|'.join(_NUMBERS)}"
_UNIT = f"({'|'.join(_UNITS)})s?"
_MONTH = f"(?:{'|'.join(_MONTHS)})"
_MONTH_DAY = rf"(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}"

_PATTERNS: tuple[tuple[str, Callable[..., Rule]], ...] = (
    (rf"every (?:(other|{_NUMBER}) )?{_UNIT}", lambda *found: cadence.Every(*_interval(*found))),
    (rf"({'|'.join(_ADVERBS)})", lambda adverb: cadence.Every(*_interval(None, _ADVERBS[adverb]))),
    (rf"({_NUMBER}) {_UNIT} after (?:every |the )?review", lambda *found: cadence.AfterReview(*_interval(*found))),
    (rf"every ({_MONTH}(?: and {_MONTH})*)", _month_ends),
    (rf"(?:on )?({_MONTH_DAY}(?: and {_MONTH_DAY})*) every year", _year_days),
    (rf"every ({_MONTH_DAY}(?: and {_MONTH_DAY})*)", _year_days),
    (
        rf"(?:on )?(?:the )?({'|'.join(_ORDINALS)}) ({'|'.join(_KINDS)}) (?:of|in) (?:every|the) (month|quarter|year)",
        lambda ordinal, kind, period: cadence.Nth(_ORDINALS[ordinal], _KINDS[kind], period),
    ),
    (r"once on ([0-9]{4}-[0-9]{2}-[0-9]{2})", lambda text: cadence.Once(_iso_day(text))),
    (
        rf"once on (?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTH}) ([0-9]{{4}})",
        lambda *found: cadence.Once(_day(*found)),
    ),
    (rf"once ({_NUMBER}) {_UNIT} after adoption", lambda *found: cadence.OnceAfterAdoption(*_interval(*found))),
    (r"none", cadence.Never),
)

# Refusals.

_MEANT = {
    "never": "none",
    "once a month": "every month",
    "once a quarter": "every 3 months",
    "once a year": "every year",
    "twice a year": "every 6 months",
    "biannually": "every 6 months",
    "half-yearly": "every 6 months",
    "six-monthly": "every 6 months",
    "biennially": "every 2 years",
}
_PLAIN_WORDS = (
    "every", "other", "after", "review", "and", "on", "the", "of", "in", "working", "once", "adoption", "none",
    "when:", "check", "then",
)  # fmt: skip
_PLURALS = tuple(f"{unit}s" for unit in _UNITS)
_WORDS = {*_PLAIN_WORDS, *_UNITS, *_PLURALS, *_ADVERBS, *_NUMBERS, *_ORDINALS, *_MONTHS, *_WEEKDAYS}
_REMEDY = f"Write one of these forms: {' | '.join(FORMS)}."


def _refusal(text: str, plain: str) -> BadValue:
    """Why no form fits: meetings of no board, a known slip, an unknown word, or words that make no rule together."""
    words = plain.split()
    shown = _shortened(text)
    if not words:
        return BadValue("The rule is empty.", _REMEDY)
    if "meeting" in words or "meetings" in words:
        return BadValue(
            f"'{shown}' has none of the forms that follow a board's meetings.",
            f"Write one of these, with the board's name: {' | '.join(MEETING_FORMS)}.",
        )
    if plain in _MEANT:
        return BadValue(f"'{shown}' is not a rule; did you mean '{_MEANT[plain]}'?", _REMEDY)
    for word in words:
        if word not in _WORDS and not re.fullmatch(r"[0-9]+(st|nd|rd|th)?|[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
            return BadValue(f"'{_shortened(word)}' is not a word of a rule{_suggestion(word)}.", _REMEDY)
    return BadValue(f"'{shown}' has none of the forms of a rule.", _REMEDY)


def _suggestion(word: str) -> str:
    # Imported here because a rule that is right does not need it.
    from difflib import get_close_matches

    near = get_close_matches(_shortened(word), sorted(_WORDS), n=1, cutoff=0.7)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _no_such_day(shown: str) -> BadValue:
    return BadValue(f"'{shown}' is a day that never comes.", "Write a day that is in the calendar.")


def _shortened(text: str) -> str:
    """The text on one line, and no more of it than a message can hold."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
