"""What tests of ratings share: addresses, fields, and what the database holds."""

from tracker.assessments import queries
from tracker.assessments.models import Rating, Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.frameworks.queries import current_outline


def at(review, *parts):
    return "/".join([f"/assessments/{review.id}", *parts])


def fields(code, answer=None, **more):
    """The fields of one item as its page sends them."""
    named = {f"{name}-{code}": value for name, value in more.items()}
    return {f"answer-{code}": answer, **named} if answer is not None else named


def held(review, side, code):
    """The rating that stands, or None."""
    return db.session.get(Rating, (review.id, side, current_outline().by_code[code].id), populate_existing=True)


def answers(review, side):
    """Every answer of one side, by code."""
    codes = current_outline().by_id
    ratings = queries.list_ratings(db.session.get_one(queries.Assessment, review.id), side)
    return {codes[item].code: rating.answer for item, rating in ratings.items()}


def everything(review):
    """All that both sides said, to see that nothing changed."""
    rows = db.session.query(Rating).filter_by(assessment_id=review.id).order_by(Rating.side, Rating.competency_id)
    return [
        (row.side, row.competency_id, row.answer, row.role_reason, row.comment, row.basis, row.revision) for row in rows
    ]


def lines(review, event):
    return db.session.query(TrailLine).filter_by(record_id=review.id, event=event).order_by(TrailLine.id).all()


SIDES = {Side.EMPLOYEE: "ana", Side.SUPERVISOR: "dana"}
