"""An agreement on supervision between two people, and the call "I need supervision" with its answer.

An agreement is frozen as it is written, signed by both, and never changes; a change is another agreement.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.consultations.models import Mode
from tracker.database import (
    REMOVED,
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)
from tracker.people.models import Person

_AGREED: Final = "employee_confirmed_at IS NOT NULL AND supervisor_confirmed_at IS NOT NULL"


class SupervisionAgreement(Identified, Dated, Base):
    """How often, how long and in which way two people meet, and what each expects. It holds once both have signed.

    ``every_days``: at least once in so many days. It ends the one before when both have signed it. A side's
    ``confirmed_at`` is when it signed; agreements without a copy were written earlier and confirmed by a tap.
    """

    __tablename__ = "supervision_agreement"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("every_days BETWEEN 1 AND 365", name="frequency_possible"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes_possible"),
        CheckConstraint("review_on > starts_on", name="dates_forward"),
        CheckConstraint("length(expectations) > 0 AND length(conflict_check) > 0", name="texts_given"),
        # Between two people one agreement holds, and one waits for signatures.
        Index(
            "uq_supervision_agreement_in_force",
            "person_id",
            "supervisor_id",
            unique=True,
            sqlite_where=text(f"ended_at IS NULL AND {_AGREED}"),
            postgresql_where=text(f"ended_at IS NULL AND {_AGREED}"),
        ),
        Index(
            "uq_supervision_agreement_proposed",
            "person_id",
            "supervisor_id",
            unique=True,
            sqlite_where=text(f"ended_at IS NULL AND NOT ({_AGREED})"),
            postgresql_where=text(f"ended_at IS NULL AND NOT ({_AGREED})"),
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
        """Whether both have said yes to it."""
        return self.employee_confirmed_at is not None and self.supervisor_confirmed_at is not None


class AgreementCopy(Base):
    """The locked content of an agreement, made when it was written; what both sides sign."""

    __tablename__ = "agreement_copy"

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("supervision_agreement.id"), primary_key=True)
    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"), unique=True)


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


# Once frozen, an agreement gains the moments of its signatures and of its end, each once. A privacy removal is
# the one exception: it may put its own words, which begin like this, in the place of texts.
_SIGNED: Final = "an agreement never changes; write another"
_ONCE: Final = ("employee_confirmed_at", "supervisor_confirmed_at", "ended_at")
_TEXTS: Final = ("expectations", "conflict_check", "clinical_oversight")
_FROZEN: Final = "EXISTS (SELECT 1 FROM agreement_copy WHERE agreement_copy.agreement_id = OLD.id)"


def _goes_on(same: str) -> str:
    """A condition on a change of a frozen agreement: nothing but what may come to it once."""
    columns = [column.name for column in SupervisionAgreement.__table__.columns]
    kept = [f"NEW.{name} {same} OLD.{name}" for name in columns if name not in {*_ONCE, *_TEXTS}]
    once = [f"(OLD.{name} IS NULL OR NEW.{name} {same} OLD.{name})" for name in _ONCE]
    texts = [f"(NEW.{name} {same} OLD.{name} OR NEW.{name} LIKE '{REMOVED}%')" for name in _TEXTS]
    return " AND ".join([*once, *texts, *kept])


guard_by_triggers(
    AgreementCopy.__table__,
    sqlite=refuse_on_sqlite("supervision_agreement", _SIGNED, "UPDATE", when=f"{_FROZEN} AND NOT ({_goes_on('IS')})")
    + refuse_on_sqlite("supervision_agreement", _SIGNED, "DELETE", when=_FROZEN)
    + refuse_on_sqlite("agreement_copy", _SIGNED, "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql(
        "supervision_agreement",
        _SIGNED,
        "UPDATE",
        "DELETE",
        when=f"{_FROZEN} AND (TG_OP = 'DELETE' OR NOT ({_goes_on('IS NOT DISTINCT FROM')}))",
    )
    + refuse_on_postgresql("agreement_copy", _SIGNED, "UPDATE", "DELETE"),
)
