"""Reads for hours: meetings as plain rows, work periods, sets of targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker import clock
from tracker.consultations import queries as consultations
from tracker.consultations import rules
from tracker.consultations.models import DomainMinutes, LogEntry
from tracker.database import db
from tracker.hours import shipped
from tracker.hours.counting import Meeting, with_rules
from tracker.hours.models import TargetSet, WorkPeriod
from tracker.hours.shipped import Number, Numbers
from tracker.language import say_shipped
from tracker.people import queries as people
from tracker.people.models import Person


def get_readable(person_id: UUID, reader: Person) -> Person:
    """Someone whose hours the reader may see, or 404: the person, who supervises and rates them, HR."""
    person = people.get_readable(person_id, reader)
    if not consultations.reads_all(reader, person.id):
        abort(404)
    return person


def list_meetings(person_id: UUID, *, since: date, until: date) -> list[Meeting]:
    """One person's meetings between two days, the newest first. Two queries, however many there are."""
    of_them = (consultations.attended_by(person_id, counting=True), LogEntry.held_on.between(since, until))
    splits: dict[UUID, dict[str, int]] = defaultdict(dict)
    parts = (
        select(DomainMinutes.entry_id, DomainMinutes.domain, DomainMinutes.minutes)
        .join(LogEntry, LogEntry.id == DomainMinutes.entry_id)
        .where(*of_them)
        .order_by(DomainMinutes.entry_id, DomainMinutes.position)
    )
    for entry_id, domain, minutes in db.session.execute(parts):
        splits[entry_id][domain] = minutes
    statement = (
        select(
            LogEntry.id,
            LogEntry.held_on,
            LogEntry.created_at,
            LogEntry.kind,
            LogEntry.mode,
            LogEntry.is_group,
            LogEntry.minutes,
        )
        .where(*of_them)
        .order_by(LogEntry.held_on.desc(), LogEntry.id)
    )
    meetings = [
        Meeting(entry_id, held_on, clock.local(written).date(), kind, mode, is_group, minutes, splits[entry_id])
        for entry_id, held_on, written, kind, mode, is_group, minutes in db.session.execute(statement)
    ]
    return with_rules(meetings, rules.get_rules())


def list_periods(person_id: UUID) -> Sequence[WorkPeriod]:
    """Someone's work periods, the newest first; without those taken back."""
    statement = (
        select(WorkPeriod)
        .where(WorkPeriod.person_id == person_id, WorkPeriod.taken_back_at.is_(None))
        .order_by(WorkPeriod.starts_on.desc(), WorkPeriod.id)
    )
    return db.session.execute(statement).scalars().all()


def get_period(period_id: UUID) -> WorkPeriod:
    """A work period that was not taken back, or 404."""
    statement = select(WorkPeriod).where(WorkPeriod.id == period_id, WorkPeriod.taken_back_at.is_(None))
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def list_sets() -> list[Numbers]:
    """Every set of targets in use: the product's, each as the employer changed it, then the employer's own."""
    statement = select(TargetSet).options(selectinload(TargetSet.targets)).order_by(TargetSet.title, TargetSet.code)
    own = {row.code: row for row in db.session.execute(statement).scalars()}
    ended = {row.code for row in own.values() if row.ended_at is not None}
    sets = [_as_numbers(own.pop(one.code)) if one.code in own else one for one in shipped.SETS]
    sets += [_as_numbers(row) for row in own.values()]
    return [one for one in sets if one.code not in ended]


def _as_numbers(row: TargetSet) -> Numbers:
    numbers = tuple(
        Number(target.measure, target.amount, say_shipped(target.source), target.source_on, target.domain)
        for target in row.targets
    )
    return Numbers(row.code, say_shipped(row.title), numbers, is_own=True)


def get_set(code: str) -> Numbers:
    """One set of targets in use, or 404."""
    return next((one for one in list_sets() if one.code == code), None) or abort(404)


def find_set_row(code: str) -> TargetSet | None:
    """The employer's own row of a set."""
    statement = select(TargetSet).where(TargetSet.code == code).options(selectinload(TargetSet.targets))
    return db.session.execute(statement).scalar_one_or_none()
