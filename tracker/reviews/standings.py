"""Where reviews stand, whom each waits for and since when: for lists, for home and for whoever must act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.database import db
from tracker.language import _, say_date
from tracker.people import absences, supervision
from tracker.people import queries as people
from tracker.people.models import Absence, Person, Role, RoleGrant, SupervisionAssignment
from tracker.reviews.models import OPEN_STATES, ConversationItem, Review, State
from tracker.reviews.queries_amending import is_amended
from tracker.signatures.models import Capacity, Signature
from tracker.signatures.queries import list_signatures
from tracker.voiding.queries import is_void

# How many reviews home names at most.
MOST_NEEDING_HR: Final = 50


@dataclass(frozen=True)
class Waiting:
    """Who must act on a review, and since when. ``person`` is None when nobody can act for the side now.

    ``away`` is then the supervisor who is away with nobody in their place, and ``until`` their last day, if known.
    ``proposed`` counts the levels that the other side proposed and this one has not confirmed.
    """

    side: Side
    person: Person | None
    since: datetime
    for_signature: bool = False
    away: Person | None = None
    until: date | None = None
    proposed: int = 0

    @property
    def needs_hr(self) -> bool:
        """Whether nobody can act for the side, so that it is HR's to put right."""
        return self.person is None

    @property
    def who(self) -> str:
        """Who must act, in words that follow "Waiting for"."""
        if self.person is not None:
            return self.person.name
        if self.away is not None:
            return self._who_is_away(self.away)
        if self.side is Side.SUPERVISOR:
            return _("HR, who must assign a supervisor")
        if self.for_signature:
            return _("HR, who can record that the employee is not available to sign")
        return _("HR, as the employee no longer works here")

    def _who_is_away(self, supervisor: Person) -> str:
        if self.until is None:
            return _("HR, as %(name)s is away", name=supervisor.name)
        return _("HR, as %(name)s is away until %(day)s", name=supervisor.name, day=say_date(self.until))


@dataclass(frozen=True)
class Acting:
    """Who supervises in a review today. With ``absence`` that person is away, and nobody acts in their place."""

    person: Person | None
    absence: Absence | None = None

    def waiting(self, since: datetime) -> Waiting:
        """That the review waits for the supervisor's side."""
        if self.absence is None:
            return Waiting(Side.SUPERVISOR, self.person, since)
        return Waiting(Side.SUPERVISOR, None, since, away=self.person, until=self.absence.ends_on)


@dataclass(frozen=True)
class Standing:
    """One person's newest review for a list: its state and whom it waits for. ``review`` may be None."""

    person: Person
    review: Review | None
    supervisor: Person | None
    waiting: tuple[Waiting, ...]

    @property
    def needs_hr(self) -> bool:
        """Whether the review cannot go on until HR puts something right."""
        return any(waiting.needs_hr for waiting in self.waiting)


def who_must_act(
    review: Review, acting: Acting, signatures: Sequence[Signature], proposed: Mapping[Side, int]
) -> tuple[Waiting, ...]:
    """Whom a review waits for now. Needs its assessment with the person.

    :param proposed: how many levels wait for each side's word, as ``count_proposed`` found.
    """
    assessment = review.assessment
    employee = None if assessment.person.has_left(clock.today()) else assessment.person

    def wait(side: Side, since: datetime) -> Waiting:
        return acting.waiting(since) if side is Side.SUPERVISOR else Waiting(side, employee, since)

    if review.state is State.RATING:
        return tuple(
            wait(side, assessment.sent_at(side.other) or review.opened_at)
            for side in Side
            if not assessment.is_sent(side)
        )
    if review.state is State.IN_CONVERSATION:
        finishes = replace(acting.waiting(review.state_since), proposed=proposed.get(Side.SUPERVISOR, 0))
        confirms = proposed.get(Side.EMPLOYEE, 0)
        if not confirms or employee is None:
            return (finishes,)
        return (Waiting(Side.EMPLOYEE, employee, review.state_since, proposed=confirms), finishes)
    if review.state is State.AWAITING_SIGNATURES:
        given = {signature.capacity for signature in signatures}
        missing = [side for side in Side if Capacity(side.value) not in given]
        return tuple(replace(wait(side, review.state_since), for_signature=True) for side in missing)
    return ()


