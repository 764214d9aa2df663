"""Sheets that wait to be confirmed, and what became of those that were."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.database import Base, Dated, Identified, choice
from tracker.people.models import Person


class SheetKind(StrEnum):
    """What the rows of a sheet are."""

    PEOPLE = "people"
    ASSIGNMENTS = "assignments"
    REVIEWS = "reviews"
    VERIFICATIONS = "verifications"
    CREDENTIALS = "credentials"
    TRAINING = "training"


class ImportedSheet(Identified, Dated, Base):
    """One sheet that somebody brought. Its bytes are kept from the check to the confirmation, and no longer."""

    __tablename__ = "imported_sheet"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (content IS NOT NULL)", name="kept_until_done"),
        CheckConstraint("added >= 0 AND changed >= 0 AND unchanged >= 0 AND refused >= 0", name="counts_possible"),
        CheckConstraint("length(sha256) = 64", name="hash_given"),
    )

    kind: Mapped[SheetKind] = mapped_column(choice(SheetKind, "kind"))
    name: Mapped[str] = mapped_column(String(120))
    brought_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    done_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)

    brought_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=brought_by_id)


class SheetCheck(Base):
    """A sheet too large to be checked at once: the job that looks at it or does it, and what the check found.

    ``plan`` is kept until the sheet is done, so that no page looks at all of its rows again.
    """

    __tablename__ = "sheet_check"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("imported_sheet.id", ondelete="CASCADE"), primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), index=True)
    plan: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


class RefusedRows(Dated, Base):
    """The refused rows of an imported sheet with the reasons, kept for two days: whoever brought it mends them."""

    __tablename__ = "refused_rows"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("imported_sheet.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
