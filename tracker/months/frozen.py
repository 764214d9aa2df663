"""Whether something stands in a signed month, for the rooms that would change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from tracker.database import db
from tracker.language import say_date
from tracker.months.models import FrozenAttendance, SignedMonth


def is_frozen(attendance_id: Any) -> ColumnElement[bool]:
    """A condition: one person's part of an entry stands in a copy that was not reopened."""
    return exists().where(
        FrozenAttendance.attendance_id == attendance_id,
        SignedMonth.id == FrozenAttendance.signed_month_id,
        SignedMonth.reopened_at.is_(None),
    )


def list_frozen(attendances: Iterable[UUID]) -> set[UUID]:
    """Which of several parts stand in a copy that was not reopened."""
    statement = (
        select(FrozenAttendance.attendance_id)
        .join(SignedMonth, SignedMonth.id == FrozenAttendance.signed_month_id)
        .where(FrozenAttendance.attendance_id.in_(list(attendances)), SignedMonth.reopened_at.is_(None))
    )
    return set(db.session.execute(statement).scalars())


def list_entries_in_copies(person_id: UUID) -> set[UUID]:
    """The entries of someone that stand in a signed copy of theirs that was not reopened."""
    statement = (
        select(FrozenAttendance.entry_id)
        .join(SignedMonth, SignedMonth.id == FrozenAttendance.signed_month_id)
        .where(SignedMonth.person_id == person_id, SignedMonth.reopened_at.is_(None))
    )
    return set(db.session.execute(statement).scalars())


def first_of(day: date) -> date:
    """The first day of a month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """The last day of a month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def say_month(day: date) -> str:
    """A month in the reader's language: "May 2026"."""
    return say_date(day, "MMMM yyyy")


def list_signed_of(people: Iterable[UUID], supervisor_id: UUID, day: date) -> set[UUID]:
    """With whom of several people the month of a day stands signed, by either side."""
    statement = select(SignedMonth.person_id).where(
        SignedMonth.person_id.in_(list(people)),
        SignedMonth.supervisor_id == supervisor_id,
        SignedMonth.month_on == first_of(day),
        SignedMonth.reopened_at.is_(None),
    )
    return set(db.session.execute(statement).scalars())
