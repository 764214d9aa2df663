"""What was said in the review before: the level of last time, and what a focus set leaves as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.assessments import queries as ratings
from tracker.assessments.models import Assessment, Side
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.people.models import Person
from tracker.reviews import queries_amending
from tracker.reviews.models import Review, State
from tracker.voiding.queries import is_void


@dataclass(frozen=True)
class LastTime:
    """One side's levels in the newest review that has ended, as far as the items and levels are still the same."""

    on: date
    author: Person | None
    levels: Mapping[UUID, int]


def find_last_time(assessment: Assessment, side: Side, *, of: Collection[UUID] | None = None) -> LastTime | None:
    """What a side chose the last time, or None before a first review has ended.

    For an amendment it is what was the last time when the review that it amends was made.

    :param of: only these competencies.
    """
    statement = (
        select(Review)
        .join(Review.assessment)
        .where(
            Assessment.person_id == assessment.person_id,
            Assessment.id != assessment.id,
            Assessment.scale_id == assessment.scale_id,
            Review.state == State.ENDED,
            ~is_void(Review.id),
            *_before_the_amended(assessment),
        )
        .options(contains_eager(Review.assessment).joinedload(Assessment.supervisor), joinedload(Review.conversation))
        .order_by(Review.opened_at.desc(), Review.id)
        .limit(1)
    )
    last = db.session.execute(statement).scalar_one_or_none()
    if last is None or last.conversation is None or last.conversation.held_on is None:
        return None
    same = _same_items(last.assessment, assessment, of)
    given = ratings.list_ratings(last.assessment, side, of=same)
    levels = {same[old]: rating.level for old, rating in given.items() if rating.level is not None}
    author = last.assessment.supervisor if side is Side.SUPERVISOR else None
    return LastTime(last.conversation.held_on, author, levels)


def _before_the_amended(assessment: Assessment) -> list[ColumnElement[bool]]:
    # An amendment begins with both sides sent.
    earlier = queries_amending.list_earlier(assessment.id) if assessment.both_sent else []
    if not earlier:
        return []
    amended = aliased(Review)
    return [Review.opened_at < select(amended.opened_at).where(amended.id == earlier[-1]).scalar_subquery()]


@dataclass(frozen=True)
class NotAgain:
    """The items outside a focus set: what was said of them stands from the last review."""

    on: date | None
    items: tuple[Item, ...]


def find_not_rated_again(assessment: Assessment) -> NotAgain | None:
    """The items a review with a focus set leaves as they were, or None where every item is rated."""
    if not assessment.focus:
        return None
    last = find_last_time(assessment, Side.EMPLOYEE, of=[])
    whole = frameworks.outline(assessment.framework_version_id)
    rated = set(assessment.focus)
    return NotAgain(last.on if last else None, tuple(item for item in whole.items if item.code not in rated))


def _same_items(old: Assessment, new: Assessment, of: Collection[UUID] | None) -> dict[UUID, UUID]:
    """Which items of an older version are which of the newer one: the same code with the same words."""
    before = frameworks.outline(old.framework_version_id)
    now = frameworks.outline(new.framework_version_id)
    wanted = (item for item in now.items if of is None or item.id in of)
    pairs = ((before.by_code.get(item.code), item) for item in wanted)
    return {old.id: item.id for old, item in pairs if old is not None and old.statement == item.statement}


def find_period(review_id: UUID) -> date | None:
    """The first day a review looks at."""
    return db.session.execute(select(Review.period_from).where(Review.id == review_id)).scalar_one_or_none()
