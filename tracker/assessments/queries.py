"""Reads of ratings. One's own side is found here; both sides only through ``reviews``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from flask import abort
from sqlalchemy import Executable, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from tracker.assessments.models import (
    AnswerReceipt,
    Assessment,
    Basis,
    PaperEntry,
    Practice,
    Rating,
    RatingRevision,
    Side,
)
from tracker.database import db, find_locked
from tracker.errors import Refusal, Stale
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item, Outline, Scale
from tracker.language import _
from tracker.people.models import Person
from tracker.people.queries import is_supervisor_of, names_of
from tracker.people.supervision import list_upline
from tracker.voiding.queries import find_voiding, is_void

Ratings = Mapping[UUID, Rating]


@dataclass(frozen=True)
class OwnSide:
    """An assessment and the side on which the reader rates, or types in from paper."""

    assessment: Assessment
    side: Side
    # Set for someone who types the employee's ratings in from paper.
    entry: PaperEntry | None = None
    is_void: bool = False

    @property
    def pages(self) -> str:
        """Whose rating pages these are: one's own, or those of someone who types in for the employee."""
        return "paper" if self.entry else "assessments"

    @property
    def first_page(self) -> str:
        """The endpoint of the page with the progress of all sections."""
        return "paper.overview" if self.entry else "assessments.show"

    @property
    def outline(self) -> Outline:
        """What is rated: the framework version the assessment began with, or its focus set."""
        return outline_of(self.assessment)

    @property
    def scale(self) -> Scale:
        """The scale version the assessment began with."""
        return frameworks.scale(self.assessment.scale_id)

    @property
    def is_sent(self) -> bool:
        """Whether this side has sent its ratings."""
        return self.assessment.is_sent(self.side)

    @property
    def is_fixed(self) -> bool:
        """Whether this side's ratings do not change now: they were sent, or the review was closed or is void."""
        return self.is_sent or self.is_void or self.assessment.is_closed


def outline_of(assessment: Assessment) -> Outline:
    """What is rated in an assessment: every item of its framework version, or those of its focus set."""
    return frameworks.focused(assessment.framework_version_id, assessment.focus)


def get_own_side(assessment_id: UUID, reader: Person, *, lock: bool = False) -> OwnSide:
    """The reader's own side of an assessment, or 404.

    :raises Refusal: for a supervisor when another supervisor has begun the ratings.
    """
    assessment, is_now_void = _find(assessment_id, lock=lock)
    if assessment is None:
        abort(404)
    if assessment.person_id == reader.id:
        return _side_of(assessment, Side.EMPLOYEE, is_now_void=is_now_void, lock=lock)
    if assessment.is_practice or not is_supervisor_of(reader, assessment.person_id, rating=True):
        abort(404)
    if assessment.supervisor_id not in (None, reader.id):
        author = names_of([assessment.supervisor_id])[assessment.supervisor_id]
        raise Refusal(
            _(
                "%(name)s has begun the supervisor's ratings. There is one author: ask %(name)s, "
                "or take the ratings over on the page of the review.",
                name=author,
            )
        )
    return _side_of(assessment, Side.SUPERVISOR, is_now_void=is_now_void, lock=lock)


def _find(assessment_id: UUID, *, lock: bool) -> tuple[Assessment | None, bool]:
    """An assessment, and whether it is void; locked as ``find_locked`` does.

    What waited for the lock asks about the void only afterwards: on PostgreSQL a statement that waits
    for a row still sees every other table as it was before, and would write in a review void by now.
    """
    if lock and find_locked(Assessment, assessment_id) is None:
        return None, False
    found = db.session.execute(_with_void(), {"assessment": assessment_id}).one_or_none()
    return (found[0], bool(found[1])) if found else (None, False)


# Every answer that is saved asks this: it is built once, for building takes as long as asking.
@cache
def _with_void() -> Executable:
    return select(Assessment, is_void(Assessment.id)).where(Assessment.id == bindparam("assessment"))


def _side_of(assessment: Assessment, side: Side, *, is_now_void: bool, lock: bool) -> OwnSide:
    """One side. Whoever asks for the lock means to write; what is void is only read.

    :raises Stale: when the review is void.
    """
    if lock and is_now_void:
        raise Stale(_("This review is void: nothing more is written in it."))
    return OwnSide(assessment, side, is_void=is_now_void)


