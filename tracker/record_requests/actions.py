"""Asking for one's record, and the log of what was handed over until the request is fulfilled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from tracker import clock
from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.record_requests.models import WORKING_DAYS, Channel, HandOver, RecordRequest, RequestEnding, Wish
from tracker.reviews.working_days import day_after


def ask(
    person: Person,
    *,
    asked_by: str,
    asked_on: date,
    channel: Channel,
    wish: Wish,
    holidays: Collection[date],
    key: UUID,
    by: Person,
) -> RecordRequest:
    """Note that someone asked for a personnel record: the person here, or HR for whoever asked by another way.

    It is due on the seventh working day after the one it was asked for (820 ILCS 40/2).

    :param asked_by: who asked, where that was not the person.
    :raises Refusal: for anybody else, and for a day ahead.
    """
    if by.id != person.id and Permission.RECORD_HAND_OVER not in people.permissions_held_by(by):
        raise NotAllowed(_("The person asks for their record; HR notes what was asked by another way."))
    if asked_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this cannot have happened yet."))
    made = RecordRequest(
        id=key,
        person_id=person.id,
        asked_by=asked_by,
        asked_on=asked_on,
        channel=channel,
        wish=wish,
        due_on=due_after(asked_on, holidays),
        recorded_by_id=by.id,
    )
    db.session.add(made)
    _note("record_request.made", made, by=by)
    return made


def due_after(asked_on: date, holidays: Collection[date]) -> date:
    """The last day on which a record is handed over in time."""
    return day_after(asked_on, WORKING_DAYS, holidays) - timedelta(days=1)


def hand_over(
    request: RecordRequest, *, what: str, handed_on: date, channel: Channel, key: UUID, by: Person
) -> HandOver:
    """Write in the log what was handed over, when and how.

    :raises Refusal: on one's own record, once the request has ended, and for a day before it or ahead.
    """
    _refuse_own(request, by)
    _refuse_ended(request)
    if not request.asked_on <= handed_on <= clock.today():
        raise Refusal(_("Choose a day from the one it was asked for until today."))
    made = HandOver(
        id=key,
        request_id=request.id,
        person_id=request.person_id,
        what=what,
        handed_on=handed_on,
        channel=channel,
        by_id=by.id,
    )
    db.session.add(made)
    _note("record_request.handed_over", request, by=by)
    return made


def fulfil(request: RecordRequest, *, by: Person) -> None:
    """Say that everything that was asked for has been handed over.

    :raises Refusal: on one's own record, once it has ended, and while nothing stands in its log.
    """
    _refuse_own(request, by)
    _refuse_ended(request)
    if not request.handed_over:
        raise Refusal(_("Write first what was handed over, and when."))
    _end(request, RequestEnding.FULFILLED, by=by)
    _note("record_request.fulfilled", request, by=by)


def may_take_back(request: RecordRequest, reader: Person) -> bool:
    """Whether the reader may end a request unfulfilled: what the person asked for here is theirs alone to end."""
    if reader.id == request.person_id:
        return True
    noted = request.recorded_by_id != request.person_id
    return noted and Permission.RECORD_HAND_OVER in people.permissions_held_by(reader)


def take_back(request: RecordRequest, *, by: Person) -> None:
    """End a request that is wanted no more: the person their own, or HR one that was noted in error.

    :raises Refusal: for anybody else, and once it has ended.
    """
    if not may_take_back(request, by):
        raise NotAllowed(_("Only the person takes back what they asked for here; HR what it noted itself."))
    _refuse_ended(request)
    _end(request, RequestEnding.TAKEN_BACK, by=by)
    _note("record_request.taken_back", request, by=by)


def _end(request: RecordRequest, ending: RequestEnding, *, by: Person) -> None:
    request.ended_at, request.ended_by_id, request.ending = clock.now(), by.id, ending


def _refuse_own(request: RecordRequest, by: Person) -> None:
    if request.person_id == by.id:
        raise NotAllowed(_("Nobody uses an HR or administrator right on their own record. Ask a colleague."))


def _refuse_ended(request: RecordRequest) -> None:
    if not request.is_open:
        raise Stale(_("This request has ended already."))


def _note(event: str, request: RecordRequest, *, by: Person) -> None:
    db.session.flush()
    audit.record(event, by=by, kind="record_request", record_id=request.id, about_id=request.person_id)
