"""The statements of reminders: what may have to be told, what was told, and the ledger of its deliveries."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import Executable

from sli_cli.domain.vocabulary import STATES
from sli_cli.store import schema as s

LINE = 400
"""How much of a local action is read, in characters: more than a line of a letter holds."""

MANY = 1000
"""Of how many rows of history a run is told at a time what they concern."""

r, c = s.recommendation.c, s.cadence.c
d, i, run = s.delivery.c, s.delivery_item.c, s.delivery_run.c
today = bindparam("today", type_=Text)
is_open = r.state.not_in([state for state in STATES if state != "open"])
"""Said so, it is no reason to begin with the index of dates."""


def remindable() -> Select:
    """What a letter has to know of each open recommendation, one narrow row each, by register and ref.

    They are read in that order, past those that are not open: most are, and rows that lie together are read at once.
    """
    other = s.recommendation.alias("other")
    ground = (
        select(s.restriction.c.ground)
        .where(s.restriction.c.recommendation_id == r.id, s.restriction.c.lifted_on.is_(None))
        .where(or_(s.restriction.c.until.is_(None), s.restriction.c.until >= today))
        .where(s.restriction.c.review_id.is_(None), s.restriction.c.progress_note_id.is_(None))
        .limit(1)
    )
    decides = (
        select(s.forum.c.name)
        .join_from(s.routing, s.forum)
        .where(s.routing.c.recommendation_id == r.id, s.routing.c.role == "decides")
    )
    plan = select(s.reminder_plan.c.days_before).where(s.reminder_plan.c.recommendation_id == r.id)

    def one(query: Select) -> ColumnElement:
        return query.correlate(s.recommendation).scalar_subquery()

    columns = [
        r.id, r.register_id, r.ref, r.next_review, func.substr(r.action, 1, LINE).label("action"),
        func.substr(r.text, 1, LINE).label("text"), c.basis, r.lead_post_id, s.post.c.name.label("post"),
        s.holder.c.id.label("holder_id"), s.holder.c.name.label("holder"), s.holder.c.email,
        one(ground).label("restricted"), one(decides).label("decides"), one(plan).label("days_before"),
        exists().where(other.c.ref_key == r.ref_key, other.c.id != r.id).correlate(s.recommendation).label("shared"),
    ]  # fmt: skip
    return (
        select(*columns)
        .select_from(
            s.recommendation.outerjoin(s.cadence, c.recommendation_id == r.id)
            .outerjoin(s.post, s.post.c.id == r.lead_post_id)
            .outerjoin(s.holder, in_post())
        )
        .where(is_open)
        .order_by(r.register_id, r.sort_key)
    )


def leads_in() -> Select:
    """Who leads each open recommendation of one register: the post, and its holder where there is one."""
    return (
        select(s.post.c.name.label("post"), s.holder.c.id.label("holder_id"), s.holder.c.name.label("holder"))
        .add_columns(s.holder.c.email)
        .select_from(s.recommendation.outerjoin(s.post, s.post.c.id == r.lead_post_id).outerjoin(s.holder, in_post()))
        .where(r.state == "open", r.register_id == bindparam("register", type_=Integer))
    )


def in_post() -> ColumnElement[bool]:
    """The holder of the lead's post today."""
    holder = s.holder.c
    still = or_(holder.until.is_(None), holder.until >= today)
    return and_(holder.post_id == r.lead_post_id, holder.since <= today, still)


def told() -> dict[str, Executable]:
    """What was told of the dates that hold now, and of what has no date of its own.

    Of open recommendations it is looked up one by one, so that it takes no longer with the years: an outer join, and so
    a row without a stage where nothing was told, because no database then begins at the other end.
    """
    columns = (i.about, i.about_id, i.due_on, i.stage, i.recipient, d.day)
    of_recommendation = and_(i.about == "recommendation", i.about_id == r.id, i.due_on.in_([r.next_review, ""]))
    return {
        "told": select(*columns)
        .select_from(
            s.recommendation.outerjoin(s.delivery_item, of_recommendation).outerjoin(s.delivery, d.id == i.delivery_id)
        )
        .where(is_open),
        "told_else": select(*columns)
        .join_from(s.delivery_item, s.delivery)
        .where(i.about.in_(["meeting", "register"]), i.due_on >= bindparam("since", type_=Text)),
        "told_already": select(i.id).where(
            i.about == bindparam("about", type_=Text),
            i.about_id == bindparam("about_id"),
            i.due_on == bindparam("due_on", type_=Text),
            i.stage == bindparam("stage", type_=Text),
            i.recipient == bindparam("recipient", type_=Text),
        ),
        "told_of": select(*columns, d.state, d.id.label("delivery_id"))
        .join_from(s.delivery_item, s.delivery)
        .where(i.about == bindparam("about", type_=Text), i.about_id == bindparam("about_id"))
        .order_by(d.id.desc()),
    }


