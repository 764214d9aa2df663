"""files of many reports, kept for a while for whoever asked

Revision ID: 0022
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch_file",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("zip", "pdf", name="form", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reports >= 1", name=op.f("ck_batch_file_reports_counted")),
        sa.CheckConstraint("size >= 1", name=op.f("ck_batch_file_size_possible")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_batch_file_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_batch_file")),
    )
    op.create_index(op.f("ix_batch_file_ends_at"), "batch_file", ["ends_at"])


def downgrade() -> None:
    op.drop_table("batch_file")
