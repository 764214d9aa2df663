"""Recording credentials."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tracker.audit import actions as audit
from tracker.credentials.models import Credential
from tracker.database import db
from tracker.errors import Refusal
from tracker.language import _
from tracker.people.models import Person


def record(
    person: Person,
    *,
    kind: str,
    number: str,
    issued_on: date | None,
    expires_on: date | None,
    key: UUID,
    by: Person,
) -> Credential:
    """Record a credential as the employer has seen it; a renewal is a new record.

    :raises Refusal: on one's own record, or when it expires before it was issued.
    """
    if person.id == by.id:
        raise Refusal(_("Nobody uses an HR right on their own record. Ask a colleague in HR."))
    if issued_on and expires_on and expires_on < issued_on:
        raise Refusal(_("The day it expires cannot come before the day it was issued."))
    credential = Credential(
        id=key,
        person_id=person.id,
        kind=kind,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
        recorded_by_id=by.id,
    )
    db.session.add(credential)
    db.session.flush()
    audit.record("credential.recorded", by=by, kind="credential", record_id=credential.id, about_id=person.id)
    return credential