def since_then() -> dict[str, Executable]:
    """What was recorded since a letter was planned, and what was restricted since a message was frozen.

    What a message names are its items, and what is for the board of whose meeting it tells.
    """
    h, x = s.history.c, s.restriction.c
    of_message = i.delivery_id == bindparam("delivery_id")
    named = select(i.about_id).where(of_message, i.about == "recommendation")
    of_board = (
        select(s.routing.c.recommendation_id)
        .join_from(s.delivery_item, s.meeting, s.meeting.c.id == i.about_id)
        .join(s.routing, s.routing.c.forum_id == s.meeting.c.forum_id)
        .where(of_message, i.about == "meeting")
    )
    return {
        "recorded_since": select(h.seq, h.recommendation_id)
        .where(h.seq > bindparam("seq"))
        .order_by(h.seq)
        .limit(MANY),
        # Whatever became of the restriction: one that was lifted and put back has its words in what was sent between.
        "restricted_since": select(x.recommendation_id)
        .join_from(s.restriction, s.history, and_(h.entity == "restriction", h.entity_id == x.id))
        .where(x.recommendation_id.in_(named.union_all(of_board)))
        .where(x.lifted_on.is_(None), or_(x.until.is_(None), x.until >= today))
        .where(x.review_id.is_(None), x.progress_note_id.is_(None), h.at >= bindparam("since", type_=Text))
        .order_by(x.recommendation_id),
    }


def deliveries() -> dict[str, Executable]:
    """The ledger: what is under way, what became of it."""
    unsettled = d.state != "accepted"
    state = bindparam("state", type_=Text)
    return {
        "deliveries_in": select(s.delivery).where(unsettled, d.state == state).order_by(d.id),
        "deliveries_in_to": select(s.delivery)
        .where(unsettled, d.state == state, d.recipient == bindparam("recipient"))
        .order_by(d.id),
        "deliveries_to": select(s.delivery).where(d.recipient == bindparam("recipient"), d.day == today).order_by(d.id),
        "deliveries_of_day": select(d.recipient, d.state).where(d.day == today),
        "deliveries_since": select(d.state, func.count().label("count"))
        .where(d.day >= bindparam("since", type_=Text))
        .group_by(d.state),
        "deliveries_of_run": select(s.delivery).where(d.delivery_run_id == bindparam("run_id")).order_by(d.id),
        "items_of_delivery": select(s.delivery_item).where(i.delivery_id == bindparam("delivery_id")).order_by(i.id),
        "runs_at_work": select(s.delivery_run).where(run.state == "running").order_by(run.id),
        "last_run": select(s.delivery_run).order_by(run.id.desc()).limit(1),
        "good_days": select(run.day).where(run.state == "good", run.day >= bindparam("since", type_=Text)).distinct(),
        # Whoever claims letters holds this row, so that on PostgreSQL too one claims after the other.
        "lock_ledger": select(s.reminder_period).where(s.reminder_period.c.stopped_on.is_(None)).with_for_update(),
        "reminding": select(
            s.reminder_period.c.started_on,
            s.reminder_period.c.started_by,
            # A run of a day to come is one whose clock had gone astray.
            select(func.max(run.day)).where(run.state == "good", run.day <= today).scalar_subquery().label("last_good"),
        )
        .where(s.reminder_period.c.stopped_on.is_(None))
        .order_by(s.reminder_period.c.id.desc())
        .limit(1),
    }


def steps() -> dict[str, Executable]:
    """What is written of a run and its messages. Each says by the row that it gives back whether all was still so that
    it could be done: on PostgreSQL somebody else may have been quicker."""
    by_id, by_run = d.id == bindparam("delivery_id"), d.delivery_run_id == bindparam("run_id")
    at_work = and_(run.id == bindparam("run_id"), run.state == "running")
    became: dict[str, ColumnElement] = {
        name: bindparam(name) for name in ("state", "content", "answer", "changed_at", "not_before")
    }
    # Words are kept or blanked, and never written back: since they were read, a redaction may have blanked them.
    words = case((bindparam("state", type_=Text) == "in doubt", d.content), else_="")
    blank = case((bindparam("content", type_=Text) == "", ""), else_=d.content)
    naming = select(i.delivery_id).where(i.about == "recommendation", i.about_id == bindparam("about_id"))
    of_its_boards = (
        select(i.delivery_id)
        .join_from(s.delivery_item, s.meeting, s.meeting.c.id == i.about_id)
        .join(s.routing, s.routing.c.forum_id == s.meeting.c.forum_id)
        .where(i.about == "meeting", s.routing.c.recommendation_id == bindparam("about_id"))
    )
    return {
        "begin_sending": update(s.delivery)
        .where(by_id, by_run, d.state == bindparam("was", type_=Text))
        .values(state="sending", changed_at=bindparam("now"))
        .returning(d.content),
        "take_up": update(s.delivery)
        .where(by_id, d.state == "in doubt")
        .values(delivery_run_id=bindparam("run_id"))
        .returning(*s.delivery.c),
        "settle": update(s.delivery)
        .where(by_id, d.state.in_(["sending", "in doubt"]), or_(by_run, bindparam("state", type_=Text) == "accepted"))
        .values({**became, "content": words})
        .returning(d.id),
        "change_delivery": update(s.delivery)
        .where(by_id, d.state == bindparam("was", type_=Text))
        .values({**became, "content": blank})
        .returning(d.id),
        "extend_lease": update(s.delivery_run)
        .where(at_work)
        .values(leased_until=bindparam("leased_until"))
        .returning(run.id),
        "close_run": update(s.delivery_run)
        .where(at_work)
        .values(state=bindparam("state"), ended_at=bindparam("ended_at"))
        .returning(run.id),
        "release_items": delete(s.delivery_item).where(i.delivery_id == bindparam("delivery_id")),
        "forget_content": update(s.delivery).where(d.id.in_(naming.union_all(of_its_boards))).values(content=""),
    }


def of_delivery() -> dict[str, Executable]:
    return {
        "remindable": remindable(),
        "leads_in": leads_in(),
        **told(),
        **since_then(),
        **deliveries(),
        **steps(),
    }
