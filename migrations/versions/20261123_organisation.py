"""the tally of the organization views; dates away in a cycle become days away of the person

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from collections import defaultdict
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

AWAY = sa.table(
    "review_cycle_away",
    sa.column("person_id", sa.Uuid()),
    sa.column("away_from", sa.Date()),
    sa.column("away_until", sa.Date()),
    sa.column("noted_by_id", sa.Uuid()),
)
ABSENCE = sa.table(
    "absence",
    sa.column("id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("starts_on", sa.Date()),
    sa.column("ends_on", sa.Date()),
    sa.column("noted_by_id", sa.Uuid()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _join_days_away()
    op.drop_table("review_cycle_away")
    op.create_table(
        "organisation_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_organisation_group_people_counted")),
        sa.ForeignKeyConstraint(["cycle_id"], ["review_cycle.id"], name=op.f("fk_organisation_group_cycle_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_organisation_group_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_group")),
        sa.UniqueConstraint("cycle_id", "program_id", name=op.f("uq_organisation_group_cycle_id_program_id")),
    )
    op.create_index(op.f("ix_organisation_group_cycle_id"), "organisation_group", ["cycle_id"])
    op.create_table(
        "organisation_counted",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("counted_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_organisation_counted_review_id")),
        sa.ForeignKeyConstraint(["counted_id"], ["review.id"], name=op.f("fk_organisation_counted_counted_id")),
        sa.ForeignKeyConstraint(["group_id"], ["organisation_group.id"], name=op.f("fk_organisation_counted_group_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_organisation_counted")),
        sa.UniqueConstraint("counted_id", name=op.f("uq_organisation_counted_counted_id")),
    )
    op.create_index(op.f("ix_organisation_counted_group_id"), "organisation_counted", ["group_id"])
    op.create_table(
        "organisation_tally",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(24), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_organisation_tally_number_counted")),
        sa.ForeignKeyConstraint(["group_id"], ["organisation_group.id"], name=op.f("fk_organisation_tally_group_id")),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_organisation_tally_competency_id")),
        sa.PrimaryKeyConstraint("group_id", "what", "competency_id", name=op.f("pk_organisation_tally")),
    )


def _join_days_away() -> None:
    """What was noted in cycles becomes days away of the person; days that meet others noted already are left out."""
    bind = op.get_bind()
    taken = defaultdict(list)
    for one in bind.execute(sa.select(ABSENCE)):
        taken[one.person_id].append((one.starts_on, one.ends_on))
    for one in bind.execute(sa.select(AWAY).order_by(AWAY.c.away_from, AWAY.c.away_until.desc())).all():
        noted = taken[one.person_id]
        if any(first <= one.away_until and (last is None or last >= one.away_from) for first, last in noted):
            continue
        noted.append((one.away_from, one.away_until))
        bind.execute(
            ABSENCE.insert().values(
                id=uuid4(),
                person_id=one.person_id,
                starts_on=one.away_from,
                ends_on=one.away_until,
                noted_by_id=one.noted_by_id,
                created_at=sa.func.current_timestamp(),
            )
        )


def downgrade() -> None:
    for table in ("tally", "counted", "group"):
        op.drop_table(f"organisation_{table}")
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
