"""The statements of history: appended to, walked, replayed against the live tables, redacted."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.sql.base import Executable

from sli_cli.store import schema as s

r, o = s.recommendation.c, s.occurrence.c


def next_reviews_astray() -> Select:
    """The first open recommendation whose next review is not that of its pending occurrence; there should be none."""
    return (
        select(r.ref, r.next_review, o.next_review.label("promised"))
        .select_from(s.recommendation.outerjoin(s.occurrence, and_(o.recommendation_id == r.id, o.state == "pending")))
        .where(r.state == "open", r.next_review.is_distinct_from(o.next_review))
        .order_by(r.id)
        .limit(1)
    )


def of_history() -> dict[str, Executable]:
    h, head = s.history.c, s.history_head.c
    return {
        "history_head": select(s.history_head),
        # Whoever changes anything holds the head until the end, so that writers queue and the chain stays one.
        "lock_head": select(s.history_head).with_for_update(),
        "next_reviews_astray": next_reviews_astray(),
        "history_in_order": select(s.history).order_by(h.seq),
        "history_at": select(h.at).where(h.seq == bindparam("seq")),
        "history_newest": select(s.history).order_by(h.seq.desc()),
        "history_of_recommendation": select(s.history)
        .where(h.recommendation_id == bindparam("recommendation_id"))
        .order_by(h.seq.desc()),
        "history_of_change": select(s.history).where(h.change == bindparam("change")).order_by(h.seq),
        "history_of_row": select(s.history)
        .where(h.entity == bindparam("entity"), h.entity_id == bindparam("entity_id"))
        .order_by(h.seq),
        "taken_out": select(h.entity_id, h.before)
        .where(h.entity == "recommendation", h.operation == "delete")
        .order_by(h.entity_id, h.seq),
        # In the order of the live tables, so that both can be walked side by side in bounded memory.
        "history_of_entity": select(s.history).where(h.entity == bindparam("entity")).order_by(h.entity_id, h.seq),
        "append_history": insert(s.history),
        "move_head": update(s.history_head)
        .where(head.id == 1)
        .values({name: bindparam(name) for name in ("seq", "change", "hash")}),
        "redact_history": update(s.history)
        .where(h.seq == bindparam("redacted_seq"))
        .values({name: bindparam(name) for name in ("before", "after", "why", "salt", "redacted_by")}),
    }


def of_table(table: Table) -> dict[str, Executable]:
    """What every live table has: the statements through which a change is made and replayed."""
    key = table.c.id == bindparam("id")
    others: dict[str, ColumnElement] = {
        column.name: bindparam(column.name) for column in table.columns if column.name != "id"
    }
    return {
        f"get {table.name}": select(table).where(key),
        f"rows {table.name}": select(table).order_by(table.c.id),
        f"insert {table.name}": insert(table).values({"id": bindparam("id"), **others}),
        f"update {table.name}": update(table).where(key).values(others),
        f"delete {table.name}": delete(table).where(key),
    }
