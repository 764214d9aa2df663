"""Practice: the rating pages to try out, for their author alone. No count, list, report or signature knows of it."""

from __future__ import annotations

from sqlalchemy import delete

from tracker.assessments import queries
from tracker.assessments.models import Assessment, Practice, Rating
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import Stale
from tracker.frameworks.models import FrameworkVersion, ScaleVersion
from tracker.language import _
from tracker.people.models import Person


def start_practice(*, framework: FrameworkVersion, scale: ScaleVersion, by: Person) -> Assessment:
    """Begin a practice of one's own.

    :raises Stale: while there is one already.
    """
    # Two taps at once: the second waits here.
    find_locked(Person, by.id)
    if queries.find_practice(by) is not None:
        raise Stale(_("You have a practice already. Go on with it, or delete it first."))
    assessment = Assessment(person_id=by.id, framework_version_id=framework.id, scale_id=scale.id)
    db.session.add(assessment)
    db.session.flush()
    assessment.practice = Practice(assessment_id=assessment.id, person_id=by.id)
    db.session.flush()
    audit.record("practice.started", by=by, kind="practice", record_id=assessment.id, about_id=by.id)
    return assessment


def delete_practice(*, by: Person) -> None:
    """Delete one's practice with everything in it.

    :raises Stale: when there is none.
    """
    own = queries.find_practice(by)
    if own is None:
        raise Stale(_("You have no practice now. It may have been deleted already."))
    practice = own.assessment.id
    db.session.execute(delete(Rating).where(Rating.assessment_id == practice))
    db.session.execute(delete(Practice).where(Practice.assessment_id == practice))
    db.session.execute(delete(Assessment).where(Assessment.id == practice))
    db.session.expire_all()
    audit.record("practice.deleted", by=by, kind="practice", record_id=practice, about_id=by.id)
