"""How a worker does a job: claim it, plan it, do step by step, end it. Each may die at any moment and be begun again.

A claim is a compare-and-set on the job's row, and every write of the job repeats it: a worker that was taken for
dead, or a job that was cancelled meanwhile, writes nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import Flask
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import Forbidden, NotFound

from tracker import clock
from tracker.database import db, writing
from tracker.errors import Refusal, is_full
from tracker.jobs import queries
from tracker.jobs.kinds import Kind, Outcome, find_kind
from tracker.jobs.models import Job, JobState, JobStep, StepState
from tracker.language import _
from tracker.sign_in.standing_in import standing_in_for
from tracker.words import NO_ROOM

MOST_TRIES: Final = 3
# So many workers may die over one step before the job is given up.
MOST_CLAIMS: Final = 10
NOTE_LENGTH: Final = 300
log = logging.getLogger(__name__)


class ClaimLost(Exception):
    """The job was cancelled, or another worker has it: nothing more may be written."""


def work(app: Flask, job_id: UUID, worker_id: UUID, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Do a job as far as it goes: to its end, until it is cancelled, or until the worker is to stop.

    Does nothing where the job is over or another living worker has it.
    """
    with app.app_context(), writing():
        job = claim(job_id, worker_id)
        db.session.commit()
    if job is None:
        return
    with standing_in_for(app, job.asked_by_id, job.language):
        try:
            _Work(job_id, worker_id, is_stopping).go_on()
        except ClaimLost:
            db.session.rollback()


def claim(job_id: UUID, worker_id: UUID) -> Job | None:
    """Take a free job, in the caller's transaction; None where it is not free."""
    now = clock.now()
    taken = db.session.execute(
        update(Job)
        .where(Job.id == job_id, queries.is_free(now))
        .values(
            state=JobState.RUNNING,
            state_at=now,
            worker_id=worker_id,
            claims=Job.claims + 1,
            started_at=func.coalesce(Job.started_at, now),
        )
        .execution_options(synchronize_session=False)
    )
    return db.session.get(Job, job_id) if taken.rowcount else None  # type: ignore[attr-defined]


def release(worker_id: UUID, *, but: set[UUID], claimed_before: datetime) -> None:
    """Let others have the jobs of a worker that it does not do any more, in the caller's transaction."""
    left = (Job.worker_id == worker_id, Job.id.not_in(but), Job.state_at <= claimed_before)
    db.session.execute(
        update(Job)
        .where(*left)
        .values(state=JobState.WAITING, state_at=clock.now(), worker_id=None)
        .execution_options(synchronize_session=False)
    )


def _why_not(job: Job) -> str:
    """What keeps a job from being gone on with; empty where nothing does."""
    if job.claims > MOST_CLAIMS:
        return _("It ended the worker each time.")
    if job.asked_by is not None and not job.asked_by.may_enter(clock.today()):
        return _("The account of whoever asked for it is closed.")
    return ""


