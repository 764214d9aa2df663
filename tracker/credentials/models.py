"""Credentials people hold, who checked them where; training with its hours; what a renewal asks for."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person

SHORTEST_TRAINING: Final = 15
LONGEST_TRAINING: Final = 200 * 60


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
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    checks: Mapped[list[CredentialCheck]] = relationship(
        lazy="raise_on_sql", order_by="(CredentialCheck.checked_on.desc(), CredentialCheck.created_at.desc())"
    )


class CheckSource(StrEnum):
    """Where somebody looked to see that a credential is as it was said to be."""

    REGISTER = "register"
    BOARD = "board"
    CERTIFICATE = "certificate"


class CredentialCheck(Identified, Dated, Base):
    """That somebody checked a credential at its source, on a day. Each check is a row of its own."""

    __tablename__ = "credential_check"
    __table_args__ = (CheckConstraint("person_id <> checked_by_id", name="not_oneself"),)

    credential_id: Mapped[UUID] = mapped_column(ForeignKey("credential.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    source: Mapped[CheckSource] = mapped_column(choice(CheckSource, "source"))
    checked_on: Mapped[date]
    checked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    checked_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=checked_by_id)


class TrainingCategory(StrEnum):
    """As what a training counts (``domain.md`` 1.1, 1.2): the board's two kinds, and those of a first certification."""

    CRSS_I = "crss_i"
    CRSS_II = "crss_ii"
    ETHICS = "ethics"
    CORE = "core"
    OTHER = "other"


class Training(Identified, Dated, Base):
    """A training somebody took. It counts once someone other than themselves has confirmed it."""

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint(f"minutes BETWEEN {SHORTEST_TRAINING} AND {LONGEST_TRAINING}", name="minutes_possible"),
        CheckConstraint("ends_on >= starts_on", name="dates_forward"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_paired"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> person_id", name="not_oneself"),
        CheckConstraint("length(title) > 0", name="title_given"),
        Index("ix_training_person", "person_id", "ends_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    minutes: Mapped[int]
    category: Mapped[TrainingCategory] = mapped_column(choice(TrainingCategory, "category"))
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    recorded_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=recorded_by_id)
    confirmed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=confirmed_by_id)
    domains: Mapped[list[TrainingDomain]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="TrainingDomain.domain_code"
    )

    @property
    def counts(self) -> bool:
        """Whether its hours count toward anything."""
        return self.confirmed_at is not None


class TrainingDomain(Base):
    """How many minutes of a training were about one domain."""

    __tablename__ = "training_domain"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes_positive"),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), primary_key=True)
    domain_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    minutes: Mapped[int]


class TargetPurpose(StrEnum):
    """What training hours are asked for."""

    RENEWAL = "renewal"
    FIRST = "first"


class TrainingTarget(Identified, Dated, Base):
    """How many hours a credential asks for, in which categories, as its source says; editable, never a fact of ours.

    ``years`` is how long a period of renewal lasts; a first certification has none. With ``each_domain`` the minutes
    are asked for in each domain. ``source_on`` is the day on which it was set here from its source.
    """

    __tablename__ = "training_target"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("(purpose = 'renewal') = (years IS NOT NULL)", name="years_of_renewal"),
        CheckConstraint("years IS NULL OR years BETWEEN 1 AND 10", name="years_possible"),
        CheckConstraint("length(source) > 0", name="source_given"),
    )

    credential: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[TargetPurpose] = mapped_column(choice(TargetPurpose, "purpose"))
    name: Mapped[str] = mapped_column(String(120))
    categories: Mapped[list[str]]
    minutes: Mapped[int]
    each_domain: Mapped[bool]
    years: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(300))
    source_on: Mapped[date]
