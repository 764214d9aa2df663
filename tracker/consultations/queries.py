"""Reads of the supervision and consultation log. Each attendee of a group sees their own part only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, func, nulls_last, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.access.reading import Relation
from tracker.consultations import rules
from tracker.consultations.models import (
    DEFAULT_RULE,
    Attendance,
    DomainMinutes,
    EntryGoal,
    FollowUp,
    LogDraft,
    LogEntry,
    Rule,
    split_counted,
)
from tracker.database import db
from tracker.goals.models import Goal
from tracker.months import frozen
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
    rule: Rule = DEFAULT_RULE

    @property
    def counted(self) -> int:
        """Minutes that count toward hours by the rule of that day."""
        return self.rule.count(self.entry.kind, self.entry.minutes)

    @property
    def is_brief(self) -> bool:
        """A brief contact is listed but not counted."""
        return self.rule.is_brief(self.entry.minutes)

    @property
    def goals(self) -> list[Goal]:
        """Goals of the people shown."""
        shown = {part.person_id for part in self.parts}
        return [about.goal for about in self.entry.goals if about.goal.person_id in shown]

    @property
    def follow_ups(self) -> list[FollowUp]:
        """What the writer or the people shown will do."""
        shown = {part.person_id for part in self.parts} | {self.entry.supervisor_id}
        return [follow_up for follow_up in self.entry.follow_ups if follow_up.owner_id in shown]

    @property
    def others(self) -> int:
        """How many attended besides those shown; their names are for the writer alone. Who is void did not attend."""
        shown = {part.id for part in self.parts}
        return sum(part.id not in shown and part.id not in self.void for part in self.entry.attendances)

    @property
    def is_group(self) -> bool:
        """Group is a format: more than one attendee, or others who are not in the log."""
        standing = sum(part.id not in self.void for part in self.entry.attendances)
        return standing > 1 or (self.entry.is_group and len(self.entry.attendances) == 1)


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    held = relations(reader, person_id)
    if held & _READ_ALL:
        return true()
    return LogEntry.supervisor_id == reader.id if held & _READ_OWN else false()


def reads_all(reader: Person, person_id: UUID) -> bool:
    """Whether someone reads every entry of a person, not only those they wrote."""
    return bool(relations(reader, person_id) & _READ_ALL)


def list_parts_read(reader: Person, entry: LogEntry) -> list[Attendance]:
    """The parts of an entry whose people the reader supervises, or whose writer the reader is."""
    if entry.supervisor_id == reader.id:
        return list(entry.attendances)
    return [part for part in entry.attendances if relations(reader, part.person_id) & _READ_ALL]


def attended_by(person_id: UUID, *, counting: bool = False) -> ColumnElement[bool]:
    """A condition: someone attended; ``counting``, as every total does, leaves out a part that is void."""
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


def whole(statement: Select[LogEntry]) -> Select[LogEntry]:
    """Entries with everything that stands in them, for a page or a copy of their content."""
    return statement.options(
        selectinload(LogEntry.items),
        selectinload(LogEntry.goals).joinedload(EntryGoal.goal),
        selectinload(LogEntry.follow_ups).joinedload(FollowUp.owner),
    )


def get_visible(entry_id: UUID, reader: Person, *, about: UUID | None = None) -> SeenEntry:
    """One entry with the parts the reader may see, or 404.

    The writer sees everyone's part, an attendee their own, any other reader one person's: the one
    asked ``about``, or the first they may read.
    """
    statement = whole(_entries()).where(LogEntry.id == entry_id)
    entry = db.session.execute(statement).scalar_one_or_none()
    if entry is None:
        abort(404)
    rule = rules.get_rules().on(entry.held_on)
    if entry.supervisor_id == reader.id:
        by_name = sorted(entry.attendances, key=lambda part: (part.person.name, part.person_id))
        return SeenEntry(entry, tuple(by_name), is_writer=True, void=_void_parts(entry), rule=rule)
    for part in sorted(entry.attendances, key=lambda one: (one.person_id != reader.id, one.person_id != about)):
        if relations(reader, part.person_id) & _READ_ALL:
            return SeenEntry(entry, (part,), is_writer=False, void=_void_parts(entry), rule=rule)
    return abort(404)


def get_visible_part(attendance_id: UUID, reader: Person) -> tuple[SeenEntry, Attendance]:
    """One person's part of an entry, with the entry as the reader sees it, or 404."""
    part = db.session.get(Attendance, attendance_id) or abort(404)
    seen = get_visible(part.entry_id, reader, about=part.person_id)
    if part not in seen.parts:
        abort(404)
    return seen, part


def list_visible(
    person_id: UUID, reader: Person, *, limit: int | None = None, offset: int | None = None
) -> list[SeenEntry]:
    """Entries one person attended that the reader may see, newest first, with that person's part."""
    statement = _entries().where(attended_by(person_id), _readable(reader, person_id)).limit(limit).offset(offset)
    entries = db.session.execute(statement).scalars().all()
    void, by_day = _void_parts(*entries), rules.get_rules()
    return [
        SeenEntry(
            entry,
            tuple(part for part in entry.attendances if part.person_id == person_id),
            entry.supervisor_id == reader.id,
            void,
            by_day.on(entry.held_on),
        )
        for entry in entries
    ]


def count_visible(person_id: UUID, reader: Person) -> int:
    """How many entries ``list_visible`` would give in all."""
    counted = select(func.count(LogEntry.id)).where(attended_by(person_id), _readable(reader, person_id))
    return db.session.execute(counted).scalar_one()


