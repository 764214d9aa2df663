"""Verifying and withdrawing. Nobody verifies themselves, on any path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.frameworks.queries import Item, Outline
from tracker.goals.models import Goal
from tracker.language import _, say_date, say_list
from tracker.observations.models import Example, Observation
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of, permissions_held_by
from tracker.verifications import appointments, queries, requirements
from tracker.verifications.models import (
    EXPECTED_LEVEL,
    ITEMS_WITHOUT_OWN_EVIDENCE,
    Appointment,
    AssessorQualification,
    Method,
    Occasion,
    Qualification,
    Verification,
    VerifiedExample,
    VerifiedItem,
)
from tracker.words import label


@dataclass(frozen=True)
class Shown:
    """The level at which one item was shown, its own sentence, and the goal when it is a next step."""

    item: Item
    level: int
    evidence: str = ""
    goal: Goal | None = None


def verify(
    person: Person,
    *,
    outline: Outline,
    shown: Sequence[Shown],
    method: Method,
    event: str,
    observed_on: date,
    evidence: str,
    qualified_by: str,
    qualification: Qualification = Qualification.CREDENTIAL,
    observation: Observation | None = None,
    example: Example | None = None,
    key: UUID,
    by: Person,
) -> Verification:
    """Record that a named assessor saw competencies shown, in one event.

    An item is expected at the level that the person's job requires today, or at ``EXPECTED_LEVEL``.

    :raises Refusal: for oneself, or someone neither supervised nor appointed for; when a method does not suit
        an item, many items share one sentence, or a level below the expected one has no goal; for an observation of
        someone else's or of another person; for an example that is not shared.
    """
    appointment = refuse_assessor(person, by)
    required = requirements.list_levels(outline.code, [person.job_title])[person.job_title]
    expected = {one.item.code: required.get(one.item.code, EXPECTED_LEVEL) for one in shown}
    _refuse_items(person, outline, shown, method, expected, by=by)
    _refuse_day(person, observed_on, appointment, by)
    if observation is not None:
        _refuse_observation(person, observation, by)
    if example is not None and (example.person_id != person.id or example.shared_at is None):
        raise Refusal(_("Verify with an example that %(name)s has shared.", name=person.name))
    competencies = [one.item.id for one in shown]
    verification = Verification(
        id=key,
        person_id=person.id,
        assessor_id=by.id,
        assessor_qualified_by=qualified_by,
        method=method,
        event=event,
        observed_on=observed_on,
        occasion=Occasion.PERIODIC if queries.was_ever_verified(person.id, competencies) else Occasion.INITIAL,
        evidence=evidence,
        observation_id=observation.id if observation else None,
        exemplar=VerifiedExample(example_id=example.id) if example else None,
        qualification=AssessorQualification(kind=qualification, appointment_id=appointment.id if appointment else None),
        items=[
            VerifiedItem(
                competency_id=one.item.id,
                level=one.level,
                expected_level=expected[one.item.code],
                evidence=one.evidence,
                goal_id=one.goal.id if one.goal else None,
            )
            for one in shown
        ],
    )
    db.session.add(verification)
    db.session.flush()
    audit.record(
        "verification.made",
        by=by,
        kind="verification",
        record_id=verification.id,
        about_id=person.id,
        fields=[*(one.item.code for one in shown), verification.method, verification.occasion],
    )
    return verification


def refuse_assessor(person: Person, by: Person) -> Appointment | None:
    """What someone can do is verified by those who supervise them or are appointed for it today.

    Never by themselves: this is asked on every path, whatever roles they hold. Returns the appointment, if any.

    :raises NotAllowed: for oneself and for anyone else.
    """
    if person.id == by.id:
        raise NotAllowed(_("Nobody verifies themselves. Ask your supervisor to see this and verify it."))
    appointment = find_in_force(person, by)
    if appointment is None and not is_supervisor_of(by, person.id, rating=False):
        raise NotAllowed(
            _(
                "Only a supervisor of %(name)s can verify this, or someone HR appointed. Ask HR if that is you.",
                name=person.name,
            )
        )
    return appointment


def may_verify(person: Person, by: Person) -> bool:
    """Whether someone may verify a person today."""
    if person.id == by.id:
        return False
    return is_supervisor_of(by, person.id, rating=False) or find_in_force(person, by) is not None


def find_in_force(person: Person, by: Person) -> Appointment | None:
    """The appointment by which someone may verify a person today, while they still hold a role that may."""
    if Permission.VERIFICATION_MAKE not in permissions_held_by(by):
        return None
    return appointments.find_appointment(by, person.id, clock.today())


def _refuse_day(person: Person, observed_on: date, appointment: Appointment | None, by: Person) -> None:
    if observed_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this has not happened yet."))
    if appointment is None or observed_on >= appointment.starts_on or is_supervisor_of(by, person.id, rating=False):
        return
    raise Refusal(
        _(
            "You are appointed from %(day)s on. What was shown before that is for a supervisor of %(name)s to verify.",
            day=say_date(appointment.starts_on),
            name=person.name,
        )
    )


def _refuse_observation(person: Person, observation: Observation, by: Person) -> None:
    """A verification rests on an observation of one's own, of this person, that they can read."""
    is_own = observation.observer_id == by.id and observation.person_id == person.id
    if not is_own or observation.shared_at is None:
        raise Refusal(_("Verify from an observation of your own that is shared with %(name)s.", name=person.name))


