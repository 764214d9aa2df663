"""required items, appointed assessors, and why an assessor is qualified

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _qualification(name: str) -> sa.Enum:
    return sa.Enum(
        "credential", "experience", "training", name=name, native_enum=False, create_constraint=True, length=40
    )


def upgrade() -> None:
    op.create_table(
        "requirement",
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("competency_code", sa.String(length=20), nullable=False),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("within_days", sa.Integer(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 9", name=op.f("ck_requirement_level_range")),
        sa.CheckConstraint("within_days BETWEEN 1 AND 1095", name=op.f("ck_requirement_days_possible")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_requirement_ended_paired")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_requirement_set_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_requirement_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
    )
    op.create_index(
        "uq_requirement_open",
        "requirement",
        ["framework", "competency_code", "job_title"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "appointment",
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("appointed_by_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("qualification", _qualification("qualification"), nullable=False),
        sa.Column("qualified_by", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("assessor_id <> appointed_by_id", name=op.f("ck_appointment_not_by_oneself")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_appointment_dates_forward")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_appointment_ended_paired")),
        sa.ForeignKeyConstraint(["assessor_id"], ["person.id"], name=op.f("fk_appointment_assessor_id")),
        sa.ForeignKeyConstraint(["appointed_by_id"], ["person.id"], name=op.f("fk_appointment_appointed_by_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_appointment_program_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_appointment_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_assessor_id"), "appointment", ["assessor_id"], unique=False)
    op.create_table(
        "appointed_person",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointed_person_appointment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointed_person_person_id")),
        sa.PrimaryKeyConstraint("appointment_id", "person_id", name=op.f("pk_appointed_person")),
    )
    op.create_index(op.f("ix_appointed_person_person_id"), "appointed_person", ["person_id"], unique=False)
    op.create_table(
        "assessor_qualification",
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _qualification("kind"), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verification.id"], name=op.f("fk_assessor_qualification_verification_id")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_assessor_qualification_appointment_id")
        ),
        sa.PrimaryKeyConstraint("verification_id", name=op.f("pk_assessor_qualification")),
    )
    op.create_index(
        op.f("ix_assessor_qualification_appointment_id"), "assessor_qualification", ["appointment_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_assessor_qualification_appointment_id"), table_name="assessor_qualification")
    op.drop_table("assessor_qualification")
    op.drop_index(op.f("ix_appointed_person_person_id"), table_name="appointed_person")
    op.drop_table("appointed_person")
    op.drop_index(op.f("ix_appointment_assessor_id"), table_name="appointment")
    op.drop_table("appointment")
    op.drop_index("uq_requirement_open", table_name="requirement")
    op.drop_table("requirement")
