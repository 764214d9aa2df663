"""issued copies of every kind of document

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = (
    *("competency", "verification", "plan", "log", "hours", "credentials"),
    *("file", "guide", "blank", "organisation", "record"),
)
ABOUT_SOMEONE = "(kind = 'organisation') = (person_id IS NULL)"
OF_A_REVIEW = "(kind = 'competency') = (review_id IS NOT NULL) AND (review_id IS NULL OR review_id = subject_id)"
# A copy never changes; rows are filled before the guard stands again.
GUARD = {
    "sqlite": (
        "CREATE TRIGGER issued_report_no_update BEFORE UPDATE ON issued_report BEGIN SELECT RAISE(ABORT, 'an "
        "issued copy never changes'); END"
    ),
    "postgresql": (
        "CREATE TRIGGER issued_report_guard BEFORE UPDATE ON issued_report FOR EACH ROW EXECUTE FUNCTION "
        "issued_report_refuse()"
    ),
}
UNGUARD = {
    "sqlite": "DROP TRIGGER issued_report_no_update",
    "postgresql": "DROP TRIGGER issued_report_guard ON issued_report",
}


def _kind(name: str = "kind", values: tuple[str, ...] = KINDS) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _among(column: str, values: tuple[str, ...]) -> sa.TextClause:
    return sa.text(f"{column} IN ({', '.join(repr(value) for value in values)})")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute(UNGUARD[dialect])
    with op.batch_alter_table("issued_report") as batch:
        batch.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("options", sa.String(length=200), server_default=sa.text("''"), nullable=False))
        batch.add_column(
            sa.Column("paper", sa.String(length=40), server_default="letter", nullable=False),
        )
    op.execute("UPDATE issued_report SET subject_id = review_id")
    with op.batch_alter_table("issued_report") as batch:
        batch.alter_column("subject_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
        batch.alter_column("review_id", existing_type=sa.Uuid(), nullable=True)
        batch.drop_constraint("uq_issued_report_copy", type_="unique")
        batch.create_unique_constraint(
            "uq_issued_report_copy",
            ["subject_id", "kind", "content_sha256", "scope", "language", "audience", "paper"],
        )
        batch.drop_constraint(op.f("ck_issued_report_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_issued_report_kind"), _among("kind", KINDS))
        batch.create_check_constraint(op.f("ck_issued_report_paper"), _among("paper", ("letter", "a4")))
        batch.create_check_constraint(op.f("ck_issued_report_about_someone"), sa.text(ABOUT_SOMEONE))
        batch.create_check_constraint(op.f("ck_issued_report_of_a_review"), sa.text(OF_A_REVIEW))
    op.execute(GUARD[dialect])
    _generalise_replaced()


def _generalise_replaced() -> None:
    with op.batch_alter_table("replaced_copy") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE replaced_copy SET kind = 'competency', subject_id = review_id, "
        "person_id = (SELECT about_id FROM privacy_removal WHERE privacy_removal.id = replaced_copy.removal_id)"
    )
    op.drop_index(op.f("ix_replaced_copy_review_id"), "replaced_copy")
    with op.batch_alter_table("replaced_copy") as batch:
        batch.alter_column("kind", existing_type=sa.String(length=40), nullable=False)
        batch.alter_column("subject_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_check_constraint(op.f("ck_replaced_copy_kind"), _among("kind", KINDS))
        batch.create_foreign_key(op.f("fk_replaced_copy_person_id"), "person", ["person_id"], ["id"])
        batch.drop_constraint(op.f("fk_replaced_copy_review_id"), type_="foreignkey")
        batch.drop_column("review_id")
    op.create_index("ix_replaced_copy_subject", "replaced_copy", ["subject_id", "kind"])


def downgrade() -> None:
    # The older product knows competency reports alone; copies of other kinds have no place in it.
    dialect = op.get_bind().dialect.name
    op.execute("DELETE FROM replaced_copy WHERE kind <> 'competency'")
    op.drop_index("ix_replaced_copy_subject", "replaced_copy")
    with op.batch_alter_table("replaced_copy") as batch:
        batch.add_column(sa.Column("review_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE replaced_copy SET review_id = subject_id")
    with op.batch_alter_table("replaced_copy") as batch:
        batch.alter_column("review_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_foreign_key(op.f("fk_replaced_copy_review_id"), "review", ["review_id"], ["id"])
        batch.drop_constraint(op.f("ck_replaced_copy_kind"), type_="check")
        batch.drop_constraint(op.f("fk_replaced_copy_person_id"), type_="foreignkey")
        for column in ("kind", "subject_id", "person_id"):
            batch.drop_column(column)
    op.create_index(op.f("ix_replaced_copy_review_id"), "replaced_copy", ["review_id"])
    op.execute("DELETE FROM issued_report WHERE kind <> 'competency' OR paper <> 'letter'")
    op.execute(UNGUARD[dialect])
    with op.batch_alter_table("issued_report") as batch:
        batch.drop_constraint("uq_issued_report_copy", type_="unique")
        for name in ("about_someone", "of_a_review", "paper", "kind"):
            batch.drop_constraint(op.f(f"ck_issued_report_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_issued_report_kind"), _among("kind", ("competency",)))
        batch.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("review_id", existing_type=sa.Uuid(), nullable=False)
        for column in ("subject_id", "options", "paper"):
            batch.drop_column(column)
        batch.create_unique_constraint(
            "uq_issued_report_copy", ["review_id", "kind", "content_sha256", "scope", "language", "audience"]
        )
    op.execute(GUARD[dialect])
