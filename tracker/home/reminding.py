"""Reminding whoever one's own review waits for: once a week, by a mail that names nobody and nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from tracker import clock
from tracker.audit import actions as audit
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.reminders import nudging
from tracker.reminders.nudging import Reminded, ToDo
from tracker.reviews import standings
from tracker.reviews.models import Review

EVERY: Final = timedelta(days=7)


def find_last(reader: Person) -> datetime | None:
    """When the reader last reminded someone of their own review, if that was within the week."""
    statement = select(func.max(TrailLine.at)).where(
        TrailLine.about_id == reader.id,
        TrailLine.actor_id == reader.id,
        TrailLine.event == "review.reminded",
        TrailLine.at > clock.now() - EVERY,
    )
    return db.session.execute(statement).scalar()


def remind(reader: Person) -> tuple[Person, Reminded]:
    """Put a reminder for whoever the reader's own review waits for into the outbox. Returns whom, and how it went.

    :raises Stale: when it waits for nobody else now, and within a week of the last time.
    """
    review, person = _find_waited(reader)
    if find_last(reader) is not None:
        raise Stale(_("You have reminded them within the last seven days. Nothing was sent again."))
    reminded = nudging.remind([ToDo(person, 1, review.due_on)], by=reader)
    audit.record("review.reminded", by=reader, kind="review", record_id=review.id, about_id=reader.id)
    return person, reminded


def _find_waited(reader: Person) -> tuple[Review, Person]:
    standing = standings.list_standings([reader])[0]
    for waiting in standing.waiting:
        if standing.review is not None and waiting.person is not None and waiting.person.id != reader.id:
            return standing.review, waiting.person
    raise Stale(_("Your review waits for nobody else now. Nothing was sent."))
