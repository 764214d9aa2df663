"""What is not as it should be in who supervises whom: circles, gaps, too many, nobody who may. For HR to put right.

Read in a fixed number of queries, and only of those who may be in a fault; everything else is counting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.people import supervision
from tracker.people.models import AssignmentKind, Person, Role, RoleGrant, SupervisionAssignment

# An assignment that ends within so many days, with nobody after it, is said now.
ENDS_SOON = timedelta(days=30)


class FaultKind(Enum):
    """What is not as it should be."""

    CIRCLE = "circle"
    NOBODY = "nobody"
    ENDS = "ends"
    GONE = "gone"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class SupervisionFault:
    """One thing to put right, on the record of ``person``.

    :ivar other: who else it is about, by name.
    :ivar on: the day it comes, and ``number`` how many people somebody supervises.
    """

    kind: FaultKind
    person_id: UUID
    name: str
    other: str = ""
    on: date | None = None
    number: int = 0


@dataclass(frozen=True)
class Line:
    """One assignment as the checks need it."""

    person: UUID
    supervisor: UUID
    kind: AssignmentKind
    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Supervising:
    """Who may supervise, and who does today."""

    able: set[UUID]
    supervising: set[UUID]


def list_faults(today: date, *, most: int) -> list[SupervisionFault]:
    """Everything to put right, by kind and name.

    :param most: how many people one primary supervisor may have.
    """
    here, employed, lines = _read_doubtful(today)
    able = set(db.session.execute(_able(today)).scalars())
    supervising = set(
        db.session.execute(select(SupervisionAssignment.supervisor_id).where(_covers(today)).distinct()).scalars()
    )
    names = here | _names_of_others({line.supervisor for line in lines} - here.keys())
    found = [
        *_circles(lines, here, today),
        *_gaps(lines, [one for one in here if one in employed], names, Supervising(able, supervising), today),
        *_list_too_many(today, most),
    ]
    order = list(FaultKind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.name.casefold(), one.person_id))


def _lasts(today: date) -> ColumnElement[bool]:
    return or_(SupervisionAssignment.ends_on.is_(None), SupervisionAssignment.ends_on >= today)


def _covers(today: date) -> ColumnElement[bool]:
    return (SupervisionAssignment.starts_on <= today) & _lasts(today)


def _works_here(today: date) -> ColumnElement[bool]:
    return or_(Person.left_on.is_(None), Person.left_on >= today)


def _able(today: date) -> Select[UUID]:
    """Who works here and holds the role of a supervisor."""
    return (
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(_works_here(today), RoleGrant.role == Role.SUPERVISOR, RoleGrant.ended_at.is_(None))
    )


def _read_doubtful(today: date) -> tuple[dict[UUID, str], set[UUID], list[Line]]:
    """The names of those who may be in a fault, which of them are employees, and who supervises them now or later.

    That is whoever supervises, and whoever has no primary supervisor, able and for some time yet: of the others there
    is nothing to say, and they are the many.
    """
    row, above = aliased(SupervisionAssignment), aliased(SupervisionAssignment)
    is_firm = (
        exists()
        .where(
            SupervisionAssignment.person_id == Person.id,
            SupervisionAssignment.kind == AssignmentKind.PRIMARY,
            SupervisionAssignment.starts_on <= today,
            or_(SupervisionAssignment.ends_on.is_(None), SupervisionAssignment.ends_on > today + ENDS_SOON),
            supervision.supervisor_works(today),
        )
        .correlate(Person)
    )
    is_employee = exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.EMPLOYEE, RoleGrant.ended_at.is_(None)
    )
    supervises = Person.id.in_(select(above.supervisor_id).where(or_(above.ends_on.is_(None), above.ends_on >= today)))
    statement = (
        select(Person.id, Person.name, is_employee, row.supervisor_id, row.kind, row.starts_on, row.ends_on)
        .outerjoin(row, (row.person_id == Person.id) & or_(row.ends_on.is_(None), row.ends_on >= today))
        .where(_works_here(today), or_(supervises, ~is_firm))
    )
    here: dict[UUID, str] = {}
    employed: set[UUID] = set()
    lines = []
    for person, name, employee, supervisor, kind, starts_on, ends_on in db.session.execute(statement):
        here[person] = name
        if employee:
            employed.add(person)
        if supervisor is not None:
            lines.append(Line(person, supervisor, kind, starts_on, ends_on))
    return here, employed, lines


def _names_of_others(ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    # Supervisors who have left: a condition that does not grow with their number.
    supervisors = select(SupervisionAssignment.supervisor_id)
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(supervisors))).all()
    return dict(rows)


def _circles(lines: Sequence[Line], here: dict[UUID, str], today: date) -> Iterator[SupervisionFault]:
    above: dict[UUID, set[UUID]] = defaultdict(set)
    for line in lines:
        if line.covers(today) and line.person in here:
            above[line.person].add(line.supervisor)
    # Whoever has nobody above stands in no circle, nor does who then has nobody above, and so on; below likewise.
    left = _strip(_turned(_strip(above)))
    for one in left:
        if _reaches(left, one):
            yield SupervisionFault(FaultKind.CIRCLE, one, here.get(one, ""))


def _strip(edges: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    left = {key: set(others) for key, others in edges.items()}
    turned = _turned(edges)
    ready = [key for key in turned if not left.get(key)]
    while ready:
        gone = ready.pop()
        for key in turned.get(gone, ()):
            left[key].discard(gone)
            if not left[key]:
                ready.append(key)
    return {key: others for key, others in left.items() if others}


def _turned(edges: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    turned: dict[UUID, set[UUID]] = defaultdict(set)
    for key, others in edges.items():
        for other in others:
            turned[other].add(key)
    return turned


def _reaches(edges: dict[UUID, set[UUID]], start: UUID) -> bool:
    seen: set[UUID] = set()
    level = [start]
    while level:
        for key in edges.get(level.pop(), ()):
            if key == start:
                return True
            if key not in seen:
                seen.add(key)
                level.append(key)
    return False


def _gaps(
    lines: Sequence[Line], employees: Sequence[UUID], names: dict[UUID, str], supervisors: Supervising, today: date
) -> Iterator[SupervisionFault]:
    primary: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind is AssignmentKind.PRIMARY:
            primary[line.person].append(line)
    for person in employees:
        now = next((line for line in primary[person] if line.covers(today)), None)
        if now is None and person in supervisors.supervising:
            continue  # somebody stands at the top
        if now is None:
            planned = min((line.starts_on for line in primary[person]), default=None)
            yield SupervisionFault(FaultKind.NOBODY, person, names[person], on=planned)
        elif now.supervisor not in supervisors.able:
            yield SupervisionFault(FaultKind.GONE, person, names[person], other=names.get(now.supervisor, ""))
        elif now.ends_on is not None and now.ends_on <= today + ENDS_SOON:
            next_day = now.ends_on + timedelta(days=1)
            if not any(line.covers(next_day) for line in primary[person]):
                other = names[now.supervisor]
                yield SupervisionFault(FaultKind.ENDS, person, names[person], other=other, on=now.ends_on)


def _list_too_many(today: date, most: int) -> Iterator[SupervisionFault]:
    row, supervised, number = (
        SupervisionAssignment,
        aliased(Person),
        func.count(SupervisionAssignment.person_id.distinct()),
    )
    statement = (
        select(Person.id, Person.name, number)
        .join(row, row.supervisor_id == Person.id)
        .join(supervised, supervised.id == row.person_id)
        .where(
            row.kind == AssignmentKind.PRIMARY,
            _covers(today),
            _works_here(today),
            or_(supervised.left_on.is_(None), supervised.left_on >= today),
        )
        .group_by(Person.id, Person.name)
        .having(number > most)
    )
    for supervisor, name, count in db.session.execute(statement):
        yield SupervisionFault(FaultKind.TOO_MANY, supervisor, name, number=count)
