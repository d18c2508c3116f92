"""The statements that read all that was recorded of one recommendation, and every word of it."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Table,
    bindparam,
    select,
    union_all,
)

from sli_cli.store import schema as s

r = s.recommendation.c


def part_of_story(table: Table, *order: ColumnElement, names: dict[str, FromClause] | None = None) -> Select:
    """The rows of `table` that belong to one recommendation, oldest first, with the names of what they point at."""
    query = select(table, *(other.c.name.label(label) for label, other in (names or {}).items()))
    return query.where(table.c.recommendation_id == bindparam("recommendation_id")).order_by(*order, table.c.id)


def story() -> dict[str, Select]:
    forum, post = s.forum, s.post
    target = s.recommendation.alias("target")
    reviews = part_of_story(s.review, s.review.c.reviewed_on, names={"forum": forum})
    extensions = part_of_story(s.extension, s.extension.c.asked_on, names={"forum": forum})
    closures = part_of_story(s.closure, s.closure.c.closed_on, names={"forum": forum})
    decisions = part_of_story(s.decision, names={"forum": forum}).add_columns(s.meeting.c.meets_on)
    contributors = part_of_story(s.contributor, s.contributor.c.rank, names={"post": post})
    return {
        "reviews_of": reviews.select_from(s.review.outerjoin(forum, forum.c.id == s.review.c.forum_id)),
        "notes_of": part_of_story(s.progress_note, s.progress_note.c.noted_on),
        "extensions_of": extensions.select_from(
            s.extension.outerjoin(forum, forum.c.id == s.extension.c.approved_by_forum_id)
        ),
        "closures_of": closures.add_columns(target.c.ref.label("superseded_by")).select_from(
            s.closure.outerjoin(forum, forum.c.id == s.closure.c.agreed_by_forum_id).outerjoin(
                target, target.c.id == s.closure.c.superseded_by_id
            )
        ),
        "superseded_by": select(r.ref)
        .join_from(s.closure, s.recommendation, s.closure.c.recommendation_id == r.id)
        .where(s.closure.c.superseded_by_id == bindparam("recommendation_id"), s.closure.c.reopened_on.is_(None))
        .order_by(r.sort_key),
        "decisions_of": decisions.select_from(s.decision.join(s.meeting).join(forum)),
        "origins_of": part_of_story(s.origin),
        "occurrences_of": part_of_story(s.occurrence, s.occurrence.c.due_on),
        "reminder_plan_of": part_of_story(s.reminder_plan),
        "restrictions_of": part_of_story(s.restriction, s.restriction.c.since),
        "extra_fields_of": part_of_story(s.extra_field, s.extra_field.c.rank),
        "contributors_of": contributors.select_from(s.contributor.join(post)),
        "routing_of": part_of_story(s.routing, s.routing.c.role, names={"forum": forum}).select_from(
            s.routing.join(forum)
        ),
        "references_of": select(s.cross_reference, target.c.ref.label("target_ref"))
        .join_from(s.cross_reference, target, target.c.id == s.cross_reference.c.target_id)
        .where(s.cross_reference.c.recommendation_id == bindparam("recommendation_id"))
        .order_by(target.c.sort_key, s.cross_reference.c.id),
        "references_to": select(s.cross_reference, r.ref.label("source_ref"))
        .join_from(s.cross_reference, s.recommendation, r.id == s.cross_reference.c.recommendation_id)
        .where(s.cross_reference.c.target_id == bindparam("recommendation_id"))
        .order_by(r.sort_key, s.cross_reference.c.id),
    }


WORDS = (
    (s.review, "note", "reviewed_by"),
    (s.progress_note, "text", "noted_by"),
    (s.extension, "reason", "asked_by", "minute_number"),
    (s.closure, "reason", "minute_number", "reopened_reason"),
    (s.decision, "note", "minute_number"),
    (s.restriction, "ground", "reason", "restricted_by"),
    (s.routing, "words"),
    (s.origin, "file", "place"),
    (s.cadence, "wording", "rule", "reason"),
    (s.extra_field, "name", "value"),
    (s.cross_reference, "words"),
)
"""What people wrote of a recommendation beside its own row: the columns of each table that hold it."""


def words_of() -> CompoundSelect:
    """All that was ever written of one recommendation beside its own row, in no order."""
    by_recommendation: ColumnElement = bindparam("recommendation_id")
    return union_all(
        *(
            select(table.c[column].label("words")).where(table.c.recommendation_id == by_recommendation)
            for table, *columns in WORDS
            for column in columns
        )
    )
