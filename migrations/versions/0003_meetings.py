"""How boards meet, and what else is known of their meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("secretary_email", sa.Text(), nullable=False),
        sa.Column("updates_due", sa.Text(), nullable=False),
        sa.Column("papers_close", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_arrangement_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_arrangement_forum", "arrangement", ["forum_id"], unique=True)
    op.create_table(
        "meeting_detail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("moved_from", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("source IN ('schedule', 'hand')", name=op.f("ck_meeting_detail_source")),
        sa.CheckConstraint("moved_from LIKE '____-__-__'", name=op.f("ck_meeting_detail_moved_from")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_detail_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_detail")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_meeting_detail_meeting", "meeting_detail", ["meeting_id"], unique=True)
    planned = sa.text("state = 'planned'")
    op.create_index(
        "ix_meeting_planned", "meeting", ["meets_on", "forum_id"], sqlite_where=planned, postgresql_where=planned
    )
    follows = sa.text("rule LIKE '%meeting%'")
    op.create_index(
        "ix_cadence_meeting", "cadence", ["recommendation_id"], sqlite_where=follows, postgresql_where=follows
    )
