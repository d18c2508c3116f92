"""All that was recorded of one recommendation, read from its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.domain.story import Closure, Decision, Extension, Note, Restriction, Review, Story
from sli_cli.store.rows import Row, day, known_day

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.store.home import Connection


def story(connection: Connection, recommendation_id: int) -> Story:
    def rows(statement: str) -> list[Row]:
        return [dict(row) for row in connection.rows(statement, recommendation_id=recommendation_id)]

    return Story(
        reviews=tuple(_review(row) for row in rows("reviews_of")),
        notes=tuple(
            Note(row["id"], known_day(row["noted_on"]), row["noted_by"], row["text"]) for row in rows("notes_of")
        ),
        extensions=tuple(_extension(row) for row in rows("extensions_of")),
        closures=tuple(_closure(row) for row in rows("closures_of")),
        decisions=tuple(_decision(row) for row in rows("decisions_of")),
        restrictions=tuple(_restriction(row) for row in rows("restrictions_of")),
        references=tuple((row["target_ref"], row["words"]) for row in rows("references_of")),
        referred_from=tuple(
            (row["source_ref"], row["words"])
            for row in connection.rows("references_to", recommendation_id=recommendation_id)
        ),
        fields=tuple((row["name"], row["value"]) for row in rows("extra_fields_of")),
        supersedes=tuple(row["ref"] for row in rows("superseded_by")),
        origins=tuple((row["file"], row["place"]) for row in rows("origins_of")),
        remind_before=next((row["days_before"] for row in rows("reminder_plan_of")), None),
    )


def told_to_forum(
    connection: Connection, forum_id: int, last: date | None
) -> dict[int, tuple[list[Review], list[Extension], list[Closure]]]:
    """What `Reader.told_to_forum` gives."""
    found: dict[int, tuple[list[Review], list[Extension], list[Closure]]] = {}

    def of(row: Row) -> tuple[list[Review], list[Extension], list[Closure]]:
        return found.setdefault(row["recommendation_id"], ([], [], []))

    for row in map(dict, connection.rows("reviews_to_forum", forum_id=forum_id, last=str(last or ""))):
        of(row)[0].append(_review({**row, "forum": None}))
    for row in map(dict, connection.rows("extensions_to_forum", forum_id=forum_id)):
        of(row)[1].append(_extension(row))
    for row in map(dict, connection.rows("closures_to_forum", forum_id=forum_id)):
        of(row)[2].append(_closure(row))
    return found


def _review(row: Row) -> Review:
    return Review(
        row["id"], known_day(row["reviewed_on"]), row["reviewed_by"], row["outcome"], row["rating"], row["note"],
        row["forum"], row["occurrence_id"] is not None, bool(row["early"]),
    )  # fmt: skip


def _extension(row: Row) -> Extension:
    return Extension(
        row["id"], known_day(row["from_date"]), known_day(row["to_date"]), row["reason"], row["asked_by"],
        known_day(row["asked_on"]), row["state"], row["forum"], row["minute_number"],
    )  # fmt: skip


def _closure(row: Row) -> Closure:
    return Closure(
        row["id"], known_day(row["closed_on"]), row["kind"], row["reason"], row["forum"], row["minute_number"],
        row["superseded_by"], day(row["reopened_on"]), row["reopened_reason"],
    )  # fmt: skip


def _decision(row: Row) -> Decision:
    return Decision(
        row["id"], known_day(row["meets_on"]), row["forum"], row["decision"], row["note"], row["minute_number"]
    )


def _restriction(row: Row) -> Restriction:
    return Restriction(
        row["id"], row["review_id"], row["progress_note_id"], row["ground"], row["reason"], row["restricted_by"],
        known_day(row["since"]), day(row["until"]), day(row["lifted_on"]),
    )  # fmt: skip
