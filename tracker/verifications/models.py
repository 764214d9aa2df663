"""Who verified which competency, how and when. A self-rating alone verifies nothing."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.goals.models import Goal
from tracker.observations.models import Example, Observation
from tracker.people.models import Person, Program

# The Joint Commission's outer limit (HRM.01.06.01): at least every three years.
VALID_YEARS: Final = 3
# "Steady": on one's own, reliably, in everyday situations.
EXPECTED_LEVEL: Final = 4
# More items than this from one event need a sentence of evidence each.
ITEMS_WITHOUT_OWN_EVIDENCE: Final = 8
# The job title of a requirement that holds for everyone.
EVERYONE: Final = ""
LONGEST_WITHIN_DAYS: Final = 1095


class Method(StrEnum):
    """How a competency was shown."""

    DIRECT_OBSERVATION = "direct_observation"
    DEMONSTRATION = "demonstration"
    DOCUMENTATION_REVIEW = "documentation_review"
    CASE_DISCUSSION = "case_discussion"
    TEACH_BACK = "teach_back"
    TEST = "test"
    PEER_FEEDBACK = "peer_feedback"
    EXEMPLAR = "exemplar"
    PRESENTATION = "presentation"
    SIMULATION = "simulation"
    QUALITY_MONITOR = "quality_monitor"
    OTHER = "other"


class Occasion(StrEnum):
    """Whether it is the first time for these items."""

    INITIAL = "initial"
    PERIODIC = "periodic"


class Qualification(StrEnum):
    """What makes an assessor able to judge."""

    CREDENTIAL = "credential"
    EXPERIENCE = "experience"
    TRAINING = "training"


class Verification(Identified, Dated, Base):
    """One event in which a named assessor saw competencies shown. Withdrawn with a reason, never deleted."""

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint("person_id <> assessor_id", name="not_oneself"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_paired"),
        CheckConstraint("withdrawn_at IS NULL OR length(withdrawn_reason) > 0", name="withdrawn_with_reason"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    assessor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    assessor_qualified_by: Mapped[str] = mapped_column(String(300))
    method: Mapped[Method] = mapped_column(choice(Method, "method"))
    event: Mapped[str] = mapped_column(String(300))
    observed_on: Mapped[date]
    occasion: Mapped[Occasion] = mapped_column(choice(Occasion, "occasion"))
    evidence: Mapped[str] = mapped_column(Text)
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey("observation.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    assessor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=assessor_id)
    observation: Mapped[Observation | None] = relationship(lazy="raise_on_sql")
    items: Mapped[list[VerifiedItem]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="verification"
    )
    # Verifications from before the kind was asked for have none.
    qualification: Mapped[AssessorQualification | None] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", uselist=False
    )
    exemplar: Mapped[VerifiedExample | None] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", uselist=False
    )

    @property
    def due_again_on(self) -> date:
        """The day it falls due again."""
        return due_again_after(self.observed_on)

    def is_due_again(self, day: date) -> bool:
        """Whether it has to be shown again by now."""
        return self.due_again_on <= day


def due_again_after(day: date) -> date:
    """The day on which what was observed on ``day`` falls due again."""
    try:
        return day.replace(year=day.year + VALID_YEARS)
    except ValueError:  # February 29
        return day.replace(year=day.year + VALID_YEARS, day=28)


class VerifiedItem(Base):
    """The level one competency was shown at. Below the expected level it links to a goal."""

    __tablename__ = "verified_item"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 9", name="level_range"),
        CheckConstraint("level >= expected_level OR goal_id IS NOT NULL", name="next_step_agreed"),
    )

    verification_id: Mapped[UUID] = mapped_column(ForeignKey("verification.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True, index=True)
    level: Mapped[int]
    expected_level: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text, default="")
    goal_id: Mapped[UUID | None] = mapped_column(ForeignKey("goal.id"))

    verification: Mapped[Verification] = relationship(lazy="raise_on_sql", back_populates="items")
    goal: Mapped[Goal | None] = relationship(lazy="raise_on_sql")

    @property
    def is_verified(self) -> bool:
        """Shown at the expected level or above; below it, it is a next step, never a failure."""
        return self.level >= self.expected_level


class AssessorQualification(Base):
    """Why the assessor of one verification was able to judge; its words stand with the verification itself."""

    __tablename__ = "assessor_qualification"

    verification_id: Mapped[UUID] = mapped_column(ForeignKey("verification.id"), primary_key=True)
    kind: Mapped[Qualification] = mapped_column(choice(Qualification, "kind"))
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"), index=True)

    appointment: Mapped[Appointment | None] = relationship(lazy="raise_on_sql")


class VerifiedExample(Base):
    """The employee's own shared example that a verification rests on."""

    __tablename__ = "verification_example"

    verification_id: Mapped[UUID] = mapped_column(ForeignKey("verification.id"), primary_key=True)
    example_id: Mapped[UUID] = mapped_column(ForeignKey("example.id"), index=True)

    example: Mapped[Example] = relationship(lazy="raise_on_sql")


class Requirement(Identified, Dated, Base):
    """A competency that a job requires, at which level, and how soon. Ended rather than deleted.

    A job's own line takes the place of the one for everyone. ``counts_from`` is the first day from which it could
    be asked of anybody: the days count from then, or from a later first day of work.
    """

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 9", name="level_range"),
        CheckConstraint(f"within_days BETWEEN 1 AND {LONGEST_WITHIN_DAYS}", name="days_possible"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_paired"),
        Index(
            "uq_requirement_open",
            "framework",
            "competency_code",
            "job_title",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    framework: Mapped[str] = mapped_column(String(40))
    competency_code: Mapped[str] = mapped_column(String(20))
    job_title: Mapped[str] = mapped_column(String(120), default=EVERYONE)
    level: Mapped[int]
    within_days: Mapped[int]
    counts_from: Mapped[date]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    set_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=set_by_id)
    ended_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=ended_by_id)


class Appointment(Identified, Dated, Base):
    """Someone whom HR lets verify named people or a program, from a day to a day. Ended, never deleted."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("assessor_id <> appointed_by_id", name="not_by_oneself"),
        CheckConstraint("ends_on >= starts_on", name="dates_forward"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_paired"),
    )

    assessor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    appointed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    program_id: Mapped[UUID | None] = mapped_column(ForeignKey("program.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    qualification: Mapped[Qualification] = mapped_column(choice(Qualification, "qualification"))
    qualified_by: Mapped[str] = mapped_column(String(300))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    assessor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=assessor_id)
    appointed_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=appointed_by_id)
    ended_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=ended_by_id)
    program: Mapped[Program | None] = relationship(lazy="raise_on_sql")
    people: Mapped[list[AppointedPerson]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    def covers(self, day: date) -> bool:
        """Whether it is in force on ``day``; both its first and last day count, and it can end before."""
        return self.ended_at is None and self.starts_on <= day <= self.ends_on


class AppointedPerson(Base):
    """One person named in an appointment."""

    __tablename__ = "appointed_person"

    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
