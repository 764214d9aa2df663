"""What is signed: the whole content of a review, gathered once when signatures are asked for.

A free text is wrapped in ``Words``; freezing turns it into a salted hash. The format is described in
``docs/signatures.md``; a change of shape changes ``FORMAT``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tracker.assessments import queries as assessments
from tracker.assessments.models import Rating, Side
from tracker.credentials import queries as credentials
from tracker.frameworks.queries import Outline, Scale
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.observations import queries as observations
from tracker.observations.models import Observation
from tracker.people.models import Person
from tracker.reviews import last_time, queries
from tracker.reviews.models import ConversationItem
from tracker.reviews.reading import Reading
from tracker.signatures.actions import Words
from tracker.verifications import queries as verifications
from tracker.verifications.models import Verification

FORMAT = "crss-tracker review 3"


def gather(reading: Reading, supervisor: Person, *, employer: str, language: str) -> dict[str, Any]:
    """The content of a review as plain values in a fixed shape.

    :param supervisor: whose ratings stand on the supervisor's side.
    """
    outline, review = reading.outline, reading.review
    since = review.period_from
    seen = [
        observation
        for observation in observations.list_counting(reading.person.id, reading.reader)
        if observation.observed_on >= since
    ]
    shown = [
        verification
        for verification in verifications.list_visible(reading.person.id, reading.reader)
        if verification.withdrawn_at is None
    ]
    codes = {item.id: item.code for item in outline.items}
    return {
        "format": FORMAT,
        "employer": employer,
        "language": language,
        "review": {
            "id": str(review.id),
            "kind": review.kind,
            "period_from": _day(since),
            "opened_on": _moment(review.opened_at),
            "due_on": _day(review.due_on),
            "used_for": Words(review.used_for),
            "not_used_for": Words(review.not_used_for),
        },
        "employee": _person(reading.person),
        "supervisor": _person(supervisor),
        "framework": _framework(outline),
        "scale": _scale(reading.scale),
        "rating": _how_rated(reading),
        "sent": {
            "employee": _moment(reading.assessment.employee_sent_at),
            "supervisor": _moment(reading.assessment.supervisor_sent_at),
        },
        "proud_of": _words(reading.assessment.proud_of),
        "ratings": _ratings(reading),
        "conversation": _conversation(reading, codes),
        "goals": [_goal(goal, codes) for goal in goals.list_open(reading.person.id, reading.reader)],
        "observations": [_observation(observation, codes) for observation in seen],
        "verifications": [_verification(verification, codes) for verification in shown],
    }


def _words(text: str) -> Words | None:
    return Words(text) if text else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _person(person: Person) -> dict[str, Any]:
    newest = credentials.find_newest(person.id)
    return {
        "id": str(person.id),
        "name": person.name,
        "legal_name": person.signing_name,
        "job_title": person.job_title,
        "credential": newest and {"kind": newest.kind, "number": newest.number, "expires_on": _day(newest.expires_on)},
    }


def _framework(outline: Outline) -> dict[str, Any]:
    return {
        "code": outline.code,
        "version": outline.version,
        "title": outline.title,
        "publisher": outline.publisher,
        "sections": [
            {
                "domain": section.domain_code,
                "title": section.domain_title,
                "kind": section.kind,
                "label": section.label,
                "items": [
                    {"code": item.code, "wording": item.wording, "statement": item.statement} for item in section.items
                ],
            }
            for section in outline.sections
        ],
    }


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "code": scale.code,
        "version": scale.version,
        "levels": [
            {"value": level.value, "label": level.published_label, "sentences": level.published_sentences}
            for level in scale.levels
        ],
    }


def _ratings(reading: Reading) -> dict[str, Any]:
    both = assessments.list_both(reading.assessment)
    outcomes = queries.list_items(reading.review)
    return {
        item.code: {
            "employee": _rating(both[Side.EMPLOYEE].get(item.id)),
            "supervisor": _rating(both[Side.SUPERVISOR].get(item.id)),
            "outcome": _outcome(outcomes.get(item.id)),
        }
        for item in reading.outline.items
    }


def _how_rated(reading: Reading) -> dict[str, Any]:
    """Independent or open, when the employee's ratings were opened, and what was not rated again."""
    again = last_time.find_not_rated_again(reading.assessment)
    return {
        "is_open": reading.assessment.is_open_rating,
        "who_reads": _words(reading.assessment.who_reads),
        "opened": _moment(reading.assessment.opened_at),
        "not_rated_again": {"since": _day(again.on), "codes": [item.code for item in again.items]} if again else None,
    }


