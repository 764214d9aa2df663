"""Moving a review: starting it, sending, the conversation, freezing, returning, signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.assessments import actions as assessments
from tracker.assessments import sending, terms
from tracker.assessments.models import Assessment, Side
from tracker.audit import actions as audit
from tracker.consultations import actions as consultations
from tracker.consultations.models import Mode
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal
from tracker.frameworks import queries as frameworks
from tracker.frameworks.models import FrameworkVersion, ScaleVersion
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews import afterwards, changes, conversing, handing_over, queries, snapshots
from tracker.reviews import focus as focusing
from tracker.reviews.models import (
    Conversation,
    Ending,
    Review,
    ReviewKind,
    State,
)
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act
from tracker.sign_in.actions import Proof
from tracker.signatures import actions as signatures
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
    is_open_rating: bool = False,
    focus: Sequence[str] = (),
    who_reads: str = "",
    by: Person,
) -> Review:
    """Start a review for someone. It keeps this framework and scale version to its end.

    :param is_open_rating: the supervisor may open the employee's ratings once they are sent.
    :param focus: codes of the items that are rated; every item where there are none.

    :raises Refusal: for oneself, for former staff, without a purpose, while another is open, or for a focus
        set in a first review.
    """
    refuse_own(person.id, by.id)
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
    _refuse_focus(person, framework, focus)
    assessment = assessments.open_assessment(
        person,
        framework=framework,
        scale=scale,
        is_open_rating=is_open_rating,
        focus=focus,
        who_reads=who_reads,
        by=by,
    )
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


def _refuse_focus(person: Person, framework: FrameworkVersion, codes: Sequence[str]) -> None:
    if not set(codes) <= set(frameworks.outline(framework.id).by_code):
        raise Refusal(_("Choose the focus set among the competencies of this review."))
    if codes and not focusing.was_reviewed(person.id, framework.code):
        raise Refusal(_("The first review of %(name)s looks at every item.", name=person.name))


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
    Act.RECORD_SIGNATURE: "ended",
    Act.CLOSE: "closed",
}


def send(
    reading: Reading, *, knows_of_unanswered: bool, proud_of: str, confirms_paper: bool = False, by: Person
) -> bool:
    """Send one side's ratings; the conversation begins as soon as both have sent. True when it did."""
    reading.acting_side(Act.SEND)
    sending.send(
        reading.own,
        knows_of_unanswered=knows_of_unanswered,
        proud_of=proud_of,
        confirms_paper=confirms_paper,
        by=by,
    )
    if not reading.assessment.both_sent:
        return False
    db.session.add(Conversation(review_id=reading.review.id))
    _move(reading, Act.SEND, State.IN_CONVERSATION, by=by)
    return True


def take_back(reading: Reading, *, by: Person) -> None:
    """Take one's ratings back, as long as the other side has not sent.

    :raises NotAllowed: for a supervisor who did not send them.
    """
    side = reading.acting_side(Act.TAKE_BACK)
    if side is Side.SUPERVISOR and reading.assessment.supervisor_id != by.id:
        raise NotAllowed(_("Only whoever sent these ratings can take them back."))
    sending.take_back(reading.own, by=by)


def open_employees_ratings(reading: Reading, *, by: Person) -> None:
    """In an open review, the supervisor opens what the employee has sent."""
    reading.acting_side(Act.OPEN_RATINGS)
    terms.open_employees_ratings(reading.own, by=by)


def extend(reading: Reading, due_on: date, *, by: Person) -> None:
    """Give a review that has not ended a later due date. The cycle keeps the reason.

    :raises Refusal: on one's own record, once it has ended, or for a day that is not later.
    """
    refuse_own(reading.assessment.person_id, by.id)
    reading.check_hr(Act.EXTEND)
    if due_on <= reading.review.due_on or due_on < clock.today():
        raise Refusal(_("Choose a day after the present due date, and not in the past."))
    reading.review.due_on = due_on
    db.session.flush()
    audit.record(
        "review.extended",
        by=by,
        kind="review",
        record_id=reading.review.id,
        about_id=reading.assessment.person_id,
        fields=["due_on"],
    )


