"""Reads of cycles: who takes part and why not, where each review of a cycle stands, what only HR can fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.cycles.models import Cycle, CycleChosen, CycleReview, Step, WhyNot
from tracker.database import db, find_locked
from tracker.people import absences, supervision
from tracker.people.models import Absence, Person, Role, RoleGrant
from tracker.reviews import standings
from tracker.reviews.models import OPEN_STATES, Review, State
from tracker.reviews.standings import Standing
from tracker.voiding.queries import is_void


@dataclass(frozen=True)
class Candidate:
    """Someone the cycle means, and why a review cannot be made for them; None where it can."""

    person: Person
    why_not: WhyNot | None
    away: Absence | None


@dataclass(frozen=True)
class Member:
    """Someone with a review of the cycle: where it stands, and the days they are away.

    ``away`` is the earliest absence from today until the cycle closes.
    """

    standing: Standing
    step: Step
    away: Absence | None

    @property
    def review(self) -> Review:
        """The review made for the cycle."""
        return self.standing.review or abort(404)

    @property
    def has_left(self) -> bool:
        """Whether the person left before the review ended."""
        return self.review.is_open and self.standing.person.has_left(clock.today())


def list_cycles() -> Sequence[Cycle]:
    """Every cycle, the newest first."""
    statement = select(Cycle).order_by(Cycle.opens_on.desc(), Cycle.created_at.desc(), Cycle.id)
    return db.session.execute(statement).scalars().all()


def count_reviews() -> dict[UUID, int]:
    """How many reviews were made for each cycle; what is void counts nowhere."""
    statement = select(CycleReview.cycle_id, func.count()).where(~is_void(CycleReview.review_id))
    return dict(db.session.execute(statement.group_by(CycleReview.cycle_id)).all())


def get_cycle(cycle_id: UUID, *, lock: bool = False) -> Cycle:
    """One cycle with its program and the people chosen, or 404."""
    if lock:
        find_locked(Cycle, cycle_id)
    statement = (
        select(Cycle)
        .where(Cycle.id == cycle_id)
        .options(joinedload(Cycle.program), selectinload(Cycle.chosen))
        .execution_options(populate_existing=True)
    )
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def is_named(name: str, *, but: Cycle | None = None) -> bool:
    """Whether another cycle has this name."""
    statement = select(Cycle.id).where(func.lower(Cycle.name) == name.lower())
    if but is not None:
        statement = statement.where(Cycle.id != but.id)
    return db.session.execute(statement).first() is not None


def list_job_titles() -> Sequence[str]:
    """The job titles of those who work here and are reviewed."""
    statement = select(Person.job_title).where(_employee(), _works_here(), Person.job_title != "").distinct()
    return sorted(db.session.execute(statement).scalars(), key=str.lower)


def list_employees() -> Sequence[Person]:
    """Everyone who works here and is reviewed, by name: those who can be chosen."""
    statement = select(Person).where(_employee(), _works_here()).order_by(func.lower(Person.name), Person.id)
    return db.session.execute(statement).scalars().all()


def _employee() -> ColumnElement[bool]:
    return exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.EMPLOYEE, RoleGrant.ended_at.is_(None)
    )


def _works_here() -> ColumnElement[bool]:
    return or_(Person.left_on.is_(None), Person.left_on >= clock.today())


def _meant(cycle: Cycle) -> ColumnElement[bool]:
    """Those who fit every filter, and those chosen by name; everyone where nothing narrows the cycle."""
    by_name = Person.id.in_(select(CycleChosen.person_id).where(CycleChosen.cycle_id == cycle.id))
    if cycle.chosen and not cycle.narrows:
        return by_name
    fits = _works_here() & (Person.program_id == cycle.program_id if cycle.program_id else true())
    if cycle.job_title:
        fits &= func.lower(Person.job_title) == cycle.job_title.lower()
    if cycle.hired_within:
        fits &= Person.hired_on >= clock.today() - timedelta(days=cycle.hired_within)
    return fits | by_name


def list_candidates(cycle: Cycle, reader: Person) -> list[Candidate]:
    """Everyone the cycle means who has no review of it, by name, each with the reason why not.

    Takes the same number of queries for one person and for a thousand.
    """
    made = (
        select(Assessment.person_id)
        .join(CycleReview, CycleReview.review_id == Assessment.id)
        .where(CycleReview.cycle_id == cycle.id, ~is_void(Assessment.id))
    )
    today = clock.today()
    # Asked of the database with the people: lists of ten thousand identifiers would take longer than the answer.
    busy = exists().where(
        Assessment.person_id == Person.id,
        Review.id == Assessment.id,
        Review.state.in_(OPEN_STATES),
        ~is_void(Review.id),
    )
    meant = select(Person).where(_employee(), _meant(cycle), Person.id.not_in(made))
    statement = (
        meant.add_columns(busy, supervision.has_supervisor(Person.id, today))
        .options(joinedload(Person.program))
        .order_by(func.lower(Person.name), Person.id)
    )
    found = db.session.execute(statement).all()
    away = _list_away(meant.with_only_columns(Person.id), cycle) if found else {}
    return [
        Candidate(
            person,
            _why_not(person, reader, is_busy=is_busy, is_supervised=is_supervised, away=away.get(person.id)),
            away.get(person.id),
        )
        for person, is_busy, is_supervised in found
    ]


def _why_not(
    person: Person, reader: Person, *, is_busy: bool, is_supervised: bool, away: Absence | None
) -> WhyNot | None:
    today = clock.today()
    if person.has_left(today):
        return WhyNot.LEFT
    if is_busy:
        return WhyNot.OPEN_REVIEW
    if away is not None and away.covers(today):
        return WhyNot.AWAY
    if not is_supervised:
        return WhyNot.NO_SUPERVISOR
    return WhyNot.ONESELF if person.id == reader.id else None


def _list_away(people: Sequence[UUID] | Select[UUID], cycle: Cycle) -> dict[UUID, Absence]:
    """Who is away now or before the cycle closes; of what is over, nothing need be done."""
    today = clock.today()
    return absences.list_coming(people, today, max(today, cycle.closes_on))


def made_for(cycle: Cycle) -> ColumnElement[bool]:
    """A condition on reviews beside those of cycles: it was made for this one, and is not void."""
    return and_(CycleReview.review_id == Review.id, CycleReview.cycle_id == cycle.id, ~is_void(Review.id))


def list_members(
    cycle: Cycle, *narrowed: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[Member]:
    """Every review made for a cycle and where it stands, by name; the same number of queries for any number.

    What is void counts nowhere: whoever it was about is meant again.

    :param narrowed: conditions on the review, its assessment and the person.
    """
    statement = (
        select(Review)
        .join(CycleReview, made_for(cycle))
        .join(Review.assessment)
        .join(Assessment.person)
        .where(*narrowed)
        .options(
            contains_eager(Review.assessment).contains_eager(Assessment.person).joinedload(Person.program),
            joinedload(Review.conversation),
        )
        .order_by(func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    )
    reviews = db.session.execute(statement).scalars().all()
    away = _list_away([review.assessment.person_id for review in reviews], cycle)
    return [
        Member(standing, _step(review), away.get(standing.person.id))
        for review, standing in zip(reviews, standings.stand(reviews), strict=True)
    ]


def get_member(cycle: Cycle, person_id: UUID) -> Member:
    """One person's review of a cycle, or 404."""
    return next(iter(list_members(cycle, Person.id == person_id)), None) or abort(404)


