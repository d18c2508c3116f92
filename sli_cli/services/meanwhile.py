"""Two people at one recommendation: the second is told what the first has changed before writing over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import count_words
from sli_cli.domain.words import typed
from sli_cli.errors import NotFound, Rejected

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change

A_DAY = timedelta(days=1)
"""For how long what somebody else wrote counts as not seen yet by whoever writes over it."""

_CALLED = {"lead_post_id": "lead", "sponsor_post_id": "sponsor"}
_BESIDE = ("ref_key", "sort_key")


def refuse_unseen(change: Change, one: Recommendation, values: Mapping[str, Any], over: int | None) -> None:
    """Raises Rejected where `values` would write over what somebody else has written within a day, NotFound for a
    change that there is not.

    Whoever names that change, or a later one, with `over` has seen it; and who wrote the field last themselves has too.
    """
    if over is not None and over >= change.number:
        raise NotFound(f"There is no change {over} yet.", "`sli history` shows those that there are.")
    there = change.rows("get recommendation", id=one.id)[0]
    fields = {name for name, value in values.items() if value != there[name] and name not in _BESIDE}
    now = datetime.fromisoformat(change.stamp.at)
    for row in reversed(change.rows("history_of_row", entity="recommendation", entity_id=one.id)):
        ago = now - datetime.fromisoformat(row["at"])
        if not fields or ago > A_DAY:
            return
        touched = fields & json.loads(row["after"]).keys() if row["operation"] == "update" else set()
        if not touched:
            continue
        if (row["account"], row["by"]) != (change.stamp.account, change.stamp.by) and row["change"] > (over or 0):
            who = f"{row['by']} ({row['account']})" if row["by"] else row["account"]
            what = " and ".join(sorted(_CALLED.get(name, name) for name in touched))
            raise Rejected(
                f"{one.name}: {who} changed its {what} {_ago(ago)}, in change {row['change']}; nothing was written.",
                f"See it with `sli history {typed(one.name)}`; to write over it, add --over {row['change']}.",
            )
        fields -= touched


def _ago(time: timedelta) -> str:
    minutes = max(0, int(time.total_seconds()) // 60)
    if minutes < 1:
        return "just now"
    return f"{count_words(minutes, 'minute') if minutes < 120 else count_words(minutes // 60, 'hour')} ago"
