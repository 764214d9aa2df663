"""Agreeing on supervision, asking for it, and answering."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tracker import clock
from tracker.agreements import queries
from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.audit import actions as audit
from tracker.consultations.models import Mode
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of


def write(
    person: Person,
    *,
    starts_on: date,
    review_on: date,
    every_days: int,
    minutes: int,
    mode: Mode,
    expectations: str,
    conflict_check: str,
    clinical_oversight: str,
    key: UUID,
    by: Person,
) -> SupervisionAgreement:
    """Write an agreement with someone one supervises. The writer confirms it by writing; it ends the one before.

    :raises Refusal: with oneself or with someone one does not supervise, or when the dates run backward.
    """
    if person.id == by.id:
        raise Refusal(_("You cannot supervise yourself. Your own supervisor writes the agreement with you."))
    if not is_supervisor_of(by, person.id, rating=False):
        raise NotAllowed(_("Only someone who supervises %(name)s writes this agreement.", name=person.name))
    if review_on <= starts_on:
        raise Refusal(_("Choose a day to look at it again that comes after the first day."))
    find_locked(Person, person.id)
    before = queries.find_between(person.id, by.id)
    if before is not None:
        before.ended_at = clock.now()
        # It ends before the new one begins: one agreement stands between two people.
        db.session.flush()
    agreement = SupervisionAgreement(
        id=key,
        person_id=person.id,
        supervisor_id=by.id,
        written_by_id=by.id,
        starts_on=starts_on,
        review_on=review_on,
        every_days=every_days,
        minutes=minutes,
        mode=mode,
        expectations=expectations,
        conflict_check=conflict_check,
        clinical_oversight=clinical_oversight,
        supervisor_confirmed_at=clock.now(),
    )
    db.session.add(agreement)
    db.session.flush()
    audit.record("agreement.written", by=by, kind="agreement", record_id=agreement.id, about_id=person.id)
    return agreement


def confirm(agreement: SupervisionAgreement, *, by: Person) -> None:
    """The employee confirms the agreement; its writer has done so by writing it.

    :raises Refusal: for anyone else.
    :raises Stale: when it was confirmed already, or another has taken its place.
    """
    found = find_locked(SupervisionAgreement, agreement.id)
    if found is None or found.ended_at is not None:
        raise Stale(_("Another agreement has taken the place of this one. Look at the log."))
    if by.id != found.person_id:
        raise NotAllowed(_("The employee confirms the agreement; its writer has done so already."))
    if found.employee_confirmed_at is not None:
        raise Stale(_("You have confirmed this agreement already."))
    found.employee_confirmed_at = clock.now()
    db.session.flush()
    audit.record("agreement.confirmed", by=by, kind="agreement", record_id=found.id, about_id=found.person_id)


def ask(*, is_urgent: bool, about: str, key: UUID, by: Person) -> SupervisionRequest:
    """Ask one's supervisor for supervision."""
    request = SupervisionRequest(id=key, person_id=by.id, is_urgent=is_urgent, about=about)
    db.session.add(request)
    db.session.flush()
    audit.record("supervision.asked", by=by, kind="supervision_request", record_id=request.id, about_id=by.id)
    return request


def answer(request: SupervisionRequest, *, text: str, meeting_on: date | None, by: Person) -> None:
    """Answer someone one supervises and rates, with a day to meet if there is one.

    :raises Refusal: for oneself or someone else's supervisor, without words, or for a day that is past.
    :raises Stale: when it was answered or taken back already.
    """
    found = _standing(request)
    if by.id == found.person_id or not is_supervisor_of(by, found.person_id, rating=True):
        raise NotAllowed(_("The primary or backup supervisor answers."))
    if not text:
        raise Refusal(_("Write an answer."))
    if meeting_on is not None and meeting_on < clock.today():
        raise Refusal(_("Choose today or a later day to meet."))
    found.answer, found.meeting_on, found.answered_at, found.answered_by_id = text, meeting_on, clock.now(), by.id
    db.session.flush()
    audit.record(
        "supervision.answered", by=by, kind="supervision_request", record_id=found.id, about_id=found.person_id
    )


def withdraw(request: SupervisionRequest, *, by: Person) -> None:
    """Take one's request back.

    :raises Refusal: for anyone else.
    :raises Stale: when it was answered or taken back already.
    """
    found = _standing(request)
    if by.id != found.person_id:
        raise NotAllowed(_("Only the one who asked takes it back."))
    found.withdrawn_at = clock.now()
    db.session.flush()
    audit.record(
        "supervision.withdrawn", by=by, kind="supervision_request", record_id=found.id, about_id=found.person_id
    )


def _standing(request: SupervisionRequest) -> SupervisionRequest:
    found = find_locked(SupervisionRequest, request.id)
    if found is None or not found.is_open:
        raise Stale(_("This request was answered or taken back already."))
    return found
