"""Reads of credentials and training. They are for the person, the primary or backup supervisor, and HR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, nulls_last, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.access.reading import Relation
from tracker.credentials.models import Credential, CredentialCheck, Training, TrainingTarget
from tracker.database import db, find_locked
from tracker.files.models import FileKind, KeptFile
from tracker.people import queries as people
from tracker.people.models import Person

READS: Final = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR})


def list_of(person_id: UUID) -> Sequence[Credential]:
    """Someone's credentials with their checks, the latest expiry first; one without an expiry comes last."""
    statement = (
        select(Credential)
        .where(Credential.person_id == person_id)
        .options(selectinload(Credential.checks).joinedload(CredentialCheck.checked_by))
        .order_by(nulls_last(Credential.expires_on.desc()), Credential.created_at.desc(), Credential.id)
    )
    return db.session.execute(statement).scalars().all()


def find_newest(person_id: UUID) -> Credential | None:
    """The credential that is printed with a name."""
    held = list_of(person_id)
    return held[0] if held else None


def say_newest(person: Person) -> str:
    """The newest credential with its number, as it is kept beside a supervisor's name; empty without one."""
    held = find_newest(person.id)
    return f"{held.kind} {held.number}" if held else ""


def get_credential(credential_id: UUID, reader: Person) -> Credential:
    """One credential of someone whose credentials the reader may read, or 404."""
    statement = select(Credential).where(Credential.id == credential_id).options(joinedload(Credential.person))
    credential = db.session.execute(statement).scalar_one_or_none()
    if credential is None or not may_read(credential.person_id, reader):
        abort(404)
    return credential


def may_read(person_id: UUID, reader: Person) -> bool:
    """Whether someone's credentials and training are the reader's to read."""
    return bool(people.relations(reader, person_id) & READS)


def get_holder(person_id: UUID, reader: Person) -> Person:
    """One person whose credentials and training the reader may read, or 404."""
    person = people.get_visible(person_id, reader)
    return person if may_read(person.id, reader) else abort(404)


def list_trainings(person_id: UUID) -> Sequence[Training]:
    """Someone's training with its domains and who confirmed it, the latest first."""
    statement = (
        select(Training)
        .where(Training.person_id == person_id)
        .options(selectinload(Training.domains), joinedload(Training.confirmed_by), joinedload(Training.recorded_by))
        .order_by(Training.ends_on.desc(), Training.created_at.desc(), Training.id)
    )
    return db.session.execute(statement).scalars().all()


def get_training(training_id: UUID, reader: Person, *, lock: bool = False) -> Training:
    """One training of someone whose training the reader may read, or 404."""
    if lock:
        find_locked(Training, training_id)
    statement = (
        select(Training)
        .where(Training.id == training_id)
        .options(
            joinedload(Training.person),
            joinedload(Training.recorded_by),
            joinedload(Training.confirmed_by),
            selectinload(Training.domains),
        )
    )
    training = db.session.execute(statement).scalar_one_or_none()
    if training is None or not may_read(training.person_id, reader):
        abort(404)
    return training


def list_certificates(trainings: Collection[UUID]) -> Mapping[UUID, list[KeptFile]]:
    """The certificates kept with each training, oldest first, without their bytes."""
    found: dict[UUID, list[KeptFile]] = defaultdict(list)
    if trainings:
        statement = (
            select(KeptFile)
            .where(KeptFile.record_id.in_(trainings), KeptFile.kind == FileKind.TRAINING_CERTIFICATE)
            .options(joinedload(KeptFile.kept_by))
            .order_by(KeptFile.created_at, KeptFile.id)
        )
        for file in db.session.execute(statement).scalars():
            found[file.record_id].append(file)
    return found


def list_targets() -> Sequence[TrainingTarget]:
    """Everything any credential asks for: by credential, renewal first, in the order of writing."""
    statement = select(TrainingTarget).order_by(
        TrainingTarget.credential, TrainingTarget.purpose.desc(), TrainingTarget.created_at, TrainingTarget.id
    )
    return db.session.execute(statement).scalars().all()


def get_target(target_id: UUID) -> TrainingTarget:
    """One thing a credential asks for, or 404."""
    return db.session.get(TrainingTarget, target_id) or abort(404)


def list_unconfirmed(members: Collection[UUID]) -> Sequence[Training]:
    """Training of these people that waits to be confirmed, the longest wait first."""
    return db.session.execute(_unconfirmed(Training.person_id.in_(members))).scalars().all() if members else []


def list_all_unconfirmed() -> Sequence[Training]:
    """Training of anyone who works here that waits to be confirmed, the longest wait first."""
    works_here = or_(Person.left_on.is_(None), Person.left_on >= clock.today())
    return db.session.execute(_unconfirmed(works_here).join(Training.person)).scalars().all()


def _unconfirmed(*conditions: ColumnElement[bool]) -> Select[Training]:
    return (
        select(Training)
        .where(Training.confirmed_at.is_(None), *conditions)
        .options(joinedload(Training.person))
        .order_by(Training.created_at, Training.id)
    )
