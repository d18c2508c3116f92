"""The rows of what happened in the nation since: occurrences, reviews, notes, closures, and reminders switched on."""

from __future__ import annotations

from datetime import date, timedelta

from nation_rows import Nation, Row, Rows

NOTES = (
    "The audit was presented and its actions agreed; training for the new starters follows in the spring.",
    "Numbers are small, and the trend cannot be told yet. The group asks for three years together next time.",
    "The pathway is in use in both hospitals. Two practices have not sent their figures, and were written to.",
    "Funding was confirmed to the end of the year. The board asked what follows when it ends, and who decides.",
    "Nothing has changed since the last review, because the post was vacant; an appointment has been made.",
)


def occurrence(nation: Nation, item: int, quarter: int, state: str = "pending") -> Row:
    due = nation.due(item, quarter)
    return {
        "id": quarter * nation.items + item + 1, "recommendation_id": item + 1, "due_on": due, "first_due": due,
        "next_review": due, "extensions": 0, "state": state,
    }  # fmt: skip


def first_occurrences(nation: Nation, of: int | None) -> Rows:
    for item in nation.of(of):
        yield occurrence(nation, item, 0)


def occurrences(nation: Nation, of: None = None) -> Rows:
    """As they are now."""
    for quarter in range(nation.quarters + 1):
        for item in range(nation.items):
            last = "dropped" if nation.state(item) == "closed" else "pending"
            yield occurrence(nation, item, quarter, last if quarter == nation.quarters else "reviewed")


def review(nation: Nation, item: int, quarter: int) -> Row:
    # Now and then a few days before it is due.
    on = date.fromisoformat(nation.due(item, quarter)) - timedelta((item + quarter) % 5)
    at_board = item % 4 == 0
    return {
        "id": quarter * nation.items + item + 1, "recommendation_id": item + 1, "reviewed_on": str(on),
        "reviewed_by": nation.officer(item), "forum_id": nation.board(item) if at_board else None, "meeting_id": None,
        "outcome": ("on track", "at risk", "on track", "off track")[(item + quarter) % 4],
        "rating": ("green", "amber", None, "red")[(item + quarter) % 4], "note": NOTES[(item + quarter) % len(NOTES)],
        "occurrence_id": quarter * nation.items + item + 1, "early": 0,
    }  # fmt: skip


def reviews(nation: Nation, of: None = None) -> Rows:
    for quarter in range(nation.quarters):
        for item in range(nation.items):
            yield review(nation, item, quarter)


def progress_note(nation: Nation, item: int) -> Row:
    return {
        "id": item // 4 + 1, "recommendation_id": item + 1, "noted_on": str(nation.today - timedelta(item % 60)),
        "noted_by": nation.officer(item), "text": "The draft is with the partners for comments.",
    }  # fmt: skip


def progress_notes(nation: Nation, of: None = None) -> Rows:
    for item in range(0, nation.items, 4):
        yield progress_note(nation, item)


def closure(nation: Nation, item: int) -> Row:
    return {
        "id": item // 50 + 1, "recommendation_id": item + 1, "closed_on": str(nation.today), "kind": "implemented",
        "reason": "As the board agreed.", "agreed_by_forum_id": nation.board(item), "meeting_id": None,
        "minute_number": "", "superseded_by_id": None, "reopened_on": None, "reopened_reason": "",
    }  # fmt: skip


def closures(nation: Nation, of: None = None) -> Rows:
    for item in range(7, nation.items, 50):
        yield closure(nation, item)


def periods(nation: Nation, of: None = None) -> Rows:
    yield {"id": 1, "started_on": str(nation.start), "started_by": "Owner 1", "stopped_on": None}
