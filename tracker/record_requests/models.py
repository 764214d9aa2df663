"""Requests to read one's own personnel record, and the log of what was handed over (820 ILCS 40/2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person

# Within how many working days the record is to be handed over (820 ILCS 40/2, ``domain.md`` 5.1).
WORKING_DAYS: Final = 7


class Channel(StrEnum):
    """By which way something was asked for or handed over."""

    HERE = "here"
    IN_PERSON = "in_person"
    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"


class Wish(StrEnum):
    """In which form the record is wanted."""

    LOOK = "look"
    PAPER = "paper"
    PDF = "pdf"
    DATA = "data"


class RequestEnding(StrEnum):
    """How a request ended."""

    FULFILLED = "fulfilled"
    TAKEN_BACK = "taken_back"


class RecordRequest(Identified, Dated, Base):
    """One request: whose record, asked for by whom, on which day, by which way, in which form, due when."""

    __tablename__ = "record_request"
    __table_args__ = (
        CheckConstraint("due_on > asked_on", name="due_later"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_paired"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ending_paired"),
        Index("ix_record_request_person", "person_id", "asked_on"),
        Index("ix_record_request_open", "ended_at", "due_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[str] = mapped_column(String(120), default="")
    asked_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    wish: Mapped[Wish] = mapped_column(choice(Wish, "wish"))
    due_on: Mapped[date]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ending: Mapped[RequestEnding | None] = mapped_column(choice(RequestEnding, "ending"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    recorded_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=recorded_by_id)
    handed_over: Mapped[list[HandOver]] = relationship(
        lazy="raise_on_sql", order_by="(HandOver.handed_on, HandOver.created_at)"
    )

    @property
    def is_open(self) -> bool:
        """Whether it waits for HR."""
        return self.ended_at is None

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed without an end; HR must act."""
        return self.is_open and self.due_on < today


class HandOver(Identified, Dated, Base):
    """One line of the log: what was handed over on which day, how, and by whom. Nobody hands over to themselves."""

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("length(what) > 0", name="what_given"),
        CheckConstraint("person_id <> by_id", name="not_oneself"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("record_request.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    handed_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=by_id)
