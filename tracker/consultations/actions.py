"""Logging supervision and consultation, and confirming it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.access.reading import Relation
from tracker.audit import actions as audit
from tracker.consultations.models import (
    LONGEST_ENTRY,
    Attendance,
    DomainMinutes,
    EntryKind,
    LogDraft,
    LogEntry,
    Mode,
    Topic,
)
from tracker.database import db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.language import _, say_list
from tracker.people.models import Person
from tracker.people.queries import relations
from tracker.people.supervision import list_assignments_between
from tracker.voiding import actions as voiding
from tracker.voiding.models import VoidKind
from tracker.voiding.queries import find_voiding


def log(
    attendees: Sequence[Person],
    *,
    held_on: date,
    starts: time | None,
    minutes: int,
    minutes_by_domain: Mapping[str, int],
    kind: EntryKind,
    mode: Mode,
    topics: Sequence[Topic],
    summary: str,
    strength: str,
    supervisor_credential: str,
    is_non_clinical: bool,
    key: UUID,
    by: Person,
) -> LogEntry:
    """Write one entry for everyone who attended.

    :param minutes_by_domain: real minutes by domain code; the empty code is General.
    :raises Refusal: when the minutes do not add up, the day lies ahead, or someone was not
        supervised by the writer on that day.
    """
    attendees = list(dict.fromkeys(attendees))
    _refuse_attendees(attendees, held_on, by)
    _refuse_minutes(minutes, minutes_by_domain)
    if held_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this meeting has not happened yet."))
    entry = LogEntry(
        id=key,
        supervisor_id=by.id,
        supervisor_credential=supervisor_credential,
        is_non_clinical=is_non_clinical,
        held_on=held_on,
        starts=starts,
        minutes=minutes,
        kind=kind,
        mode=mode,
        topics=[topic.value for topic in topics],
        summary=summary,
        strength=strength,
        attendances=[Attendance(person_id=attendee.id) for attendee in attendees],
        splits=[
            DomainMinutes(domain=domain, position=position, minutes=part)
            for position, (domain, part) in enumerate(minutes_by_domain.items())
            if part
        ],
    )
    db.session.add(entry)
    db.session.flush()
    for attendee in attendees:
        audit.record("log_entry.written", by=by, kind="log_entry", record_id=entry.id, about_id=attendee.id)
    return entry


def _refuse_attendees(attendees: Sequence[Person], held_on: date, by: Person) -> None:
    if not attendees:
        raise Refusal(_("Choose who attended."))
    if any(attendee.id == by.id for attendee in attendees):
        raise Refusal(_("You cannot supervise yourself. Your own supervisor logs the time with you."))
    strangers = [
        attendee.name
        for attendee in attendees
        if not any(assignment.covers(held_on) for assignment in list_assignments_between(by.id, attendee.id))
    ]
    if strangers:
        raise Refusal(
            _("On that day you did not supervise %(names)s. Check the day, or ask HR.", names=say_list(strangers))
        )
    gone = [attendee.name for attendee in attendees if attendee.has_left(held_on)]
    if gone:
        raise Refusal(_("On that day %(names)s no longer worked here. Check the day.", names=say_list(gone)))


def _refuse_minutes(minutes: int, minutes_by_domain: Mapping[str, int]) -> None:
    if not 1 <= minutes <= LONGEST_ENTRY:
        raise Refusal(_("Write the minutes as a number from 1 to %(most)d.", most=LONGEST_ENTRY))
    if any(part < 0 for part in minutes_by_domain.values()):
        raise Refusal(_("Minutes of a domain cannot be below zero."))
    split = sum(minutes_by_domain.values())
    if split != minutes:
        raise Refusal(
            _(
                "The domains add up to %(split)d minutes, the meeting took %(minutes)d. Change one of them.",
                split=split,
                minutes=minutes,
            )
        )


def draft(
    person: Person,
    *,
    source_id: UUID,
    held_on: date,
    minutes: int,
    mode: Mode,
    kind: EntryKind = EntryKind.CO_REFLECTION,
    by: Person,
) -> LogDraft:
    """Begin an entry for its supervisor to complete. It counts nowhere until then.

    The same source, such as a conversation finished a second time, begins no second one: the draft
    follows it while it is open, and stays as it is once it was completed or discarded.
    """
    found = db.session.execute(
        select(LogDraft).where(LogDraft.source_id == source_id).with_for_update()
    ).scalar_one_or_none()
    if found is not None and not found.is_open:
        return found
    if found is None:
        found = LogDraft(source_id=source_id, person_id=person.id, kind=kind)
        db.session.add(found)
    found.supervisor_id, found.held_on, found.minutes, found.mode = by.id, held_on, minutes, mode
    db.session.flush()
    audit.record("log_entry.drafted", by=by, kind="log_entry", record_id=found.id, about_id=person.id)
    return found


def complete_draft(found: LogDraft, entry: LogEntry) -> None:
    """The entry that its supervisor has written from a draft stands in its place.

    :raises Stale: when it was completed or discarded already.
    """
    _refuse_closed(found)
    found.entry_id = entry.id
    db.session.flush()


def discard_draft(found: LogDraft, *, by: Person) -> None:
    """Discard a draft: the time is logged elsewhere, or not at all.

    :raises Stale: when it was completed or discarded already.
    """
    _refuse_closed(found)
    found.discarded_at = clock.now()
    db.session.flush()
    audit.record("log_entry.draft_discarded", by=by, kind="log_entry", record_id=found.id, about_id=found.person_id)


def _refuse_closed(found: LogDraft) -> None:
    if not found.is_open:
        raise Stale(_("This draft was saved or discarded already. Look at the log."))
    if find_voiding(found.source_id) is not None:
        raise Stale(_("The review this draft came from is void. Write an entry of its own if you met."))


def confirm(entry: LogEntry, *, comment: str, by: Person) -> None:
    """Confirm that one attended, with a comment if wanted. Confirming is not signing.

    :raises Stale: when it was confirmed already, or the person did not attend.
    """
    statement = (
        select(Attendance).where(Attendance.entry_id == entry.id, Attendance.person_id == by.id).with_for_update()
    )
    attendance = db.session.execute(statement).scalar_one_or_none()
    if attendance is None:
        raise Stale(_("You are not among those who attended."))
    if attendance.confirmed_at is not None:
        raise Stale(_("You have confirmed this entry already."))
    if find_voiding(attendance.id) is not None:
        raise Stale(_("This entry is void: there is nothing to confirm."))
    attendance.confirmed_at, attendance.comment = clock.now(), comment
    db.session.flush()
    audit.record("log_entry.confirmed", by=by, kind="log_entry", record_id=entry.id, about_id=by.id)


def refuse_voiding(entry: LogEntry, parts: Sequence[Attendance], *, by: Person) -> None:
    """An entry on the wrong person is made void by its writer or HR.

    :raises NotAllowed: for anyone else.
    """
    if entry.supervisor_id == by.id:
        return
    if not all(Relation.HR in relations(by, part.person_id) for part in parts):
        raise NotAllowed(_("Whoever wrote this entry, or HR, can make it void."))


def void(entry: LogEntry, parts: Sequence[Attendance], *, reason: str, by: Person) -> None:
    """Make an entry void for some of those it names; it stays readable to them, and counts nowhere."""
    refuse_voiding(entry, parts, by=by)
    find_locked(LogEntry, entry.id)
    standing = [part for part in parts if find_voiding(part.id) is None]
    if not standing:
        raise Stale(_("This is void already."))
    for part in standing:
        voiding.void(VoidKind.ATTENDANCE, part.id, about_id=part.person_id, named_as=entry.id, reason=reason, by=by)
