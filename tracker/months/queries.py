"""Reads of months: what stands in one, who has signed it, and which wait for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, extract, func, or_, select, true
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.access.reading import Relation
from tracker.consultations import queries as consultations
from tracker.consultations.models import Attendance, LogEntry
from tracker.database import db
from tracker.months.frozen import first_of, last_of
from tracker.months.models import FrozenAttendance, MonthReading, SignedMonth
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reviews.queries import list_holidays
from tracker.reviews.working_days import DAYS_TO_READ, day_after
from tracker.signatures import queries as signed
from tracker.signatures.models import Capacity, Signature, Snapshot
from tracker.voiding.queries import is_void

# How long a month that nobody has signed stands among what waits.
WAITS_FOR: Final = timedelta(days=100)
_READ_ALL = {Relation.SELF, Relation.SUPERVISOR, Relation.HR}
_READ_OWN = {Relation.SECOND, Relation.FORMER_SUPERVISOR}


class Key(NamedTuple):
    """Which month: of whom, written by whom, its first day."""

    person_id: UUID
    supervisor_id: UUID
    month_on: date


@dataclass(frozen=True)
class Signed:
    """A copy with the signatures under it."""

    copy: SignedMonth
    signatures: Sequence[Signature]
    locks_on: date | None

    def by(self, capacity: Capacity) -> Signature | None:
        """The signature of one side."""
        return next((one for one in self.signatures if one.capacity is capacity), None)

    @property
    def is_locked(self) -> bool:
        """Locked by the second signature, or after the working days that follow the supervisor's."""
        both = {one.capacity for one in self.signatures} == set(Capacity)
        return both or (self.locks_on is not None and clock.today() >= self.locks_on)

    @property
    def employee_is_missing(self) -> bool:
        """Locked without the employee: "not signed by the employee"."""
        return self.is_locked and self.by(Capacity.EMPLOYEE) is None


@dataclass(frozen=True)
class Month:
    """One month as a reader opens it: the standing copy, earlier ones, and what stands in the log."""

    key: Key
    person: Person
    supervisor: Person
    entries: Sequence[LogEntry]
    copies: Sequence[Signed] = field(default=())
    in_copy: frozenset[UUID] = frozenset()

    @property
    def standing(self) -> Signed | None:
        """The copy that was not reopened."""
        return next((one for one in self.copies if one.copy.reopened_at is None), None)

    @property
    def late(self) -> list[LogEntry]:
        """Entries written since the standing copy was made."""
        return [entry for entry in self.entries if self.standing and entry.id not in self.in_copy]

    @property
    def made_void(self) -> int:
        """How many entries of the standing copy were made void since; they count nowhere."""
        return len(self.in_copy - {entry.id for entry in self.entries})

    @property
    def is_over(self) -> bool:
        """Whether the month has ended: only then it can be signed."""
        return last_of(self.key.month_on) < clock.today()

    def capacity_of(self, reader: Person) -> Capacity | None:
        """As what a reader would sign."""
        if reader.id == self.key.person_id:
            return Capacity.EMPLOYEE
        return Capacity.SUPERVISOR if reader.id == self.key.supervisor_id else None

    def may_sign(self, reader: Person) -> bool:
        """Whether a reader's signature is still missing."""
        capacity = self.capacity_of(reader)
        if capacity is None or not self.is_over:
            return False
        return self.standing is None or self.standing.by(capacity) is None


def get_month(key: Key, reader: Person, *, lock: bool = False) -> Month:
    """One month that the reader may open, or 404. Former staff open their own once it is signed.

    :param lock: keep other writers of this person's months waiting.
    """
    person = people.get_readable(key.person_id, reader)
    held = people.relations(reader, person.id)
    wrote = reader.id == key.supervisor_id and bool(held & _READ_OWN)
    if not (held & _READ_ALL or wrote or Relation.FORMER_STAFF in held):
        abort(404)
    if lock:
        # Both sides may sign in the same moment: the second waits here and finds the copy of the first.
        db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    entries = consultations.list_of_month(*key[:2], key.month_on, last_of(key.month_on))
    copies = _with_signatures(_list_copies(_of_key(key)))
    if not (copies if Relation.FORMER_STAFF in held else [*entries, *copies]):
        abort(404)
    supervisor = db.session.get_one(Person, key.supervisor_id)
    standing = next((one.copy.id for one in copies if one.copy.reopened_at is None), None)
    held_in_copy = select(FrozenAttendance.entry_id).where(FrozenAttendance.signed_month_id == standing)
    in_copy = frozenset(db.session.execute(held_in_copy).scalars()) if standing else frozenset()
    return Month(key, person, supervisor, entries, copies, in_copy)