def get_employee_side(assessment_id: UUID, employee: Person, *, lock: bool = False) -> OwnSide:
    """One's own ratings as an employee, of a real review, or 404."""
    assessment, is_now_void = _find(assessment_id, lock=lock)
    if assessment is None or assessment.person_id != employee.id or assessment.is_practice:
        abort(404)
    return _side_of(assessment, Side.EMPLOYEE, is_now_void=is_now_void, lock=lock)


def get_typed_side(assessment_id: UUID, typist: Person, *, lock: bool = False) -> OwnSide:
    """The employee's side, for whoever the employee named to type it in from paper, or 404.

    The right ends with sending, when the employee ends it, when the review is made void, and when the
    typist comes to supervise them.
    """
    assessment = find_locked(Assessment, assessment_id) if lock else db.session.get(Assessment, assessment_id)
    entry = find_open_entry(assessment_id)
    if assessment is None or entry is None or entry.typist_id != typist.id:
        abort(404)
    if assessment.is_sent(Side.EMPLOYEE) or find_voiding(assessment_id) or is_above(typist, assessment):
        abort(404)
    return OwnSide(assessment, Side.EMPLOYEE, entry)


def is_above(person: Person, assessment: Assessment) -> bool:
    """Whether someone supervises the employee in any way, directly or further up, or rates them."""
    return person.id == assessment.supervisor_id or person.id in list_upline(assessment.person_id)


def is_typing_in(assessment_id: UUID, reader: Person) -> bool:
    """Whether someone may type in the employee's ratings from paper now."""
    try:
        get_typed_side(assessment_id, reader)
    except NotFound:
        return False
    return True


def _entries() -> Select[PaperEntry]:
    return (
        select(PaperEntry)
        .options(joinedload(PaperEntry.typist), joinedload(PaperEntry.person))
        .order_by(PaperEntry.created_at, PaperEntry.id)
    )


def find_open_entry(assessment_id: UUID) -> PaperEntry | None:
    """The right to type in from paper that stands now."""
    statement = _entries().where(PaperEntry.assessment_id == assessment_id, PaperEntry.ended_at.is_(None))
    return db.session.execute(statement).scalar_one_or_none()


def list_typed_in(assessment_id: UUID) -> Sequence[PaperEntry]:
    """Who typed in ratings from paper, oldest first; those who were named and typed nothing are left out."""
    statement = _entries().where(PaperEntry.assessment_id == assessment_id, PaperEntry.typed_at.is_not(None))
    return db.session.execute(statement).scalars().all()


def list_entries_of(typist: Person) -> Sequence[PaperEntry]:
    """For whom someone may type in now, the longest wait first."""
    statement = _entries().where(
        PaperEntry.typist_id == typist.id, PaperEntry.ended_at.is_(None), ~is_void(PaperEntry.assessment_id)
    )
    return db.session.execute(statement).scalars().all()


def find_practice(person: Person) -> OwnSide | None:
    """Someone's own practice."""
    statement = select(Assessment).join(Practice).where(Practice.person_id == person.id)
    found = db.session.execute(statement).scalar_one_or_none()
    return OwnSide(found, Side.EMPLOYEE) if found else None


def list_ratings(assessment: Assessment, side: Side, *, of: Collection[UUID] | None = None) -> dict[UUID, Rating]:
    """One side's ratings by competency: all, or those of some competencies."""
    statement = select(Rating).where(Rating.assessment_id == assessment.id, Rating.side == side)
    if of is not None:
        statement = statement.where(Rating.competency_id.in_(of))
    return {rating.competency_id: rating for rating in db.session.execute(statement).scalars()}


def list_both(assessment: Assessment) -> dict[Side, dict[UUID, Rating]]:
    """Both sides' ratings by competency, in one query. The caller has checked that both may be read."""
    found: dict[Side, dict[UUID, Rating]] = {Side.EMPLOYEE: {}, Side.SUPERVISOR: {}}
    for rating in db.session.execute(select(Rating).where(Rating.assessment_id == assessment.id)).scalars():
        found[rating.side][rating.competency_id] = rating
    return found


