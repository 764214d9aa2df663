"""answers that a page had kept and sent are received once

Revision ID: 0018
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_receipt",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_answer_receipt_revision_positive")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_receipt_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_answer_receipt")),
    )


def downgrade() -> None:
    op.drop_table("answer_receipt")
