"""The rules of the register said again as plainly as can be, to be compared with the house.

Nothing here asks the house for a rule: dates are found by looking at one day after the other.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
MONTHS = [date(2024, month, 1).strftime("%B") for month in range(1, 13)]
WEEKDAYS = [date(2024, 1, day).strftime("%A") for day in range(1, 8)]
LENGTHS = {"month": 1, "quarter": 3, "year": 12}


class Refused(Exception):
    """What the rules forbid: nothing is to be written."""


@dataclass(frozen=True)
class Spec:
    """A rule: `kind` says which of the other fields count. `check` and `then` are those of a rule that waits."""

    kind: str
    count: int = 0
    unit: str = ""
    months: tuple[int, ...] = ()
    day: date = date.min
    ordinal: str = ""
    check: Spec | None = None
    then: Spec | None = None

    def words(self) -> str:
        """As a person would write it, in the one form in which it is kept."""
        span = self.unit if self.count == 1 else f"{self.count} {self.unit}s"
        named = " and ".join(MONTHS[month - 1] for month in self.months)
        on = f"{self.day.day} {MONTHS[self.day.month - 1]}"
        waiting = f"when: the money comes; check {self.check.words() if self.check else ''}"
        return {
            "every": f"every {span}",
            "rolling": f"{self.count} {span.removeprefix(f'{self.count} ')} after review",
            "month ends": f"every {named}",
            "each year": f"on {on} each year",
            "nth": f"{self.ordinal} of every {self.unit}",
            "once": f"once on {on} {self.day.year}",
            "after adoption": f"once {self.count} {span.removeprefix(f'{self.count} ')} after adoption",
            "when": f"{waiting}; then {self.then.words()}" if self.then else waiting,
            "none": "none",
        }[self.kind]


@dataclass(frozen=True)
class Calendar:
    """A register's working days: its policy, and which days are closed besides weekends."""

    policy: str
    closed: Callable[[date], bool]

    def works(self, day: date) -> bool:
        return day.weekday() not in (5, 6) and not self.closed(day)

    def roll(self, day: date) -> date:
        while self.policy != "keep" and not self.works(day):
            day = day + DAY if self.policy == "next" else day - DAY
        return day


@cache
def falls(spec: Spec, anchor: date, day: date, calendar: Calendar) -> bool:
    """Whether `day` is a date of the rule that counts from `anchor`."""
    if spec.kind == "once":
        return day == spec.day
    if day <= anchor:
        return False
    last = monthrange(day.year, day.month)[1]
    if spec.kind in ("every", "rolling", "after adoption"):
        if spec.unit in ("day", "week"):
            length, passed, fits = (7 if spec.unit == "week" else 1) * spec.count, (day - anchor).days, True
        else:
            length = LENGTHS[spec.unit] * spec.count
            passed = (day.year - anchor.year) * 12 + day.month - anchor.month
            fits = day.day == min(anchor.day, last)
        return fits and (passed == length if spec.kind == "after adoption" else passed > 0 and passed % length == 0)
    if spec.kind == "month ends":
        return day.month in spec.months and day.day == last
    if spec.kind == "each year":
        return day.month == spec.day.month and day.day == min(spec.day.day, last)
    return spec.kind == "nth" and day == _nth(spec, day, calendar)


def _nth(spec: Spec, day: date, calendar: Calendar) -> date | None:
    """The day that a rule such as "last working day of every quarter" means in the period of `day`."""
    length = LENGTHS[spec.unit]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    period = [first + n * DAY for n in range(31 * length)]
    period = [
        one for one in period if (one.year, (one.month - 1) // length) == (first.year, (first.month - 1) // length)
    ]
    which, kind = spec.ordinal.split(" ", 1)
    meant = [
        one
        for one in period
        if kind == "day" or kind == WEEKDAYS[one.weekday()] or (kind == "working day" and calendar.works(one))
    ]
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}[which]
    return meant[index] if index < len(meant) else None


@dataclass
class Pending:
    """What is to be reviewed next: the rule's date, the first promise, the next review, how often extended."""

    due: date
    first: date
    next: date
    extensions: int = 0


@dataclass
class Item:
    """A recommendation. A review is kept as (day, note, whether it satisfied an occurrence)."""

    adopted: date
    state: str = "open"
    rule: Spec | None = None
    reason: str = ""
    anchor: date = date.min
    first_given: bool = False
    happened: date | None = None
    pending: Pending | None = None
    reviews: list[tuple[date, str, bool]] = field(default_factory=list)
    notes: list[tuple[date, str]] = field(default_factory=list)
    extensions: list[tuple[date, date]] = field(default_factory=list)

    @property
    def next_review(self) -> date | None:
        return self.pending.next if self.pending and self.state == "open" else None

    @property
    def newest(self) -> date | None:
        return max((on for on, _, _ in self.reviews), default=None)

    def standing(self, today: date) -> str:
        if self.state != "open":
            return self.state
        if self.next_review is None:
            return "unscheduled"
        if self.next_review <= today:
            return "due" if self.next_review == today else "overdue"
        return "waiting" if self.rule and self.rule.kind == "when" and not self.happened else "upcoming"

    # -- the clock

    def in_force(self) -> tuple[Spec, date] | None:
        """The rule that gives dates now, and the day from which it counts."""
        rule, anchor = self.rule, self.anchor
        if rule is None or rule.kind == "none":
            return None
        if rule.kind == "when" and self.happened:
            rule, anchor = rule.then or Spec("once", day=self.happened), self.happened
        elif rule.kind == "when" and rule.check:
            rule = rule.check
        if rule.kind == "rolling" and self.newest:
            anchor = max(anchor, self.newest)
        return rule, anchor

    def first_after(self, rule: Spec, anchor: date, after: date, calendar: Calendar) -> tuple[date, date] | None:
        """The first date of the rule after that day, whose rolled date is after it too; with the rolled date."""
        if rule.kind == "once":
            found = [rule.day]
        else:
            start = max(after, anchor)
            found = [start + n * DAY for n in range(1, 1600)]
        for day in found:
            if day > after and falls(rule, anchor, day, calendar) and calendar.roll(day) > after:
                return day, calendar.roll(day)
        return None

    def too_early(self, due: date, on: date, calendar: Calendar) -> bool:
        """Nearer to the date before (or the anchor, or the adoption) than to `due`."""
        found = self.in_force()
        if found is None or found[0].kind == "rolling" or on >= due:
            return False
        rule, anchor = found
        before = anchor if anchor < due else self.adopted
        day = due - DAY
        while day > anchor:
            if falls(rule, anchor, day, calendar):
                before = day
                break
            day -= DAY
        return abs(on - before) < due - on

    # -- what is promised

    def promise(self, due: tuple[date, date] | None) -> None:
        self.pending = Pending(due[0], due[1], due[1]) if due else None

    def move(self, due: date, to: date, reason: bool) -> None:
        """Another date for what is pending: a later one is an extension and needs a reason."""
        if self.pending is None:
            self.promise((due, to))
            return
        now = self.pending
        if to > now.next:
            if not reason:
                raise Refused
            self.extensions.append((now.next, to))
            now.extensions += 1
        self.pending = Pending(due, min(now.first, to), to, now.extensions)

    def by_hand(self, due: date, to: date, calendar: Calendar) -> tuple[date, date]:
        return (to if self.too_early(due, to, calendar) else due), to
