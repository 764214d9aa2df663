"""which levels were agreed with others at once

Revision ID: 0033
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of levels agreed until now nobody kept it; the trail names each item, at one moment.
    op.add_column("conversation_item", sa.Column("in_bulk", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("conversation_item", "in_bulk")
