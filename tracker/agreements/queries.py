"""Reads of agreements on supervision and of requests for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from tracker import clock
from tracker.access.reading import Relation
from tracker.agreements.models import AgreementCopy, SupervisionAgreement, SupervisionRequest
from tracker.database import db
from tracker.people.models import Person
from tracker.people.queries import list_team, relations
from tracker.people.supervision import still_supervises
from tracker.signatures.models import Snapshot

NEW_ANSWER: Final = timedelta(days=7)
_READ_ALL = {Relation.SELF, Relation.SUPERVISOR}
_READ_OWN = {Relation.SECOND, Relation.FORMER_SUPERVISOR}
_OPEN = (SupervisionRequest.answered_at.is_(None), SupervisionRequest.withdrawn_at.is_(None))


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    """Both sides and whoever supervises read an agreement; HR once both have signed it."""
    held = relations(reader, person_id)
    if held & _READ_ALL:
        return true()
    ways: list[ColumnElement[bool]] = []
    if Relation.HR in held:
        ways.append(_agreed())
    if held & _READ_OWN:
        ways.append(SupervisionAgreement.supervisor_id == reader.id)
    return or_(*ways) if ways else false()


def list_open(person_id: UUID, reader: Person) -> Sequence[SupervisionAgreement]:
    """Someone's agreements in force that the reader may read, the newest first."""
    statement = (
        select(SupervisionAgreement)
        .where(
            SupervisionAgreement.person_id == person_id,
            SupervisionAgreement.ended_at.is_(None),
            _readable(reader, person_id),
        )
        .options(joinedload(SupervisionAgreement.supervisor))
        .order_by(SupervisionAgreement.starts_on.desc(), SupervisionAgreement.id)
    )
    return db.session.execute(statement).scalars().all()


def list_all(person_id: UUID, reader: Person) -> Sequence[SupervisionAgreement]:
    """Someone's agreements that the reader may read, also those that have ended, the newest first."""
    statement = (
        select(SupervisionAgreement)
        .where(SupervisionAgreement.person_id == person_id, _readable(reader, person_id))
        .options(joinedload(SupervisionAgreement.supervisor))
        .order_by(
            SupervisionAgreement.starts_on.desc(), SupervisionAgreement.created_at.desc(), SupervisionAgreement.id
        )
    )
    return db.session.execute(statement).scalars().all()


def get_visible(agreement_id: UUID, reader: Person) -> SupervisionAgreement:
    """One agreement, also one that has ended, or 404."""
    found = db.session.get(SupervisionAgreement, agreement_id) or abort(404)
    statement = (
        select(SupervisionAgreement)
        .where(SupervisionAgreement.id == agreement_id, _readable(reader, found.person_id))
        .options(joinedload(SupervisionAgreement.supervisor), joinedload(SupervisionAgreement.person))
    )
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def list_between(person_id: UUID, supervisor_id: UUID) -> Sequence[SupervisionAgreement]:
    """What stands between two people, the newest first: what waits for signatures, and what holds until then."""
    statement = (
        select(SupervisionAgreement)
        .where(
            SupervisionAgreement.person_id == person_id,
            SupervisionAgreement.supervisor_id == supervisor_id,
            SupervisionAgreement.ended_at.is_(None),
        )
        .order_by(SupervisionAgreement.created_at.desc(), SupervisionAgreement.id)
    )
    return db.session.execute(statement).scalars().all()


def find_snapshot(agreement: SupervisionAgreement) -> Snapshot | None:
    """The locked content of an agreement; None for one that was confirmed by a tap, before they were signed."""
    copy = db.session.get(AgreementCopy, agreement.id)
    return db.session.get_one(Snapshot, copy.snapshot_id) if copy else None


def find_shortest_interval(person_id: UUID) -> int | None:
    """How many days supervision is at most apart, by the agreements that hold."""
    statement = select(func.min(SupervisionAgreement.every_days)).where(
        SupervisionAgreement.person_id == person_id,
        SupervisionAgreement.ended_at.is_(None),
        _agreed(),
    )
    return db.session.execute(statement).scalar_one()


def list_to_sign(person: Person) -> Sequence[SupervisionAgreement]:
    """Agreements that wait for this person's signature, on either side, oldest first."""
    waits = or_(
        (SupervisionAgreement.person_id == person.id) & SupervisionAgreement.employee_confirmed_at.is_(None),
        (SupervisionAgreement.supervisor_id == person.id) & SupervisionAgreement.supervisor_confirmed_at.is_(None),
    )
    return _with_both(waits, _is_frozen())


