"""Moving a review: starting it, sending, the conversation, freezing, returning, signing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.assessments import actions as assessments
from tracker.assessments import queries as ratings
from tracker.assessments.models import Assessment, Side
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import Refusal, Stale
from tracker.frameworks.models import FrameworkVersion, ScaleVersion
from tracker.frameworks.queries import Item
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reviews import queries, snapshots, transitions
from tracker.reviews.models import (
    Conversation,
    ConversationComment,
    ConversationForm,
    ConversationItem,
    Ending,
    Review,
    ReviewGoal,
    ReviewKind,
    State,
)
from tracker.reviews.presenters import TALK_LIMIT, Difference, pair_up
from tracker.reviews.queries import Reading
from tracker.reviews.transitions import Act
from tracker.sign_in.actions import Proof
from tracker.signatures import actions as signatures
from tracker.signatures import queries as signed
from tracker.signatures.actions import Signing
from tracker.signatures.models import Capacity, Meaning, Signature


def start(
    person: Person,
    *,
    kind: ReviewKind,
    framework: FrameworkVersion,
    scale: ScaleVersion,
    used_for: str,
    not_used_for: str,
    period_from: date,
    due_on: date,
    by: Person,
) -> Review:
    """Start a review for someone. It keeps this framework and scale version to its end.

    :raises Refusal: for oneself, for former staff, without a purpose, or while another is open.
    """
    if person.id == by.id:
        raise Refusal(_("Nobody uses an HR right on their own record. Ask a colleague in HR to start your review."))
    if person.has_left(clock.today()):
        raise Refusal(_("%(name)s no longer works here, so no review can be started.", name=person.name))
    if not used_for or not not_used_for:
        raise Refusal(_("Say what the review is used for and what it is not used for."))
    # Two people in HR, or two taps, may start one at the same moment: the second waits here.
    find_locked(Person, person.id)
    if queries.find_open_review(person.id) is not None:
        raise Refusal(_("%(name)s has a review that has not ended. Finish it first.", name=person.name))
    if due_on < clock.today() or period_from > clock.today():
        raise Refusal(_("The review begins today or earlier and is due today or later."))
    assessment = assessments.open_assessment(person, framework=framework, scale=scale, by=by)
    review = Review(
        id=assessment.id,
        kind=kind,
        used_for=used_for,
        not_used_for=not_used_for,
        period_from=period_from,
        due_on=due_on,
        opened_by_id=by.id,
    )
    db.session.add(review)
    db.session.flush()
    audit.record("review.started", by=by, kind="review", record_id=review.id, about_id=person.id, to_state=State.RATING)
    return review


def _move(reading: Reading, act: Act, to: State, *, by: Person) -> None:
    review = reading.review
    before, review.state, review.state_since = review.state, to, clock.now()
    db.session.flush()
    audit.record(
        f"review.{_PAST[act]}",
        by=by,
        kind="review",
        record_id=review.id,
        about_id=reading.assessment.person_id,
        from_state=before,
        to_state=to,
    )


_PAST: Mapping[Act, str] = {
    Act.SEND: "talk_begun",
    Act.FINISH: "signatures_asked",
    Act.RETURN: "returned",
    Act.SIGN: "ended",
}


def _side(reading: Reading, act: Act) -> Side:
    """The side that acts, when the table of transitions allows it.

    :raises Refusal: in another state, or for a side that may not do this.
    """
    transition = transitions.check(act, reading.review.state)
    if reading.side is None or reading.side not in transition.sides:
        raise Refusal(_("This is for the other side of the review to do."))
    return reading.side


def send(reading: Reading, *, knows_of_unanswered: bool, proud_of: str, by: Person) -> bool:
    """Send one side's ratings; the conversation begins as soon as both have sent. True when it did."""
    _side(reading, Act.SEND)
    assessments.send(reading.own, knows_of_unanswered=knows_of_unanswered, proud_of=proud_of, by=by)
    if not reading.assessment.both_sent:
        return False
    db.session.add(Conversation(review_id=reading.review.id))
    _move(reading, Act.SEND, State.IN_CONVERSATION, by=by)
    return True


def take_back(reading: Reading, *, by: Person) -> None:
    """Take one's ratings back, as long as the other side has not sent."""
    _side(reading, Act.TAKE_BACK)
    assessments.take_back(reading.own, by=by)


def describe_conversation(
    reading: Reading,
    *,
    held_on: date | None,
    minutes: int | None,
    form: ConversationForm | None,
    present: str,
    support_wanted: str,
    notes: str,
    seen: str | None = None,
    by: Person,
) -> None:
    """Write down when and how the conversation was held, and what was said.

    :param seen: the fingerprint of what the writer's page showed; None where there was no page.
    :raises Stale: when the other side has written since then.
    """
    _side(reading, Act.TALK)
    if held_on is not None and held_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: the conversation has not happened yet."))
    talk = _conversation(reading.review)
    if talk.details == (held_on, minutes, form, present, support_wanted, notes):
        return
    if seen is not None and seen != talk.fingerprint:
        raise Stale(_("The other side has changed the notes meanwhile. Open them again, then add your words."))
    talk.held_on, talk.minutes, talk.form = held_on, minutes, form
    talk.present, talk.support_wanted, talk.notes = present, support_wanted, notes
    db.session.flush()
    _note(reading, "review.conversation_described", ["conversation"], by=by)


