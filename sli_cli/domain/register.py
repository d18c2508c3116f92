"""A register: one locality's response to one source report, and what it has settled about dates and closing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sli_cli.domain.vocabulary import DIVISIONS, ROLLING, SCHEMES

SETTINGS: dict[str, tuple[str, ...]] = {
    "working-days": ROLLING,
    "bank-holidays": DIVISIONS,
    "year-start": ("january", "april"),
    "closure": ("lead", "board"),
    "rating-scheme": SCHEMES,
}
"""What a register settles, and the values each may have; the first is what holds until another is set."""

MEANINGS = {
    "working-days": "a date on a weekend or holiday stays (keep), or moves to the next or previous working day",
    "bank-holidays": "whose bank holidays count",
    "year-start": "the month in which --this-year begins",
    "closure": "who closes: the lead says so, or the deciding board has to agree",
    "rating-scheme": "what red, amber and green mean: issues, progress, or months late",
}


@dataclass(frozen=True, slots=True)
class Register:
    """`settings` holds every name of SETTINGS; `closed_days` are the register's own, beside the bank holidays."""

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
        return self.settings.get(name, SETTINGS[name][0])

    @property
    def year_start(self) -> int:
        """The month in which the register's year begins, 1 or 4."""
        return 4 if self.setting("year-start") == "april" else 1