def get_copy(copy_id: UUID, reader: Person) -> tuple[Month, Signed]:
    """A copy, also an earlier one, with its month, or 404."""
    found = db.session.get(SignedMonth, copy_id) or abort(404)
    month = get_month(Key(found.person_id, found.supervisor_id, found.month_on), reader)
    return month, next(one for one in month.copies if one.copy.id == copy_id)


def get_snapshot(copy: SignedMonth) -> Snapshot:
    """The locked content of a copy."""
    return db.session.get_one(Snapshot, copy.snapshot_id)


def _of_key(key: Key) -> ColumnElement[bool]:
    return (
        (SignedMonth.person_id == key.person_id)
        & (SignedMonth.supervisor_id == key.supervisor_id)
        & (SignedMonth.month_on == key.month_on)
    )


def _list_copies(*conditions: ColumnElement[bool]) -> Sequence[SignedMonth]:
    statement = (
        select(SignedMonth)
        .where(*conditions)
        .options(joinedload(SignedMonth.person), joinedload(SignedMonth.supervisor), joinedload(SignedMonth.asked_by))
        .order_by(SignedMonth.month_on.desc(), SignedMonth.created_at.desc(), SignedMonth.id)
    )
    return db.session.execute(statement).scalars().all()


def _with_signatures(copies: Sequence[SignedMonth]) -> list[Signed]:
    if not copies:
        return []
    signatures = signed.list_signatures([copy.snapshot_id for copy in copies])
    holidays = {holiday.day for holiday in list_holidays()}
    return [_with_lock(copy, signatures[copy.snapshot_id], holidays) for copy in copies]


def _with_lock(copy: SignedMonth, signatures: Sequence[Signature], holidays: set[date]) -> Signed:
    supervisor = next((one for one in signatures if one.capacity is Capacity.SUPERVISOR), None)
    given_on = clock.local(supervisor.signed_at).date() if supervisor else None
    return Signed(copy, signatures, day_after(given_on, DAYS_TO_READ, holidays) if given_on else None)


@dataclass(frozen=True)
class Line:
    """A month in a list."""

    key: Key
    entries: int
    minutes: int
    since: datetime
    signed: Signed | None
    read: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the month has ended."""
        return last_of(self.key.month_on) < clock.today()


def _lines(*conditions: ColumnElement[bool]) -> list[Line]:
    """Months by their entries, newest first, with the standing copy of each. One query for all entries."""
    year, month = extract("year", LogEntry.held_on), extract("month", LogEntry.held_on)
    statement = (
        select(
            Attendance.person_id,
            LogEntry.supervisor_id,
            year,
            month,
            func.count(LogEntry.id),
            func.sum(LogEntry.minutes),
            func.min(LogEntry.created_at),
        )
        .join(LogEntry, LogEntry.id == Attendance.entry_id)
        .where(*conditions, ~is_void(Attendance.id))
        .group_by(Attendance.person_id, LogEntry.supervisor_id, year, month)
        .order_by(year.desc(), month.desc(), Attendance.person_id, LogEntry.supervisor_id)
    )
    rows = db.session.execute(statement).all()
    standing = _standing_by_key({row[0] for row in rows}, {row[1] for row in rows})
    lines = []
    for person_id, supervisor_id, in_year, in_month, entries, minutes, since in rows:
        key = Key(person_id, supervisor_id, date(int(in_year), int(in_month), 1))
        lines.append(Line(key, entries, int(minutes), since, standing.get(key)))
    return lines


def _standing_by_key(person_ids: set[UUID], supervisor_ids: set[UUID]) -> dict[Key, Signed]:
    if not person_ids:
        return {}
    copies = _list_copies(
        SignedMonth.reopened_at.is_(None),
        SignedMonth.person_id.in_(person_ids),
        SignedMonth.supervisor_id.in_(supervisor_ids),
    )
    return {Key(one.copy.person_id, one.copy.supervisor_id, one.copy.month_on): one for one in _with_signatures(copies)}


def list_standing(person_id: UUID, first: date, last: date) -> dict[Key, Signed]:
    """The standing copies of someone's months that begin between two days, with the signatures under them."""
    copies = _list_copies(
        SignedMonth.reopened_at.is_(None), SignedMonth.person_id == person_id, SignedMonth.month_on.between(first, last)
    )
    return {Key(one.copy.person_id, one.copy.supervisor_id, one.copy.month_on): one for one in _with_signatures(copies)}


