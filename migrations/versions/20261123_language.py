"""the language each person has chosen

Revision ID: 0027
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: the table is not built anew, so its triggers and its rows stay as they are.
    op.add_column("person", sa.Column("language", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "language")
