"""Whose files a survey looks at: everyone, a program, people typed in, or a sample drawn so that it can be drawn again.

A reader's people come from ``visible_to``: HR's are everyone, an auditor's those whom a grant names for this report.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from tracker import clock
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.people.models import (
    AuditorGrant,
    AuditorGrantPerson,
    FormerStay,
    Person,
    Role,
    RoleGrant,
)
from tracker.people.queries import permissions_held_by, visible_to
from tracker.reports.models import ReportKind

LARGEST_SAMPLE: Final = 200
USUAL_SAMPLE: Final = 10
MOST_TYPED: Final = 100
MOST_DIGITS: Final = 12


class Draw(StrEnum):
    """How those in a survey are chosen."""

    EVERYONE = "everyone"
    PROGRAM = "program"
    TYPED = "typed"
    RANDOM = "random"


@dataclass(frozen=True)
class Sample:
    """What was asked for. The same words on the same people give the same sample again.

    :ivar day: as of which day the files are looked at.
    :ivar names: names or sign-in names, one a line.
    :ivar seed: what the drawing begins with; it is shown, so that anybody can repeat it.
    """

    day: date
    draw: Draw = Draw.EVERYONE
    program_id: UUID | None = None
    names: tuple[str, ...] = ()
    size: int = USUAL_SAMPLE
    seed: str = ""

    def write(self) -> dict[str, str]:
        """As it stands in an address, and among the arguments of a job."""
        said = {"day": self.day.isoformat(), "whom": self.draw.value}
        if self.program_id and self.draw in (Draw.PROGRAM, Draw.RANDOM):
            said["program"] = str(self.program_id)
        if self.draw is Draw.TYPED:
            said["names"] = "\n".join(self.names)
        if self.draw is Draw.RANDOM:
            said |= {"size": str(self.size), "seed": self.seed}
        return said


@dataclass(frozen=True)
class Drawn:
    """Who is in the sample, by identifier in the order of the list; of how many; and the typed names nobody has."""

    ids: tuple[UUID, ...]
    population: int
    unknown: tuple[str, ...] = ()


def read_sample(asked: Mapping[str, str]) -> Sample:
    """What an address asks for; what it does not know is left out. A drawing without a seed gets a new one."""
    draw = Draw(asked["whom"]) if asked.get("whom") in set(Draw) else Draw.EVERYONE
    return Sample(
        day=_read_day(asked.get("day", "")),
        draw=draw,
        program_id=_read_identifier(asked.get("program", "")),
        names=tuple(line.strip() for line in asked.get("names", "").splitlines() if line.strip())[:MOST_TYPED],
        size=_read_size(asked.get("size", "")),
        seed=asked.get("seed", "").strip()[:MOST_DIGITS] or f"{secrets.randbelow(1_000_000):06}",
    )


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()


def _read_identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read_size(text: str) -> int:
    return min(max(int(text), 1), LARGEST_SAMPLE) if text.isdecimal() and len(text) < MOST_DIGITS else USUAL_SAMPLE


def draw(sample: Sample, reader: Person) -> Drawn:
    """Who is in the sample, in two queries whatever its size."""
    statement = surveyed_by(reader, sample.day)
    if sample.program_id and sample.draw in (Draw.PROGRAM, Draw.RANDOM):
        statement = statement.where(Person.program_id == sample.program_id)
    rows = db.session.execute(statement.order_by(func.lower(Person.name), Person.id)).all()
    if sample.draw is Draw.TYPED:
        return _pick(sample, [(row[0], row[1], row[2]) for row in rows])
    ids = [row[0] for row in rows]
    if sample.draw is Draw.RANDOM:
        chosen = set(sorted(ids, key=lambda one: _place(sample.seed, one))[: sample.size])
        return Drawn(tuple(one for one in ids if one in chosen), len(ids))
    return Drawn(tuple(ids), len(ids))


def _place(seed: str, person_id: UUID) -> str:
    """Where someone stands in a drawing: by the hash of seed and identifier, the same on every machine."""
    return hashlib.sha256(f"{seed} {person_id}".encode()).hexdigest()


def _pick(sample: Sample, rows: Sequence[tuple[UUID, str, str]]) -> Drawn:
    wanted = {name.casefold(): name for name in sample.names}
    found = [row[0] for row in rows if row[1].casefold() in wanted or row[2] in wanted]
    known = {word for row in rows for word in (row[1].casefold(), row[2])}
    unknown = tuple(name for key, name in wanted.items() if key not in known)
    return Drawn(tuple(found), len(rows), unknown)


def surveyed_by(reader: Person, day: date) -> Select[UUID, str, str]:
    """Identifier, name and sign-in name of those whose file a reader may survey: whoever worked here on the day."""
    visible = visible_to(reader, by_appointment=False).where(_was_personnel(day), _worked_on(day))
    statement = visible.with_only_columns(Person.id, Person.name, Person.sign_in_name)
    if Permission.SURVEY_PRINT in permissions_held_by(reader):
        return statement
    return statement.where(Person.id.in_(_list_granted(reader)))


def _list_granted(reader: Person) -> list[UUID]:
    """Those whom a grant in force names for the report on files; kinds are a list, which no query looks into."""
    statement = (
        select(AuditorGrantPerson.person_id, AuditorGrant.kinds)
        .join(AuditorGrant, AuditorGrant.id == AuditorGrantPerson.grant_id)
        .where(AuditorGrant.auditor_id == reader.id, AuditorGrant.ends_on >= clock.today())
    )
    return [person_id for person_id, kinds in db.session.execute(statement) if ReportKind.FILE in kinds]


def _was_personnel(day: date) -> ColumnElement[bool]:
    """Whoever does the work or supervises it, paid or unpaid (59 Ill. Adm. Code 132.55), then or since.

    Roles are given when the account is made, which may be after the day; one that ended before it is no role then.
    """
    return exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role.in_([Role.EMPLOYEE, Role.SUPERVISOR]),
        or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at >= clock.end_of(day)),
    )


def _worked_on(day: date) -> ColumnElement[bool]:
    now = (or_(Person.hired_on.is_(None), Person.hired_on <= day)) & (
        or_(Person.left_on.is_(None), Person.left_on >= day)
    )
    before = exists().where(
        FormerStay.person_id == Person.id,
        or_(FormerStay.starts_on.is_(None), FormerStay.starts_on <= day),
        FormerStay.ends_on >= day,
    )
    return or_(now, before)
