"""work in the background: jobs and their steps, workers, and what one worker does at a time

Revision ID: 0014
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0016"
branch_labels = None
depends_on = None

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
STEP_STATES = ("waiting", "done", "left_out", "failed")


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "worker",
        sa.Column("id", sa.Uuid(), nullable=False),
        _moment("started_at"),
        _moment("seen_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        _moment("ends_at"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    _create_job()
    op.create_table(
        "job_step",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("state", _choice("state", *STEP_STATES), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("made_id", sa.Uuid(), nullable=True),
        _moment("ended_at", nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_job_step_number_positive")),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_job_step_ended_paired")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_step_job_id")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_step")),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("once", sa.String(120), nullable=True),
        sa.Column("state", _choice("state", *JOB_STATES), nullable=False),
        _moment("state_at"),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("ended_steps", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        _moment("rung_at"),
        _moment("started_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("fault", sa.String(300), nullable=False),
        sa.Column("made_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _moment("created_at"),
        sa.CheckConstraint("(state = 'running') = (worker_id IS NOT NULL)", name=op.f("ck_job_worker_paired")),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_job_ended_paired")
        ),
        sa.CheckConstraint("total IS NULL OR ended_steps BETWEEN 0 AND total", name=op.f("ck_job_steps_within_total")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_job_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("once", name=op.f("uq_job_once")),
    )
    op.create_index("ix_job_state", "job", ["state"])
    for column in ("asked_by_id", "worker_id"):
        op.create_index(op.f(f"ix_job_{column}"), "job", [column])


def downgrade() -> None:
    for table in ("job_step", "job", "lease", "worker"):
        op.drop_table(table)
