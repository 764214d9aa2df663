"""Supervision of the present month, for several people at once: what counts so far, beside what was agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.agreements.models import SupervisionAgreement
from tracker.consultations import rules
from tracker.consultations.models import Attendance, LogEntry
from tracker.database import db
from tracker.hours.presenters import say_hours
from tracker.language import _
from tracker.people.models import Person
from tracker.voiding.queries import is_void


def say_this_month(supervisor: Person, people: Sequence[UUID], by_day: rules.Rules) -> dict[UUID, str]:
    """For each of these people a sentence: the hours that count this month, and what they agreed with ``supervisor``.

    Takes two queries, for one person and for two hundred.
    """
    counted = _count_since_the_first(people, by_day)
    agreed = _list_agreed(supervisor, people)
    return {person_id: _say(counted[person_id], agreed.get(person_id)) for person_id in people}


def say_own_month(person: Person) -> str:
    """One's own hours that count this month, in a sentence."""
    return _say(_count_since_the_first([person.id], rules.get_rules())[person.id], None)


def _count_since_the_first(people: Sequence[UUID], by_day: rules.Rules) -> Counter[UUID]:
    today = clock.today()
    statement = (
        select(Attendance.person_id, LogEntry.held_on, LogEntry.kind, LogEntry.minutes)
        .join(LogEntry, LogEntry.id == Attendance.entry_id)
        .where(
            Attendance.person_id.in_(people),
            LogEntry.held_on.between(today.replace(day=1), today),
            ~is_void(Attendance.id),
        )
    )
    counted: Counter[UUID] = Counter()
    for person_id, held_on, kind, minutes in db.session.execute(statement):
        counted[person_id] += by_day.on(held_on).count(kind, minutes)
    return counted


class Agreed(NamedTuple):
    """What two people agreed on: so many minutes, at least once in so many days."""

    minutes: int
    every_days: int


def _list_agreed(supervisor: Person, people: Sequence[UUID]) -> dict[UUID, Agreed]:
    statement = select(
        SupervisionAgreement.person_id, SupervisionAgreement.minutes, SupervisionAgreement.every_days
    ).where(
        SupervisionAgreement.supervisor_id == supervisor.id,
        SupervisionAgreement.person_id.in_(people),
        SupervisionAgreement.ended_at.is_(None),
        SupervisionAgreement.employee_confirmed_at.is_not(None),
        SupervisionAgreement.supervisor_confirmed_at.is_not(None),
    )
    return {person_id: Agreed(*agreed) for person_id, *agreed in db.session.execute(statement)}


def _say(counted: int, agreed: Agreed | None) -> str:
    if agreed is None:
        return _("Hours of supervision this month: %(hours)s.", hours=say_hours(counted))
    return _(
        "Hours of supervision this month: %(hours)s. Agreed: %(minutes)d minutes at least every %(days)d days.",
        hours=say_hours(counted),
        minutes=agreed.minutes,
        days=agreed.every_days,
    )
