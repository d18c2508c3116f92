"""Whom a reminder reaches: the lead, a deputy while the lead is away, else the register's owner; and on which days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.datewords import WEEKDAYS, short
from sli_cli.domain.stages import Quiet, Stage, around, parse_days_before
from sli_cli.domain.workdays import WorkingDays, never_closed
from sli_cli.errors import BadValue
from sli_cli.services.schedule import working_days

if TYPE_CHECKING:
    from sli_cli.domain.people import Absence
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader

_SATURDAY = 5


class Recipient(NamedTuple):
    """Who is told of a recommendation, or None where nobody can be; `instead` says for whom they stand in, or is ""."""

    to: Addressee | None
    instead: str = ""


def lead_of(row: Any, owner: Addressee | None, absences: Mapping[int, Absence]) -> Recipient:
    """Who is told of a row of `remindable`: its lead's holder; the deputy of one who is away; for a post that nobody
    can be reached in, the owner of the register."""
    if row["holder_id"] is None:
        post = row["post"]
        return Recipient(owner, f"{post} is vacant" if post else "it has no lead")
    away = absences.get(row["holder_id"])
    if away is not None and away.deputy_email:
        until = f" until {short(away.until)}" if away.until else ""
        return Recipient(Addressee(away.deputy, away.deputy_email), f"{row['holder']} is away{until}")
    if not row["email"]:
        return Recipient(owner, f"{row['holder']} has no e-mail address in the register")
    return Recipient(Addressee(row["holder"], row["email"]))


def in_use(reader: Reader) -> set[str]:
    """The addresses to which anything may be sent, as the ledger compares them. Raises as `rules_of` does."""
    found: list[Addressee] = []
    for post in reader.posts():
        if post.holder is not None:
            found.append(Addressee(post.holder.name, post.holder.email))
    found += [Addressee(away.deputy, away.deputy_email) for away in reader.absences().values()]
    for register in reader.registers():
        with _naming(register):
            found += [one for one in (register.owner, register.escalation and register.escalation[1]) if one]
    for forum in reader.forums():
        arranged = reader.arrangement(forum.id)
        found.append(Addressee(arranged.secretary, arranged.secretary_email))
    return {one.key for one in found}


@dataclass(slots=True)
class Rules:
    """What a register has settled about reminders, on one day. What follows from a date is worked out once for it."""

    today: date
    owner: Addressee | None
    before: tuple[int, ...]
    quiet: Quiet
    days: WorkingDays
    escalation: tuple[int, Addressee] | None
    summary_begins: date | None
    """The day that the present week's summary is for; None where none is wanted."""
    attach: frozenset[str]
    _stages: dict[tuple[date, str | None], tuple[Stage | None, Stage | None]] = field(default_factory=dict)
    _escalates: dict[date, date] = field(default_factory=dict)

    @property
    def quiet_today(self) -> bool:
        return self.quiet(self.today)

    def before_of(self, own: str | None) -> tuple[int, ...]:
        """How many days before its date an item is named; `own` is what was settled for the item itself, or None."""
        return self.before if own is None else parse_days_before(own, "remind-before")

    def stages(self, due: date, own: str | None) -> tuple[Stage | None, Stage | None]:
        """The stage of the date `due` that is open today, and the one that comes next."""
        key = (due, own)
        if key not in self._stages:
            self._stages[key] = around(self.today, due, self.before_of(own), self.quiet)
        return self._stages[key]

    def escalates(self, due: date) -> date:
        """The first day on which what was due on `due` is escalated."""
        if due not in self._escalates:
            after = self.escalation[0] if self.escalation else 0
            self._escalates[due] = self.days.add_working_days(due, after)
        return self._escalates[due]


@contextmanager
def _naming(register: Register) -> Iterator[None]:
    """Has a failure to read a setting say of which register it is."""
    try:
        yield
    except BadValue as error:
        what = f"Register {register.name}: {error.sentence}"
        raise BadValue(
            what, f"See `sli register show {register.name}`, and settle it with `sli register set`."
        ) from error


def rules_of(register: Register, today: date) -> Rules:
    """The rules of a register for the day `today`. Raises BadValue, naming it, where a setting cannot be read."""
    with _naming(register):
        return _rules_of(register, today)


def _rules_of(register: Register, today: date) -> Rules:
    days = WorkingDays(closed=working_days(register).closed)
    attach = register.setting("attach")
    return Rules(
        today,
        register.owner,
        register.days_before,
        quiet_days(register.setting("remind-quiet"), days),
        days,
        register.escalation,
        _week_of(register.setting("summary"), today),
        frozenset(kind for kind in ("ics", "csv") if kind in attach),
    )


def quiet_days(setting: str, days: WorkingDays) -> Quiet:
    """On which days nothing is sent, by the value of `remind-quiet`."""
    if setting == "never":
        return never_closed
    if setting == "weekends":
        return lambda day: day.weekday() >= _SATURDAY
    return lambda day: not days.is_working(day)


def _week_of(setting: str, today: date) -> date | None:
    """The newest day of that weekday, today's included; None where it is none."""
    weekdays = [day.lower() for day in WEEKDAYS]
    if setting not in weekdays:
        return None
    return today - timedelta(days=(today.weekday() - weekdays.index(setting)) % 7)
