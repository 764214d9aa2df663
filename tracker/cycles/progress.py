"""Where a cycle stands, counted by the database: as quick for ten thousand people as for ten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union

from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.cycles.models import Cycle, CycleReview, Step
from tracker.cycles.queries import Member, list_members, made_for
from tracker.database import db
from tracker.people import supervision
from tracker.people.absences import is_coming
from tracker.people.models import Absence, Person, Program, SupervisionAssignment
from tracker.reminders import queries as reminders
from tracker.reviews.models import OPEN_STATES, Review, State
from tracker.signatures.models import Capacity, Signature

NO_PROGRAM: Final = "none"
_SENT: Final = {Side.EMPLOYEE: Assessment.employee_sent_at, Side.SUPERVISOR: Assessment.supervisor_sent_at}


def _step() -> ColumnElement[str]:
    """How far a review is; the same as ``Member.step``."""
    return case(
        (
            Review.state == State.RATING,
            case((or_(*(sent.is_not(None) for sent in _SENT.values())), Step.ONE_SENT.value), else_=Step.RATING.value),
        ),
        (Review.state == State.IN_CONVERSATION, Step.TALKING.value),
        (Review.state == State.AWAITING_SIGNATURES, Step.SIGNING.value),
        (Review.state == State.ENDED, Step.ENDED.value),
        else_=Step.CLOSED.value,
    )


@dataclass(frozen=True)
class ProgramRow:
    """One program's reviews by step; ``key`` names it in an address."""

    name: str
    key: str
    counts: Mapping[Step, int]

    @property
    def total(self) -> int:
        """How many reviews it has."""
        return sum(self.counts.values())


def count_by_program(cycle: Cycle) -> list[ProgramRow]:
    """The steps of a cycle by program, by name; people without one come last."""
    step = _step().label("step")
    statement = (
        select(Person.program_id, func.coalesce(Program.name, ""), step, func.count())
        .select_from(Review)
        .join(CycleReview, made_for(cycle))
        .join(Review.assessment)
        .join(Assessment.person)
        .outerjoin(Program, Program.id == Person.program_id)
        .group_by(Person.program_id, Program.name, step)
    )
    found: dict[tuple[str, str], dict[Step, int]] = {}
    for program_id, name, one, count in db.session.execute(statement):
        found.setdefault((name, str(program_id or NO_PROGRAM)), {})[Step(one)] = count
    ordered = sorted(found, key=lambda one: (not one[0], one[0].lower()))
    return [ProgramRow(name, key, found[name, key]) for name, key in ordered]


def list_some(cycle: Cycle, step: Step | None, program: ProgramRow | None, *, limit: int, offset: int) -> list[Member]:
    """One page of the list, narrowed to a step and a program where these were asked for."""
    narrowed: list[ColumnElement[bool]] = []
    if step is not None:
        narrowed.append(_step() == step.value)
    if program is not None:
        here = None if program.key == NO_PROGRAM else UUID(program.key)
        narrowed.append(Person.program_id == here if here else Person.program_id.is_(None))
    return list_members(cycle, *narrowed, limit=limit, offset=offset)


def list_exceptions(cycle: Cycle) -> list[Member]:
    """Open reviews of a cycle that HR alone can help on: nobody acts, the person has left, or is away before it closes.

    Found by the database, so that it reads no more people for a large cycle than for a small one.
    """
    today = clock.today()
    is_away = exists().where(Absence.person_id == Person.id, is_coming(today, max(today, cycle.closes_on)))
    alone = ~supervision.is_acted_for(Assessment.person_id, today)
    found = list_members(cycle, Review.state.in_(OPEN_STATES), or_(alone, Person.left_on < today, is_away))
    return [one for one in found if one.has_left or one.away or one.standing.needs_hr]


@dataclass(frozen=True)
class WaitedFor:
    """For how many people a cycle waits, and how many of them would get a mail if they were reminded now."""

    people: int
    remindable: int


def count_waited(cycle: Cycle, *, but: Person) -> WaitedFor:
    """Whom a cycle waits for, as a number: the people whom ``queries.list_waited`` names."""
    waited = union(_employees_waited(cycle), _supervisors_waited(cycle)).subquery("waited")
    can = and_(*reminders.can_be_reminded_now())
    statement = (
        select(func.count(), func.coalesce(func.sum(case((can, 1), else_=0)), 0))
        .select_from(Person)
        .where(Person.id.in_(select(waited.c.id)), Person.id != but.id)
    )
    return WaitedFor(*db.session.execute(statement).one())


def _waits_for(side: Side) -> ColumnElement[bool]:
    """A condition on a review with its assessment: this side has something to do; as ``who_must_act`` says."""
    signed = exists().where(
        Signature.snapshot_id == Review.snapshot_id,
        Signature.capacity == Capacity(side.value),
        Signature.voided_at.is_(None),
    )
    ways: list[ColumnElement[bool]] = [
        (Review.state == State.RATING) & _SENT[side].is_(None),
        (Review.state == State.AWAITING_SIGNATURES) & ~signed,
    ]
    if side is Side.SUPERVISOR:
        ways.append(Review.state == State.IN_CONVERSATION)
    return or_(*ways)


def _waiting(cycle: Cycle, side: Side, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Review)
        .join(CycleReview, made_for(cycle))
        .join(Review.assessment)
        .join(Assessment.person)
        .where(_waits_for(side))
    )


def _employees_waited(cycle: Cycle) -> Select[Any]:
    works_here = or_(Person.left_on.is_(None), Person.left_on >= clock.today())
    return _waiting(cycle, Side.EMPLOYEE, Person.id).where(works_here)


def _supervisors_waited(cycle: Cycle) -> Select[Any]:
    """Of each review the supervisor who acts, as ``standings`` chooses: who is here first, then who began to rate."""
    today, row = clock.today(), SupervisionAssignment
    is_away = exists().where(Absence.person_id == row.supervisor_id, is_coming(today, today))
    is_author = row.supervisor_id == Assessment.supervisor_id
    order = (is_away, case((is_author, 0), else_=1), row.kind.desc(), row.starts_on, row.id)
    rank = func.row_number().over(partition_by=Review.id, order_by=order)
    ranked = (
        _waiting(cycle, Side.SUPERVISOR, row.supervisor_id.label("id"), is_away.label("is_away"), rank.label("rank"))
        .join(row, row.person_id == Assessment.person_id)
        .where(supervision.rates_on(today))
        .subquery("ranked")
    )
    return select(ranked.c.id).where(ranked.c.rank == 1, ~ranked.c.is_away)
