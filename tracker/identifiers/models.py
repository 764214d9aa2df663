"""The choice somebody made when the check pointed at a text: who, which field, when, why. Never the words."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Dated, Identified, choice


class NotAboutOne(StrEnum):
    """What a marked text is about, where it is not about a person served."""

    COLLEAGUE = "colleague"
    AGENCY = "agency"
    SOMETHING_ELSE = "something_else"


class IdentifierChoice(Identified, Dated, Base):
    """One text that was saved as it was, though the check had pointed at it.

    ``place`` is the page and ``field`` the field of it. Nothing tells which words were marked.
    """

    __tablename__ = "identifier_choice"
    __table_args__ = (
        CheckConstraint("length(place) > 0", name="place_given"),
        CheckConstraint("length(field) > 0", name="field_given"),
    )

    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(80))
    reason: Mapped[NotAboutOne] = mapped_column(choice(NotAboutOne, "reason"))
