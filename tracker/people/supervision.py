"""Reads about who supervises whom, and when. Kinds that allow rating are ``RATING_KINDS``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from tracker import clock
from tracker.database import db
from tracker.people.models import (
    RATING_KINDS,
    Absence,
    AssignmentKind,
    Person,
    Role,
    RoleGrant,
    SupervisionAssignment,
)


# Making an alias takes longer than most of the queries that need one.
@cache
def _supervisor() -> type[Person]:
    return aliased(Person)


@cache
def _lower_and_upper() -> tuple[type[SupervisionAssignment], type[SupervisionAssignment]]:
    return aliased(SupervisionAssignment), aliased(SupervisionAssignment)


def _in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return and_(
        SupervisionAssignment.starts_on <= day,
        or_(SupervisionAssignment.ends_on.is_(None), SupervisionAssignment.ends_on >= day),
    )


def supervised_by(supervisor: Person, day: date, *, rating_only: bool = False) -> ColumnElement[bool]:
    """A condition on ``Person``: assigned to ``supervisor`` on ``day``."""
    conditions = [
        SupervisionAssignment.person_id == Person.id,
        SupervisionAssignment.supervisor_id == supervisor.id,
        _in_force(day),
    ]
    if rating_only:
        conditions.append(SupervisionAssignment.kind.in_(RATING_KINDS))
    return exists().where(*conditions)


def count_as_primary(supervisor: Person, today: date) -> int:
    """Of how many people who work here somebody is the primary supervisor on a day."""
    statement = select(func.count(SupervisionAssignment.person_id.distinct())).where(
        SupervisionAssignment.person_id == Person.id,
        SupervisionAssignment.supervisor_id == supervisor.id,
        SupervisionAssignment.kind == AssignmentKind.PRIMARY,
        _in_force(today),
        or_(Person.left_on.is_(None), Person.left_on >= today),
    )
    return db.session.execute(statement).scalar_one()


def still_supervises(supervisor_id: Any, person_id: Any, day: date) -> ColumnElement[bool]:
    """A condition on two columns: the one is assigned to supervise the other on ``day``."""
    return exists().where(
        SupervisionAssignment.person_id == person_id,
        SupervisionAssignment.supervisor_id == supervisor_id,
        _in_force(day),
    )


def ever_supervised_by(supervisor: Person, today: date) -> ColumnElement[bool]:
    """A condition on ``Person``: assigned to ``supervisor`` now or once."""
    return exists().where(
        SupervisionAssignment.person_id == Person.id,
        SupervisionAssignment.supervisor_id == supervisor.id,
        SupervisionAssignment.starts_on <= today,
    )


def upline_of(reader: Person, today: date) -> ColumnElement[bool]:
    """The people whose supervisors ``reader`` supervises; they see dates, nothing else."""
    lower, upper = _lower_and_upper()
    return exists().where(
        lower.person_id == Person.id,
        lower.starts_on <= today,
        or_(lower.ends_on.is_(None), lower.ends_on >= today),
        upper.person_id == lower.supervisor_id,
        upper.supervisor_id == reader.id,
        upper.starts_on <= today,
        or_(upper.ends_on.is_(None), upper.ends_on >= today),
    )


def list_assignments_between(supervisor_id: UUID, person_id: UUID) -> Sequence[SupervisionAssignment]:
    """Every assignment of one supervisor to one person, oldest first."""
    statement = (
        select(SupervisionAssignment)
        .where(SupervisionAssignment.supervisor_id == supervisor_id, SupervisionAssignment.person_id == person_id)
        .order_by(SupervisionAssignment.starts_on, SupervisionAssignment.id)
    )
    return db.session.execute(statement).scalars().all()


def list_assignments_of(person: Person) -> Sequence[SupervisionAssignment]:
    """Who supervised someone, newest first, with the supervisors loaded."""
    statement = (
        select(SupervisionAssignment)
        .where(SupervisionAssignment.person_id == person.id)
        .options(joinedload(SupervisionAssignment.supervisor))
        .order_by(SupervisionAssignment.starts_on.desc(), SupervisionAssignment.id)
    )
    return db.session.execute(statement).scalars().all()


def supervisor_works(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """A condition on an assignment: its supervisor works here on ``day`` and holds the role now."""
    supervisor = _supervisor()
    return exists().where(
        supervisor.id == SupervisionAssignment.supervisor_id,
        or_(supervisor.left_on.is_(None), supervisor.left_on >= day),
        RoleGrant.person_id == supervisor.id,
        RoleGrant.role == Role.SUPERVISOR,
        RoleGrant.ended_at.is_(None),
    )


def rates_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """A condition on an assignment: it allows rating on ``day``, and its supervisor works here and holds the role."""
    return and_(SupervisionAssignment.kind.in_(RATING_KINDS), _in_force(day), supervisor_works(day))


def current_supervisors(people: Sequence[UUID], day: date) -> dict[UUID, list[SupervisionAssignment]]:
    """For each person, the assignments in force on ``day`` that allow rating; primary first.

    A supervisor who has left or lost the role is none, so that the work waits for HR and not for them.
    """
    found: dict[UUID, list[SupervisionAssignment]] = defaultdict(list)
    for assignment in db.session.execute(_current(), {"people": list(people), "day": day}).scalars():
        found[assignment.person_id].append(assignment)
    return found


@cache
def _current() -> Select[Any]:
    """Every list of people asks it: built once."""
    return (
        select(SupervisionAssignment)
        .where(
            SupervisionAssignment.person_id.in_(bindparam("people", expanding=True)),
            rates_on(bindparam("day", type_=Date)),
        )
        .options(joinedload(SupervisionAssignment.supervisor))
        .order_by(SupervisionAssignment.kind.desc(), SupervisionAssignment.starts_on, SupervisionAssignment.id)
    )


def has_supervisor(person_id: InstrumentedAttribute[UUID], day: date) -> ColumnElement[bool]:
    """A condition on somebody's identifier: ``current_supervisors`` names someone for them on ``day``."""
    return exists().where(SupervisionAssignment.person_id == person_id, rates_on(day))