def find_rating(own: OwnSide, item: Item) -> Rating | None:
    """One side's rating of one item, as it stands now."""
    return db.session.get(Rating, (own.assessment.id, own.side, item.id), populate_existing=True)


def find_standing(own: OwnSide, item: Item) -> tuple[Rating | None, RatingRevision | None]:
    """One side's rating of one item, as it stands now, and the answer kept aside because it crossed with that."""
    asked = {"assessment": own.assessment.id, "side": own.side, "item": item.id}
    found = db.session.execute(_standing(), asked).first()
    return (found[0], found[1]) if found else (None, None)


@cache
def _standing() -> Executable:
    kept_aside = and_(
        RatingRevision.assessment_id == Rating.assessment_id,
        RatingRevision.side == Rating.side,
        RatingRevision.competency_id == Rating.competency_id,
        RatingRevision.was_saved.is_(False),
    )
    return (
        select(Rating, RatingRevision)
        .outerjoin(RatingRevision, kept_aside)
        .where(
            Rating.assessment_id == bindparam("assessment"),
            Rating.side == bindparam("side", type_=Rating.side.type),
            Rating.competency_id == bindparam("item"),
        )
        .order_by(RatingRevision.at.desc(), RatingRevision.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def find_receipt(sender: Person, key: UUID) -> AnswerReceipt | None:
    """That an answer someone's page had kept was received before, by the page's key for it."""
    return db.session.get(AnswerReceipt, (sender.id, key))


def find_revision(own: OwnSide, item: Item, revision: int) -> RatingRevision | None:
    """What the answer was at an older revision."""
    statement = select(RatingRevision).where(
        RatingRevision.assessment_id == own.assessment.id,
        RatingRevision.side == own.side,
        RatingRevision.competency_id == item.id,
        RatingRevision.revision == revision,
        RatingRevision.was_saved.is_(True),
    )
    return db.session.execute(statement).scalars().first()


def list_crossed(own: OwnSide) -> dict[UUID, RatingRevision]:
    """Answers that crossed with newer ones and wait for their author to choose, by competency."""
    statement = (
        select(RatingRevision)
        .where(
            RatingRevision.assessment_id == own.assessment.id,
            RatingRevision.side == own.side,
            RatingRevision.was_saved.is_(False),
        )
        .order_by(RatingRevision.at, RatingRevision.id)
    )
    return {kept.competency_id: kept for kept in db.session.execute(statement).scalars()}


def count_answered(assessments: Sequence[UUID]) -> dict[tuple[UUID, Side], int]:
    """How many items each side has answered, for many assessments in one query."""
    statement = (
        select(Rating.assessment_id, Rating.side, func.count())
        .where(Rating.assessment_id.in_(assessments), Rating.answer.is_not(None))
        .group_by(Rating.assessment_id, Rating.side)
    )
    return {(assessment_id, side): count for assessment_id, side, count in db.session.execute(statement)}


def count_answered_among(own: OwnSide, items: Sequence[Item]) -> int:
    """How many of these items one side has answered."""
    asked = {"assessment": own.assessment.id, "side": own.side, "items": [item.id for item in items]}
    return int(db.session.execute(_answered_among(), asked).scalar_one())


@cache
def _answered_among() -> Executable:
    return select(func.count()).where(
        Rating.assessment_id == bindparam("assessment"),
        Rating.side == bindparam("side", type_=Rating.side.type),
        Rating.competency_id.in_(bindparam("items", expanding=True)),
        Rating.answer.is_not(None),
    )


def list_unanswered(outline: Outline, ratings: Ratings) -> list[Item]:
    """The items without an answer, in source order."""
    return [item for item in outline.items if item.id not in ratings or ratings[item.id].answer is None]


def find_last_basis(own: OwnSide) -> Basis | None:
    """The basis a supervisor chose last: the next page begins with it."""
    if own.side is Side.EMPLOYEE:
        return None
    statement = (
        select(Rating.basis)
        .where(Rating.assessment_id == own.assessment.id, Rating.side == own.side, Rating.basis.is_not(None))
        .order_by(Rating.updated_at.desc(), Rating.competency_id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()
