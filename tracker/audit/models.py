"""The trail: who did what to which record and when. It names fields, never their content."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.database import (
    Base,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)


class TrailLine(Base):
    """One event. Rows have no foreign keys, so that the trail outlives what it describes.

    ``about_id`` is the person whose record it concerns, ``via`` says when the operator of the
    machine acted for ``actor_id``, and ``hour`` is set on openings only: one line per reader,
    record and hour.
    """

    __tablename__ = "trail_line"
    __table_args__ = (
        Index("ix_trail_line_about", "about_id", "id"),
        Index("ix_trail_line_record", "record_id", "id"),
        Index(
            "uq_trail_line_opening",
            "actor_id",
            "record_id",
            "event",
            "hour",
            unique=True,
            sqlite_where=text("hour IS NOT NULL"),
            postgresql_where=text("hour IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[UUID | None]
    via: Mapped[str] = mapped_column(String(20), default="")
    event: Mapped[str] = mapped_column(String(60))
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID | None]
    about_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(default=list)
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    hour: Mapped[datetime | None]


guard_by_triggers(
    TrailLine.__table__,
    sqlite=refuse_on_sqlite("trail_line", "the trail is append-only", "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql("trail_line", "the trail is append-only", "UPDATE", "DELETE"),
)