def is_acted_for(person_id: InstrumentedAttribute[UUID], day: date) -> ColumnElement[bool]:
    """A condition on somebody's identifier: a supervisor who is not away can rate and sign for them on ``day``."""
    is_away = exists().where(
        Absence.person_id == SupervisionAssignment.supervisor_id,
        Absence.starts_on <= day,
        or_(Absence.ends_on.is_(None), Absence.ends_on >= day),
    )
    return exists().where(
        SupervisionAssignment.person_id == person_id,
        rates_on(day),
        ~is_away,
    )


def list_upline(person_id: UUID) -> set[UUID]:
    """Everyone above someone today: their supervisors, the supervisors of those, and so on."""
    today = clock.today()
    above: set[UUID] = set()
    level = {person_id}
    while level:
        statement = select(SupervisionAssignment.supervisor_id).where(
            SupervisionAssignment.person_id.in_(level), _in_force(today)
        )
        level = set(db.session.execute(statement).scalars()) - above
        above |= level
    return above


def find_rating_supervisor(person_id: UUID, day: date) -> Person | None:
    """Who rates and signs for someone on ``day``: the primary supervisor, or a backup, or None."""
    assignments = current_supervisors([person_id], day).get(person_id, [])
    return assignments[0].supervisor if assignments else None


def list_assigned_since(supervisor: Person, day: date) -> Sequence[SupervisionAssignment]:
    """Assignments to a supervisor in force at some time from ``day`` until today, with their people, by name."""
    statement = (
        select(SupervisionAssignment)
        .join(SupervisionAssignment.person)
        .where(
            SupervisionAssignment.supervisor_id == supervisor.id,
            SupervisionAssignment.starts_on <= clock.today(),
            or_(SupervisionAssignment.ends_on.is_(None), SupervisionAssignment.ends_on >= day),
        )
        .options(contains_eager(SupervisionAssignment.person))
        .order_by(Person.name, Person.id, SupervisionAssignment.starts_on)
    )
    return db.session.execute(statement).scalars().all()


def list_held_by(supervisor: Person, day: date) -> list[SupervisionAssignment]:
    """The assignments to a supervisor that are in force on ``day`` or later, with their people, by name."""
    statement = (
        select(SupervisionAssignment)
        .join(SupervisionAssignment.person)
        .where(
            SupervisionAssignment.supervisor_id == supervisor.id,
            or_(SupervisionAssignment.ends_on.is_(None), SupervisionAssignment.ends_on >= day),
            or_(Person.left_on.is_(None), Person.left_on >= day),
        )
        .options(contains_eager(SupervisionAssignment.person))
        .order_by(Person.name, Person.id, SupervisionAssignment.starts_on)
    )
    return list(db.session.execute(statement).scalars())
