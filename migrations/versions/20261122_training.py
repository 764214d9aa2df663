"""training, checks of credentials, what renewals ask for; choices made about marked texts

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


KINDS = ("paper_ratings", "paper_signature")
CATEGORIES = ("crss_i", "crss_ii", "ethics", "core", "other")
# The day these were written here. When the pages were read is not known, so no page says it.
SET_ON = date(2026, 11, 22)
CRSS = "IDHS, CRSS and CPRS Credential Process (dhs.state.il.us, item 155901); a value to start with: look there"
TABLE = "IDHS, table of requirements (dhs.state.il.us, item 154617, page of 2023); a value to start with: look there"
# credential, purpose, name, categories, hours, in each domain, years, source. Settings to start with, not facts of ours:
# where no source was found, none stands here.
TARGETS = (
    ("CRSS", "renewal", "CRSS I", ["crss_i"], 15, False, 2, CRSS),
    ("CRSS", "renewal", "CRSS II", ["crss_ii", "core"], 25, False, 2, CRSS),
    ("CPRS", "renewal", "CPRS I", ["crss_i", "ethics"], 20, False, 2, CRSS),
    ("CPRS", "renewal", "CPRS I: ethics", ["ethics"], 6, False, 2, CRSS),
    ("CPRS", "renewal", "CPRS II", ["crss_ii", "core"], 10, False, 2, CRSS),
    ("CRSS", "first", "CRSS-specific training", ["crss_i"], 40, False, None, TABLE),
    ("CRSS", "first", "CRSS-specific training, in each domain", ["crss_i"], 10, True, None, TABLE),
    ("CRSS", "first", "Professional ethics and responsibility", ["ethics"], 6, False, None, TABLE),
    ("CRSS", "first", "Core functions", ["core"], 54, False, None, TABLE),
    ("CPRS", "first", "Professional ethics and responsibility", ["ethics"], 16, False, None, TABLE),
    ("CPRS", "first", "Core functions", ["core"], 44, False, None, TABLE),
)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("kept_file") as batch:
        batch.drop_constraint(op.f("ck_kept_file_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_kept_file_kind"), sa.text(_among("kind", (*KINDS, "training_certificate")))
        )
    _create_training()
    _create_targets()
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


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _create_training() -> None:
    op.create_table(
        "credential_check",
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", _choice("source", "register", "board", "certificate"), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> checked_by_id", name=op.f("ck_credential_check_not_oneself")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_credential_check_checked_by_id")),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], name=op.f("fk_credential_check_credential_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_check")),
    )
    op.create_index(op.f("ix_credential_check_credential_id"), "credential_check", ["credential_id"])
    op.create_table(
        "training",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("category", _choice("category", *CATEGORIES), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 15 AND 12000", name=op.f("ck_training_minutes_possible")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_dates_forward")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_training_confirmed_paired")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> person_id", name=op.f("ck_training_not_oneself")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_training_title_given")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_training_confirmed_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_training_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index("ix_training_person", "training", ["person_id", "ends_on"])
    op.create_table(
        "training_domain",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("domain_code", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_training_domain_minutes_positive")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_domain_training_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("training_id", "domain_code", name=op.f("pk_training_domain")),
    )


def _create_targets() -> None:
    table = op.create_table(
        "training_target",
        sa.Column("credential", sa.String(length=80), nullable=False),
        sa.Column("purpose", _choice("purpose", "renewal", "first"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("each_domain", sa.Boolean(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_training_target_minutes_positive")),
        sa.CheckConstraint(
            "(purpose = 'renewal') = (years IS NOT NULL)", name=op.f("ck_training_target_years_of_renewal")
        ),
        sa.CheckConstraint("years IS NULL OR years BETWEEN 1 AND 10", name=op.f("ck_training_target_years_possible")),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_training_target_source_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_target")),
    )
    made = datetime.combine(SET_ON, time.min, UTC)
    names = ("credential", "purpose", "name", "categories", "hours", "each_domain", "years", "source")
    for number, target in enumerate(TARGETS):
        values = dict(zip(names, target, strict=True))
        values["minutes"] = values.pop("hours") * 60
        # One microsecond apart: they are listed in the order of writing.
        at = made + timedelta(microseconds=number)
        op.execute(sa.insert(table).values(**values, source_on=SET_ON, id=uuid4(), created_at=at))


def downgrade() -> None:
    for table in ("identifier_choice", "training_target", "training_domain", "training", "credential_check"):
        op.drop_table(table)
    op.execute("DELETE FROM kept_file WHERE kind = 'training_certificate'")
    with op.batch_alter_table("kept_file") as batch:
        batch.drop_constraint(op.f("ck_kept_file_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_kept_file_kind"), sa.text(_among("kind", KINDS)))
