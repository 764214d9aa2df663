"""Reads of reviews: which parts a reader may see, where each review stands and whom it waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from tracker import clock
from tracker.access.reading import Part, Relation, readable
from tracker.assessments.models import Assessment, Side
from tracker.assessments.queries import OwnSide
from tracker.database import db, find_locked
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline, Scale
from tracker.goals.models import Goal
from tracker.people import queries as people
from tracker.people import supervision
from tracker.people.models import Person, Role, RoleGrant, SupervisionAssignment
from tracker.reviews.models import (
    Conversation,
    ConversationComment,
    ConversationItem,
    Review,
    ReviewGoal,
    State,
)
from tracker.signatures.models import Capacity, Signature, Snapshot
from tracker.signatures.queries import list_signatures


@dataclass(frozen=True)
class Reading:
    """A review as one reader may see it.

    ``side`` is the side on which the reader takes part, or None for HR, an auditor and others.
    """

    review: Review
    reader: Person
    relations: frozenset[Relation]
    parts: frozenset[Part]

    @property
    def assessment(self) -> Assessment:
        """The ratings of the review."""
        return self.review.assessment

    @property
    def person(self) -> Person:
        """Whose review it is."""
        return self.review.assessment.person

    @property
    def outline(self) -> Outline:
        """The framework version it began with."""
        return frameworks.outline(self.assessment.framework_version_id)

    @property
    def scale(self) -> Scale:
        """The scale version it began with."""
        return frameworks.scale(self.assessment.scale_id)

    @property
    def side(self) -> Side | None:
        """The side on which the reader takes part."""
        if Relation.SELF in self.relations:
            return Side.EMPLOYEE
        return Side.SUPERVISOR if Relation.SUPERVISOR in self.relations else None

    @property
    def own(self) -> OwnSide:
        """The reader's own side; only for those who take part."""
        return OwnSide(self.assessment, self.side or abort(404))

    @property
    def is_dates_only(self) -> bool:
        """Whether the reader sees that there is a review, and its dates."""
        return self.parts == {Part.DATES}

    def reads(self, part: Part) -> bool:
        """Whether the reader may see a part."""
        return part in self.parts


def _load(review_id: UUID, *, lock: bool) -> Review | None:
    if lock:
        # The assessment first, as rating does, so that two writers never wait for each other.
        find_locked(Assessment, review_id)
        find_locked(Review, review_id)
    statement = (
        select(Review)
        .where(Review.id == review_id)
        .options(
            joinedload(Review.assessment).joinedload(Assessment.person).joinedload(Person.program),
            joinedload(Review.assessment).joinedload(Assessment.supervisor),
            joinedload(Review.conversation),
            joinedload(Review.snapshot),
        )
        .execution_options(populate_existing=lock)
    )
    return db.session.execute(statement).scalar_one_or_none()


def get_reading(review_id: UUID, reader: Person, *, lock: bool = False) -> Reading:
    """A review the reader may know of, with the parts they may see, or 404."""
    review = _load(review_id, lock=lock)
    if review is None:
        abort(404)
    relations = _narrowed(people.relations(reader, review.assessment.person_id), review, reader)
    parts = readable(relations, review.phase)
    if not parts:
        abort(404)
    return Reading(review, reader, relations, parts)


def get_with_part(review_id: UUID, reader: Person, part: Part, *, lock: bool = False) -> Reading:
    """A review of which the reader may see ``part``, or 404."""
    reading = get_reading(review_id, reader, lock=lock)
    if not reading.reads(part):
        abort(404)
    return reading


def get_taking_part(review_id: UUID, reader: Person, *, lock: bool = False) -> Reading:
    """A review in which the reader is one of the two sides, or 404; 403 for other readers of it."""
    reading = get_reading(review_id, reader, lock=lock)
    if reading.side is None:
        abort(403)
    return reading


def _narrowed(relations: frozenset[Relation], review: Review, reader: Person) -> frozenset[Relation]:
    """Former supervisors keep what they rated or signed, auditors the kinds they were granted."""
    kept = set(relations)
    if Relation.FORMER_SUPERVISOR in kept and not _took_part(review, reader):
        kept.discard(Relation.FORMER_SUPERVISOR)
    if Relation.AUDITOR in kept and "competency" not in people.auditor_kinds(reader, review.assessment.person_id):
        kept.discard(Relation.AUDITOR)
    return frozenset(kept)


