"""Reads of who is away, and until when. Dates only: no cause is asked for, and none is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, or_, select

from tracker import clock
from tracker.database import db
from tracker.people import queries, supervision
from tracker.people.models import Absence, Person


def _in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return (Absence.starts_on <= day) & _lasts_until(day)


def _lasts_until(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return or_(Absence.ends_on.is_(None), Absence.ends_on >= day)


def is_coming(first: date, last: date) -> ColumnElement[bool]:
    """A condition on an absence: it covers any day from ``first`` to ``last``."""
    return (Absence.starts_on <= last) & _lasts_until(first)


def list_away(people: Collection[UUID], day: date) -> dict[UUID, Absence]:
    """Who of several people is away on ``day``, by person, in one query."""
    if not people:
        return {}
    found = db.session.execute(_away(), {"people": list(people), "day": day}).scalars()
    return {absence.person_id: absence for absence in found}


@cache
def _away() -> Select[Any]:
    """Every list of people asks it: built once."""
    day = bindparam("day", type_=Date)
    return select(Absence).where(Absence.person_id.in_(bindparam("people", expanding=True)), _in_force(day))


def list_coming(people: Collection[UUID] | Select[UUID], first: date, last: date) -> dict[UUID, Absence]:
    """Who of several people is away on any day from ``first`` to ``last``: the earliest such absence of each.

    :param people: their identifiers, or the query that finds these.
    """
    if isinstance(people, Collection) and not people:
        return {}
    statement = (
        select(Absence)
        .where(Absence.person_id.in_(people), is_coming(first, last))
        .order_by(Absence.starts_on.desc(), Absence.id)
    )
    return {absence.person_id: absence for absence in db.session.execute(statement).scalars()}


def is_away(person: Person) -> bool:
    """Whether someone is away today."""
    return person.id in list_away([person.id], clock.today())


def is_supervising(supervisor: Person, person: Person) -> bool:
    """Whether someone rates and signs for a person today: assigned, working here, and not away."""
    here = not supervisor.has_left(clock.today()) and not is_away(supervisor)
    return here and queries.is_supervisor_of(supervisor, person.id, rating=True)


def leave_out_supervised(people: Sequence[Person], day: date, *, but: Person | None = None) -> list[Person]:
    """Those of several people for whom nobody acts on ``day``, in their order; ``but`` does not count."""
    assigned = supervision.current_supervisors([person.id for person in people], day)
    others = {one.supervisor_id for found in assigned.values() for one in found} - {but.id if but else None}
    here = others - list_away(others, day).keys()
    return [person for person in people if not any(one.supervisor_id in here for one in assigned.get(person.id, ()))]


def list_left_alone(supervisor: Person, day: date) -> list[Person]:
    """Whom someone supervises and nobody else acts for on ``day``, by name."""
    return leave_out_supervised(queries.list_team(supervisor, rating_only=True), day, but=supervisor)


def list_absences(person: Person) -> Sequence[Absence]:
    """When someone is away, now or later, the first day first; what is over is left out."""
    statement = (
        select(Absence)
        .where(Absence.person_id == person.id, _lasts_until(clock.today()))
        .order_by(Absence.starts_on, Absence.id)
    )
    return db.session.execute(statement).scalars().all()
