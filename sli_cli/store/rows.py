"""Rows of the database as values of the domain: the one place that turns text into dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.recommendation import Accountable, Cadence, Occurrence, Recommendation, Update

if TYPE_CHECKING:
    from sli_cli.domain.register import Register

Row = Mapping[str, Any]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def known_day(text: str) -> date:
    return date.fromisoformat(text)


def registers(rows: Iterable[Row], settings: Iterable[Row], closed_days: Iterable[Row]) -> list[Register]:
    """The registers of these rows, in their order, with what was settled for each and the days that it is closed."""
    from sli_cli.domain.register import Register

    settled: dict[int, dict[str, str]] = {}
    for one in settings:
        settled.setdefault(one["register_id"], {})[one["name"]] = one["value"]
    closed: dict[int, list[tuple[date, str]]] = {}
    for one in closed_days:
        closed.setdefault(one["register_id"], []).append((known_day(one["closed_on"]), one["reason"]))
    return [
        Register(
            row["id"], row["name"], row["title"], row["locality"], row["report_title"], day(row["report_date"]),
            known_day(row["adopted_on"]), row["adopted_basis"], row["recommendations"], row["open"],
            dict(sorted(settled.get(row["id"], {}).items())), tuple(sorted(closed.get(row["id"], ()))),
        )
        for row in rows
    ]  # fmt: skip


def recommendation(row: Any, today: date, planned: Mapping[str, tuple[date, ...]]) -> Recommendation:
    """A row of `statements.recommendations()`, as it stands on the day that its parameter `today` named.

    `planned` are the dates of the meetings to come of each board that has any, by the board's name.
    """
    # A row of SQLite finds each name by comparing it with one after another of all its names; a dict does not.
    row = row if type(row) is dict else dict(zip(row.keys(), row, strict=True))
    forums = _forums(row["forums"])
    return Recommendation(
        id=row["id"],
        register=row["register"],
        register_id=row["register_id"],
        adopted_on=known_day(row["adopted_on"]),
        as_of=today,
        ref=row["ref"],
        sort_key=row["sort_key"],
        theme=row["theme"],
        text=row["text"],
        position=row["position"],
        action=row["action"],
        lead=_accountable(row, "lead"),
        sponsor=_accountable(row, "sponsor"),
        contributors=_contributors(row["contributors"]),
        forums=forums,
        meetings=next((planned.get(name, ()) for role, name in forums if role == "decides"), ()),
        cadence=_cadence(row),
        occurrence=_occurrence(row),
        next_review=day(row["next_review"]),
        review=_update(row["reviewed_on"], row["reviewed_by"], row["review_note"], row["outcome"]),
        note=_update(row["noted_on"], row["noted_by"], row["note_text"], None),
        rating=row["rating"],
        state=row["state"],
        state_on=day(row["state_on"]),
        state_reason=row["state_reason"],
        restricted=row["restricted"],
        shared=bool(row["shared"]),
    )


def _accountable(row: Row, prefix: str) -> Accountable | None:
    if row[f"{prefix}_id"] is None:
        return None
    return Accountable(
        row[f"{prefix}_id"],
        row[f"{prefix}_post"],
        row[f"{prefix}_organisation"],
        row[f"{prefix}_holder"],
        row[f"{prefix}_email"] or None,
    )


def _forums(text: str | None) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition("\t") for line in text.split("\n")) if text else ()
    return tuple(sorted((role, name) for role, _, name in pairs))


def _contributors(text: str | None) -> tuple[str, ...]:
    """Their posts by rank."""
    pairs = (line.partition("\t") for line in text.split("\n")) if text else ()
    return tuple(name for _, name in sorted((int(rank), name) for rank, _, name in pairs))


def _cadence(row: Row) -> Cadence | None:
    if row["cadence_id"] is None:
        return None
    return Cadence(
        row["cadence_id"],
        row["wording"],
        row["rule"],
        row["basis"],
        row["reason"],
        known_day(row["anchor"]),
        day(row["happened_on"]),
    )


def _occurrence(row: Row) -> Occurrence | None:
    if row["occurrence_id"] is None:
        return None
    return Occurrence(
        row["occurrence_id"],
        known_day(row["due_on"]),
        known_day(row["first_due"]),
        known_day(row["promised"]),
        row["extensions"],
    )


def _update(on: str | None, by: str, text: str, outcome: str | None) -> Update | None:
    return Update(known_day(on), by, text, outcome) if on else None
