"""Keeping the choice made about a marked text, without its words."""

from __future__ import annotations

from tracker.audit import actions as audit
from tracker.database import db
from tracker.identifiers.models import IdentifierChoice, NotAboutOne
from tracker.people.models import Person


def keep_choice(reason: NotAboutOne, *, place: str, field: str, by: Person) -> IdentifierChoice:
    """Keep that somebody said what a marked text is about, and saved it as it was.

    The line in the trail is the writer's own to read: when somebody writes what is nobody else's business.
    """
    made = IdentifierChoice(by_id=by.id, place=place, field=field, reason=reason)
    db.session.add(made)
    db.session.flush()
    audit.record(
        "identifier.kept", by=by, kind="identifier", record_id=made.id, about_id=by.id, fields=[f"{field}: {reason}"]
    )
    return made
