"""A board's meetings, how it arranges them, and the three deadlines before each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sli_cli.domain.notice import parse_notice
from sli_cli.domain.workdays import WorkingDays

PLANNED, HELD, CANCELLED = ("planned", "held", "cancelled")
SCHEDULE, HAND = ("schedule", "hand")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a board meets; a text is "" where nothing was settled. The last three are notices before a meeting."""

    schedule: str = ""
    venue: str = ""
    secretary: str = ""
    secretary_email: str = ""
    updates_due: str = ""
    papers_close: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One dated sitting of a board. `source` is SCHEDULE or HAND; `moved_from` the date that was first planned."""

    id: int
    on: date
    state: str
    title: str = ""
    source: str = HAND
    moved_from: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days on which updates are taken, papers are taken, and the agenda is published; None where unsettled."""

    updates_due: date | None
    papers_close: date | None
    published: date | None


def deadlines(arrangement: Arrangement, meeting: date, workdays: WorkingDays) -> Deadlines:
    """The deadlines of a meeting, in the working days of `workdays`."""

    def day(notice: str) -> date | None:
        return parse_notice(notice, "The notice").before(meeting, workdays) if notice else None

    return Deadlines(day(arrangement.updates_due), day(arrangement.papers_close), day(arrangement.published))
