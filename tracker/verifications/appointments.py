"""Reads about appointed assessors: people whom HR lets verify others for a time, though not their supervisor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.database import db
from tracker.people.models import Person
from tracker.verifications.models import AppointedPerson, Appointment


def _in_force(day: date) -> ColumnElement[bool]:
    return and_(Appointment.starts_on <= day, Appointment.ends_on >= day, Appointment.ended_at.is_(None))


def _names_person() -> ColumnElement[bool]:
    """A condition on ``Appointment`` and ``Person``: by name, or as part of a program."""
    named = select(AppointedPerson.person_id).where(AppointedPerson.appointment_id == Appointment.id)
    return or_(Appointment.program_id == Person.program_id, Person.id.in_(named.correlate(Appointment)))


def appointed_for(assessor: Person, day: date) -> ColumnElement[bool]:
    """A condition on ``Person``: ``assessor`` is appointed on ``day`` to verify them. Never oneself."""
    return and_(
        Person.id != assessor.id,
        exists().where(Appointment.assessor_id == assessor.id, _in_force(day), _names_person()).correlate(Person),
    )


def find_appointment(assessor: Person, person_id: UUID, day: date) -> Appointment | None:
    """The appointment in force by which someone may verify a person, the one that lasts longest; never oneself."""
    if assessor.id == person_id:
        return None
    statement = (
        select(Appointment)
        .join(Person, Person.id == person_id)
        .where(Appointment.assessor_id == assessor.id, _in_force(day), _names_person())
        .order_by(Appointment.starts_on, Appointment.ends_on.desc(), Appointment.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def list_to_verify(assessor: Person, day: date) -> Sequence[Person]:
    """The people someone is appointed to verify on ``day`` and who work here, by name."""
    statement = (
        select(Person)
        .where(appointed_for(assessor, day), or_(Person.left_on.is_(None), Person.left_on >= day))
        .order_by(func.lower(Person.name), Person.id)
    )
    return db.session.execute(statement).scalars().all()


def _loaded() -> Select[Appointment]:
    return select(Appointment).options(
        joinedload(Appointment.assessor),
        joinedload(Appointment.appointed_by),
        joinedload(Appointment.ended_by),
        joinedload(Appointment.program),
        selectinload(Appointment.people).joinedload(AppointedPerson.person),
    )


def list_appointments() -> Sequence[Appointment]:
    """Every appointment, the latest last day first."""
    statement = _loaded().order_by(Appointment.ends_on.desc(), Appointment.created_at.desc(), Appointment.id)
    return db.session.execute(statement).scalars().all()


def list_of_assessor(assessor_id: UUID) -> Sequence[Appointment]:
    """Every appointment of one assessor, without whom it names. The caller has checked the reader."""
    return db.session.execute(select(Appointment).where(Appointment.assessor_id == assessor_id)).scalars().all()


def get_appointment(appointment_id: UUID) -> Appointment:
    """One appointment with whom it names, or 404."""
    statement = _loaded().where(Appointment.id == appointment_id)
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def list_program(program_id: UUID, day: date) -> Sequence[Person]:
    """Everyone who works in a program on ``day``."""
    statement = (
        select(Person)
        .where(Person.program_id == program_id, or_(Person.left_on.is_(None), Person.left_on >= day))
        .order_by(func.lower(Person.name), Person.id)
    )
    return db.session.execute(statement).scalars().all()
