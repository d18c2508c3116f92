"""Ratings: what red, amber and green mean in a register, and which of them an item has on a given day.

Boards mean different things by the three colours, so a register declares its scheme, and papers print its key. No
colour is ever the only sign of anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sli_cli.domain.datewords import shifted
from sli_cli.domain.story import Review
from sli_cli.domain.vocabulary import RATINGS, SCHEMES

RED, AMBER, GREEN = RATINGS
BY_ISSUES, BY_PROGRESS, BY_MONTHS_LATE = SCHEMES

MONTHS_LATE = 3
"""By months late, an item is amber for so long, and then red."""

KEYS: dict[str, dict[str, str]] = {
    BY_ISSUES: {
        RED: "off track: issues or risks with which the board's help is needed",
        AMBER: "at risk: issues or risks that the lead is dealing with",
        GREEN: "on track, or done: no issues",
    },
    BY_PROGRESS: {
        RED: "not started: never reviewed, or off track",
        AMBER: "under way: on track or at risk, and not done",
        GREEN: "done",
    },
    BY_MONTHS_LATE: {
        RED: f"overdue by more than {MONTHS_LATE} months",
        AMBER: f"overdue by up to {MONTHS_LATE} months",
        GREEN: "not overdue",
    },
}
"""What each colour means under each scheme, as it is printed."""

_OF_OUTCOMES = {
    BY_ISSUES: {"off track": RED, "at risk": AMBER, "on track": GREEN, "done": GREEN, "no longer needed": GREEN},
    BY_PROGRESS: {"off track": RED, "at risk": AMBER, "on track": AMBER, "done": GREEN, "no longer needed": GREEN},
}


def rating(scheme: str, reviews: Sequence[Review], next_review: date | None, day: date) -> str | None:
    """The colour of an item on `day` under one of SCHEMES, or None where there is nothing to go by.

    By months late it follows from the dates alone. Otherwise the newest review up to and including that day says it:
    as its reviewer rated it or, unrated, by its outcome. `reviews` come oldest first.
    """
    if scheme == BY_MONTHS_LATE:
        return _by_months_late(next_review, day)
    held = [review for review in reviews if review.on <= day]
    if not held:
        return RED if scheme == BY_PROGRESS else None
    return held[-1].rating or _OF_OUTCOMES[scheme][held[-1].outcome]


def _by_months_late(next_review: date | None, day: date) -> str:
    if next_review is None or next_review >= day:
        return GREEN
    return RED if shifted(next_review, MONTHS_LATE, "m") < day else AMBER
