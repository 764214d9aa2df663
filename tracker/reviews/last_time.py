"""What was said in the review before: the level of last time, and what a focus set leaves as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Select, bindparam, select
from sqlalchemy.orm import aliased

from tracker.assessments.models import Assessment, Rating, Side
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item
from tracker.people.models import Person
from tracker.reviews import queries_amending
from tracker.reviews.models import Conversation, Review, State
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
    asked = {"person": assessment.person_id, "but": assessment.id, "scale": assessment.scale_id}
    last = db.session.execute(_last().where(*_before_the_amended(assessment)), asked).one_or_none()
    if last is None or last.held_on is None:
        return None
    same = _same_items(last.framework_version_id, assessment.framework_version_id, of)
    found = db.session.execute(_answers(), {"last": last.id, "side": side, "items": list(same)})
    levels = {same[old]: int(answer) for old, answer in found if answer is not None and answer.isdigit()}
    author = db.session.get(Person, last.supervisor_id) if side is Side.SUPERVISOR and last.supervisor_id else None
    return LastTime(last.held_on, author, levels)


# Every answer that is saved asks both: they are built once, for building takes as long as asking.
@cache
def _last() -> Select[*tuple[Any, ...]]:
    return (
        select(Assessment.id, Assessment.framework_version_id, Assessment.supervisor_id, Conversation.held_on)
        .join(Review, Review.id == Assessment.id)
        .outerjoin(Conversation, Conversation.review_id == Review.id)
        .where(
            Assessment.person_id == bindparam("person"),
            Assessment.id != bindparam("but"),
            Assessment.scale_id == bindparam("scale"),
            Review.state == State.ENDED,
            ~is_void(Review.id),
        )
        .order_by(Review.opened_at.desc(), Review.id)
        .limit(1)
    )


@cache
def _answers() -> Executable:
    return select(Rating.competency_id, Rating.answer).where(
        Rating.assessment_id == bindparam("last"),
        Rating.side == bindparam("side", type_=Rating.side.type),
        Rating.competency_id.in_(bindparam("items", expanding=True)),
    )


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


def _same_items(old_version: UUID, new_version: UUID, of: Collection[UUID] | None) -> dict[UUID, UUID]:
    """Which items of an older version are which of the newer one: the same code with the same words."""
    before, now = frameworks.outline(old_version), frameworks.outline(new_version)
    wanted = (item for item in now.items if of is None or item.id in of)
    pairs = ((before.by_code.get(item.code), item) for item in wanted)
    return {old.id: item.id for old, item in pairs if old is not None and old.statement == item.statement}


def find_period(review_id: UUID) -> date | None:
    """The first day a review looks at."""
    return db.session.execute(select(Review.period_from).where(Review.id == review_id)).scalar_one_or_none()
