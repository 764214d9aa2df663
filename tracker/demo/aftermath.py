"""What came after: an amendment asked for, one that is open, records made void, a supervisor who is away."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tracker import clock
from tracker.consultations import actions as consultations
from tracker.consultations import queries as entries
from tracker.demo.calendar import Calendar, Stage
from tracker.observations import actions as observing
from tracker.observations import queries as observations
from tracker.people.models import Person
from tracker.people.noting_absences import note_absence
from tracker.reviews import amending, queries
from tracker.reviews.reading import Reading

REASON = "The level of one item was mixed up when we talked; the notes say something else."
SHARED_IN_ERROR = "This was about another person and was shared here by mistake."
WRONG_PERSON = "Logged for the wrong person."


def plan(stage: Stage, calendar: Calendar) -> None:
    """A few late events near today."""
    today = calendar.today
    calendar.on(today - timedelta(days=3), lambda: _amend(stage, opens=2))
    calendar.on(today - timedelta(days=2), lambda: _void(stage))
    calendar.on(today - timedelta(days=1), lambda: _go_away(stage))


def _amend(stage: Stage, *, opens: int) -> None:
    """People without an open review ask for an amendment; HR opens some of them."""
    asked = 0
    for person in stage.employees:
        newest = _newest_ended(person)
        if newest is None or queries.find_open_review(person.id) is not None or person.has_left(clock.today()):
            continue
        amending.ask(newest, reason=REASON, by=person)
        asked += 1
        if asked < opens:
            hr = queries.get_reading(newest.review.id, stage.hr, lock=True)
            amending.open_amendment(hr, by=stage.hr)
        else:
            return


def _newest_ended(person: Person) -> Reading | None:
    ended = queries.list_counting(person, person)
    return queries.get_reading(ended[0].review.id, person, lock=True) if ended else None


def _go_away(stage: Stage) -> None:
    """The last of the supervisors is away for a while; HR finds who has nobody meanwhile."""
    if len(stage.supervisors) > 1:
        away, today = stage.supervisors[-1], clock.today()
        note_absence(away, starts_on=today, ends_on=today + timedelta(days=12), key=uuid4(), by=stage.hr)


def _void(stage: Stage) -> None:
    for person in stage.employees[1:4]:
        writer = stage.supervisor_of[person.id]
        for seen in observations.list_counting(person.id, writer)[:1]:
            if seen.observer_id == writer.id:
                observing.void(seen, reason=SHARED_IN_ERROR, by=writer)
        for entry in entries.list_visible(person.id, writer, limit=3)[-1:]:
            if entry.is_writer:
                consultations.void(entry.entry, entry.parts, reason=WRONG_PERSON, by=writer)
