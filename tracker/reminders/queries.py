"""Who can be reminded today, of what they want to be reminded, and when they last were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from tracker import clock
from tracker.database import db
from tracker.mail.models import Mail, MailState
from tracker.people.models import Absence, Person
from tracker.reminders import hours
from tracker.reminders.models import ReminderKind, ReminderOff

MAIL = "reminder"


def list_wanted(person: Person) -> list[ReminderKind]:
    """The kinds of thing somebody wants mail about, in order."""
    off = select(ReminderOff.kind).where(ReminderOff.person_id == person.id)
    unwanted = set(db.session.execute(off).scalars())
    return [kind for kind in ReminderKind if kind not in unwanted]


def _reachable(today: date) -> list[ColumnElement[bool]]:
    """Who works here, is not away and has an address, and has not turned everything off."""
    is_away = exists().where(
        Absence.person_id == Person.id,
        Absence.starts_on <= today,
        or_(Absence.ends_on.is_(None), Absence.ends_on >= today),
    )
    off = select(func.count()).where(ReminderOff.person_id == Person.id).scalar_subquery()
    works_here = or_(Person.left_on.is_(None), Person.left_on >= today)
    return [Person.email.is_not(None), works_here, ~is_away, off < len(ReminderKind)]


def list_reachable_ids(today: date) -> Sequence[UUID]:
    """Everyone who can be reminded today, by identifier."""
    return db.session.execute(select(Person.id).where(*_reachable(today)).order_by(Person.id)).scalars().all()


def list_reachable(first: UUID, last: UUID, today: date) -> Sequence[Person]:
    """Those of them from one identifier to another."""
    statement = select(Person).where(*_reachable(today), Person.id.between(first, last)).order_by(Person.id)
    return db.session.execute(statement).scalars().all()


def find_last(person: Person) -> datetime | None:
    """When the last reminder was written to somebody that was not dropped."""
    statement = select(func.max(Mail.created_at)).where(
        Mail.person_id == person.id, Mail.kind == MAIL, Mail.state != MailState.DROPPED
    )
    return db.session.execute(statement).scalar()


def once(person: Person, day: date) -> str:
    """The name under which there is at most one reminder for somebody on a day, whoever asks for it."""
    return f"{MAIL} {person.id} {day}"


def _wants_of_reviews(today: date) -> list[ColumnElement[bool]]:
    """Who can be reminded of a review today and wants such mail."""
    unwanted = select(ReminderOff.person_id).where(ReminderOff.kind == ReminderKind.REVIEW)
    return [Person.id.not_in(unwanted), *_reachable(today)]


def can_be_reminded_now() -> list[ColumnElement[bool]]:
    """Conditions on ``Person``: would get a mail about a review if they were reminded now, and has none of that day."""
    day = hours.next_hours(clock.now()).day
    had = exists().where(Mail.person_id == Person.id, Mail.kind == MAIL, Mail.once.endswith(f" {day}"))
    return [*_wants_of_reviews(clock.today()), ~had]


def list_reachable_among(person_ids: Collection[UUID], today: date) -> set[UUID]:
    """Of several people, those who can be reminded of a review today and want such mail."""
    wanted = (Person.id.in_(list(person_ids)), *_wants_of_reviews(today))
    return set(db.session.execute(select(Person.id).where(*wanted)).scalars())


def list_last(person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of several people was last reminded, for as long as the outbox keeps mail; dropped mail is none."""
    statement = (
        select(Mail.person_id, func.max(Mail.created_at))
        .where(Mail.person_id.in_(list(person_ids)), Mail.kind == MAIL, Mail.state != MailState.DROPPED)
        .group_by(Mail.person_id)
    )
    return dict(db.session.execute(statement).all())
