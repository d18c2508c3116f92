"""The stages of reminding: so many days before a date, on the day, after it weekly and then monthly.

A stage opens on a day and stays open until the next one does; what is owed is the newest stage that has opened. So a
day on which nothing ran loses nothing, and the stages that were missed meanwhile are one message, not several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sli_cli.domain.datewords import count_words
from sli_cli.domain.workdays import never_closed
from sli_cli.errors import BadValue

BEFORE = (30, 7)
"""How many days before its date an item is named, unless a register or the item itself says otherwise."""

WEEKLY = (7, 14, 21, 28)
"""How many days after its date an item is named; from then on it is every month, beginning with the second."""

MOST_DAYS, MOST_TIMES = 365, 6
ON_THE_DAY = "on the day"
ESCALATION = "escalation"
NEWLY_THEIRS = "newly theirs"

Quiet = Callable[[date], bool]
"""Whether nothing is sent on a day."""


class Stage(NamedTuple):
    """A stage by its name (`7 days before`, `on the day`, `2 months after`) and the first day on which it is owed."""

    name: str
    opens: date


def parse_days_before(text: str, what: str) -> tuple[int, ...]:
    """The days that a text such as "30, 7" lists, the longest first, each once; "none" for no day but the day itself.

    `what` names it in the BadValue for anything but 1 to 6 whole numbers from 1 to 365.
    """
    if text.strip().casefold() == "none":
        return ()
    words = re.split(r"[\s,;]+", re.sub(r"\bdays?\b|\bbefore\b|\band\b", " ", text.strip().casefold()).strip(" ,;"))
    if not all(re.fullmatch(r"[0-9]{1,3}", word) and 1 <= int(word) <= MOST_DAYS for word in words):
        raise BadValue(
            f"{what} {' '.join(text.split())[:40]!r} is no list of days from 1 to {MOST_DAYS}.",
            'Write how many days before, such as "30, 7", or "none".',
        )
    found = tuple(sorted({int(word) for word in words}, reverse=True))
    if len(found) > MOST_TIMES:
        raise BadValue(f"{what} has {len(found)} days; the most is {MOST_TIMES}.", "Leave some out.")
    return found


def days_before_words(days: tuple[int, ...]) -> str:
    """The canonical form of such a list: what `parse_days_before` reads back."""
    return ", ".join(str(count) for count in days) or "none"


def reached(today: date, due: date, before: tuple[int, ...] = BEFORE, quiet: Quiet = never_closed) -> Stage | None:
    """The newest stage of the date `due` that has opened by `today`, inclusive; None where none has."""
    return around(today, due, before, quiet)[0]


def following(today: date, due: date, before: tuple[int, ...] = BEFORE, quiet: Quiet = never_closed) -> Stage | None:
    """The stage that comes next, after the one that is reached on `today`; None at the end of the calendar."""
    return around(today, due, before, quiet)[1]


def around(today: date, due: date, before: tuple[int, ...], quiet: Quiet) -> tuple[Stage | None, Stage | None]:
    """The stage that is reached, and the one that comes next, as `reached` and `following` give them."""
    now, after = None, None
    for stage in _stages(today, due, before, quiet):
        if stage.opens <= today:
            now, after = stage, None  # also where the day itself was brought forward before a stage that precedes it
        elif after is None:
            after = stage
        if stage.opens > today and stage.opens > due:
            break
    return now, after


def deadline_stage(today: date, day: date) -> Stage | None:
    """The stage that a board's deadline has reached: a week before it, or on the day; None earlier.

    A deadline is always a working day, so the day is never brought forward.
    """
    stages = (Stage(ON_THE_DAY, day), _before(day, 7))
    return next((stage for stage in stages if stage and stage.opens <= today), None)


def _stages(today: date, due: date, before: tuple[int, ...], quiet: Quiet) -> Iterator[Stage]:
    """The stages of a date in their order, as far as the calendar goes; long after it, only the newest ones."""
    yield from (stage for count in before if (stage := _before(due, count)))
    yield _on(due, quiet)
    try:
        for count in WEEKLY:
            yield Stage(f"{count_words(count, 'day')} after", due + timedelta(days=count))
        yield from _monthly(due, max(2, _months_between(due, today)))
    except (OverflowError, ValueError):
        return


def _months_between(due: date, today: date) -> int:
    """How many whole months, or one less, lie between the two dates."""
    return (today.year - due.year) * 12 + today.month - due.month - 1


def _monthly(due: date, months: int) -> Iterator[Stage]:
    """From that many months after `due` on, a stage each month: always counted from `due`, so that no end drifts."""
    from dateutil.relativedelta import relativedelta

    while True:
        yield Stage(f"{months} months after", due + relativedelta(months=months))
        months += 1


def _before(due: date, count: int) -> Stage | None:
    try:
        return Stage(f"{count_words(count, 'day')} before", due - timedelta(days=count))
    except OverflowError:
        return None


def _on(due: date, quiet: Quiet) -> Stage:
    """The day itself; where nothing is sent on it, the last day before on which something is."""
    for back in range(min(30, (due - date.min).days) + 1):
        if not quiet(due - timedelta(days=back)):
            return Stage(ON_THE_DAY, due - timedelta(days=back))
    return Stage(ON_THE_DAY, due)