def _conversation(review: Review) -> Conversation:
    talk = queries.find_conversation(review)
    if talk is None:
        raise Stale(_("The conversation begins once both of you have sent your ratings."))
    return talk


def _note(reading: Reading, event: str, fields: Iterable[str], *, by: Person) -> None:
    audit.record(
        event,
        by=by,
        kind="review",
        record_id=reading.review.id,
        about_id=reading.assessment.person_id,
        fields=fields,
    )


def _item_row(review: Review, item: Item) -> ConversationItem:
    row = db.session.get(ConversationItem, (review.id, item.id), populate_existing=True)
    if row is None:
        row = ConversationItem(review_id=review.id, competency_id=item.id)
        db.session.add(row)
    return row


def choose_to_talk(reading: Reading, item: Item, *, wanted: bool, by: Person) -> None:
    """Put an item on the list to talk about, or take one's own wish off it; up to ten for each side."""
    side = _side(reading, Act.TALK)
    chosen = _chosen_by(reading, side)
    if (item.id in chosen) is wanted:
        return
    if wanted and len(chosen) >= TALK_LIMIT:
        raise Refusal(_("You have chosen %(most)d items. Take one off the list first.", most=TALK_LIMIT))
    row = _item_row(reading.review, item)
    if side is Side.EMPLOYEE:
        row.chosen_by_employee = wanted
    else:
        row.chosen_by_supervisor = wanted
    db.session.flush()
    _note(reading, "review.item_chosen", [item.code], by=by)


def _chosen_by(reading: Reading, side: Side) -> set[UUID]:
    rows = queries.list_items(reading.review).values()
    return {
        row.competency_id
        for row in rows
        if (row.chosen_by_employee if side is Side.EMPLOYEE else row.chosen_by_supervisor)
    }


def propose(reading: Reading, item: Item, level: int, *, by: Person) -> None:
    """Propose a level. It is agreed only when the other side confirms; proposing the same is confirming.

    :raises Refusal: for a level the scale does not have.
    """
    side = _side(reading, Act.TALK)
    if level not in reading.scale.by_value:
        raise Refusal(_("Choose one of the levels of the scale."))
    row = _item_row(reading.review, item)
    if _is_proposal(row, side.other, level) and row.agreed_at is None:
        _confirm(reading, row, item, by=by)
        return
    row.proposed_level, row.proposed_by = level, side
    row.agreed_at = row.confirmed_by_id = row.differs_at = None
    db.session.flush()
    _note(reading, "review.level_proposed", [item.code], by=by)


def confirm(reading: Reading, item: Item, level: int, *, by: Person) -> None:
    """Confirm the level the other side proposed.

    :raises Stale: when another level stands there now than the one on the page.
    """
    side = _side(reading, Act.TALK)
    row = _item_row(reading.review, item)
    if row.proposed_level != level or row.agreed_at is not None:
        raise Stale(_("The proposal for %(code)s has changed. Look at it again.", code=item.code))
    if row.proposed_by is side:
        raise Refusal(_("You proposed this level. The other side confirms it."))
    _confirm(reading, row, item, by=by)


def _confirm(reading: Reading, row: ConversationItem, item: Item, *, by: Person) -> None:
    row.agreed_at, row.confirmed_by_id, row.differs_at = clock.now(), by.id, None
    db.session.flush()
    _note(reading, "review.level_agreed", [item.code], by=by)


def settle_alike(reading: Reading, *, by: Person) -> tuple[int, int]:
    """For every item both see alike: propose the shared level, or confirm it where the other proposed it.

    Where another level is proposed, that stands: it is for the two to talk about. Returns how many
    were proposed and how many are now agreed.
    """
    side = _side(reading, Act.TALK)
    from_both = ratings.list_both(reading.assessment)
    proposed = agreed = 0
    for pair in pair_up(reading.outline, from_both, queries.list_items(reading.review)):
        level = pair.level(Side.EMPLOYEE)
        if pair.difference is not Difference.ALIKE or level is None or not _is_unsettled(pair.outcome):
            continue
        is_confirming = pair.outcome is not None and pair.outcome.proposed_level is not None
        if pair.outcome is not None and is_confirming and not _is_proposal(pair.outcome, side.other, level):
            continue
        propose(reading, pair.item, level, by=by)
        agreed, proposed = agreed + is_confirming, proposed + (not is_confirming)
    return proposed, agreed


def _is_unsettled(outcome: ConversationItem | None) -> bool:
    return outcome is None or (outcome.agreed_at is None and outcome.differs_at is None)


def _is_proposal(outcome: ConversationItem, side: Side, level: int) -> bool:
    return outcome.proposed_by is side and outcome.proposed_level == level


