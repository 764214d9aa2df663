"""first schema

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# The database itself refuses what must never be.
GUARDED = ("trail_line", "rating", "snapshot", "snapshot_text", "statement", "signature", "review", "issued_report")
SQLITE_GUARDS = (
    (
        "CREATE TRIGGER rating_no_update BEFORE UPDATE ON rating WHEN EXISTS (SELECT 1 FROM assessment WHERE "
        "id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN employee_sent_at ELSE "
        "supervisor_sent_at END IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'these ratings have been sent'); END"
    ),
    (
        "CREATE TRIGGER rating_no_delete BEFORE DELETE ON rating WHEN EXISTS (SELECT 1 FROM assessment WHERE "
        "id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN employee_sent_at ELSE "
        "supervisor_sent_at END IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'these ratings have been sent'); END"
    ),
    (
        "CREATE TRIGGER rating_no_insert BEFORE INSERT ON rating WHEN EXISTS (SELECT 1 FROM assessment WHERE "
        "id = NEW.assessment_id AND CASE NEW.side WHEN 'employee' THEN employee_sent_at ELSE "
        "supervisor_sent_at END IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'these ratings have been sent'); END"
    ),
    (
        "CREATE TRIGGER issued_report_no_update BEFORE UPDATE ON issued_report BEGIN SELECT RAISE(ABORT, 'an "
        "issued copy never changes'); END"
    ),
    (
        "CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'what was "
        "signed never changes'); END"
    ),
    (
        "CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'what was "
        "signed never changes'); END"
    ),
    (
        "CREATE TRIGGER snapshot_text_no_update BEFORE UPDATE ON snapshot_text BEGIN SELECT RAISE(ABORT, "
        "'what was said stays as it was said'); END"
    ),
    (
        "CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'what was "
        "said stays as it was said'); END"
    ),
    (
        "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature WHEN NOT (OLD.voided_at IS NULL AND "
        "NEW.voided_at IS NOT NULL AND NEW.snapshot_id IS OLD.snapshot_id AND NEW.about_id IS OLD.about_id "
        "AND NEW.signer_id IS OLD.signer_id AND NEW.capacity IS OLD.capacity AND NEW.meaning IS OLD.meaning "
        "AND NEW.typed_name IS OLD.typed_name AND NEW.intent IS OLD.intent AND NEW.comment IS OLD.comment AND"
        " NEW.comment_salt IS OLD.comment_salt AND NEW.consent_version IS OLD.consent_version AND NEW.means "
        "IS OLD.means AND NEW.signed_at IS OLD.signed_at AND NEW.local_time IS OLD.local_time AND NEW.content"
        " IS OLD.content AND NEW.sha256 IS OLD.sha256 AND NEW.link_made_at IS OLD.link_made_at AND NEW.id IS "
        "OLD.id) BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END"
    ),
    (
        "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'a signature"
        " never changes'); END"
    ),
    (
        "CREATE TRIGGER review_no_update BEFORE UPDATE ON review WHEN OLD.ending = 'signed' OR (NEW.ending = "
        "'signed' AND (SELECT count(*) FROM signature WHERE signature.snapshot_id = NEW.snapshot_id AND "
        "signature.voided_at IS NULL) < 2) BEGIN SELECT RAISE(ABORT, 'a signed review never changes'); END"
    ),
    (
        "CREATE TRIGGER review_no_delete BEFORE DELETE ON review WHEN OLD.ending = 'signed' BEGIN SELECT "
        "RAISE(ABORT, 'a signed review never changes'); END"
    ),
    (
        "CREATE TRIGGER trail_line_no_update BEFORE UPDATE ON trail_line BEGIN SELECT RAISE(ABORT, 'the trail"
        " is append-only'); END"
    ),
    (
        "CREATE TRIGGER trail_line_no_delete BEFORE DELETE ON trail_line BEGIN SELECT RAISE(ABORT, 'the trail"
        " is append-only'); END"
    ),
)
POSTGRESQL_GUARDS = (
    (
        "CREATE FUNCTION rating_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (CASE TG_OP WHEN "
        "'INSERT' THEN EXISTS (SELECT 1 FROM assessment WHERE id = NEW.assessment_id AND CASE NEW.side WHEN "
        "'employee' THEN employee_sent_at ELSE supervisor_sent_at END IS NOT NULL) ELSE EXISTS (SELECT 1 FROM"
        " assessment WHERE id = OLD.assessment_id AND CASE OLD.side WHEN 'employee' THEN employee_sent_at "
        "ELSE supervisor_sent_at END IS NOT NULL) END) THEN RAISE EXCEPTION 'these ratings have been sent'; "
        "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER rating_guard BEFORE INSERT OR UPDATE OR DELETE ON rating FOR EACH ROW EXECUTE "
        "FUNCTION rating_refuse()"
    ),
    (
        "CREATE FUNCTION issued_report_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN "
        "RAISE EXCEPTION 'an issued copy never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
        " RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER issued_report_guard BEFORE UPDATE ON issued_report FOR EACH ROW EXECUTE FUNCTION "
        "issued_report_refuse()"
    ),
    (
        "CREATE FUNCTION snapshot_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE "
        "EXCEPTION 'what was signed never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER snapshot_guard BEFORE UPDATE OR DELETE ON snapshot FOR EACH ROW EXECUTE FUNCTION "
        "snapshot_refuse()"
    ),
    (
        "CREATE FUNCTION snapshot_text_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN "
        "RAISE EXCEPTION 'what was said stays as it was said'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; "
        "END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER snapshot_text_guard BEFORE UPDATE ON snapshot_text FOR EACH ROW EXECUTE FUNCTION "
        "snapshot_text_refuse()"
    ),
    (
        "CREATE FUNCTION statement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE"
        " EXCEPTION 'what was said stays as it was said'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END "
        "IF; RETURN NEW; END $$"
    ),
    ("CREATE TRIGGER statement_guard BEFORE UPDATE ON statement FOR EACH ROW EXECUTE FUNCTION statement_refuse()"),
    (
        "CREATE FUNCTION signature_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (TG_OP = 'DELETE'"
        " OR NOT (OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NEW.snapshot_id IS NOT DISTINCT "
        "FROM OLD.snapshot_id AND NEW.about_id IS NOT DISTINCT FROM OLD.about_id AND NEW.signer_id IS NOT "
        "DISTINCT FROM OLD.signer_id AND NEW.capacity IS NOT DISTINCT FROM OLD.capacity AND NEW.meaning IS "
        "NOT DISTINCT FROM OLD.meaning AND NEW.typed_name IS NOT DISTINCT FROM OLD.typed_name AND NEW.intent "
        "IS NOT DISTINCT FROM OLD.intent AND NEW.comment IS NOT DISTINCT FROM OLD.comment AND "
        "NEW.comment_salt IS NOT DISTINCT FROM OLD.comment_salt AND NEW.consent_version IS NOT DISTINCT FROM "
        "OLD.consent_version AND NEW.means IS NOT DISTINCT FROM OLD.means AND NEW.signed_at IS NOT DISTINCT "
        "FROM OLD.signed_at AND NEW.local_time IS NOT DISTINCT FROM OLD.local_time AND NEW.content IS NOT "
        "DISTINCT FROM OLD.content AND NEW.sha256 IS NOT DISTINCT FROM OLD.sha256 AND NEW.link_made_at IS NOT"
        " DISTINCT FROM OLD.link_made_at AND NEW.id IS NOT DISTINCT FROM OLD.id)) THEN RAISE EXCEPTION 'a "
        "signature never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER signature_guard BEFORE UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION "
        "signature_refuse()"
    ),
    (
        "CREATE FUNCTION review_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.ending = "
        "'signed' OR (TG_OP = 'UPDATE' AND NEW.ending = 'signed' AND (SELECT count(*) FROM signature WHERE "
        "signature.snapshot_id = NEW.snapshot_id AND signature.voided_at IS NULL) < 2)) THEN RAISE EXCEPTION "
        "'a signed review never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; "
        "END $$"
    ),
    ("CREATE TRIGGER review_guard BEFORE UPDATE OR DELETE ON review FOR EACH ROW EXECUTE FUNCTION review_refuse()"),
    (
        "CREATE FUNCTION trail_line_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN "
        "RAISE EXCEPTION 'the trail is append-only'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER trail_line_guard BEFORE UPDATE OR DELETE ON trail_line FOR EACH ROW EXECUTE FUNCTION "
        "trail_line_refuse()"
    ),
)


def upgrade() -> None:
    op.create_table(
        "framework_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("source_url", sa.String(length=400), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("suitable_methods", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_framework_version_code_version")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("demo_employer_name", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "program",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("name", name=op.f("uq_program_name")),
    )
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_count")),
    )
    op.create_table(
        "scale_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_scale_version_code_version")),
    )
    op.create_table(
        "trail_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=True),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_line")),
    )
    with op.batch_alter_table("trail_line", schema=None) as batch_op:
        batch_op.create_index("ix_trail_line_about", ["about_id", "id"], unique=False)
        batch_op.create_index("ix_trail_line_record", ["record_id", "id"], unique=False)
        batch_op.create_index(
            "uq_trail_line_opening",
            ["actor_id", "record_id", "event", "hour"],
            unique=True,
            sqlite_where=sa.text("hour IS NOT NULL"),
            postgresql_where=sa.text("hour IS NOT NULL"),
        )

    op.create_table(
        "domain",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exam_items", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["framework_version.id"], name=op.f("fk_domain_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_domain_version_id_code")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_domain_version_id_position")),
    )
    op.create_table(
        "person",
        sa.Column("sign_in_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=True),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column(
            "employment",
            sa.Enum(
                "paid", "volunteer", "intern", name="employment", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.CheckConstraint(
            "left_on IS NULL OR hired_on IS NULL OR left_on >= hired_on", name=op.f("ck_person_left_after_hired")
        ),
        sa.CheckConstraint("sign_in_name = lower(sign_in_name)", name=op.f("ck_person_sign_in_name_lower")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_person_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_person_sign_in_name")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_program_id"), ["program_id"], unique=False)

    op.create_table(
        "scale_level",
        sa.Column("scale_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 9", name=op.f("ck_scale_level_value_range")),
        sa.ForeignKeyConstraint(["scale_id"], ["scale_version.id"], name=op.f("fk_scale_level_scale_id")),
        sa.PrimaryKeyConstraint("scale_id", "value", name=op.f("pk_scale_level")),
    )
    op.create_table(
        "assessment",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("framework_version_id", sa.Uuid(), nullable=False),
        sa.Column("scale_id", sa.Uuid(), nullable=False),
        sa.Column("employee_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supervisor_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proud_of", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_assessment_not_oneself")),
        sa.CheckConstraint(
            "supervisor_sent_at IS NULL OR supervisor_id IS NOT NULL", name=op.f("ck_assessment_sent_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["framework_version_id"], ["framework_version.id"], name=op.f("fk_assessment_framework_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_person_id")),
        sa.ForeignKeyConstraint(["scale_id"], ["scale_version.id"], name=op.f("fk_assessment_scale_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_assessment_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_supervisor_id"), ["supervisor_id"], unique=False)

    op.create_table(
        "auditor_grant",
        sa.Column("auditor_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["auditor_id"], ["person.id"], name=op.f("fk_auditor_grant_auditor_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_auditor_grant_granted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auditor_grant")),
    )
    with op.batch_alter_table("auditor_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auditor_grant_auditor_id"), ["auditor_id"], unique=False)

    op.create_table(
        "competency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("domain_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("task", "knowledge", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "wording",
            sa.Enum(
                "task",
                "knowledge",
                "duty",
                "wellness",
                name="wording",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("exam_items", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(statement) > 0", name=op.f("ck_competency_statement_given")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_competency_domain_id")),
        sa.ForeignKeyConstraint(["version_id"], ["framework_version.id"], name=op.f("fk_competency_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency")),
        sa.UniqueConstraint("domain_id", "kind", "position", name=op.f("uq_competency_domain_id_kind_position")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_competency_version_id_code")),
    )
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("person_id", "version", name=op.f("pk_consent")),
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
            name=op.f("ck_credential_dates_forward"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_credential_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credential_person_id"), ["person_id"], unique=False)

    op.create_table(
        "goal",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("support_needed", sa.Text(), nullable=False),
        sa.Column("success", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "agreed",
                "met",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("employee_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("employee_agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supervisor_agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'agreed' OR (employee_agreed_at IS NOT NULL AND supervisor_agreed_at IS NOT NULL)",
            name=op.f("ck_goal_agreed_by_both"),
        ),
        sa.CheckConstraint(
            "(employee_agreed_at IS NULL) = (employee_agreed_by_id IS NULL)", name=op.f("ck_goal_employee_paired")
        ),
        sa.CheckConstraint(
            "(supervisor_agreed_at IS NULL) = (supervisor_agreed_by_id IS NULL)", name=op.f("ck_goal_supervisor_paired")
        ),
        sa.CheckConstraint(
            "employee_agreed_by_id IS NULL OR employee_agreed_by_id = person_id", name=op.f("ck_goal_employee_agrees")
        ),
        sa.CheckConstraint(
            "supervisor_agreed_by_id IS NULL OR supervisor_agreed_by_id <> person_id", name=op.f("ck_goal_two_people")
        ),
        sa.CheckConstraint("target_on >= start_on", name=op.f("ck_goal_dates_forward")),
        sa.ForeignKeyConstraint(["employee_agreed_by_id"], ["person.id"], name=op.f("fk_goal_employee_agreed_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_goal_person_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_goal_proposed_by_id")),
        sa.ForeignKeyConstraint(
            ["supervisor_agreed_by_id"], ["person.id"], name=op.f("fk_goal_supervisor_agreed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_person_id"), ["person_id"], unique=False)

    op.create_table(
        "log_entry",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_credential", sa.String(length=120), nullable=False),
        sa.Column("is_non_clinical", sa.Boolean(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "supervision",
                "consultation",
                "direct_observation",
                "orientation",
                "co_reflection",
                "training",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("in_person", "video", "phone", name="mode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_log_entry_minutes_possible")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_log_entry_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_entry_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_entry_supervisor_id"), ["supervisor_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("observer_id", sa.Uuid(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column(
            "setting",
            sa.Enum(
                "office",
                "group",
                "community",
                "residential",
                "hospital",
                "video_or_phone",
                "team_meeting",
                "other",
                name="setting",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "in_person",
                "recording",
                "role_play",
                "written_work",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "presence",
            sa.Enum("agreed", "nobody_present", name="presence", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("feedback_on", sa.Date(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> observer_id", name=op.f("ck_observation_not_oneself")),
        sa.ForeignKeyConstraint(["observer_id"], ["person.id"], name=op.f("fk_observation_observer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_observation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_observer_id"), ["observer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_observation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "password",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_password")),
    )
    op.create_table(
        "role_grant",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "employee",
                "supervisor",
                "hr",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_role_grant_ended_paired")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_role_grant_ended_by_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(
            "uq_role_grant_open",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "sign_in_link",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_sign_in_link_dates_forward")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_sign_in_link_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_snapshot_sha256_length")),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_snapshot_about_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index("ix_snapshot_subject", ["subject_id"], unique=False)

    op.create_table(
        "statement",
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "review",
                "observation",
                "verification",
                "goal",
                "log_entry",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_statement_text_given")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_statement_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_statement_record", ["record_id"], unique=False)

    op.create_table(
        "supervision_assignment",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "primary",
                "second",
                "backup",
                "clinical_oversight",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'backup' OR ends_on IS NOT NULL", name=op.f("ck_supervision_assignment_backup_ends")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_supervision_assignment_dates_forward")
        ),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_supervision_assignment_not_oneself")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_supervision_assignment_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervision_assignment_person_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_supervision_assignment_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_assignment")),
    )
    with op.batch_alter_table("supervision_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_assignment_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_supervision_assignment_supervisor", ["supervisor_id", "person_id"], unique=False)
        batch_op.create_index(
            "uq_supervision_assignment_open_primary",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'primary' AND ends_on IS NULL"),
            postgresql_where=sa.text("kind = 'primary' AND ends_on IS NULL"),
        )

    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_user_session_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_attendance_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_attendance_entry_id_person_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "auditor_grant_person",
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["auditor_grant.id"], name=op.f("fk_auditor_grant_person_grant_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_auditor_grant_person_person_id")),
        sa.PrimaryKeyConstraint("grant_id", "person_id", name=op.f("pk_auditor_grant_person")),
    )
    with op.batch_alter_table("auditor_grant_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auditor_grant_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "domain_minutes",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_domain_minutes_minutes_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_domain_minutes_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "domain", name=op.f("pk_domain_minutes")),
    )
    op.create_table(
        "goal_item",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_goal_item_competency_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_item_goal_id")),
        sa.PrimaryKeyConstraint("goal_id", "competency_id", name=op.f("pk_goal_item")),
    )
    with op.batch_alter_table("goal_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_item_competency_id"), ["competency_id"], unique=False)

    op.create_table(
        "goal_note",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_goal_note_author_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_note_goal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_note")),
    )
    with op.batch_alter_table("goal_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_note_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "goal_step",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_step_goal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_goal_step_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_step")),
    )
    with op.batch_alter_table("goal_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_step_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "observation_item",
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_observation_item_competency_id")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_observation_item_observation_id")
        ),
        sa.PrimaryKeyConstraint("observation_id", "competency_id", name=op.f("pk_observation_item")),
    )
    with op.batch_alter_table("observation_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_item_competency_id"), ["competency_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("employee", "supervisor", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column(
            "role_reason",
            sa.Enum(
                "not_in_description",
                "not_offered",
                "others_do_it",
                name="role_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("wants_training", sa.Boolean(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "saw", "talked", "read", "heard", name="basis", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("in_bulk", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', 'not-my-role', 'in-person', 'not-observed')",
            name=op.f("ck_rating_answer_known"),
        ),
        sa.CheckConstraint(
            "side = 'employee' OR answer IS NULL OR answer <> 'in-person'", name=op.f("ck_rating_in_person_by_employee")
        ),
        sa.CheckConstraint(
            "side = 'supervisor' OR answer IS NULL OR answer <> 'not-observed'",
            name=op.f("ck_rating_not_observed_by_supervisor"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_rating_revision_positive")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_rating_assessment_id")),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_rating_competency_id")),
        sa.PrimaryKeyConstraint("assessment_id", "side", "competency_id", name=op.f("pk_rating")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "baseline",
                "ninety_days",
                "annual",
                "before_certification",
                "role_change",
                "ad_hoc",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "rating",
                "in_conversation",
                "awaiting_signatures",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("used_for", sa.Text(), nullable=False),
        sa.Column("not_used_for", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ending",
            sa.Enum("signed", name="ending", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_review_ended_paired")),
        sa.CheckConstraint(
            "(state IN ('awaiting_signatures', 'ended')) = (snapshot_id IS NOT NULL)",
            name=op.f("ck_review_frozen_when_asked_to_sign"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_review_ending_paired")),
        sa.CheckConstraint("length(used_for) > 0 AND length(not_used_for) > 0", name=op.f("ck_review_purpose_given")),
        sa.ForeignKeyConstraint(["id"], ["assessment.id"], name=op.f("fk_review_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_review_opened_by_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_review_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_state", ["state"], unique=False)

    op.create_table(
        "signature",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("signer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum("employee", "supervisor", name="capacity", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "meaning",
            sa.Enum(
                "agree", "disagree", "received", name="meaning", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("typed_name", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("comment_salt", sa.String(length=32), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_time", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("link_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by_id", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "capacity <> 'employee' OR signer_id = about_id", name=op.f("ck_signature_employee_is_subject")
        ),
        sa.CheckConstraint(
            "capacity <> 'supervisor' OR signer_id <> about_id", name=op.f("ck_signature_not_own_supervisor")
        ),
        sa.CheckConstraint(
            "meaning <> 'disagree' OR length(comment) > 0", name=op.f("ck_signature_disagreement_in_words")
        ),
        sa.CheckConstraint("(voided_at IS NULL) = (voided_by_id IS NULL)", name=op.f("ck_signature_voided_paired")),
        sa.CheckConstraint(
            "voided_at IS NULL OR length(void_reason) > 0", name=op.f("ck_signature_voided_with_reason")
        ),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_signature_about_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_signature_signer_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_signature_snapshot_id")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["person.id"], name=op.f("fk_signature_voided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_signer_id"), ["signer_id"], unique=False)
        batch_op.create_index(
            "uq_signature_standing",
            ["snapshot_id", "capacity"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "snapshot_text",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_text_snapshot_id")),
        sa.PrimaryKeyConstraint("snapshot_id", "place", name=op.f("pk_snapshot_text")),
    )
    op.create_table(
        "verification",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("assessor_qualified_by", sa.String(length=300), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "direct_observation",
                "demonstration",
                "documentation_review",
                "case_discussion",
                "teach_back",
                "test",
                "peer_feedback",
                "exemplar",
                "presentation",
                "simulation",
                "quality_monitor",
                "other",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("event", sa.String(length=300), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column(
            "occasion",
            sa.Enum("initial", "periodic", name="occasion", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_verification_withdrawn_paired")
        ),
        sa.CheckConstraint("person_id <> assessor_id", name=op.f("ck_verification_not_oneself")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR length(withdrawn_reason) > 0", name=op.f("ck_verification_withdrawn_with_reason")
        ),
        sa.ForeignKeyConstraint(["assessor_id"], ["person.id"], name=op.f("fk_verification_assessor_id")),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name=op.f("fk_verification_observation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_verification_person_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_verification_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verification_assessor_id"), ["assessor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verification_person_id"), ["person_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "form",
            sa.Enum("in_person", "video", "phone", name="form", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("present", sa.String(length=300), nullable=False),
        sa.Column("support_wanted", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 600", name=op.f("ck_conversation_minutes_possible")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_conversation_review_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "conversation_comment",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_conversation_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competency.id"], name=op.f("fk_conversation_comment_competency_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_conversation_comment_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_comment")),
    )
    with op.batch_alter_table("conversation_comment", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_comment_item", ["review_id", "competency_id"], unique=False)

    op.create_table(
        "conversation_item",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_by_employee", sa.Boolean(), nullable=False),
        sa.Column("chosen_by_supervisor", sa.Boolean(), nullable=False),
        sa.Column("proposed_level", sa.Integer(), nullable=True),
        sa.Column(
            "proposed_by",
            sa.Enum("employee", "supervisor", name="proposed_by", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("differs_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_conversation_item_agreed_paired")
        ),
        sa.CheckConstraint(
            "(proposed_level IS NULL) = (proposed_by IS NULL)", name=op.f("ck_conversation_item_proposed_paired")
        ),
        sa.CheckConstraint(
            "agreed_at IS NULL OR differs_at IS NULL", name=op.f("ck_conversation_item_agreed_or_different")
        ),
        sa.CheckConstraint(
            "agreed_at IS NULL OR proposed_level IS NOT NULL", name=op.f("ck_conversation_item_agreed_was_proposed")
        ),
        sa.CheckConstraint(
            "proposed_level IS NULL OR proposed_level BETWEEN 1 AND 9", name=op.f("ck_conversation_item_level_range")
        ),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_conversation_item_competency_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_conversation_item_confirmed_by_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_conversation_item_review_id")),
        sa.PrimaryKeyConstraint("review_id", "competency_id", name=op.f("pk_conversation_item")),
    )
    op.create_table(
        "issued_report",
        sa.Column(
            "kind",
            sa.Enum("competency", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("personnel_file", "outside", name="audience", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_issued_report_issued_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issued_report_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_issued_report_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_report")),
        sa.UniqueConstraint(
            "review_id", "kind", "content_sha256", "scope", "language", "audience", name="uq_issued_report_copy"
        ),
    )
    with op.batch_alter_table("issued_report", schema=None) as batch_op:
        batch_op.create_index("ix_issued_report_person", ["person_id", "created_at"], unique=False)

    op.create_table(
        "rating_revision",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("employee", "supervisor", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("was_saved", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id", "side", "competency_id"],
            ["rating.assessment_id", "rating.side", "rating.competency_id"],
            name=op.f("fk_rating_revision_assessment_id_side_competency_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_revision")),
    )
    with op.batch_alter_table("rating_revision", schema=None) as batch_op:
        batch_op.create_index("ix_rating_revision_rating", ["assessment_id", "side", "competency_id"], unique=False)

    op.create_table(
        "verified_item",
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("expected_level", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "level >= expected_level OR goal_id IS NOT NULL", name=op.f("ck_verified_item_next_step_agreed")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 9", name=op.f("ck_verified_item_level_range")),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_verified_item_competency_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_verified_item_goal_id")),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verification.id"], name=op.f("fk_verified_item_verification_id")
        ),
        sa.PrimaryKeyConstraint("verification_id", "competency_id", name=op.f("pk_verified_item")),
    )
    with op.batch_alter_table("verified_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verified_item_competency_id"), ["competency_id"], unique=False)
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("verified_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verified_item_competency_id"))

    op.drop_table("verified_item")
    with op.batch_alter_table("rating_revision", schema=None) as batch_op:
        batch_op.drop_index("ix_rating_revision_rating")

    op.drop_table("rating_revision")
    with op.batch_alter_table("issued_report", schema=None) as batch_op:
        batch_op.drop_index("ix_issued_report_person")

    op.drop_table("issued_report")
    op.drop_table("conversation_item")
    with op.batch_alter_table("conversation_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_conversation_comment_item")

    op.drop_table("conversation_comment")
    op.drop_table("conversation")
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_person_id"))
        batch_op.drop_index(batch_op.f("ix_verification_assessor_id"))

    op.drop_table("verification")
    op.drop_table("snapshot_text")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signature_standing",
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_signature_signer_id"))

    op.drop_table("signature")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_state")

    op.drop_table("review")
    op.drop_table("rating")
    with op.batch_alter_table("observation_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_item_competency_id"))

    op.drop_table("observation_item")
    with op.batch_alter_table("goal_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_step_goal_id"))

    op.drop_table("goal_step")
    with op.batch_alter_table("goal_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_note_goal_id"))

    op.drop_table("goal_note")
    with op.batch_alter_table("goal_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_item_competency_id"))

    op.drop_table("goal_item")
    op.drop_table("domain_minutes")
    with op.batch_alter_table("auditor_grant_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auditor_grant_person_person_id"))

    op.drop_table("auditor_grant_person")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_person_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_person_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("supervision_assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_supervision_assignment_open_primary",
            sqlite_where=sa.text("kind = 'primary' AND ends_on IS NULL"),
            postgresql_where=sa.text("kind = 'primary' AND ends_on IS NULL"),
        )
        batch_op.drop_index("ix_supervision_assignment_supervisor")
        batch_op.drop_index(batch_op.f("ix_supervision_assignment_person_id"))

    op.drop_table("supervision_assignment")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index("ix_statement_record")
        batch_op.drop_index(batch_op.f("ix_statement_author_id"))

    op.drop_table("statement")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index("ix_snapshot_subject")

    op.drop_table("snapshot")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_person_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )

    op.drop_table("role_grant")
    op.drop_table("password")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_person_id"))
        batch_op.drop_index(batch_op.f("ix_observation_observer_id"))

    op.drop_table("observation")
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_entry_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_log_entry_held_on"))

    op.drop_table("log_entry")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_person_id"))

    op.drop_table("goal")
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_person_id"))

    op.drop_table("credential")
    op.drop_table("consent")
    op.drop_table("competency")
    with op.batch_alter_table("auditor_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auditor_grant_auditor_id"))

    op.drop_table("auditor_grant")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_person_id"))

    op.drop_table("assessment")
    op.drop_table("scale_level")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_program_id"))

    op.drop_table("person")
    op.drop_table("domain")
    with op.batch_alter_table("trail_line", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_trail_line_opening",
            sqlite_where=sa.text("hour IS NOT NULL"),
            postgresql_where=sa.text("hour IS NOT NULL"),
        )
        batch_op.drop_index("ix_trail_line_record")
        batch_op.drop_index("ix_trail_line_about")

    op.drop_table("trail_line")
    op.drop_table("scale_version")
    op.drop_table("rate_count")
    op.drop_table("program")
    op.drop_table("installation")
    op.drop_table("framework_version")
    if op.get_bind().dialect.name == "postgresql":
        for table in GUARDED:
            op.execute(f"DROP FUNCTION {table}_refuse()")
