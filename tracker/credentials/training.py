"""Recording training: the person, their supervisor or HR writes it down; it counts once another confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from tracker import clock
from tracker.audit import actions as audit
from tracker.credentials.models import (
    LONGEST_TRAINING,
    SHORTEST_TRAINING,
    Training,
    TrainingCategory,
    TrainingDomain,
)
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files import actions as files
from tracker.files.models import FileKind, KeptFile
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person

QUARTER = 15


def may_confirm(person_id: UUID, by: Person) -> bool:
    """Whether ``by`` may say that a training took place: the primary or backup supervisor, or HR; never oneself."""
    if by.id == person_id:
        return False
    return people.is_supervisor_of(by, person_id, rating=True) or people.HR_READS in people.permissions_held_by(by)


def refuse_outsiders(person_id: UUID, by: Person) -> None:
    """Only the person, their supervisor and HR keep someone's training.

    :raises NotAllowed: for everyone else.
    """
    if by.id != person_id and not may_confirm(person_id, by):
        raise NotAllowed(_("The person, their supervisor and HR record training."))


def record(
    person: Person,
    *,
    title: str,
    provider: str,
    starts_on: date,
    ends_on: date,
    minutes: int,
    category: TrainingCategory,
    minutes_by_domain: Mapping[str, int],
    key: UUID,
    by: Person,
) -> Training:
    """Record a training. Written by the supervisor or HR it is confirmed with that; one's own waits for them.

    :param minutes_by_domain: how much of it was about which domain; the rest is about none.
    :raises Refusal: for days that do not fit, an impossible length, domains that are more than the whole, or a
        training that stands already.
    """
    refuse_outsiders(person.id, by)
    _refuse_days(starts_on, ends_on)
    _refuse_minutes(minutes, minutes_by_domain)
    same = select(Training.id).where(
        Training.person_id == person.id,
        func.lower(Training.title) == title.lower(),
        Training.starts_on == starts_on,
    )
    if db.session.execute(same).first():
        raise Refusal(_("A training of this title and day is on file already. The same training counts once."))
    confirms = by.id != person.id
    training = Training(
        id=key,
        person_id=person.id,
        title=title,
        provider=provider,
        starts_on=starts_on,
        ends_on=ends_on,
        minutes=minutes,
        category=category,
        recorded_by_id=by.id,
        confirmed_at=clock.now() if confirms else None,
        confirmed_by_id=by.id if confirms else None,
        domains=[TrainingDomain(domain_code=code, minutes=part) for code, part in minutes_by_domain.items() if part],
    )
    db.session.add(training)
    _note("training.recorded", training, by=by)
    return training


def _refuse_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    if ends_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))


def _refuse_minutes(minutes: int, minutes_by_domain: Mapping[str, int]) -> None:
    if not SHORTEST_TRAINING <= minutes <= LONGEST_TRAINING or minutes % QUARTER:
        raise Refusal(_("Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."))
    if sum(minutes_by_domain.values()) > minutes:
        raise Refusal(_("The domains add up to more than the whole training. Change one of them."))


def confirm(training: Training, *, by: Person) -> None:
    """Say that someone took a training as it is written; from then on it counts.

    :raises NotAllowed: for oneself, and for who is neither supervisor nor HR.
    :raises Stale: when it is confirmed already.
    """
    _refuse_confirming(training, by)
    if training.counts:
        raise Stale(_("This training is confirmed already."))
    training.confirmed_at, training.confirmed_by_id = clock.now(), by.id
    _note("training.confirmed", training, by=by)


def take_back_confirmation(training: Training, *, by: Person) -> None:
    """Let a training count no more, so that it can be removed or confirmed again.

    :raises Stale: when it is not confirmed.
    """
    _refuse_confirming(training, by)
    if not training.counts:
        raise Stale(_("This training is not confirmed."))
    training.confirmed_at = training.confirmed_by_id = None
    _note("training.confirmation_taken_back", training, by=by)


def _refuse_confirming(training: Training, by: Person) -> None:
    if not may_confirm(training.person_id, by):
        raise NotAllowed(_("Nobody confirms their own training: a supervisor or HR does."))


def remove(training: Training, *, by: Person) -> None:
    """Remove a training that does not count, with its certificate.

    :raises Stale: while it is confirmed.
    """
    refuse_outsiders(training.person_id, by)
    if training.counts:
        raise Stale(_("A confirmed training stays. Ask your supervisor or HR to take the confirmation back first."))
    db.session.execute(
        delete(KeptFile).where(KeptFile.record_id == training.id, KeptFile.kind == FileKind.TRAINING_CERTIFICATE)
    )
    _note("training.removed", training, by=by)
    db.session.delete(training)
    db.session.flush()


def keep_certificate(training: Training, content: bytes, *, name: str, by: Person) -> KeptFile:
    """Keep the certificate of a training, as a file.

    :raises Refusal: as ``files.keep`` says.
    """
    refuse_outsiders(training.person_id, by)
    about = db.session.get_one(Person, training.person_id)
    return files.keep(content, name=name, kind=FileKind.TRAINING_CERTIFICATE, record_id=training.id, about=about, by=by)


def _note(event: str, training: Training, *, by: Person) -> None:
    db.session.flush()
    audit.record(event, by=by, kind="training", record_id=training.id, about_id=training.person_id)
