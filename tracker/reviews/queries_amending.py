"""Reads of amendments: which review amends which, what was asked and what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased, joinedload

from tracker.database import db
from tracker.reviews.models import Review, State
from tracker.reviews.models_amending import ConversationHolder, RatingCorrection, ReviewAmendment


@dataclass(frozen=True)
class Ties:
    """How one review is tied to others: ``made_by`` opened it as a copy, ``amended_by`` asks for a newer one."""

    made_by: ReviewAmendment | None
    amended_by: ReviewAmendment | None


def _amendments() -> Select[ReviewAmendment]:
    return select(ReviewAmendment).options(
        joinedload(ReviewAmendment.asked_by),
        joinedload(ReviewAmendment.opened_by),
        joinedload(ReviewAmendment.closed_by),
    )


def find_ties(review_id: UUID) -> Ties:
    """What ties a review to an earlier and to a newer one. A request that was turned down ties nothing."""
    statement = _amendments().where((ReviewAmendment.review_id == review_id) | (ReviewAmendment.amends_id == review_id))
    found = db.session.execute(statement).scalars().all()
    made_by = next((one for one in found if one.review_id == review_id), None)
    amended_by = next((one for one in found if one.amends_id == review_id and one.closed_at is None), None)
    return Ties(made_by, amended_by)


def find_making(review_id: UUID) -> ReviewAmendment | None:
    """The amendment that a review was opened as, or None."""
    return find_ties(review_id).made_by


def list_turned_down(review_id: UUID) -> Sequence[ReviewAmendment]:
    """Requests to amend a review that were turned down or given up, oldest first."""
    statement = _amendments().where(ReviewAmendment.amends_id == review_id, ReviewAmendment.closed_at.is_not(None))
    return db.session.execute(statement.order_by(ReviewAmendment.asked_at, ReviewAmendment.id)).scalars().all()


def earlier_of(review_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of several reviews, those opened as an amendment, each with the review it amends."""
    statement = select(ReviewAmendment.review_id, ReviewAmendment.amends_id).where(
        ReviewAmendment.review_id.in_(list(review_ids))
    )
    return {newer: earlier for newer, earlier in db.session.execute(statement) if newer is not None}


def is_reopened(review_id: UUID) -> bool:
    """Whether an amendment of a review was opened and not given up: what comes later belongs to the newer copy."""
    standing = find_ties(review_id).amended_by
    return standing is not None and standing.review_id is not None


def root_of(review_id: UUID, earlier: Mapping[UUID, UUID]) -> UUID:
    """The first of a chain of amendments."""
    while review_id in earlier:
        review_id = earlier[review_id]
    return review_id


def list_earlier(review_id: UUID) -> list[UUID]:
    """Every review that one amends, through however many amendments, the newest first."""
    found: list[UUID] = []
    making = find_making(review_id)
    while making is not None:
        found.append(making.amends_id)
        making = find_making(making.amends_id)
    return found


def is_amended() -> ColumnElement[bool]:
    """A condition on ``Review``: a newer copy of it has ended, so that it counts there."""
    newer = aliased(Review)
    return exists().where(
        ReviewAmendment.amends_id == Review.id,
        ReviewAmendment.closed_at.is_(None),
        ReviewAmendment.review_id == newer.id,
        newer.state == State.ENDED,
    )


def list_asked() -> Sequence[ReviewAmendment]:
    """Requests that wait for HR, the longest wait first."""
    statement = _amendments().where(ReviewAmendment.opened_at.is_(None), ReviewAmendment.closed_at.is_(None))
    return db.session.execute(statement.order_by(ReviewAmendment.asked_at, ReviewAmendment.id)).scalars().all()


def list_corrections(review_id: UUID, competency_id: UUID | None = None) -> Sequence[RatingCorrection]:
    """What was corrected in an amendment, oldest first: each row holds what stood before."""
    statement = (
        select(RatingCorrection)
        .where(RatingCorrection.review_id == review_id)
        .options(joinedload(RatingCorrection.by))
        .order_by(RatingCorrection.at, RatingCorrection.id)
    )
    if competency_id is not None:
        statement = statement.where(RatingCorrection.competency_id == competency_id)
    return db.session.execute(statement).scalars().all()


def find_holder(review_id: UUID) -> ConversationHolder | None:
    """The successor who held the conversation again, or None where the author of the ratings held it."""
    statement = (
        select(ConversationHolder)
        .where(ConversationHolder.review_id == review_id)
        .options(joinedload(ConversationHolder.holder))
        .execution_options(populate_existing=True)
    )
    return db.session.execute(statement).scalar_one_or_none()
