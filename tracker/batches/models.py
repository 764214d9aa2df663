"""The file that a batch made, while it is kept. The bytes stand in the data folder, this row says whose they are."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Dated, choice
from tracker.jobs.models import Job  # noqa: F401 - the table that ``job_id`` points to


class Form(StrEnum):
    """How many reports become one file."""

    ZIP = "zip"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """What a browser is told."""
        return f"application/{self.value}"


class Whom(StrEnum):
    """How those in a batch are chosen."""

    CYCLE = "cycle"
    PROGRAM = "program"
    PEOPLE = "people"
    EVERYONE = "everyone"


class BatchFile(Dated, Base):
    """A file of reports, kept for whoever asked, until ``ends_at``. ``name`` is what it is called when it is taken."""

    __tablename__ = "batch_file"
    __table_args__ = (
        CheckConstraint("reports >= 1", name="reports_counted"),
        CheckConstraint("size >= 1", name="size_possible"),
    )

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    form: Mapped[Form] = mapped_column(choice(Form, "form"))
    name: Mapped[str] = mapped_column(String(120))
    reports: Mapped[int]
    size: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
