"""Ending the tour."""

from __future__ import annotations

from tracker.audit import actions as audit
from tracker.database import db
from tracker.home import queries
from tracker.home.models import TourEnded
from tracker.people.models import Person


def end_tour(*, by: Person) -> None:
    """The tour was read to its end or skipped; a second time changes nothing."""
    if queries.has_ended_tour(by):
        return
    db.session.add(TourEnded(person_id=by.id))
    db.session.flush()
    audit.record("tour.ended", by=by, kind="account", record_id=by.id, about_id=by.id)
