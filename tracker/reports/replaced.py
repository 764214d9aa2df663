"""Copies that are gone since a text in them was removed for privacy: the next copy names them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.database import db
from tracker.language import _, say_date
from tracker.reports.models import ReplacedCopy, ReportKind


def say_replaced(subject_id: UUID, kind: ReportKind) -> tuple[str, ...]:
    """One sentence for each copy about a subject that is gone, oldest first."""
    statement = (
        select(ReplacedCopy)
        .where(ReplacedCopy.subject_id == subject_id, ReplacedCopy.kind == kind)
        .order_by(ReplacedCopy.issued_at, ReplacedCopy.issued_id)
    )
    return tuple(_say(copy) for copy in db.session.execute(statement).scalars())


def _say(copy: ReplacedCopy) -> str:
    return _(
        "Replaces the copy %(copy)s of %(day)s, from which a text was removed for privacy. Its SHA-256 was %(hash)s.",
        copy=copy.issued_id,
        day=say_date(clock.local(copy.issued_at).date()),
        hash=copy.pdf_sha256,
    )
