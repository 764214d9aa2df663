"""Reads of what employees asked to have seen: theirs, and of those who supervise and rate them today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.database import db
from tracker.observations.models import ObservationRequest
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of

# How long a sentence given as an answer stands on the employee's home page.
ANSWER_SHOWN_FOR: Final = timedelta(days=14)


def _requests() -> Select[ObservationRequest]:
    return (
        select(ObservationRequest)
        .options(
            joinedload(ObservationRequest.person),
            joinedload(ObservationRequest.answered_by),
            selectinload(ObservationRequest.items),
        )
        .order_by(ObservationRequest.created_at, ObservationRequest.id)
    )


def _is_open() -> ColumnElement[bool]:
    return and_(ObservationRequest.answered_at.is_(None), ObservationRequest.withdrawn_at.is_(None))


def may_read(reader: Person, person_id: UUID) -> bool:
    """Whether someone reads what a person asked to have seen."""
    return reader.id == person_id or is_supervisor_of(reader, person_id, rating=True)


def get_visible(request_id: UUID, reader: Person) -> ObservationRequest:
    """One request the reader may see, or 404."""
    found = db.session.execute(_requests().where(ObservationRequest.id == request_id)).scalar_one_or_none()
    if found is None or not may_read(reader, found.person_id):
        abort(404)
    return found


def get_own(request_id: UUID, person: Person) -> ObservationRequest:
    """A request of one's own, or 404."""
    found = get_visible(request_id, person)
    return found if found.person_id == person.id else abort(404)


def list_visible(person_id: UUID, reader: Person) -> list[ObservationRequest]:
    """What one person asked to have seen, newest first; nothing for readers who may not know of it."""
    if not may_read(reader, person_id):
        return []
    statement = _requests().where(ObservationRequest.person_id == person_id, ObservationRequest.withdrawn_at.is_(None))
    return list(reversed(db.session.execute(statement).scalars().all()))


def list_waiting(people: Sequence[UUID]) -> Sequence[ObservationRequest]:
    """What these people asked for and nobody has answered, the longest wait first."""
    statement = (
        select(ObservationRequest)
        .where(ObservationRequest.person_id.in_(people), _is_open())
        .options(joinedload(ObservationRequest.person))
        .order_by(ObservationRequest.created_at, ObservationRequest.id)
    )
    return db.session.execute(statement).scalars().all()


def list_recent_answers(person: Person) -> Sequence[ObservationRequest]:
    """Answers by a sentence of the last two weeks, newest first: an observation is on the home page by itself."""
    statement = (
        _requests()
        .where(
            ObservationRequest.person_id == person.id,
            ObservationRequest.answer != "",
            ObservationRequest.answered_at > clock.now() - ANSWER_SHOWN_FOR,
        )
        .order_by(None)
        .order_by(ObservationRequest.answered_at.desc(), ObservationRequest.id)
    )
    return db.session.execute(statement).scalars().all()


def list_people_waiting() -> Sequence[Person]:
    """Who works here and has asked for something that nobody has answered, by name."""
    waits = exists().where(ObservationRequest.person_id == Person.id, _is_open())
    works_here = or_(Person.left_on.is_(None), Person.left_on >= clock.today())
    return db.session.execute(select(Person).where(waits, works_here).order_by(Person.name, Person.id)).scalars().all()
