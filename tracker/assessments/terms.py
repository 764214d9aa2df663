"""Where an assessment goes another way than most: the employee's ratings opened early, or all of it closed."""

from __future__ import annotations

from tracker import clock
from tracker.assessments import entering, queries
from tracker.assessments.models import Assessment, RatingTerms, Side
from tracker.assessments.queries import OwnSide
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.language import _
from tracker.people.models import Person


def open_employees_ratings(own: OwnSide, *, by: Person) -> None:
    """In an open review, let the supervisor see what the employee sent. The employee can then not take it back.

    :raises Refusal: in an independent review, for the employee, before they have sent, or a second time.
    """
    assessment, terms = own.assessment, own.assessment.terms
    if terms is None or not terms.is_open or own.side is not Side.SUPERVISOR:
        raise Refusal(_("These ratings are independent: neither of you sees the other's until both are sent."))
    if terms.opened_at is not None:
        raise Stale(_("These ratings have been opened already."))
    if not assessment.is_sent(Side.EMPLOYEE):
        raise Refusal(_("There is nothing to open yet: the employee has not sent their ratings."))
    if assessment.supervisor_id is None:
        assessment.supervisor_id = by.id
    terms.opened_at, terms.opened_by_id = clock.now(), by.id
    db.session.flush()
    audit.record(
        "assessment.ratings_seen",
        by=by,
        kind="assessment",
        record_id=assessment.id,
        about_id=assessment.person_id,
        fields=[Side.EMPLOYEE],
    )


def close_assessment(assessment: Assessment, *, by: Person) -> None:
    """Let nothing in an assessment change any more, nor be typed in; its review says by whom and why."""
    if queries.find_open_entry(assessment.id) is not None:
        entering.end_entry(OwnSide(assessment, Side.EMPLOYEE), by=by)
    if assessment.terms is None:
        assessment.terms = RatingTerms()
    assessment.terms.closed_at = clock.now()
    db.session.flush()