def list_to_review(person: Person) -> Sequence[SupervisionAgreement]:
    """Agreements whose review day has come, for both sides, oldest first. What replaces one may wait for signatures."""
    newer = aliased(SupervisionAgreement)
    replaced = exists().where(
        newer.person_id == SupervisionAgreement.person_id,
        newer.supervisor_id == SupervisionAgreement.supervisor_id,
        newer.ended_at.is_(None),
        newer.created_at > SupervisionAgreement.created_at,
    )
    return _with_both(
        or_(SupervisionAgreement.person_id == person.id, SupervisionAgreement.supervisor_id == person.id),
        # What was written before agreements were signed and never confirmed is written anew too.
        or_(SupervisionAgreement.review_on <= clock.today(), ~_is_frozen() & ~_agreed()),
        ~replaced,
    )


def _is_frozen() -> ColumnElement[bool]:
    return exists().where(AgreementCopy.agreement_id == SupervisionAgreement.id)


def _agreed() -> ColumnElement[bool]:
    return SupervisionAgreement.employee_confirmed_at.is_not(
        None
    ) & SupervisionAgreement.supervisor_confirmed_at.is_not(None)


def _with_both(*conditions: ColumnElement[bool]) -> Sequence[SupervisionAgreement]:
    """Agreements in force or proposed between people of whom one still supervises the other."""
    statement = (
        select(SupervisionAgreement)
        .where(
            SupervisionAgreement.ended_at.is_(None),
            still_supervises(SupervisionAgreement.supervisor_id, SupervisionAgreement.person_id, clock.today()),
            *conditions,
        )
        .options(joinedload(SupervisionAgreement.supervisor), joinedload(SupervisionAgreement.person))
        .order_by(SupervisionAgreement.created_at, SupervisionAgreement.id)
    )
    return db.session.execute(statement).scalars().all()


def list_requests(person_id: UUID, reader: Person, *, limit: int) -> Sequence[SupervisionRequest]:
    """Someone's newest requests, for themselves and for whoever supervises and rates them; others read none."""
    if not relations(reader, person_id) & _READ_ALL:
        return []
    statement = (
        _requests(SupervisionRequest.person_id == person_id)
        .order_by(None)
        .order_by(SupervisionRequest.created_at.desc(), SupervisionRequest.id)
        .limit(limit)
    )
    return db.session.execute(statement).scalars().all()


def _requests(*conditions: ColumnElement[bool]) -> Select[SupervisionRequest]:
    return (
        select(SupervisionRequest)
        .where(*conditions)
        .options(joinedload(SupervisionRequest.person), joinedload(SupervisionRequest.answered_by))
        .order_by(SupervisionRequest.is_urgent.desc(), SupervisionRequest.created_at, SupervisionRequest.id)
    )


def get_request(request_id: UUID, reader: Person) -> SupervisionRequest:
    """One request, for the one who asked and for whoever supervises and rates them, or 404."""
    found = db.session.execute(_requests(SupervisionRequest.id == request_id)).scalar_one_or_none()
    if found is None or not relations(reader, found.person_id) & _READ_ALL:
        abort(404)
    return found


def list_waiting_for(supervisor: Person) -> Sequence[SupervisionRequest]:
    """Requests that wait for a supervisor's answer: urgent ones first, then the longest wait."""
    team = [member.id for member in list_team(supervisor, rating_only=True)]
    return db.session.execute(_requests(SupervisionRequest.person_id.in_(team), *_OPEN)).scalars().all()


def list_new_answers(person: Person) -> Sequence[SupervisionRequest]:
    """Answers of the past week to someone's requests, the newest first."""
    since = clock.now() - NEW_ANSWER
    asked = _requests(SupervisionRequest.person_id == person.id, SupervisionRequest.answered_at >= since)
    return db.session.execute(asked.order_by(None).order_by(SupervisionRequest.answered_at.desc())).scalars().all()


def list_open_requests_of(person: Person) -> Sequence[SupervisionRequest]:
    """What someone has asked for and nobody has answered."""
    return db.session.execute(_requests(SupervisionRequest.person_id == person.id, *_OPEN)).scalars().all()
