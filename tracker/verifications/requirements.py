"""What a job requires, and where people stand in it: for their pages, and for lists over many people.

``list_needs`` reads, ``stand`` decides. Both can be used by any room: a list of who is due, a report, a figure. Only
verifications count; ratings and agreed levels never do. The caller has checked that the sheets may be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker import clock
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.models import Competency, FrameworkVersion
from tracker.frameworks.queries import Item
from tracker.from_paper.models import FromPaper
from tracker.people.models import Person, Role, RoleGrant
from tracker.people.supervision import current_supervisors
from tracker.verifications.models import EVERYONE, Requirement, Verification, VerifiedItem, due_again_after

# A competency whatever the version: the framework's code and its own.
Key = tuple[str, str]


class NeedState(StrEnum):
    """Where one person stands in one required item."""

    VERIFIED = "verified"
    DUE_AGAIN = "due_again"
    SHOWN_LOWER = "shown_lower"
    NEVER_SHOWN = "never_shown"


@dataclass(frozen=True)
class Latest:
    """What was shown last of one competency: the newest standing verification, with its assessor."""

    competency: Competency
    shown: VerifiedItem
    verification: Verification


class Shown(NamedTuple):
    """The same, as much as a list over many people needs of it."""

    level: int
    observed_on: date

    @property
    def due_again_on(self) -> date:
        """The day it falls due again."""
        return due_again_after(self.observed_on)


@dataclass(frozen=True, slots=True)
class Need:
    """One required item of one person on one day.

    ``due_on`` is the last day on which it is in time: the day it falls due again where it was shown at the level,
    else the day by which it has to be shown first. ``must_act`` is whoever can verify it: the supervisor, or None
    where only HR can help by assigning one.
    """

    item: Item
    level: int
    state: NeedState
    due_on: date
    day: date
    latest: Shown | None
    must_act: Person | None

    @property
    def is_verified(self) -> bool:
        """Shown at the required level, and not due again."""
        return self.state is NeedState.VERIFIED

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed; say then who must act."""
        return not self.is_verified and self.due_on < self.day


def stand(
    person: Person,
    wanted: Mapping[Key, Requirement],
    latest: Mapping[Key, Shown],
    items: Mapping[Key, Item],
    *,
    day: date,
    must_act: Person | None,
) -> list[Need]:
    """Where a person stands in every item their job requires on ``day``, in the order of ``items``.

    Pure: everything it needs is given. An item that is in no present version of its framework is left out.
    """
    return [
        _need(person, wanted[key], latest.get(key), item, day=day, must_act=must_act)
        for key, item in items.items()
        if key in wanted
    ]


def _of_job(requirements: Iterable[Requirement], job_title: str) -> dict[Key, Requirement]:
    """Of the requirements of all jobs those of one: its own line takes the place of the one for everyone."""
    wanted: dict[Key, Requirement] = {}
    for one in sorted(requirements, key=lambda one: one.job_title != EVERYONE):
        if one.job_title in (EVERYONE, job_title):
            wanted[one.framework, one.competency_code] = one
    return wanted


def _need(
    person: Person, one: Requirement, latest: Shown | None, item: Item, *, day: date, must_act: Person | None
) -> Need:
    due_on = due_first(person, one)
    if latest is None:
        state = NeedState.NEVER_SHOWN
    elif latest.level < one.level:
        state = NeedState.SHOWN_LOWER
    else:
        due_on = latest.due_again_on
        state = NeedState.DUE_AGAIN if due_on <= day else NeedState.VERIFIED
    return Need(item, one.level, state, due_on, day, latest, must_act)


def due_first(person: Person, one: Requirement) -> date:
    """The day by which an item has to be shown first.

    The days count from the first day of work, or from the day it was first asked for where that is later.
    """
    begins = person.hired_on or person.written_on
    return max(begins, one.counts_from) + timedelta(days=one.within_days)


def list_needs(
    people: Sequence[Person],
    day: date,
    *,
    must_act: Mapping[UUID, Person | None] | None = None,
    job_titles: Mapping[UUID, str] | None = None,
) -> dict[UUID, list[Need]]:
    """Where each of several people stands on a day in what their job required then, in a fixed number of queries.

    :param must_act: who supervises each, where the caller knows already.
    :param job_titles: what each did on the day, where that is not what they do now.
    """
    titles = job_titles or {}
    ids = [person.id for person in people]
    asked = db.session.execute(_in_force(day)).scalars().all()
    items = _items(asked)
    latest = _list_shown(ids, day, {one.competency_code for one in asked})
    if must_act is None:
        supervisors = current_supervisors(ids, day)
        must_act = {one: found[0].supervisor for one, found in supervisors.items()}
    return {
        person.id: stand(
            person,
            _of_job(asked, titles.get(person.id, person.job_title)),
            latest.get(person.id, {}),
            items,
            day=day,
            must_act=must_act.get(person.id),
        )
        for person in people
    }


def open_needs(needs: Iterable[Need]) -> list[Need]:
    """The needs that somebody could verify now, the earliest due first."""
    return sorted((need for need in needs if not need.is_verified), key=lambda need: need.due_on)


def list_in_force() -> Sequence[Requirement]:
    """What is required today, of every job."""
    statement = _in_force(clock.today()).options(joinedload(Requirement.set_by))
    return db.session.execute(statement).scalars().all()


