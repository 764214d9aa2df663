"""After a review was signed: asking for an amendment, opening it as a copy, correcting it; and making a review void."""

from __future__ import annotations

from tracker import clock
from tracker.access.reading import Relation
from tracker.assessments import correcting
from tracker.assessments.actions import Given
from tracker.assessments.models import Rating, Side
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.frameworks.queries import Item
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews import afterwards, queries, queries_amending, transitions
from tracker.reviews.models import Conversation, ConversationComment, ConversationItem, Review, State
from tracker.reviews.models_amending import RatingCorrection, ReviewAmendment
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act
from tracker.signatures import queries as signed
from tracker.signatures.models import Capacity
from tracker.voiding import actions as voiding
from tracker.voiding.models import VoidKind

_DETAILS = ("held_on", "minutes", "form", "present", "support_wanted", "notes")
_OUTCOME = (
    *("competency_id", "chosen_by_employee", "chosen_by_supervisor", "proposed_level", "proposed_by"),
    *("agreed_at", "confirmed_by_id", "differs_at", "in_bulk"),
)


def refuse_asking(reading: Reading, *, by: Person) -> None:
    """A review that has ended is amended when one of its signers asks, or whoever was asked to sign and has not.

    :raises Refusal: before it has ended, for anyone else, for former staff, or once it was asked.
    """
    reading.refuse_void()
    transitions.check(Act.ASK_AMENDMENT, reading.review.state)
    if not _signed_or_was_asked(reading, by):
        raise NotAllowed(_("Only those who signed this review, or were asked to, can ask for an amendment."))
    if reading.person.has_left(clock.today()):
        raise Refusal(
            _(
                "%(name)s no longer works here, so nothing is amended. A statement can be added.",
                name=reading.person.name,
            )
        )
    standing = queries_amending.find_ties(reading.review.id).amended_by
    if standing is not None and standing.review_id is None:
        raise Stale(_("An amendment has been asked for already. It waits for HR."))
    if standing is not None:
        raise Stale(_("This review has an amendment already. Ask on the newest copy."))


def _signed_or_was_asked(reading: Reading, person: Person) -> bool:
    snapshot = queries.get_snapshot(reading.review)
    signatures = signed.list_signatures([snapshot.id])[snapshot.id]
    given = {one.capacity for one in signatures}
    waits_for_theirs = reading.side is not None and Capacity(reading.side.value) not in given
    return waits_for_theirs or person.id in {one.signer_id for one in signatures}


def ask(reading: Reading, *, reason: str, by: Person) -> ReviewAmendment:
    """A signer asks for an amendment, with a reason. HR opens it.

    :raises Refusal: as ``refuse_asking`` says, and without a reason.
    """
    refuse_asking(reading, by=by)
    if not reason:
        raise Refusal(_("Say in a sentence what should be amended, and why."))
    amendment = ReviewAmendment(amends_id=reading.review.id, asked_by_id=by.id, reason=reason)
    db.session.add(amendment)
    db.session.flush()
    _note("amendment.asked", reading, amendment, by=by)
    return amendment


def _note(event: str, reading: Reading, amendment: ReviewAmendment, *, by: Person) -> None:
    audit.record(event, by=by, kind="amendment", record_id=amendment.id, about_id=reading.assessment.person_id)


def get_asked(reading: Reading) -> ReviewAmendment:
    """The request that waits for HR.

    :raises NotAllowed: for anyone but HR, and on one's own record.
    :raises Stale: when nothing was asked, or it was decided.
    """
    if Relation.HR not in reading.relations:
        raise NotAllowed(_("HR opens amendments, and nobody does so on their own record."))
    transitions.check(Act.OPEN_AMENDMENT, reading.review.state)
    asked = queries_amending.find_ties(reading.review.id).amended_by
    if asked is None or asked.review_id is not None:
        raise Stale(_("No request to amend this review is waiting."))
    return asked


def turn_down(reading: Reading, *, reason: str, by: Person) -> None:
    """HR does not open the amendment, and says why; it may be asked for again.

    :raises Refusal: as ``get_asked`` says, and without a reason.
    """
    asked = get_asked(reading)
    if not reason:
        raise Refusal(_("Say in a sentence why it is not opened."))
    asked.closed_at, asked.closed_by_id, asked.closed_reason = clock.now(), by.id, reason
    db.session.flush()
    _note("amendment.turned_down", reading, asked, by=by)


def open_amendment(reading: Reading, *, by: Person) -> Review:
    """HR opens the amendment: a copy of the review, in conversation, both sides sent. The signed one stays.

    :raises Refusal: for former staff, and while another review is open.
    """
    asked = get_asked(reading)
    reading.refuse_void()
    person = reading.person
    if person.has_left(clock.today()):
        raise Refusal(_("%(name)s no longer works here, so nothing is amended. Turn it down.", name=person.name))
    find_locked(Person, person.id)
    if queries.find_open_review(person.id) is not None:
        raise Refusal(_("%(name)s has a review that has not ended. Finish it first.", name=person.name))
    review = _copy(reading, by=by)
    asked.review_id, asked.opened_by_id, asked.opened_at = review.id, by.id, clock.now()
    db.session.flush()
    _note("amendment.begun", reading, asked, by=by)
    audit.record(
        "review.amendment_opened",
        by=by,
        kind="review",
        record_id=review.id,
        about_id=person.id,
        to_state=State.IN_CONVERSATION,
    )
    return review


