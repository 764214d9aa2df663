"""Writing down what someone brought, verifying it at its source, and giving them a job description."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.audit import actions as audit
from tracker.database import db
from tracker.employment.models import Background, BackgroundKind, BackgroundSource, JobDescription
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files import actions as files
from tracker.files.models import FileKind
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person


def record(
    person: Person,
    *,
    kind: BackgroundKind,
    what: str,
    place: str,
    starts_on: date | None,
    ends_on: date | None,
    key: UUID,
    by: Person,
) -> Background:
    """Write down a school or a job, as the person or HR says it was; it is weak evidence until somebody verified it.

    :raises Refusal: for anybody else, and for days that run backward or lie ahead.
    """
    refuse_outsiders(person.id, by)
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    if max(filter(None, (starts_on, ends_on)), default=date.min) > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))
    made = Background(
        id=key,
        person_id=person.id,
        kind=kind,
        what=what,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by_id=by.id,
    )
    db.session.add(made)
    _note("background.recorded", made, by=by)
    return made


def refuse_outsiders(person_id: UUID, by: Person) -> None:
    """Only the person and HR write down what somebody brought.

    :raises NotAllowed: for everyone else.
    """
    if by.id != person_id and people.HR_READS not in people.permissions_held_by(by):
        raise NotAllowed(_("The person and HR write down education and experience."))


def verify(background: Background, *, source: BackgroundSource, verified_on: date, by: Person) -> None:
    """Say that somebody looked at a source on a day and found it so. The latest look counts.

    :raises Refusal: on one's own record, for what was withdrawn, and for a day ahead.
    """
    refuse_own(background.person_id, by.id)
    _refuse_withdrawn(background)
    if verified_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))
    background.source, background.verified_on, background.verified_by_id = source, verified_on, by.id
    _note("background.verified", background, by=by)


def withdraw(background: Background, *, by: Person) -> None:
    """Take back what was written in error; it stays, struck through, and counts no more.

    :raises Refusal: of one's own once HR has verified it, and when it is withdrawn already.
    """
    _refuse_withdrawn(background)
    if by.id == background.person_id and background.verified_on is not None:
        raise NotAllowed(_("HR has verified this. Ask HR to take it back."))
    refuse_outsiders(background.person_id, by)
    background.withdrawn_at, background.withdrawn_by_id = clock.now(), by.id
    _note("background.withdrawn", background, by=by)


def give(
    person: Person,
    *,
    job_title: str,
    duties: str,
    given_on: date,
    content: bytes = b"",
    file_name: str = "",
    key: UUID,
    by: Person,
) -> JobDescription:
    """Note that someone was given a job description on a day, as a text, as a file, or both.

    :raises Refusal: on one's own record, without text and file, and for a day ahead.
    """
    refuse_own(person.id, by.id)
    if not duties and not content:
        raise Refusal(_("Write the job description, or choose its file."))
    if given_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))
    made = JobDescription(
        id=key, person_id=person.id, job_title=job_title, duties=duties, given_on=given_on, given_by_id=by.id
    )
    db.session.add(made)
    _note("job_description.given", made, by=by)
    if content:
        files.keep(content, name=file_name, kind=FileKind.JOB_DESCRIPTION, record_id=key, about=person, by=by)
    return made


def acknowledge(description: JobDescription, *, by: Person) -> None:
    """Say that one has received one's job description.

    :raises Refusal: for anybody else, and when it is said or withdrawn already.
    """
    if by.id != description.person_id:
        raise NotAllowed(_("Only the person themselves can say that they received it."))
    _refuse_withdrawn(description)
    if description.acknowledged_at is not None:
        raise Stale(_("You have said already that you received this."))
    description.acknowledged_at = clock.now()
    _note("job_description.acknowledged", description, by=by)


def withdraw_description(description: JobDescription, *, by: Person) -> None:
    """Take back a job description that was noted in error; it stays, struck through.

    :raises Refusal: on one's own record, and when it is withdrawn already.
    """
    refuse_own(description.person_id, by.id)
    _refuse_withdrawn(description)
    description.withdrawn_at, description.withdrawn_by_id = clock.now(), by.id
    _note("job_description.withdrawn", description, by=by)


def _refuse_withdrawn(record_: Background | JobDescription) -> None:
    if record_.withdrawn_at is not None:
        raise Stale(_("This was taken back already."))


def _note(event: str, made: Background | JobDescription, *, by: Person) -> None:
    db.session.flush()
    audit.record(event, by=by, kind="employment", record_id=made.id, about_id=made.person_id)
