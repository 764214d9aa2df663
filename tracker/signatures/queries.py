"""Reads of locked content, signatures and statements. Who may read a record is decided in its own room."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.database import db
from tracker.language import _
from tracker.people.models import Person
from tracker.sign_in.queries import list_recent_links
from tracker.signatures.models import (
    Capacity,
    Consent,
    PaperSignature,
    RemovedText,
    Signature,
    Snapshot,
    SnapshotText,
    Statement,
    StatementPart,
)

HASHED = "salted_sha256"
RECENT_LINK_DAYS = 7


def hash_text(salt: str, text: str) -> str:
    """The SHA-256 of salt and text put together, as UTF-8, in hexadecimal."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the locked bytes still have the hash that was signed, and each kept text the hash in them."""
    sealed = dict(_sealed(json.loads(snapshot.content), ""))
    kept = _annex(snapshot).items()
    return hashlib.sha256(snapshot.content).hexdigest() == snapshot.sha256 and all(
        hash_text(text.salt, text.text) == sealed.get(place) for place, text in kept
    )


def _annex(snapshot: Snapshot) -> dict[str, SnapshotText]:
    statement = select(SnapshotText).where(SnapshotText.snapshot_id == snapshot.id)
    return {row.place: row for row in db.session.execute(statement).scalars()}


def _sealed(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """The hash of each free text of a locked content, by its place."""
    if isinstance(value, dict) and set(value) == {HASHED}:
        yield place, value[HASHED]
        return
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from _sealed(part, f"{place}/{name}")


def sealed_at(snapshot: Snapshot, place: str) -> str:
    """The salted hash of the free text at a place of a locked content; empty where there is none."""
    return dict(_sealed(json.loads(snapshot.content), "")).get(place, "")


def read_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """The locked content with its free texts put back from the annex.

    A text whose row is gone was removed for privacy and reads so; other words than those that were
    signed are never shown as signed.
    """
    sealed = json.loads(snapshot.content)
    annex = _annex(snapshot)
    gone = dict(_sealed(sealed, "")).keys() - annex.keys()
    content: dict[str, Any] = _restore(sealed, {**annex, **(_removed(snapshot) if gone else {})}, "")
    return content


def _removed(snapshot: Snapshot) -> dict[str, RemovedText]:
    statement = select(RemovedText).where(RemovedText.snapshot_id == snapshot.id)
    return {row.place: row for row in db.session.execute(statement).scalars()}


def _restore(value: Any, annex: Mapping[str, SnapshotText | RemovedText], place: str) -> Any:
    if isinstance(value, dict):
        if set(value) == {HASHED}:
            return _open(value[HASHED], annex.get(place))
        return {key: _restore(inner, annex, f"{place}/{key}") for key, inner in value.items()}
    if isinstance(value, list):
        return [_restore(inner, annex, f"{place}/{index}") for index, inner in enumerate(value)]
    return value


def _open(digest: str, kept: SnapshotText | RemovedText | None) -> str:
    if kept is None:
        return _("[removed for privacy]")
    if isinstance(kept, RemovedText):
        return kept.marker
    return kept.text if hash_text(kept.salt, kept.text) == digest else _("[not as it was signed]")


def list_signatures(snapshots: Iterable[UUID | None]) -> dict[UUID, list[Signature]]:
    """Standing signatures under each of several snapshots, in the order they were given."""
    wanted = [snapshot_id for snapshot_id in snapshots if snapshot_id is not None]
    statement = (
        select(Signature)
        .where(Signature.snapshot_id.in_(wanted), Signature.voided_at.is_(None))
        .options(joinedload(Signature.signer), joinedload(Signature.on_paper).joinedload(PaperSignature.recorded_by))
        .order_by(Signature.signed_at, Signature.id)
    )
    found: dict[UUID, list[Signature]] = defaultdict(list)
    if wanted:
        for signature in db.session.execute(statement).scalars():
            found[signature.snapshot_id].append(signature)
    return found


def list_void_signatures(subject_id: UUID) -> Sequence[Signature]:
    """Signatures under earlier content of a record that went back to conversation; kept, but void."""
    statement = (
        select(Signature)
        .join(Snapshot, Snapshot.id == Signature.snapshot_id)
        .where(Snapshot.subject_id == subject_id, Signature.voided_at.is_not(None))
        .options(joinedload(Signature.signer), joinedload(Signature.on_paper).joinedload(PaperSignature.recorded_by))
        .order_by(Signature.signed_at, Signature.id)
    )
    return db.session.execute(statement).scalars().all()


def find_signature(snapshot_id: UUID, capacity: Capacity) -> Signature | None:
    """The standing signature in one capacity under one snapshot."""
    return next((s for s in list_signatures([snapshot_id])[snapshot_id] if s.capacity is capacity), None)


def has_consented(person: Person, version: str) -> bool:
    """Whether someone has agreed to sign on screen, to this version of the text."""
    return db.session.get(Consent, (person.id, version)) is not None


def find_recent_link_time(person: Person) -> datetime | None:
    """When a sign-in link was last made for someone in the past week, or None."""
    links = list_recent_links(person, days=RECENT_LINK_DAYS)
    return links[0].created_at if links else None


def list_statements(
    part: StatementPart, records: Iterable[UUID], *, until: datetime | None = None
) -> dict[UUID, list[Statement]]:
    """Statements on each of several records of one kind, oldest first; ``until`` leaves out later ones.

    The kind is asked for too: the identifier of a new record comes from a page, and so could be another's.
    """
    return list_statements_on({part: records}, until=until)


def list_statements_on(
    parts: Mapping[StatementPart, Iterable[UUID]], *, until: datetime | None = None
) -> dict[UUID, list[Statement]]:
    """As ``list_statements``, for records of several kinds in one query."""
    wanted = {part: records for part, records in ((part, list(records)) for part, records in parts.items()) if records}
    found: dict[UUID, list[Statement]] = defaultdict(list)
    if wanted:
        named = (and_(Statement.part == part, Statement.record_id.in_(records)) for part, records in wanted.items())
        statement = select(Statement).where(or_(*named)).order_by(Statement.created_at, Statement.id)
        if until is not None:
            statement = statement.where(Statement.created_at <= until)
        for row in db.session.execute(statement).scalars():
            found[row.record_id].append(row)
    return found


def list_statements_by(author: Person) -> Sequence[Statement]:
    """Everything someone has stated on parts of their record, newest first."""
    statement = select(Statement).where(Statement.author_id == author.id)
    return db.session.execute(statement.order_by(Statement.created_at.desc(), Statement.id)).scalars().all()


def count_statements_by(author: Person) -> int:
    """How many statements someone has added."""
    counted = select(func.count(Statement.id)).where(Statement.author_id == author.id)
    return db.session.execute(counted).scalar_one()


def local_time(moment: datetime) -> str:
    """A moment on the employer's clock with its zone, as it is printed beside a signature."""
    there = clock.local(moment)
    return f"{there:%Y-%m-%d %H:%M:%S} {there.tzname()} ({clock.zone().key})"