def close_unfinished(reading: Reading, *, by: Person) -> None:
    """Close a review that has not ended: never signed, counted nowhere; each reads what they could read before.

    :raises Refusal: on one's own record, or when it has ended or is closed.
    """
    refuse_own(reading.assessment.person_id, by.id)
    reading.check_hr(Act.CLOSE)
    terms.close_assessment(reading.assessment, by=by)
    reading.review.closed_from = reading.review.state
    _move(reading, Act.CLOSE, State.CLOSED, by=by)


def finish(reading: Reading, *, employer: str, language: str, by: Person) -> None:
    """Finish the conversation: freeze and hash the content, and ask both sides to sign.

    :raises Refusal: before date, minutes, form and who was present are written down.
    """
    reading.acting_side(Act.FINISH)
    talk = conversing.get_conversation(reading.review)
    if not (talk.held_on and talk.minutes and talk.form and talk.present):
        raise Refusal(_("Write down the day of the conversation, the minutes, how you met and who was present."))
    content = snapshots.gather(reading, _author(reading.assessment), employer=employer, language=language)
    content = changes.complete(content, reading)
    snapshot = signatures.freeze(
        content, subject_kind="review", subject_id=reading.review.id, about_id=reading.person.id
    )
    reading.review.snapshot_id = snapshot.id
    _move(reading, Act.FINISH, State.AWAITING_SIGNATURES, by=by)
    if handing_over.held_now(reading, talk, by):
        consultations.draft(
            reading.person,
            source_id=reading.review.id,
            held_on=talk.held_on,
            minutes=talk.minutes,
            mode=Mode(talk.form.value),
            by=by,
        )


def _author(assessment: Assessment) -> Person:
    if assessment.supervisor is None:
        raise LookupError("a sent assessment names its supervisor")
    return assessment.supervisor


def return_to_conversation(reading: Reading, *, reason: str, by: Person) -> int:
    """Return to the conversation before the last signature. Signatures given become void and are kept.

    :raises Refusal: without a reason.
    """
    reading.acting_side(Act.RETURN)
    if not reason:
        raise Refusal(_("Say in a sentence why it goes back to the conversation."))
    snapshot = queries.get_snapshot(reading.review)
    voided = signatures.void_signatures(snapshot, reason=reason, by=by)
    reading.review.snapshot_id = None
    _move(reading, Act.RETURN, State.IN_CONVERSATION, by=by)
    return voided


def sign(reading: Reading, signing: Signing, *, proof: Proof | None, by: Person) -> Signature:
    """Sign the frozen content; the second signature ends the review.

    Where it ended without both signatures, a later one is added and the ending stays what it was.

    :raises Refusal: as ``signatures.sign`` says, or when someone signs for a side that is not theirs.
    """
    act = queries.signing_act(reading.review)
    side = reading.acting_side(act, side=reading.signing_side)
    if signing.capacity is not Capacity(side.value) or signing.meaning not in meanings_for(reading):
        raise Refusal(_("This is for the other side of the review to do."))
    signature = signatures.sign(queries.get_snapshot(reading.review), signing, proof=proof, by=by)
    end_when_both_signed(reading, act, by=by)
    return signature


def end_when_both_signed(reading: Reading, act: Act, *, by: Person) -> None:
    """End a review that awaited signatures and has both now; one that ended before keeps its ending."""
    if reading.review.state is not State.AWAITING_SIGNATURES:
        return
    if all(queries.has_signed(reading.review, side) for side in Side):
        reading.review.ended_at, reading.review.ending = clock.now(), Ending.SIGNED
        _move(reading, act, State.ENDED, by=by)
        afterwards.tell(reading.review.id)


def meanings_for(reading: Reading) -> list[Meaning]:
    """What the reader's signature may say. A successor who was not at the conversation only receives it.

    :raises Refusal: while the author of the ratings still supervises and so signs themselves.
    """
    if reading.signing_side is Side.EMPLOYEE:
        return [Meaning.AGREE, Meaning.DISAGREE]
    author = _author(reading.assessment)
    if author.id == reading.reader.id or handing_over.was_present(reading, reading.reader):
        return [Meaning.AGREE]
    if queries.find_author_instead(reading) is not None:
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