def see_differently(reading: Reading, item: Item, *, by: Person) -> None:
    """Record that both views are kept: a full outcome, not an open question."""
    _side(reading, Act.TALK)
    row = _item_row(reading.review, item)
    row.proposed_level = row.proposed_by = row.agreed_at = row.confirmed_by_id = None
    row.differs_at = clock.now()
    db.session.flush()
    _note(reading, "review.seen_differently", [item.code], by=by)


def comment(reading: Reading, item: Item, text: str, *, key: UUID | None = None, by: Person) -> ConversationComment:
    """Add something said about an item; ratings and their comments stay as they were sent."""
    _side(reading, Act.TALK)
    row = ConversationComment(review_id=reading.review.id, competency_id=item.id, author_id=by.id, text=text)
    if key is not None:
        row.id = key
    db.session.add(row)
    db.session.flush()
    _note(reading, "review.commented", [item.code], by=by)
    return row


def name_goal(review: Review, goal: Goal) -> None:
    """Name a goal in a review, so that it is part of what is signed."""
    if db.session.get(ReviewGoal, (review.id, goal.id)) is None:
        db.session.add(ReviewGoal(review_id=review.id, goal_id=goal.id))
        db.session.flush()


def finish(reading: Reading, *, employer: str, language: str, by: Person) -> None:
    """Finish the conversation: freeze and hash the content, and ask both sides to sign.

    :raises Refusal: before date, minutes, form and who was present are written down.
    """
    _side(reading, Act.FINISH)
    talk = _conversation(reading.review)
    if not (talk.held_on and talk.minutes and talk.form and talk.present):
        raise Refusal(_("Write down the day of the conversation, the minutes, how you met and who was present."))
    for goal in goals.list_open(reading.person.id, by):
        name_goal(reading.review, goal)
    content = snapshots.gather(reading, _author(reading.assessment), employer=employer, language=language)
    snapshot = signatures.freeze(
        content, subject_kind="review", subject_id=reading.review.id, about_id=reading.person.id
    )
    reading.review.snapshot_id = snapshot.id
    _move(reading, Act.FINISH, State.AWAITING_SIGNATURES, by=by)


def _author(assessment: Assessment) -> Person:
    if assessment.supervisor is None:
        raise LookupError("a sent assessment names its supervisor")
    return assessment.supervisor


def return_to_conversation(reading: Reading, *, reason: str, by: Person) -> int:
    """Return to the conversation before the last signature. Signatures given become void and are kept.

    :raises Refusal: without a reason.
    """
    _side(reading, Act.RETURN)
    if not reason:
        raise Refusal(_("Say in a sentence why it goes back to the conversation."))
    snapshot = queries.get_snapshot(reading.review)
    voided = signatures.void_signatures(snapshot, reason=reason, by=by)
    reading.review.snapshot_id = None
    _move(reading, Act.RETURN, State.IN_CONVERSATION, by=by)
    return voided


def sign(reading: Reading, signing: Signing, *, proof: Proof | None, by: Person) -> Signature:
    """Sign the frozen content; the second signature ends the review.

    :raises Refusal: as ``signatures.sign`` says, or when someone signs for a side that is not theirs.
    """
    side = _side(reading, Act.SIGN)
    if signing.capacity is not Capacity(side.value) or signing.meaning not in meanings_for(reading):
        raise Refusal(_("This is for the other side of the review to do."))
    signature = signatures.sign(queries.get_snapshot(reading.review), signing, proof=proof, by=by)
    standing = signed.list_signatures([reading.review.snapshot_id])[signature.snapshot_id]
    if {one.capacity for one in standing} == set(Capacity):
        reading.review.ended_at, reading.review.ending = clock.now(), Ending.SIGNED
        _move(reading, Act.SIGN, State.ENDED, by=by)
    return signature


def meanings_for(reading: Reading) -> list[Meaning]:
    """What the reader's signature may say. A successor who was not at the conversation only receives it.

    :raises Refusal: while the author of the ratings still supervises and so signs themselves.
    """
    if reading.side is Side.EMPLOYEE:
        return [Meaning.AGREE, Meaning.DISAGREE]
    author = _author(reading.assessment)
    if author.id == reading.reader.id:
        return [Meaning.AGREE]
    if people.is_supervisor_of(author, reading.person.id, rating=True):
        raise Refusal(_("%(name)s made the supervisor's ratings and signs them.", name=author.name))
    return [Meaning.RECEIVED]


def intent_sentence(meaning: Meaning, author: str) -> str:
    """The sentence of intent above the signature, for each meaning."""
    sentences = {
        Meaning.AGREE: _("By typing my name and confirming it is me, I sign this record. I have read it and I agree."),
        Meaning.DISAGREE: _(
            "By typing my name and confirming it is me, I sign this record. I have read it. "
            "I do not agree with all of it, and my comment is attached."
        ),
        Meaning.RECEIVED: _(
            "By typing my name and confirming it is me, I sign that I received this record from %(name)s. "
            "I was not present at the conversation.",
            name=author,
        ),
    }
    return sentences[meaning]
