"""who has seen the tour

Revision ID: 0028
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tour_ended",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tour_ended_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_tour_ended")),
    )


def downgrade() -> None:
    op.drop_table("tour_ended")