def list_of_month(person_id: UUID, supervisor_id: UUID, first: date, last: date) -> Sequence[LogEntry]:
    """Everything one supervisor wrote about one person between two days, in the order it happened."""
    statement = (
        whole(_entries())
        .where(
            attended_by(person_id, counting=True),
            LogEntry.supervisor_id == supervisor_id,
            LogEntry.held_on.between(first, last),
        )
        .order_by(None)
        .order_by(LogEntry.held_on, nulls_last(LogEntry.starts), LogEntry.id)
    )
    return db.session.execute(statement).scalars().all()


def list_near(people: Iterable[UUID], writer_id: UUID, first: date, last: date) -> Sequence[LogEntry]:
    """Entries between two days with a start, of any of several people or by one writer."""
    wanted = or_(LogEntry.supervisor_id == writer_id, Attendance.person_id.in_(list(people)))
    statement = _entries().where(
        LogEntry.held_on.between(first, last),
        LogEntry.starts.is_not(None),
        exists().where(Attendance.entry_id == LogEntry.id, ~is_void(Attendance.id), wanted),
    )
    return db.session.execute(statement).scalars().all()


def find_of_writer(entry_id: UUID, writer: Person) -> LogEntry | None:
    """An entry of one's own with everything in it, to write another like it."""
    statement = whole(_entries()).where(LogEntry.id == entry_id, LogEntry.supervisor_id == writer.id)
    return db.session.execute(statement).scalar_one_or_none()


def get_follow_up(follow_up_id: UUID, owner: Person) -> FollowUp:
    """A follow-up of one's own, or 404; its entry is loaded."""
    statement = select(FollowUp).where(FollowUp.id == follow_up_id).options(joinedload(FollowUp.entry))
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None or found.owner_id != owner.id:
        abort(404)
    return found


def list_follow_ups_of(owner: Person) -> Sequence[FollowUp]:
    """What someone has still to do after meetings, the earliest due first; the entries are loaded."""
    statement = (
        select(FollowUp)
        .where(
            FollowUp.owner_id == owner.id,
            FollowUp.done_at.is_(None),
            exists().where(Attendance.entry_id == FollowUp.entry_id, ~is_void(Attendance.id)),
        )
        .options(joinedload(FollowUp.entry).joinedload(LogEntry.supervisor))
        .order_by(FollowUp.due_on, FollowUp.created_at, FollowUp.id)
    )
    return db.session.execute(statement).scalars().all()


def list_unconfirmed(person: Person) -> Sequence[LogEntry]:
    """Entries that wait for this attendee's confirmation, oldest first."""
    waits = exists().where(
        Attendance.entry_id == LogEntry.id,
        Attendance.person_id == person.id,
        Attendance.confirmed_at.is_(None),
        ~frozen.is_frozen(Attendance.id),
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


def find_draft_from(source_id: UUID) -> LogDraft | None:
    """What a conversation or an observation has begun in the log: open, completed, or discarded."""
    return db.session.execute(select(LogDraft).where(LogDraft.source_id == source_id)).scalar_one_or_none()


def find_source_of(entry_id: UUID) -> UUID | None:
    """What began an entry, such as an observation."""
    statement = select(LogDraft.source_id).where(LogDraft.entry_id == entry_id)
    return db.session.execute(statement).scalar_one_or_none()


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


def last_supervision(people: Iterable[UUID], *, by_day: rules.Rules | None = None) -> dict[UUID, date]:
    """The day each of several people last had time that counts as supervision today.

    :param by_day: the counting rules, where the caller has them.
    """
    kinds = (by_day or rules.get_rules()).on(clock.today()).kinds
    statement = (
        select(Attendance.person_id, func.max(LogEntry.held_on))
        .join(LogEntry, LogEntry.id == Attendance.entry_id)
        .where(Attendance.person_id.in_(list(people)), LogEntry.kind.in_(kinds), ~is_void(Attendance.id))
        .group_by(Attendance.person_id)
    )
    return dict(db.session.execute(statement).all())


def counted_by_domain(person_id: UUID, *, since: date, until: date) -> Counter[str]:
    """Counted minutes of one person between two days, by domain code; the empty code is General.

    Each entry is counted once, by the rule of its day, then split by largest remainder.
    """
    by_day = rules.get_rules()
    # A sum needs no records: twenty years of entries are a few thousand short rows.
    statement = (
        select(
            LogEntry.id, LogEntry.held_on, LogEntry.kind, LogEntry.minutes, DomainMinutes.domain, DomainMinutes.minutes
        )
        .join(DomainMinutes, DomainMinutes.entry_id == LogEntry.id)
        .where(attended_by(person_id, counting=True), LogEntry.held_on.between(since, until))
        .order_by(LogEntry.id, DomainMinutes.position)
    )
    totals: Counter[str] = Counter()
    for (_id, held_on, kind, minutes), splits in groupby(db.session.execute(statement), key=lambda row: row[:4]):
        counted = by_day.on(held_on).count(kind, minutes)
        totals.update(split_counted(counted, {row[4]: row[5] for row in splits}))
    return totals


def find_last_of(supervisor: Person) -> LogEntry | None:
    """The entry a supervisor wrote last: its form, kind and attendees are the next one's defaults."""
    statement = (
        whole(_entries())
        .where(
            LogEntry.supervisor_id == supervisor.id,
            ~exists().where(Attendance.entry_id == LogEntry.id, is_void(Attendance.id)),
        )
        .order_by(None)
        .order_by(LogEntry.created_at.desc(), LogEntry.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()
