"""Many people and assignments at once, as an import has checked them: a few statements, however many they are.

The caller has refused what ``actions`` refuses, under the lock that ``lock_imports`` takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from tracker.audit import actions as audit
from tracker.database import db, find_locked, insert_into
from tracker.people.models import (
    Detail,
    FormerDetail,
    Installation,
    Person,
    PersonSite,
    Program,
    Role,
    RoleGrant,
    Site,
    SupervisionAssignment,
)


@dataclass(frozen=True)
class ManyPeople:
    """What is to be written of people: whole rows, changed values by person, and roles to give."""

    new: Sequence[Mapping[str, Any]] = ()
    changed: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)
    roles: Sequence[tuple[UUID, Role]] = ()


@dataclass(frozen=True)
class ManyAssignments:
    """What is to be written of assignments: whole rows, and last days by assignment with whom it is about."""

    made: Sequence[Mapping[str, Any]] = ()
    ended: Mapping[UUID, tuple[UUID, date | None]] = field(default_factory=dict)


def lock_imports() -> None:
    """Let one import be done at a time: the others wait until this transaction ends."""
    find_locked(Installation, 1)


def add_programs(names: Sequence[str]) -> dict[str, UUID]:
    """Make programs of these names; their identifiers by name."""
    made = {name: uuid4() for name in names}
    if made:
        db.session.execute(insert(Program), [{"id": key, "name": name} for name, key in made.items()])
    return made


def add_sites(names: Sequence[str]) -> dict[str, UUID]:
    """Make sites of these names; their identifiers by name."""
    made = {name: uuid4() for name in names}
    if made:
        db.session.execute(insert(Site), [{"id": key, "name": name} for name, key in made.items()])
    return made


def place_at_sites(sites: Mapping[UUID, UUID], *, by: Person | None) -> None:
    """Let these people work at these sites, by person, each with its line."""
    if not sites:
        return
    rows = [{"person_id": person, "site_id": site} for person, site in sites.items()]
    # Where somebody works stands once: what is there gives way.
    statement = insert_into(PersonSite)
    statement = statement.on_conflict_do_update(
        index_elements=[PersonSite.person_id], set_={"site_id": statement.excluded.site_id}
    )
    db.session.execute(statement, rows)
    audit.record_many([audit.Line("person.changed", "person", key, key, ("site",)) for key in sites], by=by)


def keep_former(details: Sequence[tuple[UUID, Detail, str]], *, by: Person | None) -> None:
    """Keep what details of people were until now: whose, which, and what."""
    rows = [
        {"person_id": person, "detail": detail, "value": value, "changed_by_id": by.id if by else None}
        for person, detail, value in details
    ]
    if rows:
        db.session.execute(insert(FormerDetail), rows)


def save_people(many: ManyPeople, *, by: Person | None) -> None:
    """Write people, what changed of people, and roles; each with its line."""
    lines = [audit.Line("person.added", "person", row["id"], row["id"]) for row in many.new]
    lines += [
        audit.Line("person.changed", "person", key, key, tuple(sorted(values))) for key, values in many.changed.items()
    ]
    lines += [audit.Line("role.given", "role", key, key, (role.value,)) for key, role in many.roles]
    if many.new:
        db.session.execute(insert(Person), [dict(row) for row in many.new])
    for fields in sorted({tuple(sorted(values)) for values in many.changed.values()}):
        rows = [{"id": key, **values} for key, values in many.changed.items() if tuple(sorted(values)) == fields]
        db.session.execute(update(Person), rows)
    if many.roles:
        giver = by.id if by else None
        rows = [{"person_id": key, "role": role, "granted_by_id": giver} for key, role in many.roles]
        db.session.execute(insert(RoleGrant), rows)
    audit.record_many(lines, by=by)


def save_assignments(many: ManyAssignments, *, by: Person | None) -> None:
    """Write assignments and the last days of others; each with its line. Last days come first."""
    if many.ended:
        rows = [{"id": key, "ends_on": day} for key, (_person, day) in many.ended.items()]
        db.session.execute(update(SupervisionAssignment), rows)
    maker = by.id if by else None
    made = [{"id": uuid4(), **row, "made_by_id": maker} for row in many.made]
    if made:
        db.session.execute(insert(SupervisionAssignment), made)
    audit.record_many(
        [audit.Line("assignment.ended", "assignment", key, about) for key, (about, _day) in many.ended.items()]
        + [audit.Line("assignment.made", "assignment", row["id"], row["person_id"], (row["kind"],)) for row in made],
        by=by,
    )
