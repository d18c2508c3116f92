"""When a recommendation's lead is told of its next review, where that is not as its register says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.domain.stages import days_before_words, parse_days_before

if TYPE_CHECKING:
    from sli_cli.store.change import Change


def plan(change: Change, recommendation_id: int, days_before: str) -> bool:
    """Settles on how many days before its next review a recommendation is named; "" for as its register says.

    False where it is so already. Raises BadValue as `parse_days_before` does.
    """
    wanted = days_before_words(parse_days_before(days_before, "--remind-before")) if days_before.strip() else None
    rows = change.rows("reminder_plan_of", recommendation_id=recommendation_id)
    if not rows:
        if wanted is not None:
            change.insert("reminder_plan", recommendation_id=recommendation_id, days_before=wanted)
        return wanted is not None
    if wanted is not None:
        return change.update("reminder_plan", rows[0]["id"], days_before=wanted)
    change.delete("reminder_plan", rows[0]["id"])
    return True
