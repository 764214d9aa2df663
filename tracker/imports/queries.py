"""Reads of sheets: those that were imported are for everyone in HR, one that waits is for whoever brought it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from tracker.access.permissions import Permission
from tracker.database import db
from tracker.imports.models import ImportedSheet, RefusedRows, SheetCheck
from tracker.jobs.models import Job
from tracker.people.models import Person
from tracker.people.queries import permissions_held_by


def list_visible(reader: Person, *, limit: int = 20) -> Sequence[ImportedSheet]:
    """Sheets that were imported, and the reader's own that wait; the newest first, without their bytes."""
    if Permission.SHEET_IMPORT not in permissions_held_by(reader):
        return []
    statement = (
        select(ImportedSheet)
        .where(or_(ImportedSheet.done_at.is_not(None), ImportedSheet.brought_by_id == reader.id))
        .options(joinedload(ImportedSheet.brought_by))
        .order_by(ImportedSheet.created_at.desc(), ImportedSheet.id)
        .limit(limit)
    )
    return db.session.execute(statement).scalars().all()


def get_own(sheet_id: UUID, reader: Person) -> ImportedSheet:
    """A sheet that the reader brought, with its bytes while it waits, or 404."""
    statement = (
        select(ImportedSheet)
        .where(ImportedSheet.id == sheet_id, ImportedSheet.brought_by_id == reader.id)
        .options(undefer(ImportedSheet.content), joinedload(ImportedSheet.brought_by))
    )
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def find_check(sheet: ImportedSheet) -> tuple[Job, bytes | None] | None:
    """The job of a sheet that is too large to be looked at at once, and what its check found; None for other sheets."""
    statement = select(Job, SheetCheck.plan).join(SheetCheck, SheetCheck.job_id == Job.id)
    row = db.session.execute(statement.where(SheetCheck.sheet_id == sheet.id)).one_or_none()
    return (row[0], row[1]) if row else None


def find_refused(sheet: ImportedSheet) -> bytes | None:
    """The refused rows of an imported sheet, as they were packed, while they are kept."""
    statement = select(RefusedRows.content).where(RefusedRows.sheet_id == sheet.id)
    return db.session.execute(statement).scalar_one_or_none()
