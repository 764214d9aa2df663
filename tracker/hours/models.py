"""Work periods of each person, and sets of targets with the source of every number."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice

WEEK_MINUTES = 7 * 24 * 60


class WorkPeriod(Identified, Dated, Base):
    """From when to when somebody worked here how many minutes a week, and which share of it was recovery support.

    Kept by HR. What was recorded in error is taken back, not deleted.
    """

    __tablename__ = "work_period"
    __table_args__ = (
        CheckConstraint(f"week_minutes BETWEEN 1 AND {WEEK_MINUTES}", name="week_possible"),
        CheckConstraint("recovery_share BETWEEN 0 AND 100", name="share_possible"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_forward"),
        CheckConstraint("recorded_by_id <> person_id", name="not_by_oneself"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_paired"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    week_minutes: Mapped[int]
    recovery_share: Mapped[int]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @property
    def week_hours(self) -> float:
        """Hours a week."""
        return self.week_minutes / 60


class Measure(StrEnum):
    """What a target is about, with its unit."""

    WORK_HOURS = "work_hours"
    RECOVERY_SHARE = "recovery_share"
    SUPERVISION_HOURS = "supervision_hours"
    DOMAIN_HOURS = "domain_hours"
    WORK_PER_SUPERVISION = "work_per_supervision"
    WEEK_MINUTES = "week_minutes"
    GAP_DAYS = "gap_days"


class TargetSet(Identified, Dated, Base):
    """A set of targets of the employer's own, or its changes to one that the product brings along (by ``code``)."""

    __tablename__ = "target_set"
    __table_args__ = (CheckConstraint("length(title) > 0", name="title_given"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]

    targets: Mapped[list[Target]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Target.position"
    )


class Target(Identified, Base):
    """One number of a set. ``domain`` is set for hours of one domain only; source and day say where it comes from."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("set_id", "measure", "domain"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(measure = 'domain_hours') = (domain <> '')", name="domain_where_needed"),
        CheckConstraint("length(source) > 0", name="source_given"),
    )

    set_id: Mapped[UUID] = mapped_column(ForeignKey("target_set.id"))
    position: Mapped[int]
    measure: Mapped[Measure] = mapped_column(choice(Measure, "measure"))
    domain: Mapped[str] = mapped_column(String(20), default="")
    amount: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    source_on: Mapped[date]