def _took_part(review: Review, reader: Person) -> bool:
    if review.assessment.supervisor_id == reader.id and review.assessment.is_sent(Side.SUPERVISOR):
        return True
    signed = select(Signature.id).where(Signature.snapshot_id == review.snapshot_id, Signature.signer_id == reader.id)
    return db.session.execute(signed).first() is not None


def list_readable(person: Person, reader: Person) -> list[Reading]:
    """Someone's reviews that the reader may know of, newest first, each with its readable parts."""
    statement = (
        select(Review)
        .join(Review.assessment)
        .where(Assessment.person_id == person.id)
        .options(
            contains_eager(Review.assessment).joinedload(Assessment.person),
            contains_eager(Review.assessment).joinedload(Assessment.supervisor),
            joinedload(Review.conversation),
        )
        .order_by(Review.opened_at.desc(), Review.id)
    )
    relations = people.relations(reader, person.id)
    readings = []
    for review in db.session.execute(statement).scalars():
        narrowed = _narrowed(relations, review, reader)
        parts = readable(narrowed, review.phase)
        if parts:
            readings.append(Reading(review, reader, narrowed, parts))
    return readings


def find_newest_ended(person: Person, reader: Person) -> Reading | None:
    """The newest ended review of someone that the reader may read whole."""
    readings = list_readable(person, reader)
    return next((reading for reading in readings if reading.reads(Part.WHOLE)), None)


def list_items(review: Review) -> dict[UUID, ConversationItem]:
    """What became of the items talked about, by competency."""
    statement = select(ConversationItem).where(ConversationItem.review_id == review.id)
    return {item.competency_id: item for item in db.session.execute(statement).scalars()}


def list_comments(review: Review, competency_id: UUID | None = None) -> Sequence[ConversationComment]:
    """What was said about items in the conversation, oldest first."""
    statement = (
        select(ConversationComment)
        .where(ConversationComment.review_id == review.id)
        .options(joinedload(ConversationComment.author))
        .order_by(ConversationComment.created_at, ConversationComment.id)
    )
    if competency_id is not None:
        statement = statement.where(ConversationComment.competency_id == competency_id)
    return db.session.execute(statement).scalars().all()


def find_conversation(review: Review) -> Conversation | None:
    """The conversation of a review, once both sides have sent."""
    return db.session.get(Conversation, review.id)


def list_goals(review: Review) -> Sequence[Goal]:
    """Goals named in a review, oldest first, with items and steps."""
    statement = (
        select(Goal)
        .join(ReviewGoal, ReviewGoal.goal_id == Goal.id)
        .where(ReviewGoal.review_id == review.id)
        .options(selectinload(Goal.items), selectinload(Goal.steps))
        .order_by(Goal.created_at, Goal.id)
    )
    return db.session.execute(statement).scalars().all()


@dataclass(frozen=True)
class Waiting:
    """Who must act on a review, and since when. ``person`` is None when only HR can act."""

    side: Side | None
    person: Person | None
    since: datetime


@dataclass(frozen=True)
class Standing:
    """One person's newest review for a list: its state and whom it waits for. ``review`` may be None."""

    person: Person
    review: Review | None
    supervisor: Person | None
    waiting: tuple[Waiting, ...]

    @property
    def needs_hr(self) -> bool:
        """Whether the review cannot go on until HR does something."""
        return any(waiting.person is None for waiting in self.waiting)


def who_must_act(review: Review, supervisor: Person | None, signatures: Sequence[Signature]) -> tuple[Waiting, ...]:
    """Whom a review waits for now. Needs its assessment with the person."""
    assessment = review.assessment
    actors = {Side.EMPLOYEE: assessment.person, Side.SUPERVISOR: supervisor}
    if assessment.person.has_left(clock.today()):
        actors[Side.EMPLOYEE] = None
    if review.state is State.RATING:
        return tuple(
            Waiting(side, actors[side], assessment.sent_at(side.other) or review.opened_at)
            for side in Side
            if not assessment.is_sent(side)
        )
    if review.state is State.IN_CONVERSATION:
        return (Waiting(Side.SUPERVISOR, supervisor, review.state_since),)
    if review.state is State.AWAITING_SIGNATURES:
        given = {signature.capacity for signature in signatures}
        return tuple(
            Waiting(side, actors[side], review.state_since) for side in Side if Capacity(side.value) not in given
        )
    return ()


