"""Every statement that the house runs, by name, written once with SQLAlchemy Core.

Statements are static: what a person filters by is decided in Python (`domain/filters.py`), and each statement has the
index that serves it. Parameters are named; rows come back with named columns.
"""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.base import Executable

from sli_cli.store import COUNTED_TO
from sli_cli.store import schema as s
from sli_cli.store.statements_of_delivery import of_delivery
from sli_cli.store.statements_of_history import of_history, of_table
from sli_cli.store.statements_of_story import story, words_of

today = bindparam("today", type_=Text)
r, c, o = s.recommendation.c, s.cadence.c, s.occurrence.c


def current(holder: FromClause) -> ColumnElement[bool]:
    """The holder in post, or the absence that lasts, today: both ends are inclusive."""
    return and_(holder.c.since <= today, or_(holder.c.until.is_(None), holder.c.until >= today))


def in_force(restriction: FromClause) -> ColumnElement[bool]:
    return and_(restriction.c.lifted_on.is_(None), or_(restriction.c.until.is_(None), restriction.c.until >= today))


def person(prefix: str, post: FromClause, holder: FromClause) -> list[ColumnElement]:
    return [
        post.c.id.label(f"{prefix}_id"),
        post.c.name.label(f"{prefix}_post"),
        post.c.organisation.label(f"{prefix}_organisation"),
        holder.c.name.label(f"{prefix}_holder"),
        holder.c.email.label(f"{prefix}_email"),
    ]


def recommendations(among: FromClause = s.recommendation) -> Select:
    """All that a table, a filter or a change has to know of a recommendation, one row each.

    `among` joins the recommendations to what chooses them, each once: so that also a planner that leaves many joins as
    they are written (PostgreSQL, beyond eight) begins there.
    """
    lead, sponsor = s.post.alias("lead"), s.post.alias("sponsor")
    lead_holder, sponsor_holder = s.holder.alias("lead_holder"), s.holder.alias("sponsor_holder")
    newest_review = s.review.alias("newest_review")
    newest_note = s.progress_note.alias("newest_note")

    def one(query: Select) -> ColumnElement:
        return query.correlate(s.recommendation).scalar_subquery()

    def newest(table: Table, on: str, column: str = "id", where: ColumnElement[bool] | None = None) -> ColumnElement:
        rows = select(table.c[column]).where(table.c.recommendation_id == r.id)
        rows = rows if where is None else rows.where(where)
        return one(rows.order_by(table.c[on].desc(), table.c.id.desc()).limit(1))

    forums = (
        select(func.aggregate_strings(s.routing.c.role + literal("\t") + s.forum.c.name, "\n"))
        .join_from(s.routing, s.forum)
        .where(s.routing.c.recommendation_id == r.id)
    )
    contributors = (
        select(func.aggregate_strings(cast(s.contributor.c.rank, Text) + literal("\t") + s.post.c.name, "\n"))
        .join_from(s.contributor, s.post)
        .where(s.contributor.c.recommendation_id == r.id)
    )
    ground = (
        select(s.restriction.c.ground)
        .where(s.restriction.c.recommendation_id == r.id, in_force(s.restriction))
        .where(s.restriction.c.review_id.is_(None), s.restriction.c.progress_note_id.is_(None))
        .order_by(s.restriction.c.id)
        .limit(1)
    )
    other = s.recommendation.alias("other")
    shared = exists().where(other.c.ref_key == r.ref_key, other.c.id != r.id).correlate(s.recommendation)

    columns = [
        r.id, s.register.c.name.label("register"), r.register_id, r.ref, r.sort_key, r.theme, r.text, r.position,
        r.action, r.state, r.state_on, r.state_reason, r.next_review, s.register.c.adopted_on,
        *person("lead", lead, lead_holder), *person("sponsor", sponsor, sponsor_holder),
        c.id.label("cadence_id"), c.wording, c.rule, c.basis, c.reason, c.anchor, c.happened_on,
        o.id.label("occurrence_id"), o.due_on, o.first_due, o.next_review.label("promised"), o.extensions,
        newest_review.c.id.label("review_id"), newest_review.c.reviewed_on, newest_review.c.reviewed_by,
        newest_review.c.outcome, newest_review.c.note.label("review_note"),
        newest_note.c.id.label("note_id"), newest_note.c.noted_on, newest_note.c.noted_by,
        newest_note.c.text.label("note_text"),
        newest(s.review, "reviewed_on", "rating", s.review.c.rating.is_not(None)).label("rating"),
        one(forums).label("forums"), one(contributors).label("contributors"),
        one(ground).label("restricted"), shared.label("shared"),
    ]  # fmt: skip
    return select(*columns).select_from(
        among.join(s.register, s.register.c.id == r.register_id)
        .outerjoin(lead, lead.c.id == r.lead_post_id)
        .outerjoin(lead_holder, and_(lead_holder.c.post_id == lead.c.id, current(lead_holder)))
        .outerjoin(sponsor, sponsor.c.id == r.sponsor_post_id)
        .outerjoin(sponsor_holder, and_(sponsor_holder.c.post_id == sponsor.c.id, current(sponsor_holder)))
        .outerjoin(s.cadence, c.recommendation_id == r.id)
        .outerjoin(s.occurrence, and_(o.recommendation_id == r.id, o.state == "pending"))
        .outerjoin(newest_review, newest_review.c.id == newest(s.review, "reviewed_on"))
        .outerjoin(newest_note, newest_note.c.id == newest(s.progress_note, "noted_on"))
    )


