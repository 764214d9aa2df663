"""Issued reports: the very bytes that left the building."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
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
from tracker.settings.models import Paper

__all__ = ["Audience", "IssuedReport", "Paper", "ReplacedCopy", "ReportKind", "write_options"]


class ReportKind(StrEnum):
    """The documents that can be printed. Of a guide and of a blank form no copy is kept: they are no record."""

    COMPETENCY = "competency"
    VERIFICATION = "verification"
    PLAN = "plan"
    LOG = "log"
    HOURS = "hours"
    CREDENTIALS = "credentials"
    FILE = "file"
    GUIDE = "guide"
    BLANK = "blank"
    ORGANISATION = "organisation"
    RECORD = "record"


# What is said in a meeting stands in the documents of everyone who attended.
TELLS_OF_THE_LOG: Final = frozenset({ReportKind.LOG, ReportKind.RECORD})


class Audience(StrEnum):
    """For whom a copy is made; comments are left out for someone outside, statements never."""

    PERSONNEL_FILE = "personnel_file"
    OUTSIDE = "outside"


class IssuedReport(Identified, Dated, Base):
    """One issued copy. The same content, scope, language, audience and paper give the same copy again.

    ``subject_id`` is what it is about: a review, a person or a cycle, as the kind says. ``options`` is
    what was asked for beside that, such as the first and last day, written as in an address.
    """

    __tablename__ = "issued_report"
    __table_args__ = (
        UniqueConstraint(
            *("subject_id", "kind", "content_sha256", "scope", "language", "audience", "paper"),
            name="uq_issued_report_copy",
        ),
        CheckConstraint("(kind = 'organisation') = (person_id IS NULL)", name="about_someone"),
        CheckConstraint(
            "(kind = 'competency') = (review_id IS NOT NULL) AND (review_id IS NULL OR review_id = subject_id)",
            name="of_a_review",
        ),
        Index("ix_issued_report_person", "person_id", "created_at"),
    )

    kind: Mapped[ReportKind] = mapped_column(choice(ReportKind, "kind"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    # Later columns stand at the end of the table, on every database.
    subject_id: Mapped[UUID] = mapped_column(sort_order=1)
    options: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"), sort_order=2)
    paper: Mapped[Paper] = mapped_column(
        choice(Paper, "paper"), default=Paper.LETTER, server_default=Paper.LETTER, sort_order=3
    )

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, by name."""
        return dict(parse_qsl(self.options))

    @property
    def address_id(self) -> UUID:
        """What stands in the address of the page that prints it: a person, or a cycle."""
        return self.person_id or self.subject_id


def write_options(asked: dict[str, str]) -> str:
    """What was asked for, as ``IssuedReport.options`` keeps it."""
    return urlencode(sorted(asked.items()))


class ReplacedCopy(Base):
    """An issued copy that is gone since a text in it was removed for privacy: what it was, and its hashes.

    The next copy about the same subject names it. ``person_id`` is whose record it was.
    """

    __tablename__ = "replaced_copy"
    __table_args__ = (Index("ix_replaced_copy_subject", "subject_id", "kind"),)

    issued_id: Mapped[UUID] = mapped_column(primary_key=True)
    removal_id: Mapped[UUID] = mapped_column(ForeignKey("privacy_removal.id"), index=True)
    issued_at: Mapped[datetime]
    content_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[ReportKind] = mapped_column(choice(ReportKind, "kind"))
    subject_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    @property
    def asked(self) -> dict[str, str]:
        """The next one is asked for without options."""
        return {}

    @property
    def address_id(self) -> UUID:
        """What stands in the address of the page that prints the next one."""
        return self.person_id


_ISSUED = "an issued copy never changes"
guard_by_triggers(
    IssuedReport.__table__,
    sqlite=refuse_on_sqlite("issued_report", _ISSUED, "UPDATE"),
    postgresql=refuse_on_postgresql("issued_report", _ISSUED, "UPDATE"),
)
