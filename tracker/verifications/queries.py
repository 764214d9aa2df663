"""Reads of verifications: they stand in the employee's file, for those who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.access.reading import Relation
from tracker.database import db
from tracker.people.models import Person
from tracker.people.queries import auditor_kinds, relations
from tracker.verifications.models import (
    Appointment,
    AssessorQualification,
    Verification,
    VerifiedExample,
    VerifiedItem,
)

# Second supervisors and clinical oversight read the verification sheet.
READ_ALL = {Relation.SELF, Relation.SUPERVISOR, Relation.SECOND, Relation.ASSESSOR, Relation.HR, Relation.FORMER_STAFF}


def reads_whole_sheet(reader: Person, person_id: UUID) -> bool:
    """Whether someone reads every verification of a person, and so where they stand in what their job requires."""
    return bool(relations(reader, person_id) & READ_ALL) or "verification" in auditor_kinds(reader, person_id)


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    if reads_whole_sheet(reader, person_id):
        return true()
    held = relations(reader, person_id)
    return Verification.assessor_id == reader.id if Relation.FORMER_SUPERVISOR in held else false()


def _about(person_id: UUID, reader: Person) -> Select[Verification]:
    return (
        select(Verification)
        .where(Verification.person_id == person_id, _readable(reader, person_id))
        .options(
            joinedload(Verification.person),
            joinedload(Verification.assessor),
            joinedload(Verification.qualification)
            .joinedload(AssessorQualification.appointment)
            .joinedload(Appointment.appointed_by),
            joinedload(Verification.exemplar).joinedload(VerifiedExample.example),
            selectinload(Verification.items),
        )
        .order_by(Verification.observed_on.desc(), Verification.created_at.desc(), Verification.id)
    )


def get_visible(verification_id: UUID, reader: Person) -> Verification:
    """One verification the reader may see, or 404."""
    about = select(Verification.person_id).where(Verification.id == verification_id)
    person_id = db.session.execute(about).scalar_one_or_none()
    if person_id is None:
        abort(404)
    statement = _about(person_id, reader).where(Verification.id == verification_id)
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def count_visible(person_id: UUID, reader: Person) -> int:
    """How many ``list_visible`` would give."""
    readable = Verification.person_id == person_id, _readable(reader, person_id)
    return db.session.execute(select(func.count(Verification.id)).where(*readable)).scalar_one()


def list_visible(person_id: UUID, reader: Person) -> Sequence[Verification]:
    """Verifications of one person that the reader may see, by event, newest first."""
    return db.session.execute(_about(person_id, reader)).scalars().all()


def latest_by_item(
    person_id: UUID, *, until: date | None = None, written_until: datetime | None = None
) -> dict[UUID, VerifiedItem]:
    """For each competency, what was shown last, with its event; withdrawn ones do not count.

    :param until: leaves out what was shown after this day; ``written_until`` what was written later.

    The caller has checked that the file may be read.
    """
    statement = (
        select(VerifiedItem)
        .join(VerifiedItem.verification)
        .where(Verification.person_id == person_id, Verification.withdrawn_at.is_(None))
        .options(contains_eager(VerifiedItem.verification).joinedload(Verification.assessor))
        .order_by(Verification.observed_on, Verification.created_at, Verification.id)
    )
    if until is not None:
        statement = statement.where(Verification.observed_on <= until)
    if written_until is not None:
        statement = statement.where(Verification.created_at <= written_until)
    return {item.competency_id: item for item in db.session.execute(statement).scalars()}


def was_ever_verified(person_id: UUID, items: Sequence[UUID]) -> bool:
    """Whether any of these competencies was verified before: then the occasion is periodic."""
    statement = (
        select(VerifiedItem.competency_id)
        .join(VerifiedItem.verification)
        .where(
            Verification.person_id == person_id,
            Verification.withdrawn_at.is_(None),
            VerifiedItem.competency_id.in_(items),
        )
        .limit(1)
    )
    return db.session.execute(statement).first() is not None
