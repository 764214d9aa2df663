"""Reads of reviews: which parts a reader may see, where each review stands and whom it waits for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from flask import abort
from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker import clock
from tracker.access.reading import Part, Relation, readable
from tracker.assessments import queries as ratings
from tracker.assessments.models import Assessment, Side
from tracker.database import db, find_locked
from tracker.errors import Stale
from tracker.frameworks.queries import Outline
from tracker.from_paper import queries as from_paper
from tracker.language import _
from tracker.people import queries as people
from tracker.people.absences import is_supervising
from tracker.people.models import Person
from tracker.reviews import queries_amending, transitions, working_days
from tracker.reviews.models import (
    OPEN_STATES,
    Conversation,
    ConversationComment,
    ConversationItem,
    Ending,
    Holiday,
    Review,
    ReviewEnding,
    State,
)
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act
from tracker.signatures import queries as signed
from tracker.signatures.models import Capacity, Signature, Snapshot
from tracker.voiding.models import Voiding
from tracker.voiding.queries import find_voiding, is_void, list_voidings


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
    void = find_voiding(review_id)
    relations = _narrowed(people.relations(reader, review.assessment.person_id), review, reader, void)
    parts = readable(relations, review.phase)
    if not parts:
        abort(404)
    return Reading(review, reader, relations, parts, void)


def get_with_part(review_id: UUID, reader: Person, part: Part, *, lock: bool = False) -> Reading:
    """A review of which the reader may see ``part``, or 404."""
    reading = get_reading(review_id, reader, lock=lock)
    if not reading.reads(part):
        abort(404)
    return reading


def get_between_the_sides(review_id: UUID, reader: Person) -> Reading:
    """A review whose conversation the reader may open: both rows, for the two sides and the person themselves."""
    reading = get_with_part(review_id, reader, Part.BOTH_ROWS)
    return reading if reading.is_between_the_sides else abort(404)


def get_taking_part(review_id: UUID, reader: Person, *, lock: bool = False) -> Reading:
    """A review in which the reader is one of the two sides, or 404; 403 for other readers of it."""
    reading = get_reading(review_id, reader, lock=lock)
    if reading.side is None:
        abort(403)
    return reading


def find_author_instead(reading: Reading) -> Person | None:
    """Who rates or signs for the supervisor's side in the reader's place, or None where the reader may.

    The ratings have one author; only once that one supervises no more, or is away, does another sign for them.
    """
    author = reading.assessment.supervisor
    if reading.side is not Side.SUPERVISOR or author is None or author.id == reading.reader.id:
        return None
    return author if reading.review.state is State.RATING or is_supervising(author, reading.person) else None


def _narrowed(
    relations: frozenset[Relation], review: Review, reader: Person, void: Voiding | None
) -> frozenset[Relation]:
    """Former supervisors keep what they signed, auditors the kinds they were granted.

    Ratings somebody sent go on to a conversation that may be held after their time: having sent opens nothing.

    What is void stays readable to those it concerned, and no auditor is among them.
    """
    kept = set(relations)
    if void is not None:
        kept.discard(Relation.AUDITOR)
    if Relation.FORMER_SUPERVISOR in kept and not _signed(review, reader):
        kept.discard(Relation.FORMER_SUPERVISOR)
    if Relation.AUDITOR in kept and "competency" not in people.auditor_kinds(reader, review.assessment.person_id):
        kept.discard(Relation.AUDITOR)
    return frozenset(kept)


def _signed(review: Review, reader: Person) -> bool:
    signed = select(Signature.id).where(
        Signature.snapshot_id == review.snapshot_id, Signature.signer_id == reader.id, Signature.voided_at.is_(None)
    )
    return db.session.execute(signed).first() is not None


def list_readable(person: Person, reader: Person) -> list[Reading]:
    """Someone's reviews that the reader may know of, newest first, each with its readable parts.

    An amendment stands before what it amends, and not before a review that was started later than that.
    """
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
    found = _in_chains(db.session.execute(statement).scalars().all())
    voidings = list_voidings(review.id for review in found)
    readings = []
    for review in found:
        void = voidings.get(review.id)
        narrowed = _narrowed(relations, review, reader, void)
        parts = readable(narrowed, review.phase)
        if parts:
            readings.append(Reading(review, reader, narrowed, parts, void))
    return readings


def _in_chains(newest_first: Sequence[Review]) -> list[Review]:
    """Reviews of one person by when the first of their chain was opened; the order within a chain stays."""
    earlier = queries_amending.earlier_of(review.id for review in newest_first)
    opened = {review.id: review.opened_at for review in newest_first}
    return sorted(newest_first, key=lambda review: opened[queries_amending.root_of(review.id, earlier)], reverse=True)


def list_counting(person: Person, reader: Person) -> list[Reading]:
    """Someone's ended reviews that count and that the reader may read whole, newest first.

    What is void counts nowhere; of a review that was amended, the newest signed copy the reader may read does.
    """
    whole = [one for one in list_readable(person, reader) if one.reads(Part.WHOLE) and one.void is None]
    amended = set(queries_amending.earlier_of(one.review.id for one in whole).values())
    return [one for one in whole if one.review.id not in amended]


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


def outline_of(review: Review) -> Outline:
    """What is rated in a review. Needs its assessment."""
    return ratings.outline_of(review.assessment)


def find_open_review(person_id: UUID) -> Review | None:
    """A review of someone that has not ended."""
    statement = (
        select(Review)
        .join(Review.assessment)
        .where(Assessment.person_id == person_id, Review.state.in_(OPEN_STATES), ~is_void(Review.id))
        .order_by(Review.opened_at.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def find_last_conversation_day(person_id: UUID) -> date | None:
    """The day of the last conversation that counts as a review, or None."""
    last = list_last_held([person_id], clock.today()).get(person_id)
    return last[0] if last else None


def list_last_held(people: Collection[UUID], day: date) -> dict[UUID, tuple[date, Ending | None]]:
    """The last conversation of each that counts as a review by ``day``: its day, and how the review had ended by then.

    It counts once the supervisor had signed, by that day, and not in a review that was closed unfinished or is void.
    One that was held on paper before, signed by its supervisor, counts too.
    """
    until = clock.end_of(day)
    signed = exists().where(
        Signature.snapshot_id == Review.snapshot_id,
        Signature.capacity == Capacity.SUPERVISOR,
        Signature.signed_at < until,
        Signature.voided_at.is_(None),
    )
    statement = (
        select(Assessment.person_id, Conversation.held_on, Review.ending, Review.ended_at)
        .join(Review, Review.id == Conversation.review_id)
        .join(Assessment, Assessment.id == Review.id)
        .where(
            Assessment.person_id.in_(people),
            Conversation.held_on <= day,
            Review.state != State.CLOSED,
            signed,
            ~is_void(Review.id),
        )
        .order_by(Conversation.held_on, Review.opened_at, Review.id.desc())
    )
    found = {
        person_id: (held_on, ending if ended_at and ended_at <= until else None)
        for person_id, held_on, ending, ended_at in db.session.execute(statement)
        if held_on
    }
    for person_id, paper in from_paper.list_last_reviews(people, day).items():
        if person_id not in found or paper.held_on > found[person_id][0]:
            found[person_id] = (paper.held_on, Ending.SIGNED if paper.signed_by_employee else None)
    return found


def find_ending(review: Review) -> ReviewEnding | None:
    """How a review ended without both signatures, or None."""
    return db.session.get(ReviewEnding, review.id)


def has_signed(review: Review, side: Side) -> bool:
    """Whether a signature of this side stands under the review's locked content."""
    return (
        review.snapshot_id is not None and signed.find_signature(review.snapshot_id, Capacity(side.value)) is not None
    )