def list_months(person_id: UUID, reader: Person) -> list[Line]:
    """Someone's months that the reader may open, newest first."""
    held = people.relations(reader, person_id)
    if held & _READ_ALL:
        return _lines(Attendance.person_id == person_id, true())
    if Relation.FORMER_STAFF in held:
        return [line for line in _lines(Attendance.person_id == person_id) if line.signed]
    own = _lines(Attendance.person_id == person_id, LogEntry.supervisor_id == reader.id)
    return own if held & _READ_OWN else []


def list_waiting(reader: Person, *, late: bool = False) -> list[Line]:
    """Months that wait for the reader's signature, on either side, the longest wait first.

    A month locked without the employee waits no more, nor one that nobody has signed for long: both can
    still be signed.

    :param late: also those of them that the reader has read to sign them late.
    """
    first = first_of(clock.today())
    lines = _lines(
        or_(Attendance.person_id == reader.id, LogEntry.supervisor_id == reader.id), LogEntry.held_on < first
    )
    read = _list_read(reader) if lines else {}
    waiting = []
    for line in reversed(lines):
        capacity = Capacity.EMPLOYEE if line.key.person_id == reader.id else Capacity.SUPERVISOR
        if line.signed is not None and line.signed.by(capacity) is not None:
            continue
        if _still_waits(line) or (late and line.key in read):
            waiting.append(Line(line.key, line.entries, line.minutes, line.since, line.signed, line.key in read))
    return waiting


def _still_waits(line: Line) -> bool:
    if line.signed is not None:
        return not line.signed.is_locked
    return clock.today() - last_of(line.key.month_on) <= WAITS_FOR


def _list_read(reader: Person) -> dict[Key, str]:
    statement = select(MonthReading).where(MonthReading.reader_id == reader.id)
    found = db.session.execute(statement).scalars()
    return {Key(one.person_id, one.supervisor_id, one.month_on): one.mark for one in found}


def list_read_marks(reader: Person) -> dict[Key, str]:
    """What the reader has read of each month, to sign it."""
    return _list_read(reader)


def list_late(entries: Iterable[LogEntry]) -> dict[UUID, datetime]:
    """Which of several entries were written after their month was signed for somebody, and when it was signed."""
    listed = list(entries)
    if not listed:
        return {}
    writers = {entry.supervisor_id for entry in listed}
    months = {first_of(entry.held_on) for entry in listed}
    statement = select(SignedMonth).where(
        SignedMonth.supervisor_id.in_(writers), SignedMonth.month_on.in_(months), SignedMonth.reopened_at.is_(None)
    )
    copies = defaultdict(list)
    for copy in db.session.execute(statement).scalars():
        copies[copy.person_id, copy.supervisor_id, copy.month_on].append(copy.created_at)
    found = {}
    for entry in listed:
        made = [
            at
            for part in entry.attendances
            for at in copies[part.person_id, entry.supervisor_id, first_of(entry.held_on)]
            if at < entry.created_at
        ]
        if made:
            found[entry.id] = min(made)
    return found


def list_asked(reader: Person) -> list[SignedMonth]:
    """Months that HR is asked to reopen; nobody's own record."""
    return [
        copy
        for copy in _list_copies(
            SignedMonth.asked_at.is_not(None), SignedMonth.refused_at.is_(None), SignedMonth.reopened_at.is_(None)
        )
        if reader.id not in (copy.person_id, copy.supervisor_id)
    ]