BY_DATE = (r.next_review, r.register_id, r.sort_key)
in_register = r.register_id == bindparam("register", type_=Integer)
is_open = r.state == "open"


def counted(rows: Select | CompoundSelect) -> ColumnElement[int]:
    """How many rows there are, counted as far as COUNTED_TO."""
    return select(func.count()).select_from(rows.limit(COUNTED_TO).subquery("the_first")).scalar_subquery()


def counts() -> dict[str, Executable]:
    """The foot of a table: how many open ones have no date, an assumed cadence, nobody in the lead's post.

    Each is counted as far as COUNTED_TO, so that the foot of a short table never looks at most of a million rows.
    """
    some = select(literal(1).label("one")).select_from(s.recommendation).where(is_open)
    # Of all registers it is asked from the side of the few: of each assumed cadence whether its recommendation is open,
    # and of each vacant post what it leads. Of one register it is asked of what the register has.
    its_open_one = select(func.count()).where(r.id == c.recommendation_id, is_open).scalar_subquery()
    assumed = select(literal(1).label("one")).select_from(s.cadence).where(c.basis == "assumed", its_open_one == 1)
    somebody = exists().where(s.holder.c.post_id == s.post.c.id, current(s.holder))
    led_by_nobody = some.where(r.lead_post_id.in_(select(s.post.c.id).where(~somebody)))
    its_assumed = exists().where(c.recommendation_id == r.id, c.basis == "assumed").correlate(s.recommendation)
    its_holder = exists().where(s.holder.c.post_id == r.lead_post_id, current(s.holder)).correlate(s.recommendation)
    unscheduled, here = r.next_review.is_(None), some.where(in_register)

    def foot(first: Select, second: Select, third: Select | CompoundSelect) -> Select:
        return select(
            counted(first).label("unscheduled"), counted(second).label("assumed"), counted(third).label("no_lead")
        )

    return {
        "counts": foot(
            some.where(unscheduled), assumed, union_all(some.where(r.lead_post_id.is_(None)), led_by_nobody)
        ),
        "counts_in": foot(here.where(unscheduled), here.where(its_assumed), here.where(~its_holder)),
    }


def due_counts() -> Select:
    """How many open ones are overdue, and how many there are in all, up to and including `until`."""
    late = func.coalesce(func.sum(case((r.next_review < today, 1), else_=0)), 0)
    return select(late.label("overdue"), func.count().label("all")).where(
        is_open, r.next_review <= bindparam("until", type_=Text)
    )