class _Work:
    """One worker at one job."""

    def __init__(self, job_id: UUID, worker_id: UUID, is_stopping: Callable[[], bool]) -> None:
        self.job_id, self.worker_id, self.is_stopping = job_id, worker_id, is_stopping

    def go_on(self) -> None:
        job = self._read()
        kind = find_kind(job.kind)
        if kind is None or (why := _why_not(job)):
            self._end(JobState.FAILED, fault=why if kind else _("This version of the product cannot do it."))
            return
        if job.total is None:
            self._plan(kind, job)
        while not self.is_stopping():
            job, step = self._read(), queries.find_next_step(self.job_id)
            if step is None:
                self._finish(kind, job)
                return
            self._do(kind, job, step)
        with writing():
            self._hold(state=JobState.WAITING, state_at=clock.now(), worker_id=None)
            db.session.commit()

    def _read(self) -> Job:
        """The job as it stands, if it is still this worker's."""
        db.session.rollback()
        statement = select(Job).where(Job.id == self.job_id).options(joinedload(Job.asked_by))
        job = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
        if job.worker_id != self.worker_id:
            raise ClaimLost
        return job

    def _hold(self, **values: Any) -> None:
        """Change the job, or only make sure that it is still this worker's and stays so in this transaction."""
        held = db.session.execute(
            update(Job)
            .where(Job.id == self.job_id, Job.worker_id == self.worker_id, Job.state == JobState.RUNNING)
            .values(**{"claims": Job.claims, **values})
            .execution_options(synchronize_session=False)
        )
        if not held.rowcount:  # type: ignore[attr-defined]
            raise ClaimLost

    def _plan(self, kind: Kind, job: Job) -> None:
        try:
            keys = kind.plan(job)
        except Refusal as refusal:
            self._end(JobState.FAILED, fault=str(refusal))
            return
        except (Forbidden, NotFound):
            self._end(JobState.FAILED, fault=_("You may not do this any more."))
            return
        db.session.commit()
        with writing():
            self._hold(total=len(keys))
            if keys:
                rows = [{"job_id": self.job_id, "number": number, "key": key} for number, key in enumerate(keys, 1)]
                db.session.execute(insert(JobStep), rows)
            db.session.commit()

    def _do(self, kind: Kind, job: Job, step: JobStep) -> None:
        """Do one step. What it writes and the note that it is done stand together, or not at all."""
        try:
            made = kind.make(job, step.key)
            db.session.commit()
            with writing():
                self._hold()
                outcome = kind.keep(job, step.key, made) or Outcome()
                self._mark(step.number, StepState.LEFT_OUT if outcome.is_left_out else StepState.DONE, outcome)
                db.session.commit()
        except ClaimLost:
            raise
        except Refusal as refusal:
            self._set_aside(step, str(refusal), StepState.FAILED if refusal.passes else StepState.LEFT_OUT)
        except (Forbidden, NotFound):
            self._set_aside(step, _("You may not open this."), StepState.LEFT_OUT)
        except Exception as error:
            log.exception("Step %s of job %s did not work.", step.number, self.job_id)
            if is_full(error):
                self._set_aside(step, str(NO_ROOM), StepState.FAILED)
            else:
                self._try_again(step)

    def _set_aside(self, step: JobStep, note: str, state: StepState) -> None:
        """Name why it was not done. What has failed is done again once somebody lets the job go on."""
        db.session.rollback()
        with writing():
            self._hold()
            self._mark(step.number, state, Outcome(note))
            db.session.commit()

    def _try_again(self, step: JobStep) -> None:
        db.session.rollback()
        with writing():
            self._hold()
            if step.tries + 1 >= MOST_TRIES:
                self._mark(step.number, StepState.FAILED, Outcome(_("Something went wrong. It was tried three times.")))
            else:
                self._change(step.number, tries=step.tries + 1)
            db.session.commit()

    def _mark(self, number: int, state: StepState, outcome: Outcome) -> None:
        note = outcome.note[:NOTE_LENGTH]
        self._change(number, state=state, note=note, made_id=outcome.made_id, ended_at=clock.now())
        self._hold(ended_steps=Job.ended_steps + 1, claims=0)

    def _change(self, number: int, **values: Any) -> None:
        one = update(JobStep).where(JobStep.job_id == self.job_id, JobStep.number == number)
        db.session.execute(one.values(**values).execution_options(synchronize_session=False))

    def _finish(self, kind: Kind, job: Job) -> None:
        failed = queries.count_steps(job)[StepState.FAILED]
        db.session.commit()
        try:
            kind.conclude(job)
            db.session.commit()
            with writing():
                self._hold()
                kind.finish(job)
                self._hold(
                    state=JobState.FAILED if failed else JobState.DONE,
                    state_at=clock.now(),
                    worker_id=None,
                    ended_at=clock.now(),
                    made_id=job.made_id,
                )
                db.session.commit()
        except ClaimLost:
            raise
        except Refusal as refusal:
            self._end(JobState.FAILED, fault=str(refusal))
        except Exception as error:
            log.exception("The end of job %s did not work.", self.job_id)
            self._end(JobState.FAILED, fault=str(NO_ROOM) if is_full(error) else _("Something went wrong at the end."))

    def _end(self, state: JobState, *, fault: str) -> None:
        db.session.rollback()
        with writing():
            now = clock.now()
            self._hold(state=state, state_at=now, worker_id=None, ended_at=now, fault=fault[:NOTE_LENGTH])
            db.session.commit()
