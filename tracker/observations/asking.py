"""Asking to have one's work noticed, answering that, and saying that one has read an observation."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.observations.models import (
    Acknowledgement,
    Observation,
    ObservationRequest,
    ObservationRequestItem,
)
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of
from tracker.people.supervision import find_rating_supervisor
from tracker.voiding.queries import find_voiding


def ask(*, wish: str, items: Iterable[UUID], key: UUID, by: Person) -> ObservationRequest:
    """Ask to have one's work noticed: it waits for whoever supervises.

    :raises Refusal: where nobody supervises the person today.
    """
    refuse_without_supervisor(by)
    request = ObservationRequest(
        id=key,
        person_id=by.id,
        wish=wish,
        items=[ObservationRequestItem(competency_id=item) for item in dict.fromkeys(items)],
    )
    db.session.add(request)
    db.session.flush()
    _note("observation_request.made", request, by=by)
    return request


def refuse_without_supervisor(person: Person) -> None:
    """Somebody has to be there who can notice.

    :raises Refusal: where nobody supervises the person today.
    """
    if find_rating_supervisor(person.id, clock.today()) is None:
        raise Refusal(_("You have no supervisor now, so nobody would see this. Ask HR to name one."))


def answer(request: ObservationRequest, text: str, *, by: Person) -> None:
    """Answer with a sentence, such as when one will come by.

    :raises NotAllowed: for anyone but who supervises and rates the person.
    :raises Stale: when it was answered or withdrawn already.
    """
    if by.id == request.person_id or not is_supervisor_of(by, request.person_id, rating=True):
        raise NotAllowed(_("Whoever supervises the person who asked answers this."))
    standing = _open(request)
    # A draft that was begun for it stays a draft; it answers nothing.
    standing.answer, standing.answered_at, standing.answered_by_id = text, clock.now(), by.id
    db.session.flush()
    _note("observation_request.answered", standing, by=by)


def withdraw(request: ObservationRequest, *, by: Person) -> None:
    """Take back what one asked for, while nobody has answered.

    :raises NotAllowed: for anyone else.
    :raises Stale: when it was answered or withdrawn already.
    """
    if request.person_id != by.id:
        raise NotAllowed(_("Only the person who asked takes it back."))
    standing = _open(request)
    standing.withdrawn_at = clock.now()
    db.session.flush()
    _note("observation_request.withdrawn", standing, by=by)


def link(request: ObservationRequest, observation: Observation) -> None:
    """Note that an observation was begun for a request; it answers once it is shared.

    Where somebody was quicker it stays an observation like any other.

    :raises Refusal: for a request of another person.
    """
    if request.person_id != observation.person_id:
        raise Refusal(_("This was asked by another person."))
    standing = find_locked(ObservationRequest, request.id)
    if standing is not None and standing.is_open and standing.observation_id is None:
        standing.observation_id = observation.id
        db.session.flush()


def answer_by(observation: Observation, *, by: Person) -> None:
    """Close the request that an observation was written for: it has just been shared."""
    waiting = select(ObservationRequest).where(
        ObservationRequest.observation_id == observation.id,
        ObservationRequest.answered_at.is_(None),
        ObservationRequest.withdrawn_at.is_(None),
    )
    for request in db.session.execute(waiting).scalars():
        request.answered_at, request.answered_by_id = clock.now(), by.id
        db.session.flush()
        _note("observation_request.answered", request, by=by)


def forget_drafts(observations: Iterable[UUID]) -> None:
    """Drafts that are about to go answer nothing: what they were begun for waits again."""
    gone = ObservationRequest.observation_id.in_(list(observations))
    db.session.execute(update(ObservationRequest).where(gone).values(observation_id=None))


def acknowledge(observation: Observation, comment: str, *, by: Person) -> None:
    """Say that one has read what was seen, with a comment if wanted; once.

    :raises NotAllowed: for anyone but the person it is about.
    :raises Stale: while it is a draft, once it is void, or when it was done already.
    """
    if observation.person_id != by.id:
        raise NotAllowed(_("Only the person it is about says that they have read it."))
    standing = find_locked(Observation, observation.id)
    if standing is None or standing.shared_at is None or find_voiding(standing.id) is not None:
        raise Stale(_("This observation is not shared with you, or it is void."))
    if db.session.get(Acknowledgement, standing.id) is not None:
        raise Stale(_("You have said already that you read this. To add something, write a statement."))
    db.session.add(Acknowledgement(observation_id=standing.id, comment=comment))
    db.session.flush()
    audit.record(
        "observation.acknowledged", by=by, kind="observation", record_id=standing.id, about_id=standing.person_id
    )


def _open(request: ObservationRequest) -> ObservationRequest:
    standing = find_locked(ObservationRequest, request.id)
    if standing is None or not standing.is_open:
        raise Stale(_("This was answered or taken back already."))
    return standing


def _note(event: str, request: ObservationRequest, *, by: Person) -> None:
    audit.record(event, by=by, kind="observation_request", record_id=request.id, about_id=request.person_id)
