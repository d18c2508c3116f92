"""Who is away, when each is reminded, and the ledger of what was delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is due in one register of many is found without passing those of the others.
    op.create_index("ix_recommendation_due_in", "recommendation", ["register_id", "state", "next_review", "sort_key"])
    _settled()
    _ledger()


def _settled() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("deputy", sa.Text(), nullable=False),
        sa.Column("deputy_email", sa.Text(), nullable=False),
        sa.CheckConstraint("since LIKE '____-__-__'", name=op.f("ck_absence_since")),
        sa.CheckConstraint("until LIKE '____-__-__'", name=op.f("ck_absence_until")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_absence_in_order")),
        sa.ForeignKeyConstraint(["holder_id"], ["holder.id"], name=op.f("fk_absence_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_absence_holder", "absence", ["holder_id", "since"])
    op.create_table(
        "reminder_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_reminder_plan_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_plan")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_reminder_plan_recommendation", "reminder_plan", ["recommendation_id"], unique=True)
    op.create_table(
        "reminder_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("stopped_on", sa.Text(), nullable=True),
        sa.CheckConstraint("started_on LIKE '____-__-__'", name=op.f("ck_reminder_period_started_on")),
        sa.CheckConstraint("stopped_on LIKE '____-__-__'", name=op.f("ck_reminder_period_stopped_on")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_period")),
        sqlite_autoincrement=True,
    )


def _ledger() -> None:
    op.create_table(
        "delivery_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("leased_until", sa.Text(), nullable=False),
        sa.CheckConstraint("day LIKE '____-__-__'", name=op.f("ck_delivery_run_day")),
        sa.CheckConstraint("state IN ('running', 'good', 'troubled')", name=op.f("ck_delivery_run_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_run")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_run_state", "delivery_run", ["state", "day"])
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("delivery_run_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("not_before", sa.Text(), nullable=False),
        sa.CheckConstraint("day LIKE '____-__-__'", name=op.f("ck_delivery_day")),
        sa.CheckConstraint(
            "state IN ('claimed', 'sending', 'accepted', 'refused', 'waiting', 'in doubt', 'dropped')",
            name=op.f("ck_delivery_state"),
        ),
        sa.ForeignKeyConstraint(["delivery_run_id"], ["delivery_run.id"], name=op.f("fk_delivery_delivery_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_delivery_message_id", "delivery", ["message_id"], unique=True)
    op.create_index("ix_delivery_recipient", "delivery", ["recipient", "day"])
    op.create_index("ix_delivery_day", "delivery", ["day"])
    op.create_index("ix_delivery_run", "delivery", ["delivery_run_id"])
    unsettled = sa.text("state <> 'accepted'")
    op.create_index(
        "ix_delivery_unsettled", "delivery", ["state", "recipient"], sqlite_where=unsettled, postgresql_where=unsettled
    )
    op.create_table(
        "delivery_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.CheckConstraint("about IN ('recommendation', 'meeting', 'register')", name=op.f("ck_delivery_item_about")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_item_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_item")),
        sqlite_autoincrement=True,
    )
    once = ["about", "about_id", "due_on", "stage", "recipient"]
    op.create_index("uq_delivery_item_once", "delivery_item", once, unique=True)
    op.create_index("ix_delivery_item_delivery", "delivery_item", ["delivery_id"])
