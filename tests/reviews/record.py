"""What tests of reviews share: a review in each state, and everything the database holds about it."""

from sqlalchemy import select

from tracker.assessments.models import Assessment, Rating, RatingTerms
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.frameworks.queries import current_outline
from tracker.reviews.models import (
    Conversation,
    ConversationComment,
    ConversationItem,
    Review,
    ReviewEnding,
    State,
)
from tracker.signatures.models import Signature, Snapshot, SnapshotText

TABLES = (
    (Assessment, Assessment.id),
    (Rating, Rating.assessment_id),
    (RatingTerms, RatingTerms.assessment_id),
    (Review, Review.id),
    (Conversation, Conversation.review_id),
    (ConversationItem, ConversationItem.review_id),
    (ConversationComment, ConversationComment.review_id),
    (ReviewEnding, ReviewEnding.review_id),
    (Snapshot, Snapshot.subject_id),
)


def rows_of(model, *conditions):
    table = model.__table__
    return sorted(map(repr, db.session.execute(select(table).where(*conditions))))


def everything(review):
    """All rows of a review, to see that nothing changed."""
    snapshots = select(Snapshot.id).where(Snapshot.subject_id == review.id).scalar_subquery()
    return [rows_of(model, key == review.id) for model, key in TABLES] + [
        rows_of(model, model.snapshot_id.in_(snapshots)) for model in (SnapshotText, Signature)
    ]


def in_state(world, state):
    """A new review of Ana's in a state."""
    make = {
        State.RATING: world.review,
        State.IN_CONVERSATION: world.both_sent,
        State.AWAITING_SIGNATURES: world.awaiting,
        State.ENDED: world.ended,
        State.CLOSED: world.closed,
    }
    return make[state]()


def state_of(review):
    return db.session.get_one(Review, review.id, populate_existing=True).state


def outcome(review, code):
    item = current_outline().by_code[code].id
    return db.session.get(ConversationItem, (review.id, item), populate_existing=True)


def lines(review, event=None):
    found = select(TrailLine).where(TrailLine.record_id == review.id).order_by(TrailLine.id)
    return [line for line in db.session.execute(found).scalars() if event in (None, line.event)]


def at(review, *parts):
    return "/".join([f"/reviews/{review.id}", *parts])


def talk(review, *parts):
    return at(review, "conversation", *parts)
