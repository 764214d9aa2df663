"""the outbox of mail, and which reminders somebody does not want

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("waiting", "sending", "sent", "kept", "dropped", "failed", "unsure")
KINDS = ("review", "log", "between_reviews", "credential", "desk", "other")


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("once", sa.String(120), nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", _choice("state", *STATES), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("due_at"),
        _moment("expires_at", nullable=True),
        sa.Column("address", sa.String(254), nullable=True),
        _moment("claimed_at", nullable=True),
        _moment("sent_at", nullable=True),
        sa.Column("fault", sa.String(300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _moment("created_at"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mail_sent_paired")),
        sa.CheckConstraint("state <> 'sending' OR claimed_at IS NOT NULL", name=op.f("ck_mail_claimed_when_sending")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("once", name=op.f("uq_mail_once")),
    )
    op.create_index("ix_mail_state", "mail", ["state", "due_at"])
    op.create_index(op.f("ix_mail_person_id"), "mail", ["person_id"])
    op.create_table(
        "reminder_off",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", *KINDS), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_off_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_reminder_off")),
    )


def downgrade() -> None:
    op.drop_table("reminder_off")
    op.drop_table("mail")
