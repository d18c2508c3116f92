"""What a register may settle: for each setting what it may be, what holds until it is set, and what setting it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sli_cli.domain.addressee import parse_addressee, typed_addressee
from sli_cli.domain.datewords import WEEKDAYS, count_words
from sli_cli.domain.stages import BEFORE, days_before_words, parse_days_before
from sli_cli.domain.vocabulary import ATTACHMENTS, DIVISIONS, QUIET, ROLLING, SCHEMES
from sli_cli.domain.words import near
from sli_cli.errors import BadValue

OFF = "off"
MOST_WORKING_DAYS = 250
"""The longest grace before something is escalated: about a year of working days."""

NOT_MOVED = "dates already set are not moved"
_FROM_NEXT_RUN = "It holds from the next `sli notify` on."


class Setting(NamedTuple):
    """What can be settled: one of `choices` where there are any, else a text that `reader` brings into its one form.

    `default` holds until another is set. `meaning` says what it is about; `effect`, a sentence, what setting it changes
    and what not.
    """

    default: str
    meaning: str
    effect: str
    choices: tuple[str, ...] = ()
    reader: Callable[[str], str] = str
    refuses: Callable[[str], object] = str
    """Raises BadValue for what may be stored already, but is not to be typed any more."""

    @classmethod
    def choice(cls, choices: tuple[str, ...], meaning: str, effect: str) -> Setting:
        """A setting that is one of a few words, the first of them until another is set."""
        return cls(choices[0], meaning, effect, choices)

    def read(self, name: str, text: str) -> str:
        """The value that a text means, in the form that is stored; an empty one means the default.

        `name` is what the setting is called in the BadValue for a text that it does not take.
        """
        if not text.strip():
            return self.default
        return one_of(f"value of {name}", text, self.choices) if self.choices else self.reader(text)

    def read_typed(self, name: str, text: str) -> str:
        """As `read`, of what somebody types now."""
        value = self.read(name, text)
        if value:
            self.refuses(value)
        return value


def one_of(what: str, word: str, known: Iterable[str]) -> str:
    """The one of `known` that `word` is, whatever its capitals. Raises BadValue, with a list, where it is none."""
    listed = list(known)
    for one in listed:
        if one == word.strip().casefold():
            return one
    guess = near(word, listed)
    meant = f" Did you mean {guess}?" if guess else ""
    raise BadValue(f"There is no {what} {word!r}.{meant}", f"Write one of: {', '.join(listed)}.")


def shown(value: str) -> str:
    """A value as people read it: the settings that may be empty are those that name somebody."""
    return value or "nobody"


def grace(value: str) -> int | None:
    """The number of working days that a value of `escalate-after` stands for; None where nothing is escalated."""
    return None if value == OFF else int(value.partition(" ")[0])


def _working_days_or_off(text: str) -> str:
    words = " ".join(text.split()).casefold()
    if words == OFF:
        return OFF
    found = re.fullmatch(r"([0-9]{1,3})(?: working days?)?", words)
    if not found or not 1 <= int(found[1]) <= MOST_WORKING_DAYS:
        raise BadValue(
            f"escalate-after {words[:40]!r} is no number of 1 to {MOST_WORKING_DAYS} working days.",
            'Write "10 working days", or off.',
        )
    return count_words(int(found[1]), "working day")


SETTINGS: dict[str, Setting] = {
    "working-days": Setting.choice(
        ROLLING,
        "a date on a weekend or holiday stays (keep), or moves to the next or previous working day",
        f"It holds for the next dates that rules give; {NOT_MOVED}.",
    ),
    "bank-holidays": Setting.choice(
        DIVISIONS, "whose bank holidays count", f"They hold for the next dates that rules give; {NOT_MOVED}."
    ),
    "year-start": Setting.choice(
        ("january", "april"),
        "the month in which --this-year begins",
        f"`sli due --this-year` ends with that year; {NOT_MOVED}.",
    ),
    "closure": Setting.choice(
        ("lead", "board"),
        "who closes: the lead says so, or the deciding board has to agree",
        "It holds for closures from now on; what is closed stays closed.",
    ),
    "rating-scheme": Setting.choice(
        SCHEMES,
        "what red, amber and green mean: issues, progress, or months late",
        "The papers of boards are rated so from now on; what reviewers said is kept.",
    ),
    "owner": Setting(
        "",
        "who gets what no lead can get, and the weekly summary",
        _FROM_NEXT_RUN,
        reader=lambda text: str(parse_addressee(text, "owner")),
        refuses=lambda text: typed_addressee(text, "owner"),
    ),
    "remind-before": Setting(
        days_before_words(BEFORE),
        "how many days before its next review a lead is told of an item",
        "Items with days of their own keep them (`sli edit REF --remind-before`).",
        reader=lambda text: days_before_words(parse_days_before(text, "remind-before")),
    ),
    "remind-quiet": Setting.choice(
        QUIET,
        "on which days nothing is sent; holidays are bank holidays and the register's own closed days",
        "What falls on such a day is sent on the next other day; what is due on it, on the last before.",
    ),
    "escalate-after": Setting(
        OFF,
        "after how many working days overdue an item is escalated",
        _FROM_NEXT_RUN,
        reader=_working_days_or_off,
    ),
    "escalate-to": Setting(
        "",
        "who is told of what is escalated",
        _FROM_NEXT_RUN,
        reader=lambda text: str(parse_addressee(text, "escalate-to")),
        refuses=lambda text: typed_addressee(text, "escalate-to"),
    ),
    "summary": Setting.choice(
        (*(day.lower() for day in WEEKDAYS[:5]), OFF), "the day on which the owner gets the summary", _FROM_NEXT_RUN
    ),
    "attach": Setting.choice(ATTACHMENTS, "what reminders carry as attachments", _FROM_NEXT_RUN),
}
"""What a register settles, in the order in which it is shown."""
