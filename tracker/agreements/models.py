"""An agreement on supervision between two people, and the call "I need supervision" with its answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.consultations.models import Mode
from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class SupervisionAgreement(Identified, Dated, Base):
    """How often, how long and in which way two people meet, and what each expects. Both confirm it.

    ``every_days``: at least once in so many days. A new agreement ends the one before.
    """

    __tablename__ = "supervision_agreement"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("every_days BETWEEN 1 AND 365", name="frequency_possible"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes_possible"),
        CheckConstraint("review_on > starts_on", name="dates_forward"),
        CheckConstraint("length(expectations) > 0 AND length(conflict_check) > 0", name="texts_given"),
        Index(
            "uq_supervision_agreement_open",
            "person_id",
            "supervisor_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    review_on: Mapped[date]
    every_days: Mapped[int]
    minutes: Mapped[int]
    mode: Mapped[Mode] = mapped_column(choice(Mode, "mode"))
    expectations: Mapped[str] = mapped_column(Text)
    conflict_check: Mapped[str] = mapped_column(Text)
    clinical_oversight: Mapped[str] = mapped_column(Text, default="")
    employee_confirmed_at: Mapped[datetime | None]
    supervisor_confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)

    @property
    def is_agreed(self) -> bool:
        """Whether both have confirmed it."""
        return self.employee_confirmed_at is not None and self.supervisor_confirmed_at is not None


class SupervisionRequest(Identified, Dated, Base):
    """Somebody asked for supervision. It waits for their supervisor until it is answered or taken back."""

    __tablename__ = "supervision_request"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_paired"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> person_id", name="not_answered_by_oneself"),
        CheckConstraint("answered_at IS NULL OR length(answer) > 0", name="answered_in_words"),
        CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="answered_or_withdrawn"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    meeting_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    answered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=answered_by_id)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.withdrawn_at is None
