"""kept files, practice, typing in from paper, drafts of the supervision log

Revision ID: 0005
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "kept_file",
        sa.Column("kind", _choice("kind", "paper_ratings", "paper_signature"), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("kept_by_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", _choice("media_type", "application/pdf", "image/png", "image/jpeg"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 10485760", name=op.f("ck_kept_file_size_possible")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_kept_file_name_given")),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_kept_file_about_id")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["person.id"], name=op.f("fk_kept_file_kept_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
    )
    op.create_index("ix_kept_file_record", "kept_file", ["record_id", "created_at"])
    op.create_index(op.f("ix_kept_file_about_id"), "kept_file", ["about_id"])

    op.create_table(
        "practice",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_practice_assessment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_person_id")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_practice")),
        sa.UniqueConstraint("person_id", name=op.f("uq_practice_person_id")),
    )

    op.create_table(
        "paper_entry",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("typist_id", sa.Uuid(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> typist_id", name=op.f("ck_paper_entry_not_oneself")),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR typed_at IS NOT NULL", name=op.f("ck_paper_entry_confirmed_was_typed")
        ),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_paper_entry_assessment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_entry_person_id")),
        sa.ForeignKeyConstraint(["typist_id"], ["person.id"], name=op.f("fk_paper_entry_typist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
    )
    op.create_index(op.f("ix_paper_entry_assessment_id"), "paper_entry", ["assessment_id"])
    op.create_index(op.f("ix_paper_entry_typist_id"), "paper_entry", ["typist_id"])
    op.create_index(
        "uq_paper_entry_open",
        "paper_entry",
        ["assessment_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "log_draft",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _choice(
                "kind",
                "supervision",
                "consultation",
                "direct_observation",
                "orientation",
                "co_reflection",
                "training",
            ),
            nullable=False,
        ),
        sa.Column("mode", _choice("mode", "in_person", "video", "phone"), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_log_draft_minutes_possible")),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_log_draft_not_oneself")),
        sa.CheckConstraint("entry_id IS NULL OR discarded_at IS NULL", name=op.f("ck_log_draft_saved_or_discarded")),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_log_draft_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_log_draft_person_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_log_draft_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_draft")),
        sa.UniqueConstraint("source_id", name=op.f("uq_log_draft_source_id")),
    )
    op.create_index(op.f("ix_log_draft_person_id"), "log_draft", ["person_id"])
    op.create_index(op.f("ix_log_draft_supervisor_id"), "log_draft", ["supervisor_id"])


def downgrade() -> None:
    for table in ("log_draft", "paper_entry", "practice", "kept_file"):
        op.drop_table(table)