def list_levels(framework: str, job_titles: Iterable[str]) -> dict[str, dict[str, int]]:
    """For each of several jobs the level at which it requires items of a framework today, by the item's code.

    What no job requires is expected at ``EXPECTED_LEVEL``.
    """
    asked = db.session.execute(_in_force(clock.today())).scalars().all()
    return {
        job_title: {code: one.level for (of, code), one in _of_job(asked, job_title).items() if of == framework}
        for job_title in set(job_titles)
    }


def _in_force(day: date) -> Select[Requirement]:
    """What was required at the end of a day."""
    ends = clock.end_of(day)
    return (
        select(Requirement)
        .where(Requirement.created_at < ends, or_(Requirement.ended_at.is_(None), Requirement.ended_at >= ends))
        .order_by(Requirement.framework, Requirement.competency_code, Requirement.job_title)
    )


def list_of_job(job_title: str) -> Sequence[Requirement]:
    """What one job requires by its own line, or what is for everyone: first what stands, then what has ended."""
    statement = (
        select(Requirement)
        .where(Requirement.job_title == job_title)
        .options(joinedload(Requirement.set_by), joinedload(Requirement.ended_by))
        .order_by(Requirement.ended_at.is_not(None), Requirement.ended_at.desc(), Requirement.competency_code)
    )
    return db.session.execute(statement).scalars().all()


def list_jobs() -> list[tuple[str, int, int]]:
    """Each job title an employee holds or that requires something: how many hold it, how many items it asks.

    Those for everyone come first, with every employee.
    """
    today = clock.today()
    is_employee = exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.EMPLOYEE, RoleGrant.ended_at.is_(None)
    )
    works_here = or_(Person.left_on.is_(None), Person.left_on >= today)
    counts = (
        select(Person.job_title, func.count())
        .where(is_employee, works_here, Person.job_title != "")
        .group_by(Person.job_title)
    )
    held: dict[str, int] = dict(db.session.execute(counts).all())
    asked: dict[str, int] = defaultdict(int)
    for one in list_in_force():
        asked[one.job_title] += 1
    titles = sorted({*held, *asked} - {EVERYONE}, key=str.casefold)
    return [
        (EVERYONE, sum(held.values()), asked.get(EVERYONE, 0)),
        *((title, held.get(title, 0), asked.get(title, 0)) for title in titles),
    ]


def list_latest(people: Sequence[UUID]) -> dict[UUID, dict[Key, Latest]]:
    """What was shown last of each competency, for several people in one query; withdrawn ones do not count.

    A competency is the same in every version of its framework.
    """
    statement = (
        select(VerifiedItem, Competency, FrameworkVersion.code)
        .join(VerifiedItem.verification)
        .join(Competency, Competency.id == VerifiedItem.competency_id)
        .join(FrameworkVersion, FrameworkVersion.id == Competency.version_id)
        .where(Verification.person_id.in_(people), Verification.withdrawn_at.is_(None))
        .options(contains_eager(VerifiedItem.verification).joinedload(Verification.assessor))
        .order_by(Verification.observed_on, Verification.created_at, Verification.id)
    )
    found: dict[UUID, dict[Key, Latest]] = defaultdict(dict)
    for shown, competency, framework in db.session.execute(statement):
        latest = Latest(competency, shown, shown.verification)
        found[shown.verification.person_id][framework, competency.code] = latest
    return found


def stood_on(day: date) -> ColumnElement[bool]:
    """A condition on ``Verification``: at the end of ``day`` it was on file and had not been withdrawn.

    One written down later is not made older by its day; the earlier paper of another is what stood on that day.
    """
    until = clock.end_of(day)
    return and_(
        Verification.observed_on <= day,
        or_(Verification.created_at < until, exists().where(FromPaper.record_id == Verification.id)),
        or_(Verification.withdrawn_at.is_(None), Verification.withdrawn_at >= until),
    )


def _list_shown(people: Sequence[UUID], day: date, codes: Iterable[str]) -> dict[UUID, dict[Key, Shown]]:
    """What was shown last of some competencies, as of ``day``; a list of sixty people loads no verification whole."""
    statement = (
        select(
            Verification.person_id,
            FrameworkVersion.code,
            Competency.code,
            VerifiedItem.level,
            Verification.observed_on,
        )
        .join(VerifiedItem, VerifiedItem.verification_id == Verification.id)
        .join(Competency, Competency.id == VerifiedItem.competency_id)
        .join(FrameworkVersion, FrameworkVersion.id == Competency.version_id)
        .where(
            Verification.person_id.in_(people),
            stood_on(day),
            Competency.code.in_(codes),
        )
        .order_by(Verification.observed_on, Verification.created_at, Verification.id)
    )
    found: dict[UUID, dict[Key, Shown]] = defaultdict(dict)
    for person_id, framework, code, level, observed_on in db.session.execute(statement):
        found[person_id][framework, code] = Shown(level, observed_on)
    return found


def _items(asked: Iterable[Requirement]) -> dict[Key, Item]:
    """What is required of someone, as it stands in the newest version of its framework, in source order."""
    wanted = {(one.framework, one.competency_code) for one in asked}
    found: dict[Key, Item] = {}
    for code in sorted({framework for framework, _code in wanted}):
        version = frameworks.find_version(code)
        if version is not None:
            items = frameworks.outline(version.id).items
            found |= {(code, item.code): item for item in items if (code, item.code) in wanted}
    return found
