"""Agreeing on supervision and signing it, asking for it, and answering."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tracker import clock
from tracker.agreements import contents, queries
from tracker.agreements.models import AgreementCopy, SupervisionAgreement, SupervisionRequest
from tracker.audit import actions as audit
from tracker.consultations.models import Mode
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of
from tracker.people.supervision import list_assignments_between
from tracker.sign_in.actions import Proof
from tracker.signatures import actions as signing
from tracker.signatures.actions import Signing
from tracker.signatures.models import Capacity, Meaning, Signature, Snapshot


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
    employer: str,
    language: str,
    by: Person,
) -> SupervisionAgreement:
    """Write an agreement with someone one supervises, and freeze it for both to sign.

    One that waits for signatures ends; one that holds goes on until both have signed this one.

    :raises Refusal: with oneself or with someone one does not supervise, or when the dates run backward.
    """
    if person.id == by.id:
        raise Refusal(_("You cannot supervise yourself. Your own supervisor writes the agreement with you."))
    if not is_supervisor_of(by, person.id, rating=False):
        raise NotAllowed(_("Only someone who supervises %(name)s writes this agreement.", name=person.name))
    if review_on <= starts_on:
        raise Refusal(_("Choose a day to look at it again that comes after the first day."))
    find_locked(Person, person.id)
    before = queries.list_between(person.id, by.id)
    for one in before:
        if not one.is_agreed:
            _end(one, by)
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
    )
    db.session.add(agreement)
    db.session.flush()
    holds = next((queries.find_snapshot(one) for one in before if one.is_agreed), None)
    content = contents.gather(agreement, person, by, replaces=holds, employer=employer, language=language)
    snapshot = signing.freeze(content, subject_kind="agreement", subject_id=agreement.id, about_id=person.id)
    db.session.add(AgreementCopy(agreement_id=agreement.id, snapshot_id=snapshot.id))
    db.session.flush()
    audit.record("agreement.written", by=by, kind="agreement", record_id=agreement.id, about_id=person.id)
    return agreement


def _end(agreement: SupervisionAgreement, by: Person) -> None:
    agreement.ended_at = clock.now()
    db.session.flush()
    audit.record("agreement.ended", by=by, kind="agreement", record_id=agreement.id, about_id=agreement.person_id)


def intent_sentence(name: str) -> str:
    """What one says by typing one's name."""
    return _(
        "By typing my name and confirming it is me, I sign this agreement on supervision with %(name)s. "
        "I have read it, and I agree to it.",
        name=name,
    )


def refuse_signing(agreement: SupervisionAgreement, *, by: Person) -> Snapshot:
    """What the reader may sign.

    :raises NotAllowed: for anyone but the two sides.
    :raises Stale: when another has taken its place, the supervision has ended, or nothing is frozen to sign.
    """
    if by.id not in (agreement.person_id, agreement.supervisor_id):
        raise NotAllowed(_("The employee and the supervisor sign their agreement, nobody else."))
    if agreement.ended_at is not None:
        raise Stale(_("Another agreement has taken the place of this one. Look at the log."))
    snapshot = queries.find_snapshot(agreement)
    if snapshot is None:
        raise Stale(_("This one was written before agreements were signed. The supervisor writes it anew."))
    between = list_assignments_between(agreement.supervisor_id, agreement.person_id)
    if not any(assignment.covers(clock.today()) for assignment in between):
        raise Stale(_("This supervision has ended, so there is nothing to sign."))
    return snapshot


def sign(
    agreement: SupervisionAgreement,
    *,
    typed_name: str,
    seen_sha256: str,
    consents: bool,
    proof: Proof | None,
    by: Person,
) -> Signature:
    """Sign an agreement. With the second signature it holds, and the one before ends.

    :raises Refusal: for anyone else, without proof or consent, or under another name.
    :raises Stale: when it is signed already, or another has taken its place.
    """
    find_locked(Person, agreement.person_id)
    found = find_locked(SupervisionAgreement, agreement.id) or agreement
    snapshot = refuse_signing(found, by=by)
    is_employee = by.id == found.person_id
    other = db.session.get_one(Person, found.supervisor_id if is_employee else found.person_id)
    given = Signing(
        capacity=Capacity.EMPLOYEE if is_employee else Capacity.SUPERVISOR,
        meaning=Meaning.AGREE,
        typed_name=typed_name,
        comment="",
        intent=intent_sentence(other.name),
        seen_sha256=seen_sha256,
        consents=consents,
    )
    signature = signing.sign(snapshot, given, proof=proof, by=by)
    if (found.supervisor_confirmed_at if is_employee else found.employee_confirmed_at) is not None:
        # The one that held ends before this one does: one agreement holds between two people.
        for before in queries.list_between(found.person_id, found.supervisor_id):
            if before.id != found.id:
                _end(before, by)
    setattr(found, f"{given.capacity}_confirmed_at", signature.signed_at)
    db.session.flush()
    audit.record("agreement.signed", by=by, kind="agreement", record_id=found.id, about_id=found.person_id)
    return signature


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
