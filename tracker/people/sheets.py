"""The list of people as rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.database import db
from tracker.people.models import AssignmentKind, Person, SupervisionAssignment
from tracker.people.supervision import current_supervisors

COLUMNS = (
    "sign_in_name",
    "name",
    "legal_name",
    "email",
    "job_title",
    "program",
    "site",
    "employment",
    "hired_on",
    "left_on",
    "roles",
    "primary_supervisor",
)
Row = list[str]


def list_rows() -> list[Row]:
    """Everyone, by name: for the operator, who keeps the whole database."""
    statement = (
        select(Person)
        .options(joinedload(Person.program), selectinload(Person.works_at), selectinload(Person.grants))
        .order_by(func.lower(Person.name), Person.id)
    )
    everyone = db.session.execute(statement).scalars().all()
    supervisors = current_supervisors([person.id for person in everyone], clock.today())
    return [_row(person, _primary(supervisors.get(person.id, []))) for person in everyone]


def _primary(assignments: Sequence[SupervisionAssignment]) -> str:
    """A backup stands in the sheet of assignments, with the day it ends."""
    found = (one.supervisor.sign_in_name for one in assignments if one.kind is AssignmentKind.PRIMARY)
    return next(found, "")


def _row(person: Person, supervisor: str) -> Row:
    return [
        person.sign_in_name,
        person.name,
        person.legal_name or "",
        person.email or "",
        person.job_title,
        person.program.name if person.program else "",
        person.works_at.name if person.works_at else "",
        person.employment.value,
        person.hired_on.isoformat() if person.hired_on else "",
        person.left_on.isoformat() if person.left_on else "",
        " ".join(sorted(grant.role.value for grant in person.grants if grant.ended_at is None)),
        supervisor,
    ]
