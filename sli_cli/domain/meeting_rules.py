"""Cadence rules that follow a board's meetings, and how they are written.

The rule knows its board by name; the dates come from outside: a rule that was given none gives none. Meetings that
were cancelled are not among those that it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from sli_cli.domain.cadence import Every, Rule, Waiting
from sli_cli.domain.datewords import ONE_DAY
from sli_cli.domain.workdays import PLAIN, WorkingDays

Dates = tuple[date, ...]

_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
_COUNTS = {"other": 2, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, **{name: n for n, name in _ORDINALS.items()}}


class MeetingRule(Rule):
    """What they share: `board` is the name, `dates` those of its meetings, ascending. A meeting is never rolled."""

    rolls = False
    board: str
    dates: Dates


@dataclass(frozen=True)
class AtMeetings(MeetingRule):
    """Every meeting, "at each LSCB meeting", or every second, third … sixth one: `every` is 1 to 6.

    Meetings are counted from the anchor: the newest review, or where the rule began.
    """

    board: str
    every: int = 1
    dates: Dates = field(default=(), compare=False)

    def _near(self, day: date, anchor: date, workdays: WorkingDays = PLAIN) -> Dates:
        return tuple(found for found in self.dates if found > anchor)[self.every - 1 :: self.every]

    def __str__(self) -> str:
        if self.every == 1:
            return f"at each {self.board} meeting"
        return f"every {_ORDINALS[self.every]} {self.board} meeting"


@dataclass(frozen=True)
class FirstMeetings(MeetingRule):
    """The first meeting on or after each date of a schedule: "at the first LSCB meeting on or after every 6 months"."""

    board: str
    schedule: Every
    dates: Dates = field(default=(), compare=False)

    def _near(self, day: date, anchor: date, workdays: WorkingDays = PLAIN) -> Dates:
        found, before = [], date.min
        for meeting in self.dates:
            scheduled = self.schedule.before(meeting + ONE_DAY, anchor)
            if scheduled is not None and scheduled > before:
                found.append(meeting)
            before = meeting
        return tuple(found)

    def __str__(self) -> str:
        return f"at the first {self.board} meeting on or after {self.schedule}"


def bound(rule: Rule, dates_of: Callable[[str], Dates]) -> Rule:
    """The rule with the dates of its board's meetings; one that follows no meetings is given back as it is.

    `dates_of` is asked for a board by name and gives its meetings that were not cancelled, ascending.
    """
    if isinstance(rule, AtMeetings | FirstMeetings):
        return replace(rule, dates=dates_of(rule.board))
    if isinstance(rule, Waiting):
        then = None if rule.then is None else bound(rule.then, dates_of)
        return replace(rule, check=bound(rule.check, dates_of), then=then)
    return rule


def boards_of(rule: Rule) -> tuple[str, ...]:
    """The names of the boards whose meetings a rule follows, each once: none, one, or two where it waits."""
    if isinstance(rule, AtMeetings | FirstMeetings):
        return (rule.board,)
    if isinstance(rule, Waiting):
        parts = (rule.check,) if rule.then is None else (rule.check, rule.then)
        return tuple(dict.fromkeys(board for part in parts for board in boards_of(part)))
    return ()


def renamed(rule: Rule, name: Callable[[str], str]) -> Rule:
    """The rule with `name(board)` in place of each board's name."""
    if isinstance(rule, AtMeetings | FirstMeetings):
        return replace(rule, board=name(rule.board))
    if isinstance(rule, Waiting):
        then = None if rule.then is None else renamed(rule.then, name)
        return replace(rule, check=renamed(rule.check, name), then=then)
    return rule


def meeting_rule(text: str, parse: Callable[[str], Rule]) -> Rule | None:
    """The rule that `text` writes where it has one of these forms, else None; the board keeps its words and capitals.

    `parse` reads the schedule within the last form. Raises what that raises.
    """
    plain = " ".join(text.split())

    def read(pattern: str) -> re.Match[str] | None:
        return re.fullmatch(pattern, plain, re.IGNORECASE)

    if found := read(r"at (?:the )?first (.+) meeting on or after (.+)"):
        schedule = parse(found[2])
        return FirstMeetings(found[1], schedule) if isinstance(schedule, Every) else None
    if found := read(rf"(?:at )?every ({'|'.join(_COUNTS)}) (.+) meeting"):
        return AtMeetings(found[2], _COUNTS[found[1].lower()])
    if found := read(r"(?:at )?(?:each|every) (.+) meeting"):
        return AtMeetings(found[1])
    return None
