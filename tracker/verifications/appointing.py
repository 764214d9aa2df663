"""Appointing assessors and ending that. Nobody is appointed to verify themselves, nor appoints themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.people.models import Person, Program
from tracker.people.queries import permissions_held_by
from tracker.verifications import appointments
from tracker.verifications.models import AppointedPerson, Appointment, Qualification


def appoint(
    assessor: Person,
    people: Iterable[Person],
    *,
    program: Program | None,
    starts_on: date,
    ends_on: date,
    qualification: Qualification,
    qualified_by: str,
    key: UUID,
    by: Person,
) -> Appointment:
    """Let someone verify named people, a program, or both, from a day to a day, though not their supervisor.

    :raises Refusal: without anyone to verify; for oneself on either side; for someone who may not verify; when the
        days run backward or lie in the past.
    """
    named = list(dict.fromkeys(people))
    _refuse_appointment(assessor, named, program, by)
    if ends_on < max(starts_on, clock.today()):
        raise Refusal(_("The last day cannot come before the first, nor lie in the past."))
    appointment = Appointment(
        id=key,
        assessor_id=assessor.id,
        appointed_by_id=by.id,
        program_id=program.id if program else None,
        starts_on=starts_on,
        ends_on=ends_on,
        qualification=qualification,
        qualified_by=qualified_by,
        people=[AppointedPerson(person_id=person.id) for person in named],
    )
    db.session.add(appointment)
    db.session.flush()
    _note("assessor.appointed", appointment, [person.id for person in named], by)
    return appointment


def _refuse_appointment(assessor: Person, named: Sequence[Person], program: Program | None, by: Person) -> None:
    if Permission.ASSESSOR_APPOINT not in permissions_held_by(by):
        raise NotAllowed(_("HR appoints assessors."))
    for person in (assessor, *named):
        refuse_own(person.id, by.id)
    if assessor.id in {person.id for person in named}:
        raise Refusal(_("Nobody verifies themselves. Leave %(name)s out of the people.", name=assessor.name))
    if Permission.VERIFICATION_MAKE not in permissions_held_by(assessor):
        raise Refusal(
            _("%(name)s works here as neither employee nor supervisor now. Give that role first.", name=assessor.name)
        )
    if not named and program is None:
        raise Refusal(_("Choose at least one person or a program."))


def end_appointment(appointment: Appointment, *, by: Person) -> None:
    """End an appointment now. What was verified under it stays.

    :raises NotAllowed: for anyone but HR.
    :raises Stale: when it is over: its last day stays what it was.
    """
    if Permission.ASSESSOR_APPOINT not in permissions_held_by(by):
        raise NotAllowed(_("HR appoints assessors."))
    # Locking reads the row anew, without the people it names.
    named = [person.person_id for person in appointment.people]
    standing = find_locked(Appointment, appointment.id)
    if standing is None or standing.ended_at is not None or standing.ends_on < clock.today():
        raise Stale(_("This appointment is over already."))
    standing.ended_at, standing.ended_by_id = clock.now(), by.id
    db.session.flush()
    _note("assessor.ended", standing, named, by)


def _note(event: str, appointment: Appointment, named: Iterable[UUID], by: Person) -> None:
    """One line for the assessor and one for everybody whose sheet it opens or closes."""
    members = appointments.list_program(appointment.program_id, clock.today()) if appointment.program_id else ()
    about = dict.fromkeys([appointment.assessor_id, *named, *(person.id for person in members)])
    for person_id in about:
        audit.record(event, by=by, kind="appointment", record_id=appointment.id, about_id=person_id)
