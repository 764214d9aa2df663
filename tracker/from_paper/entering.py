"""From what was typed about one earlier paper to the record that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tracker.credentials.models import CheckSource, CredentialCheck, TrainingCategory
from tracker.frameworks import queries as frameworks
from tracker.from_paper import making
from tracker.from_paper.models import PaperKind
from tracker.from_paper.queries import Paper
from tracker.people import queries as people
from tracker.people import supervision
from tracker.people.models import Person, Role
from tracker.reviews.models import ReviewKind
from tracker.verifications import requirements
from tracker.verifications.models import Method, Qualification
from tracker.verifications.queries import was_ever_verified


def list_named(person: Person, kind: PaperKind) -> Sequence[Person]:
    """Who may be named on a paper: supervisors, those of former times too; and for a check, HR's own."""
    found = {one.id: one for one in people.list_with_role(Role.SUPERVISOR)}
    found |= {one.supervisor_id: one.supervisor for one in supervision.list_assignments_of(person)}
    if kind is PaperKind.CREDENTIAL:
        found |= {one.id: one for one in people.list_with_role(Role.HR)}
    found.pop(person.id, None)
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))


def make(kind: PaperKind, person: Person, values: dict[str, Any], *, by: Person) -> tuple[Paper, list[CredentialCheck]]:
    """The record of one paper, and the check at its source where one was named.

    :raises Refusal: as ``making`` says.
    """
    key = values["key"]
    if kind is PaperKind.REVIEW:
        return making.make_review(
            key=key,
            person_id=person.id,
            supervisor_id=UUID(values["supervisor"]),
            kind=ReviewKind(values["kind"]),
            held_on=values["held_on"],
            signed_by_employee=values["signed_by_employee"],
        ), []
    if kind is PaperKind.VERIFICATION:
        return _verification(person, values), []
    if kind is PaperKind.TRAINING:
        return making.make_training(
            key=key,
            person_id=person.id,
            by_id=by.id,
            title=values["title"],
            provider=values["provider"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"] or values["starts_on"],
            minutes=values["minutes"],
            category=TrainingCategory(values["category"]),
        ), []
    return _credential(person, values, by)


def _verification(person: Person, values: dict[str, Any]) -> Paper:
    outline = frameworks.current_outline()
    items = [outline.by_code[code] for code in dict.fromkeys(values["items"])]
    return making.make_verification(
        key=values["key"],
        person_id=person.id,
        assessor_id=UUID(values["assessor"]),
        outline=outline,
        items=items,
        required=requirements.list_levels(outline.code, [person.job_title])[person.job_title],
        level=int(values["level"]),
        method=Method(values["method"]),
        event=values["event"],
        observed_on=values["observed_on"],
        evidence=values["evidence"],
        qualification=Qualification(values["qualification"]),
        qualified_by=values["qualified_by"],
        is_periodic=was_ever_verified(person.id, [item.id for item in items]),
    )


def _credential(person: Person, values: dict[str, Any], by: Person) -> tuple[Paper, list[CredentialCheck]]:
    credential = making.make_credential(
        key=values["key"],
        person_id=person.id,
        by_id=by.id,
        kind=values["kind"],
        number=values["number"],
        issued_on=values["issued_on"],
        expires_on=values["expires_on"],
    )
    if not values["checked_by"]:
        return credential, []
    check = making.make_check(
        credential,
        source=CheckSource(values["source"]),
        checked_on=values["checked_on"],
        checker_id=UUID(values["checked_by"]),
    )
    return credential, [check]
