"""Reads of kept files: whoever may read the record a file belongs to may read the file."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from tracker.access.reading import Part
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.credentials import queries as credentials
from tracker.database import db
from tracker.employment import queries as employment
from tracker.files.models import FileKind, KeptFile, Logo
from tracker.from_paper import queries as from_paper
from tracker.people.models import Person
from tracker.reviews import queries as reviews


def get_readable(file_id: UUID, reader: Person) -> KeptFile:
    """A file of a record the reader may read, with its bytes, or 404.

    A form with one's ratings is one's own, and open to whoever types it in, until both have sent; from
    then on it is read as the ratings are.
    """
    statement = select(KeptFile).where(KeptFile.id == file_id).options(undefer(KeptFile.content))
    file = db.session.execute(statement).scalar_one_or_none()
    if file is None:
        abort(404)
    if file.kind is FileKind.TRAINING_CERTIFICATE:
        credentials.get_training(file.record_id, reader)
        return file
    if file.kind is FileKind.JOB_DESCRIPTION:
        employment.get_description(file.record_id, reader)
        return file
    if file.kind is FileKind.EARLIER_PAPER:
        from_paper.get_mark(file.record_id, reader)
        return file
    is_form = file.kind is FileKind.PAPER_RATINGS
    if is_form and assessments.is_typing_in(file.record_id, reader):
        return file
    reading = reviews.get_reading(file.record_id, reader)
    if not (reading.reads(Part.BOTH_ROWS) or (is_form and reading.side is Side.EMPLOYEE)):
        abort(404)
    return file


def list_of(record_id: UUID, kind: FileKind) -> Sequence[KeptFile]:
    """The files of one kind kept with a record, oldest first, without their bytes. The caller may read the record."""
    statement = (
        select(KeptFile)
        .where(KeptFile.record_id == record_id, KeptFile.kind == kind)
        .options(joinedload(KeptFile.kept_by))
        .order_by(KeptFile.created_at, KeptFile.id)
    )
    return db.session.execute(statement).scalars().all()


def find_logo(sha256: str) -> Logo | None:
    """A logo by its hash. It is the employer's own and tells of nobody."""
    return db.session.get(Logo, sha256)


def list_logo_hashes() -> Sequence[str]:
    """The hash of every logo that was ever kept, the oldest first."""
    return db.session.execute(select(Logo.sha256).order_by(Logo.created_at, Logo.sha256)).scalars().all()
