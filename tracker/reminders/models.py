"""Which reminders somebody does not want."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, choice


class ReminderKind(StrEnum):
    """What a thing that waits is about, as far as reminders are concerned."""

    REVIEW = "review"
    LOG = "log"
    BETWEEN_REVIEWS = "between_reviews"
    CREDENTIAL = "credential"
    DESK = "desk"
    OTHER = "other"


class ReminderOff(Base):
    """One kind of thing that one person wants no mail about."""

    __tablename__ = "reminder_off"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[ReminderKind] = mapped_column(choice(ReminderKind, "kind"), primary_key=True)
