"""sheets to import, and the marks of earlier papers

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

SHEETS = ("people", "assignments", "reviews", "verifications", "credentials", "training")
PAPERS = ("review", "verification", "credential", "training")
REVIEWS = ("baseline", "ninety_days", "annual", "before_certification", "role_change", "ad_hoc")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _file_kinds() -> list[str]:
    """The kinds of kept file the table takes now, whatever came before this."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("kept_file")
    text = next(check["sqltext"] for check in checks if check["name"] == "ck_kept_file_kind")
    return re.findall(r"'([a-z_]+)'", text)


def _hold_file_kinds_to(kinds: list[str]) -> None:
    with op.batch_alter_table("kept_file") as batch:
        batch.drop_constraint(op.f("ck_kept_file_kind"), type_="check")
        among = ", ".join(repr(kind) for kind in kinds)
        batch.create_check_constraint(op.f("ck_kept_file_kind"), sa.text(f"kind IN ({among})"))


def upgrade() -> None:
    _hold_file_kinds_to([*_file_kinds(), "earlier_paper"])
    op.create_table(
        "imported_sheet",
        sa.Column("kind", _choice("kind", SHEETS), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("brought_by_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (content IS NOT NULL)", name=op.f("ck_imported_sheet_kept_until_done")),
        sa.CheckConstraint(
            "added >= 0 AND changed >= 0 AND unchanged >= 0 AND refused >= 0",
            name=op.f("ck_imported_sheet_counts_possible"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_imported_sheet_hash_given")),
        sa.ForeignKeyConstraint(["brought_by_id"], ["person.id"], name=op.f("fk_imported_sheet_brought_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_sheet")),
    )
    op.create_index(op.f("ix_imported_sheet_brought_by_id"), "imported_sheet", ["brought_by_id"])
    op.create_table(
        "from_paper",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", PAPERS), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_from_paper_person_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_from_paper_entered_by_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_from_paper")),
    )
    op.create_index(op.f("ix_from_paper_person_id"), "from_paper", ["person_id"])
    _make_paper_review()


def _make_paper_review() -> None:
    op.create_table(
        "paper_review",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", REVIEWS), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("signed_by_employee", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_paper_review_not_oneself")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_paper_review_withdrawn_paired")
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR length(withdrawn_reason) > 0", name=op.f("ck_paper_review_withdrawn_with_reason")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_review_person_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_paper_review_supervisor_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_paper_review_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_review")),
    )
    op.create_index(
        "uq_paper_review_day",
        "paper_review",
        ["person_id", "held_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("paper_review", "from_paper", "imported_sheet"):
        op.drop_table(table)
    op.execute("DELETE FROM kept_file WHERE kind = 'earlier_paper'")
    _hold_file_kinds_to([kind for kind in _file_kinds() if kind != "earlier_paper"])
