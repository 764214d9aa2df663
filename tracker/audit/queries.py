"""Reading the trail: each person the lines about their record, HR those in its care, the
administrator those about accounts and frameworks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.access.permissions import Permission
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import Person
from tracker.people.queries import auditor_kinds, permissions_held_by

ACCOUNT_KINDS = (
    "person",
    "role",
    "session",
    "link",
    "password",
    "framework",
    "setting",
    "requirement",
    "training_target",
)
# HR's care is everything but what a person keeps to themselves.
PRIVATE_KINDS = ("session", "password", "practice", "typed_answer")
# Saving an answer is seen by the one who saved it: when somebody works is nobody else's business.
OWN_EYES_KINDS = ("answer", "identifier")
# What happens between the two sides, and what is not shared or agreed yet: not for HR before its time.
BETWEEN_SIDES_EVENTS = (
    "review.seen_differently",
    "review.level_%",
    "review.item_chosen",
    "review.commented",
    "observation.drafted",
    "observation_request.%",
    "example.kept",
    "example.changed",
    "example.deleted",
    "goal.proposed",
    "goal.noted",
    "goal.step_%",
    "goal.revision_%",
    "supervision.%",
    "month.read",
)
READING_EVENTS = ("%.opened", "%.printed", "%.exported")
# Named like an opening, and none: lines from before still say that something was begun this way.
NO_READING = ("amendment.opened", "assessment.opened")


def is_reading(event: ColumnElement[str] | InstrumentedAttribute[str] = TrailLine.event) -> ColumnElement[bool]:
    """A condition on the event of a line: somebody opened, printed or exported something."""
    return and_(or_(*(event.like(pattern) for pattern in READING_EVENTS)), event.not_in(NO_READING))


def _readable(reader: Person, person: Person | None = None) -> ColumnElement[bool]:
    """The lines ``reader`` may read: of the whole trail, or of those about ``person``.

    An auditor reads the lines about reports of whomever a grant in force names.
    """
    permissions = permissions_held_by(reader)
    ways: list[ColumnElement[bool]] = [TrailLine.about_id == reader.id]
    if Permission.REVIEW_PROGRESS in permissions:
        ways.append(TrailLine.record_kind.not_in(PRIVATE_KINDS))
    elif Permission.PERSON_EDIT in permissions:
        ways.append(TrailLine.record_kind.in_(ACCOUNT_KINDS))
    if person is not None and auditor_kinds(reader, person.id):
        ways.append((TrailLine.record_kind == "report") & (TrailLine.about_id == person.id))
    own_eyes = or_(TrailLine.record_kind.not_in(OWN_EYES_KINDS), TrailLine.actor_id == reader.id)
    of_the_reader = or_(TrailLine.about_id == reader.id, TrailLine.actor_id == reader.id)
    between_sides = or_(*(TrailLine.event.like(event) for event in BETWEEN_SIDES_EVENTS))
    return and_(or_(*ways), own_eyes, or_(~between_sides, of_the_reader))


def may_read_about(person: Person, reader: Person) -> bool:
    """Whether any lines about someone's record are the reader's to read: a supervisor reads none."""
    in_care = {Permission.REVIEW_PROGRESS, Permission.PERSON_EDIT} & permissions_held_by(reader)
    return reader.id == person.id or bool(in_care) or bool(auditor_kinds(reader, person.id))


def list_about(person: Person, reader: Person, *, limit: int, before: int | None = None) -> Sequence[TrailLine]:
    """The newest lines about one person's record that ``reader`` may read; ``before`` pages back by id."""
    statement = select(TrailLine).where(TrailLine.about_id == person.id, _readable(reader, person))
    return _newest(statement, limit, before)


def list_all(reader: Person, *, limit: int, before: int | None = None) -> Sequence[TrailLine]:
    """The newest lines of the whole trail that ``reader`` may read; ``before`` pages back by id."""
    return _newest(select(TrailLine).where(_readable(reader)), limit, before)


def _newest(statement: Select[TrailLine], limit: int, before: int | None) -> Sequence[TrailLine]:
    if before is not None:
        statement = statement.where(TrailLine.id < before)
    return db.session.execute(statement.order_by(TrailLine.id.desc()).limit(limit)).scalars().all()


def list_readers(person: Person, *, limit: int) -> Sequence[TrailLine]:
    """Who opened, printed or exported someone's record, newest first, the person's own lines left out."""
    statement = select(TrailLine).where(
        TrailLine.about_id == person.id,
        is_reading(),
        TrailLine.actor_id.is_distinct_from(person.id),
    )
    return _newest(statement, limit, None)


def list_opened_this_hour(event: str, reader_id: UUID, record_ids: Iterable[UUID], hour: datetime) -> set[UUID]:
    """Of several records, those whose line for this reader and hour stands already."""
    statement = select(TrailLine.record_id).where(
        TrailLine.actor_id == reader_id,
        TrailLine.record_id.in_(list(record_ids)),
        TrailLine.event == event,
        TrailLine.hour == hour,
    )
    return {one for one in db.session.execute(statement).scalars() if one is not None}


def was_opened_this_hour(event: str, reader_id: UUID, record_id: UUID, hour: datetime) -> bool:
    """Whether the line for this reader, record and hour stands already."""
    statement = select(func.count()).where(
        TrailLine.actor_id == reader_id,
        TrailLine.record_id == record_id,
        TrailLine.event == event,
        TrailLine.hour == hour,
    )
    return db.session.execute(statement).scalar_one() > 0
