"""Rating: saving answers one by one, sending a side's ratings, taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete

from tracker import clock
from tracker.assessments import queries
from tracker.assessments.models import (
    IN_PERSON,
    NOT_MY_ROLE,
    NOT_OBSERVED,
    AnswerReceipt,
    Assessment,
    Basis,
    Rating,
    RatingRevision,
    RatingTerms,
    RoleReason,
    Side,
)
from tracker.assessments.queries import OwnSide
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.frameworks.models import FrameworkVersion, ScaleVersion
from tracker.frameworks.queries import Item, Scale, Section
from tracker.language import _
from tracker.people.models import Person

# How long a page that heard nothing may send the same answer again and have it known.
RECEIPTS_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True)
class Given:
    """What a page sends for one item. ``revision`` is the one the page was made from; 0 for none yet."""

    answer: str | None
    comment: str = ""
    wants_training: bool = False
    role_reason: RoleReason | None = None
    basis: Basis | None = None
    revision: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said about the item."""
        return not (self.answer or self.comment or self.wants_training)

    def basis_after(self, before: Basis | None) -> Basis | None:
        """Only a level rests on something; a page that names no basis leaves the one chosen before."""
        is_level = self.answer is not None and self.answer.isdigit()
        return (self.basis or before) if is_level else None


@dataclass(frozen=True)
class Saved:
    """The rating as it stands; ``crossed`` is set when the answer given did not overwrite a newer one.

    ``received`` is set when the answer had been received before: what stands now may be newer.
    ``aside`` is what waits for its author to choose, from this answer or an earlier one.
    """

    rating: Rating | None
    crossed: RatingRevision | None = None
    received: AnswerReceipt | None = None
    aside: RatingRevision | None = None

    @property
    def revision(self) -> int:
        """What the page goes on from: the revision its answer made, not a newer one it has not seen."""
        if self.received is not None:
            return self.received.revision
        return self.rating.revision if self.rating else 0


def open_assessment(
    person: Person,
    *,
    framework: FrameworkVersion,
    scale: ScaleVersion,
    is_open_rating: bool = False,
    focus: Sequence[str] = (),
    who_reads: str = "",
    by: Person,
) -> Assessment:
    """Begin an assessment of someone against a framework version and scale version, which it keeps.

    :param is_open_rating: the supervisor may open the employee's ratings once they are sent.
    :param focus: codes of the items that are rated; every item where there are none.
    """
    assessment = Assessment(person_id=person.id, framework_version_id=framework.id, scale_id=scale.id)
    if is_open_rating or focus or who_reads:
        assessment.terms = RatingTerms(is_open=is_open_rating, focus=list(focus), who_reads=who_reads)
    db.session.add(assessment)
    db.session.flush()
    audit.record(
        "assessment.begun", by=by, kind="assessment", record_id=assessment.id, about_id=person.id, to_state="rating"
    )
    return assessment


def possible_answers(scale: Scale, item: Item, side: Side) -> list[str]:
    """Every answer one side may give to an item."""
    answers = [str(level.value) for level in scale.levels] + [NOT_MY_ROLE]
    if side is Side.SUPERVISOR:
        return [*answers, NOT_OBSERVED]
    return [*answers, IN_PERSON] if item.is_wellness else answers


def receive(own: OwnSide, item: Item, given: Given, *, key: UUID | None, by: Person) -> Saved:
    """Save an answer that a page had kept until it could send it, once for each ``key``; without one, each time.

    :raises Refusal: as ``save`` does; an answer received before is no longer refused.
    """
    if key is None:
        return save(own, item, given, by=by)
    receipt = queries.find_receipt(by, key)
    if receipt is not None:
        rating, aside = queries.find_standing(own, item)
        return Saved(rating, received=receipt, aside=aside)
    saved = save(own, item, given, by=by)
    if saved.revision:
        too_old = AnswerReceipt.at < clock.now() - RECEIPTS_KEPT
        db.session.execute(delete(AnswerReceipt).where(AnswerReceipt.person_id == by.id, too_old))
        db.session.add(AnswerReceipt(person_id=by.id, key=key, revision=saved.revision))
        db.session.flush()
    return saved


