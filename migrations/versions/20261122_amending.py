"""amendments, corrections, voidings, who held the conversation, and who is away

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import tracker.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What is void stays void.
SQLITE_GUARDS = (
    (
        "CREATE TRIGGER voiding_no_update BEFORE UPDATE ON voiding BEGIN SELECT RAISE(ABORT, 'what is void "
        "stays void'); END"
    ),
    (
        "CREATE TRIGGER voiding_no_delete BEFORE DELETE ON voiding BEGIN SELECT RAISE(ABORT, 'what is void "
        "stays void'); END"
    ),
)
POSTGRESQL_GUARDS = (
    (
        "CREATE FUNCTION voiding_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE "
        "EXCEPTION 'what is void stays void'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; "
        "END $$"
    ),
    ("CREATE TRIGGER voiding_guard BEFORE UPDATE OR DELETE ON voiding FOR EACH ROW EXECUTE FUNCTION voiding_refuse()"),
)
SIDES = ("employee", "supervisor")
REASONS = ("not_in_description", "not_offered", "others_do_it")
BASES = ("saw", "talked", "read", "heard")


def _list(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _foreign(table, column, target="person.id"):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade():
    moment = tracker.database.UtcDateTime(timezone=True)
    op.create_table(
        "voiding",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", _list("record_kind", "review", "observation", "attendance"), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_voiding_reason_given")),
        _foreign("voiding", "about_id"),
        _foreign("voiding", "by_id"),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_voiding")),
    )
    op.create_index(op.f("ix_voiding_about_id"), "voiding", ["about_id"])
    op.create_table(
        "review_amendment",
        sa.Column("amends_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", moment, nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_review_amendment_reason_given")),
        sa.CheckConstraint("review_id IS NULL OR review_id <> amends_id", name=op.f("ck_review_amendment_not_itself")),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (review_id IS NULL)", name=op.f("ck_review_amendment_opened_as_a_review")
        ),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (opened_by_id IS NULL)", name=op.f("ck_review_amendment_opened_paired")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_review_amendment_closed_paired")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR length(closed_reason) > 0", name=op.f("ck_review_amendment_closed_with_reason")
        ),
        _foreign("review_amendment", "amends_id", "review.id"),
        _foreign("review_amendment", "asked_by_id"),
        _foreign("review_amendment", "review_id", "review.id"),
        _foreign("review_amendment", "opened_by_id"),
        _foreign("review_amendment", "closed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_amendment")),
        sa.UniqueConstraint("review_id", name=op.f("uq_review_amendment_review_id")),
    )
    op.create_index(
        "uq_review_amendment_standing",
        "review_amendment",
        ["amends_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "rating_correction",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("side", _list("side", *SIDES), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("answer", sa.String(20), nullable=True),
        sa.Column("role_reason", _list("role_reason", *REASONS), nullable=True),
        sa.Column("basis", _list("basis", *BASES), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _foreign("rating_correction", "review_id", "review.id"),
        _foreign("rating_correction", "competency_id", "competency.id"),
        _foreign("rating_correction", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_correction")),
    )
    op.create_index("ix_rating_correction_item", "rating_correction", ["review_id", "competency_id"])
    op.create_table(
        "conversation_holder",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("former_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.CheckConstraint("holder_id <> former_id", name=op.f("ck_conversation_holder_somebody_else")),
        _foreign("conversation_holder", "review_id", "review.id"),
        _foreign("conversation_holder", "holder_id"),
        _foreign("conversation_holder", "former_id"),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_conversation_holder")),
    )
    op.create_table(
        "absence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_absence_dates_forward")),
        _foreign("absence", "person_id"),
        _foreign("absence", "noted_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"])
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        op.execute(statement)


def downgrade():
    for table in ("absence", "conversation_holder", "rating_correction", "review_amendment", "voiding"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION voiding_refuse()")
