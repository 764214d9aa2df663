"""What was made in error: one row says that a record is void, who made it void, when and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import (
    Base,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
    removes_words,
)
from tracker.people.models import Person


class VoidKind(StrEnum):
    """What kind of record is void. Of a log entry it is one person's part, as in a group each has their own."""

    REVIEW = "review"
    OBSERVATION = "observation"
    ATTENDANCE = "attendance"


class Voiding(Base):
    """A record that counts no more. The record itself and the signatures under it stay as they are."""

    __tablename__ = "voiding"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_kind: Mapped[VoidKind] = mapped_column(choice(VoidKind, "record_kind"))
    about_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(Text)

    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=by_id)


_STAYS = "what is void stays void"
_VOIDING = Voiding.metadata.tables["voiding"]
# But for a reason that is removed for privacy.
_KEEPS_ITS_WORDS = f"NOT ({removes_words(_VOIDING, 'reason', same='IS NOT DISTINCT FROM')})"
guard_by_triggers(
    _VOIDING,
    sqlite=refuse_on_sqlite("voiding", _STAYS, "UPDATE", when=f"NOT ({removes_words(_VOIDING, 'reason', same='IS')})")
    + refuse_on_sqlite("voiding", _STAYS, "DELETE"),
    postgresql=refuse_on_postgresql(
        "voiding", _STAYS, "UPDATE", "DELETE", when=f"TG_OP = 'DELETE' OR {_KEEPS_ITS_WORDS}"
    ),
)
