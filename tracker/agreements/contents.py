"""What is signed as an agreement on supervision.

A free text is wrapped in ``Words``; freezing turns it into a salted hash. The format is described in
``docs/signatures.md``; a change of shape changes ``FORMAT``.
"""

from __future__ import annotations

from typing import Any, Final

from tracker.agreements.models import SupervisionAgreement
from tracker.months.contents import party
from tracker.people.models import Person
from tracker.signatures.actions import Words
from tracker.signatures.models import Snapshot

FORMAT: Final = "crss-tracker supervision agreement 1"


def gather(
    agreement: SupervisionAgreement,
    person: Person,
    supervisor: Person,
    *,
    replaces: Snapshot | None,
    employer: str,
    language: str,
) -> dict[str, Any]:
    """The content of an agreement as plain values in a fixed shape; ``replaces`` is what held before it."""
    return {
        "format": FORMAT,
        "employer": employer,
        "language": language,
        "employee": party(person),
        "supervisor": party(supervisor),
        "written_on": agreement.written_on.isoformat(),
        "replaces": replaces and replaces.sha256,
        **terms(agreement),
    }


def terms(agreement: SupervisionAgreement) -> dict[str, Any]:
    """What two people agreed on."""
    return {
        "starts_on": agreement.starts_on.isoformat(),
        "review_on": agreement.review_on.isoformat(),
        "every_days": agreement.every_days,
        "minutes": agreement.minutes,
        "mode": agreement.mode,
        "expectations": Words(agreement.expectations),
        "conflict_check": Words(agreement.conflict_check),
        "clinical_oversight": Words(agreement.clinical_oversight) if agreement.clinical_oversight else None,
    }
