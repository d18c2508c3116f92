"""The tables, as SQLAlchemy Core. Stored types are TEXT and INTEGER; dates are ISO text.

The words are those of the field: a register holds recommendations, a post outlives its holders, a forum decides. What
is true now is in the live tables; how it came to be is in `history`, from which every live row can be replayed.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

from sli_cli.domain import vocabulary

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *items: Column | CheckConstraint | Index) -> Table:
    """A table with its own whole-number key `id`, never used twice (so that history can name a row for ever)."""
    return Table(name, metadata, Column("id", Integer, primary_key=True), *items, sqlite_autoincrement=True)


def words(name: str, *, optional: bool = False) -> Column:
    return Column(name, Text, nullable=optional)


def of(target: str, *, name: str = "", optional: bool = False) -> Column:
    """A reference to a row of `target`, in a column named after it unless another name is given."""
    return Column(name or f"{target}_id", Integer, ForeignKey(f"{target}.id"), nullable=optional)


def one_of(name: str, choices: tuple[str, ...], *, optional: bool = False) -> tuple[Column, CheckConstraint]:
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return words(name, optional=optional), CheckConstraint(f"{name} IN ({listed})", name=name)


def day(name: str, *, optional: bool = False) -> tuple[Column, CheckConstraint]:
    return words(name, optional=optional), CheckConstraint(f"{name} LIKE '____-__-__'", name=name)


def flag(name: str) -> tuple[Column, CheckConstraint]:
    return Column(name, Integer, nullable=False), CheckConstraint(f"{name} IN (0, 1)", name=name)


# -- registers ---------------------------------------------------------------------------------------------------------

register = table(
    "register",
    words("name"),
    words("title"),
    words("locality"),
    words("report_title"),
    *day("report_date", optional=True),
    *day("adopted_on"),
    *one_of("adopted_basis", vocabulary.BASES),
    Index("uq_register_name", "name", unique=True),
)

register_setting = table(
    "register_setting",
    of("register"),
    words("name"),
    words("value"),
    Index("uq_register_setting_name", "register_id", "name", unique=True),
)

closed_day = table(
    "closed_day",
    of("register"),
    *day("closed_on"),
    words("reason"),
    Index("uq_closed_day_closed_on", "register_id", "closed_on", unique=True),
)

# -- people ------------------------------------------------------------------------------------------------------------

post = table(
    "post",
    words("name"),
    words("organisation"),
    Index("uq_post_name", "name", "organisation", unique=True),
)

post_succession = table(
    "post_succession",
    of("post", name="old_post_id"),
    of("post", name="new_post_id"),
    *day("succeeded_on"),
    words("reason"),
    CheckConstraint("old_post_id <> new_post_id", name="two_posts"),
    Index("uq_post_succession_old", "old_post_id", unique=True),
    Index("ix_post_succession_new", "new_post_id"),
)

holder = table(
    "holder",
    of("post"),
    words("name"),
    words("email"),
    *day("since"),
    *day("until", optional=True),
    CheckConstraint("until IS NULL OR until >= since", name="in_order"),
    Index("ix_holder_post", "post_id", "since"),
)

absence = table(
    "absence",
    of("holder"),
    *day("since"),
    *day("until", optional=True),
    words("deputy"),
    words("deputy_email"),
    CheckConstraint("until IS NULL OR until >= since", name="in_order"),
    Index("ix_absence_holder", "holder_id", "since"),
)
"""When a holder is away, both days included, and who is reminded in their place."""

# -- forums ------------------------------------------------------------------------------------------------------------

forum = table(
    "forum",
    words("name"),
    words("title"),
    Index("uq_forum_name", "name", unique=True),
)

arrangement = table(
    "arrangement",
    of("forum"),
    words("schedule"),  # when it meets, in the canonical form of `domain/board_schedule.py`
    words("venue"),
    words("secretary"),
    words("secretary_email"),
    words("updates_due"),  # how long before a meeting, in the form of `domain/notice.py`; so are the next two
    words("papers_close"),
    words("published"),
    Index("uq_arrangement_forum", "forum_id", unique=True),
)
"""How a board meets; a text is empty where nothing was settled."""

forum_succession = table(
    "forum_succession",
    of("forum", name="old_forum_id"),
    of("forum", name="new_forum_id"),
    *day("succeeded_on"),
    words("reason"),
    CheckConstraint("old_forum_id <> new_forum_id", name="two_forums"),
    Index("uq_forum_succession_old", "old_forum_id", unique=True),
    Index("ix_forum_succession_new", "new_forum_id"),
)

meeting = table(
    "meeting",
    of("forum"),
    *day("meets_on"),
    *one_of("state", vocabulary.MEETING_STATES),
    Index("uq_meeting_meets_on", "forum_id", "meets_on", unique=True),
    Index(
        "ix_meeting_planned",
        "meets_on",
        "forum_id",
        sqlite_where=text("state = 'planned'"),
        postgresql_where=text("state = 'planned'"),
    ),
)

meeting_detail = table(
    "meeting_detail",
    of("meeting"),
    words("title"),
    *one_of("source", vocabulary.MEETING_SOURCES),
    *day("moved_from", optional=True),  # the date that was first planned
    words("reason"),  # why it was moved or cancelled
    Index("uq_meeting_detail_meeting", "meeting_id", unique=True),
)
"""What else is known of a meeting."""

# -- recommendations ---------------------------------------------------------------------------------------------------

recommendation = table(
    "recommendation",
    of("register"),
    words("ref"),
    words("ref_key"),  # the ref as it is looked up: case and spaces folded
    words("sort_key"),  # the ref as it is ordered: 9 before 10, 1.9 before 1.10
    words("theme"),
    words("text"),
    words("position"),
    words("action"),
    of("post", name="lead_post_id", optional=True),
    of("post", name="sponsor_post_id", optional=True),
    *one_of("state", vocabulary.STATES),
    *day("state_on", optional=True),
    words("state_reason", optional=True),
    *day("next_review", optional=True),
    Index("uq_recommendation_ref", "register_id", "ref_key", unique=True),
    Index("ix_recommendation_ref", "ref_key"),
    Index("ix_recommendation_order", "register_id", "sort_key"),
    Index("ix_recommendation_due", "state", "next_review", "register_id", "sort_key"),
    Index("ix_recommendation_due_in", "register_id", "state", "next_review", "sort_key"),
    Index("ix_recommendation_lead", "lead_post_id", "state", "next_review"),
    Index("ix_recommendation_sponsor", "sponsor_post_id"),
)

contributor = table(
    "contributor",
    of("recommendation"),
    of("post"),
    Column("rank", Integer, nullable=False),
    Index("uq_contributor_post", "recommendation_id", "post_id", unique=True),
    Index("ix_contributor_post", "post_id"),
)

routing = table(
    "routing",
    of("recommendation"),
    of("forum"),
    *one_of("role", vocabulary.FORUM_ROLES),
    words("words"),
    Index("uq_routing_forum", "recommendation_id", "forum_id", unique=True),
    Index(
        "uq_routing_decides",
        "recommendation_id",
        unique=True,
        sqlite_where=text("role = 'decides'"),
        postgresql_where=text("role = 'decides'"),
    ),
    Index("ix_routing_forum", "forum_id"),
)

extra_field = table(
    "extra_field",
    of("recommendation"),
    Column("rank", Integer, nullable=False),
    words("name"),
    words("value"),
    Index("uq_extra_field_rank", "recommendation_id", "rank", unique=True),
)

cross_reference = table(
    "cross_reference",
    of("recommendation"),
    of("recommendation", name="target_id"),
    words("words"),
    Index("uq_cross_reference_target", "recommendation_id", "target_id", unique=True),
    Index("ix_cross_reference_target", "target_id"),
)

origin = table(
    "origin",
    of("recommendation"),
    words("file"),
    words("digest"),  # SHA-256 of the file, by which the same one is known again
    words("place"),  # the table and the row, as a person finds them
    Index("ix_origin_recommendation", "recommendation_id"),
    Index("ix_origin_digest", "digest"),
)
"""Which document a recommendation came from, and came from again."""

restriction = table(
    "restriction",
    of("recommendation"),
    of("review", optional=True),
    of("progress_note", optional=True),
    words("ground"),
    words("reason"),
    words("restricted_by"),
    *day("since"),
    *day("until", optional=True),
    *day("lifted_on", optional=True),
    CheckConstraint("review_id IS NULL OR progress_note_id IS NULL", name="one_thing"),
    Index("ix_restriction_recommendation", "recommendation_id"),
    Index("ix_restriction_review", "review_id"),
    Index("ix_restriction_progress_note", "progress_note_id"),
)

# -- the clock ---------------------------------------------------------------------------------------------------------

cadence = table(
    "cadence",
    of("recommendation"),
    words("wording", optional=True),
    words("rule"),
    *one_of("basis", vocabulary.BASES),
    words("reason"),
    *day("anchor"),  # the day from which the rule counts
    *day("happened_on", optional=True),  # when the event that it waits for happened
    Index("uq_cadence_recommendation", "recommendation_id", unique=True),
    Index(
        "ix_cadence_assumed",
        "recommendation_id",
        sqlite_where=text("basis = 'assumed'"),
        postgresql_where=text("basis = 'assumed'"),
    ),
    Index(
        "ix_cadence_meeting",  # rules that follow a board's meetings
        "recommendation_id",
        sqlite_where=text("rule LIKE '%meeting%'"),
        postgresql_where=text("rule LIKE '%meeting%'"),
    ),
)

occurrence = table(
    "occurrence",
    of("recommendation"),
    *day("due_on"),  # what the rule gave
    *day("first_due"),  # that date, rolled to a working day: the first promise, kept for ever
    *day("next_review"),  # what it is now, after extensions
    Column("extensions", Integer, nullable=False),
    *one_of("state", vocabulary.OCCURRENCE_STATES),
    CheckConstraint("extensions >= 0", name="extensions"),
    Index(
        "uq_occurrence_pending",
        "recommendation_id",
        unique=True,
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index("ix_occurrence_recommendation", "recommendation_id", "due_on"),
)

review = table(
    "review",
    of("recommendation"),
    *day("reviewed_on"),
    words("reviewed_by"),
    of("forum", optional=True),
    of("meeting", optional=True),
    *one_of("outcome", vocabulary.OUTCOMES),
    *one_of("rating", vocabulary.RATINGS, optional=True),
    words("note"),
    of("occurrence", optional=True),  # the occurrence it satisfied; none where it moved nothing
    *flag("early"),
    Index("ix_review_newest", "recommendation_id", "reviewed_on", "id"),
    Index("ix_review_forum", "forum_id"),
    Index("ix_review_meeting", "meeting_id"),
    Index("ix_review_occurrence", "occurrence_id"),
)

decision = table(
    "decision",
    of("meeting"),
    of("recommendation"),
    *one_of("decision", vocabulary.DECISIONS),
    words("note"),
    words("minute_number"),
    of("review", optional=True),
    Index("ix_decision_recommendation", "recommendation_id"),
    Index("ix_decision_meeting", "meeting_id"),
    Index("ix_decision_review", "review_id"),
)

progress_note = table(
    "progress_note",
    of("recommendation"),
    *day("noted_on"),
    words("noted_by"),
    words("text"),
    Index("ix_progress_note_newest", "recommendation_id", "noted_on", "id"),
)

extension = table(
    "extension",
    of("recommendation"),
    of("occurrence"),
    *day("from_date"),
    *day("to_date"),
    words("reason"),
    words("asked_by"),
    *day("asked_on"),
    *one_of("state", vocabulary.EXTENSION_STATES),
    of("forum", name="approved_by_forum_id", optional=True),
    of("meeting", optional=True),
    words("minute_number"),
    CheckConstraint("to_date > from_date", name="later"),
    Index("ix_extension_recommendation", "recommendation_id"),
    Index("ix_extension_occurrence", "occurrence_id"),
    Index("ix_extension_forum", "approved_by_forum_id"),
    Index("ix_extension_meeting", "meeting_id"),
)

closure = table(
    "closure",
    of("recommendation"),
    *day("closed_on"),
    *one_of("kind", vocabulary.CLOSURES),
    words("reason"),
    of("forum", name="agreed_by_forum_id", optional=True),
    of("meeting", optional=True),
    words("minute_number"),
    of("recommendation", name="superseded_by_id", optional=True),
    *day("reopened_on", optional=True),
    words("reopened_reason"),
    Index("ix_closure_recommendation", "recommendation_id"),
    Index("ix_closure_forum", "agreed_by_forum_id"),
    Index("ix_closure_meeting", "meeting_id"),
    Index("ix_closure_superseded_by", "superseded_by_id"),
)

# -- reminders ---------------------------------------------------------------------------------------------------------

reminder_plan = table(
    "reminder_plan",
    of("recommendation"),
    words("days_before"),  # in the form of `domain/stages.py`, in place of the register's
    Index("uq_reminder_plan_recommendation", "recommendation_id", unique=True),
)
"""When before its next review a recommendation's lead is told, where that is not as the register says."""

