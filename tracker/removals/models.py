"""Removals for privacy: who asked, who decided, and what stood where. Never the words themselves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class RemovalReason(StrEnum):
    """Why a text has to go. A list: a reason in free words would say again what is to be removed."""

    PERSON_SERVED = "person_served"
    HEALTH = "health"
    SOMEBODY_ELSE = "somebody_else"
    LAW = "law"


class Decision(StrEnum):
    """What the second person decided."""

    CARRIED_OUT = "carried_out"
    REFUSED = "refused"


class PrivacyRemoval(Identified, Dated, Base):
    """Texts of one person's record to be removed: asked for by one in HR, decided by a second person.

    The row is the certificate: it holds who, when, why and where, and the salted hash of each text.
    """

    __tablename__ = "privacy_removal"
    __table_args__ = (
        CheckConstraint("asked_by_id <> about_id", name="not_asked_for_oneself"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> about_id", name="not_decided_for_oneself"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two_people"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL)",
            name="decided_paired",
        ),
        CheckConstraint("decision IS NULL OR decision <> 'carried_out' OR length(marker) > 0", name="marked"),
    )

    about_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[RemovalReason] = mapped_column(choice(RemovalReason, "reason"))
    decision: Mapped[Decision | None] = mapped_column(choice(Decision, "decision"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    marker: Mapped[str] = mapped_column(String(120), default="")

    about: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=about_id)
    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=asked_by_id)
    decided_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=decided_by_id)
    texts: Mapped[list[TextToRemove]] = relationship(lazy="raise_on_sql", order_by="TextToRemove.position")

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the second person."""
        return self.decision is None


class TextToRemove(Base):
    """One text that is to go, known by its salted hash, and what it was: never its words.

    ``places`` counts where the same words stood in the record when they were removed.
    """

    __tablename__ = "text_to_remove"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256_length"),)

    removal_id: Mapped[UUID] = mapped_column(ForeignKey("privacy_removal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(20), default="")
    places: Mapped[int] = mapped_column(default=0)
