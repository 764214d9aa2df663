"""endings without both signatures, and holidays

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_holiday_name_given")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "review_ending",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ending",
            sa.Enum(
                "signed",
                "declined",
                "not_available",
                name="ending",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_hr", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("offered_how", sa.Text(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(ending = 'declined') = (offered_on IS NOT NULL)", name=op.f("ck_review_ending_declined_was_offered")
        ),
        sa.CheckConstraint(
            "(ending = 'not_available') = (away_from IS NOT NULL)", name=op.f("ck_review_ending_away_since_a_day")
        ),
        sa.CheckConstraint("away_to IS NULL OR away_to >= away_from", name=op.f("ck_review_ending_dates_forward")),
        sa.CheckConstraint("ending <> 'not_available' OR by_hr", name=op.f("ck_review_ending_away_by_hr")),
        sa.CheckConstraint("ending <> 'signed'", name=op.f("ck_review_ending_not_by_signatures")),
        sa.CheckConstraint(
            "ending <> 'declined' OR NOT by_hr OR length(offered_how) > 0",
            name=op.f("ck_review_ending_offered_somehow"),
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_review_ending_recorded_by_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_ending_review_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_ending")),
    )


def downgrade():
    op.drop_table("review_ending")
    op.drop_table("holiday")
