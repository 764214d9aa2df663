"""Reads of the supervision and consultation log. Each attendee of a group sees their own part only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, func, nulls_last, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.reading import Relation
from tracker.consultations.models import (
    COUNTED_KINDS,
    Attendance,
    LogDraft,
    LogEntry,
    split_counted,
)
from tracker.database import db
from tracker.people.models import Person
from tracker.people.queries import relations
from tracker.voiding.models import Voiding
from tracker.voiding.queries import is_void, list_voidings

_READ_ALL = {Relation.SELF, Relation.SUPERVISOR, Relation.HR}
_READ_OWN = {Relation.SECOND, Relation.FORMER_SUPERVISOR}


@dataclass(frozen=True)
class SeenEntry:
    """An entry as one reader sees it: the shared part, and the parts of the people they may read."""

    entry: LogEntry
    parts: tuple[Attendance, ...]
    is_writer: bool
    void: Mapping[UUID, Voiding] = field(default_factory=dict)

    @property
    def others(self) -> int:
        """How many attended besides those shown; their names are for the writer alone. Who is void did not attend."""
        shown = {part.id for part in self.parts}
        return sum(part.id not in shown and part.id not in self.void for part in self.entry.attendances)

    @property
    def is_group(self) -> bool:
        """Group is a format: more than one attendee."""
        return sum(part.id not in self.void for part in self.entry.attendances) > 1


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    held = relations(reader, person_id)
    if held & _READ_ALL:
        return true()
    return LogEntry.supervisor_id == reader.id if held & _READ_OWN else false()


def _attended_by(person_id: UUID, *, counting: bool = False) -> ColumnElement[bool]:
    """A condition on an entry; ``counting`` leaves out a part that is void."""
    attended = exists().where(Attendance.entry_id == LogEntry.id, Attendance.person_id == person_id)
    return attended.where(~is_void(Attendance.id)) if counting else attended


def _void_parts(*entries: LogEntry) -> dict[UUID, Voiding]:
    return list_voidings(part.id for entry in entries for part in entry.attendances)


def _entries() -> Select[LogEntry]:
    return (
        select(LogEntry)
        .options(
            joinedload(LogEntry.supervisor),
            selectinload(LogEntry.attendances).joinedload(Attendance.person),
            selectinload(LogEntry.splits),
        )
        .order_by(LogEntry.held_on.desc(), nulls_last(LogEntry.starts.desc()), LogEntry.id)
    )


def get_visible(entry_id: UUID, reader: Person, *, about: UUID | None = None) -> SeenEntry:
    """One entry with the parts the reader may see, or 404.

    The writer sees everyone's part, an attendee their own, any other reader one person's: the one
    asked ``about``, or the first they may read.
    """
    entry = db.session.execute(_entries().where(LogEntry.id == entry_id)).scalar_one_or_none()
    if entry is None:
        abort(404)
    if entry.supervisor_id == reader.id:
        return SeenEntry(entry, tuple(entry.attendances), is_writer=True, void=_void_parts(entry))
    for part in sorted(entry.attendances, key=lambda one: (one.person_id != reader.id, one.person_id != about)):
        if relations(reader, part.person_id) & _READ_ALL:
            return SeenEntry(entry, (part,), is_writer=False, void=_void_parts(entry))
    return abort(404)


def get_visible_part(attendance_id: UUID, reader: Person) -> tuple[SeenEntry, Attendance]:
    """One person's part of an entry, with the entry as the reader sees it, or 404."""
    part = db.session.get(Attendance, attendance_id) or abort(404)
    seen = get_visible(part.entry_id, reader, about=part.person_id)
    if part not in seen.parts:
        abort(404)
    return seen, part


