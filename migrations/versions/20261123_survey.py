"""what people brought and were given to do, earlier names and stays, sites, requests for a record

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

FILES = ("paper_ratings", "paper_signature", "training_certificate")


def _hold_files_to(*kinds: str) -> None:
    with op.batch_alter_table("kept_file") as batch:
        batch.drop_constraint(op.f("ck_kept_file_kind"), type_="check")
        among = ", ".join(repr(kind) for kind in kinds)
        batch.create_check_constraint(op.f("ck_kept_file_kind"), sa.text(f"kind IN ({among})"))


def upgrade() -> None:
    _hold_files_to(*FILES, "job_description")
    op.create_index("ix_person_job_title", "person", ["job_title"])
    _create_details()
    _create_employment()
    _create_requests()


def _create_details() -> None:
    op.create_table(
        "site",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("name", name=op.f("uq_site_name")),
    )
    op.create_table(
        "person_site",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_site_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_site_site_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_site")),
    )
    op.create_index(op.f("ix_person_site_site_id"), "person_site", ["site_id"])
    op.create_table(
        "former_detail",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "detail",
            sa.Enum(
                "name",
                "legal_name",
                "sign_in_name",
                "email",
                "job_title",
                "program",
                "site",
                "employment",
                name="detail",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(value) > 0", name=op.f("ck_former_detail_value_given")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_former_detail_changed_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_detail_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_detail")),
    )
    op.create_index("ix_former_detail_person", "former_detail", ["person_id", "created_at"])
    op.create_table(
        "former_stay",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "employment",
            sa.Enum(
                "paid", "volunteer", "intern", name="employment", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("noted_by_id <> person_id", name=op.f("ck_former_stay_not_oneself")),
        sa.CheckConstraint("starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_former_stay_dates_forward")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_former_stay_noted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_stay_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_stay")),
    )
    op.create_index(op.f("ix_former_stay_person_id"), "former_stay", ["person_id"])


def _create_employment() -> None:
    op.create_table(
        "background",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("education", "experience", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "certificate",
                "school",
                "employer",
                "reference",
                "application",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(verified_on IS NULL) = (verified_by_id IS NULL) AND (verified_on IS NULL) = (source IS NULL)",
            name=op.f("ck_background_verified_whole"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_background_withdrawn_paired")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_background_dates_forward")
        ),
        sa.CheckConstraint("length(place) > 0", name=op.f("ck_background_place_given")),
        sa.CheckConstraint("length(what) > 0", name=op.f("ck_background_what_given")),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id <> person_id", name=op.f("ck_background_not_oneself")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_background_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_background_recorded_by_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["person.id"], name=op.f("fk_background_verified_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_background_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background")),
    )
    op.create_index("ix_background_person", "background", ["person_id", "kind"])
    op.create_table(
        "job_description",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_job_description_withdrawn_paired")
        ),
        sa.CheckConstraint("given_by_id <> person_id", name=op.f("ck_job_description_not_oneself")),
        sa.CheckConstraint("length(job_title) > 0", name=op.f("ck_job_description_job_title_given")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_job_description_given_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_job_description_person_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_job_description_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_description")),
    )
    op.create_index("ix_job_description_person", "job_description", ["person_id", "given_on"])


def _create_requests() -> None:
    op.create_table(
        "record_request",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "here",
                "in_person",
                "phone",
                "email",
                "letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "wish",
            sa.Enum("look", "paper", "pdf", "data", name="wish", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "ending",
            sa.Enum("fulfilled", "taken_back", name="ending", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_record_request_ended_paired")),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_record_request_ending_paired")),
        sa.CheckConstraint("due_on > asked_on", name=op.f("ck_record_request_due_later")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_record_request_ended_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_request_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_record_request_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_request")),
    )
    op.create_index("ix_record_request_open", "record_request", ["ended_at", "due_on"])
    op.create_index("ix_record_request_person", "record_request", ["person_id", "asked_on"])
    op.create_table(
        "hand_over",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "here",
                "in_person",
                "phone",
                "email",
                "letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(what) > 0", name=op.f("ck_hand_over_what_given")),
        sa.CheckConstraint("person_id <> by_id", name=op.f("ck_hand_over_not_oneself")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hand_over_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hand_over_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["record_request.id"], name=op.f("fk_hand_over_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_index(op.f("ix_hand_over_person_id"), "hand_over", ["person_id"])
    op.create_index(op.f("ix_hand_over_request_id"), "hand_over", ["request_id"])


def downgrade() -> None:
    op.execute("DELETE FROM kept_file WHERE kind = 'job_description'")
    for table in (
        *("hand_over", "record_request", "job_description", "background"),
        *("former_stay", "former_detail", "person_site", "site"),
    ):
        op.drop_table(table)
    op.drop_index("ix_person_job_title", "person")
    _hold_files_to(*FILES)