reminder_period = table(
    "reminder_period",
    *day("started_on"),
    words("started_by"),
    *day("stopped_on", optional=True),
)
"""When reminders were switched on and off: they go out while a period has not been stopped."""

# -- history -----------------------------------------------------------------------------------------------------------

LIVE_TABLES = tuple(metadata.tables)
"""Every table whose rows are written through a change and can be replayed from history."""

history = Table(
    "history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("change", Integer, nullable=False),  # one number for all rows of one transaction
    words("at"),  # UTC, to the second
    words("account"),  # the system account
    words("by"),  # who it was done by or for, in words; may be empty
    words("verb"),  # the command
    words("entity"),  # the table
    Column("entity_id", Integer, nullable=False),
    Column("recommendation_id", Integer),
    *one_of("operation", vocabulary.OPERATIONS),
    words("before"),  # JSON of what changed, as it was
    words("after"),  # JSON of what changed, as it became
    words("why"),
    words("salt"),
    words("text_hash"),  # over salt, before, after and why
    Column("redacted_by", Integer),  # the row that says who blanked a passage of this one
    words("previous_hash"),
    words("hash"),
    Index("ix_history_change", "change"),
    Index("ix_history_entity", "entity", "entity_id", "seq"),
    Index("ix_history_recommendation", "recommendation_id", "seq"),
)

