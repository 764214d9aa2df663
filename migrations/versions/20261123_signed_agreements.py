"""agreements on supervision are signed

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# A frozen agreement never changes.
SQLITE_GUARDS = (
    (
        "CREATE TRIGGER supervision_agreement_no_update BEFORE UPDATE ON supervision_agreement WHEN EXISTS (SELECT 1 "
        "FROM agreement_copy WHERE agreement_copy.agreement_id = OLD.id) AND NOT ((OLD.employee_confirmed_at IS NULL "
        "OR NEW.employee_confirmed_at IS OLD.employee_confirmed_at) AND (OLD.supervisor_confirmed_at IS NULL OR "
        "NEW.supervisor_confirmed_at IS OLD.supervisor_confirmed_at) AND (OLD.ended_at IS NULL OR NEW.ended_at IS "
        "OLD.ended_at) AND (NEW.expectations IS OLD.expectations OR NEW.expectations LIKE '[removed for privacy, %') "
        "AND (NEW.conflict_check IS OLD.conflict_check OR NEW.conflict_check LIKE '[removed for privacy, %') AND "
        "(NEW.clinical_oversight IS OLD.clinical_oversight OR NEW.clinical_oversight LIKE '[removed for privacy, %') "
        "AND NEW.person_id IS OLD.person_id AND NEW.supervisor_id IS OLD.supervisor_id AND NEW.written_by_id IS "
        "OLD.written_by_id AND NEW.starts_on IS OLD.starts_on AND NEW.review_on IS OLD.review_on AND NEW.every_days "
        "IS OLD.every_days AND NEW.minutes IS OLD.minutes AND NEW.mode IS OLD.mode AND NEW.id IS OLD.id AND "
        "NEW.created_at IS OLD.created_at) BEGIN SELECT RAISE(ABORT, 'an agreement never changes; write another'); "
        "END"
    ),
    (
        "CREATE TRIGGER supervision_agreement_no_delete BEFORE DELETE ON supervision_agreement WHEN EXISTS (SELECT 1 "
        "FROM agreement_copy WHERE agreement_copy.agreement_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'an agreement "
        "never changes; write another'); END"
    ),
    (
        "CREATE TRIGGER agreement_copy_no_update BEFORE UPDATE ON agreement_copy BEGIN SELECT RAISE(ABORT, 'an "
        "agreement never changes; write another'); END"
    ),
    (
        "CREATE TRIGGER agreement_copy_no_delete BEFORE DELETE ON agreement_copy BEGIN SELECT RAISE(ABORT, 'an "
        "agreement never changes; write another'); END"
    ),
)
POSTGRESQL_GUARDS = (
    (
        "CREATE FUNCTION supervision_agreement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS "
        "(SELECT 1 FROM agreement_copy WHERE agreement_copy.agreement_id = OLD.id) AND (TG_OP = 'DELETE' OR NOT "
        "((OLD.employee_confirmed_at IS NULL OR NEW.employee_confirmed_at IS NOT DISTINCT FROM "
        "OLD.employee_confirmed_at) AND (OLD.supervisor_confirmed_at IS NULL OR NEW.supervisor_confirmed_at IS NOT "
        "DISTINCT FROM OLD.supervisor_confirmed_at) AND (OLD.ended_at IS NULL OR NEW.ended_at IS NOT DISTINCT FROM "
        "OLD.ended_at) AND (NEW.expectations IS NOT DISTINCT FROM OLD.expectations OR NEW.expectations LIKE '[removed"
        " for privacy, %') AND (NEW.conflict_check IS NOT DISTINCT FROM OLD.conflict_check OR NEW.conflict_check LIKE"
        " '[removed for privacy, %') AND (NEW.clinical_oversight IS NOT DISTINCT FROM OLD.clinical_oversight OR "
        "NEW.clinical_oversight LIKE '[removed for privacy, %') AND NEW.person_id IS NOT DISTINCT FROM OLD.person_id "
        "AND NEW.supervisor_id IS NOT DISTINCT FROM OLD.supervisor_id AND NEW.written_by_id IS NOT DISTINCT FROM "
        "OLD.written_by_id AND NEW.starts_on IS NOT DISTINCT FROM OLD.starts_on AND NEW.review_on IS NOT DISTINCT "
        "FROM OLD.review_on AND NEW.every_days IS NOT DISTINCT FROM OLD.every_days AND NEW.minutes IS NOT DISTINCT "
        "FROM OLD.minutes AND NEW.mode IS NOT DISTINCT FROM OLD.mode AND NEW.id IS NOT DISTINCT FROM OLD.id AND "
        "NEW.created_at IS NOT DISTINCT FROM OLD.created_at))) THEN RAISE EXCEPTION 'an agreement never changes; "
        "write another'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER supervision_agreement_guard BEFORE UPDATE OR DELETE ON supervision_agreement FOR EACH ROW "
        "EXECUTE FUNCTION supervision_agreement_refuse()"
    ),
    (
        "CREATE FUNCTION agreement_copy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE "
        "EXCEPTION 'an agreement never changes; write another'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER agreement_copy_guard BEFORE UPDATE OR DELETE ON agreement_copy FOR EACH ROW EXECUTE FUNCTION "
        "agreement_copy_refuse()"
    ),
)
AGREED = "employee_confirmed_at IS NOT NULL AND supervisor_confirmed_at IS NOT NULL"
IN_FORCE = f"ended_at IS NULL AND {AGREED}"
PROPOSED = f"ended_at IS NULL AND NOT ({AGREED})"


def upgrade():
    op.create_table(
        "agreement_copy",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["supervision_agreement.id"], name=op.f("fk_agreement_copy_agreement_id")
        ),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_agreement_copy_snapshot_id")),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_agreement_copy")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_agreement_copy_snapshot_id")),
    )
    op.drop_index("uq_supervision_agreement_open", "supervision_agreement")
    _create_unique("in_force", IN_FORCE)
    _create_unique("proposed", PROPOSED)
    for statement in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def _create_unique(name: str, rows: str) -> None:
    op.create_index(
        f"uq_supervision_agreement_{name}",
        "supervision_agreement",
        ["person_id", "supervisor_id"],
        unique=True,
        sqlite_where=sa.text(rows),
        postgresql_where=sa.text(rows),
    )


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER supervision_agreement_no_update")
        op.execute("DROP TRIGGER supervision_agreement_no_delete")
    else:
        op.execute("DROP TRIGGER supervision_agreement_guard ON supervision_agreement")
        op.execute("DROP FUNCTION supervision_agreement_refuse()")
    op.drop_index("uq_supervision_agreement_proposed", "supervision_agreement")
    op.drop_index("uq_supervision_agreement_in_force", "supervision_agreement")
    # Only one may stand between two people again: what waits for signatures ends, what holds stays.
    op.execute(f"UPDATE supervision_agreement SET ended_at = created_at WHERE {PROPOSED}")  # noqa: S608
    _create_unique("open", "ended_at IS NULL")
    op.drop_table("agreement_copy")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION agreement_copy_refuse()")
