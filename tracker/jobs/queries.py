"""Reads of jobs. A job belongs to whoever asked for it, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from tracker import clock
from tracker.database import db
from tracker.jobs.models import Job, JobState, JobStep, StepState, Worker
from tracker.people.models import Person

# A worker that gave no sign of life for so long is gone, and what it did is another's.
SILENT_AFTER: Final = timedelta(seconds=60)
# What was rung for so long ago and not begun is rung for again.
RING_AGAIN_AFTER: Final = timedelta(seconds=60)
MOST_LISTED: Final = 50
MOST_NOTES: Final = 200


def _own(reader: Person) -> Select[Job]:
    return select(Job).where(Job.asked_by_id == reader.id)


def get_own(job_id: UUID, reader: Person) -> Job:
    """A job the reader asked for; 404 for anything else."""
    job = db.session.execute(_own(reader).where(Job.id == job_id)).scalar_one_or_none()
    if job is None:
        abort(404)
    return job


def list_own(reader: Person) -> Sequence[Job]:
    """The last jobs the reader asked for, the newest first."""
    statement = _own(reader).order_by(Job.created_at.desc(), Job.id).limit(MOST_LISTED)
    return db.session.execute(statement).scalars().all()


def list_notes(job: Job) -> Sequence[JobStep]:
    """The steps of which there is something to say, in order, 200 at most."""
    said = or_(JobStep.note != "", JobStep.state.in_([StepState.LEFT_OUT, StepState.FAILED]))
    statement = select(JobStep).where(JobStep.job_id == job.id, said).order_by(JobStep.number).limit(MOST_NOTES)
    return db.session.execute(statement).scalars().all()


def list_made(job: Job) -> Sequence[JobStep]:
    """The steps that made something, in order."""
    statement = select(JobStep).where(JobStep.job_id == job.id, JobStep.made_id.is_not(None))
    return db.session.execute(statement.order_by(JobStep.number)).scalars().all()


def count_steps(job: Job) -> dict[StepState, int]:
    """How many steps of a job stand in each state."""
    statement = select(JobStep.state, func.count()).where(JobStep.job_id == job.id).group_by(JobStep.state)
    found = dict(db.session.execute(statement).all())
    return {state: found.get(state, 0) for state in StepState}


def find_next_step(job_id: UUID) -> JobStep | None:
    """The step to do next: what has not been tried comes before what went wrong."""
    statement = (
        select(JobStep)
        .where(JobStep.job_id == job_id, JobStep.state == StepState.WAITING)
        .order_by(JobStep.tries, JobStep.number)
        .limit(1)
        # As it stands now: how often it was tried ends the trying.
        .execution_options(populate_existing=True)
    )
    return db.session.execute(statement).scalar_one_or_none()


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether a worker may begin a job: it waits, or its worker has gone silent."""
    living = select(Worker.id).where(Worker.seen_at >= now - SILENT_AFTER)
    return or_(Job.state == JobState.WAITING, and_(Job.state == JobState.RUNNING, Job.worker_id.not_in(living)))


def list_to_ring(now: datetime) -> Sequence[UUID]:
    """Jobs that nobody does and for which no bell rang lately, the oldest first."""
    statement = select(Job.id).where(is_free(now), Job.rung_at <= now - RING_AGAIN_AFTER)
    return db.session.execute(statement.order_by(Job.created_at, Job.id).limit(500)).scalars().all()


def is_asked_once(once: str) -> bool:
    """Whether a job of this name has been asked for."""
    return db.session.execute(select(Job.id).where(Job.once == once)).first() is not None


def count_by_state() -> dict[JobState, int]:
    """How many jobs stand in each state."""
    found = dict(db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
    return {state: found.get(state, 0) for state in JobState}


def find_longest_wait() -> timedelta:
    """How long the job that waits longest has waited; zero where none does."""
    oldest = db.session.execute(select(func.min(Job.state_at)).where(Job.state == JobState.WAITING)).scalar()
    return clock.now() - oldest if oldest else timedelta()


def count_workers() -> int:
    """How many workers gave a sign of life lately."""
    living = Worker.seen_at >= clock.now() - SILENT_AFTER
    return db.session.execute(select(func.count()).select_from(Worker).where(living)).scalar_one()
