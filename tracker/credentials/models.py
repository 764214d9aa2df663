"""Credentials people hold: number and expiry, as the employer has seen them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Dated, Identified


class Credential(Identified, Dated, Base):
    """One credential, such as CRSS or CPRS. A renewal is recorded as a new row."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="dates_forward"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
