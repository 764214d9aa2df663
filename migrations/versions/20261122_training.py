"""training, checks of credentials, what renewals ask for; choices made about marked texts

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "identifier_choice",
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("reason", _choice("reason", "colleague", "agency", "something_else"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(place) > 0", name=op.f("ck_identifier_choice_place_given")),
        sa.CheckConstraint("length(field) > 0", name=op.f("ck_identifier_choice_field_given")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_identifier_choice_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier_choice")),
    )
    op.create_index(op.f("ix_identifier_choice_by_id"), "identifier_choice", ["by_id"])


def downgrade() -> None:
    op.drop_table("identifier_choice")
