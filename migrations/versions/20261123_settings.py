"""what the employer has set, its logo, and its texts in versions

Revision ID: 0023
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0027"
branch_labels = None
depends_on = None

# Documents name a logo by its hash, and signatures a wording by its version: neither ever changes.
SENTENCES = {
    "logo": "a logo never changes; documents name it by its hash",
    "wording": "a wording never changes; write another version",
}
KINDS = ("used_for", "not_used_for", "consent", "sign_in", "before_rating", "reminder")


def upgrade() -> None:
    op.create_table(
        "logo",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_logo_sha256_length")),
        sa.CheckConstraint("width >= 1 AND height >= 1", name=op.f("ck_logo_size_possible")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["person.id"], name=op.f("fk_logo_kept_by_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_logo")),
    )
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("paper", _choice("paper", "letter", "a4"), nullable=True),
        sa.Column("reminders_from", sa.Integer(), nullable=True),
        sa.Column("reminders_until", sa.Integer(), nullable=True),
        sa.Column("most_people", sa.Integer(), nullable=True),
        sa.Column("logo_sha256", sa.String(64), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_employer_one_row")),
        sa.CheckConstraint(
            "(reminders_from IS NULL) = (reminders_until IS NULL)", name=op.f("ck_employer_hours_paired")
        ),
        sa.CheckConstraint(
            "reminders_from BETWEEN 0 AND 23 AND reminders_until BETWEEN 1 AND 24 AND reminders_from < reminders_until",
            name=op.f("ck_employer_hours_forward"),
        ),
        sa.CheckConstraint("most_people BETWEEN 1 AND 500", name=op.f("ck_employer_most_people_possible")),
        sa.ForeignKeyConstraint(["logo_sha256"], ["logo.sha256"], name=op.f("fk_employer_logo_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
    )
    op.create_table(
        "wording",
        sa.Column("kind", _choice("kind", *KINDS), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_wording_number_counted")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_wording_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("kind", "language", "number", name=op.f("uq_wording_kind_language_number")),
    )
    for table, sentence in SENTENCES.items():
        for statement in _guards(table, sentence):
            op.execute(statement)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _guards(table: str, sentence: str) -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF (true) THEN RAISE EXCEPTION '{sentence}'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        ),
    ]


def downgrade() -> None:
    for table in ("wording", "employer", "logo"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in SENTENCES:
            op.execute(f"DROP FUNCTION {table}_refuse()")
