"""Who verified which competency, how and when. A self-rating alone verifies nothing."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.goals.models import Goal
from tracker.observations.models import Observation
from tracker.people.models import Person

# The Joint Commission's outer limit (HRM.01.06.01): at least every three years.
VALID_YEARS: Final = 3
# "Steady": on one's own, reliably, in everyday situations.
EXPECTED_LEVEL: Final = 4
# More items than this from one event need a sentence of evidence each.
ITEMS_WITHOUT_OWN_EVIDENCE: Final = 8


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

    @property
    def due_again_on(self) -> date:
        """The day it falls due again."""
        try:
            return self.observed_on.replace(year=self.observed_on.year + VALID_YEARS)
        except ValueError:  # February 29
            return self.observed_on.replace(year=self.observed_on.year + VALID_YEARS, day=28)


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
