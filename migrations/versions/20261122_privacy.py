"""removals for privacy, by two people; the guards let a text be replaced by what says that it was removed

Revision ID: 0008
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARDED = ("rating", "statement", "signature", "voiding")
NEW_SQLITE = (
    (
        "CREATE TRIGGER rating_no_update BEFORE UPDATE ON rating WHEN EXISTS (SELECT 1 FROM assessment WHERE "
        "id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN employee_sent_at ELSE "
        "supervisor_sent_at END IS NOT NULL) AND NOT (NEW.comment LIKE '[removed for privacy, %]' AND "
        "NEW.assessment_id IS OLD.assessment_id AND NEW.side IS OLD.side AND NEW.competency_id IS "
        "OLD.competency_id AND NEW.answer IS OLD.answer AND NEW.role_reason IS OLD.role_reason AND "
        "NEW.wants_training IS OLD.wants_training AND NEW.basis IS OLD.basis AND NEW.in_bulk IS OLD.in_bulk "
        "AND NEW.revision IS OLD.revision AND NEW.updated_at IS OLD.updated_at AND NEW.same_as_last IS "
        "OLD.same_as_last) BEGIN SELECT RAISE(ABORT, 'these ratings have been sent'); END"
    ),
    (
        "CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement WHEN NOT (NEW.text LIKE '[removed for "
        "privacy, %]' AND NEW.author_id IS OLD.author_id AND NEW.part IS OLD.part AND NEW.record_id IS "
        "OLD.record_id AND NEW.item_code IS OLD.item_code AND NEW.id IS OLD.id AND NEW.created_at IS "
        "OLD.created_at) BEGIN SELECT RAISE(ABORT, 'what was said stays as it was said'); END"
    ),
    (
        "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature WHEN NOT ((OLD.voided_at IS NULL AND "
        "NEW.voided_at IS NOT NULL AND NEW.snapshot_id IS OLD.snapshot_id AND NEW.about_id IS OLD.about_id "
        "AND NEW.signer_id IS OLD.signer_id AND NEW.capacity IS OLD.capacity AND NEW.meaning IS OLD.meaning "
        "AND NEW.typed_name IS OLD.typed_name AND NEW.intent IS OLD.intent AND NEW.comment IS OLD.comment AND "
        "NEW.comment_salt IS OLD.comment_salt AND NEW.consent_version IS OLD.consent_version AND NEW.means IS "
        "OLD.means AND NEW.signed_at IS OLD.signed_at AND NEW.local_time IS OLD.local_time AND NEW.content IS "
        "OLD.content AND NEW.sha256 IS OLD.sha256 AND NEW.link_made_at IS OLD.link_made_at AND NEW.id IS "
        "OLD.id) OR (NEW.comment LIKE '[removed for privacy, %]' AND NEW.comment_salt = '' AND "
        "NEW.snapshot_id IS OLD.snapshot_id AND NEW.about_id IS OLD.about_id AND NEW.signer_id IS "
        "OLD.signer_id AND NEW.capacity IS OLD.capacity AND NEW.meaning IS OLD.meaning AND NEW.typed_name IS "
        "OLD.typed_name AND NEW.intent IS OLD.intent AND NEW.consent_version IS OLD.consent_version AND "
        "NEW.means IS OLD.means AND NEW.signed_at IS OLD.signed_at AND NEW.local_time IS OLD.local_time AND "
        "NEW.content IS OLD.content AND NEW.sha256 IS OLD.sha256 AND NEW.link_made_at IS OLD.link_made_at AND "
        "NEW.voided_at IS OLD.voided_at AND NEW.voided_by_id IS OLD.voided_by_id AND NEW.void_reason IS "
        "OLD.void_reason AND NEW.id IS OLD.id) OR (NEW.void_reason LIKE '[removed for privacy, %]' AND "
        "NEW.snapshot_id IS OLD.snapshot_id AND NEW.about_id IS OLD.about_id AND NEW.signer_id IS "
        "OLD.signer_id AND NEW.capacity IS OLD.capacity AND NEW.meaning IS OLD.meaning AND NEW.typed_name IS "
        "OLD.typed_name AND NEW.intent IS OLD.intent AND NEW.comment IS OLD.comment AND NEW.comment_salt IS "
        "OLD.comment_salt AND NEW.consent_version IS OLD.consent_version AND NEW.means IS OLD.means AND "
        "NEW.signed_at IS OLD.signed_at AND NEW.local_time IS OLD.local_time AND NEW.content IS OLD.content "
        "AND NEW.sha256 IS OLD.sha256 AND NEW.link_made_at IS OLD.link_made_at AND NEW.voided_at IS "
        "OLD.voided_at AND NEW.voided_by_id IS OLD.voided_by_id AND NEW.id IS OLD.id)) BEGIN SELECT "
        "RAISE(ABORT, 'a signature never changes'); END"
    ),
    (
        "CREATE TRIGGER voiding_no_update BEFORE UPDATE ON voiding WHEN NOT (NEW.reason LIKE '[removed for "
        "privacy, %]' AND NEW.record_id IS OLD.record_id AND NEW.record_kind IS OLD.record_kind AND "
        "NEW.about_id IS OLD.about_id AND NEW.by_id IS OLD.by_id AND NEW.at IS OLD.at) BEGIN SELECT "
        "RAISE(ABORT, 'what is void stays void'); END"
    ),
)
OLD_SQLITE = (
    (
        "CREATE TRIGGER rating_no_update BEFORE UPDATE ON rating WHEN EXISTS (SELECT 1 FROM assessment WHERE "
        "id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN employee_sent_at ELSE "
        "supervisor_sent_at END IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'these ratings have been sent'); END"
    ),
    (
        "CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'what was "
        "said stays as it was said'); END"
    ),
    (
        "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature WHEN NOT (OLD.voided_at IS NULL AND "
        "NEW.voided_at IS NOT NULL AND NEW.snapshot_id IS OLD.snapshot_id AND NEW.about_id IS OLD.about_id "
        "AND NEW.signer_id IS OLD.signer_id AND NEW.capacity IS OLD.capacity AND NEW.meaning IS OLD.meaning "
        "AND NEW.typed_name IS OLD.typed_name AND NEW.intent IS OLD.intent AND NEW.comment IS OLD.comment AND "
        "NEW.comment_salt IS OLD.comment_salt AND NEW.consent_version IS OLD.consent_version AND NEW.means IS "
        "OLD.means AND NEW.signed_at IS OLD.signed_at AND NEW.local_time IS OLD.local_time AND NEW.content IS "
        "OLD.content AND NEW.sha256 IS OLD.sha256 AND NEW.link_made_at IS OLD.link_made_at AND NEW.id IS "
        "OLD.id) BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END"
    ),
    (
        "CREATE TRIGGER voiding_no_update BEFORE UPDATE ON voiding BEGIN SELECT RAISE(ABORT, 'what is void "
        "stays void'); END"
    ),
)
NEW_POSTGRESQL = (
    (
        "CREATE FUNCTION rating_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (CASE TG_OP WHEN "
        "'INSERT' THEN EXISTS (SELECT 1 FROM assessment WHERE id = NEW.assessment_id AND CASE NEW.side WHEN "
        "'employee' THEN employee_sent_at ELSE supervisor_sent_at END IS NOT NULL) WHEN 'UPDATE' THEN EXISTS "
        "(SELECT 1 FROM assessment WHERE id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN "
        "employee_sent_at ELSE supervisor_sent_at END IS NOT NULL) AND NOT (NEW.comment LIKE '[removed for "
        "privacy, %]' AND NEW.assessment_id IS NOT DISTINCT FROM OLD.assessment_id AND NEW.side IS NOT "
        "DISTINCT FROM OLD.side AND NEW.competency_id IS NOT DISTINCT FROM OLD.competency_id AND NEW.answer "
        "IS NOT DISTINCT FROM OLD.answer AND NEW.role_reason IS NOT DISTINCT FROM OLD.role_reason AND "
        "NEW.wants_training IS NOT DISTINCT FROM OLD.wants_training AND NEW.basis IS NOT DISTINCT FROM "
        "OLD.basis AND NEW.in_bulk IS NOT DISTINCT FROM OLD.in_bulk AND NEW.revision IS NOT DISTINCT FROM "
        "OLD.revision AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at AND NEW.same_as_last IS NOT "
        "DISTINCT FROM OLD.same_as_last) ELSE EXISTS (SELECT 1 FROM assessment WHERE id = OLD.assessment_id "
        "AND CASE OLD.side WHEN 'employee' THEN employee_sent_at ELSE supervisor_sent_at END IS NOT NULL) "
        "END) THEN RAISE EXCEPTION 'these ratings have been sent'; END IF; IF TG_OP = 'DELETE' THEN RETURN "
        "OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER rating_guard BEFORE INSERT OR UPDATE OR DELETE ON rating FOR EACH ROW EXECUTE "
        "FUNCTION rating_refuse()"
    ),
    (
        "CREATE FUNCTION statement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NOT (NEW.text "
        "LIKE '[removed for privacy, %]' AND NEW.author_id IS NOT DISTINCT FROM OLD.author_id AND NEW.part IS "
        "NOT DISTINCT FROM OLD.part AND NEW.record_id IS NOT DISTINCT FROM OLD.record_id AND NEW.item_code IS "
        "NOT DISTINCT FROM OLD.item_code AND NEW.id IS NOT DISTINCT FROM OLD.id AND NEW.created_at IS NOT "
        "DISTINCT FROM OLD.created_at)) THEN RAISE EXCEPTION 'what was said stays as it was said'; END IF; IF "
        "TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    ("CREATE TRIGGER statement_guard BEFORE UPDATE ON statement FOR EACH ROW EXECUTE FUNCTION statement_refuse()"),
    (
        "CREATE FUNCTION signature_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (TG_OP = 'DELETE' "
        "OR NOT ((OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NEW.snapshot_id IS NOT DISTINCT "
        "FROM OLD.snapshot_id AND NEW.about_id IS NOT DISTINCT FROM OLD.about_id AND NEW.signer_id IS NOT "
        "DISTINCT FROM OLD.signer_id AND NEW.capacity IS NOT DISTINCT FROM OLD.capacity AND NEW.meaning IS "
        "NOT DISTINCT FROM OLD.meaning AND NEW.typed_name IS NOT DISTINCT FROM OLD.typed_name AND NEW.intent "
        "IS NOT DISTINCT FROM OLD.intent AND NEW.comment IS NOT DISTINCT FROM OLD.comment AND "
        "NEW.comment_salt IS NOT DISTINCT FROM OLD.comment_salt AND NEW.consent_version IS NOT DISTINCT FROM "
        "OLD.consent_version AND NEW.means IS NOT DISTINCT FROM OLD.means AND NEW.signed_at IS NOT DISTINCT "
        "FROM OLD.signed_at AND NEW.local_time IS NOT DISTINCT FROM OLD.local_time AND NEW.content IS NOT "
        "DISTINCT FROM OLD.content AND NEW.sha256 IS NOT DISTINCT FROM OLD.sha256 AND NEW.link_made_at IS NOT "
        "DISTINCT FROM OLD.link_made_at AND NEW.id IS NOT DISTINCT FROM OLD.id) OR (NEW.comment LIKE "
        "'[removed for privacy, %]' AND NEW.comment_salt = '' AND NEW.snapshot_id IS NOT DISTINCT FROM "
        "OLD.snapshot_id AND NEW.about_id IS NOT DISTINCT FROM OLD.about_id AND NEW.signer_id IS NOT DISTINCT "
        "FROM OLD.signer_id AND NEW.capacity IS NOT DISTINCT FROM OLD.capacity AND NEW.meaning IS NOT "
        "DISTINCT FROM OLD.meaning AND NEW.typed_name IS NOT DISTINCT FROM OLD.typed_name AND NEW.intent IS "
        "NOT DISTINCT FROM OLD.intent AND NEW.consent_version IS NOT DISTINCT FROM OLD.consent_version AND "
        "NEW.means IS NOT DISTINCT FROM OLD.means AND NEW.signed_at IS NOT DISTINCT FROM OLD.signed_at AND "
        "NEW.local_time IS NOT DISTINCT FROM OLD.local_time AND NEW.content IS NOT DISTINCT FROM OLD.content "
        "AND NEW.sha256 IS NOT DISTINCT FROM OLD.sha256 AND NEW.link_made_at IS NOT DISTINCT FROM "
        "OLD.link_made_at AND NEW.voided_at IS NOT DISTINCT FROM OLD.voided_at AND NEW.voided_by_id IS NOT "
        "DISTINCT FROM OLD.voided_by_id AND NEW.void_reason IS NOT DISTINCT FROM OLD.void_reason AND NEW.id "
        "IS NOT DISTINCT FROM OLD.id) OR (NEW.void_reason LIKE '[removed for privacy, %]' AND NEW.snapshot_id "
        "IS NOT DISTINCT FROM OLD.snapshot_id AND NEW.about_id IS NOT DISTINCT FROM OLD.about_id AND "
        "NEW.signer_id IS NOT DISTINCT FROM OLD.signer_id AND NEW.capacity IS NOT DISTINCT FROM OLD.capacity "
        "AND NEW.meaning IS NOT DISTINCT FROM OLD.meaning AND NEW.typed_name IS NOT DISTINCT FROM "
        "OLD.typed_name AND NEW.intent IS NOT DISTINCT FROM OLD.intent AND NEW.comment IS NOT DISTINCT FROM "
        "OLD.comment AND NEW.comment_salt IS NOT DISTINCT FROM OLD.comment_salt AND NEW.consent_version IS "
        "NOT DISTINCT FROM OLD.consent_version AND NEW.means IS NOT DISTINCT FROM OLD.means AND NEW.signed_at "
        "IS NOT DISTINCT FROM OLD.signed_at AND NEW.local_time IS NOT DISTINCT FROM OLD.local_time AND "
        "NEW.content IS NOT DISTINCT FROM OLD.content AND NEW.sha256 IS NOT DISTINCT FROM OLD.sha256 AND "
        "NEW.link_made_at IS NOT DISTINCT FROM OLD.link_made_at AND NEW.voided_at IS NOT DISTINCT FROM "
        "OLD.voided_at AND NEW.voided_by_id IS NOT DISTINCT FROM OLD.voided_by_id AND NEW.id IS NOT DISTINCT "
        "FROM OLD.id))) THEN RAISE EXCEPTION 'a signature never changes'; END IF; IF TG_OP = 'DELETE' THEN "
        "RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER signature_guard BEFORE UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION "
        "signature_refuse()"
    ),
    (
        "CREATE FUNCTION voiding_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (TG_OP = 'DELETE' "
        "OR NOT (NEW.reason LIKE '[removed for privacy, %]' AND NEW.record_id IS NOT DISTINCT FROM "
        "OLD.record_id AND NEW.record_kind IS NOT DISTINCT FROM OLD.record_kind AND NEW.about_id IS NOT "
        "DISTINCT FROM OLD.about_id AND NEW.by_id IS NOT DISTINCT FROM OLD.by_id AND NEW.at IS NOT DISTINCT "
        "FROM OLD.at)) THEN RAISE EXCEPTION 'what is void stays void'; END IF; IF TG_OP = 'DELETE' THEN "
        "RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    ("CREATE TRIGGER voiding_guard BEFORE UPDATE OR DELETE ON voiding FOR EACH ROW EXECUTE FUNCTION voiding_refuse()"),
)
OLD_POSTGRESQL = (
    (
        "CREATE FUNCTION rating_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (CASE TG_OP WHEN "
        "'INSERT' THEN EXISTS (SELECT 1 FROM assessment WHERE id = NEW.assessment_id AND CASE NEW.side WHEN "
        "'employee' THEN employee_sent_at ELSE supervisor_sent_at END IS NOT NULL) ELSE EXISTS (SELECT 1 FROM "
        "assessment WHERE id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN employee_sent_at ELSE "
        "supervisor_sent_at END IS NOT NULL) END) THEN RAISE EXCEPTION 'these ratings have been sent'; END "
        "IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER rating_guard BEFORE INSERT OR UPDATE OR DELETE ON rating FOR EACH ROW EXECUTE "
        "FUNCTION rating_refuse()"
    ),
    (
        "CREATE FUNCTION statement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE "
        "EXCEPTION 'what was said stays as it was said'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; END $$"
    ),
    ("CREATE TRIGGER statement_guard BEFORE UPDATE ON statement FOR EACH ROW EXECUTE FUNCTION statement_refuse()"),
    (
        "CREATE FUNCTION signature_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (TG_OP = 'DELETE' "
        "OR NOT (OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NEW.snapshot_id IS NOT DISTINCT FROM "
        "OLD.snapshot_id AND NEW.about_id IS NOT DISTINCT FROM OLD.about_id AND NEW.signer_id IS NOT DISTINCT "
        "FROM OLD.signer_id AND NEW.capacity IS NOT DISTINCT FROM OLD.capacity AND NEW.meaning IS NOT "
        "DISTINCT FROM OLD.meaning AND NEW.typed_name IS NOT DISTINCT FROM OLD.typed_name AND NEW.intent IS "
        "NOT DISTINCT FROM OLD.intent AND NEW.comment IS NOT DISTINCT FROM OLD.comment AND NEW.comment_salt "
        "IS NOT DISTINCT FROM OLD.comment_salt AND NEW.consent_version IS NOT DISTINCT FROM "
        "OLD.consent_version AND NEW.means IS NOT DISTINCT FROM OLD.means AND NEW.signed_at IS NOT DISTINCT "
        "FROM OLD.signed_at AND NEW.local_time IS NOT DISTINCT FROM OLD.local_time AND NEW.content IS NOT "
        "DISTINCT FROM OLD.content AND NEW.sha256 IS NOT DISTINCT FROM OLD.sha256 AND NEW.link_made_at IS NOT "
        "DISTINCT FROM OLD.link_made_at AND NEW.id IS NOT DISTINCT FROM OLD.id)) THEN RAISE EXCEPTION 'a "
        "signature never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER signature_guard BEFORE UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION "
        "signature_refuse()"
    ),
    (
        "CREATE FUNCTION voiding_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE "
        "EXCEPTION 'what is void stays void'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN "
        "NEW; END $$"
    ),
    ("CREATE TRIGGER voiding_guard BEFORE UPDATE OR DELETE ON voiding FOR EACH ROW EXECUTE FUNCTION voiding_refuse()"),
)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _guard(sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in GUARDED:
            op.execute(f"DROP TRIGGER {table}_no_update")
        for statement in sqlite:
            op.execute(statement)
        return
    for table in GUARDED:
        op.execute(f"DROP TRIGGER {table}_guard ON {table}")
        op.execute(f"DROP FUNCTION {table}_refuse()")
    for statement in postgresql:
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "privacy_removal",
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("reason", _choice("reason", "person_served", "health", "somebody_else", "law"), nullable=False),
        sa.Column("decision", _choice("decision", "carried_out", "refused"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("marker", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("asked_by_id <> about_id", name=op.f("ck_privacy_removal_not_asked_for_oneself")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> about_id",
            name=op.f("ck_privacy_removal_not_decided_for_oneself"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f("ck_privacy_removal_two_people")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL)",
            name=op.f("ck_privacy_removal_decided_paired"),
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision <> 'carried_out' OR length(marker) > 0",
            name=op.f("ck_privacy_removal_marked"),
        ),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_privacy_removal_about_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_privacy_removal_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_privacy_removal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_removal")),
    )
    op.create_index(op.f("ix_privacy_removal_about_id"), "privacy_removal", ["about_id"])
    op.create_table(
        "text_to_remove",
        sa.Column("removal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_text_to_remove_sha256_length")),
        sa.ForeignKeyConstraint(["removal_id"], ["privacy_removal.id"], name=op.f("fk_text_to_remove_removal_id")),
        sa.PrimaryKeyConstraint("removal_id", "position", name=op.f("pk_text_to_remove")),
    )
    op.create_table(
        "removed_text",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("marker", sa.String(length=120), nullable=False),
        sa.Column("removal_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_removed_text_snapshot_id")),
        sa.ForeignKeyConstraint(["removal_id"], ["privacy_removal.id"], name=op.f("fk_removed_text_removal_id")),
        sa.PrimaryKeyConstraint("snapshot_id", "place", name=op.f("pk_removed_text")),
    )
    op.create_index(op.f("ix_removed_text_removal_id"), "removed_text", ["removal_id"])
    op.create_table(
        "replaced_copy",
        sa.Column("issued_id", sa.Uuid(), nullable=False),
        sa.Column("removal_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["removal_id"], ["privacy_removal.id"], name=op.f("fk_replaced_copy_removal_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_replaced_copy_review_id")),
        sa.PrimaryKeyConstraint("issued_id", name=op.f("pk_replaced_copy")),
    )
    op.create_index(op.f("ix_replaced_copy_removal_id"), "replaced_copy", ["removal_id"])
    op.create_index(op.f("ix_replaced_copy_review_id"), "replaced_copy", ["review_id"])
    _guard(NEW_SQLITE, NEW_POSTGRESQL)


def downgrade() -> None:
    _guard(OLD_SQLITE, OLD_POSTGRESQL)
    for table in ("replaced_copy", "removed_text", "text_to_remove", "privacy_removal"):
        op.drop_table(table)
