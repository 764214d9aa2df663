"""How a review ends without both signatures: declined by the employee, or not available to sign.

Both stay open to a later signature. HR records either only once the ten working days to read have passed;
a supervisor records neither.
"""

from __future__ import annotations

from datetime import date

from tracker import clock
from tracker.assessments.models import Side
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.language import _, say_date
from tracker.people.models import Person
from tracker.reviews import afterwards, queries
from tracker.reviews.models import Ending, Review, ReviewEnding, State
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act


def decline(reading: Reading, *, by: Person) -> None:
    """The employee chooses not to sign. The record says that it was offered, and when.

    :raises Refusal: for anyone else, while no signatures are asked for, or after they have signed.
    """
    reading.acting_side(Act.DECLINE)
    offered = clock.local(reading.review.state_since).date()
    _end(reading.review, ReviewEnding(ending=Ending.DECLINED, offered_on=offered, by_hr=False), by=by)


def record_declined(reading: Reading, *, offered_on: date, offered_how: str, by: Person) -> None:
    """HR records that the employee was offered the record and chose not to sign: when and how, never why.

    :raises Refusal: before the working days to read have passed, once the employee has signed, or for a day on which
        it could not be offered.
    """
    _refuse_before_time(reading)
    asked = clock.local(reading.review.state_since).date()
    if not asked <= offered_on <= clock.today():
        raise Refusal(
            _("Choose the day it was offered: from %(first)s, when signatures were asked for.", first=say_date(asked))
        )
    ending = ReviewEnding(ending=Ending.DECLINED, offered_on=offered_on, offered_how=offered_how, by_hr=True)
    _end(reading.review, ending, by=by)


def record_not_available(reading: Reading, *, away_from: date, away_to: date | None, by: Person) -> None:
    """HR records that the employee could not be asked: dates, and no cause.

    :raises Refusal: before the working days to read have passed, once the employee has signed, or when the dates
        run backward.
    """
    _refuse_before_time(reading)
    if away_to is not None and away_to < away_from:
        raise Refusal(_("The last day cannot come before the first."))
    ending = ReviewEnding(ending=Ending.NOT_AVAILABLE, away_from=away_from, away_to=away_to, by_hr=True)
    _end(reading.review, ending, by=by)


def _refuse_before_time(reading: Reading) -> None:
    reading.refuse_void()
    reading.check_hr(Act.RECORD_ENDING)
    first = queries.first_day_to_record_ending(reading.review)
    if clock.today() < first:
        raise Refusal(
            _(
                "%(name)s has ten working days to read. This can be recorded from %(day)s.",
                name=reading.person.name,
                day=say_date(first),
            )
        )


def _end(review: Review, ending: ReviewEnding, *, by: Person) -> None:
    if queries.has_signed(review, Side.EMPLOYEE):
        raise Stale(_("The employee has signed this. It waits for the supervisor's signature; nothing was recorded."))
    ending.review_id, ending.recorded_by_id = review.id, by.id
    db.session.add(ending)
    before, review.state, review.state_since = review.state, State.ENDED, clock.now()
    review.ended_at, review.ending = clock.now(), ending.ending
    db.session.flush()
    audit.record(
        "review.declined" if ending.ending is Ending.DECLINED else "review.not_available",
        by=by,
        kind="review",
        record_id=review.id,
        about_id=review.assessment.person_id,
        from_state=before,
        to_state=State.ENDED,
    )
    afterwards.tell(review.id)
