"""What is still owed of a stage, in the light of what was told: once, and never the older of two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sli_cli.domain.stages import ESCALATION, NEWLY_THEIRS, ON_THE_DAY, Stage

Told = Mapping[str, date]
"""What one recipient was told of one date of one thing: the stages by name, each with the day on which it went out."""

_BESIDE = (ESCALATION, NEWLY_THEIRS)
"""Stages of their own kind: having been told of one says nothing of the others."""

NOTHING: Told = {}

CLOSE = 3
"""What is told this many days late, or later, stands also for a stage that opens within as many days."""


def is_owed(stage: Stage, told: Told, today: date) -> bool:
    """Whether a stage that has opened is still to be told: it was not, and nor was any other since it opened.

    What the ledger dates after today (a clock that went astray and came back) counts only as the stage that it was.
    """
    if stage.name in told:
        return False
    if stage.name in _BESIDE:
        return True
    return not any(stage.opens <= day <= today for name, day in told.items() if name not in _BESIDE)


def owed_stages(now: Stage | None, after: Stage | None, told: Told, today: date) -> tuple[Stage, ...]:
    """The stages that one message tells of: the one that is reached, `now`, where it is owed; and with one that is
    caught up late, `after` too, where it opens so soon that the two would be one upon the other. The day itself is
    always told on its own."""
    if now is None or not is_owed(now, told, today):
        return ()
    late = (today - now.opens).days >= CLOSE
    if late and after is not None and after.name != ON_THE_DAY and (after.opens - today).days <= CLOSE:
        return now, after
    return (now,)
