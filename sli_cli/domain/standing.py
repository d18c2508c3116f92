"""Standing: what is said of a recommendation on a given day, decided here and nowhere else."""

from __future__ import annotations

from datetime import date

STANDINGS = ("closed", "parked", "unscheduled", "overdue", "due", "waiting", "upcoming")
"""In the order in which they are tried: the first that fits is the standing."""

CLOSED, PARKED, UNSCHEDULED, OVERDUE, DUE, WAITING, UPCOMING = STANDINGS


def standing(state: str, rule_is_none: bool, next_review: date | None, waiting: bool, today: date) -> str:
    """One of STANDINGS for a recommendation in `state` ("open", "parked" or "closed") on the day `today`.

    `rule_is_none` is true where it is deliberately not reviewed; `waiting` while its event has not happened.
    Due today is not overdue; and a long-stop that has come is due or overdue, though the event has not happened.
    """
    if state == CLOSED:
        return CLOSED
    if state == PARKED or rule_is_none:
        return PARKED
    if next_review is None:
        return UNSCHEDULED
    if next_review < today:
        return OVERDUE
    if next_review == today:
        return DUE
    return WAITING if waiting else UPCOMING
