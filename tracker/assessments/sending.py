"""Sending one side's ratings and taking them back: what must be said first, and what ends with it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from tracker import clock
from tracker.assessments import entering, queries
from tracker.assessments.models import NOT_MY_ROLE, Rating, RatingRevision, Side
from tracker.assessments.queries import OwnSide
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.frameworks.queries import Item
from tracker.language import _, _n
from tracker.people.models import Person


def send(own: OwnSide, *, knows_of_unanswered: bool, proud_of: str, confirms_paper: bool = False, by: Person) -> None:
    """Send one side's ratings: from now on they stand, and its draft history is deleted.

    :raises Refusal: when they were sent already, a reason or basis is missing, or unanswered items
        were not confirmed.
    """
    assessment, side = own.assessment, own.side
    if assessment.is_practice:
        raise Refusal(_("A practice is yours alone and is never sent. Your real review is on your home page."))
    if own.is_sent:
        raise Stale(_("You have sent these ratings already. Nothing was sent twice."))
    ratings = queries.list_ratings(assessment, side)
    _refuse_unfinished(own, ratings)
    if queries.list_unanswered(own.outline, ratings) and not knows_of_unanswered:
        raise Refusal(_("Some items have no answer. Look at the list, then confirm that you want to send."))
    if side is Side.EMPLOYEE:
        entering.close_by_sending(own, confirms=confirms_paper, by=by)
    db.session.execute(
        delete(RatingRevision).where(RatingRevision.assessment_id == assessment.id, RatingRevision.side == side)
    )
    if side is Side.EMPLOYEE:
        assessment.employee_sent_at, assessment.proud_of = clock.now(), proud_of
    else:
        assessment.supervisor_id, assessment.supervisor_sent_at = by.id, clock.now()
    db.session.flush()
    _note_sending("assessment.sent", own, by=by)


def _refuse_unfinished(own: OwnSide, ratings: dict[UUID, Rating]) -> None:
    reasonless, baseless = list_unfinished(own, ratings)
    if reasonless:
        raise Refusal(
            _n(
                "Choose why this is not part of the role: %(codes)s.",
                "Choose why these are not part of the role: %(codes)s.",
                len(reasonless),
                codes=", ".join(item.code for item in reasonless),
            )
        )
    if baseless:
        raise Refusal(
            _n(
                "Say what this rating rests on: %(codes)s.",
                "Say what these ratings rest on: %(codes)s.",
                len(baseless),
                codes=", ".join(item.code for item in baseless),
            )
        )


def list_unfinished(own: OwnSide, ratings: dict[UUID, Rating]) -> tuple[list[Item], list[Item]]:
    """Items that need a word before sending: "not part of the role" without a reason; a level without a basis."""
    answered = [(item, ratings[item.id]) for item in own.outline.items if item.id in ratings]
    reasonless = [item for item, rating in answered if rating.answer == NOT_MY_ROLE and rating.role_reason is None]
    if own.side is Side.EMPLOYEE:
        return reasonless, []
    return reasonless, [item for item, rating in answered if rating.level is not None and rating.basis is None]


def take_back(own: OwnSide, *, by: Person) -> None:
    """Take one's ratings back to change them, as long as the other side has not sent.

    :raises Refusal: when they were not sent, or the other side has sent and both see both.
    """
    if not own.is_sent:
        raise Stale(_("You have not sent these ratings yet: you can change them as they are."))
    if own.assessment.is_sent(own.side.other):
        raise Refusal(_("Both of you have sent, so both see both and the ratings stay. Talk about changes together."))
    if own.side is Side.EMPLOYEE and own.assessment.opened_at is not None:
        raise Refusal(_("Your supervisor has opened your ratings, so they stay as sent. Talk about changes together."))
    if own.side is Side.EMPLOYEE:
        own.assessment.employee_sent_at = None
    else:
        own.assessment.supervisor_sent_at = None
    db.session.flush()
    _note_sending("assessment.taken_back", own, by=by)


def _note_sending(event: str, own: OwnSide, *, by: Person) -> None:
    audit.record(
        event,
        by=by,
        kind="assessment",
        record_id=own.assessment.id,
        about_id=own.assessment.person_id,
        fields=[own.side],
    )
