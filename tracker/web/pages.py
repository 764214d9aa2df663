"""Pages that leave a line in the trail when they are opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template

from tracker import clock
from tracker.access.guard import signed_in
from tracker.audit import actions, queries
from tracker.database import db, writing


def open_record(template: str, event: str, *, kind: str, record_id: UUID, about_id: UUID | None, **context: Any) -> str:
    """Draw a page of someone's record and write who opened it. No line, no page.

    One's own record leaves no line. The page is drawn first, in a reading transaction; then the
    line is written in a transaction of its own, because on SQLite a reader cannot become a writer.
    """
    page = render_template(template, **context)
    note_opening(event, kind=kind, record_id=record_id, about_id=about_id)
    return page


def note_opening(event: str, *, kind: str, record_id: UUID, about_id: UUID | None) -> None:
    """Write the line for what has just been read, unless it is the reader's own or stands already."""
    reader = signed_in()
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    if reader.id == about_id or queries.was_opened_this_hour(event, reader.id, record_id, hour):
        return
    db.session.commit()
    with writing():
        actions.record_opening(event, by=reader, kind=kind, record_id=record_id, about_id=about_id)
        db.session.commit()


def note_openings(event: str, *, kind: str, about: Mapping[UUID, UUID]) -> None:
    """The same for a page on which the records of several people are read.

    :param about: whose each record is, by the identifier of the record.
    """
    reader = signed_in()
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    opened = queries.list_opened_this_hour(event, reader.id, about, hour)
    new = {record: person for record, person in about.items() if person != reader.id and record not in opened}
    if not new:
        return
    db.session.commit()
    with writing():
        actions.record_openings(event, by=reader, kind=kind, about=new)
        db.session.commit()


def note_export(event: str, *, kind: str, record_id: UUID, about_id: UUID | None) -> None:
    """Write that someone took a copy: each printing and export has its own line, one's own too."""
    db.session.commit()
    with writing():
        actions.record(event, by=signed_in(), kind=kind, record_id=record_id, about_id=about_id)
        db.session.commit()
