"""What comes after a review was signed, or after its supervisor changed: amendments, corrections, who held the talk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.assessments.models import Basis, RoleReason, Side
from tracker.database import Base, Identified, choice
from tracker.people.models import Person


class ReviewAmendment(Identified, Base):
    """A signer asked to reopen a signed review; HR opened a copy, or turned it down or gave it up with a reason.

    The review it amends never changes: ``review_id`` is the copy, a review of its own.
    """

    __tablename__ = "review_amendment"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
        CheckConstraint("review_id IS NULL OR review_id <> amends_id", name="not_itself"),
        CheckConstraint("(opened_at IS NULL) = (review_id IS NULL)", name="opened_as_a_review"),
        CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name="opened_paired"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_paired"),
        CheckConstraint("closed_at IS NULL OR length(closed_reason) > 0", name="closed_with_reason"),
        Index(
            "uq_review_amendment_standing",
            "amends_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    amends_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(Text)
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"), unique=True)
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(Text, default="")

    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=asked_by_id)
    opened_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=opened_by_id)
    closed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=closed_by_id)


class RatingCorrection(Identified, Base):
    """What a rating of an amendment was before its own side corrected it; the rating holds what it is now."""

    __tablename__ = "rating_correction"
    __table_args__ = (Index("ix_rating_correction_item", "review_id", "competency_id"),)

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str | None] = mapped_column(String(20))
    role_reason: Mapped[RoleReason | None] = mapped_column(choice(RoleReason, "role_reason"))
    basis: Mapped[Basis | None] = mapped_column(choice(Basis, "basis"))
    comment: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=by_id)


class ConversationHolder(Base):
    """A successor held the conversation again, in place of whoever made the supervisor's ratings."""

    __tablename__ = "conversation_holder"
    __table_args__ = (CheckConstraint("holder_id <> former_id", name="somebody_else"),)

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    former_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime] = mapped_column(default=clock.now)

    holder: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=holder_id)
