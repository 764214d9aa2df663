"""What may be made of an earlier paper, and what not: the rules that quick entry and import share. Nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.credentials.models import (
    LONGEST_TRAINING,
    SHORTEST_TRAINING,
    CheckSource,
    Credential,
    CredentialCheck,
    Training,
    TrainingCategory,
)
from tracker.errors import NotAllowed, Refusal
from tracker.frameworks.queries import Item, Outline
from tracker.from_paper.models import PaperReview
from tracker.language import _, say_list
from tracker.reviews.models import ReviewKind
from tracker.verifications.actions import suitable
from tracker.verifications.models import (
    EXPECTED_LEVEL,
    ITEMS_WITHOUT_OWN_EVIDENCE,
    AssessorQualification,
    Method,
    Occasion,
    Qualification,
    Verification,
    VerifiedItem,
)
from tracker.words import label


def make_review(
    *, key: UUID, person_id: UUID, supervisor_id: UUID, kind: ReviewKind, held_on: date, signed_by_employee: bool
) -> PaperReview:
    """A review that was held on paper and signed by its supervisor.

    :raises Refusal: for a day ahead, or a supervisor who is the person.
    """
    _refuse_ahead(held_on)
    if person_id == supervisor_id:
        raise NotAllowed(_("Nobody supervises themselves. Choose someone else."))
    return PaperReview(
        id=key,
        person_id=person_id,
        supervisor_id=supervisor_id,
        kind=kind,
        held_on=held_on,
        signed_by_employee=signed_by_employee,
    )


def make_verification(
    *,
    key: UUID,
    person_id: UUID,
    assessor_id: UUID,
    outline: Outline,
    items: Sequence[Item],
    required: Mapping[str, int],
    level: int,
    method: Method,
    event: str,
    observed_on: date,
    evidence: str,
    qualification: Qualification,
    qualified_by: str,
    is_periodic: bool,
) -> Verification:
    """A verification that was made on paper by a named assessor. A self-rating on paper verifies nothing either.

    :param required: the level at which the person's job requires items, by code; others are expected at the usual one.
    :raises Refusal: where somebody would verify themselves, and where a verification made here would be refused.
    """
    if person_id == assessor_id:
        raise NotAllowed(_("Nobody verifies themselves. Ask your supervisor to see this and verify it."))
    _refuse_ahead(observed_on)
    if not items:
        raise Refusal(_("Choose at least one task or area of knowledge that was shown."))
    if len(items) > ITEMS_WITHOUT_OWN_EVIDENCE:
        raise Refusal(
            _(
                "Enter up to %(most)d items of one event at a time, each time with its sentence.",
                most=ITEMS_WITHOUT_OWN_EVIDENCE,
            )
        )
    expected = {item.id: required.get(item.code, EXPECTED_LEVEL) for item in items}
    if level < max(expected.values()):
        raise Refusal(
            _(
                "Only what was shown at the expected level is entered from paper. What was shown below it is a next "
                "step: a goal, and a verification when it has been shown."
            )
        )
    unsuited = [item.code for item in items if method not in suitable(outline, item)]
    if unsuited:
        raise Refusal(
            _(
                "'%(method)s' does not suit %(codes)s. Choose another method for it.",
                method=label(method),
                codes=say_list(unsuited),
            )
        )
    return Verification(
        id=key,
        person_id=person_id,
        assessor_id=assessor_id,
        assessor_qualified_by=qualified_by,
        method=method,
        event=event,
        observed_on=observed_on,
        occasion=Occasion.PERIODIC if is_periodic else Occasion.INITIAL,
        evidence=evidence,
        qualification=AssessorQualification(kind=qualification),
        items=[VerifiedItem(competency_id=item, level=level, expected_level=least) for item, least in expected.items()],
    )


def make_credential(
    *,
    key: UUID,
    person_id: UUID,
    by_id: UUID,
    kind: str,
    number: str,
    issued_on: date | None,
    expires_on: date | None,
) -> Credential:
    """A credential that was on file on paper.

    :raises Refusal: when it expires before it was issued, or was issued on a day ahead.
    """
    if issued_on and expires_on and expires_on < issued_on:
        raise Refusal(_("The day it expires cannot come before the day it was issued."))
    if issued_on:
        _refuse_ahead(issued_on)
    return Credential(
        id=key,
        person_id=person_id,
        kind=kind,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
        recorded_by_id=by_id,
    )


def make_check(credential: Credential, *, source: CheckSource, checked_on: date, checker_id: UUID) -> CredentialCheck:
    """That somebody checked a credential at its source at that time.

    :raises Refusal: where somebody would have checked their own, for a day ahead or before it was issued.
    """
    if checker_id == credential.person_id:
        raise NotAllowed(_("Nobody checks their own credential. Name who looked at the source."))
    _refuse_ahead(checked_on)
    if credential.issued_on and checked_on < credential.issued_on:
        raise Refusal(_("It cannot have been checked before the day it was issued."))
    return CredentialCheck(
        credential_id=credential.id,
        person_id=credential.person_id,
        source=source,
        checked_on=checked_on,
        checked_by_id=checker_id,
    )


def make_training(
    *,
    key: UUID,
    person_id: UUID,
    by_id: UUID,
    title: str,
    provider: str,
    starts_on: date,
    ends_on: date,
    minutes: int,
    category: TrainingCategory,
) -> Training:
    """A training of which there is a paper. HR enters it, and it counts with that.

    :raises Refusal: for days that do not fit, or an impossible length.
    """
    if ends_on < starts_on:
        raise Refusal(_("The last day cannot come before the first."))
    _refuse_ahead(ends_on)
    if not SHORTEST_TRAINING <= minutes <= LONGEST_TRAINING:
        raise Refusal(_("Write the hours in quarters, from 0.25 to 200, such as 6 or 1.5."))
    return Training(
        id=key,
        person_id=person_id,
        title=title,
        provider=provider,
        starts_on=starts_on,
        ends_on=ends_on,
        minutes=minutes,
        category=category,
        recorded_by_id=by_id,
        confirmed_at=clock.now(),
        confirmed_by_id=by_id,
    )


def _refuse_ahead(day: date) -> None:
    if day > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))
