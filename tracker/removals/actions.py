"""Removing text for privacy: one in HR asks, a second person decides, and the words leave everything at once.

What was signed keeps its bytes and its hash: only the annex, which holds words and salts, loses a row.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.batches import actions as batches
from tracker.consultations.models import Attendance, FollowUp, LogEntry
from tracker.database import REMOVED, db, find_locked
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files.models import KeptFile
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.removals import queries
from tracker.removals.models import Decision, PrivacyRemoval, RemovalReason, TextToRemove
from tracker.removals.texts import Found
from tracker.reports.models import TELLS_OF_THE_LOG, IssuedReport, ReplacedCopy, ReportKind
from tracker.reviews.models import ReviewEnding
from tracker.signatures import actions as signatures
from tracker.signatures.models import Signature, SnapshotText, Statement

MOST_AT_ONCE: Final = 50


def ask(
    person: Person, keys: Collection[str], *, reason: RemovalReason, key: UUID | None = None, by: Person
) -> PrivacyRemoval:
    """Ask a second person to have texts removed. Nothing changes yet; the words are not kept a second time.

    :param keys: the keys of the texts, as ``queries.list_choices`` gave them to ``by``.
    :raises Refusal: without a text, with too many, or when one is not there any more.
    """
    choices = {choice.key: choice for choice in queries.list_choices(person, by)}
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Refusal(_("Choose the text that has to go."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(_("Choose up to %(most)d texts at a time.", most=MOST_AT_ONCE))
    if any(one not in choices for one in wanted):
        raise Stale(_("One of these texts has changed. Nothing was asked for yet; choose again."))
    removal = PrivacyRemoval(about_id=person.id, asked_by_id=by.id, reason=reason)
    if key is not None:
        removal.id = key
    db.session.add(removal)
    db.session.flush()
    for position, one in enumerate(wanted, start=1):
        salt = secrets.token_hex(16)
        choice = choices[one]
        db.session.add(
            TextToRemove(
                removal_id=removal.id,
                position=position,
                salt=salt,
                sha256=queries.hash_key(salt, one),
                what=choice.what,
                code=choice.code,
            )
        )
    db.session.flush()
    audit.record("removal.asked", by=by, kind="removal", record_id=removal.id, about_id=person.id)
    return removal


def refuse(removal: PrivacyRemoval, *, why: str, by: Person) -> None:
    """The second person leaves the texts as they are, and says why.

    :raises Refusal: without a sentence, for the one who asked, or once it is decided.
    """
    _check_second(removal, by)
    if not why:
        raise Refusal(_("Say in a sentence why the text stays. Do not repeat it."))
    removal.refusal = why
    _decide(removal, Decision.REFUSED, by=by)


def carry_out(removal: PrivacyRemoval, *, by: Person) -> int:
    """Remove the texts from the record, signed copies' words, scans and issued reports. Return how many places.

    :raises Refusal: for the one who asked, once it is decided, or when a text has changed since.
    """
    _check_second(removal, by)
    # A copy that was read before this waits here to be kept, and is refused then.
    find_locked(Person, removal.about_id)
    grouped = queries.group(removal.about)
    found = queries.match(removal, grouped)
    if len(found) < len(removal.texts):
        raise Stale(_("One of these texts has changed since. Nothing was removed; leave this one and ask again."))
    removal.marker = _marker(by)
    _decide(removal, Decision.CARRIED_OUT, by=by)
    for text in removal.texts:
        text.places = len(found[text.position])
        _remove(found[text.position], removal)
    places = [place for each in found.values() for place in each]
    _replace_copies(removal, places)
    return len(places)


def may_decide(removal: PrivacyRemoval, reader: Person) -> bool:
    """Whether the reader may be the second person."""
    others = reader.id not in (removal.asked_by_id, removal.about_id)
    return removal.is_open and others and Permission.REMOVAL_DECIDE in people.permissions_held_by(reader)


def _check_second(removal: PrivacyRemoval, by: Person) -> None:
    if not removal.is_open:
        raise Stale(_("This is decided already. Nothing was changed."))
    if not may_decide(removal, by):
        raise NotAllowed(_("A second person decides this: another one in HR, or an administrator."))


def _decide(removal: PrivacyRemoval, decision: Decision, *, by: Person) -> None:
    removal.decision, removal.decided_at, removal.decided_by_id = decision, clock.now(), by.id
    db.session.flush()
    audit.record(
        "removal.carried_out" if decision is Decision.CARRIED_OUT else "removal.refused",
        by=by,
        kind="removal",
        record_id=removal.id,
        about_id=removal.about_id,
    )


def _marker(by: Person) -> str:
    """What stands in the place of the words. In English, because it becomes part of the record."""
    in_hr = Permission.REMOVAL_ASK in people.permissions_held_by(by)
    roles = "two people of HR" if in_hr else "HR and an administrator"
    return f"{REMOVED}{clock.today():%Y-%m-%d}, by {roles}]"


def _remove(places: Iterable[Found], removal: PrivacyRemoval) -> None:
    for place in places:
        if isinstance(place.row, SnapshotText):
            signatures.remove_text(place.row, marker=removal.marker, removal_id=removal.id)
        elif isinstance(place.row, KeptFile):
            db.session.delete(place.row)
        else:
            setattr(place.row, place.column, removal.marker)
            if isinstance(place.row, Signature) and place.column == "comment":
                place.row.comment_salt = ""
    db.session.flush()


def _replace_copies(removal: PrivacyRemoval, places: Iterable[Found]) -> None:
    """Delete the issued copies that may hold the words; the next copy about the same names them."""
    rows = [place.row for place in places]
    reviews = {place.record_id for place in places if isinstance(place.row, SnapshotText)}
    # How a review was offered is in no snapshot, and its report says it.
    reviews |= {row.review_id for row in rows if isinstance(row, ReviewEnding)}
    # A statement or a comment at signing may stand in the report of any review; other kinds tell of everything.
    anywhere = any(isinstance(row, (Statement, Signature)) for row in rows)
    gone = []
    for copy in _list_copies_about({removal.about_id, *_list_attendees(rows)}):
        if copy.kind == ReportKind.COMPETENCY and not (anywhere or copy.review_id in reviews):
            continue
        if copy.person_id != removal.about_id and copy.kind not in TELLS_OF_THE_LOG:
            continue
        db.session.add(
            ReplacedCopy(
                issued_id=copy.id,
                removal_id=removal.id,
                kind=copy.kind,
                subject_id=copy.subject_id,
                person_id=copy.person_id,
                issued_at=copy.created_at,
                content_sha256=copy.content_sha256,
                pdf_sha256=copy.pdf_sha256,
            )
        )
        gone.append(copy.id)
        db.session.delete(copy)
    db.session.flush()
    batches.withdraw(gone)


def _list_copies_about(person_ids: Collection[UUID]) -> Iterable[IssuedReport]:
    return db.session.execute(select(IssuedReport).where(IssuedReport.person_id.in_(person_ids))).scalars()


def _list_attendees(rows: Iterable[object]) -> set[UUID]:
    """Who else attended a meeting of which words go: the shared part of it stands in their copies too."""
    entries = {row.id for row in rows if isinstance(row, LogEntry)}
    entries |= {row.entry_id for row in rows if isinstance(row, FollowUp)}
    if not entries:
        return set()
    return set(db.session.execute(select(Attendance.person_id).where(Attendance.entry_id.in_(entries))).scalars())