def list_visible(person_id: UUID, reader: Person, *, limit: int | None = None) -> list[SeenEntry]:
    """Entries one person attended that the reader may see, newest first, with that person's part."""
    statement = _entries().where(_attended_by(person_id), _readable(reader, person_id)).limit(limit)
    entries = db.session.execute(statement).scalars().all()
    void = _void_parts(*entries)
    return [
        SeenEntry(
            entry,
            tuple(part for part in entry.attendances if part.person_id == person_id),
            entry.supervisor_id == reader.id,
            void,
        )
        for entry in entries
    ]


def list_unconfirmed(person: Person) -> Sequence[LogEntry]:
    """Entries that wait for this attendee's confirmation, oldest first."""
    waits = exists().where(
        Attendance.entry_id == LogEntry.id,
        Attendance.person_id == person.id,
        Attendance.confirmed_at.is_(None),
        ~is_void(Attendance.id),
    )
    statement = (
        select(LogEntry).where(waits).options(joinedload(LogEntry.supervisor)).order_by(LogEntry.held_on, LogEntry.id)
    )
    return db.session.execute(statement).scalars().all()


def get_draft(draft_id: UUID, supervisor: Person, *, lock: bool = False) -> LogDraft:
    """A draft of one's own that waits, or 404."""
    statement = select(LogDraft).where(LogDraft.id == draft_id).execution_options(populate_existing=lock)
    found = db.session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()
    if found is None or found.supervisor_id != supervisor.id:
        abort(404)
    return found


def list_drafts_of(supervisor: Person) -> Sequence[LogDraft]:
    """Drafts that wait for this supervisor, the longest wait first."""
    return _drafts(LogDraft.supervisor_id == supervisor.id)


def list_drafts_about(person: Person, reader: Person) -> Sequence[LogDraft]:
    """Open drafts about someone, for themselves and for the supervisor who has them; others read none."""
    mine = true() if person.id == reader.id else LogDraft.supervisor_id == reader.id
    return _drafts(LogDraft.person_id == person.id, mine)


def _drafts(*conditions: ColumnElement[bool]) -> Sequence[LogDraft]:
    statement = (
        select(LogDraft)
        .where(
            LogDraft.entry_id.is_(None),
            LogDraft.discarded_at.is_(None),
            ~is_void(LogDraft.source_id),
            *conditions,
        )
        .options(joinedload(LogDraft.person), joinedload(LogDraft.supervisor))
        .order_by(LogDraft.created_at, LogDraft.id)
    )
    return db.session.execute(statement).scalars().all()


def last_supervision(people: Iterable[UUID]) -> dict[UUID, date]:
    """The day each of several people last had time that counts as supervision."""
    statement = (
        select(Attendance.person_id, func.max(LogEntry.held_on))
        .join(LogEntry, LogEntry.id == Attendance.entry_id)
        .where(Attendance.person_id.in_(list(people)), LogEntry.kind.in_(COUNTED_KINDS), ~is_void(Attendance.id))
        .group_by(Attendance.person_id)
    )
    return dict(db.session.execute(statement).all())


def counted_by_domain(person_id: UUID, *, since: date, until: date) -> Counter[str]:
    """Counted minutes of one person between two days, by domain code; the empty code is General.

    Each entry is counted once, in whole quarter hours, then split by largest remainder.
    """
    statement = _entries().where(_attended_by(person_id, counting=True), LogEntry.held_on.between(since, until))
    totals: Counter[str] = Counter()
    for entry in db.session.execute(statement).scalars():
        totals.update(split_counted(entry.counted, {split.domain: split.minutes for split in entry.splits}))
    return totals


def find_last_of(supervisor: Person) -> LogEntry | None:
    """The entry a supervisor wrote last: its form, kind and attendees are the next one's defaults."""
    statement = (
        _entries()
        .where(
            LogEntry.supervisor_id == supervisor.id,
            ~exists().where(Attendance.entry_id == LogEntry.id, is_void(Attendance.id)),
        )
        .order_by(None)
        .order_by(LogEntry.created_at.desc(), LogEntry.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()
