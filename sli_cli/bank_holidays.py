"""The bank holidays of the United Kingdom's divisions, and a register's own closed days, as a question about a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from sli_cli.errors import BadValue

_SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}

DIVISIONS = tuple(_SUBDIVISIONS)


def bank_holidays(division: str, extra: Iterable[date] = ()) -> Callable[[date], bool]:
    """A predicate that is true of the bank holidays of `division` (one of DIVISIONS) and of the `extra` closed days.

    Works offline. Days beyond those that have been announced (about two years ahead) follow from the rules in force,
    so a one-off day must be given as an extra one; before 1872 and after 2100 only the extra days are closed.
    Raises BadValue for an unknown division.
    """
    if division not in _SUBDIVISIONS:
        raise BadValue(f"'{division}' has no bank holidays of its own.", f"Write one of: {', '.join(DIVISIONS)}.")
    subdivision = _SUBDIVISIONS[division]
    own_closed_days = frozenset(extra)

    def closed(day: date) -> bool:
        return day in own_closed_days or day in _holidays_of(subdivision, day.year)

    return closed


@cache
def _holidays_of(subdivision: str, year: int) -> frozenset[date]:
    # Imported here because the library takes longer to load than most commands take to run.
    from holidays.countries import UnitedKingdom

    # Without a subdivision the library silently gives only the days that all of the Kingdom shares; and with
    # `expand` on, asking about a neighbouring year would add its days to this set.
    return frozenset(UnitedKingdom(subdiv=subdivision, years=year, expand=False))