def list_holidays() -> Sequence[Holiday]:
    """The employer's holidays, by day."""
    return db.session.execute(select(Holiday).order_by(Holiday.day)).scalars().all()


def first_day_to_record_ending(review: Review) -> date:
    """The day from which HR may record that the employee did not sign: after ten working days to read."""
    asked = clock.local(review.state_since).date()
    return working_days.day_after(asked, working_days.DAYS_TO_READ, {holiday.day for holiday in list_holidays()})


def get_signing(review_id: UUID, reader: Person, *, lock: bool = False) -> Reading:
    """A review the reader may sign now, or late where it ended without both signatures; 404 or 403 for others.

    :raises Stale: in any other state, when it is void, and where a newer copy was opened.
    """
    reading = get_reading(review_id, reader, lock=lock)
    if reading.signing_side is None:
        abort(403)
    reading.refuse_void()
    act = signing_act(reading.review)
    # The page of a late signature leads back to the review once it was given; what is sent again is told so.
    if reading.review.state is State.ENDED and (lock or act is not Act.SIGN_LATE) and _has_signed(reading):
        raise Stale(_("This is signed already. Nothing was signed twice."))
    transitions.check(act, reading.review.state)
    if act is Act.SIGN_LATE:
        refuse_late(reading.review)
    return reading


def _has_signed(reading: Reading) -> bool:
    snapshot_id, side = reading.review.snapshot_id, reading.signing_side
    return bool(snapshot_id and side and signed.find_signature(snapshot_id, Capacity(str(side))))


def refuse_late(review: Review) -> None:
    """A later signature stands under the newest copy: while an amendment is open, and once it has ended.

    :raises Stale: for the review that is amended.
    """
    if queries_amending.is_reopened(review.id):
        raise Stale(_("An amendment of this review was opened. Sign the newest copy instead, once it asks for it."))


def signing_act(review: Review) -> Act:
    """Signing, or signing late."""
    ended_open = review.ending in (Ending.DECLINED, Ending.NOT_AVAILABLE)
    return Act.SIGN_LATE if ended_open else Act.SIGN


def get_snapshot(review: Review) -> Snapshot:
    """The locked content of a review that awaits signatures or has ended; 404 before that."""
    if review.snapshot_id is None:
        abort(404)
    return db.session.get_one(Snapshot, review.snapshot_id)
