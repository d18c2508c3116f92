"""The register and its clock: every table of the first release, and history that is only appended to."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TRIGGERS = (
    """
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END""",
    """
CREATE TRIGGER history_is_only_appended_to BEFORE INSERT ON history
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM history)
BEGIN SELECT RAISE(ABORT, 'history is only appended to'); END""",
    """
CREATE TRIGGER history_is_never_updated BEFORE UPDATE ON history
WHEN NOT (NEW.seq IS OLD.seq
  AND NEW.change IS OLD.change
  AND NEW.at IS OLD.at
  AND NEW.account IS OLD.account
  AND NEW.by IS OLD.by
  AND NEW.verb IS OLD.verb
  AND NEW.entity IS OLD.entity
  AND NEW.entity_id IS OLD.entity_id
  AND NEW.recommendation_id IS OLD.recommendation_id
  AND NEW.operation IS OLD.operation
  AND NEW.text_hash IS OLD.text_hash
  AND NEW.previous_hash IS OLD.previous_hash
  AND NEW.hash IS OLD.hash
  AND NEW.redacted_by IS (SELECT max(seq) FROM history)
  AND NEW.redacted_by > (SELECT seq FROM history_head)
  AND (SELECT operation FROM history WHERE seq = NEW.redacted_by) = 'redact')
BEGIN SELECT RAISE(ABORT, 'history is never updated'); END""",
    """
