"""Noting that someone is away: HR, with dates and no cause, so that their work finds somebody in the meantime."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import Refusal, Stale
from tracker.language import _, say_date
from tracker.people import absences
from tracker.people.models import Absence, Person


def note_absence(person: Person, *, starts_on: date, ends_on: date | None, key: UUID, by: Person) -> Absence:
    """Note that someone is away from a day, and until when if that is known.

    :raises Refusal: on one's own record, for former staff, when the days run backward or are over, or where they
        meet days already noted.
    """
    refuse_own(person.id, by.id)
    if person.has_left(clock.today()):
        raise Refusal(_("%(name)s no longer works here.", name=person.name))
    find_locked(Person, person.id)
    _refuse_days(person, starts_on, ends_on)
    absence = Absence(id=key, person_id=person.id, starts_on=starts_on, ends_on=ends_on, noted_by_id=by.id)
    db.session.add(absence)
    db.session.flush()
    audit.record("absence.noted", by=by, kind="absence", record_id=absence.id, about_id=person.id)
    return absence


def _refuse_days(person: Person, starts_on: date, ends_on: date | None, *, but: Absence | None = None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    if ends_on is not None and ends_on < clock.today():
        raise Refusal(_("These days are over. Note when %(name)s is away from today on.", name=person.name))
    for noted in absences.list_absences(person):
        ends_before = ends_on is not None and ends_on < noted.starts_on
        starts_after = noted.ends_on is not None and starts_on > noted.ends_on
        if noted is not but and not ends_before and not starts_after:
            raise Refusal(
                _(
                    "%(name)s is noted as away from %(day)s already. Change its last day instead.",
                    name=person.name,
                    day=say_date(noted.starts_on),
                )
            )


def change_last_day(absence: Absence, *, ends_on: date | None, by: Person) -> None:
    """Someone comes back earlier or later than noted.

    :raises Refusal: on one's own record, when it is over, or for a last day that does not fit.
    """
    person = _changeable(absence, by)
    _refuse_days(person, absence.starts_on, ends_on, but=absence)
    absence.ends_on = ends_on
    db.session.flush()
    audit.record("absence.changed", by=by, kind="absence", record_id=absence.id, about_id=person.id, fields=["ends_on"])


def end_absence(absence: Absence, *, by: Person) -> None:
    """Someone is back: the last day away was yesterday. What had not begun by then is taken out.

    :raises Refusal: on one's own record, or when it is over.
    """
    person = _changeable(absence, by)
    record_id, yesterday = absence.id, date.fromordinal(clock.today().toordinal() - 1)
    if absence.starts_on > yesterday:
        db.session.delete(absence)
    else:
        absence.ends_on = yesterday
    db.session.flush()
    audit.record("absence.ended", by=by, kind="absence", record_id=record_id, about_id=person.id)


def _changeable(absence: Absence, by: Person) -> Person:
    person = find_locked(Person, absence.person_id)
    if person is None:
        raise LookupError("an absence is somebody's")
    refuse_own(person.id, by.id)
    if absence.ends_on is not None and absence.ends_on < clock.today():
        raise Stale(_("These days are over and stay as they were noted."))
    return person
