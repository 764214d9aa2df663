"""Reads of requests for a record: the person's own, and for HR those of everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.permissions import Permission
from tracker.database import db, find_locked
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.record_requests.models import HandOver, RecordRequest

KEEPS = Permission.RECORD_HAND_OVER


def may_read(person_id: UUID, reader: Person) -> bool:
    """Whether requests for someone's record are the reader's to read."""
    return reader.id == person_id or KEEPS in people.permissions_held_by(reader)


def get_person(person_id: UUID, reader: Person) -> Person:
    """One person whose record the reader may ask for, or note a request of; or 404."""
    person = people.get_visible(person_id, reader)
    return person if may_read(person.id, reader) else abort(404)


def list_about(person: Person, reader: Person) -> Sequence[RecordRequest]:
    """Requests for one person's record, the latest first; none where they are not the reader's to read."""
    if not may_read(person.id, reader):
        return []
    statement = (
        select(RecordRequest)
        .where(RecordRequest.person_id == person.id)
        .order_by(RecordRequest.asked_on.desc(), RecordRequest.created_at.desc())
    )
    return db.session.execute(statement).scalars().all()


def list_open(reader: Person) -> Sequence[RecordRequest]:
    """Requests that wait for HR, the first due on top; the reader's own waits for a colleague."""
    if KEEPS not in people.permissions_held_by(reader):
        return []
    statement = (
        select(RecordRequest)
        .where(RecordRequest.ended_at.is_(None), RecordRequest.person_id != reader.id)
        .options(joinedload(RecordRequest.person))
        .order_by(RecordRequest.due_on, RecordRequest.created_at)
    )
    return db.session.execute(statement).scalars().all()


def list_ended(*, limit: int) -> Sequence[RecordRequest]:
    """Requests that have ended, the latest first."""
    statement = (
        select(RecordRequest)
        .where(RecordRequest.ended_at.is_not(None))
        .options(joinedload(RecordRequest.person))
        .order_by(RecordRequest.ended_at.desc(), RecordRequest.id)
        .limit(limit)
    )
    return db.session.execute(statement).scalars().all()


def get_request(request_id: UUID, reader: Person, *, lock: bool = False) -> RecordRequest:
    """One request with its log, or 404."""
    if lock:
        find_locked(RecordRequest, request_id)
    statement = (
        select(RecordRequest)
        .where(RecordRequest.id == request_id)
        .options(
            joinedload(RecordRequest.person),
            joinedload(RecordRequest.recorded_by),
            selectinload(RecordRequest.handed_over).joinedload(HandOver.by),
        )
    )
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None or not may_read(found.person_id, reader):
        abort(404)
    return found
