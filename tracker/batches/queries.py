"""Reads of batches: who is in one, which kinds there are, whose file it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import abort
from sqlalchemy import func, select

from tracker import clock
from tracker.access.permissions import Permission
from tracker.batches.models import BatchFile, Whom
from tracker.batches.orders import Key, Order
from tracker.cycles import queries as cycles
from tracker.database import db
from tracker.errors import Gone
from tracker.jobs import queries as jobs
from tracker.jobs.models import Job, JobStep, StepState
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.competency import CompetencyReport
from tracker.reports.documents import PersonDocument
from tracker.reports.kinds import DOCUMENTS
from tracker.reports.models import IssuedReport, ReportKind
from tracker.words import label

NAME = "reports"
# Kinds of jobs that make a file to take.
BINDER = "binder"
MAKE_FILES = frozenset({NAME, BINDER})
# How many identifiers go into one statement.
AT_ONCE = 500


def list_kinds(reader: Person) -> list[ReportKind]:
    """The reports about a person that the reader may print of many people, in the product's order."""
    held = people.permissions_held_by(reader)
    if Permission.REPORT_BATCH not in held:
        return []
    return [
        kind
        for kind, document in DOCUMENTS.items()
        if isinstance(document, (CompetencyReport, PersonDocument)) and document.permission in held
    ]


def list_keys(order: Order) -> list[Key]:
    """Everyone whom an order means, by name; of a cycle, their reviews of that cycle."""
    if order.whom is Whom.CYCLE:
        members = cycles.list_members(cycles.get_cycle(order.chosen[0]))
        is_of_review = order.kind is ReportKind.COMPETENCY
        return [Key(one.standing.person.id, one.review.id if is_of_review else None) for one in members]
    statement = select(Person.id).order_by(func.lower(Person.name), Person.id)
    if order.whom is Whom.PEOPLE:
        statement = statement.where(Person.id.in_(order.chosen))
    else:
        statement = statement.where(Person.id.in_([one.id for one in cycles.list_employees()]))
        if order.whom is Whom.PROGRAM:
            statement = statement.where(Person.program_id == order.chosen[0])
    return [Key(one) for one in db.session.execute(statement).scalars()]


def list_coming(job: Job, number: int, limit: int) -> Sequence[str]:
    """The keys of the steps that come after one, as many as are begun ahead."""
    statement = (
        select(JobStep.key)
        .where(JobStep.job_id == job.id, JobStep.state == StepState.WAITING, JobStep.tries == 0)
        .where(JobStep.number > number)
        .order_by(JobStep.number)
        .limit(limit)
    )
    return db.session.execute(statement).scalars().all()


def find_number(job: Job, key: str) -> int:
    """The number of the step with a key."""
    statement = select(JobStep.number).where(JobStep.job_id == job.id, JobStep.key == key)
    return db.session.execute(statement).scalar_one()


def list_left_out(job: Job) -> list[tuple[str, str]]:
    """Who is not in the file, by name, and why."""
    statement = (
        select(JobStep.key, JobStep.note)
        .where(JobStep.job_id == job.id, JobStep.state.in_([StepState.LEFT_OUT, StepState.FAILED]))
        .order_by(JobStep.number)
    )
    found = db.session.execute(statement).all()
    names = name_keys([key for key, _note in found])
    return [(names[key], note) for key, note in found]


def name_keys(keys: Sequence[str]) -> dict[str, str]:
    """Whom each step is about, by key; and which report, where several are made of each person."""
    read = {key: Key.read(key) for key in keys}
    names = people.names_of([one.person_id for one in read.values()])
    return {
        key: f"{names.get(one.person_id, '')}, {label(one.kind)}" if one.kind else names.get(one.person_id, "")
        for key, one in read.items()
    }


def list_made(job: Job) -> Sequence[UUID]:
    """The copies that a job made or found, in order."""
    return [step.made_id for step in jobs.list_made(job) if step.made_id is not None]


def names_in(copy_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of those whose copies these are, by person."""
    found: dict[UUID, str] = {}
    for start in range(0, len(copy_ids), AT_ONCE):
        copies = IssuedReport.id.in_(copy_ids[start : start + AT_ONCE])
        rows = db.session.execute(
            select(Person.id, Person.name).join(IssuedReport, IssuedReport.person_id == Person.id).where(copies)
        )
        found.update(dict(rows.all()))
    return found


def count_standing(copy_ids: Sequence[UUID]) -> int:
    """How many of these copies are still kept: a privacy removal takes the copies with the removed words away."""
    found = 0
    for start in range(0, len(copy_ids), AT_ONCE):
        copies = IssuedReport.id.in_(copy_ids[start : start + AT_ONCE])
        statement = select(func.count()).select_from(IssuedReport).where(copies)
        found += db.session.execute(statement).scalar_one()
    return found


def find_file(job_id: UUID) -> BatchFile | None:
    """The file a job made, while it is kept."""
    return db.session.get(BatchFile, job_id)


def get_file(job_id: UUID, reader: Person) -> tuple[Job, BatchFile]:
    """The file of a batch that the reader asked for; 404 for anybody else's.

    :raises Gone: once it is kept no more.
    """
    job = jobs.get_own(job_id, reader)
    if job.kind not in MAKE_FILES:
        abort(404)
    file = find_file(job.id)
    if file is None or file.ends_at <= clock.now():
        raise Gone(_("This file was kept for a few days and is gone. Make it again; it comes quickly."))
    if count_standing(list_made(job)) < file.reports:
        raise Gone(_("This file is gone: a text in it was removed for privacy. Make it again."))
    return job, file


def list_ended(now: datetime) -> Sequence[BatchFile]:
    """The files whose time is over."""
    return db.session.execute(select(BatchFile).where(BatchFile.ends_at <= now)).scalars().all()


def list_with_copies(copy_ids: Sequence[UUID]) -> Sequence[BatchFile]:
    """The files that hold one of these copies."""
    holds = select(JobStep.job_id).where(JobStep.made_id.in_(copy_ids))
    return db.session.execute(select(BatchFile).where(BatchFile.job_id.in_(holds))).scalars().all()