def posts() -> Select:
    """Every post with who holds it today and what it leads: open, overdue, and due up to and including `until`."""
    p, h = s.post.c, s.holder.c
    led = select(func.count()).where(r.lead_post_id == p.id, is_open).correlate(s.post)
    until = bindparam("until", type_=Text)
    return (
        select(
            p.id,
            p.name,
            p.organisation,
            h.id.label("holder_id"),
            h.name.label("holder"),
            h.email,
            h.since,
            h.until,
            led.scalar_subquery().label("open"),
            led.where(r.next_review < today).scalar_subquery().label("overdue"),
            led.where(r.next_review >= today, r.next_review <= until).scalar_subquery().label("due"),
            s.post_succession.c.new_post_id,
            s.post_succession.c.succeeded_on,
        )
        .select_from(
            s.post.outerjoin(s.holder, and_(h.post_id == p.id, current(s.holder))).outerjoin(
                s.post_succession, s.post_succession.c.old_post_id == p.id
            )
        )
        .order_by(p.name, p.organisation)
    )


def forums() -> Select:
    """Every forum with how many open recommendations it decides on and is informed of."""
    f, routed = s.forum.c, s.routing.c
    on = (
        select(func.count())
        .join_from(s.routing, s.recommendation, routed.recommendation_id == r.id)
        .where(routed.forum_id == f.id, is_open)
        .correlate(s.forum)
    )
    return (
        select(
            f.id,
            f.name,
            f.title,
            on.where(routed.role == "decides").scalar_subquery().label("decides"),
            on.where(routed.role == "informed").scalar_subquery().label("informed"),
            s.forum_succession.c.new_forum_id,
            s.forum_succession.c.succeeded_on,
        )
        .select_from(s.forum.outerjoin(s.forum_succession, s.forum_succession.c.old_forum_id == f.id))
        .order_by(f.name)
    )


def people_and_forums() -> dict[str, Executable]:
    post, new, forum, new_forum = s.post, s.post.alias("new"), s.forum, s.forum.alias("new")
    by_post: ColumnElement = bindparam("post_id")
    return {
        "posts": posts(),
        "forums": forums(),
        "forum_of": forums().where(s.forum.c.id == bindparam("forum_id")),
        "forum_titles": select(s.forum).order_by(s.forum.c.name),
        "holders_of": select(s.holder).where(s.holder.c.post_id == by_post).order_by(s.holder.c.since, s.holder.c.id),
        "absences": select(s.absence).where(current(s.absence)).order_by(s.absence.c.id),
        "absences_of": select(s.absence)
        .join_from(s.absence, s.holder)
        .where(s.holder.c.post_id == by_post)
        .order_by(s.absence.c.since, s.absence.c.id),
        "contributions_of": select(s.contributor)
        .where(s.contributor.c.post_id == by_post)
        .order_by(s.contributor.c.id),
        "post_successions": select(s.post_succession, post.c.name.label("old_post"), new.c.name.label("new_post"))
        .select_from(
            s.post_succession.join(post, post.c.id == s.post_succession.c.old_post_id).join(
                new, new.c.id == s.post_succession.c.new_post_id
            )
        )
        .order_by(s.post_succession.c.id),
        "forum_successions": select(
            s.forum_succession, forum.c.name.label("old_forum"), new_forum.c.name.label("new_forum")
        )
        .select_from(
            s.forum_succession.join(forum, forum.c.id == s.forum_succession.c.old_forum_id).join(
                new_forum, new_forum.c.id == s.forum_succession.c.new_forum_id
            )
        )
        .order_by(s.forum_succession.c.id),
        "routing_to": select(s.routing).where(s.routing.c.forum_id == bindparam("forum_id")).order_by(s.routing.c.id),
        "ids_led_by": select(r.id).where(r.lead_post_id == by_post).order_by(r.id),
        "ids_sponsored_by": select(r.id).where(r.sponsor_post_id == by_post).order_by(r.id),
    }


