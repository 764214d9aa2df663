"""Issuing reports: the same content is rendered once and served as the same bytes ever after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, find_locked, writing
from tracker.errors import Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.reports import copies
from tracker.reports.documents import Subject
from tracker.reports.frozen import Content
from tracker.reports.models import Audience, IssuedReport, Paper, ReportKind, write_options
from tracker.reports.steady import Standing


@dataclass(frozen=True)
class Stamp:
    """Who issued a copy, when, and its identifier; printed on every page."""

    identifier: UUID
    issued_by: str
    issued_at: datetime
    paper: Paper = Paper.LETTER


Press = Callable[[Any, Stamp], bytes]


def issue(
    subject: Subject[Any],
    content: Content,
    *,
    audience: Audience,
    language: str,
    paper: Paper = Paper.LETTER,
    press: Press,
    by: Person,
) -> IssuedReport:
    """The copy with this content: the one issued before, or a new one made by ``press``.

    Rendering takes a second or two, so it happens between two transactions; asked for twice at
    once, the first copy stored is the one both get. Ends the caller's transaction and commits.

    :raises Stale: when words were removed from the record for privacy meanwhile.
    """
    sha256 = content.content_sha256

    def find() -> IssuedReport | None:
        return copies.find_copy(
            subject, content.document_kind, sha256, language=language, audience=audience, paper=paper
        )

    standing, removed = find(), copies.count_removals(subject, content.document_kind)
    db.session.commit()
    if standing is None:
        stamp = Stamp(uuid4(), by.name, clock.now(), paper)
        copy = _copy(subject, press(content, stamp), stamp, kind=content.document_kind, sha256=sha256)
        copy.audience, copy.language, copy.issued_by_id = audience, language, by.id
        try:
            standing = _store(copy, subject, removed, by=by)
        except IntegrityError:
            db.session.rollback()
            standing = find()
            db.session.commit()
    if standing is None:
        raise Stale(_("The record changed while the report was made. Ask for it again."))
    with writing():
        _note("report.printed", standing, by=by)
        db.session.commit()
    return standing


def _copy(subject: Subject[Any], pdf: bytes, stamp: Stamp, *, kind: ReportKind, sha256: str) -> IssuedReport:
    return IssuedReport(
        id=stamp.identifier,
        created_at=stamp.issued_at,
        kind=kind,
        person_id=subject.person.id if subject.person else None,
        review_id=subject.review_id,
        subject_id=subject.id,
        options=write_options(dict(subject.options)),
        content_sha256=sha256,
        scope=subject.scope,
        paper=stamp.paper,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        pdf=pdf,
    )


def _store(copy: IssuedReport, subject: Subject[Any], removed: int, *, by: Person) -> IssuedReport:
    with writing():
        _refuse_removed(subject, copy.kind, removed)
        db.session.add(copy)
        db.session.flush()
        _note("report.issued", copy, by=by)
        db.session.commit()
    return copy


def keep_copy(
    subject: Subject[Any],
    content: Content,
    pdf: bytes | None,
    stamp: Stamp,
    *,
    removed: int,
    audience: Audience,
    language: str,
    by: Person,
) -> IssuedReport:
    """Keep what was pressed, in the caller's transaction: the copy that stands, or a new one of these bytes.

    :param pdf: None where a copy with this content was seen to stand.
    :param removed: what ``copies.count_removals`` said when the content was read.
    :raises Stale: when that copy is gone meanwhile, or words were removed from the record.
    """
    kind, sha256 = content.document_kind, content.content_sha256

    def find() -> UUID | None:
        return copies.find_copy_id(subject, kind, sha256, language=language, audience=audience, paper=stamp.paper)

    copy_id = find()
    if copy_id is None and pdf is not None:
        _refuse_removed(subject, kind, removed)
        copy = _copy(subject, pdf, stamp, kind=kind, sha256=sha256)
        copy.audience, copy.language, copy.issued_by_id = audience, language, by.id
        try:
            with db.session.begin_nested():
                db.session.add(copy)
        except IntegrityError:
            copy_id = find()
        else:
            _note("report.issued", copy, by=by)
            copy_id = copy.id
    if copy_id is None:
        raise Stale(_("The record changed while the report was made. Ask for it again."))
    standing = db.session.get_one(IssuedReport, copy_id)
    _note("report.printed", standing, by=by)
    return standing


def _refuse_removed(subject: Subject[Any], kind: ReportKind, removed: int) -> None:
    """Keep no copy that was read before words were removed from the record: it would hold them for good."""
    if subject.person is not None:
        # A removal that is being carried out holds this lock until it is done.
        find_locked(Person, subject.person.id)
    if copies.count_removals(subject, kind) != removed:
        raise Stale(_("The record changed while the report was made. Ask for it again."))


def note_download(copy: IssuedReport | Standing, *, by: Person) -> None:
    """Write that someone took a copy again; ends the caller's transaction and commits."""
    db.session.commit()
    with writing():
        _note("report.printed", copy, by=by)
        db.session.commit()


def note_export(subject: Subject[Any], kind: ReportKind, *, by: Person) -> None:
    """Write that someone took the content for a machine; ends the caller's transaction and commits."""
    db.session.commit()
    about_id = subject.person.id if subject.person else None
    with writing():
        audit.record("report.exported", by=by, kind="report", record_id=subject.id, about_id=about_id, fields=[kind])
        db.session.commit()


def _note(event: str, copy: IssuedReport | Standing, *, by: Person) -> None:
    audit.record(event, by=by, kind="report", record_id=copy.id, about_id=copy.person_id, fields=[copy.kind])
