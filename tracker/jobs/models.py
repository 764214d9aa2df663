"""Jobs: what was asked for, how far it is, and which worker does it. The queue only rings; these rows are the truth."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepState(StrEnum):
    """How far a step is. What cannot be done is left out with a reason; what went wrong three times has failed."""

    WAITING = "waiting"
    DONE = "done"
    LEFT_OUT = "left_out"
    FAILED = "failed"


OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class Worker(Base):
    """A process that does jobs. It gives a sign of life every few seconds and takes its row along when it ends."""

    __tablename__ = "worker"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)


class Lease(Base):
    """What only one worker does at a time, such as keeping the schedule, and until when it is theirs."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    worker_id: Mapped[UUID]
    ends_at: Mapped[datetime]


class Job(Identified, Dated, Base):
    """Something asked for that takes longer than a page.

    ``arguments`` holds identifiers and choices, never what anybody wrote. ``asked_by_id`` is None for what the
    schedule asks. ``once`` names what may exist only once. ``state_at`` is when the state last changed. ``total`` is
    unknown until the job was planned. ``claims`` counts the workers that began or went on since a step last ended.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("(state = 'running') = (worker_id IS NOT NULL)", name="worker_paired"),
        CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_paired"),
        CheckConstraint("total IS NULL OR ended_steps BETWEEN 0 AND total", name="steps_within_total"),
        Index("ix_job_state", "state"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[JobState] = mapped_column(choice(JobState, "state"), default=JobState.WAITING)
    state_at: Mapped[datetime] = mapped_column(default=clock.now)
    total: Mapped[int | None]
    ended_steps: Mapped[int] = mapped_column(default=0)
    worker_id: Mapped[UUID | None] = mapped_column(index=True)
    claims: Mapped[int] = mapped_column(default=0)
    rung_at: Mapped[datetime] = mapped_column(default=clock.now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(300), default="")
    made_id: Mapped[UUID | None]

    asked_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def is_over(self) -> bool:
        """Whether no worker will touch it again by itself."""
        return self.state in OVER


class JobStep(Base):
    """One step of a job: what it is about, and how it ended. ``note`` is a sentence for whoever asked."""

    __tablename__ = "job_step"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_paired"),
    )

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(120))
    state: Mapped[StepState] = mapped_column(choice(StepState, "state"), default=StepState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(300), default="")
    made_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