def _refuse_items(
    person: Person,
    outline: Outline,
    shown: Sequence[Shown],
    method: Method,
    expected: Mapping[str, int],
    *,
    by: Person,
) -> None:
    if not shown:
        raise Refusal(_("Choose at least one task or area of knowledge that was shown."))
    unsuited = [one.item.code for one in shown if method not in suitable(outline, one.item)]
    if unsuited:
        raise Refusal(
            _(
                "'%(method)s' does not suit %(codes)s. Choose another method for it.",
                method=label(method),
                codes=say_list(unsuited),
            )
        )
    if len(shown) > ITEMS_WITHOUT_OWN_EVIDENCE and not all(one.evidence for one in shown):
        raise Refusal(
            _(
                "More than %(most)d items from one event need a sentence each. Write one for each item.",
                most=ITEMS_WITHOUT_OWN_EVIDENCE,
            )
        )
    next_steps = [one for one in shown if one.level < expected[one.item.code]]
    goalless = [one.item.code for one in next_steps if not _is_carried_by_goal(person, one)]
    if goalless and not is_supervisor_of(by, person.id, rating=True):
        raise Refusal(
            _(
                "%(codes)s was shown below the expected level, so it is a next step and needs a goal. Goals are made "
                "by %(name)s and the primary supervisor: tell them what you saw.",
                codes=say_list(goalless),
                name=person.name,
            )
        )
    if goalless:
        raise Refusal(
            _(
                "%(codes)s was shown below the expected level, so it is a next step: make a goal for it first, then "
                "choose that goal here.",
                codes=say_list(goalless),
            )
        )


def _is_carried_by_goal(person: Person, one: Shown) -> bool:
    """Whether the goal named is this person's and about this item."""
    goal = one.goal
    if goal is None or goal.person_id != person.id:
        return False
    return any(about.competency_id == one.item.id for about in goal.items)


def suitable(outline: Outline, item: Item) -> list[Method]:
    """The methods that suit an item, as its framework says."""
    return [Method(name) for name in outline.suitable_methods.get(item.wording, [])]


def withdraw(verification: Verification, *, reason: str, by: Person) -> None:
    """Withdraw one's own verification with a reason; it stays readable.

    :raises Refusal: for someone else's, or one withdrawn already.
    """
    standing = find_locked(Verification, verification.id)
    if standing is None or standing.withdrawn_at is not None:
        raise Stale(_("This verification is withdrawn already."))
    if standing.assessor_id != by.id:
        raise Refusal(_("Only the assessor can withdraw a verification."))
    standing.withdrawn_at, standing.withdrawn_by_id, standing.withdrawn_reason = clock.now(), by.id, reason
    db.session.flush()
    audit.record(
        "verification.withdrawn", by=by, kind="verification", record_id=standing.id, about_id=standing.person_id
    )