def _copy(reading: Reading, *, by: Person) -> Review:
    earlier = reading.review
    twin = correcting.copy(reading.assessment, by=by)
    review = Review(
        id=twin.id,
        kind=earlier.kind,
        state=State.IN_CONVERSATION,
        used_for=earlier.used_for,
        not_used_for=earlier.not_used_for,
        period_from=earlier.period_from,
        due_on=max(earlier.due_on, clock.today()),
        opened_by_id=by.id,
    )
    db.session.add(review)
    db.session.flush()
    _copy_conversation(earlier, review)
    return review


def _copy_conversation(earlier: Review, review: Review) -> None:
    talk = queries.find_conversation(earlier)
    details = {name: getattr(talk, name) for name in _DETAILS} if talk else {}
    db.session.add(Conversation(review_id=review.id, **details))
    for item in queries.list_items(earlier).values():
        db.session.add(ConversationItem(review_id=review.id, **{name: getattr(item, name) for name in _OUTCOME}))
    for said in queries.list_comments(earlier):
        db.session.add(
            ConversationComment(
                review_id=review.id,
                competency_id=said.competency_id,
                author_id=said.author_id,
                text=said.text,
                created_at=said.created_at,
            )
        )
    db.session.flush()


def refuse_correcting(reading: Reading, *, by: Person) -> Side:
    """The side whose ratings the reader may correct.

    :raises Refusal: outside an amendment, and for a successor: the ratings keep the name they were made under.
    """
    side = reading.acting_side(Act.CORRECT)
    if queries_amending.find_making(reading.review.id) is None:
        raise Refusal(_("Ratings no longer change. They are corrected only in an amendment of a signed review."))
    author = reading.assessment.supervisor
    if side is Side.SUPERVISOR and author is not None and author.id != by.id:
        raise Refusal(
            _(
                "%(name)s made the supervisor's ratings, and they stay as %(name)s made them. "
                "Add a comment, or propose another level.",
                name=author.name,
            )
        )
    return side


def correct(reading: Reading, item: Item, given: Given, *, by: Person) -> bool:
    """Correct one's own rating of one item in an amendment; what was agreed on the item is open again.

    What stood before is kept beside it. Returns whether anything changed.
    """
    side = refuse_correcting(reading, by=by)
    correcting.refuse_answer(reading.scale, item, side, given)
    before = db.session.get(Rating, (reading.review.id, side, item.id), populate_existing=True)
    kept = RatingCorrection(review_id=reading.review.id, competency_id=item.id, side=side, by_id=by.id, **_held(before))
    now = correcting.correct(reading.assessment, side, item, given)
    if _held(now) == {name: getattr(kept, name) for name in _HELD}:
        return False
    db.session.add(kept)
    _reopen(reading.review, item)
    db.session.flush()
    audit.record(
        "review.rating_corrected",
        by=by,
        kind="review",
        record_id=reading.review.id,
        about_id=reading.assessment.person_id,
        fields=[item.code],
    )
    return True


_HELD = ("answer", "role_reason", "basis", "comment")


def _held(rating: Rating | None) -> dict[str, object]:
    if rating is None:
        return {"answer": None, "role_reason": None, "basis": None, "comment": ""}
    return {name: getattr(rating, name) for name in _HELD}


def _reopen(review: Review, item: Item) -> None:
    row = db.session.get(ConversationItem, (review.id, item.id), populate_existing=True)
    if row is not None:
        row.proposed_level = row.proposed_by = row.agreed_at = row.confirmed_by_id = row.differs_at = None
        row.in_bulk = False


def refuse_voiding(reading: Reading) -> None:
    """A review is made void by HR, who opened it.

    :raises NotAllowed: for anyone else, and on one's own record.
    :raises Stale: while an amendment of it is open.
    """
    if Relation.HR not in reading.relations:
        raise NotAllowed(_("HR opens reviews, and HR alone can make one void. Ask HR."))
    transitions.check(Act.VOID, reading.review.state)
    standing = queries_amending.find_ties(reading.review.id).amended_by
    if standing is not None and standing.review_id is not None:
        raise Stale(_("This review has an amendment. Make that void first."))


def void(reading: Reading, *, reason: str, by: Person) -> None:
    """Make a review void: nothing more is written in it, and its signatures stay as they are.

    Of an amendment this is giving it up: the review it amends stands, and can be amended again.
    """
    refuse_voiding(reading)
    voiding.void(VoidKind.REVIEW, reading.review.id, about_id=reading.person.id, reason=reason, by=by)
    ties = queries_amending.find_ties(reading.review.id)
    for amendment in (ties.made_by, ties.amended_by):
        if amendment is not None:
            amendment.closed_at, amendment.closed_by_id, amendment.closed_reason = clock.now(), by.id, reason
            _note("amendment.given_up", reading, amendment, by=by)
    db.session.flush()
    afterwards.tell(reading.review.id)
