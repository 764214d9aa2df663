"""When a supervisor changes: open work moves to the successor; what was sent or signed keeps its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.assessments import correcting
from tracker.assessments.models import Assessment, Side
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.people import actions as people
from tracker.people.absences import is_supervising
from tracker.people.models import Person, SupervisionAssignment
from tracker.people.queries import is_supervisor_of
from tracker.reviews import conversing, queries, queries_amending
from tracker.reviews.models import Conversation, Review, State
from tracker.reviews.models_amending import ConversationHolder
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act
from tracker.voiding.queries import is_void


@dataclass(frozen=True)
class Plan:
    """What becomes of someone's open review when a supervisor goes."""

    discards: bool
    sentences: list[str]


def plan_for(person: Person, former: Person) -> Plan:
    """What will happen when ``former`` no longer supervises ``person``: for HR's page, before it is done."""
    review = queries.find_open_review(person.id)
    kept = _("What %(name)s sent or signed stays, under that name.", name=former.name)
    drafts = _(
        "A draft of an observation stays for its seven days: %(name)s can still share it until then.", name=former.name
    )
    if review is None:
        return Plan(discards=False, sentences=[kept, drafts])
    assessment = db.session.get_one(Assessment, review.id)
    begun = assessment.supervisor_id == former.id and not assessment.is_sent(Side.SUPERVISOR)
    if review.state is State.RATING:
        if begun:
            first = _(
                "%(name)s has begun ratings and not sent them. They are discarded; the next supervisor rates anew. "
                "Ask %(name)s first to share as observations what is worth keeping, or to send.",
                name=former.name,
            )
        else:
            first = _("The review is being rated. The next supervisor makes the supervisor's ratings that are missing.")
    elif review.state is State.IN_CONVERSATION:
        first = _("The review is in conversation. The next supervisor finishes it, or holds the conversation again.")
    else:
        first = _(
            "The review awaits signatures. The next supervisor signs that they received it from %(name)s.",
            name=former.name,
        )
    return Plan(discards=begun and review.state is State.RATING, sentences=[first, kept, drafts])


def hand_over_many(
    assignments: Sequence[SupervisionAssignment], successor: Person, *, starts_on: date, by: Person
) -> int:
    """Let a successor supervise several people from a day on, as what the former one was to each; all or nobody.

    What the former one sent or signed stays under that name. Returns of how many unsent ratings were discarded.

    :raises Refusal: as ending and making an assignment do, for the first of them that cannot be handed over.
    """
    for one in assignments:
        last_day = one.ends_on
        if last_day is None or last_day >= starts_on:
            people.end_assignment(one, ends_on=starts_on - timedelta(days=1), by=by)
        person = db.session.get_one(Person, one.person_id)
        until = last_day if last_day is None or last_day >= starts_on else None
        people.assign(person, successor, kind=one.kind, starts_on=starts_on, ends_on=until, by=by)
    moved = {one.person_id for one in assignments}
    return sum(discard_left_behind(db.session.get_one(Person, key), by=by) for key in sorted(list_begun() & moved))


def list_begun() -> set[UUID]:
    """Everyone whose supervisor has begun ratings and not sent them: of whom something could be left behind."""
    statement = (
        select(Assessment.person_id)
        .join(Review, Review.id == Assessment.id)
        .where(
            Assessment.supervisor_id.is_not(None),
            Assessment.supervisor_sent_at.is_(None),
            Review.state == State.RATING,
            ~is_void(Review.id),
        )
    )
    return set(db.session.execute(statement).scalars())


def discard_left_behind(person: Person, *, by: Person | None) -> bool:
    """Discard ratings that someone who supervises no more had not sent. Returns whether there were any.

    Called when HR has ended an assignment or made another. While the author still supervises, nothing happens.
    """
    found = db.session.execute(
        select(Assessment.id)
        .join(Review, Review.id == Assessment.id)
        .where(
            Assessment.person_id == person.id,
            Assessment.supervisor_id.is_not(None),
            Assessment.supervisor_sent_at.is_(None),
            Review.state == State.RATING,
            ~is_void(Review.id),
        )
    ).scalar_one_or_none()
    assessment = find_locked(Assessment, found) if found else None
    if assessment is None or assessment.supervisor_id is None or assessment.is_sent(Side.SUPERVISOR):
        return False
    author = db.session.get_one(Person, assessment.supervisor_id)
    if not author.has_left(clock.today()) and is_supervisor_of(author, person.id, rating=True):
        return False
    correcting.discard_supervisor_ratings(assessment, to=None, by=by)
    return True


