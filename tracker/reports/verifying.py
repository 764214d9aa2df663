"""Whether a document is the one that was issued, and whether the record has changed since. Names nobody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from tracker.database import db
from tracker.errors import Refusal
from tracker.files import queries as files
from tracker.language import speaking
from tracker.people import queries as people
from tracker.people.models import Person, Role
from tracker.reports import copies
from tracker.reports.frozen import Content
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience, IssuedReport, ReplacedCopy, ReportKind

_IDENTIFIER = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The identifier of a PDF as bytes in hexadecimal, as other programs write it when they save the file again.
_IN_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f]{72})>")
_MOST_IDENTIFIERS = 50


class Standing(StrEnum):
    """What can be said of a document."""

    GENUINE = "genuine"
    ALTERED = "altered"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


class Since(StrEnum):
    """Whether the record has changed since a document was issued."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Checked:
    """What is known of one document: nothing that whoever holds it does not see on it, and no name.

    :ivar foot: the beginning of the hash that stands at the foot of every sheet.
    :ivar newer_at: when a newer copy was issued for the same kind of reader.
    """

    standing: Standing
    identifier: UUID | None = None
    kind: ReportKind | None = None
    audience: Audience | None = None
    issued_at: datetime | None = None
    pdf_sha256: str = ""
    foot: str = ""
    since: Since = Since.NOT_KNOWN
    newer_at: datetime | None = None

    @property
    def is_current(self) -> bool:
        """Genuine, and the record still says the same."""
        return self.standing is Standing.GENUINE and self.since is Since.UNCHANGED


def check_identifier(identifier: UUID) -> Checked:
    """What is known of the document with this identifier."""
    copy = copies.find_issued(identifier)
    if copy is not None:
        return _of_copy(copy)
    replaced = copies.find_replaced(identifier)
    return _of_replaced(replaced) if replaced else Checked(Standing.UNKNOWN, identifier)


def check_file(pdf: bytes) -> Checked:
    """What is known of a file: genuine only when every byte is the one that was issued."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    copy = db.session.execute(select(IssuedReport).where(IssuedReport.pdf_sha256 == sha256)).scalars().first()
    if copy is not None:
        return _of_copy(copy)
    gone = db.session.execute(select(ReplacedCopy).where(ReplacedCopy.pdf_sha256 == sha256)).scalars().first()
    if gone is not None:
        return _of_replaced(gone)
    for identifier in _identifiers(pdf):
        known = check_identifier(identifier)
        if known.standing is not Standing.UNKNOWN:
            return Checked(Standing.ALTERED, identifier, known.kind, known.audience, known.issued_at, known.pdf_sha256)
    return Checked(Standing.UNKNOWN)


def _identifiers(pdf: bytes) -> Iterator[UUID]:
    written = _IDENTIFIER.findall(pdf)
    for found in _IN_HEXADECIMAL.findall(pdf):
        written += _IDENTIFIER.findall(bytes.fromhex(found.decode()))
    for text in list(dict.fromkeys(written))[:_MOST_IDENTIFIERS]:
        yield UUID(text.decode())


def _of_copy(copy: IssuedReport) -> Checked:
    newer = copies.find_newer(copy)
    return Checked(
        Standing.GENUINE,
        copy.id,
        copy.kind,
        copy.audience,
        copy.created_at,
        copy.pdf_sha256,
        get_document(copy.kind).find_foot(copy),
        _changed_since(copy),
        newer.created_at if newer else None,
    )


def _of_replaced(gone: ReplacedCopy) -> Checked:
    return Checked(Standing.REPLACED, gone.issued_id, gone.kind, issued_at=gone.issued_at, pdf_sha256=gone.pdf_sha256)


def _changed_since(copy: IssuedReport) -> Since:
    """Gather the content again, as one who reads the same words, and compare."""
    document = get_document(copy.kind)
    for reader in _readers(copy):
        with suppress(HTTPException), speaking(copy.language):
            try:
                subject = document.find(copy.address_id, reader, copy.asked)
            except Refusal:
                # What it tells of is void by now, or closed.
                return Since.CHANGED
            if subject is None or subject.scope != copy.scope or not subject.may_have(copy):
                continue
            same = _says_the_same(document.gather(subject, copy.audience), copy)
            return Since.UNCHANGED if same else Since.CHANGED
    return Since.NOT_KNOWN


def _says_the_same(content: Content, copy: IssuedReport) -> bool:
    """Whether only the picture at the top may differ, or a part that documents did not have yet when it was issued."""
    if copy.content_sha256 in content.hashes:
        return True
    return any(copy.content_sha256 in replace(content, logo=logo).hashes for logo in files.list_logo_hashes())


def _readers(copy: IssuedReport) -> Iterator[Person]:
    """Who may read the same words: whoever printed it, while they may; then the person, then HR."""
    for person_id in dict.fromkeys((copy.issued_by_id, copy.person_id)):
        found = people.find_person(person_id) if person_id else None
        if found is not None:
            yield found
    yield from people.list_with_role(Role.HR)[:2]
