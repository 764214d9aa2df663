"""What happens to ratings after they were sent, or after their author changed: copied, corrected, discarded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import delete, select

from tracker import clock
from tracker.assessments.actions import Given, possible_answers
from tracker.assessments.models import NOT_MY_ROLE, Assessment, Rating, RatingRevision, RatingTerms, Side
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal
from tracker.frameworks.queries import Item, Scale
from tracker.language import _
from tracker.people.models import Person

_COPIED = (
    *("side", "competency_id", "answer", "role_reason", "comment", "wants_training", "basis"),
    *("in_bulk", "same_as_last"),
)
# How it was rated stays true of the copy; that an assessment was closed does not.
_TERMS = ("is_open", "focus", "opened_at", "opened_by_id", "who_reads")


def copy(assessment: Assessment, *, by: Person) -> Assessment:
    """A second assessment with the same answers from both sides, made and sent as the first was. The first stays."""
    twin = Assessment(
        person_id=assessment.person_id,
        supervisor_id=assessment.supervisor_id,
        framework_version_id=assessment.framework_version_id,
        scale_id=assessment.scale_id,
        proud_of=assessment.proud_of,
    )
    if assessment.terms is not None:
        twin.terms = RatingTerms(**{name: getattr(assessment.terms, name) for name in _TERMS})
    db.session.add(twin)
    db.session.flush()
    rows = db.session.execute(select(Rating).where(Rating.assessment_id == assessment.id)).scalars()
    db.session.add_all(Rating(assessment_id=twin.id, **{name: getattr(row, name) for name in _COPIED}) for row in rows)
    db.session.flush()
    twin.employee_sent_at, twin.supervisor_sent_at = assessment.employee_sent_at, assessment.supervisor_sent_at
    db.session.flush()
    audit.record("assessment.copied", by=by, kind="assessment", record_id=twin.id, about_id=twin.person_id)
    return twin


@contextmanager
def _unlocked(assessment: Assessment, side: Side) -> Iterator[None]:
    """The database refuses changes of sent ratings; within one transaction they are taken back and sent again."""
    name = "employee_sent_at" if side is Side.EMPLOYEE else "supervisor_sent_at"
    sent_at = getattr(assessment, name)
    setattr(assessment, name, None)
    db.session.flush()
    yield
    setattr(assessment, name, sent_at)
    db.session.flush()


def refuse_answer(scale: Scale, item: Item, side: Side, given: Given) -> None:
    """A corrected answer is one of the scale's, with a reason or basis where it needs one.

    :raises Refusal: with what is missing.
    """
    if given.answer is not None and given.answer not in possible_answers(scale, item, side):
        raise Refusal(_("Choose one of the answers shown for '%(statement)s'.", statement=item.statement))
    if given.answer == NOT_MY_ROLE and given.role_reason is None:
        raise Refusal(_("Choose why this is not part of the role: %(codes)s.", codes=item.code))
    if side is Side.SUPERVISOR and given.basis_after(given.basis) is None and (given.answer or "").isdigit():
        raise Refusal(_("Say what this rating rests on: %(codes)s.", codes=item.code))


def correct(assessment: Assessment, side: Side, item: Item, given: Given) -> Rating:
    """Put another answer in place of the one sent. The caller keeps what stood before, and leaves the trail's line."""
    with _unlocked(assessment, side):
        rating = db.session.get(Rating, (assessment.id, side, item.id), populate_existing=True)
        if rating is None:
            rating = Rating(assessment_id=assessment.id, side=side, competency_id=item.id)
            db.session.add(rating)
        rating.answer, rating.comment = given.answer, given.comment
        rating.role_reason = given.role_reason if given.answer == NOT_MY_ROLE else None
        rating.basis = given.basis_after(None)
        rating.in_bulk = rating.same_as_last = False
        rating.updated_at = clock.now()
        db.session.flush()
    return rating


def discard_supervisor_ratings(assessment: Assessment, *, to: UUID | None, by: Person | None) -> int:
    """Delete what a supervisor rated and did not send, and give the row to another; return how many went.

    The assessment has been read under lock, and the ratings were not sent.
    """
    mine = (Rating.assessment_id == assessment.id, Rating.side == Side.SUPERVISOR)
    db.session.execute(
        delete(RatingRevision).where(
            RatingRevision.assessment_id == assessment.id, RatingRevision.side == Side.SUPERVISOR
        )
    )
    gone = db.session.execute(delete(Rating).where(*mine).returning(Rating.competency_id)).all()
    assessment.supervisor_id = to
    db.session.flush()
    record_id, about_id = assessment.id, assessment.person_id
    if to is None:
        audit.record("assessment.handed_over", by=by, kind="assessment", record_id=record_id, about_id=about_id)
    else:
        audit.record("assessment.taken_over", by=by, kind="assessment", record_id=record_id, about_id=about_id)
    return len(gone)
