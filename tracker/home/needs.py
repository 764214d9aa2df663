"""What only HR can fix, each with its reason and the page on which it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from tracker.assessments.models import Side
from tracker.language import _, say_date
from tracker.people.models import Person
from tracker.reviews.models import State
from tracker.reviews.models_amending import ReviewAmendment
from tracker.reviews.standings import Standing


@dataclass(frozen=True)
class Need:
    """Something that waits for HR alone: whose it is, why, and where it is put right."""

    name: str
    reason: str
    address: str


def list_needs(
    standing_still: Sequence[Standing],
    asked: Sequence[ReviewAmendment],
    unsupervised: Sequence[Person],
    unnoticed: Sequence[Person] = (),
) -> list[Need]:
    """What only HR can fix: reviews, goals and requests in which nobody can act for a side, and amendments."""
    named = {standing.person.id for standing in standing_still}
    return [
        *(_need(standing) for standing in standing_still),
        *(_goal_need(person) for person in unsupervised if person.id not in named),
        *(_unnoticed_need(person) for person in unnoticed if person.id not in named),
        *(_amendment_need(one) for one in asked),
    ]


def _goal_need(person: Person) -> Need:
    return Need(
        person.name,
        _("a goal waits for a supervisor, and nobody is here to supervise. Assign someone."),
        url_for("people.show", person_id=person.id),
    )


def _unnoticed_need(person: Person) -> Need:
    return Need(
        person.name,
        _("asked to have their work noticed, and nobody is here to supervise. Assign someone."),
        url_for("people.show", person_id=person.id),
    )


def _need(standing: Standing) -> Need:
    review, person = standing.review, standing.person
    if review is None:
        raise LookupError("nothing stands still where there is no review")
    gone = [waiting.side for waiting in standing.waiting if waiting.person is None]
    for waiting in standing.waiting:
        if waiting.away is not None:
            return _away_need(person, waiting.away, waiting.until)
    if Side.SUPERVISOR in gone:
        reasons = {
            State.RATING: _("nobody can make the supervisor's ratings. Assign a supervisor."),
            State.IN_CONVERSATION: _("nobody can finish the conversation. Assign a supervisor."),
            State.AWAITING_SIGNATURES: _("nobody can sign for the supervisor. Assign a supervisor."),
        }
        return Need(person.name, reasons[review.state], url_for("people.show", person_id=person.id))
    reasons = {
        State.RATING: _("no longer works here and has not sent ratings. Make the review void, or change the last day."),
        State.AWAITING_SIGNATURES: _(
            "no longer works here and has not signed. They can sign for a year, and ten working days after signatures "
            "were asked for you can record that they were not available."
        ),
    }
    return Need(person.name, reasons[review.state], url_for("reviews.show", review_id=review.id))


def _away_need(person: Person, supervisor: Person, until: date | None) -> Need:
    if until is None:
        reason = _("%(name)s is away. Name a backup with an end date.", name=supervisor.name)
    else:
        day = say_date(until)
        reason = _("%(name)s is away until %(day)s. Name a backup with an end date.", name=supervisor.name, day=day)
    last = until.isoformat() if until else None
    return Need(person.name, reason, url_for("people.assign", person_id=person.id, kind="backup", until=last))


def _amendment_need(asked: ReviewAmendment) -> Need:
    return Need(
        asked.asked_by.name,
        _("asked for an amendment. Open it, or turn it down."),
        url_for("amendments.decide", review_id=asked.amends_id),
    )
