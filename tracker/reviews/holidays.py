"""Keeping the list of holidays."""

from __future__ import annotations

from datetime import date

from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews.models import Holiday


def add(day: date, name: str, *, by: Person) -> Holiday:
    """Put a day on the list, or give it another name."""
    holiday = db.session.get(Holiday, day)
    if holiday is None:
        holiday = Holiday(day=day, name=name)
        db.session.add(holiday)
    holiday.name = name
    db.session.flush()
    audit.record("holiday.added", by=by, kind="setting", record_id=None, about_id=None, fields=[day.isoformat()])
    return holiday


def remove(day: date, *, by: Person) -> None:
    """Take a day off the list.

    :raises Stale: when it is not on it.
    """
    holiday = db.session.get(Holiday, day)
    if holiday is None:
        raise Stale(_("This day is not on the list any more."))
    db.session.delete(holiday)
    db.session.flush()
    audit.record("holiday.removed", by=by, kind="setting", record_id=None, about_id=None, fields=[day.isoformat()])