def meetings() -> dict[str, Executable]:
    """Boards' arrangements and meetings, and what hangs on them."""
    m, detail, by_forum = s.meeting.c, s.meeting_detail.c, bindparam("forum_id", type_=Integer)
    planned = (
        select(s.forum.c.name, m.meets_on)
        .join_from(s.meeting, s.forum)
        .where(m.state == "planned", m.meets_on >= today)
        .order_by(m.meets_on, m.forum_id)
    )
    return {
        "arrangement_of": select(s.arrangement).where(s.arrangement.c.forum_id == by_forum),
        "meetings_of": select(
            s.meeting, detail.id.label("detail_id"), detail.title, detail.source, detail.moved_from, detail.reason
        )
        .select_from(s.meeting.outerjoin(s.meeting_detail, detail.meeting_id == m.id))
        .where(m.forum_id == by_forum)
        .order_by(m.meets_on),
        "details_of": select(s.meeting_detail).where(detail.meeting_id == bindparam("meeting_id")),
        "planned_meetings": planned,
        # Of each board the newest meeting before today that was not called off.
        "last_meetings": select(s.forum.c.name, func.max(m.meets_on).label("meets_on"))
        .join_from(s.meeting, s.forum)
        .where(m.state != "cancelled", m.meets_on < today)
        .group_by(s.forum.c.name),
        # Of the boards to which something of one register goes.
        "planned_meetings_in": planned.where(
            m.forum_id.in_(
                select(s.routing.c.forum_id)
                .join_from(s.routing, s.recommendation, s.routing.c.recommendation_id == r.id)
                .where(in_register)
            )
        ),
        "registers_of_forum": select(r.register_id)
        .distinct()
        .join_from(s.routing, s.recommendation, s.routing.c.recommendation_id == r.id)
        .where(s.routing.c.forum_id == by_forum)
        .order_by(r.register_id),
        "rules_of_meetings": select(c.id, c.recommendation_id, c.rule)
        .where(c.rule.like(literal("%meeting%")))
        .order_by(c.recommendation_id),
        "decisions_at": select(s.decision).where(s.decision.c.meeting_id == bindparam("meeting_id")),
        "reviews_at": select(s.review).where(s.review.c.meeting_id == bindparam("meeting_id")),
    }


def to_forum() -> dict[str, Executable]:
    """All that goes to a board, with the parts of each story that its agenda tells."""
    routed, by_forum = s.routing.c, bindparam("forum_id", type_=Integer)
    forum, restricted, successor = s.forum.c, s.restriction.c, s.recommendation.alias("successor")

    def of(table: Table, *order: ColumnElement) -> Select:
        """The rows of `table` that belong to what goes to the board, each item's together, oldest first."""
        its = table.c.recommendation_id
        return (
            select(table)
            .join_from(s.routing, table, its == routed.recommendation_id)
            .where(routed.forum_id == by_forum)
            .order_by(its, *order, table.c.id)
        )

    h, before = s.history.c, s.review.alias("before")
    newest_before = (
        select(func.max(before.c.reviewed_on))
        .where(before.c.recommendation_id == routed.recommendation_id)
        .where(before.c.reviewed_on <= bindparam("last", type_=Text))
        .correlate(s.routing)
        .scalar_subquery()
    )
    return {
        # What was changed in the recommendations themselves from the row `first` on, the newest change first.
        "changes_to_forum": select(h.entity_id, h.verb, h.before, h.after)
        .where(h.entity == "recommendation", h.operation == "update", h.seq >= bindparam("first"))
        .where(h.entity_id.in_(select(routed.recommendation_id).where(routed.forum_id == by_forum)))
        .order_by(h.seq.desc()),
        "to_forum": recommendations(s.routing.join(s.recommendation, routed.recommendation_id == r.id))
        .where(routed.forum_id == by_forum)
        .order_by(r.register_id, r.sort_key),
        # Of each the newest review up to and including the day `last`, and all that follow it.
        "reviews_to_forum": of(s.review, s.review.c.reviewed_on).where(
            s.review.c.reviewed_on >= func.coalesce(newest_before, "")
        ),
        "extensions_to_forum": of(s.extension, s.extension.c.asked_on)
        .outerjoin(s.forum, forum.id == s.extension.c.approved_by_forum_id)
        .add_columns(forum.name.label("forum")),
        "closures_to_forum": of(s.closure, s.closure.c.closed_on)
        .outerjoin(s.forum, forum.id == s.closure.c.agreed_by_forum_id)
        .outerjoin(successor, successor.c.id == s.closure.c.superseded_by_id)
        .add_columns(forum.name.label("forum"), successor.c.ref.label("superseded_by")),
        "withheld_updates_to_forum": of(s.restriction)
        .where(
            in_force(s.restriction), or_(restricted.review_id.is_not(None), restricted.progress_note_id.is_not(None))
        )
        .outerjoin(s.review, s.review.c.id == restricted.review_id)
        .outerjoin(s.progress_note, s.progress_note.c.id == restricted.progress_note_id)
        .add_columns(
            func.coalesce(s.review.c.reviewed_on, s.progress_note.c.noted_on).label("said_on"),
            func.coalesce(s.review.c.note, s.progress_note.c.text).label("said"),
        ),
    }


