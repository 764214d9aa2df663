"""large sheets are checked in the background; refused rows can be taken and mended

Revision ID: 0030
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_check",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_sheet_check_job_id")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["imported_sheet.id"], name=op.f("fk_sheet_check_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_sheet_check")),
    )
    op.create_index(op.f("ix_sheet_check_job_id"), "sheet_check", ["job_id"])
    op.create_table(
        "refused_rows",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["imported_sheet.id"], name=op.f("fk_refused_rows_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_refused_rows")),
    )


def downgrade() -> None:
    op.drop_table("refused_rows")
    op.drop_table("sheet_check")
