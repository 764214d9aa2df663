"""The supervision and consultation log: real minutes, split over domains, confirmed by who attended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
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
from tracker.goals.models import Goal
from tracker.people.models import Person

LONGEST_ENTRY: Final = 600
QUARTER: Final = 15
# With more days than this between the meeting and the day it was written, that is said.
WRITTEN_LATE_DAYS: Final = 14
GENERAL: Final = ""


class EntryKind(StrEnum):
    """What the time was spent on."""

    SUPERVISION = "supervision"
    CONSULTATION = "consultation"
    DIRECT_OBSERVATION = "direct_observation"
    ORIENTATION = "orientation"
    CO_REFLECTION = "co_reflection"
    TRAINING = "training"


# Training and orientation are kept in the log but are not supervision, unless a counting rule says so.
COUNTED_KINDS: Final = frozenset(EntryKind) - {EntryKind.TRAINING, EntryKind.ORIENTATION}


class Mode(StrEnum):
    """How people met."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


class AskedBy(StrEnum):
    """Who asked for the meeting."""

    PLANNED = "planned"
    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"


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


@dataclass(frozen=True)
class Rule:
    """How real minutes become counted ones on a day ("Counted minutes" in the product's rules).

    :ivar unit: counted in whole steps of so many minutes, rounded down.
    :ivar least: a shorter meeting is a brief contact: listed, not counted.
    :ivar kinds: what counts as supervision.
    """

    unit: int = QUARTER
    least: int = QUARTER
    kinds: frozenset[EntryKind] = COUNTED_KINDS

    def count(self, kind: EntryKind, minutes: int) -> int:
        """The minutes of one meeting that count toward hours."""
        if kind not in self.kinds or self.is_brief(minutes):
            return 0
        return counted_minutes(minutes, self.unit)

    def is_brief(self, minutes: int) -> bool:
        """Whether a meeting is a brief contact."""
        return minutes < self.least


DEFAULT_RULE: Final = Rule()


class CountingRule(Base):
    """A rule of the employer's own, in force from a day on; earlier meetings keep the rule of their day."""

    __tablename__ = "counting_rule"
    __table_args__ = (
        CheckConstraint("unit BETWEEN 1 AND 60", name="unit_possible"),
        CheckConstraint("least BETWEEN 1 AND 60", name="least_possible"),
    )

    starts_on: Mapped[date] = mapped_column(primary_key=True)
    unit: Mapped[int]
    least: Mapped[int]
    kinds: Mapped[list[str]]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def rule(self) -> Rule:
        """The rule as it counts."""
        return Rule(self.unit, self.least, frozenset(EntryKind(kind) for kind in self.kinds))


