"""What someone learned and did before, and what was looked at to believe it; job descriptions with their dates."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class BackgroundKind(StrEnum):
    """What 59 Ill. Adm. Code 132.55 asks for beside licensure (``domain.md`` 1.3)."""

    EDUCATION = "education"
    EXPERIENCE = "experience"


class BackgroundSource(StrEnum):
    """What was looked at, or who was asked."""

    CERTIFICATE = "certificate"
    SCHOOL = "school"
    EMPLOYER = "employer"
    REFERENCE = "reference"
    APPLICATION = "application"


class Background(Identified, Dated, Base):
    """One school or one job of someone: what, where, from when to when; who verified it when, from which source.

    The person or HR writes it down; HR verifies it. What was written in error is withdrawn and kept.
    """

    __tablename__ = "background"
    __table_args__ = (
        CheckConstraint("length(what) > 0", name="what_given"),
        CheckConstraint("length(place) > 0", name="place_given"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_forward"),
        CheckConstraint(
            "(verified_on IS NULL) = (verified_by_id IS NULL) AND (verified_on IS NULL) = (source IS NULL)",
            name="verified_whole",
        ),
        CheckConstraint("verified_by_id IS NULL OR verified_by_id <> person_id", name="not_oneself"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_paired"),
        Index("ix_background_person", "person_id", "kind"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[BackgroundKind] = mapped_column(choice(BackgroundKind, "kind"))
    what: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[BackgroundSource | None] = mapped_column(choice(BackgroundSource, "source"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    recorded_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=recorded_by_id)
    verified_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=verified_by_id)


class JobDescription(Identified, Dated, Base):
    """A job description as it was given to someone on a day: its text, a kept file, or both.

    It never changes: a new one takes its place, and the earlier ones stay readable with their dates.
    """

    __tablename__ = "job_description"
    __table_args__ = (
        CheckConstraint("length(job_title) > 0", name="job_title_given"),
        CheckConstraint("given_by_id <> person_id", name="not_oneself"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_paired"),
        Index("ix_job_description_person", "person_id", "given_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    job_title: Mapped[str] = mapped_column(String(120))
    duties: Mapped[str] = mapped_column(Text, default="")
    given_on: Mapped[date]
    given_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    acknowledged_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    given_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=given_by_id)