history_head = Table(
    "history_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("change", Integer, nullable=False),
    words("hash"),
    CheckConstraint("id = 1", name="one_head"),
)

# -- the ledger of deliveries ------------------------------------------------------------------------------------------

# What was sent is no change of the register: it has no history, and nothing here is replayed. It says what must not be
# sent again, so it goes wherever the register goes.

delivery_run = table(
    "delivery_run",
    *day("day"),
    words("began_at"),  # UTC, to the second; so are all that end in _at
    words("ended_at", optional=True),
    *one_of("state", vocabulary.RUN_STATES),
    words("worker"),  # the machine and the process
    words("leased_until"),  # what it has claimed is its own until then
    Index("ix_delivery_run_state", "state", "day"),
)

delivery = table(
    "delivery",
    words("message_id"),
    of("delivery_run"),  # the run that claimed it last
    words("recipient"),  # the address, in the form in which recipients are compared
    *day("day"),
    *one_of("state", vocabulary.DELIVERY_STATES),
    Column("attempts", Integer, nullable=False),
    words("subject"),
    words("content"),  # the message whole, while it may have to be sent (again); then empty
    words("answer"),  # what the other side said last
    words("changed_at"),
    words("not_before"),  # when it may be tried again, while it waits; else empty
    Index("uq_delivery_message_id", "message_id", unique=True),
    Index("ix_delivery_recipient", "recipient", "day"),
    Index("ix_delivery_day", "day"),
    Index("ix_delivery_run", "delivery_run_id"),
    Index(
        "ix_delivery_unsettled",
        "state",
        "recipient",
        sqlite_where=text("state <> 'accepted'"),
        postgresql_where=text("state <> 'accepted'"),
    ),
)

