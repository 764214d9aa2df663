"""signatures given by hand, with the scan of the sheet

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQLITE_GUARDS = (
    (
        "CREATE TRIGGER paper_signature_no_update BEFORE UPDATE ON paper_signature BEGIN SELECT RAISE(ABORT, "
        "'a signature never changes'); END"
    ),
    (
        "CREATE TRIGGER paper_signature_no_delete BEFORE DELETE ON paper_signature BEGIN SELECT RAISE(ABORT, "
        "'a signature never changes'); END"
    ),
)
POSTGRESQL_GUARDS = (
    (
        "CREATE FUNCTION paper_signature_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN "
        "RAISE EXCEPTION 'a signature never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER paper_signature_guard BEFORE UPDATE OR DELETE ON paper_signature FOR EACH ROW EXECUTE "
        "FUNCTION paper_signature_refuse()"
    ),
)


def upgrade() -> None:
    op.create_table(
        "paper_signature",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(scan_sha256) = 64", name=op.f("ck_paper_signature_scan_sha256_length")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_paper_signature_signature_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_paper_signature_recorded_by_id")),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_paper_signature")),
    )
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("paper_signature")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION paper_signature_refuse()")