def save(own: OwnSide, item: Item, given: Given, *, by: Person) -> Saved:
    """Save one side's answer to one item. The assessment must have been read under lock.

    An answer made from an older revision does not overwrite a newer one: it is kept aside and
    given back as ``crossed`` for its author to choose.

    :raises Refusal: when the side has sent its ratings, or the answer is not one of the scale's.
    """
    _refuse_if_sent(own)
    if given.answer is not None and given.answer not in possible_answers(own.scale, item, own.side):
        raise Refusal(_("Choose one of the answers shown for '%(statement)s'.", statement=item.statement))
    rating, aside = queries.find_standing(own, item)
    if rating is None:
        return Saved(None if given.is_empty else _add(own, item, given, by=by))
    changed = _changes(rating, given)
    if not changed or _is_untouched(own, item, rating, given):
        return Saved(rating, aside=aside)
    if given.revision < rating.revision:
        crossed = _keep_aside(rating, given)
        return Saved(rating, crossed, aside=crossed)
    _replace(rating, given)
    if aside is not None and (aside.answer, aside.comment) == (given.answer, given.comment):
        _forget_crossed(rating)
        aside = None
    _note(own, item, changed, by=by)
    return Saved(rating, aside=aside)


def _refuse_if_sent(own: OwnSide) -> None:
    if own.assessment.is_closed:
        raise Stale(_("Not saved: this review was closed unfinished, so nothing in it changes any more."))
    if not own.is_sent:
        return
    if own.assessment.is_sent(own.side.other):
        raise Stale(_("Not saved: both of you have sent your ratings, so they no longer change."))
    raise Stale(_("Not saved: you have sent your ratings. Take them back first, or leave them as they are."))


def _add(own: OwnSide, item: Item, given: Given, *, by: Person) -> Rating:
    if own.side is Side.SUPERVISOR and own.assessment.supervisor_id is None:
        own.assessment.supervisor_id = by.id
    rating = Rating(
        assessment_id=own.assessment.id,
        side=own.side,
        competency_id=item.id,
        answer=given.answer,
        role_reason=_reason(given),
        comment=given.comment,
        wants_training=given.wants_training,
        basis=given.basis_after(None),
    )
    db.session.add(rating)
    db.session.flush()
    _note(own, item, _changes(Rating(comment="", wants_training=False), given), by=by)
    return rating


def _reason(given: Given) -> RoleReason | None:
    return given.role_reason if given.answer == NOT_MY_ROLE else None


def _changes(rating: Rating, given: Given) -> list[str]:
    """The names of the fields in which ``given`` differs from what stands."""
    pairs = {
        "answer": (rating.answer, given.answer),
        "role_reason": (rating.role_reason, _reason(given)),
        "comment": (rating.comment, given.comment),
        "wants_training": (rating.wants_training, given.wants_training),
        "basis": (rating.basis, given.basis_after(rating.basis)),
    }
    return [name for name, (before, after) in pairs.items() if before != after]


def _is_untouched(own: OwnSide, item: Item, rating: Rating, given: Given) -> bool:
    """Whether an old page sends back unchanged what it once showed: then it has nothing to say."""
    if given.revision >= rating.revision:
        return False
    if given.revision == 0:
        return given.is_empty
    shown = queries.find_revision(own, item, given.revision)
    return shown is not None and (shown.answer, shown.comment) == (given.answer, given.comment)


def _replace(rating: Rating, given: Given) -> None:
    _remember(rating, answer=rating.answer, comment=rating.comment, was_saved=True)
    rating.answer = given.answer
    rating.role_reason = _reason(given)
    rating.comment = given.comment
    rating.wants_training = given.wants_training
    rating.basis = given.basis_after(rating.basis)
    rating.in_bulk = rating.same_as_last = False
    rating.revision += 1
    rating.updated_at = clock.now()
    db.session.flush()


def _remember(rating: Rating, *, answer: str | None, comment: str, was_saved: bool) -> RatingRevision:
    revision = RatingRevision(
        assessment_id=rating.assessment_id,
        side=rating.side,
        competency_id=rating.competency_id,
        revision=rating.revision,
        answer=answer,
        comment=comment,
        was_saved=was_saved,
    )
    db.session.add(revision)
    return revision


def _keep_aside(rating: Rating, given: Given) -> RatingRevision:
    _forget_crossed(rating)
    kept = _remember(rating, answer=given.answer, comment=given.comment, was_saved=False)
    db.session.flush()
    return kept


