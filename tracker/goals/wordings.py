"""Reads of a goal's other wordings: earlier ones, and one that waits for the other side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.database import db
from tracker.goals.models import OPEN, Goal, GoalCarried, GoalWording
from tracker.goals.queries import is_side
from tracker.people.models import Person


def _waits() -> ColumnElement[bool]:
    return and_(GoalWording.is_first.is_(False), GoalWording.agreed_at.is_(None), GoalWording.declined_at.is_(None))


def list_of(goal: Goal, reader: Person) -> Sequence[GoalWording]:
    """Every wording of a goal, oldest first; what is not agreed is between the two sides."""
    statement = (
        select(GoalWording)
        .where(GoalWording.goal_id == goal.id)
        .options(selectinload(GoalWording.steps))
        .order_by(GoalWording.created_at, GoalWording.is_first.desc(), GoalWording.id)
    )
    found = db.session.execute(statement).scalars().all()
    return found if is_side(reader, goal.person_id) else [one for one in found if one.agreed_at is not None]


def find_waiting(goal: Goal) -> GoalWording | None:
    """The wording that waits for the other side, with its steps."""
    statement = select(GoalWording).where(GoalWording.goal_id == goal.id, _waits())
    statement = statement.options(selectinload(GoalWording.steps)).execution_options(populate_existing=True)
    return db.session.execute(statement).scalar_one_or_none()


def list_waiting(people: Sequence[UUID]) -> Sequence[GoalWording]:
    """Of the goals of these people, the wordings that wait for one side, the longest wait first."""
    statement = (
        select(GoalWording)
        .join(GoalWording.goal)
        .where(Goal.person_id.in_(people), Goal.status.in_(OPEN), _waits())
        .options(joinedload(GoalWording.goal).joinedload(Goal.person))
        .order_by(GoalWording.created_at, GoalWording.id)
    )
    return db.session.execute(statement).scalars().all()


def list_carried(goal: Goal) -> Sequence[GoalCarried]:
    """Each time a goal was carried into a next review, oldest first."""
    statement = select(GoalCarried).where(GoalCarried.goal_id == goal.id).order_by(GoalCarried.created_at)
    return db.session.execute(statement).scalars().all()


def list_carried_of(goals: Iterable[UUID]) -> dict[UUID, list[GoalCarried]]:
    """As ``list_carried``, for several goals in one query."""
    statement = select(GoalCarried).where(GoalCarried.goal_id.in_(list(goals))).order_by(GoalCarried.created_at)
    found: dict[UUID, list[GoalCarried]] = defaultdict(list)
    for one in db.session.execute(statement).scalars():
        found[one.goal_id].append(one)
    return found


def list_carried_from(review_id: UUID) -> set[UUID]:
    """The goals that were carried on from one review."""
    statement = select(GoalCarried.goal_id).where(GoalCarried.review_id == review_id)
    return set(db.session.execute(statement).scalars())
