"""Reads of issued reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import undefer

from tracker.access.reading import Part, Relation
from tracker.database import db
from tracker.errors import Gone, Stale
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.content import scope_of
from tracker.reports.models import Audience, IssuedReport, ReplacedCopy, ReportKind
from tracker.reviews import queries as reviews
from tracker.reviews.reading import Reading

# Who is told that nothing has ended yet. A former supervisor keeps what they rated or signed, and no more.
_EXPECT_A_REPORT = {Relation.SELF, Relation.FORMER_STAFF, Relation.SUPERVISOR, Relation.HR}


@dataclass(frozen=True)
class Asked:
    """The review a report is asked of, and whether it is the person's newest ended one."""

    reading: Reading
    is_newest: bool


def find_asked(person: Person, reader: Person, review_id: UUID | None) -> Asked | None:
    """The ended review to report on: the newest, or the one asked for. None when nothing has ended.

    Aborts with 404 for a review that is not this person's or not the reader's to read whole, and where nothing
    has ended for a reader who would have no report even then.
    """
    whole = [reading for reading in reviews.list_readable(person, reader) if reading.reads(Part.WHOLE)]
    for reading in whole:
        if reading.review.id == review_id and reading.void is not None:
            raise Stale(_("This review is void, so no report is made of it. Its page says who made it void, and why."))
    ended = [reading for reading in whole if reading.void is None]
    if review_id is None:
        newest = ended[0] if ended else None
    else:
        newest = next((one for one in ended if one.review.id == review_id), None) or abort(404)
    if newest is None:
        if not _may_expect(person, reader):
            abort(404)
        return None
    # Again, with everything a report needs.
    reading = reviews.get_with_part(newest.review.id, reader, Part.WHOLE)
    return Asked(reading, newest is ended[0])


def _may_expect(person: Person, reader: Person) -> bool:
    held = people.relations(reader, person.id)
    return bool(held & _EXPECT_A_REPORT) or ReportKind.COMPETENCY in people.auditor_kinds(reader, person.id)


def _scopes_read_by(reading: Reading) -> Sequence[str]:
    """The two sides also read what was printed for others: it says less, never more."""
    return ("sides", "others") if reading.side is not None else ("others",)


def find_copy(reading: Reading, content_sha256: str, *, language: str, audience: Audience) -> IssuedReport | None:
    """The copy issued with exactly this content, for the same kind of reader, language and audience."""
    statement = (
        select(IssuedReport)
        .where(
            IssuedReport.review_id == reading.review.id,
            IssuedReport.kind == ReportKind.COMPETENCY,
            IssuedReport.content_sha256 == content_sha256,
            IssuedReport.scope == scope_of(reading),
            IssuedReport.language == language,
            IssuedReport.audience == audience,
        )
        .options(undefer(IssuedReport.pdf))
    )
    return db.session.execute(statement).scalar_one_or_none()


def get_issued(issued_id: UUID, reader: Person) -> IssuedReport:
    """An issued copy of a review the reader may read whole, in words such a reader may see, or 404."""
    statement = select(IssuedReport).where(IssuedReport.id == issued_id).options(undefer(IssuedReport.pdf))
    copy = db.session.execute(statement).scalar_one_or_none()
    if copy is None:
        return _refuse_replaced(issued_id, reader)
    reading = reviews.get_with_part(copy.review_id, reader, Part.WHOLE)
    if copy.scope not in _scopes_read_by(reading) or (reading.ends_with_signing and copy.issued_by_id != reader.id):
        abort(404)
    return copy


def _refuse_replaced(issued_id: UUID, reader: Person) -> NoReturn:
    replaced = db.session.get(ReplacedCopy, issued_id) or abort(404)
    reviews.get_with_part(replaced.review_id, reader, Part.WHOLE)
    raise Gone(
        _("This copy is gone: a text in it was removed for privacy. Print it again; the new copy names this one.")
    )


def list_copies(reading: Reading) -> Sequence[IssuedReport]:
    """Copies issued of a review in the reader's scope, newest first, without their bytes."""
    statement = (
        select(IssuedReport)
        .where(IssuedReport.review_id == reading.review.id, IssuedReport.scope.in_(_scopes_read_by(reading)))
        .order_by(IssuedReport.created_at.desc(), IssuedReport.id)
    )
    if reading.ends_with_signing:
        statement = statement.where(IssuedReport.issued_by_id == reading.reader.id)
    return db.session.execute(statement).scalars().all()
