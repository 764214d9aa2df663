"""cycles of reviews, open ratings, a focus set, "same as last time", reviews closed unfinished

Revision ID: 0003
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = ("baseline", "ninety_days", "annual", "before_certification", "role_change", "ad_hoc")
REASONS = ("workload", "new_in_job", "supervisor_changed", "training", "no_date_found", "agreed_with_hr")
STATES = ("rating", "in_conversation", "awaiting_signatures", "ended")
# Rebuilding a table on SQLite loses its triggers.
SQLITE_GUARDS = (
    (
        "CREATE TRIGGER review_no_update BEFORE UPDATE ON review WHEN OLD.ending = 'signed' OR (NEW.ending = "
        "'signed' AND (SELECT count(*) FROM signature WHERE signature.snapshot_id = NEW.snapshot_id AND "
        "signature.voided_at IS NULL) < 2) BEGIN SELECT RAISE(ABORT, 'a signed review never changes'); END"
    ),
    (
        "CREATE TRIGGER review_no_delete BEFORE DELETE ON review WHEN OLD.ending = 'signed' BEGIN SELECT "
        "RAISE(ABORT, 'a signed review never changes'); END"
    ),
)
FROZEN = "(state IN ('awaiting_signatures', 'ended')) = (snapshot_id IS NOT NULL)"


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _in(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    _upgrade_review()
    # Added in place: rebuilding the table would lose the triggers that guard what was sent.
    op.add_column("rating", sa.Column("same_as_last", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "rating_terms",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("focus", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("who_reads", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name=op.f("ck_rating_terms_opened_paired")),
        sa.CheckConstraint("opened_at IS NULL OR is_open", name=op.f("ck_rating_terms_opened_where_open")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_rating_terms_assessment_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_rating_terms_opened_by_id")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_rating_terms")),
    )
    _create_cycle()
    _create_parts_of_cycle()


def _upgrade_review() -> None:
    states = (*STATES, "closed")
    with op.batch_alter_table("review") as batch:
        batch.add_column(sa.Column("closed_from", sa.String(40), nullable=True))
        for name in ("state", "frozen_when_asked_to_sign"):
            batch.drop_constraint(op.f(f"ck_review_{name}"), type_="check")
        for name, rule in (
            ("state", _in("state", states)),
            ("frozen_when_asked_to_sign", f"state = 'closed' OR {FROZEN}"),
            ("closed_from", _in("closed_from", states)),
            ("closed_paired", "(state = 'closed') = (closed_from IS NOT NULL)"),
        ):
            batch.create_check_constraint(op.f(f"ck_review_{name}"), sa.text(rule))
    _guard_again()


def _guard_again() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_GUARDS:
            op.execute(statement)


def _create_cycle() -> None:
    op.create_table(
        "review_cycle",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", _choice("kind", *KINDS), nullable=False),
        sa.Column("used_for", sa.Text(), nullable=False),
        sa.Column("not_used_for", sa.Text(), nullable=False),
        sa.Column("who_reads", sa.Text(), nullable=False),
        sa.Column("framework_version_id", sa.Uuid(), nullable=False),
        sa.Column("scale_id", sa.Uuid(), nullable=False),
        sa.Column("is_open_rating", sa.Boolean(), nullable=False),
        sa.Column("rated", _choice("rated", "all", "own", "chosen"), nullable=False),
        sa.Column("focus", sa.JSON(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("hired_within", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_review_cycle_name_given")),
        sa.CheckConstraint(
            "length(used_for) > 0 AND length(not_used_for) > 0", name=op.f("ck_review_cycle_purpose_given")
        ),
        sa.CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name=op.f("ck_review_cycle_dates_forward")),
        sa.CheckConstraint("period_from <= opens_on", name=op.f("ck_review_cycle_looks_back")),
        sa.CheckConstraint("hired_within BETWEEN 1 AND 3650", name=op.f("ck_review_cycle_hired_within_possible")),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name=op.f("ck_review_cycle_opened_paired")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_review_cycle_closed_paired")),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_review_cycle_closed_after_opened")
        ),
        sa.ForeignKeyConstraint(
            ["framework_version_id"], ["framework_version.id"], name=op.f("fk_review_cycle_framework_version_id")
        ),
        sa.ForeignKeyConstraint(["scale_id"], ["scale_version.id"], name=op.f("fk_review_cycle_scale_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_review_cycle_program_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_review_cycle_made_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_review_cycle_opened_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_review_cycle_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_cycle")),
        sa.UniqueConstraint("name", name=op.f("uq_review_cycle_name")),
    )


def _create_parts_of_cycle() -> None:
    op.create_table(
        "review_cycle_chosen",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["review_cycle.id"], name=op.f("fk_review_cycle_chosen_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_cycle_chosen_person_id")),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name=op.f("pk_review_cycle_chosen")),
    )
    op.create_table(
        "review_cycle_review",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_cycle_review_review_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["review_cycle.id"], name=op.f("fk_review_cycle_review_cycle_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_cycle_review")),
    )
    op.create_index(op.f("ix_review_cycle_review_cycle_id"), "review_cycle_review", ["cycle_id"])
    op.create_table(
        "review_cycle_away",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=False),
        sa.Column("away_until", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("away_until >= away_from", name=op.f("ck_review_cycle_away_dates_forward")),
        sa.ForeignKeyConstraint(["cycle_id"], ["review_cycle.id"], name=op.f("fk_review_cycle_away_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_cycle_away_person_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_review_cycle_away_noted_by_id")),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name=op.f("pk_review_cycle_away")),
    )
    op.create_table(
        "review_cycle_extension",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", _choice("reason", *REASONS), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("due_on > due_before", name=op.f("ck_review_cycle_extension_later")),
        sa.ForeignKeyConstraint(["cycle_id"], ["review_cycle.id"], name=op.f("fk_review_cycle_extension_cycle_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_cycle_extension_review_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_review_cycle_extension_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_cycle_extension")),
    )
    op.create_index(op.f("ix_review_cycle_extension_cycle_id"), "review_cycle_extension", ["cycle_id"])


def downgrade() -> None:
    for table in ("extension", "away", "review", "chosen"):
        op.drop_table(f"review_cycle_{table}")
    op.drop_table("review_cycle")
    op.drop_table("rating_terms")
    op.drop_column("rating", "same_as_last")
    # What was closed unfinished stands again where it stood.
    op.execute("UPDATE review SET state = closed_from, closed_from = NULL WHERE state = 'closed'")
    with op.batch_alter_table("review") as batch:
        for name in ("closed_paired", "closed_from", "frozen_when_asked_to_sign", "state"):
            batch.drop_constraint(op.f(f"ck_review_{name}"), type_="check")
        batch.drop_column("closed_from")
        batch.create_check_constraint(op.f("ck_review_state"), sa.text(_in("state", STATES)))
        batch.create_check_constraint(op.f("ck_review_frozen_when_asked_to_sign"), sa.text(FROZEN))
    _guard_again()
