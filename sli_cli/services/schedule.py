"""What the clock says, written down: the one pending occurrence of a recommendation and its next review.

The first promise of an occurrence is kept for ever; whatever gives it a later date counts as an extension.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.workdays import WorkingDays

if TYPE_CHECKING:
    from sli_cli.domain.clock import Due
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.store.change import Change


def working_days(register: Register) -> WorkingDays:
    """The working days that a register has chosen: its policy, its bank holidays, its own closed days."""
    policy = register.setting("working-days")

    def closed(day: date) -> bool:
        from sli_cli.bank_holidays import bank_holidays

        return bank_holidays(register.setting("bank-holidays"), [day for day, _ in register.closed_days])(day)

    return WorkingDays(policy, closed)


def promise(change: Change, recommendation_id: int, due: Due | None) -> None:
    """Makes `due` the pending occurrence of a recommendation that has none; with None it has no next review."""
    if due is not None:
        change.insert(
            "occurrence",
            recommendation_id=recommendation_id,
            due_on=due.occurrence,
            first_due=due.next_review,
            next_review=due.next_review,
            extensions=0,
            state="pending",
        )
    change.update("recommendation", recommendation_id, next_review=due.next_review if due else None)


def settle(change: Change, one: Recommendation, state: str) -> None:
    """Ends the pending occurrence, where there is one, as `reviewed` or `dropped`; there is then no next review."""
    if one.occurrence:
        change.update("occurrence", one.occurrence.id, state=state)
    change.update("recommendation", one.id, next_review=None)