class LogSetting(Base):
    """One row: the on-call number, and from when on the log warns."""

    __tablename__ = "log_setting"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("long_minutes BETWEEN 30 AND 600", name="long_possible"),
        CheckConstraint("gap_days IS NULL OR gap_days BETWEEN 1 AND 365", name="gap_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on_call: Mapped[str] = mapped_column(String(200), default="")
    long_minutes: Mapped[int] = mapped_column(default=240)
    gap_days: Mapped[int | None]


class LogTopic(Base):
    """A topic of the employer's own, or a change to one that the product brings along."""

    __tablename__ = "log_topic"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_given"),)

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    is_risk: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]


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
    # Later columns stand at the end of the table, on every database.
    is_group: Mapped[bool] = mapped_column(default=False, server_default=false(), sort_order=1)
    asked_by: Mapped[AskedBy] = mapped_column(
        choice(AskedBy, "asked_by"), default=AskedBy.PLANNED, server_default=AskedBy.PLANNED, sort_order=2
    )
    recommendations: Mapped[str] = mapped_column(Text, default="", server_default=text("''"), sort_order=3)

    supervisor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=supervisor_id)
    attendances: Mapped[list[Attendance]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="entry"
    )
    splits: Mapped[list[DomainMinutes]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="DomainMinutes.position"
    )
    items: Mapped[list[EntryItem]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    goals: Mapped[list[EntryGoal]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    follow_ups: Mapped[list[FollowUp]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="FollowUp.position", back_populates="entry"
    )

    @property
    def minutes_by_domain(self) -> dict[str, int]:
        """Real minutes by domain code, in the order they were given."""
        return {split.domain: split.minutes for split in self.splits}

    @property
    def began_at(self) -> datetime | None:
        """The moment it began, where a start was given."""
        return moment_of(self.held_on, self.starts) if self.starts else None

    @property
    def ended_at(self) -> datetime | None:
        """The moment it ended: real minutes later, whatever the clocks did meanwhile."""
        began = self.began_at
        return began + timedelta(minutes=self.minutes) if began else None

    @property
    def days_until_written(self) -> int:
        """Days from the meeting to the day it was written."""
        return (self.written_on - self.held_on).days

    @property
    def is_written_late(self) -> bool:
        """Whether it was written so long after the meeting that it is said."""
        return self.days_until_written > WRITTEN_LATE_DAYS


class EntryItem(Base):
    """A competency the meeting was about."""

    __tablename__ = "entry_item"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id"), primary_key=True)
    competency_id: Mapped[UUID] = mapped_column(ForeignKey("competency.id"), primary_key=True, index=True)


class EntryGoal(Base):
    """A goal the meeting was about; in a group it shows with the part of the person whose goal it is."""

    __tablename__ = "entry_goal"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id"), primary_key=True)
    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)

    goal: Mapped[Goal] = relationship(lazy="raise_on_sql")


class FollowUp(Identified, Dated, Base):
    """Something to do after a meeting, by whom and when. It is closed, never rewritten."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_paired"),
        CheckConstraint("length(text) > 0", name="text_given"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(400))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    entry: Mapped[LogEntry] = relationship(lazy="raise_on_sql", back_populates="follow_ups")
    owner: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)


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
    own_part: Mapped[str] = mapped_column(Text, default="", server_default=text("''"), sort_order=1)

    entry: Mapped[LogEntry] = relationship(lazy="raise_on_sql", back_populates="attendances")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class LogDraft(Identified, Dated, Base):
    """An entry that something else has begun for a supervisor: a conversation, or an observation that was shared.

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
    def is_from_observation(self) -> bool:
        """Whether an observation began it, and not a conversation."""
        return self.kind is EntryKind.DIRECT_OBSERVATION

    @property
    def is_open(self) -> bool:
        """Whether it waits for its supervisor."""
        return self.entry_id is None and self.discarded_at is None


def moment_of(day: date, time_of_day: time) -> datetime:
    """A day and a time on the employer's clock, in UTC. Of an hour that comes twice, the first is meant."""
    return datetime.combine(day, time_of_day, clock.zone()).astimezone(UTC)


def is_on_the_clock(day: date, time_of_day: time) -> bool:
    """Whether the employer's clock showed this time on that day: it skips an hour in spring."""
    there = clock.local(moment_of(day, time_of_day))
    return there.replace(tzinfo=None) == datetime.combine(day, time_of_day)


def counted_minutes(minutes: int, unit: int = QUARTER) -> int:
    """Whole steps of ``unit`` minutes in ``minutes``, rounded down."""
    return minutes // unit * unit


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


_CLOSED = "a follow-up is closed, never rewritten"


def _is_closing(same: str) -> str:
    """A condition on a change of a follow-up: its closing once, or a privacy removal of its text."""
    may_change = {"done_at", "done_by_id", "text"}
    kept = [column.name for column in FollowUp.__table__.columns if column.name not in may_change]
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in kept)
    text = f"(NEW.text {same} OLD.text OR NEW.text LIKE '{REMOVED}%')"
    done = f"(OLD.done_at IS NULL OR (NEW.done_at {same} OLD.done_at AND NEW.done_by_id {same} OLD.done_by_id))"
    return f"{done} AND {text} AND {unchanged}"


guard_by_triggers(
    FollowUp.__table__,
    sqlite=refuse_on_sqlite("follow_up", _CLOSED, "UPDATE", when=f"NOT ({_is_closing('IS')})"),
    postgresql=refuse_on_postgresql(
        "follow_up", _CLOSED, "UPDATE", when=f"NOT ({_is_closing('IS NOT DISTINCT FROM')})"
    ),
)