def list_standings(members: Sequence[Person]) -> list[Standing]:
    """For each of several people, in their order, the newest review and whom it waits for.

    Takes the same number of queries for one person and for a thousand.
    """
    ids = [member.id for member in members]
    newest = _newest_reviews(ids)
    supervisors = supervision.current_supervisors(ids, clock.today())
    signatures = list_signatures(review.snapshot_id for review in newest.values())
    return [_standing(member, newest.get(member.id), supervisors.get(member.id, []), signatures) for member in members]


def _standing(
    person: Person,
    review: Review | None,
    assignments: Sequence[SupervisionAssignment],
    signatures: Mapping[UUID, Sequence[Signature]],
) -> Standing:
    supervisor = assignments[0].supervisor if assignments else None
    if review is None:
        return Standing(person, None, supervisor, ())
    acting = _acting_supervisor(review, assignments)
    signed = signatures.get(review.snapshot_id, []) if review.snapshot_id else []
    return Standing(person, review, supervisor, who_must_act(review, acting, signed))


def _acting_supervisor(review: Review, assignments: Sequence[SupervisionAssignment]) -> Person | None:
    """The author of the supervisor's row while still assigned; else whoever supervises now."""
    for assignment in assignments:
        if assignment.supervisor_id == review.assessment.supervisor_id:
            return assignment.supervisor
    return assignments[0].supervisor if assignments else None


def find_acting_supervisor(review: Review) -> Person | None:
    """Who acts as the supervisor of a review today."""
    assignments = supervision.current_supervisors([review.assessment.person_id], clock.today())
    return _acting_supervisor(review, assignments.get(review.assessment.person_id, []))


def _newest_reviews(person_ids: Sequence[UUID]) -> dict[UUID, Review]:
    other, other_assessment = aliased(Review), aliased(Assessment)
    newer: ColumnElement[bool] = exists().where(
        other.id == other_assessment.id,
        other_assessment.person_id == Assessment.person_id,
        or_(other.opened_at > Review.opened_at, (other.opened_at == Review.opened_at) & (other.id > Review.id)),
    )
    statement = (
        select(Review)
        .join(Review.assessment)
        .where(Assessment.person_id.in_(person_ids), ~newer)
        .options(contains_eager(Review.assessment).joinedload(Assessment.person), joinedload(Review.conversation))
    )
    return {review.assessment.person_id: review for review in db.session.execute(statement).scalars()}


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


def outline_of(review: Review) -> Outline:
    """The framework version a review began with. Needs its assessment."""
    return frameworks.outline(review.assessment.framework_version_id)


def _open_reviews() -> Select[Review]:
    return (
        select(Review)
        .join(Review.assessment)
        .where(Review.state != State.ENDED)
        .options(contains_eager(Review.assessment).joinedload(Assessment.person), joinedload(Review.conversation))
        .order_by(Review.opened_at, Review.id)
    )


def count_by_state() -> dict[State, int]:
    """How many reviews stand in each state."""
    statement = select(Review.state, func.count()).group_by(Review.state)
    counts = dict(db.session.execute(statement).all())
    return {state: counts.get(state, 0) for state in State}


def list_needing_hr(limit: int = 50) -> list[Standing]:
    """Open reviews that cannot go on until HR does something: nobody can act for one of the sides."""
    waiting = db.session.execute(_open_reviews()).scalars().all()
    ids = [review.assessment.person_id for review in waiting]
    supervisors = supervision.current_supervisors(ids, clock.today())
    signatures = list_signatures(review.snapshot_id for review in waiting)
    standings = (
        _standing(review.assessment.person, review, supervisors.get(review.assessment.person_id, []), signatures)
        for review in waiting
    )
    return [standing for standing in standings if standing.needs_hr][:limit]


def find_open_review(person_id: UUID) -> Review | None:
    """A review of someone that has not ended."""
    statement = (
        select(Review)
        .join(Review.assessment)
        .where(Assessment.person_id == person_id, Review.state != State.ENDED)
        .order_by(Review.opened_at.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def find_last_conversation_day(person_id: UUID) -> date | None:
    """The day of the last conversation that counts as a review, or None."""
    statement = (
        select(func.max(Conversation.held_on))
        .join(Review, Review.id == Conversation.review_id)
        .join(Assessment, Assessment.id == Review.id)
        .where(Assessment.person_id == person_id, Review.state == State.ENDED)
    )
    return db.session.execute(statement).scalar_one()


def get_snapshot(review: Review) -> Snapshot:
    """The locked content of a review that awaits signatures or has ended; 404 before that."""
    if review.snapshot_id is None:
        abort(404)
    return db.session.get_one(Snapshot, review.snapshot_id)
