"""Keeping what a detail of someone was before it changed, and at which site they work."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from tracker.database import db
from tracker.people.models import Detail, FormerDetail, Person, PersonSite, Program, Site


def keep_former(person: Person, changed: Iterable[str], *, by: Person) -> None:
    """Keep what these fields are now, before they change."""
    for field in changed:
        if field == "program_id":
            before = db.session.get(Program, person.program_id) if person.program_id else None
            note_former(person, Detail.PROGRAM, before.name if before else None, by=by)
        elif field in set(Detail):
            note_former(person, Detail(field), getattr(person, field), by=by)


def note_former(person: Person, detail: Detail, value: str | None, *, by: Person | None) -> None:
    """Keep what a detail was until now; an empty one was none."""
    if value:
        former = FormerDetail(person_id=person.id, detail=detail, value=value, changed_by_id=by.id if by else None)
        db.session.add(former)


def place_at_site(person: Person, name: str) -> str | None:
    """Let someone work at the site of this name, made when there is none, or at none for an empty name.

    Return the name of the site before where it was another one, "" where there was none, else None.
    """
    row = db.session.get(PersonSite, person.id)
    before = db.session.get_one(Site, row.site_id).name if row else ""
    if before.lower() == name.lower():
        return None
    if row is not None:
        db.session.delete(row)
        db.session.flush()
    if name:
        site = db.session.execute(select(Site).where(func.lower(Site.name) == name.lower())).scalar_one_or_none()
        if site is None:
            site = Site(name=name)
            db.session.add(site)
            db.session.flush()
        db.session.add(PersonSite(person_id=person.id, site_id=site.id))
    db.session.flush()
    db.session.expire(person, ["works_at"])
    return before
