"""Kept files: their bytes stand in the database, so that a backup holds them and a privacy removal reaches them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.database import (
    Base,
    Dated,
    Identified,
    choice,
    guard_by_triggers,
    refuse_on_postgresql,
    refuse_on_sqlite,
)
from tracker.people.models import Person

LARGEST: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 120


class FileKind(StrEnum):
    """What a file is of. It decides to which kind of record ``record_id`` points, and so who may read it."""

    PAPER_RATINGS = "paper_ratings"
    PAPER_SIGNATURE = "paper_signature"
    TRAINING_CERTIFICATE = "training_certificate"
    JOB_DESCRIPTION = "job_description"
    EARLIER_PAPER = "earlier_paper"


class MediaType(StrEnum):
    """What may be kept: what a scanner or a phone's camera makes."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return {MediaType.PDF: ".pdf", MediaType.PNG: ".png", MediaType.JPEG: ".jpg"}[self]


class KeptFile(Identified, Dated, Base):
    """One file as it was given, with who kept it. It belongs to one record and is about one person."""

    __tablename__ = "kept_file"
    __table_args__ = (
        CheckConstraint(f"size BETWEEN 1 AND {LARGEST}", name="size_possible"),
        CheckConstraint("length(name) > 0", name="name_given"),
        Index("ix_kept_file_record", "record_id", "created_at"),
    )

    kind: Mapped[FileKind] = mapped_column(choice(FileKind, "kind"))
    record_id: Mapped[UUID]
    about_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kept_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    media_type: Mapped[MediaType] = mapped_column(choice(MediaType, "media_type"))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))

    kept_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=kept_by_id)


class Logo(Dated, Base):
    """A picture of the employer's, as it stands on documents: small, made anew from what was sent, known by its hash.

    Documents name it by that, so one that was ever in use stays.
    """

    __tablename__ = "logo"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("width >= 1 AND height >= 1", name="size_possible"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


_KEPT = "a logo never changes; documents name it by its hash"
guard_by_triggers(
    Logo.__table__,
    sqlite=refuse_on_sqlite("logo", _KEPT, "UPDATE", "DELETE"),
    postgresql=refuse_on_postgresql("logo", _KEPT, "UPDATE", "DELETE"),
)
