"""Cycles of reviews: what each review of one begins with, who takes part, and the exceptions for one person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Program
from tracker.reviews.models import Rated, ReviewKind

LONGEST_HIRED_WITHIN: Final = 3650


class ExtensionReason(StrEnum):
    """Why one person's review is due later; never health."""

    WORKLOAD = "workload"
    NEW_IN_JOB = "new_in_job"
    SUPERVISOR_CHANGED = "supervisor_changed"
    TRAINING = "training"
    NO_DATE_FOUND = "no_date_found"
    AGREED_WITH_HR = "agreed_with_hr"


class WhyNot(StrEnum):
    """Why someone who was meant has no review of a cycle yet."""

    LEFT = "left"
    OPEN_REVIEW = "open_review"
    AWAY = "away"
    NO_SUPERVISOR = "no_supervisor"
    ONESELF = "oneself"


class Step(StrEnum):
    """How far a review of a cycle is, as HR counts it."""

    RATING = "rating"
    ONE_SENT = "one_sent"
    TALKING = "talking"
    SIGNING = "signing"
    ENDED = "ended"
    CLOSED = "closed"


class Cycle(Identified, Dated, Base):
    """Reviews held together. Planned, then open, then closed.

    ``program_id``, ``job_title`` and ``hired_within`` narrow a group together; people chosen by name
    are added to it. Without any of these everyone takes part.
    """

    __tablename__ = "review_cycle"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="name_given"),
        CheckConstraint("length(used_for) > 0 AND length(not_used_for) > 0", name="purpose_given"),
        CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name="dates_forward"),
        CheckConstraint("period_from <= opens_on", name="looks_back"),
        CheckConstraint(f"hired_within BETWEEN 1 AND {LONGEST_HIRED_WITHIN}", name="hired_within_possible"),
        CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name="opened_paired"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_paired"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opened"),
    )

    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[ReviewKind] = mapped_column(choice(ReviewKind, "kind"))
    used_for: Mapped[str] = mapped_column(Text)
    not_used_for: Mapped[str] = mapped_column(Text)
    who_reads: Mapped[str] = mapped_column(Text, default="")
    framework_version_id: Mapped[UUID] = mapped_column(ForeignKey("framework_version.id"))
    scale_id: Mapped[UUID] = mapped_column(ForeignKey("scale_version.id"))
    is_open_rating: Mapped[bool] = mapped_column(default=False)
    rated: Mapped[Rated] = mapped_column(choice(Rated, "rated"), default=Rated.ALL)
    focus: Mapped[list[str]] = mapped_column(default=list)
    period_from: Mapped[date]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    program_id: Mapped[UUID | None] = mapped_column(ForeignKey("program.id"))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    hired_within: Mapped[int | None]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    program: Mapped[Program | None] = relationship(lazy="raise_on_sql")
    chosen: Mapped[list[CycleChosen]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def is_planned(self) -> bool:
        """Whether it has not been opened yet."""
        return self.opened_at is None

    @property
    def is_open(self) -> bool:
        """Whether it was opened and not closed."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def narrows(self) -> bool:
        """Whether anything names a group of people."""
        return bool(self.program_id or self.job_title or self.hired_within)


class CycleChosen(Base):
    """Someone who takes part by name."""

    __tablename__ = "review_cycle_chosen"

    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("review_cycle.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)


class CycleReview(Base):
    """A review made for a cycle."""

    __tablename__ = "review_cycle_review"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("review_cycle.id"), index=True)


class CycleExtension(Identified, Dated, Base):
    """One person's review is due later, for a reason from the list."""

    __tablename__ = "review_cycle_extension"
    __table_args__ = (CheckConstraint("due_on > due_before", name="later"),)

    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("review_cycle.id"), index=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    due_before: Mapped[date]
    due_on: Mapped[date]
    reason: Mapped[ExtensionReason] = mapped_column(choice(ExtensionReason, "reason"))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
