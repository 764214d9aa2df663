"""Development goals: proposed by either side, agreed by both."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
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


class GoalWording(Identified, Dated, Base):
    """One wording of a goal that was revised: its first one, one that waits for the other side, or one that was agreed.

    A goal that was never revised has none. The goal itself says what stands; a newer wording takes its place once
    the other side agrees, and the earlier ones stay here.
    """

    __tablename__ = "goal_wording"
    __table_args__ = (
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_paired"),
        CheckConstraint("(declined_at IS NULL) = (declined_by_id IS NULL)", name="declined_paired"),
        CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id", name="agreed_by_the_other"),
        CheckConstraint("agreed_at IS NULL OR declined_at IS NULL", name="agreed_or_declined"),
    )

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    is_first: Mapped[bool] = mapped_column(default=False)
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[str] = mapped_column(Text)
    strength: Mapped[str] = mapped_column(Text)
    support_needed: Mapped[str] = mapped_column(Text, default="")
    success: Mapped[str] = mapped_column(Text)
    target_on: Mapped[date]
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    declined_at: Mapped[datetime | None]
    declined_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    goal: Mapped[Goal] = relationship(lazy="raise_on_sql", viewonly=True)
    steps: Mapped[list[GoalWordingStep]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="GoalWordingStep.position"
    )

    @property
    def waits(self) -> bool:
        """Whether it waits for the other side."""
        return not self.is_first and self.agreed_at is None and self.declined_at is None


class GoalWordingStep(Base):
    """A step as one wording of a goal has it."""

    __tablename__ = "goal_wording_step"

    wording_id: Mapped[UUID] = mapped_column(ForeignKey("goal_wording.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(String(400))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]


class GoalCarried(Identified, Dated, Base):
    """That a goal was carried from one review into the next, with the day to reach it before and after."""

    __tablename__ = "goal_carried"
    __table_args__ = (
        UniqueConstraint("goal_id", "review_id"),
        CheckConstraint("target_on >= target_before", name="dates_forward"),
    )

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"))
    # A review has the identifier of its assessment; the room of reviews lies to the right of this one.
    review_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    carried_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    target_before: Mapped[date]
    target_on: Mapped[date]