def count_proposed(reviews: Iterable[Review]) -> dict[UUID, dict[Side, int]]:
    """Of several reviews, how many levels wait in the conversation for each side to confirm them."""
    talking = [review.id for review in reviews if review.state is State.IN_CONVERSATION]
    statement = (
        select(ConversationItem.review_id, ConversationItem.proposed_by, func.count())
        .where(
            ConversationItem.review_id.in_(talking),
            ConversationItem.proposed_by.is_not(None),
            ConversationItem.agreed_at.is_(None),
        )
        .group_by(ConversationItem.review_id, ConversationItem.proposed_by)
    )
    found: dict[UUID, dict[Side, int]] = {}
    for review_id, side, count in db.session.execute(statement) if talking else ():
        if side is not None:
            found.setdefault(review_id, {})[side.other] = count
    return found


def list_standings(members: Sequence[Person]) -> list[Standing]:
    """For each of several people, in their order, the newest review and whom it waits for.

    Takes the same number of queries for one person and for a thousand.
    """
    ids = [member.id for member in members]
    newest = _newest_reviews(ids)
    supervisors = supervision.current_supervisors(ids, clock.today())
    away = _list_away(supervisors)
    signatures = _list_given(newest.values())
    proposed = count_proposed(newest.values())
    return [
        _standing(
            member,
            newest.get(member.id),
            supervisors.get(member.id, []),
            away,
            signatures=signatures,
            proposed=proposed,
        )
        for member in members
    ]


def _list_given(reviews: Iterable[Review]) -> dict[UUID, list[Signature]]:
    """The signatures under the reviews that still wait for one."""
    return list_signatures(one.snapshot_id for one in reviews if one.state is State.AWAITING_SIGNATURES)


def _list_away(supervisors: Mapping[UUID, Sequence[SupervisionAssignment]]) -> dict[UUID, Absence]:
    ids = {assignment.supervisor_id for found in supervisors.values() for assignment in found}
    return absences.list_away(ids, clock.today())


def _standing(
    person: Person,
    review: Review | None,
    assignments: Sequence[SupervisionAssignment],
    away: Mapping[UUID, Absence],
    *,
    signatures: Mapping[UUID, Sequence[Signature]],
    proposed: Mapping[UUID, Mapping[Side, int]],
) -> Standing:
    supervisor = _choose(assignments, away, None).person
    if review is None:
        return Standing(person, None, supervisor, ())
    acting = _choose(assignments, away, review.assessment.supervisor_id)
    signed = signatures.get(review.snapshot_id, []) if review.snapshot_id else []
    return Standing(person, review, supervisor, who_must_act(review, acting, signed, proposed.get(review.id, {})))


def _choose(
    assignments: Sequence[SupervisionAssignment], away: Mapping[UUID, Absence], author_id: UUID | None
) -> Acting:
    """The author of the supervisor's row while still assigned, else whoever supervises now; who is here comes first."""
    ordered = sorted(assignments, key=lambda one: (one.supervisor_id in away, one.supervisor_id != author_id))
    if not ordered:
        return Acting(None)
    return Acting(ordered[0].supervisor, away.get(ordered[0].supervisor_id))


def find_acting(review: Review) -> Acting:
    """Who supervises in a review today, and whether they are away."""
    assignments = supervision.current_supervisors([review.assessment.person_id], clock.today())
    found = assignments.get(review.assessment.person_id, [])
    return _choose(found, _list_away(assignments), review.assessment.supervisor_id)


