"""How far someone is toward renewing a credential, and which credentials expire soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.credentials import queries
from tracker.credentials.models import Credential, TargetPurpose, Training, TrainingTarget
from tracker.database import db
from tracker.people.models import Person

# On which days before a credential expires it is said again (issue of the product; the board's own notice comes at
# least 30 days before, ``domain.md`` 1.2).
NOTICE_DAYS: Final = (30, 60, 90)
# How many credentials home names at most.
MOST_DUE: Final = 100


@dataclass(frozen=True)
class Line:
    """One thing that is asked for: minutes that count, and minutes that wait for somebody to confirm them."""

    target: TrainingTarget
    domain: str
    done: int
    waiting: int

    @property
    def is_met(self) -> bool:
        """Whether enough counts."""
        return self.done >= self.target.minutes


@dataclass(frozen=True)
class Progress:
    """Toward the renewal of one credential in its current period, or toward a first one, without a period."""

    kind: str
    credential: Credential | None
    starts_on: date | None
    ends_on: date | None
    lines: list[Line]

    @property
    def sources(self) -> list[tuple[str, date]]:
        """Where it stands what is asked for, each source once, with the day it was read."""
        return list(dict.fromkeys((line.target.source, line.target.source_on) for line in self.lines))


def progress_of(
    held: Sequence[Credential], trainings: Sequence[Training], domains: Mapping[str, str]
) -> list[Progress]:
    """Progress toward each credential held; someone who holds none sees what a first certification asks for.

    :param held: the latest expiry first.
    :param domains: titles by code, for what is asked for in each.
    """
    asked = queries.list_targets()
    if not held:
        kinds = dict.fromkeys(one.credential for one in asked if one.purpose is TargetPurpose.FIRST)
        return [_toward(kind, None, asked, trainings, domains) for kind in kinds]
    newest: dict[str, Credential] = {}
    for credential in held:
        newest.setdefault(credential.kind.casefold(), credential)
    found = [_toward(one.kind, one, asked, trainings, domains) for one in newest.values() if one.expires_on]
    return [one for one in found if one.lines]


def _toward(
    kind: str,
    credential: Credential | None,
    asked: Sequence[TrainingTarget],
    trainings: Sequence[Training],
    domains: Mapping[str, str],
) -> Progress:
    purpose = TargetPurpose.RENEWAL if credential else TargetPurpose.FIRST
    chosen = [one for one in asked if one.credential.casefold() == kind.casefold() and one.purpose is purpose]
    years = max((one.years or 0 for one in chosen), default=0)
    starts_on, ends_on = _period(credential, years) if credential else (None, None)
    inside = [
        one
        for one in trainings
        if (starts_on is None or one.ends_on >= starts_on) and one.ends_on <= (ends_on or one.ends_on)
    ]
    lines = [
        _count(target, code, title, inside)
        for target in chosen
        for code, title in (domains.items() if target.each_domain else [("", "")])
    ]
    return Progress(kind, credential, starts_on, ends_on, lines)


def _period(credential: Credential, years: int) -> tuple[date | None, date | None]:
    """The period that ends when the credential expires; it begins no earlier than the day it was issued."""
    last = credential.expires_on
    if last is None:
        return None, None
    first = _years_before(last, years) + timedelta(days=1)
    return max(first, credential.issued_on or first), last


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February of a year that has none
        return day.replace(year=day.year - years, day=28)


def _count(target: TrainingTarget, code: str, title: str, trainings: Sequence[Training]) -> Line:
    done = waiting = 0
    for one in trainings:
        if one.category in target.categories:
            minutes = sum(part.minutes for part in one.domains if part.domain_code == code) if code else one.minutes
            done, waiting = (done + minutes, waiting) if one.counts else (done, waiting + minutes)
    return Line(target, title, done, waiting)


@dataclass(frozen=True)
class Due:
    """A credential that expires soon or has expired, and since when that is said."""

    credential: Credential
    days: int
    since: date

    @property
    def has_expired(self) -> bool:
        """Whether its last day is over."""
        return self.days < 0


def list_due(today: date, *, person_id: UUID | None = None) -> list[Due]:
    """Credentials of people who work here that expire within 90 days, or have expired and were not renewed.

    The first to expire comes first. One that was recorded anew under the same name is not due any more.
    """
    later = aliased(Credential)
    renewed = (
        select(later.id)
        .where(
            later.person_id == Credential.person_id,
            func.lower(later.kind) == func.lower(Credential.kind),
            or_(
                later.expires_on.is_(None),
                later.expires_on > Credential.expires_on,
                and_(later.expires_on == Credential.expires_on, later.id > Credential.id),
            ),
        )
        .exists()
    )
    statement = (
        select(Credential)
        .join(Person, Person.id == Credential.person_id)
        .where(
            Credential.expires_on <= today + timedelta(days=max(NOTICE_DAYS)),
            or_(Person.left_on.is_(None), Person.left_on >= today),
            ~renewed,
        )
        .options(joinedload(Credential.person))
        .order_by(Credential.expires_on, Credential.id)
        .limit(MOST_DUE)
    )
    if person_id is not None:
        statement = statement.where(Credential.person_id == person_id)
    found = db.session.execute(statement).scalars().all()
    return [_due(one, one.expires_on, today) for one in found if one.expires_on]


def _due(credential: Credential, last: date, today: date) -> Due:
    days = (last - today).days
    notice = next((step for step in NOTICE_DAYS if days <= step), max(NOTICE_DAYS)) if days >= 0 else 0
    return Due(credential, days, last - timedelta(days=notice))


def say_hours(minutes: int) -> str:
    """Minutes as hours, in quarters: 90 is "1.5"."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