def may_take_over(reading: Reading) -> bool:
    """Whether the reader may take over the supervisor's ratings that another has begun."""
    author = reading.assessment.supervisor_id
    return (
        reading.may(Act.RATE)
        and reading.side is Side.SUPERVISOR
        and author not in (None, reading.reader.id)
        and not reading.assessment.is_sent(Side.SUPERVISOR)
    )


def take_over(reading: Reading, *, by: Person) -> int:
    """Take over the supervisor's ratings from another: what was not sent is discarded. Returns how many ratings.

    :raises Refusal: for the employee, when they were sent, or when nobody else has begun.
    """
    if reading.acting_side(Act.RATE) is not Side.SUPERVISOR:
        raise NotAllowed(_("This is for the other side of the review to do."))
    author = reading.assessment.supervisor
    if reading.assessment.is_sent(Side.SUPERVISOR) and author is not None:
        raise Refusal(_("%(name)s has sent these ratings: they stay, under that name.", name=author.name))
    if author is None or author.id == by.id:
        raise Stale(_("Nobody else has begun these ratings. You can rate."))
    return correcting.discard_supervisor_ratings(reading.assessment, to=by.id, by=by)


def may_hold(reading: Reading) -> bool:
    """Whether the reader is a successor who may hold the conversation in place of the author of the ratings."""
    author = reading.assessment.supervisor
    if reading.side is not Side.SUPERVISOR or not reading.may(Act.TALK) or author is None:
        return False
    if author.id == reading.reader.id or is_supervising(author, reading.person):
        return False
    holder = queries_amending.find_holder(reading.review.id)
    return holder is None or holder.holder_id != reading.reader.id


def hold_again(reading: Reading, *, by: Person) -> None:
    """A successor holds the conversation again: its day, minutes, form and who was present are written anew.

    What was said, agreed and proposed stays. The successor then signs as someone who was there.

    :raises Refusal: for the author of the ratings, or while the author still supervises.
    """
    reading.acting_side(Act.TALK)
    author = reading.assessment.supervisor
    if reading.side is not Side.SUPERVISOR or author is None:
        raise NotAllowed(_("This is for the other side of the review to do."))
    if not may_hold(reading):
        raise Refusal(_("%(name)s holds this conversation. It can be finished as it is.", name=_holder_name(reading)))
    standing = queries_amending.find_holder(reading.review.id)
    if standing is not None:
        standing.holder_id, standing.taken_at = by.id, clock.now()
    else:
        db.session.add(ConversationHolder(review_id=reading.review.id, holder_id=by.id, former_id=author.id))
    talk = conversing.get_conversation(reading.review)
    talk.held_on = talk.minutes = talk.form = None
    talk.present = ""
    db.session.flush()
    audit.record(
        "review.conversation_taken",
        by=by,
        kind="review",
        record_id=reading.review.id,
        about_id=reading.assessment.person_id,
    )


def _holder_name(reading: Reading) -> str:
    holder = queries_amending.find_holder(reading.review.id)
    if holder is not None:
        return holder.holder.name
    author = reading.assessment.supervisor
    return author.name if author else ""


def held_now(reading: Reading, talk: Conversation, person: Person) -> bool:
    """Whether someone held this conversation, and it is not the one of the review that an amendment amends.

    One talk is logged once, by whoever held it.
    """
    if reading.assessment.supervisor_id != person.id and not was_present(reading, person):
        return False
    making = queries_amending.find_making(reading.review.id)
    earlier = db.session.get(Conversation, making.amends_id) if making else None
    return earlier is None or earlier.held_on != talk.held_on


def was_present(reading: Reading, person: Person) -> bool:
    """Whether a successor held the conversation again, and so signs as someone who was there."""
    holder = queries_amending.find_holder(reading.review.id)
    return holder is not None and holder.holder_id == person.id
