"""The supervision and consultation log: real minutes, split over domains, confirmed by who attended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person

LONGEST_ENTRY: Final = 600
QUARTER: Final = 15
GENERAL: Final = ""


class EntryKind(StrEnum):
    """What the time was spent on."""

    SUPERVISION = "supervision"
    CONSULTATION = "consultation"
    DIRECT_OBSERVATION = "direct_observation"
    ORIENTATION = "orientation"
    CO_REFLECTION = "co_reflection"
    TRAINING = "training"


# Training and orientation are kept in the log but are not supervision.
COUNTED_KINDS: Final = frozenset(EntryKind) - {EntryKind.TRAINING, EntryKind.ORIENTATION}


class Mode(StrEnum):
    """How people met."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


class Topic(StrEnum):
    """Preset topics, so that a summary can stay short."""

    ROLE_CLARITY = "role_clarity"
    ETHICS = "ethics"
    DUAL_RELATIONSHIPS = "dual_relationships"
    RISK = "risk"
    MANDATED_REPORTING = "mandated_reporting"
    CONFIDENTIALITY = "confidentiality"
    SELF_DISCLOSURE = "self_disclosure"
    DOCUMENTATION = "documentation"
    CULTURAL_HUMILITY = "cultural_humility"
    TRAUMA_INFORMED = "trauma_informed"
    WORKLOAD = "workload"
    WELLNESS_AT_WORK = "wellness_at_work"
    TEAM = "team"
    DEVELOPMENT = "development"
    GOAL_PROGRESS = "goal_progress"
    FEEDBACK = "feedback"


RISK_TOPICS: Final = frozenset({Topic.RISK, Topic.MANDATED_REPORTING})


class LogEntry(Identified, Dated, Base):
    """One meeting, or one piece of time spent on someone's work."""

    __tablename__ = "log_entry"
    __table_args__ = (CheckConstraint(f"minutes BETWEEN 1 AND {LONGEST_ENTRY}", name="minutes_possible"),)

    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_credential: Mapped[str] = mapped_column(String(120), default="")
    is_non_clinical: Mapped[bool] = mapped_column(default=False)
    held_on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time | None]
    minutes: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    mode: Mapped[Mode] = mapped_column(choice(Mode, "mode"))
    topics: Mapped[list[str]] = mapped_column(default=list)
    summary: Mapped[str] = mapped_column(Text)
    strength: Mapped[str] = mapped_column(Text, default="")

    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)
    attendances: Mapped[list[Attendance]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="entry"
    )
    splits: Mapped[list[DomainMinutes]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="DomainMinutes.position"
    )

    @property
    def counted(self) -> int:
        """Minutes that count toward hours: whole quarter hours; zero for a brief contact or training."""
        return counted_minutes(self.minutes) if self.kind in COUNTED_KINDS else 0

    @property
    def is_brief(self) -> bool:
        """A brief contact is listed but not counted."""
        return self.minutes < QUARTER


class DomainMinutes(Base):
    """Minutes of an entry spent on one domain; ``GENERAL`` is time on no domain in particular."""

    __tablename__ = "domain_minutes"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes_positive"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id"), primary_key=True)
    domain: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    minutes: Mapped[int]


class Attendance(Identified, Base):
    """That someone attended, and whether they confirmed the entry and said something to it."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    comment: Mapped[str] = mapped_column(Text, default="")
    confirmed_at: Mapped[datetime | None]

    entry: Mapped[LogEntry] = relationship(lazy="raise_on_sql", back_populates="attendances")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class LogDraft(Identified, Dated, Base):
    """An entry that something else has begun for a supervisor, such as a conversation: who, when, how long, how.

    It stands apart from the entries, so that it counts nowhere until its supervisor has completed it.
    ``source_id`` is what began it; it begins one draft only.
    """

    __tablename__ = "log_draft"
    __table_args__ = (
        CheckConstraint(f"minutes BETWEEN 1 AND {LONGEST_ENTRY}", name="minutes_possible"),
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("entry_id IS NULL OR discarded_at IS NULL", name="saved_or_discarded"),
    )

    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    source_id: Mapped[UUID] = mapped_column(unique=True)
    held_on: Mapped[date]
    minutes: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    mode: Mapped[Mode] = mapped_column(choice(Mode, "mode"))
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("log_entry.id"))
    discarded_at: Mapped[datetime | None]

    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)

    @property
    def is_open(self) -> bool:
        """Whether it waits for its supervisor."""
        return self.entry_id is None and self.discarded_at is None


def counted_minutes(minutes: int) -> int:
    """Whole quarter hours in ``minutes``, rounded down."""
    return minutes // QUARTER * QUARTER


def split_counted(counted: int, minutes_by_domain: Mapping[str, int]) -> dict[str, int]:
    """Split counted minutes over domains in proportion to the real ones, by largest remainder.

    The parts add up to ``counted`` exactly. Ties go to the domain named first.
    """
    whole = sum(minutes_by_domain.values())
    if whole == 0:
        return {}
    parts = {domain: counted * minutes // whole for domain, minutes in minutes_by_domain.items()}
    remainders = {domain: counted * minutes % whole for domain, minutes in minutes_by_domain.items()}
    missing = counted - sum(parts.values())
    for domain in sorted(remainders, key=remainders.__getitem__, reverse=True)[:missing]:
        parts[domain] += 1
    return parts
