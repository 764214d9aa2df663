"""What a supervisor saw at work, what the employee asked to have seen, and the employee's own examples."""

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
    acknowledgement: Mapped[Acknowledgement | None] = relationship(lazy="raise_on_sql", uselist=False, viewonly=True)

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


class Acknowledgement(Base):
    """That the person it is about has read a shared observation, when, and what they said to it. Given once."""

    __tablename__ = "observation_acknowledgement"

    observation_id: Mapped[UUID] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ObservationRequest(Identified, Dated, Base):
    """What an employee would like to have seen, which the page calls "Notice my work".

    Answered by an observation or by a sentence. It waits for whoever supervises the person that day.
    ``observation_id`` may name a draft, which answers nothing until it is shared.
    """

    __tablename__ = "observation_request"
    __table_args__ = (
        CheckConstraint("length(wish) > 0", name="wish_given"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_paired"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> person_id", name="not_by_oneself"),
        CheckConstraint(
            "answered_at IS NULL OR observation_id IS NOT NULL OR length(answer) > 0", name="answered_somehow"
        ),
        CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="answered_or_withdrawn"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    wish: Mapped[str] = mapped_column(Text)
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey("observation.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    answered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=answered_by_id)
    items: Mapped[list[ObservationRequestItem]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def is_open(self) -> bool:
        """Whether it waits for a supervisor."""
        return self.answered_at is None and self.withdrawn_at is None


class ObservationRequestItem(Base):
    """A competency the employee would like to have seen."""

    __tablename__ = "observation_request_item"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("observation_request.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True, index=True)


class Example(Identified, Dated, Base):
    """An employee's own example of their work, of a day, tied to competencies. Private until they share it.

    A private one may be changed and deleted; a shared one stays as it was shared.
    """

    __tablename__ = "example"
    __table_args__ = (CheckConstraint("length(text) > 0", name="text_given"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    shared_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    items: Mapped[list[ExampleItem]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class ExampleItem(Base):
    """A competency an example speaks of."""

    __tablename__ = "example_item"

    example_id: Mapped[UUID] = mapped_column(ForeignKey("example.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True, index=True)
