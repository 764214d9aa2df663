"""Issuing reports: the same content is rendered once and served as the same bytes ever after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, writing
from tracker.errors import Stale
from tracker.language import _
from tracker.people.models import Person
from tracker.reports import queries
from tracker.reports.blocks import CompetencyContent
from tracker.reports.content import scope_of
from tracker.reports.models import Audience, IssuedReport, ReportKind
from tracker.reviews.reading import Reading


@dataclass(frozen=True)
class Stamp:
    """Who issued a copy, when, and its identifier; printed on every page."""

    identifier: UUID
    issued_by: str
    issued_at: datetime


Press = Callable[[CompetencyContent, Stamp], bytes]


def issue(
    reading: Reading,
    content: CompetencyContent,
    *,
    audience: Audience,
    language: str,
    press: Press,
    by: Person,
) -> IssuedReport:
    """The copy with this content: the one issued before, or a new one made by ``press``.

    Rendering takes a second or two, so it happens between two transactions; asked for twice at
    once, the first copy stored is the one both get. Ends the caller's transaction and commits.
    """
    sha256 = content.content_sha256
    standing = queries.find_copy(reading, sha256, language=language, audience=audience)
    db.session.commit()
    if standing is None:
        stamp = Stamp(uuid4(), by.name, clock.now())
        pdf = press(content, stamp)
        try:
            standing = _store(reading, pdf, stamp, sha256=sha256, audience=audience, language=language, by=by)
        except IntegrityError:
            db.session.rollback()
            standing = queries.find_copy(reading, sha256, language=language, audience=audience)
            db.session.commit()
    if standing is None:
        raise Stale(_("The record changed while the report was made. Ask for it again."))
    with writing():
        _note("report.printed", standing, by=by)
        db.session.commit()
    return standing


def _store(
    reading: Reading, pdf: bytes, stamp: Stamp, *, sha256: str, audience: Audience, language: str, by: Person
) -> IssuedReport:
    copy = IssuedReport(
        id=stamp.identifier,
        created_at=stamp.issued_at,
        kind=ReportKind.COMPETENCY,
        person_id=reading.person.id,
        review_id=reading.review.id,
        content_sha256=sha256,
        scope=scope_of(reading),
        language=language,
        audience=audience,
        issued_by_id=by.id,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        pdf=pdf,
    )
    with writing():
        db.session.add(copy)
        db.session.flush()
        _note("report.issued", copy, by=by)
        db.session.commit()
    return copy


def note_download(copy: IssuedReport, *, by: Person) -> None:
    """Write that someone took a copy again; ends the caller's transaction and commits."""
    db.session.commit()
    with writing():
        _note("report.printed", copy, by=by)
        db.session.commit()


def _note(event: str, copy: IssuedReport, *, by: Person) -> None:
    audit.record(event, by=by, kind="report", record_id=copy.id, about_id=copy.person_id, fields=[copy.kind])
