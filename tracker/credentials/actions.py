"""Recording credentials, and who checked them at which source."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.audit import actions as audit
from tracker.credentials.models import CheckSource, Credential, CredentialCheck
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
    refuse_own(person.id, by.id)
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


def check(credential: Credential, *, source: CheckSource, checked_on: date, key: UUID, by: Person) -> CredentialCheck:
    """Record that a credential was checked at its source; earlier checks stay.

    :raises Refusal: on one's own record, for a day ahead, or one before it was issued.
    """
    refuse_own(credential.person_id, by.id)
    if checked_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))
    if credential.issued_on and checked_on < credential.issued_on:
        raise Refusal(_("It cannot have been checked before the day it was issued."))
    made = CredentialCheck(
        id=key,
        credential_id=credential.id,
        person_id=credential.person_id,
        source=source,
        checked_on=checked_on,
        checked_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        "credential.checked",
        by=by,
        kind="credential",
        record_id=credential.id,
        about_id=credential.person_id,
        fields=[source],
    )
    return made
