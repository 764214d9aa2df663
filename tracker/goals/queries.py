"""Reads of goals. HR, and an auditor as granted, read those that both sides agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.access.reading import Relation
from tracker.database import db
from tracker.frameworks.models import Competency, FrameworkVersion
from tracker.goals.models import OPEN, Goal, GoalItem, GoalStatus, GoalStep, GoalWording
from tracker.people.models import Person
from tracker.people.queries import auditor_kinds, is_supervisor_of, relations

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
    # An auditor reads them where a grant names the development plan.
    if Relation.HR in held or "plan" in auditor_kinds(reader, person_id):
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


def count_visible(person_id: UUID, reader: Person) -> int:
    """How many ``list_visible`` would give."""
    counted = select(func.count(Goal.id)).where(Goal.person_id == person_id, _readable(reader, person_id))
    return db.session.execute(counted).scalar_one()


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


def list_for_items(person_id: UUID, reader: Person, items: Iterable[UUID], *, since: date) -> Sequence[Row[UUID, Goal]]:
    """Goals in motion since a day, each with one of these competencies it is about: shown beside a rating.

    Newest first, and in one query: of a goal that stands there, its own words and state are all that is shown.
    """
    statement = (
        select(GoalItem.competency_id, Goal)
        .join(Goal, Goal.id == GoalItem.goal_id)
        .where(Goal.person_id == person_id, _readable(reader, person_id), GoalItem.competency_id.in_(list(items)))
        .where(or_(Goal.status.in_(OPEN), Goal.target_on >= since, Goal.start_on >= since))
        .order_by(Goal.created_at.desc(), Goal.id)
    )
    return db.session.execute(statement).all()


def list_codes_in_motion(people: Sequence[UUID], framework: str) -> dict[UUID, set[str]]:
    """Codes of a framework's items in goals that both sides agreed on and that are still in motion, by person."""
    statement = (
        select(Goal.person_id, Competency.code)
        .join(GoalItem, GoalItem.goal_id == Goal.id)
        .join(Competency, Competency.id == GoalItem.competency_id)
        .join(FrameworkVersion, FrameworkVersion.id == Competency.version_id)
        .where(Goal.person_id.in_(people), Goal.status == GoalStatus.AGREED, FrameworkVersion.code == framework)
    )
    found: dict[UUID, set[str]] = {}
    for person_id, code in db.session.execute(statement):
        found.setdefault(person_id, set()).add(code)
    return found


def _has_waiting_wording() -> ColumnElement[bool]:
    """A condition on a goal: somebody has proposed other words since, and those are what waits."""
    return exists().where(
        GoalWording.goal_id == Goal.id,
        GoalWording.is_first.is_(False),
        GoalWording.agreed_at.is_(None),
        GoalWording.declined_at.is_(None),
    )


def list_waiting(people: Sequence[UUID]) -> Sequence[Goal]:
    """Goals of these people that one side has proposed and the other has not agreed to, oldest first."""
    statement = (
        select(Goal)
        .where(Goal.person_id.in_(people), Goal.status == GoalStatus.PROPOSED, ~_has_waiting_wording())
        .options(joinedload(Goal.person))
        .order_by(Goal.created_at, Goal.id)
    )
    return db.session.execute(statement).scalars().all()


def list_people_waiting_for_supervisor() -> Sequence[Person]:
    """Who works here and has a goal that waits for a supervisor's agreement, by name."""
    waits = exists().where(
        Goal.person_id == Person.id, Goal.status == GoalStatus.PROPOSED, Goal.supervisor_agreed_at.is_(None)
    )
    works_here = or_(Person.left_on.is_(None), Person.left_on >= clock.today())
    return db.session.execute(select(Person).where(waits, works_here).order_by(Person.name, Person.id)).scalars().all()


def count_open(people: Sequence[UUID]) -> dict[UUID, int]:
    """How many goals each of several people has in motion."""
    statement = (
        select(Goal.person_id, func.count())
        .where(Goal.person_id.in_(people), Goal.status.in_(OPEN))
        .group_by(Goal.person_id)
    )
    return dict(db.session.execute(statement).all())


def count_agreed(people: Sequence[UUID], day: date) -> dict[UUID, int]:
    """How many goals that both sides had agreed on each of several people had in motion at the end of a day.

    A goal that was said in other words since was agreed on when its first wording was.
    """
    ends = clock.end_of(day)
    earlier = exists().where(GoalWording.goal_id == Goal.id, GoalWording.agreed_at < ends)
    statement = (
        select(Goal.person_id, func.count())
        .where(
            Goal.person_id.in_(people),
            or_(and_(Goal.employee_agreed_at < ends, Goal.supervisor_agreed_at < ends), earlier),
            or_(Goal.closed_at.is_(None), Goal.closed_at >= ends),
        )
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


def list_agreed_wordings(goals: Iterable[UUID]) -> set[UUID]:
    """Of some goals, the wordings that both sides agreed on, now or once."""
    statement = select(GoalWording.id).where(GoalWording.goal_id.in_(list(goals)), GoalWording.agreed_at.is_not(None))
    return set(db.session.execute(statement).scalars())


def list_to_see_through(people: Iterable[UUID], *, until: date) -> Sequence[Goal]:
    """Goals that these people have agreed on, with a step or the goal itself due by a day; with their steps."""
    step_due = exists().where(GoalStep.goal_id == Goal.id, GoalStep.done_at.is_(None), GoalStep.due_on <= until)
    statement = (
        select(Goal)
        .where(
            Goal.person_id.in_(list(people)),
            Goal.status == GoalStatus.AGREED,
            or_(Goal.target_on <= until, step_due),
        )
        .options(joinedload(Goal.person), selectinload(Goal.steps))
        .order_by(Goal.target_on, Goal.id)
    )
    return db.session.execute(statement).scalars().all()
