"""Reads of education, experience and job descriptions: the person, their supervisor and HR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.reading import Relation
from tracker.database import db, find_locked
from tracker.employment.models import Background, JobDescription
from tracker.files.models import FileKind, KeptFile
from tracker.people import queries as people
from tracker.people.models import Person

READS = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR})


def may_read(relations: frozenset[Relation]) -> bool:
    """Whether someone with these relations reads what a person brought and was given to do."""
    return bool(relations & READS)


def get_person(person_id: UUID, reader: Person) -> Person:
    """One person of whom the reader reads this, or 404."""
    person = people.get_visible(person_id, reader)
    return person if may_read(people.relations(reader, person_id)) else abort(404)


def list_backgrounds(person_id: UUID) -> Sequence[Background]:
    """Education first, then experience, the latest first; with those withdrawn, and who wrote and verified each."""
    statement = (
        select(Background)
        .where(Background.person_id == person_id)
        .options(joinedload(Background.recorded_by), joinedload(Background.verified_by))
        .order_by(Background.kind, Background.ends_on.desc(), Background.created_at.desc(), Background.id)
    )
    return db.session.execute(statement).scalars().all()


def get_background(background_id: UUID, reader: Person, *, lock: bool = False) -> Background:
    """One school or job of someone of whom the reader reads this, or 404."""
    if lock:
        find_locked(Background, background_id)
    statement = select(Background).where(Background.id == background_id).options(joinedload(Background.person))
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None or not may_read(people.relations(reader, found.person_id)):
        abort(404)
    return found


def list_descriptions(person_id: UUID) -> Sequence[JobDescription]:
    """Every job description someone was given, the latest first; with those withdrawn."""
    statement = (
        select(JobDescription)
        .where(JobDescription.person_id == person_id)
        .options(joinedload(JobDescription.given_by))
        .order_by(JobDescription.given_on.desc(), JobDescription.created_at.desc(), JobDescription.id)
    )
    return db.session.execute(statement).scalars().all()


def get_description(description_id: UUID, reader: Person, *, lock: bool = False) -> JobDescription:
    """One job description of someone of whom the reader reads this, or 404."""
    if lock:
        find_locked(JobDescription, description_id)
    statement = (
        select(JobDescription)
        .where(JobDescription.id == description_id)
        .options(joinedload(JobDescription.person), joinedload(JobDescription.given_by))
    )
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None or not may_read(people.relations(reader, found.person_id)):
        abort(404)
    return found


def list_files(descriptions: Collection[UUID]) -> Mapping[UUID, list[KeptFile]]:
    """The files kept with each job description, without their bytes."""
    found: dict[UUID, list[KeptFile]] = defaultdict(list)
    if descriptions:
        statement = (
            select(KeptFile)
            .where(KeptFile.record_id.in_(descriptions), KeptFile.kind == FileKind.JOB_DESCRIPTION)
            .order_by(KeptFile.created_at, KeptFile.id)
        )
        for file in db.session.execute(statement).scalars():
            found[file.record_id].append(file)
    return found