def _step(review: Review) -> Step:
    if review.state is State.RATING:
        return Step.ONE_SENT if any(review.assessment.is_sent(side) for side in Side) else Step.RATING
    return {
        State.IN_CONVERSATION: Step.TALKING,
        State.AWAITING_SIGNATURES: Step.SIGNING,
        State.ENDED: Step.ENDED,
        State.CLOSED: Step.CLOSED,
    }[review.state]


def list_unfinished(members: Sequence[Member]) -> list[Member]:
    """Those whose review has not ended: closing the cycle closes them unfinished."""
    return [member for member in members if member.review.is_open]


def list_extendable(members: Sequence[Member], due_on: date, *, but: Person) -> list[Member]:
    """Those whose review has not ended and would be due later by this; nobody extends their own."""
    open_ones = list_unfinished(members)
    return [one for one in open_ones if one.review.due_on < due_on and one.standing.person.id != but.id]


@dataclass(frozen=True)
class Waited:
    """Someone whom reviews of a cycle wait for: how many, and the first day on which one is due."""

    person: Person
    reviews: int
    due_on: date


def list_waited(members: Sequence[Member], *, but: Person) -> list[Waited]:
    """Who must act on reviews of a cycle, by name; HR does what nobody can do, and is reminded by the page."""
    due: dict[UUID, list[date]] = {}
    people: dict[UUID, Person] = {}
    for member in members:
        for waiting in member.standing.waiting:
            if waiting.person is not None and waiting.person.id != but.id:
                people[waiting.person.id] = waiting.person
                due.setdefault(waiting.person.id, []).append(member.review.due_on)
    ordered = sorted(people.values(), key=lambda one: (one.name.lower(), one.id))
    return [Waited(one, len(due[one.id]), min(due[one.id])) for one in ordered]
