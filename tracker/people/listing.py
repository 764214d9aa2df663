"""The list of people: narrowed, counted, and read page by page. Everything of it starts from ``visible_to``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.database import db
from tracker.people.models import Absence, Employment, Person, PersonSite, Role, RoleGrant
from tracker.people.queries import name_matches, visible_to


class Works(StrEnum):
    """Whether someone works here today."""

    HERE = "here"
    AWAY = "away"
    FORMER = "former"


@dataclass(frozen=True)
class Narrowed:
    """What a list of people is narrowed to; everyone where nothing is said. ``search`` is words of the name."""

    search: str = ""
    program_id: UUID | None = None
    site_id: UUID | None = None
    job_title: str = ""
    employment: Employment | None = None
    role: Role | None = None
    works: Works | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything but a name is asked for."""
        return self != Narrowed(search=self.search)

    def fits(self) -> ColumnElement[bool]:
        """As a condition on ``Person``."""
        today = clock.today()
        ways: list[ColumnElement[bool]] = [name_matches(self.search)]
        if self.program_id:
            ways.append(Person.program_id == self.program_id)
        if self.site_id:
            ways.append(exists().where(PersonSite.person_id == Person.id, PersonSite.site_id == self.site_id))
        if self.job_title:
            ways.append(Person.job_title == self.job_title)
        if self.employment:
            ways.append(Person.employment == self.employment)
        if self.role:
            held = exists().where(
                RoleGrant.person_id == Person.id, RoleGrant.role == self.role, RoleGrant.ended_at.is_(None)
            )
            ways.append(held)
        if self.works:
            ways.append(_works(self.works, today))
        return and_(*ways)


def narrowed_by(asked: Mapping[str, str]) -> Narrowed:
    """What the address asks for; what it does not know is left out."""
    return Narrowed(
        search=asked.get("q", ""),
        program_id=_identifier(asked.get("program", "")),
        site_id=_identifier(asked.get("site", "")),
        job_title=asked.get("job", ""),
        employment=Employment(asked["employment"]) if asked.get("employment") in set(Employment) else None,
        role=Role(asked["role"]) if asked.get("role") in set(Role) else None,
        works=Works(asked["works"]) if asked.get("works") in set(Works) else None,
    )


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _works(how: Works, today: date) -> ColumnElement[bool]:
    if how is Works.FORMER:
        return Person.left_on < today
    here = or_(Person.left_on.is_(None), Person.left_on >= today)
    if how is Works.HERE:
        return here
    away = exists().where(
        Absence.person_id == Person.id,
        Absence.starts_on <= today,
        or_(Absence.ends_on.is_(None), Absence.ends_on >= today),
    )
    return and_(here, away)


def list_visible(reader: Person, narrowed: Narrowed | None = None, *, limit: int, offset: int = 0) -> Sequence[Person]:
    """People whose details one may know, by name, with program, site and roles."""
    statement = (
        visible_to(reader, by_appointment=False)
        .where((narrowed or Narrowed()).fits())
        .options(joinedload(Person.program), selectinload(Person.works_at), selectinload(Person.grants))
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    )
    return db.session.execute(statement).scalars().all()


def count_visible(reader: Person, narrowed: Narrowed | None = None) -> int:
    """How many people ``list_visible`` would give in all."""
    matching = visible_to(reader, by_appointment=False).where((narrowed or Narrowed()).fits())
    return db.session.execute(matching.with_only_columns(func.count(Person.id))).scalar_one()


def find_named(text: str) -> Sequence[Person]:
    """Whose name or sign-in name this is, in any case of letters: nobody, one person, or several."""
    key = text.strip().lower()
    statement = select(Person).where(or_(func.lower(Person.name) == key, Person.sign_in_name == key))
    return db.session.execute(statement.order_by(Person.id)).scalars().all()