def find_acting_supervisor(review: Review) -> Person | None:
    """Who supervises in a review today, be it that they are away with nobody in their place."""
    return find_acting(review).person


def _newest_reviews(person_ids: Sequence[UUID]) -> dict[UUID, Review]:
    found = db.session.execute(_newest(), {"people": list(person_ids)}).scalars()
    return {review.assessment.person_id: review for review in found}


@cache
def _newest() -> Select[Review]:
    """Built once: that takes longer than reading the reviews of a team."""
    other, other_assessment = aliased(Review), aliased(Assessment)
    newer: ColumnElement[bool] = exists().where(
        other.id == other_assessment.id,
        other_assessment.person_id == Assessment.person_id,
        ~is_void(other.id),
        or_(other.opened_at > Review.opened_at, (other.opened_at == Review.opened_at) & (other.id > Review.id)),
    )
    # The caller holds these people, so they are not read again.
    return (
        select(Review)
        .join(Review.assessment)
        .where(Assessment.person_id.in_(bindparam("people", expanding=True)), ~newer, ~is_void(Review.id))
        .options(contains_eager(Review.assessment), joinedload(Review.conversation))
    )


def _employees(search: str) -> Select[Person]:
    today = clock.today()
    holds_role = exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.EMPLOYEE, RoleGrant.ended_at.is_(None)
    )
    works_here = or_(Person.left_on.is_(None), Person.left_on >= today)
    return select(Person).where(holds_role, works_here, people.name_matches(search))


def list_employees(*, search: str = "", limit: int, offset: int = 0) -> Sequence[Person]:
    """Everyone who works here and is reviewed, by name: for HR's list of review progress."""
    statement = _employees(search).order_by(func.lower(Person.name), Person.id).limit(limit).offset(offset)
    return db.session.execute(statement.options(joinedload(Person.program))).scalars().all()


def count_employees(*, search: str = "") -> int:
    """How many people ``list_employees`` would give in all."""
    return db.session.execute(select(func.count()).select_from(_employees(search).subquery())).scalar_one()


def _open_reviews() -> Select[Review]:
    return (
        select(Review)
        .join(Review.assessment)
        .where(Review.state.in_(OPEN_STATES), ~is_void(Review.id))
        .options(contains_eager(Review.assessment).joinedload(Assessment.person), joinedload(Review.conversation))
        .order_by(Review.opened_at, Review.id)
    )


def count_by_state() -> dict[State, int]:
    """How many reviews stand in each state; what was closed unfinished counts nowhere."""
    counted = (~is_void(Review.id), ~is_amended())
    statement = select(Review.state, func.count()).where(*counted).group_by(Review.state)
    counts = dict(db.session.execute(statement).all())
    return {state: counts.get(state, 0) for state in State if state is not State.CLOSED}


def list_needing_hr() -> list[Standing]:
    """Open reviews in which nobody can act for a side: HR assigns someone, or ends what nobody will finish."""
    # Asked of the database first, so that it takes as long for ten thousand people as for ten.
    today = clock.today()
    alone = ~supervision.is_acted_for(Assessment.person_id, today)
    gone = Assessment.person_id.in_(select(Person.id).where(Person.left_on < today))
    waiting = db.session.execute(_open_reviews().where(or_(alone, gone))).scalars().all()
    return [standing for standing in stand(waiting) if standing.needs_hr][:MOST_NEEDING_HR]


def stand(reviews: Sequence[Review]) -> list[Standing]:
    """Where several reviews stand, in their order. Needs their assessments with the people."""
    ids = [review.assessment.person_id for review in reviews]
    supervisors = supervision.current_supervisors(ids, clock.today())
    away = _list_away(supervisors)
    signatures, proposed = _list_given(reviews), count_proposed(reviews)
    return [
        _standing(
            review.assessment.person,
            review,
            supervisors.get(review.assessment.person_id, []),
            away,
            signatures=signatures,
            proposed=proposed,
        )
        for review in reviews
    ]
