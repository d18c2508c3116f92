"""The columns of the tables that `sli export` writes: those that `sli import` knows again, and extra fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sli_cli.domain import own_table
from sli_cli.domain.vocabulary import BASES, CLOSURES, RATINGS, STATES
from sli_cli.render.report import Column
from sli_cli.services.exporting import Exported

_VALUES: dict[str, Callable[[Exported], object]] = {
    "ref": lambda row: row.one.ref,
    "theme": lambda row: row.one.theme,
    "text": lambda row: row.one.text,
    "position": lambda row: row.one.position,
    "action": lambda row: row.one.action,
    "lead": lambda row: row.lead,
    "contributors": lambda row: own_table.BETWEEN.join(row.contributors),
    "sponsor": lambda row: row.sponsor,
    "forum": lambda row: row.one.decides,
    "informed": lambda row: own_table.BETWEEN.join(name for role, name in row.one.forums if role == "informed"),
    "cadence": lambda row: row.one.cadence and row.one.cadence.rule,
    "wording": lambda row: row.one.cadence and row.one.cadence.wording,
    "basis": lambda row: row.one.cadence and row.one.cadence.basis,
    "reason": lambda row: row.one.cadence and row.one.cadence.reason,
    "next_review": lambda row: row.one.next_review,
    "last_review": lambda row: row.one.review and row.one.review.on,
    "rating": lambda row: row.one.rating,
    "update": lambda row: row.one.latest_update and row.one.latest_update.text,
    "update_on": lambda row: row.one.latest_update and row.one.latest_update.on,
    "update_by": lambda row: row.one.latest_update and row.one.latest_update.by,
    "closed_on": lambda row: row.one.state_on if row.one.state == "closed" else None,
    "closure": lambda row: row.closure,
    "state_reason": lambda row: row.one.state_reason,
    "restricted": lambda row: row.one.restricted,
    "status": lambda row: row.one.state,
}
"""What stands under each meaning. Nothing that is worked out anew each day, such as how late something is."""

_LAYOUT: dict[str, dict[str, Any]] = {
    "ref": {"least": 5, "grow": 0},
    "theme": {"least": 14, "grow": 1},
    "text": {"least": 28, "grow": 5},
    "position": {"least": 28, "grow": 5},
    "action": {"least": 26, "grow": 4},
    "lead": {"least": 14},
    "contributors": {"least": 14},
    "update": {"least": 24, "grow": 3},
    "reason": {"least": 18, "grow": 2},
    "state_reason": {"least": 14},
    "wording": {"least": 14},
    "cadence": {"least": 14},
    **{key: {"least": 11, "grow": 0} for key in ("next_review", "last_review", "update_on", "closed_on")},
    "basis": {"least": 9, "grow": 0, "choices": BASES},
    "rating": {"least": 7, "grow": 0, "choices": RATINGS},
    "closure": {"least": 11, "grow": 0, "choices": CLOSURES},
    "status": {"least": 7, "grow": 0, "choices": STATES},
}


def columns(extra: Sequence[str]) -> tuple[Column, ...]:
    """All columns in their order; `extra` are the headings of those for extra fields."""
    own = [
        Column(heading, heading, _VALUES[meaning], **_LAYOUT.get(meaning, {"least": 10}))
        for heading, meaning in own_table.HEADINGS.items()
    ]
    more = [Column(name, name, _field(extra, at), least=30, grow=3) for at, name in enumerate(extra)]
    return (*own, *more)


def _field(extra: Sequence[str], at: int) -> Callable[[Exported], object]:
    return lambda row: own_table.spread(extra, row.fields)[at]


def heading(row: Exported) -> str:
    """What stands above a recommendation that has a table to itself."""
    return f"{row.one.ref}: {row.one.theme}" if row.one.theme else row.one.ref
