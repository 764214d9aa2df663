"""What was entered from earlier paper, by whom and when; and reviews of which paper is all there is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person
from tracker.reviews.models import ReviewKind


class PaperKind(StrEnum):
    """What an earlier paper was about."""

    REVIEW = "review"
    VERIFICATION = "verification"
    CREDENTIAL = "credential"
    TRAINING = "training"


class FromPaper(Dated, Base):
    """The mark of a record that was entered from earlier paper. It stays with the record wherever that is shown."""

    __tablename__ = "from_paper"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind, "kind"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    entered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    entered_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=entered_by_id)


class PaperReview(Identified, Dated, Base):
    """A review that was held on paper and signed by the supervisor: its day counts, its ratings stay on the paper."""

    __tablename__ = "paper_review"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_paired"),
        CheckConstraint("withdrawn_at IS NULL OR length(withdrawn_reason) > 0", name="withdrawn_with_reason"),
        Index(
            "uq_paper_review_day",
            "person_id",
            "held_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ReviewKind] = mapped_column(choice(ReviewKind, "kind"))
    held_on: Mapped[date]
    signed_by_employee: Mapped[bool]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(String(300), default="")

    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)
