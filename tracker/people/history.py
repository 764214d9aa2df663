"""What was before: earlier names and details of someone, and earlier times of work here. Nothing of it is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.access.permissions import grantable_by
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal
from tracker.language import _
from tracker.people import actions, details, queries
from tracker.people.models import (
    Detail,
    Employment,
    FormerDetail,
    FormerStay,
    Person,
    Program,
    Role,
    SupervisionAssignment,
)
from tracker.words import label


def list_details(person: Person) -> Sequence[FormerDetail]:
    """What details of someone were before, the latest change first."""
    statement = (
        select(FormerDetail)
        .where(FormerDetail.person_id == person.id)
        .options(joinedload(FormerDetail.changed_by))
        .order_by(FormerDetail.created_at.desc(), FormerDetail.id)
    )
    return db.session.execute(statement).scalars().all()


def say_former(one: FormerDetail) -> str:
    """What a detail was, in words."""
    return str(label(Employment(one.value))) if one.detail is Detail.EMPLOYMENT else one.value


def list_stays(people: Collection[UUID]) -> Mapping[UUID, list[FormerStay]]:
    """Earlier times of work here of several people, the latest first, in one query."""
    found: dict[UUID, list[FormerStay]] = {}
    statement = select(FormerStay).where(FormerStay.person_id.in_(list(people))).order_by(FormerStay.ends_on.desc())
    for stay in db.session.execute(statement).scalars():
        found.setdefault(stay.person_id, []).append(stay)
    return found


def list_stays_on(people: Collection[UUID], day: date) -> dict[UUID, FormerStay]:
    """The earlier time of work here in which a day lies, of those of several people for whom it does."""
    return {
        person_id: stay
        for person_id, stays in list_stays(people).items()
        for stay in stays
        if stay.ends_on >= day and (stay.starts_on is None or stay.starts_on <= day)
    }


def list_job_titles_on(people: Collection[Person], day: date) -> dict[UUID, str]:
    """The job title each of several people held at the end of a day: what it was until it changed since, or is now.

    Of someone who left and came back, the one of the earlier time of work.
    """
    ids = [person.id for person in people]
    since = (
        select(FormerDetail.person_id, FormerDetail.value)
        .where(
            FormerDetail.person_id.in_(ids),
            FormerDetail.detail == Detail.JOB_TITLE,
            FormerDetail.created_at >= clock.end_of(day),
        )
        # The first change after the day comes last and stays.
        .order_by(FormerDetail.created_at.desc(), FormerDetail.id)
    )
    changed: dict[UUID, str] = dict(db.session.execute(since).all())
    before = {key: stay.job_title for key, stay in list_stays_on(ids, day).items()}
    return {person.id: changed.get(person.id) or before.get(person.id, person.job_title) for person in people}


def last_day_of(person: Person) -> date:
    """The last day of work of former staff.

    :raises Refusal: for who works here.
    """
    if person.left_on is None or person.left_on >= clock.today():
        raise Refusal(_("%(name)s works here. Only former staff are taken back.", name=person.name))
    return person.left_on


def rehire(
    person: Person,
    *,
    hired_on: date,
    employment: Employment,
    job_title: str,
    program: str,
    roles: Iterable[Role],
    by: Person,
) -> FormerStay:
    """Take someone back who has left: the earlier time of work is kept, and the account is as new.

    They hold the roles given now and no earlier one, and nobody's supervision goes on by itself.

    :raises Refusal: on one's own record, for who has not left, or when the new time begins before the last one ended.
    """
    refuse_own(person.id, by.id)
    actions.refuse_account(person, by)
    last = last_day_of(person)
    if hired_on <= last:
        raise Refusal(_("The new first day of work comes after the last day of the time before."))
    stay = FormerStay(
        person_id=person.id,
        employment=person.employment,
        job_title=person.job_title,
        starts_on=person.hired_on,
        ends_on=last,
        noted_by_id=by.id,
    )
    db.session.add(stay)
    _end_supervision(person, last, by)
    _note_changes(person, employment, job_title, program, by)
    person.hired_on, person.left_on = hired_on, None
    db.session.flush()
    audit.record("person.rehired", by=by, kind="person", record_id=person.id, about_id=person.id)
    _settle_roles(person, set(roles), by)
    return stay


def _note_changes(person: Person, employment: Employment, job_title: str, program: str, by: Person) -> None:
    place = actions.find_or_add_program(program)
    before = db.session.get(Program, person.program_id) if person.program_id else None
    if person.employment is not employment:
        details.note_former(person, Detail.EMPLOYMENT, person.employment, by=by)
    if person.job_title != job_title:
        details.note_former(person, Detail.JOB_TITLE, person.job_title, by=by)
    if before is not None and before is not place:
        details.note_former(person, Detail.PROGRAM, before.name, by=by)
    person.employment, person.job_title = employment, job_title
    person.program_id = place.id if place else None


def _end_supervision(person: Person, last: date, by: Person) -> None:
    """What was in force on the last day ended with it, whoever supervised whom."""
    statement = select(SupervisionAssignment).where(
        or_(SupervisionAssignment.person_id == person.id, SupervisionAssignment.supervisor_id == person.id),
        SupervisionAssignment.starts_on <= last,
        func.coalesce(SupervisionAssignment.ends_on, date.max) > last,
    )
    for one in db.session.execute(statement).scalars():
        one.ends_on = last
        audit.record("assignment.ended", by=by, kind="assignment", record_id=one.id, about_id=one.person_id)


def _settle_roles(person: Person, wanted: set[Role], by: Person) -> None:
    held = queries.roles_of(person)
    for role in sorted(grantable_by(queries.roles_of(by))):
        if role in held and role not in wanted:
            actions.take_role(person, role, by=by)
        elif role in wanted and role not in held:
            actions.give_role(person, role, by=by)
