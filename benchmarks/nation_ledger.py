"""The ledger of the nation's reminders: half a year of runs, whom they wrote to, and what was told of new dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from nation_rows import Nation, Row, holders

from sli_cli.domain.stages import NEWLY_THEIRS, reached

RUNS, MISSED = 180, 10
"""For how many days `sli notify` has run, and for how many days now it has not: what came up meanwhile is owed now."""


def runs(nation: Nation) -> Iterator[Row]:
    for nth in range(RUNS):
        day = str(nation.today - timedelta(RUNS - nth + MISSED))
        stamp = f"{day}T06:00:00Z"
        yield {
            "id": nth + 1, "day": day, "began_at": stamp, "ended_at": stamp, "state": "good", "worker": "server:1",
            "leased_until": stamp,
        }  # fmt: skip


def deliveries(nation: Nation) -> Iterator[Row]:
    """A message to every lead on each day with a run on which something of theirs came up: in turn, one in seven."""
    for run in runs(nation):
        for holder in holders(nation, None):
            if holder["id"] % 7 == run["id"] % 7:
                key = run["id"] * 1_000_000 + holder["id"]
                yield {
                    "id": key, "message_id": f"<{key}@sli.example>", "delivery_run_id": run["id"],
                    "recipient": holder["email"].casefold(), "day": run["day"], "state": "accepted", "attempts": 1,
                    "subject": "Reviews due", "content": "", "answer": "250 OK", "changed_at": run["began_at"],
                    "not_before": "",
                }  # fmt: skip


def told(nation: Nation) -> Iterator[Row]:
    """What the leads were told of the dates that hold now, of the two before, and once of what is theirs."""
    holder_of = {row["post_id"]: row["email"].casefold() for row in holders(nation, None)}
    last = nation.today - timedelta(MISSED)
    for item in range(nation.items):
        post = nation.lead(item)
        if post not in holder_of:
            continue
        first = next(nth for nth in range(1, 8) if nth % 7 == post % 7)
        its = {"recipient": holder_of[post], "about": "recommendation", "about_id": item + 1}
        yield {"id": None, "delivery_id": first * 1_000_000 + post, **its, "due_on": "", "stage": NEWLY_THEIRS}
        for quarter in range(max(0, nation.quarters - 2), nation.quarters + 1):
            due = date.fromisoformat(nation.due(item, quarter))
            stage = reached(min(last, due), due)
            if stage is not None:
                run = first + (RUNS - first) // 7 * 7
                of = {"delivery_id": run * 1_000_000 + post, **its, "due_on": str(due), "stage": stage.name}
                yield {"id": None, **of}
