"""The review around an assessment: purpose, state, conversation, and what both sides agreed on."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.access.reading import Phase
from tracker.assessments.models import Assessment, Side
from tracker.database import (
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)
from tracker.people.models import Person
from tracker.signatures.models import Snapshot

LONGEST_CONVERSATION: Final = 600


class ReviewKind(StrEnum):
    """Why a review is held."""

    BASELINE = "baseline"
    NINETY_DAYS = "ninety_days"
    ANNUAL = "annual"
    BEFORE_CERTIFICATION = "before_certification"
    ROLE_CHANGE = "role_change"
    AD_HOC = "ad_hoc"


class State(StrEnum):
    """How far a review is."""

    RATING = "rating"
    IN_CONVERSATION = "in_conversation"
    AWAITING_SIGNATURES = "awaiting_signatures"
    ENDED = "ended"
    CLOSED = "closed"


# Someone still has something to do. A closed review is neither open nor ended: it counts nowhere.
OPEN_STATES: Final = (State.RATING, State.IN_CONVERSATION, State.AWAITING_SIGNATURES)


class Rated(StrEnum):
    """Which items of a list are rated: all, those that matter most to each person now, or those HR chose."""

    ALL = "all"
    OWN = "own"
    CHOSEN = "chosen"


class Ending(StrEnum):
    """How a review ended."""

    SIGNED = "signed"
    DECLINED = "declined"
    NOT_AVAILABLE = "not_available"


class ConversationForm(StrEnum):
    """How the conversation was held."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


