"""Counting from the ratings themselves: what one review adds to the tally, and all of them for a recount.

Both ask the same statements, so that what is added as a review ends is what a recount finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, case, cast, func, select, union

from tracker import clock
from tracker.assessments.models import Assessment, Rating, Side
from tracker.cycles.models import CycleReview
from tracker.database import db
from tracker.frameworks.models import Competency, Wording
from tracker.organisation import kinds
from tracker.organisation.kinds import Fact, Who
from tracker.organisation.models import CountedReview
from tracker.people.models import Person
from tracker.reviews.models import ConversationItem, Review, State
from tracker.reviews.models_amending import ReviewAmendment
from tracker.reviews.queries_amending import is_amended
from tracker.verifications.models import Verification, VerifiedItem, due_again_after
from tracker.voiding.queries import is_void

_IS_LEVEL = Rating.answer.in_(kinds.LEVELS)
_IN_VIEW = Competency.wording != Wording.WELLNESS


class Cell(NamedTuple):
    """One figure of the tally, by what it counts."""

    group_id: UUID
    what: str
    competency_id: UUID


class Counting(NamedTuple):
    """A review of a cycle that counts: ``counted_id`` is the newest signed copy of it."""

    review_id: UUID
    counted_id: UUID
    cycle_id: UUID
    program_id: UUID | None


def list_counting(review_id: UUID | None = None) -> list[Counting]:
    """The reviews of cycles that count: ended, not void; of one that was amended, the newest signed copy.

    An amendment belongs to the cycle of the review it amends. A practice is no review, so it is never here.

    :param review_id: only this review, as the cycle made it.
    """
    begin = select(CycleReview.review_id.label("first_id"), CycleReview.review_id.label("id"), CycleReview.cycle_id)
    if review_id is not None:
        begin = begin.where(CycleReview.review_id == review_id)
    copies = begin.cte("in_cycle", recursive=True)
    newer = (
        select(copies.c.first_id, ReviewAmendment.review_id, copies.c.cycle_id)
        .join(ReviewAmendment, ReviewAmendment.amends_id == copies.c.id)
        .where(ReviewAmendment.review_id.is_not(None))
    )
    copies = copies.union(newer)
    statement = (
        select(copies.c.first_id, copies.c.id, copies.c.cycle_id, Person.program_id)
        .join(Review, Review.id == copies.c.id)
        .join(Assessment, Assessment.id == Review.id)
        .join(Person, Person.id == Assessment.person_id)
        .where(Review.state == State.ENDED, ~is_void(Review.id), ~is_amended())
    )
    return [Counting(*row) for row in db.session.execute(statement)]


def count(review_id: UUID | None = None) -> Counter[Cell]:
    """What the reviews that stand as counted say, or one of them says, item by item."""
    only = [CountedReview.review_id == review_id] if review_id is not None else []
    found: Counter[Cell] = Counter()
    for group_id, item, side, answer, number in _rows(_ratings(Rating.side, Rating.answer).where(*only)):
        found[Cell(group_id, kinds.name(kinds.SIDES[side], answer), item)] += number
    for group_id, item, level, number in _rows(_agreed().where(*only)):
        found[Cell(group_id, kinds.name(Who.AGREED, str(level)), item)] += number
    for group_id, item, number in _rows(_wanting().where(*only)):
        found[Cell(group_id, Fact.WANTS_TRAINING.value, item)] += number
    for group_id, item, number in _rows(_rated().where(*only)):
        found[Cell(group_id, Fact.RATED.value, item)] += number
    for group_id, item, own, other, number in _rows(_pairs(only)):
        for fact in _differ(own, other):
            found[Cell(group_id, fact.value, item)] += number
    for group_id, item in _list_verified(only):
        found[Cell(group_id, Fact.VERIFIED.value, item)] += 1
    return found


def _rows(statement: Any) -> Iterable[Any]:
    return db.session.execute(statement)


def _ratings(*answers: Any) -> Any:
    columns = (CountedReview.group_id, Rating.competency_id, *answers)
    return (
        select(*columns, func.count())
        .join(Rating, Rating.assessment_id == CountedReview.counted_id)
        .join(Competency, Competency.id == Rating.competency_id)
        .where(_IN_VIEW, Rating.answer.is_not(None))
        .group_by(*columns)
    )


def _agreed() -> Any:
    columns = (CountedReview.group_id, ConversationItem.competency_id, ConversationItem.proposed_level)
    return (
        select(*columns, func.count())
        .join(ConversationItem, ConversationItem.review_id == CountedReview.counted_id)
        .join(Competency, Competency.id == ConversationItem.competency_id)
        .where(_IN_VIEW, ConversationItem.agreed_at.is_not(None))
        .group_by(*columns)
    )


def _wanting() -> Any:
    """Those whose own rating says "I want training in this"."""
    columns = (CountedReview.group_id, Rating.competency_id)
    return (
        select(*columns, func.count())
        .join(Rating, Rating.assessment_id == CountedReview.counted_id)
        .join(Competency, Competency.id == Rating.competency_id)
        .where(_IN_VIEW, Rating.wants_training, Rating.side == Side.EMPLOYEE)
        .group_by(*columns)
    )


def _rated() -> Any:
    said = union(
        select(Rating.assessment_id.label("id"), Rating.competency_id).where(
            Rating.answer.is_not(None) | (Rating.wants_training & (Rating.side == Side.EMPLOYEE))
        ),
        select(ConversationItem.review_id, ConversationItem.competency_id).where(
            ConversationItem.agreed_at.is_not(None)
        ),
    ).subquery("said")
    columns = (CountedReview.group_id, said.c.competency_id)
    return (
        select(*columns, func.count())
        .join(said, said.c.id == CountedReview.counted_id)
        .join(Competency, Competency.id == said.c.competency_id)
        .where(_IN_VIEW)
        .group_by(*columns)
    )


def _pairs(only: Iterable[ColumnElement[bool]]) -> Any:
    """How often the two sides chose which two levels; None where a side chose none."""

    def level_of(side: Side) -> ColumnElement[int | None]:
        return func.max(case((Rating.side == side, cast(Rating.answer, Integer))))

    both = (
        select(
            CountedReview.group_id,
            Rating.competency_id,
            level_of(Side.EMPLOYEE).label("own"),
            level_of(Side.SUPERVISOR).label("other"),
        )
        .join(Rating, Rating.assessment_id == CountedReview.counted_id)
        .join(Competency, Competency.id == Rating.competency_id)
        .where(_IN_VIEW, _IS_LEVEL, *only)
        .group_by(CountedReview.review_id, CountedReview.group_id, Rating.competency_id)
        .subquery("both")
    )
    columns = (both.c.group_id, both.c.competency_id, both.c.own, both.c.other)
    return select(*columns, func.count()).group_by(*columns)


def _differ(own: int | None, other: int | None) -> list[Fact]:
    if own is None or other is None:
        return [Fact.ONLY_ONE]
    if own == other:
        return [Fact.ALIKE]
    higher = Fact.EMPLOYEE_HIGHER if own > other else Fact.SUPERVISOR_HIGHER
    return [higher, Fact.FAR_APART] if abs(own - other) >= kinds.FAR_APART else [higher]


def _list_verified(only: Iterable[ColumnElement[bool]]) -> list[tuple[UUID, UUID]]:
    """Group and item of each review on the end of which a verification stood.

    One that was withdrawn later counts still, and one written later does not: an ended review's figures never change.
    """
    statement = (
        select(
            CountedReview.review_id,
            CountedReview.group_id,
            VerifiedItem.competency_id,
            Verification.observed_on,
            Review.ended_at,
        )
        .join(Review, Review.id == CountedReview.counted_id)
        .join(Assessment, Assessment.id == Review.id)
        .join(Verification, Verification.person_id == Assessment.person_id)
        .join(VerifiedItem, VerifiedItem.verification_id == Verification.id)
        .join(Competency, Competency.id == VerifiedItem.competency_id)
        .where(
            _IN_VIEW,
            VerifiedItem.level >= VerifiedItem.expected_level,
            Verification.created_at <= Review.ended_at,
            Verification.withdrawn_at.is_(None) | (Verification.withdrawn_at > Review.ended_at),
            *only,
        )
    )
    stood = {
        (review_id, group_id, item)
        for review_id, group_id, item, observed_on, ended_at in _rows(statement)
        if due_again_after(observed_on) > clock.local(ended_at).date()
    }
    return [(group_id, item) for _review_id, group_id, item in stood]
