"""observations asked for and acknowledged, own examples, revised and carried goals

Revision ID: 0010
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "goal_carried",
    "goal_wording_step",
    "goal_wording",
    "verification_example",
    "example_item",
    "example",
    "observation_acknowledgement",
    "observation_request_item",
    "observation_request",
)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _rule(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _moment(name: str, *, needed: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _uuid(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=not needed)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    _create_requests()
    _create_examples()
    _create_wordings()
    _create_carried()


def _create_requests() -> None:
    name = "observation_request"
    op.create_table(
        name,
        _uuid("person_id"),
        _text("wish"),
        _uuid("observation_id", needed=False),
        _text("answer"),
        _moment("answered_at"),
        _uuid("answered_by_id", needed=False),
        _moment("withdrawn_at"),
        _uuid("id"),
        _moment("created_at", needed=True),
        _rule(name, "wish_given", "length(wish) > 0"),
        _rule(name, "answered_paired", "(answered_at IS NULL) = (answered_by_id IS NULL)"),
        _rule(name, "not_by_oneself", "answered_by_id IS NULL OR answered_by_id <> person_id"),
        _rule(name, "answered_somehow", "answered_at IS NULL OR observation_id IS NOT NULL OR length(answer) > 0"),
        _rule(name, "answered_or_withdrawn", "answered_at IS NULL OR withdrawn_at IS NULL"),
        _points(name, "person_id", "person"),
        _points(name, "observation_id", "observation"),
        _points(name, "answered_by_id", "person"),
        _key(name, "id"),
    )
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])
    op.create_index(op.f(f"ix_{name}_observation_id"), name, ["observation_id"])
    _create_items("observation_request_item", "request_id", name)
    name = "observation_acknowledgement"
    op.create_table(
        name,
        _uuid("observation_id"),
        _text("comment"),
        _moment("at", needed=True),
        _points(name, "observation_id", "observation"),
        _key(name, "observation_id"),
    )


def _create_items(name: str, column: str, to: str) -> None:
    op.create_table(
        name,
        _uuid(column),
        _uuid("competency_id"),
        _points(name, column, to),
        _points(name, "competency_id", "competency"),
        _key(name, column, "competency_id"),
    )
    op.create_index(op.f(f"ix_{name}_competency_id"), name, ["competency_id"])


def _create_examples() -> None:
    name = "example"
    op.create_table(
        name,
        _uuid("person_id"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        _text("text"),
        _moment("shared_at"),
        _uuid("id"),
        _moment("created_at", needed=True),
        _rule(name, "text_given", "length(text) > 0"),
        _points(name, "person_id", "person"),
        _key(name, "id"),
    )
    op.create_index(op.f("ix_example_person_id"), name, ["person_id"])
    _create_items("example_item", "example_id", name)
    name = "verification_example"
    op.create_table(
        name,
        _uuid("verification_id"),
        _uuid("example_id"),
        _points(name, "verification_id", "verification"),
        _points(name, "example_id", "example"),
        _key(name, "verification_id"),
    )
    op.create_index(op.f(f"ix_{name}_example_id"), name, ["example_id"])


def _create_wordings() -> None:
    name = "goal_wording"
    op.create_table(
        name,
        _uuid("goal_id"),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        _uuid("proposed_by_id"),
        *(_text(column) for column in ("reason", "statement", "strength", "support_needed", "success")),
        sa.Column("target_on", sa.Date(), nullable=False),
        _moment("agreed_at"),
        _uuid("agreed_by_id", needed=False),
        _moment("declined_at"),
        _uuid("declined_by_id", needed=False),
        _uuid("id"),
        _moment("created_at", needed=True),
        _rule(name, "agreed_paired", "(agreed_at IS NULL) = (agreed_by_id IS NULL)"),
        _rule(name, "declined_paired", "(declined_at IS NULL) = (declined_by_id IS NULL)"),
        _rule(name, "agreed_by_the_other", "agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id"),
        _rule(name, "agreed_or_declined", "agreed_at IS NULL OR declined_at IS NULL"),
        _points(name, "goal_id", "goal"),
        *(_points(name, column, "person") for column in ("proposed_by_id", "agreed_by_id", "declined_by_id")),
        _key(name, "id"),
    )
    op.create_index(op.f("ix_goal_wording_goal_id"), name, ["goal_id"])
    name = "goal_wording_step"
    op.create_table(
        name,
        _uuid("wording_id"),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        _uuid("owner_id"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _points(name, "wording_id", "goal_wording"),
        _points(name, "owner_id", "person"),
        _key(name, "wording_id", "position"),
    )


def _create_carried() -> None:
    name = "goal_carried"
    op.create_table(
        name,
        _uuid("goal_id"),
        _uuid("review_id"),
        _uuid("carried_by_id"),
        sa.Column("target_before", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        _uuid("id"),
        _moment("created_at", needed=True),
        _rule(name, "dates_forward", "target_on >= target_before"),
        _points(name, "goal_id", "goal"),
        _points(name, "review_id", "assessment"),
        _points(name, "carried_by_id", "person"),
        _key(name, "id"),
        sa.UniqueConstraint("goal_id", "review_id", name=op.f("uq_goal_carried_goal_id_review_id")),
    )
    op.create_index(op.f("ix_goal_carried_review_id"), name, ["review_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
