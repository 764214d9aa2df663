"""Workers as the database knows them: signs of life, and who keeps the schedule."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from tracker import clock
from tracker.database import db, insert_into
from tracker.jobs import queries, running
from tracker.jobs.models import OVER, Job, JobStep, Lease, Worker

SCHEDULE: Final = "schedule"
# Whoever keeps the schedule renews this with every sign of life.
LEASE: Final = timedelta(seconds=30)
FORGOTTEN_AFTER: Final = timedelta(days=1)
KEPT_FOR: Final = timedelta(days=30)


def give_sign(worker_id: UUID, *, busy_with: set[UUID]) -> None:
    """A worker lives, and does these jobs; any other that stands in its name is free again."""
    now = clock.now()
    seen = insert_into(Worker).values(id=worker_id, started_at=now, seen_at=now)
    db.session.execute(seen.on_conflict_do_update(index_elements=[Worker.id], set_={"seen_at": now}))
    db.session.execute(delete(Worker).where(Worker.seen_at < now - FORGOTTEN_AFTER))
    # What was claimed just now may not be among what it said to be busy with.
    running.release(worker_id, but=busy_with, claimed_before=now - LEASE)
    db.session.commit()


def end(worker_id: UUID) -> None:
    """A worker ends: what it did, and the schedule, are free at once."""
    running.release(worker_id, but=set(), claimed_before=clock.now())
    db.session.execute(delete(Worker).where(Worker.id == worker_id))
    db.session.execute(delete(Lease).where(Lease.worker_id == worker_id))
    db.session.commit()


def keeps_schedule(worker_id: UUID) -> bool:
    """Whether the schedule is this worker's now: it was already, or nobody's. One has it at a time."""
    now = clock.now()
    made = insert_into(Lease).values(name=SCHEDULE, worker_id=worker_id, ends_at=now + LEASE)
    db.session.execute(made.on_conflict_do_nothing())
    taken = db.session.execute(
        update(Lease)
        .where(Lease.name == SCHEDULE, or_(Lease.worker_id == worker_id, Lease.ends_at < now))
        .values(worker_id=worker_id, ends_at=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def forget_old_jobs() -> None:
    """Delete what the schedule asked for and was over a month ago; what people asked for stays."""
    over = (Job.asked_by_id.is_(None), Job.state.in_(OVER), Job.ended_at < clock.now() - KEPT_FOR)
    db.session.execute(delete(JobStep).where(JobStep.job_id.in_(select(Job.id).where(*over))))
    db.session.execute(delete(Job).where(*over))
    db.session.commit()


def list_unheard() -> list[UUID]:
    """Jobs to ring for again, marked as rung for now: their bell was lost, or their worker died."""
    now = clock.now()
    found = list(queries.list_to_ring(now))
    if found:
        rung = update(Job).where(Job.id.in_(found)).values(rung_at=now)
        db.session.execute(rung.execution_options(synchronize_session=False))
    db.session.commit()
    return found
