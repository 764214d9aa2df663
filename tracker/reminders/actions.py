"""Choosing what one wants to be reminded of."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete

from tracker.audit import actions as audit
from tracker.database import db
from tracker.people.models import Person
from tracker.reminders import queries
from tracker.reminders.models import ReminderKind, ReminderOff


def choose(wanted: Collection[ReminderKind], *, by: Person) -> None:
    """Want mail about these kinds of thing and no others. The trail names those that changed."""
    before = set(queries.list_wanted(by))
    changed = before.symmetric_difference(wanted)
    if not changed:
        return
    db.session.execute(delete(ReminderOff).where(ReminderOff.person_id == by.id))
    db.session.add_all(ReminderOff(person_id=by.id, kind=kind) for kind in ReminderKind if kind not in wanted)
    db.session.flush()
    audit.record("reminder.chosen", by=by, kind="account", record_id=by.id, about_id=by.id, fields=changed)