def _rating(rating: Rating | None) -> dict[str, Any] | None:
    if rating is None:
        return None
    return {
        "answer": rating.answer,
        "reason": rating.role_reason,
        "basis": rating.basis,
        "in_bulk": rating.in_bulk,
        "same_as_last": rating.same_as_last,
        "wants_training": rating.wants_training,
        "comment": _words(rating.comment),
    }


def _outcome(outcome: ConversationItem | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "proposed": outcome.proposed_level,
        "proposed_by": outcome.proposed_by,
        "agreed": outcome.agreed_level,
        "seen_differently": outcome.differs_at is not None,
        "in_bulk": outcome.in_bulk,
    }


def _conversation(reading: Reading, codes: Mapping[UUID, str]) -> dict[str, Any]:
    talk = queries.find_conversation(reading.review)
    if talk is None:
        raise LookupError("signatures are asked for after a conversation")
    return {
        "held_on": _day(talk.held_on),
        "minutes": talk.minutes,
        "form": talk.form,
        "present": _words(talk.present),
        "support_wanted": _words(talk.support_wanted),
        "notes": _words(talk.notes),
        "comments": [
            {
                "code": codes[comment.competency_id],
                "by": comment.author.name,
                "on": _day(comment.written_on),
                "text": Words(comment.text),
            }
            for comment in queries.list_comments(reading.review)
        ],
    }


def _goal(goal: Goal, codes: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(goal.id),
        "items": sorted(codes[item.competency_id] for item in goal.items if item.competency_id in codes),
        "statement": Words(goal.statement),
        "strength": Words(goal.strength),
        "success": Words(goal.success),
        "support_needed": _words(goal.support_needed),
        "start_on": _day(goal.start_on),
        "target_on": _day(goal.target_on),
        "status": goal.status,
        "written_on": _day(goal.written_on),
        "steps": [
            {
                "text": Words(step.text),
                "owner": "employee" if step.owner_id == goal.person_id else "supervisor",
                "due_on": _day(step.due_on),
                "is_done": step.done_at is not None,
            }
            for step in goal.steps
        ],
    }


def _observation(observation: Observation, codes: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(observation.id),
        "items": sorted(codes[item.competency_id] for item in observation.items if item.competency_id in codes),
        "by": observation.observer.name,
        "observed_on": _day(observation.observed_on),
        "written_on": _day(observation.written_on),
        "setting": observation.setting,
        "method": observation.method,
        "strength": Words(observation.strength),
        "seen": Words(observation.seen),
        "next_step": _words(observation.next_step),
    }


def _verification(verification: Verification, codes: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(verification.id),
        "by": verification.assessor.name,
        "qualified_by": Words(verification.assessor_qualified_by),
        "method": verification.method,
        "event": Words(verification.event),
        "observed_on": _day(verification.observed_on),
        "written_on": _day(verification.written_on),
        "occasion": verification.occasion,
        "evidence": Words(verification.evidence),
        "items": [
            {
                "code": codes[item.competency_id],
                "level": item.level,
                "expected": item.expected_level,
                "evidence": _words(item.evidence),
            }
            for item in sorted(verification.items, key=lambda one: codes.get(one.competency_id, ""))
            if item.competency_id in codes
        ],
    }