class Review(Base):
    """One person's review. It shares its identifier with its assessment."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("length(used_for) > 0 AND length(not_used_for) > 0", name="purpose_given"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_paired"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ending_paired"),
        CheckConstraint(
            "state = 'closed' OR (state IN ('awaiting_signatures', 'ended')) = (snapshot_id IS NOT NULL)",
            name="frozen_when_asked_to_sign",
        ),
        CheckConstraint("(state = 'closed') = (closed_from IS NOT NULL)", name="closed_paired"),
        Index("ix_review_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    kind: Mapped[ReviewKind] = mapped_column(choice(ReviewKind, "kind"))
    state: Mapped[State] = mapped_column(choice(State, "state"), default=State.RATING)
    used_for: Mapped[str] = mapped_column(Text)
    not_used_for: Mapped[str] = mapped_column(Text)
    period_from: Mapped[date]
    due_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    state_since: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ending: Mapped[Ending | None] = mapped_column(choice(Ending, "ending"))
    snapshot_id: Mapped[UUID | None] = mapped_column(ForeignKey("snapshot.id"))
    closed_from: Mapped[State | None] = mapped_column(choice(State, "closed_from"))

    assessment: Mapped[Assessment] = relationship(lazy="raise_on_sql")
    conversation: Mapped[Conversation | None] = relationship(lazy="raise_on_sql", uselist=False)
    snapshot: Mapped[Snapshot | None] = relationship(lazy="raise_on_sql")

    @property
    def phase(self) -> Phase:
        """The column of "Who reads what" the review stands in. Needs its assessment.

        One that was closed unfinished stays in the column it stood in the moment before.
        """
        state = self.closed_from or self.state
        if state is State.ENDED:
            return Phase.ENDED
        if state is not State.RATING:
            return Phase.TALKING
        if self.assessment.opened_at is not None:
            return Phase.OPENED
        one_sent = any(self.assessment.is_sent(side) for side in Side)
        return Phase.ONE_SENT if one_sent else Phase.RATING

    @property
    def is_open(self) -> bool:
        """Whether someone still has something to do."""
        return self.state in OPEN_STATES


class ReviewEnding(Dated, Base):
    """How a review ended without both signatures: when and how it was offered, or dates away; never why."""

    __tablename__ = "review_ending"
    __table_args__ = (
        CheckConstraint("ending <> 'signed'", name="not_by_signatures"),
        CheckConstraint("(ending = 'declined') = (offered_on IS NOT NULL)", name="declined_was_offered"),
        CheckConstraint("ending <> 'declined' OR NOT by_hr OR length(offered_how) > 0", name="offered_somehow"),
        CheckConstraint("(ending = 'not_available') = (away_from IS NOT NULL)", name="away_since_a_day"),
        CheckConstraint("away_to IS NULL OR away_to >= away_from", name="dates_forward"),
        CheckConstraint("ending <> 'not_available' OR by_hr", name="away_by_hr"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    ending: Mapped[Ending] = mapped_column(choice(Ending, "ending"))
    by_hr: Mapped[bool]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    offered_on: Mapped[date | None]
    offered_how: Mapped[str] = mapped_column(Text, default="")
    away_from: Mapped[date | None]
    away_to: Mapped[date | None]


class Holiday(Base):
    """A day on which the employer does not work; it counts in no period of working days."""

    __tablename__ = "holiday"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_given"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Conversation(Base):
    """The talk itself: an event with a date, minutes, a form and who was present."""

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint(f"minutes IS NULL OR minutes BETWEEN 1 AND {LONGEST_CONVERSATION}", name="minutes_possible"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    held_on: Mapped[date | None]
    minutes: Mapped[int | None]
    form: Mapped[ConversationForm | None] = mapped_column(choice(ConversationForm, "form"))
    present: Mapped[str] = mapped_column(String(300), default="")
    support_wanted: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")

    @property
    def details(self) -> tuple[object, ...]:
        """Everything written down about the talk."""
        return self.held_on, self.minutes, self.form, self.present, self.support_wanted, self.notes

    @property
    def fingerprint(self) -> str:
        """Another one for other details: a page carries it, so that it does not overwrite what came later."""
        return hashlib.sha256(repr(self.details).encode()).hexdigest()


# What the trail says of an item that was settled together with others.
IN_BULK: Final = "in_bulk"


class ConversationItem(Base):
    """What became of one item: a level proposed by one side and confirmed by the other, or two views kept."""

    __tablename__ = "conversation_item"
    __table_args__ = (
        CheckConstraint("(proposed_level IS NULL) = (proposed_by IS NULL)", name="proposed_paired"),
        CheckConstraint("(agreed_at IS NULL) = (confirmed_by_id IS NULL)", name="agreed_paired"),
        CheckConstraint("agreed_at IS NULL OR proposed_level IS NOT NULL", name="agreed_was_proposed"),
        CheckConstraint("agreed_at IS NULL OR differs_at IS NULL", name="agreed_or_different"),
        CheckConstraint("proposed_level IS NULL OR proposed_level BETWEEN 1 AND 9", name="level_range"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    chosen_by_employee: Mapped[bool] = mapped_column(default=False)
    chosen_by_supervisor: Mapped[bool] = mapped_column(default=False)
    proposed_level: Mapped[int | None]
    proposed_by: Mapped[Side | None] = mapped_column(choice(Side, "proposed_by"))
    agreed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    differs_at: Mapped[datetime | None]
    # What stands was said for many items at once; until something is said of this one alone.
    in_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def agreed_level(self) -> int | None:
        """The level both agreed on, or None."""
        return self.proposed_level if self.agreed_at else None


class ConversationComment(Identified, Dated, Base):
    """Something said about an item in the conversation; added, never edited."""

    __tablename__ = "conversation_comment"
    __table_args__ = (Index("ix_conversation_comment_item", "review_id", "competency_id"),)

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)

    author: Mapped[Person] = relationship(lazy="raise_on_sql")


# "Signed" is only ever the result of two signatures, and what both have signed stays.
_SIGNED = "a signed review never changes"
_NOT_SIGNED = (
    "NEW.ending = 'signed' AND (SELECT count(*) FROM signature "
    "WHERE signature.snapshot_id = NEW.snapshot_id AND signature.voided_at IS NULL) < 2"
)
guard_by_triggers(
    Review.__table__,
    sqlite=refuse_on_sqlite("review", _SIGNED, "UPDATE", when=f"OLD.ending = 'signed' OR ({_NOT_SIGNED})")
    + refuse_on_sqlite("review", _SIGNED, "DELETE", when="OLD.ending = 'signed'"),
    postgresql=refuse_on_postgresql(
        "review",
        _SIGNED,
        "UPDATE",
        "DELETE",
        when=f"OLD.ending = 'signed' OR (TG_OP = 'UPDATE' AND {_NOT_SIGNED})",
    ),
)
