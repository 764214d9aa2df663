"""What a supervisor saw at work, tied to competencies."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person

DRAFT_KEPT_FOR: Final = timedelta(days=7)


class Setting(StrEnum):
    """Where it was seen. A list, so that nobody names a place that points to a person served."""

    OFFICE = "office"
    GROUP = "group"
    COMMUNITY = "community"
    RESIDENTIAL = "residential"
    HOSPITAL = "hospital"
    VIDEO_OR_PHONE = "video_or_phone"
    TEAM_MEETING = "team_meeting"
    OTHER = "other"


class Presence(StrEnum):
    """Whether someone supported was there, and agreed to it."""

    AGREED = "agreed"
    NOBODY_PRESENT = "nobody_present"


class ObservationMethod(StrEnum):
    """How it was seen."""

    IN_PERSON = "in_person"
    RECORDING = "recording"
    ROLE_PLAY = "role_play"
    WRITTEN_WORK = "written_work"


class Observation(Identified, Dated, Base):
    """A day, a setting, what was seen, a strength and a next step. A draft until shared.

    There is no clock time and no field for the person who was supported.
    """

    __tablename__ = "observation"
    __table_args__ = (CheckConstraint("person_id <> observer_id", name="not_oneself"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    observer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    observed_on: Mapped[date]
    setting: Mapped[Setting] = mapped_column(choice(Setting, "setting"))
    method: Mapped[ObservationMethod] = mapped_column(choice(ObservationMethod, "method"))
    presence: Mapped[Presence] = mapped_column(choice(Presence, "presence"))
    strength: Mapped[str] = mapped_column(Text)
    seen: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text, default="")
    feedback_on: Mapped[date | None]
    shared_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    observer: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=observer_id)
    items: Mapped[list[ObservationItem]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def has_lapsed(self) -> bool:
        """Whether it was left a draft for so long that it is gone, swept away already or not."""
        return self.shared_at is None and clock.now() >= self.created_at + DRAFT_KEPT_FOR

    @property
    def deleted_on(self) -> date:
        """The day on which an unshared draft goes."""
        return clock.local(self.created_at + DRAFT_KEPT_FOR).date()


class ObservationItem(Base):
    """A competency the observation speaks of."""

    __tablename__ = "observation_item"

    observation_id: Mapped[UUID] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True, index=True)