def registers() -> dict[str, Executable]:
    by_register: ColumnElement = bindparam("register_id")
    its = select(func.count()).where(r.register_id == s.register.c.id).correlate(s.register)
    found = select(
        s.register,
        its.scalar_subquery().label("recommendations"),
        its.where(is_open).scalar_subquery().label("open"),
    ).order_by(s.register.c.id)
    return {
        "registers": found,
        "register_of": found.where(s.register.c.id == by_register),
        "settings_of": select(s.register_setting)
        .where(s.register_setting.c.register_id == by_register)
        .order_by(s.register_setting.c.name),
        "closed_days_of": select(s.closed_day)
        .where(s.closed_day.c.register_id == by_register)
        .order_by(s.closed_day.c.closed_on),
    }


def lists() -> dict[str, Executable]:
    """The lists of recommendations: of all registers, and (`_in`) of one, which never passes those of the others."""
    due = recommendations().where(is_open, r.next_review <= bindparam("until", type_=Text))
    coming = recommendations().where(is_open, r.next_review > bindparam("after", type_=Text))
    by_ref = recommendations().where(r.ref_key == bindparam("ref_key"))
    in_one_by_date = (r.next_review, r.sort_key)
    return {
        "due": due.order_by(*BY_DATE),
        "due_in": due.where(in_register).order_by(*in_one_by_date),
        "coming": coming.order_by(*BY_DATE),
        "coming_in": coming.where(in_register).order_by(*in_one_by_date),
        "everything": recommendations().order_by(r.register_id, r.sort_key),
        "everything_in": recommendations().where(in_register).order_by(r.sort_key),
        "by_ref": by_ref.order_by(r.register_id),
        "by_ref_in": by_ref.where(in_register),
    }


def statements() -> dict[str, Executable]:
    """Every statement by its name."""
    found: dict[str, Executable] = {
        **lists(),
        "by_id": recommendations().where(r.id == bindparam("id")),
        "refs": select(r.ref, s.register.c.name.label("register"))
        .join_from(s.recommendation, s.register)
        .order_by(r.register_id, r.sort_key),
        "ref_keys": select(r.id, r.ref_key).where(r.register_id == bindparam("register_id")),
        "themes": select(r.theme).distinct().order_by(r.theme),
        **counts(),
        "due_counts": due_counts(),
        "due_counts_in": due_counts().where(in_register),
        **registers(),
        "register_names": select(s.register.c.id, s.register.c.name, s.register.c.title).order_by(s.register.c.id),
        "words_of": words_of(),
        **people_and_forums(),
        **meetings(),
        **to_forum(),
        **story(),
        **of_history(),
        **of_delivery(),
    }
    for name in (*s.LIVE_TABLES, *s.LEDGER_TABLES):
        found |= of_table(s.metadata.tables[name])
    return found
