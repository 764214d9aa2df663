"""Development goals: proposed by either side, agreed by both."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class GoalStatus(StrEnum):
    """Where a goal stands. PROPOSED until both sides have agreed."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    MET = "met"
    CLOSED = "closed"


OPEN: Final = (GoalStatus.PROPOSED, GoalStatus.AGREED)


class Goal(Identified, Dated, Base):
    """Something to grow in, in the employee's words, with a strength to build on beside it."""

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint("target_on >= start_on", name="dates_forward"),
        CheckConstraint("(employee_agreed_at IS NULL) = (employee_agreed_by_id IS NULL)", name="employee_paired"),
        CheckConstraint("(supervisor_agreed_at IS NULL) = (supervisor_agreed_by_id IS NULL)", name="supervisor_paired"),
        CheckConstraint("supervisor_agreed_by_id IS NULL OR supervisor_agreed_by_id <> person_id", name="two_people"),
        CheckConstraint("employee_agreed_by_id IS NULL OR employee_agreed_by_id = person_id", name="employee_agrees"),
        CheckConstraint(
            "status <> 'agreed' OR (employee_agreed_at IS NOT NULL AND supervisor_agreed_at IS NOT NULL)",
            name="agreed_by_both",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    statement: Mapped[str] = mapped_column(Text)
    strength: Mapped[str] = mapped_column(Text)
    support_needed: Mapped[str] = mapped_column(Text, default="")
    success: Mapped[str] = mapped_column(Text)
    start_on: Mapped[date]
    target_on: Mapped[date]
    status: Mapped[GoalStatus] = mapped_column(choice(GoalStatus, "status"), default=GoalStatus.PROPOSED)
    status_reason: Mapped[str] = mapped_column(Text, default="")
    employee_agreed_at: Mapped[datetime | None]
    employee_agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    supervisor_agreed_at: Mapped[datetime | None]
    supervisor_agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    items: Mapped[list[GoalItem]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    steps: Mapped[list[GoalStep]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="GoalStep.position"
    )
    notes: Mapped[list[GoalNote]] = relationship(lazy="raise_on_sql", order_by="GoalNote.created_at")

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked toward or talked about."""
        return self.status in OPEN


class GoalItem(Base):
    """A competency the goal is about."""

    __tablename__ = "goal_item"

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True, index=True)


class GoalStep(Identified, Base):
    """Something one of the two will do, by when."""

    __tablename__ = "goal_step"

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(400))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]


class GoalNote(Identified, Dated, Base):
    """A note on progress by either side; added, never edited."""

    __tablename__ = "goal_note"

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
