"""the supervision log whole: items, goals, follow-ups, agreements, requests, signed months, hours

Revision ID: 0007
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0009"
branch_labels = None
depends_on = None

# What is signed never changes, and a follow-up is closed, never rewritten.
SQLITE_GUARDS = (
    "CREATE TRIGGER follow_up_no_update BEFORE UPDATE ON follow_up WHEN NOT ((OLD.done_at IS NULL OR (NEW.done_at IS OLD.done_at AND NEW.done_by_id IS OLD.done_by_id)) AND (NEW.text IS OLD.text OR NEW.text LIKE '[removed for privacy, %') AND NEW.entry_id IS OLD.entry_id AND NEW.position IS OLD.position AND NEW.owner_id IS OLD.owner_id AND NEW.due_on IS OLD.due_on AND NEW.id IS OLD.id AND NEW.created_at IS OLD.created_at) BEGIN SELECT RAISE(ABORT, 'a follow-up is closed, never rewritten'); END",
    "CREATE TRIGGER signed_month_no_update BEFORE UPDATE ON signed_month WHEN NOT ((OLD.reopened_at IS NULL OR (NEW.asked_at IS OLD.asked_at AND NEW.asked_by_id IS OLD.asked_by_id AND NEW.refused_at IS OLD.refused_at AND NEW.refused_by_id IS OLD.refused_by_id AND NEW.reopened_at IS OLD.reopened_at AND NEW.reopened_by_id IS OLD.reopened_by_id AND (NEW.reason IS OLD.reason OR NEW.reason LIKE '[removed for privacy, %') AND (NEW.refusal IS OLD.refusal OR NEW.refusal LIKE '[removed for privacy, %'))) AND NEW.person_id IS OLD.person_id AND NEW.supervisor_id IS OLD.supervisor_id AND NEW.month_on IS OLD.month_on AND NEW.snapshot_id IS OLD.snapshot_id AND NEW.id IS OLD.id AND NEW.created_at IS OLD.created_at) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER signed_month_no_delete BEFORE DELETE ON signed_month BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER frozen_attendance_no_update BEFORE UPDATE ON frozen_attendance BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER frozen_attendance_no_delete BEFORE DELETE ON frozen_attendance BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER log_entry_no_update BEFORE UPDATE ON log_entry WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.id AND signed_month.reopened_at IS NULL) AND NOT (NEW.supervisor_id IS OLD.supervisor_id AND NEW.supervisor_credential IS OLD.supervisor_credential AND NEW.is_non_clinical IS OLD.is_non_clinical AND NEW.held_on IS OLD.held_on AND NEW.starts IS OLD.starts AND NEW.minutes IS OLD.minutes AND NEW.kind IS OLD.kind AND NEW.mode IS OLD.mode AND NEW.id IS OLD.id AND NEW.created_at IS OLD.created_at AND NEW.is_group IS OLD.is_group AND NEW.asked_by IS OLD.asked_by AND (NEW.summary IS OLD.summary OR NEW.summary LIKE '[removed for privacy, %') AND (NEW.strength IS OLD.strength OR NEW.strength LIKE '[removed for privacy, %') AND (NEW.recommendations IS OLD.recommendations OR NEW.recommendations LIKE '[removed for privacy, %')) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER log_entry_no_delete BEFORE DELETE ON log_entry WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.attendance_id = OLD.id AND signed_month.reopened_at IS NULL) AND NOT (NEW.id IS OLD.id AND NEW.entry_id IS OLD.entry_id AND NEW.person_id IS OLD.person_id AND NEW.confirmed_at IS OLD.confirmed_at AND (NEW.comment IS OLD.comment OR NEW.comment LIKE '[removed for privacy, %') AND (NEW.own_part IS OLD.own_part OR NEW.own_part LIKE '[removed for privacy, %')) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER attendance_no_delete BEFORE DELETE ON attendance WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.attendance_id = OLD.id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER domain_minutes_no_insert BEFORE INSERT ON domain_minutes WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = NEW.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER domain_minutes_no_update BEFORE UPDATE ON domain_minutes WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER domain_minutes_no_delete BEFORE DELETE ON domain_minutes WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER entry_item_no_insert BEFORE INSERT ON entry_item WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = NEW.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER entry_item_no_update BEFORE UPDATE ON entry_item WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER entry_item_no_delete BEFORE DELETE ON entry_item WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER entry_goal_no_insert BEFORE INSERT ON entry_goal WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = NEW.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER entry_goal_no_update BEFORE UPDATE ON entry_goal WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
    "CREATE TRIGGER entry_goal_no_delete BEFORE DELETE ON entry_goal WHEN EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.entry_id AND signed_month.reopened_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a signed month never changes'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION follow_up_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NOT ((OLD.done_at IS NULL OR (NEW.done_at IS NOT DISTINCT FROM OLD.done_at AND NEW.done_by_id IS NOT DISTINCT FROM OLD.done_by_id)) AND (NEW.text IS NOT DISTINCT FROM OLD.text OR NEW.text LIKE '[removed for privacy, %') AND NEW.entry_id IS NOT DISTINCT FROM OLD.entry_id AND NEW.position IS NOT DISTINCT FROM OLD.position AND NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id AND NEW.due_on IS NOT DISTINCT FROM OLD.due_on AND NEW.id IS NOT DISTINCT FROM OLD.id AND NEW.created_at IS NOT DISTINCT FROM OLD.created_at)) THEN RAISE EXCEPTION 'a follow-up is closed, never rewritten'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER follow_up_guard BEFORE UPDATE ON follow_up FOR EACH ROW EXECUTE FUNCTION follow_up_refuse()",
    "CREATE FUNCTION signed_month_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (TG_OP = 'DELETE' OR NOT ((OLD.reopened_at IS NULL OR (NEW.asked_at IS NOT DISTINCT FROM OLD.asked_at AND NEW.asked_by_id IS NOT DISTINCT FROM OLD.asked_by_id AND NEW.refused_at IS NOT DISTINCT FROM OLD.refused_at AND NEW.refused_by_id IS NOT DISTINCT FROM OLD.refused_by_id AND NEW.reopened_at IS NOT DISTINCT FROM OLD.reopened_at AND NEW.reopened_by_id IS NOT DISTINCT FROM OLD.reopened_by_id AND (NEW.reason IS NOT DISTINCT FROM OLD.reason OR NEW.reason LIKE '[removed for privacy, %') AND (NEW.refusal IS NOT DISTINCT FROM OLD.refusal OR NEW.refusal LIKE '[removed for privacy, %'))) AND NEW.person_id IS NOT DISTINCT FROM OLD.person_id AND NEW.supervisor_id IS NOT DISTINCT FROM OLD.supervisor_id AND NEW.month_on IS NOT DISTINCT FROM OLD.month_on AND NEW.snapshot_id IS NOT DISTINCT FROM OLD.snapshot_id AND NEW.id IS NOT DISTINCT FROM OLD.id AND NEW.created_at IS NOT DISTINCT FROM OLD.created_at)) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER signed_month_guard BEFORE UPDATE OR DELETE ON signed_month FOR EACH ROW EXECUTE FUNCTION signed_month_refuse()",
    "CREATE FUNCTION frozen_attendance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (true) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER frozen_attendance_guard BEFORE UPDATE OR DELETE ON frozen_attendance FOR EACH ROW EXECUTE FUNCTION frozen_attendance_refuse()",
    "CREATE FUNCTION log_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = OLD.id AND signed_month.reopened_at IS NULL) AND (TG_OP = 'DELETE' OR NOT (NEW.supervisor_id IS NOT DISTINCT FROM OLD.supervisor_id AND NEW.supervisor_credential IS NOT DISTINCT FROM OLD.supervisor_credential AND NEW.is_non_clinical IS NOT DISTINCT FROM OLD.is_non_clinical AND NEW.held_on IS NOT DISTINCT FROM OLD.held_on AND NEW.starts IS NOT DISTINCT FROM OLD.starts AND NEW.minutes IS NOT DISTINCT FROM OLD.minutes AND NEW.kind IS NOT DISTINCT FROM OLD.kind AND NEW.mode IS NOT DISTINCT FROM OLD.mode AND NEW.id IS NOT DISTINCT FROM OLD.id AND NEW.created_at IS NOT DISTINCT FROM OLD.created_at AND NEW.is_group IS NOT DISTINCT FROM OLD.is_group AND NEW.asked_by IS NOT DISTINCT FROM OLD.asked_by AND (NEW.summary IS NOT DISTINCT FROM OLD.summary OR NEW.summary LIKE '[removed for privacy, %') AND (NEW.strength IS NOT DISTINCT FROM OLD.strength OR NEW.strength LIKE '[removed for privacy, %') AND (NEW.recommendations IS NOT DISTINCT FROM OLD.recommendations OR NEW.recommendations LIKE '[removed for privacy, %')))) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER log_entry_guard BEFORE UPDATE OR DELETE ON log_entry FOR EACH ROW EXECUTE FUNCTION log_entry_refuse()",
    "CREATE FUNCTION attendance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.attendance_id = OLD.id AND signed_month.reopened_at IS NULL) AND (TG_OP = 'DELETE' OR NOT (NEW.id IS NOT DISTINCT FROM OLD.id AND NEW.entry_id IS NOT DISTINCT FROM OLD.entry_id AND NEW.person_id IS NOT DISTINCT FROM OLD.person_id AND NEW.confirmed_at IS NOT DISTINCT FROM OLD.confirmed_at AND (NEW.comment IS NOT DISTINCT FROM OLD.comment OR NEW.comment LIKE '[removed for privacy, %') AND (NEW.own_part IS NOT DISTINCT FROM OLD.own_part OR NEW.own_part LIKE '[removed for privacy, %')))) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER attendance_guard BEFORE UPDATE OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION attendance_refuse()",
    "CREATE FUNCTION domain_minutes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = CASE WHEN TG_OP = 'INSERT' THEN NEW.entry_id ELSE OLD.entry_id END AND signed_month.reopened_at IS NULL)) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER domain_minutes_guard BEFORE INSERT OR UPDATE OR DELETE ON domain_minutes FOR EACH ROW EXECUTE FUNCTION domain_minutes_refuse()",
    "CREATE FUNCTION entry_item_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = CASE WHEN TG_OP = 'INSERT' THEN NEW.entry_id ELSE OLD.entry_id END AND signed_month.reopened_at IS NULL)) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER entry_item_guard BEFORE INSERT OR UPDATE OR DELETE ON entry_item FOR EACH ROW EXECUTE FUNCTION entry_item_refuse()",
    "CREATE FUNCTION entry_goal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM frozen_attendance JOIN signed_month ON signed_month.id = frozen_attendance.signed_month_id WHERE frozen_attendance.entry_id = CASE WHEN TG_OP = 'INSERT' THEN NEW.entry_id ELSE OLD.entry_id END AND signed_month.reopened_at IS NULL)) THEN RAISE EXCEPTION 'a signed month never changes'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER entry_goal_guard BEFORE INSERT OR UPDATE OR DELETE ON entry_goal FOR EACH ROW EXECUTE FUNCTION entry_goal_refuse()",
)
# Guarded tables that stay when this is taken back: their triggers go by name.
KEPT_TABLES = {
    "log_entry": ("update", "delete"),
    "attendance": ("update", "delete"),
    "domain_minutes": ("insert", "update", "delete"),
}
GUARDED = ("follow_up", "signed_month", "frozen_attendance", "entry_item", "entry_goal", *KEPT_TABLES)
ASKED_BY = "asked_by IN ('planned', 'employee', 'supervisor')"


def _list(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        "log_setting",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_call", sa.String(length=200), nullable=False),
        sa.Column("long_minutes", sa.Integer(), nullable=False),
        sa.Column("gap_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("gap_days IS NULL OR gap_days BETWEEN 1 AND 365", name=op.f("ck_log_setting_gap_possible")),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_setting_one_row")),
        sa.CheckConstraint("long_minutes BETWEEN 30 AND 600", name=op.f("ck_log_setting_long_possible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_setting")),
    )
    op.create_table(
        "log_topic",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_risk", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_log_topic_name_given")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_log_topic")),
    )
    op.create_table(
        "target_set",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_target_set_title_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_set")),
        sa.UniqueConstraint("code", name=op.f("uq_target_set_code")),
    )
    op.create_table(
        "target",
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            _list(
                "measure",
                "work_hours",
                "recovery_share",
                "supervision_hours",
                "domain_hours",
                "work_per_supervision",
                "week_minutes",
                "gap_days",
            ),
            nullable=False,
        ),
        sa.Column("domain", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(measure = 'domain_hours') = (domain <> '')", name=op.f("ck_target_domain_where_needed")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_target_amount_positive")),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_target_source_given")),
        sa.ForeignKeyConstraint(["set_id"], ["target_set.id"], name=op.f("fk_target_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("set_id", "measure", "domain", name=op.f("uq_target_set_id_measure_domain")),
    )
    op.create_table(
        "counting_rule",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("least BETWEEN 1 AND 60", name=op.f("ck_counting_rule_least_possible")),
        sa.CheckConstraint("unit BETWEEN 1 AND 60", name=op.f("ck_counting_rule_unit_possible")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_counting_rule_set_by_id")),
        sa.PrimaryKeyConstraint("starts_on", name=op.f("pk_counting_rule")),
    )
    op.create_table(
        "month_reading",
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_month_reading_person_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_month_reading_reader_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_month_reading_supervisor_id")),
        sa.PrimaryKeyConstraint("reader_id", "person_id", "supervisor_id", "month_on", name=op.f("pk_month_reading")),
    )
    op.create_table(
        "supervision_agreement",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", _list("mode", "in_person", "video", "phone"), nullable=False),
        sa.Column("expectations", sa.Text(), nullable=False),
        sa.Column("conflict_check", sa.Text(), nullable=False),
        sa.Column("clinical_oversight", sa.Text(), nullable=False),
        sa.Column("employee_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supervisor_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every_days BETWEEN 1 AND 365", name=op.f("ck_supervision_agreement_frequency_possible")),
        sa.CheckConstraint(
            "length(expectations) > 0 AND length(conflict_check) > 0", name=op.f("ck_supervision_agreement_texts_given")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_supervision_agreement_minutes_possible")),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_supervision_agreement_not_oneself")),
        sa.CheckConstraint("review_on > starts_on", name=op.f("ck_supervision_agreement_dates_forward")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervision_agreement_person_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_supervision_agreement_supervisor_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_supervision_agreement_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_agreement")),
    )
    op.create_index(op.f("ix_supervision_agreement_person_id"), "supervision_agreement", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_supervision_agreement_supervisor_id"), "supervision_agreement", ["supervisor_id"], unique=False
    )
    op.create_index(
        "uq_supervision_agreement_open",
        "supervision_agreement",
        ["person_id", "supervisor_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "supervision_request",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_supervision_request_answered_paired")
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR length(answer) > 0", name=op.f("ck_supervision_request_answered_in_words")
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_supervision_request_answered_or_withdrawn")
        ),
        sa.CheckConstraint(
            "answered_by_id IS NULL OR answered_by_id <> person_id",
            name=op.f("ck_supervision_request_not_answered_by_oneself"),
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_supervision_request_answered_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervision_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_request")),
    )
    op.create_index(op.f("ix_supervision_request_person_id"), "supervision_request", ["person_id"], unique=False)
    op.create_table(
        "work_period",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("week_minutes", sa.Integer(), nullable=False),
        sa.Column("recovery_share", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name=op.f("ck_work_period_taken_back_paired")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_work_period_dates_forward")),
        sa.CheckConstraint("recorded_by_id <> person_id", name=op.f("ck_work_period_not_by_oneself")),
        sa.CheckConstraint("recovery_share BETWEEN 0 AND 100", name=op.f("ck_work_period_share_possible")),
        sa.CheckConstraint("week_minutes BETWEEN 1 AND 10080", name=op.f("ck_work_period_week_possible")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_period_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_work_period_recorded_by_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["person.id"], name=op.f("fk_work_period_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_period")),
    )
    op.create_index(op.f("ix_work_period_person_id"), "work_period", ["person_id"], unique=False)
    op.create_table(
        "entry_goal",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_entry_goal_entry_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_entry_goal_goal_id")),
        sa.PrimaryKeyConstraint("entry_id", "goal_id", name=op.f("pk_entry_goal")),
    )
    op.create_index(op.f("ix_entry_goal_goal_id"), "entry_goal", ["goal_id"], unique=False)
    op.create_table(
        "entry_item",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_entry_item_competency_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_entry_item_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "competency_id", name=op.f("pk_entry_item")),
    )
    op.create_index(op.f("ix_entry_item_competency_id"), "entry_item", ["competency_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_follow_up_done_paired")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_follow_up_text_given")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_follow_up_done_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_follow_up_entry_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_follow_up_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_entry_id"), "follow_up", ["entry_id"], unique=False)
    op.create_index(op.f("ix_follow_up_owner_id"), "follow_up", ["owner_id"], unique=False)
    op.create_table(
        "signed_month",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(asked_at IS NULL) = (asked_by_id IS NULL)", name=op.f("ck_signed_month_asked_paired")),
        sa.CheckConstraint(
            "(refused_at IS NULL) = (refused_by_id IS NULL)", name=op.f("ck_signed_month_refused_paired")
        ),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by_id IS NULL)", name=op.f("ck_signed_month_reopened_paired")
        ),
        sa.CheckConstraint("asked_at IS NULL OR length(reason) > 0", name=op.f("ck_signed_month_asked_with_reason")),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_signed_month_not_oneself")),
        sa.CheckConstraint(
            "refused_at IS NULL OR length(refusal) > 0", name=op.f("ck_signed_month_refused_with_reason")
        ),
        sa.CheckConstraint(
            "refused_at IS NULL OR reopened_at IS NULL", name=op.f("ck_signed_month_refused_or_reopened")
        ),
        sa.CheckConstraint(
            "reopened_at IS NULL OR asked_at IS NOT NULL", name=op.f("ck_signed_month_reopened_was_asked")
        ),
        sa.CheckConstraint(
            "reopened_by_id IS NULL OR (reopened_by_id <> person_id AND reopened_by_id <> supervisor_id)",
            name=op.f("ck_signed_month_not_reopened_by_a_side"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_signed_month_asked_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signed_month_person_id")),
        sa.ForeignKeyConstraint(["refused_by_id"], ["person.id"], name=op.f("fk_signed_month_refused_by_id")),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["person.id"], name=op.f("fk_signed_month_reopened_by_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_signed_month_snapshot_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_signed_month_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_month")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_signed_month_snapshot_id")),
    )
    op.create_index("ix_signed_month_supervisor", "signed_month", ["supervisor_id", "month_on"], unique=False)
    op.create_index(
        "uq_signed_month_standing",
        "signed_month",
        ["person_id", "supervisor_id", "month_on"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "frozen_attendance",
        sa.Column("signed_month_id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_frozen_attendance_attendance_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_frozen_attendance_entry_id")),
        sa.ForeignKeyConstraint(
            ["signed_month_id"], ["signed_month.id"], name=op.f("fk_frozen_attendance_signed_month_id")
        ),
        sa.PrimaryKeyConstraint("signed_month_id", "attendance_id", name=op.f("pk_frozen_attendance")),
    )
    op.create_index(op.f("ix_frozen_attendance_attendance_id"), "frozen_attendance", ["attendance_id"], unique=False)
    op.create_index(op.f("ix_frozen_attendance_entry_id"), "frozen_attendance", ["entry_id"], unique=False)
    _add_columns()
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        op.execute(statement)


def _add_columns():
    """Each has a default in the database, so that rows from before get it and no table is rebuilt."""
    op.add_column("attendance", sa.Column("own_part", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("log_entry", sa.Column("is_group", sa.Boolean(), server_default=sa.false(), nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE log_entry ADD COLUMN asked_by VARCHAR(40) DEFAULT 'planned' NOT NULL "
            f"CONSTRAINT ck_log_entry_asked_by CHECK ({ASKED_BY})"
        )
    else:
        op.add_column("log_entry", sa.Column("asked_by", sa.String(40), server_default="planned", nullable=False))
        op.create_check_constraint(op.f("ck_log_entry_asked_by"), "log_entry", ASKED_BY)
    op.add_column("log_entry", sa.Column("recommendations", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.execute(
        "UPDATE log_entry SET is_group = true WHERE "
        "(SELECT count(*) FROM attendance WHERE attendance.entry_id = log_entry.id) > 1"
    )


def downgrade():
    dialect = op.get_bind().dialect.name
    for table, verbs in KEPT_TABLES.items():
        names = [f"{table}_no_{verb}" for verb in verbs] if dialect == "sqlite" else [f"{table}_guard"]
        for name in names:
            op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else ""))
    for table in TABLES:
        op.drop_table(table)
    if dialect == "postgresql":
        for table in GUARDED:
            op.execute(f"DROP FUNCTION {table}_refuse()")
        op.drop_constraint(op.f("ck_log_entry_asked_by"), "log_entry")
    for column in ("recommendations", "asked_by", "is_group"):
        op.drop_column("log_entry", column)
    op.drop_column("attendance", "own_part")


TABLES = (
    "frozen_attendance",
    "signed_month",
    "follow_up",
    "entry_item",
    "entry_goal",
    "work_period",
    "supervision_request",
    "supervision_agreement",
    "month_reading",
    "counting_rule",
    "target",
    "target_set",
    "log_topic",
    "log_setting",
)
