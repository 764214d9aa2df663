"""Reads of goals. HR reads those that both sides agreed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.reading import Relation
from tracker.database import db
from tracker.goals.models import OPEN, Goal, GoalStatus
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of, relations

_READ_ALL = {Relation.SELF, Relation.SUPERVISOR}
_READ_OWN = {Relation.SECOND, Relation.FORMER_SUPERVISOR}


def is_side(reader: Person, person_id: UUID) -> bool:
    """Whether someone is one of the two sides of a person's goals: the person, or who supervises and rates them."""
    return reader.id == person_id or is_supervisor_of(reader, person_id, rating=True)


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    held = relations(reader, person_id)
    if held & _READ_ALL:
        return Goal.person_id == person_id
    ways: list[ColumnElement[bool]] = []
    if Relation.HR in held:
        ways.append(Goal.supervisor_agreed_at.is_not(None) & Goal.employee_agreed_at.is_not(None))
    if held & _READ_OWN:
        ways.append(or_(Goal.proposed_by_id == reader.id, Goal.supervisor_agreed_by_id == reader.id))
    return or_(*ways) if ways else false()


def _about(person_id: UUID, reader: Person) -> Select[Goal]:
    return (
        select(Goal)
        .where(Goal.person_id == person_id, _readable(reader, person_id))
        .options(joinedload(Goal.person), selectinload(Goal.items), selectinload(Goal.steps), selectinload(Goal.notes))
        .order_by(Goal.created_at.desc(), Goal.id)
    )


def get_visible(goal_id: UUID, reader: Person) -> Goal:
    """One goal the reader may see, or 404."""
    person_id = db.session.execute(select(Goal.person_id).where(Goal.id == goal_id)).scalar_one_or_none()
    if person_id is None:
        abort(404)
    statement = _about(person_id, reader).where(Goal.id == goal_id)
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def get_editable(goal_id: UUID, reader: Person) -> Goal:
    """A goal of which the reader is one of the two sides; 403 for others who may see it."""
    goal = get_visible(goal_id, reader)
    if not is_side(reader, goal.person_id):
        abort(403)
    return goal


def list_visible(person_id: UUID, reader: Person) -> Sequence[Goal]:
    """Goals of one person that the reader may see, newest first."""
    return db.session.execute(_about(person_id, reader)).scalars().all()


def list_open(person_id: UUID, reader: Person) -> list[Goal]:
    """Goals still in motion."""
    return [goal for goal in list_visible(person_id, reader) if goal.is_open]


def list_open_for_item(person_id: UUID, reader: Person, competency_id: UUID) -> list[Goal]:
    """Goals in motion that are about one competency."""
    return [
        goal for goal in list_open(person_id, reader) if any(item.competency_id == competency_id for item in goal.items)
    ]


def list_waiting_for_employee(person: Person) -> Sequence[Goal]:
    """Goals that wait for this employee's agreement, oldest first."""
    statement = (
        select(Goal)
        .where(Goal.person_id == person.id, Goal.status == GoalStatus.PROPOSED, Goal.employee_agreed_at.is_(None))
        .options(joinedload(Goal.person))
        .order_by(Goal.created_at, Goal.id)
    )
    return db.session.execute(statement).scalars().all()


def list_waiting_for_supervisor(people: Sequence[UUID]) -> Sequence[Goal]:
    """Goals of these people that wait for a supervisor's agreement, oldest first."""
    statement = (
        select(Goal)
        .where(
            Goal.person_id.in_(people),
            Goal.status == GoalStatus.PROPOSED,
            Goal.supervisor_agreed_at.is_(None),
        )
        .options(joinedload(Goal.person))
        .order_by(Goal.created_at, Goal.id)
    )
    return db.session.execute(statement).scalars().all()


def count_open(people: Sequence[UUID]) -> dict[UUID, int]:
    """How many goals each of several people has in motion."""
    statement = (
        select(Goal.person_id, func.count())
        .where(Goal.person_id.in_(people), Goal.status.in_(OPEN))
        .group_by(Goal.person_id)
    )
    return dict(db.session.execute(statement).all())


def list_in_motion(people: Sequence[UUID]) -> Sequence[Goal]:
    """Goals in motion of several people, for whoever is one of the two sides of each; by age, with their people."""
    statement = (
        select(Goal)
        .where(Goal.person_id.in_(people), Goal.status.in_(OPEN))
        .options(joinedload(Goal.person))
        .order_by(Goal.created_at, Goal.id)
    )
    return db.session.execute(statement).scalars().all()
