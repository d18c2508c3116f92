"""A register: one locality's response to one source report, and what it has settled about dates and closing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sli_cli.domain.addressee import Addressee, parse_addressee
from sli_cli.domain.register_settings import SETTINGS, grace
from sli_cli.domain.stages import parse_days_before


@dataclass(frozen=True, slots=True)
class Register:
    """`settings` holds what was set of SETTINGS; `closed_days` are the register's own, beside the bank holidays."""

    id: int
    name: str
    title: str
    locality: str
    report_title: str
    report_date: date | None
    adopted_on: date
    adopted_basis: str
    recommendations: int = 0
    open: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    closed_days: tuple[tuple[date, str], ...] = ()

    def setting(self, name: str) -> str:
        """What holds of one of SETTINGS: what was set, or its default."""
        return self.settings.get(name, SETTINGS[name].default)

    @property
    def year_start(self) -> int:
        """The month in which the register's year begins, 1 or 4."""
        return 4 if self.setting("year-start") == "april" else 1

    @property
    def owner(self) -> Addressee | None:
        """Who gets what no lead can get."""
        return _somebody(self.setting("owner"))

    @property
    def days_before(self) -> tuple[int, ...]:
        """How many days before its date an item is named, the longest first."""
        return parse_days_before(self.setting("remind-before"), "remind-before")

    @property
    def escalation(self) -> tuple[int, Addressee] | None:
        """After how many working days overdue something is escalated, and to whom; None unless both are settled."""
        after, to = grace(self.setting("escalate-after")), _somebody(self.setting("escalate-to"))
        return (after, to) if after is not None and to is not None else None


def _somebody(value: str) -> Addressee | None:
    return parse_addressee(value, "addressee") if value else None