delivery_item = table(
    "delivery_item",
    of("delivery"),
    words("recipient"),
    *one_of("about", vocabulary.ABOUT),
    Column("about_id", Integer, nullable=False),
    words("due_on"),  # the date it was about; empty where it was about none
    words("stage"),
    Index("uq_delivery_item_once", "about", "about_id", "due_on", "stage", "recipient", unique=True),
    Index("ix_delivery_item_delivery", "delivery_id"),
)
"""What a delivery told whom of: the same is told once."""

LEDGER_TABLES = ("delivery_run", "delivery", "delivery_item")

_KEPT = ("seq", "change", "at", "account", "by", "verb", "entity", "entity_id", "recommendation_id", "operation")
_SAME = "\n  AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*_KEPT, "text_hash", "previous_hash", "hash"))

SQLITE_TRIGGERS = {
    "history_is_never_deleted": """
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END""".strip(),
    # A REPLACE deletes without asking the trigger above; so a row may only be added at the end.
    "history_is_only_appended_to": """
CREATE TRIGGER history_is_only_appended_to BEFORE INSERT ON history
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM history)
BEGIN SELECT RAISE(ABORT, 'history is only appended to'); END""".strip(),
    # The one exception: a redaction may blank texts, and nothing else, until its transaction ends by moving the head.
    "history_is_never_updated": f"""
CREATE TRIGGER history_is_never_updated BEFORE UPDATE ON history
WHEN NOT ({_SAME}
  AND NEW.redacted_by IS (SELECT max(seq) FROM history)
  AND NEW.redacted_by > (SELECT seq FROM history_head)
  AND (SELECT operation FROM history WHERE seq = NEW.redacted_by) = 'redact')
BEGIN SELECT RAISE(ABORT, 'history is never updated'); END""".strip(),
    "history_head_is_never_deleted": """
CREATE TRIGGER history_head_is_never_deleted BEFORE DELETE ON history_head
BEGIN SELECT RAISE(ABORT, 'the head of history is never deleted'); END""".strip(),
}
"""History is append-only: the database itself refuses, whoever asks."""