CREATE TRIGGER history_head_is_never_deleted BEFORE DELETE ON history_head
BEGIN SELECT RAISE(ABORT, 'the head of history is never deleted'); END""",
)


def upgrade() -> None:
    op.create_table(
        "forum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_forum_name", "forum", ["name"], unique=True)
    op.create_table(
        "history",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("redacted_by", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("operation IN ('insert', 'update', 'delete', 'redact')", name=op.f("ck_history_operation")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_history")),
    )
    op.create_index("ix_history_change", "history", ["change"], unique=False)
    op.create_index("ix_history_entity", "history", ["entity", "entity_id", "seq"], unique=False)
    op.create_index("ix_history_recommendation", "history", ["recommendation_id", "seq"], unique=False)
    op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_history_head_one_head")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_head")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_post_name", "post", ["name", "organisation"], unique=True)
    op.create_table(
        "register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("report_title", sa.Text(), nullable=False),
        sa.Column("report_date", sa.Text(), nullable=True),
        sa.Column("adopted_on", sa.Text(), nullable=False),
        sa.Column("adopted_basis", sa.Text(), nullable=False),
        sa.CheckConstraint("adopted_basis IN ('confirmed', 'assumed')", name=op.f("ck_register_adopted_basis")),
        sa.CheckConstraint("adopted_on LIKE '____-__-__'", name=op.f("ck_register_adopted_on")),
        sa.CheckConstraint("report_date LIKE '____-__-__'", name=op.f("ck_register_report_date")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_register_name", "register", ["name"], unique=True)
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("closed_on LIKE '____-__-__'", name=op.f("ck_closed_day_closed_on")),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_closed_day_register_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_closed_day_closed_on", "closed_day", ["register_id", "closed_on"], unique=True)
    op.create_table(
        "forum_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_forum_id", sa.Integer(), nullable=False),
        sa.Column("new_forum_id", sa.Integer(), nullable=False),
        sa.Column("succeeded_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("succeeded_on LIKE '____-__-__'", name=op.f("ck_forum_succession_succeeded_on")),
        sa.CheckConstraint("old_forum_id <> new_forum_id", name=op.f("ck_forum_succession_two_forums")),
        sa.ForeignKeyConstraint(["new_forum_id"], ["forum.id"], name=op.f("fk_forum_succession_new_forum_id")),
        sa.ForeignKeyConstraint(["old_forum_id"], ["forum.id"], name=op.f("fk_forum_succession_old_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_succession")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_forum_succession_new", "forum_succession", ["new_forum_id"], unique=False)
    op.create_index("uq_forum_succession_old", "forum_succession", ["old_forum_id"], unique=True)
    op.create_table(
        "holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.CheckConstraint("since LIKE '____-__-__'", name=op.f("ck_holder_since")),
        sa.CheckConstraint("until LIKE '____-__-__'", name=op.f("ck_holder_until")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_holder_in_order")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_holder_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_holder_post", "holder", ["post_id", "since"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("meets_on", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("meets_on LIKE '____-__-__'", name=op.f("ck_meeting_meets_on")),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_meeting_state")),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_meeting_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_meeting_meets_on", "meeting", ["forum_id", "meets_on"], unique=True)
    op.create_table(
        "post_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_post_id", sa.Integer(), nullable=False),
        sa.Column("new_post_id", sa.Integer(), nullable=False),
        sa.Column("succeeded_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("succeeded_on LIKE '____-__-__'", name=op.f("ck_post_succession_succeeded_on")),
        sa.CheckConstraint("old_post_id <> new_post_id", name=op.f("ck_post_succession_two_posts")),
        sa.ForeignKeyConstraint(["new_post_id"], ["post.id"], name=op.f("fk_post_succession_new_post_id")),
        sa.ForeignKeyConstraint(["old_post_id"], ["post.id"], name=op.f("fk_post_succession_old_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_succession")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_post_succession_new", "post_succession", ["new_post_id"], unique=False)
    op.create_index("uq_post_succession_old", "post_succession", ["old_post_id"], unique=True)
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("ref_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("lead_post_id", sa.Integer(), nullable=True),
        sa.Column("sponsor_post_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_on", sa.Text(), nullable=True),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("next_review", sa.Text(), nullable=True),
        sa.CheckConstraint("next_review LIKE '____-__-__'", name=op.f("ck_recommendation_next_review")),
        sa.CheckConstraint("state IN ('open', 'parked', 'closed')", name=op.f("ck_recommendation_state")),
        sa.CheckConstraint("state_on LIKE '____-__-__'", name=op.f("ck_recommendation_state_on")),
        sa.ForeignKeyConstraint(["lead_post_id"], ["post.id"], name=op.f("fk_recommendation_lead_post_id")),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_recommendation_register_id")),
        sa.ForeignKeyConstraint(["sponsor_post_id"], ["post.id"], name=op.f("fk_recommendation_sponsor_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_recommendation_due", "recommendation", ["state", "next_review", "register_id", "sort_key"], unique=False
    )
    op.create_index("ix_recommendation_lead", "recommendation", ["lead_post_id", "state", "next_review"], unique=False)
    op.create_index("ix_recommendation_order", "recommendation", ["register_id", "sort_key"], unique=False)
    op.create_index("ix_recommendation_ref", "recommendation", ["ref_key"], unique=False)
    op.create_index("ix_recommendation_sponsor", "recommendation", ["sponsor_post_id"], unique=False)
    op.create_index("uq_recommendation_ref", "recommendation", ["register_id", "ref_key"], unique=True)
    op.create_table(
        "register_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_register_setting_register_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_setting")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_register_setting_name", "register_setting", ["register_id", "name"], unique=True)
    op.create_table(
        "cadence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.CheckConstraint("anchor LIKE '____-__-__'", name=op.f("ck_cadence_anchor")),
        sa.CheckConstraint("basis IN ('confirmed', 'assumed')", name=op.f("ck_cadence_basis")),
        sa.CheckConstraint("happened_on LIKE '____-__-__'", name=op.f("ck_cadence_happened_on")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_cadence_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadence")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_cadence_assumed",
        "cadence",
        ["recommendation_id"],
        unique=False,
        sqlite_where=sa.text("basis = 'assumed'"),
        postgresql_where=sa.text("basis = 'assumed'"),
    )
    op.create_index("uq_cadence_recommendation", "cadence", ["recommendation_id"], unique=True)
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreed_by_forum_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("minute_number", sa.Text(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("reopened_on", sa.Text(), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("closed_on LIKE '____-__-__'", name=op.f("ck_closure_closed_on")),
        sa.CheckConstraint("kind IN ('implemented', 'not implemented', 'superseded')", name=op.f("ck_closure_kind")),
        sa.CheckConstraint("reopened_on LIKE '____-__-__'", name=op.f("ck_closure_reopened_on")),
        sa.ForeignKeyConstraint(["agreed_by_forum_id"], ["forum.id"], name=op.f("fk_closure_agreed_by_forum_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_closure_meeting_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_closure_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["recommendation.id"], name=op.f("fk_closure_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_closure_forum", "closure", ["agreed_by_forum_id"], unique=False)
    op.create_index("ix_closure_meeting", "closure", ["meeting_id"], unique=False)
    op.create_index("ix_closure_recommendation", "closure", ["recommendation_id"], unique=False)
    op.create_index("ix_closure_superseded_by", "closure", ["superseded_by_id"], unique=False)
    op.create_table(
        "contributor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_contributor_post_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_contributor_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contributor_post", "contributor", ["post_id"], unique=False)
    op.create_index("uq_contributor_post", "contributor", ["recommendation_id", "post_id"], unique=True)
    op.create_table(
        "cross_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_cross_reference_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["target_id"], ["recommendation.id"], name=op.f("fk_cross_reference_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cross_reference_target", "cross_reference", ["target_id"], unique=False)
    op.create_index("uq_cross_reference_target", "cross_reference", ["recommendation_id", "target_id"], unique=True)
    op.create_table(
        "extra_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_extra_field_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_field")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_extra_field_rank", "extra_field", ["recommendation_id", "rank"], unique=True)
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("first_due", sa.Text(), nullable=False),
        sa.Column("next_review", sa.Text(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("due_on LIKE '____-__-__'", name=op.f("ck_occurrence_due_on")),
        sa.CheckConstraint("first_due LIKE '____-__-__'", name=op.f("ck_occurrence_first_due")),
        sa.CheckConstraint("next_review LIKE '____-__-__'", name=op.f("ck_occurrence_next_review")),
        sa.CheckConstraint("state IN ('pending', 'reviewed', 'dropped')", name=op.f("ck_occurrence_state")),
        sa.CheckConstraint("extensions >= 0", name=op.f("ck_occurrence_extensions")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_occurrence_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_occurrence_recommendation", "occurrence", ["recommendation_id", "due_on"], unique=False)
    op.create_index(
        "uq_occurrence_pending",
        "occurrence",
        ["recommendation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "progress_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("noted_on LIKE '____-__-__'", name=op.f("ck_progress_note_noted_on")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_progress_note_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_note")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_progress_note_newest", "progress_note", ["recommendation_id", "noted_on", "id"], unique=False)
    op.create_table(
        "routing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('decides', 'informed')", name=op.f("ck_routing_role")),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_routing_forum_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_routing_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_routing_forum", "routing", ["forum_id"], unique=False)
    op.create_index(
        "uq_routing_decides",
        "routing",
        ["recommendation_id"],
        unique=True,
        sqlite_where=sa.text("role = 'decides'"),
        postgresql_where=sa.text("role = 'decides'"),
    )
    op.create_index("uq_routing_forum", "routing", ["recommendation_id", "forum_id"], unique=True)
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("approved_by_forum_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("minute_number", sa.Text(), nullable=False),
        sa.CheckConstraint("asked_on LIKE '____-__-__'", name=op.f("ck_extension_asked_on")),
        sa.CheckConstraint("from_date LIKE '____-__-__'", name=op.f("ck_extension_from_date")),
        sa.CheckConstraint("state IN ('asked', 'granted', 'refused')", name=op.f("ck_extension_state")),
        sa.CheckConstraint("to_date LIKE '____-__-__'", name=op.f("ck_extension_to_date")),
        sa.CheckConstraint("to_date > from_date", name=op.f("ck_extension_later")),
        sa.ForeignKeyConstraint(["approved_by_forum_id"], ["forum.id"], name=op.f("fk_extension_approved_by_forum_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_extension_meeting_id")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_extension_occurrence_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_extension_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_extension_forum", "extension", ["approved_by_forum_id"], unique=False)
    op.create_index("ix_extension_meeting", "extension", ["meeting_id"], unique=False)
    op.create_index("ix_extension_occurrence", "extension", ["occurrence_id"], unique=False)
    op.create_index("ix_extension_recommendation", "extension", ["recommendation_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("early", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('on track', 'at risk', 'off track', 'done', 'no longer needed')",
            name=op.f("ck_review_outcome"),
        ),
        sa.CheckConstraint("rating IN ('red', 'amber', 'green')", name=op.f("ck_review_rating")),
        sa.CheckConstraint("reviewed_on LIKE '____-__-__'", name=op.f("ck_review_reviewed_on")),
        sa.CheckConstraint("early IN (0, 1)", name=op.f("ck_review_early")),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_review_forum_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_review_meeting_id")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_review_occurrence_id")),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_review_recommendation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_forum", "review", ["forum_id"], unique=False)
    op.create_index("ix_review_meeting", "review", ["meeting_id"], unique=False)
    op.create_index("ix_review_newest", "review", ["recommendation_id", "reviewed_on", "id"], unique=False)
    op.create_index("ix_review_occurrence", "review", ["occurrence_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("minute_number", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('noted', 'agreed', 'referred', 'refused', 'not reached')", name=op.f("ck_decision_decision")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_decision_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_decision_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_meeting", "decision", ["meeting_id"], unique=False)
    op.create_index("ix_decision_recommendation", "decision", ["recommendation_id"], unique=False)
    op.create_index("ix_decision_review", "decision", ["review_id"], unique=False)
    op.create_table(
        "restriction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("progress_note_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("restricted_by", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("lifted_on", sa.Text(), nullable=True),
        sa.CheckConstraint("lifted_on LIKE '____-__-__'", name=op.f("ck_restriction_lifted_on")),
        sa.CheckConstraint("since LIKE '____-__-__'", name=op.f("ck_restriction_since")),
        sa.CheckConstraint("until LIKE '____-__-__'", name=op.f("ck_restriction_until")),
        sa.CheckConstraint("review_id IS NULL OR progress_note_id IS NULL", name=op.f("ck_restriction_one_thing")),
        sa.ForeignKeyConstraint(
            ["progress_note_id"], ["progress_note.id"], name=op.f("fk_restriction_progress_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_restriction_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_restriction_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_restriction_progress_note", "restriction", ["progress_note_id"], unique=False)
    op.create_index("ix_restriction_recommendation", "restriction", ["recommendation_id"], unique=False)
    op.create_index("ix_restriction_review", "restriction", ["review_id"], unique=False)
    op.execute(f"INSERT INTO history_head (id, seq, change, hash) VALUES (1, 0, 0, '{'0' * 64}')")
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger.strip())
