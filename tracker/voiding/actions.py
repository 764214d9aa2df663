"""Making a record void. Who may, and in which state, is for the room of the record to say."""

from __future__ import annotations

from uuid import UUID

from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.voiding import queries
from tracker.voiding.models import Voiding, VoidKind


def void(
    kind: VoidKind, record_id: UUID, *, about_id: UUID, reason: str, named_as: UUID | None = None, by: Person
) -> Voiding:
    """Make one record void with a reason; it was read under lock.

    :param named_as: the record the trail names, where it is a larger one.
    :raises Refusal: without a reason, or when it is void already.
    """
    if not reason:
        raise Refusal(_("Say in a sentence why this was made in error."))
    if queries.find_voiding(record_id) is not None:
        raise Stale(_("This is void already."))
    row = Voiding(record_id=record_id, record_kind=kind, about_id=about_id, by_id=by.id, reason=reason)
    db.session.add(row)
    db.session.flush()
    _note(kind, named_as or record_id, about_id, by=by)
    return row


def _note(kind: VoidKind, record_id: UUID, about_id: UUID, *, by: Person) -> None:
    """As the trail calls them: of a log entry the line names the entry."""
    if kind is VoidKind.REVIEW:
        audit.record("review.voided", by=by, kind="review", record_id=record_id, about_id=about_id)
    elif kind is VoidKind.OBSERVATION:
        audit.record("observation.voided", by=by, kind="observation", record_id=record_id, about_id=about_id)
    else:
        audit.record("log_entry.voided", by=by, kind="log_entry", record_id=record_id, about_id=about_id)
