"""Who has seen the tour, or does not want it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.database import Base


class TourEnded(Base):
    """The tour was read to its end or skipped: home no longer offers it."""

    __tablename__ = "tour_ended"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
