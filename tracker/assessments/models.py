"""Two rows for each competency: the employee's own rating and the supervisor's. Never merged, never averaged."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import (
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
    removes_words,
)
from tracker.people.models import Person


class Side(StrEnum):
    """Whose rating a row is."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"

    @property
    def other(self) -> Side:
        """The side across the table."""
        return Side.SUPERVISOR if self is Side.EMPLOYEE else Side.EMPLOYEE


NOT_MY_ROLE: Final = "not-my-role"
IN_PERSON: Final = "in-person"
NOT_OBSERVED: Final = "not-observed"


class RoleReason(StrEnum):
    """Why something is not part of a role; never health."""

    NOT_IN_DESCRIPTION = "not_in_description"
    NOT_OFFERED = "not_offered"
    OTHERS_DO_IT = "others_do_it"


class Basis(StrEnum):
    """What a supervisor's rating rests on."""

    SAW = "saw"
    TALKED = "talked"
    READ = "read"
    HEARD = "heard"


class Assessment(Identified, Dated, Base):
    """One person's ratings against one framework version, from both sides.

    ``supervisor_id`` is whoever began the supervisor's row: it has one author.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("supervisor_sent_at IS NULL OR supervisor_id IS NOT NULL", name="sent_by_someone"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    framework_version_id: Mapped[UUID] = mapped_column(ForeignKey("framework_version.id"))
    scale_id: Mapped[UUID] = mapped_column(ForeignKey("scale_version.id"))
    employee_sent_at: Mapped[datetime | None]
    supervisor_sent_at: Mapped[datetime | None]
    proud_of: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    supervisor: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)
    # Always loaded: whether ratings are real is never a question somebody could forget to ask.
    practice: Mapped[Practice | None] = relationship(lazy="joined")
    terms: Mapped[RatingTerms | None] = relationship(lazy="joined")

    @property
    def is_practice(self) -> bool:
        """Whether it is its author's practice: it has no review and never gets one."""
        return self.practice is not None

    def sent_at(self, side: Side) -> datetime | None:
        """When a side sent its ratings, or None while it is being made."""
        return self.employee_sent_at if side is Side.EMPLOYEE else self.supervisor_sent_at

    def is_sent(self, side: Side) -> bool:
        """Whether a side has sent its ratings."""
        return self.sent_at(side) is not None

    @property
    def both_sent(self) -> bool:
        """Whether both sides have sent: from then on both see both."""
        return self.is_sent(Side.EMPLOYEE) and self.is_sent(Side.SUPERVISOR)

    @property
    def is_open_rating(self) -> bool:
        """Whether the supervisor may open the employee's ratings before sending their own."""
        return self.terms is not None and self.terms.is_open

    @property
    def opened_at(self) -> datetime | None:
        """When the supervisor opened the employee's ratings, or None."""
        return self.terms.opened_at if self.terms else None

    @property
    def focus(self) -> tuple[str, ...]:
        """Codes of the items that are rated; empty where every item is."""
        return tuple(self.terms.focus) if self.terms else ()

    @property
    def who_reads(self) -> str:
        """What the employer adds to who reads what, shown before the first answer."""
        return self.terms.who_reads if self.terms else ""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed unfinished: nothing in it changes any more."""
        return self.terms is not None and self.terms.closed_at is not None


class RatingTerms(Base):
    """How one assessment is made where it is not the usual way. No row: independent ratings of every item."""

    __tablename__ = "rating_terms"
    __table_args__ = (
        CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name="opened_paired"),
        CheckConstraint("opened_at IS NULL OR is_open", name="opened_where_open"),
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    focus: Mapped[list[str]] = mapped_column(default=list)
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    who_reads: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]


class Rating(Base):
    """One side's answer on one competency. ``answer`` is None while only a comment stands.

    ``revision`` grows with every save: an answer made from an older revision does not overwrite.
    """

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint(
            "answer IS NULL OR answer IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', "
            "'not-my-role', 'in-person', 'not-observed')",
            name="answer_known",
        ),
        CheckConstraint("side = 'employee' OR answer IS NULL OR answer <> 'in-person'", name="in_person_by_employee"),
        CheckConstraint(
            "side = 'supervisor' OR answer IS NULL OR answer <> 'not-observed'", name="not_observed_by_supervisor"
        ),
        CheckConstraint("revision > 0", name="revision_positive"),
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(choice(Side, "side"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    answer: Mapped[str | None] = mapped_column(String(20))
    role_reason: Mapped[RoleReason | None] = mapped_column(choice(RoleReason, "role_reason"))
    comment: Mapped[str] = mapped_column(Text, default="")
    wants_training: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[Basis | None] = mapped_column(choice(Basis, "basis"))
    in_bulk: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    # One tap gave it the level of last time; with ``in_bulk`` until it is changed by hand.
    same_as_last: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def level(self) -> int | None:
        """The level chosen, or None for an answer that is not a level."""
        return int(self.answer) if self.answer and self.answer.isdigit() else None


# Once a side has sent, its ratings stay as sent until it takes them back.
_SENT = "these ratings have been sent"
_IS_SENT = (
    "EXISTS (SELECT 1 FROM assessment WHERE id = {row}.assessment_id AND "
    "CASE {row}.side WHEN 'employee' THEN employee_sent_at ELSE supervisor_sent_at END IS NOT NULL)"
)
_RATING = Rating.metadata.tables["rating"]
# But for a comment that is removed for privacy.
_KEEPS_ITS_WORDS = "NOT ({})".format(removes_words(_RATING, "comment", same="IS NOT DISTINCT FROM"))
guard_by_triggers(
    _RATING,
    sqlite=refuse_on_sqlite(
        "rating",
        _SENT,
        "UPDATE",
        when=f"{_IS_SENT.format(row='OLD')} AND NOT ({removes_words(_RATING, 'comment', same='IS')})",
    )
    + refuse_on_sqlite("rating", _SENT, "DELETE", when=_IS_SENT.format(row="OLD"))
    + refuse_on_sqlite("rating", _SENT, "INSERT", when=_IS_SENT.format(row="NEW")),
    postgresql=refuse_on_postgresql(
        "rating",
        _SENT,
        "INSERT",
        "UPDATE",
        "DELETE",
        when=(
            f"CASE TG_OP WHEN 'INSERT' THEN {_IS_SENT.format(row='NEW')} "
            f"WHEN 'UPDATE' THEN {_IS_SENT.format(row='OLD')} AND {_KEEPS_ITS_WORDS} "
            f"ELSE {_IS_SENT.format(row='OLD')} END"
        ),
    ),
)


class RatingRevision(Identified, Base):
    """What an answer was before it changed, or an answer that crossed with a newer one.

    Kept beside the draft for its author alone and deleted when the ratings are sent.
    """

    __tablename__ = "rating_revision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["assessment_id", "side", "competency_id"],
            ["rating.assessment_id", "rating.side", "rating.competency_id"],
            ondelete="CASCADE",
        ),
        Index("ix_rating_revision_rating", "assessment_id", "side", "competency_id"),
    )

    assessment_id: Mapped[UUID]
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    competency_id: Mapped[UUID]
    revision: Mapped[int]
    answer: Mapped[str | None] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(Text, default="")
    was_saved: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class AnswerReceipt(Base):
    """That an answer was received which a page had kept until it could send it.

    A page that heard no answer sends again with the same ``key``: what was received is not received twice.
    ``revision`` is what the rating became by it. Holds nothing of what was said.
    """

    __tablename__ = "answer_receipt"
    __table_args__ = (CheckConstraint("revision > 0", name="revision_positive"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Practice(Base):
    """Marks an assessment as its author's practice: theirs alone, in no count, and deleted when they like."""

    __tablename__ = "practice"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)


class PaperEntry(Identified, Dated, Base):
    """Someone whom the employee named to type in their ratings from a paper form.

    The right ends with sending, or when the employee ends it. ``typed_at`` is when they typed last; what
    was typed counts as the employee's once the employee has confirmed it.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("person_id <> typist_id", name="not_oneself"),
        CheckConstraint("confirmed_at IS NULL OR typed_at IS NOT NULL", name="confirmed_was_typed"),
        Index(
            "uq_paper_entry_open",
            "assessment_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    typist_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    dated_on: Mapped[date]
    typed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    typist: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=typist_id)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether something was typed that the employee has not confirmed yet."""
        return self.typed_at is not None and self.confirmed_at is None