def _forget_crossed(rating: Rating) -> None:
    """Forget the answer kept aside."""
    forgotten = delete(RatingRevision).where(
        RatingRevision.assessment_id == rating.assessment_id,
        RatingRevision.side == rating.side,
        RatingRevision.competency_id == rating.competency_id,
        RatingRevision.was_saved.is_(False),
    )
    db.session.execute(forgotten)


def choose_crossed(own: OwnSide, item: Item, *, keep_newer: bool, by: Person) -> Rating:
    """Settle an answer that crossed: keep what stands, or let the one kept aside replace it.

    :raises Stale: when there is nothing to choose any more.
    """
    _refuse_if_sent(own)
    rating, kept = queries.find_rating(own, item), queries.list_crossed(own).get(item.id)
    if rating is None or kept is None:
        raise Stale(_("This choice has been made already."))
    if not keep_newer:
        given = Given(kept.answer, kept.comment, rating.wants_training, rating.role_reason, None, rating.revision)
        changed = _changes(rating, given)
        _replace(rating, given)
        _note(own, item, changed, by=by)
    _forget_crossed(rating)
    return rating


def _note(own: OwnSide, item: Item, changed: Sequence[str], *, by: Person) -> None:
    fields = [f"{item.code}.{name}" for name in changed]
    record_id, about_id = own.assessment.id, own.assessment.person_id
    if own.entry is None:
        kind = "practice" if own.assessment.is_practice else "answer"
        audit.record("answer.saved", by=by, kind=kind, record_id=record_id, about_id=about_id, fields=fields)
        return
    # What is typed in is the employee's to confirm, again after each change; they read each line of it.
    own.entry.typed_at, own.entry.confirmed_at = clock.now(), None
    fields.append(f"paper {own.entry.dated_on}")
    audit.record("answer.typed_in", by=by, kind="typed_answer", record_id=record_id, about_id=about_id, fields=fields)


def mark_rest_not_observed(own: OwnSide, section: Section, *, by: Person) -> int:
    """Answer "not observed yet" to everything on a page that has no answer; return how many.

    :raises Refusal: for the employee, who knows their own work, or when the ratings were sent.
    """
    _refuse_if_sent(own)
    if own.side is not Side.SUPERVISOR:
        raise Refusal(_("'Not observed yet' is an answer for supervisors."))
    return len(_answer_rest(own, {item: Given(NOT_OBSERVED) for item in section.items}, by=by))


def mark_rest_same_as_last(
    own: OwnSide, section: Section, levels: Mapping[UUID, int], *, basis: Basis | None = None, by: Person
) -> int:
    """Give the level of last time to everything on a page that has no answer; return how many.

    :param levels: the side's own levels of its last ended review, by competency.
    :param basis: what a supervisor's ratings on the page rest on; asked again before sending where none is given.
    """
    _refuse_if_sent(own)
    rests_on = basis if own.side is Side.SUPERVISOR else None
    given = {item: Given(str(levels[item.id]), basis=rests_on) for item in section.items if item.id in levels}
    marked = _answer_rest(own, given, by=by)
    for rating in marked:
        rating.same_as_last = True
    return len(marked)


def _answer_rest(own: OwnSide, given: Mapping[Item, Given], *, by: Person) -> list[Rating]:
    """Answer what has no answer yet, marked as made in bulk; comments already written stay."""
    ratings = queries.list_ratings(own.assessment, own.side)
    marked = []
    for item, answer in given.items():
        rating = ratings.get(item.id)
        if rating is None:
            rating = _add(own, item, answer, by=by)
        elif rating.answer is None:
            _replace(rating, Given(answer.answer, rating.comment, rating.wants_training, basis=answer.basis))
            _note(own, item, ["answer"], by=by)
        else:
            continue
        rating.in_bulk = True
        marked.append(rating)
    return marked


def unmark_rest(own: OwnSide, section: Section, *, by: Person) -> int:
    """Undo what was answered at once on one page: what was changed by hand since then stays."""
    _refuse_if_sent(own)
    ratings = queries.list_ratings(own.assessment, own.side)
    undone = 0
    for item in section.items:
        rating = ratings.get(item.id)
        if rating is not None and rating.in_bulk:
            _replace(rating, Given(None, rating.comment, rating.wants_training))
            _note(own, item, ["answer"], by=by)
            undone += 1
    return undone
