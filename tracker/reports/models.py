"""Issued reports: the very bytes that left the building."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from tracker.database import (
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)


class ReportKind(StrEnum):
    """The documents that can be printed."""

    COMPETENCY = "competency"


class Audience(StrEnum):
    """For whom a copy is made; comments are left out for someone outside, statements never."""

    PERSONNEL_FILE = "personnel_file"
    OUTSIDE = "outside"


class IssuedReport(Identified, Dated, Base):
    """One issued copy. The same content, scope, language and audience give the same copy again."""

    __tablename__ = "issued_report"
    __table_args__ = (
        UniqueConstraint(
            "review_id", "kind", "content_sha256", "scope", "language", "audience", name="uq_issued_report_copy"
        ),
        Index("ix_issued_report_person", "person_id", "created_at"),
    )

    kind: Mapped[ReportKind] = mapped_column(choice(ReportKind, "kind"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class ReplacedCopy(Base):
    """An issued copy that is gone since a text in it was removed for privacy: what it was, and its hashes.

    The next copy of that review names it.
    """

    __tablename__ = "replaced_copy"

    issued_id: Mapped[UUID] = mapped_column(primary_key=True)
    removal_id: Mapped[UUID] = mapped_column(ForeignKey("privacy_removal.id"), index=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    issued_at: Mapped[datetime]
    content_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))


_ISSUED = "an issued copy never changes"
guard_by_triggers(
    IssuedReport.__table__,
    sqlite=refuse_on_sqlite("issued_report", _ISSUED, "UPDATE"),
    postgresql=refuse_on_postgresql("issued_report", _ISSUED, "UPDATE"),
)
