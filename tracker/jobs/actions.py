"""What a person does with jobs: ask, cancel, take up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select, update

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, insert_into
from tracker.errors import Stale
from tracker.jobs import queue
from tracker.jobs.kinds import find_kind
from tracker.jobs.models import OVER, Job, JobState, JobStep, StepState
from tracker.language import _, present_language
from tracker.people.models import Person

# What ended by itself or by a person and can go on from where it stood.
RESUMABLE: Final = frozenset({JobState.FAILED, JobState.CANCELLED})


def ask(
    kind: str, arguments: Mapping[str, Any], *, once: str | None = None, key: UUID | None = None, by: Person | None
) -> Job:
    """Ask for a job, in the caller's transaction; a worker is rung for when that stands.

    :param arguments: identifiers and choices for the kind, as JSON; never what anybody wrote.
    :param once: a name under which the job exists at most once; asked for again, the first one is given back.
    :param key: the identifier of the form that asks; sent twice, it asks once.
    :param by: who asks; None only for the operator's commands and the schedule.
    :raises LookupError: where no such kind is registered.
    """
    if find_kind(kind) is None:
        raise LookupError(f"no kind of job is called {kind}")
    values = {
        "id": key or uuid4(),
        "created_at": clock.now(),
        "rung_at": clock.now(),
        "kind": kind,
        "arguments": dict(arguments),
        "asked_by_id": by.id if by else None,
        "language": present_language(),
        "once": once,
        "state": JobState.WAITING,
        "state_at": clock.now(),
        "ended_steps": 0,
        "claims": 0,
        "fault": "",
    }
    made = db.session.execute(insert_into(Job).values(**values).on_conflict_do_nothing().returning(Job.id)).scalar()
    if made is not None:
        audit.record("job.asked", by=by, kind="job", record_id=made, about_id=None, fields=[kind])
        queue.ring_after_commit(made)
    same = Job.id == values["id"] if made or once is None else Job.once == once
    return db.session.execute(select(Job).where(same)).scalar_one()


def cancel(job: Job, *, by: Person) -> None:
    """Stop a job. The step under way is not kept; what earlier steps made stays.

    :raises Stale: when it is over.
    """
    changed = db.session.execute(
        update(Job)
        .where(Job.id == job.id, Job.state.not_in(OVER))
        .values(state=JobState.CANCELLED, worker_id=None, ended_at=clock.now(), state_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise Stale(_("This is over already."))
    db.session.refresh(job)
    audit.record("job.cancelled", by=by, kind="job", record_id=job.id, about_id=None, fields=[job.kind])


def resume(job: Job, *, by: Person) -> None:
    """Let a job that was stopped or failed go on where it stood; steps that failed are tried again.

    :raises Stale: when it is done, or under way.
    """
    again = update(JobStep).where(JobStep.job_id == job.id, JobStep.state == StepState.FAILED)
    failed = db.session.execute(again.values(state=StepState.WAITING, tries=0, note="", ended_at=None))
    changed = db.session.execute(
        update(Job)
        .where(Job.id == job.id, Job.state.in_(RESUMABLE))
        .values(
            state=JobState.WAITING,
            state_at=clock.now(),
            ended_at=None,
            started_at=None,
            claims=0,
            fault="",
            rung_at=clock.now(),
            ended_steps=Job.ended_steps - failed.rowcount,  # type: ignore[attr-defined]
        )
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise Stale(_("This is done, or under way."))
    db.session.refresh(job)
    audit.record("job.resumed", by=by, kind="job", record_id=job.id, about_id=None, fields=[job.kind])
    queue.ring_after_commit(job.id)
