"""Reads of examples. A private one is its author's; a shared one is read like a shared observation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Row, Select, false, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.reading import Relation
from tracker.database import db
from tracker.observations.models import Example, ExampleItem
from tracker.people.models import Person
from tracker.people.queries import relations

_READ_SHARED = frozenset({Relation.SUPERVISOR, Relation.HR})
# Who reads an example that is shared.
READ = _READ_SHARED | {Relation.SELF}


def _readable(reader: Person, person_id: UUID) -> ColumnElement[bool]:
    held = relations(reader, person_id)
    if Relation.SELF in held:
        return true()
    return Example.shared_at.is_not(None) if held & _READ_SHARED else false()


def _about(person_id: UUID, reader: Person) -> Select[Example]:
    return (
        select(Example)
        .where(Example.person_id == person_id, _readable(reader, person_id))
        .options(joinedload(Example.person), selectinload(Example.items))
        .order_by(Example.happened_on.desc(), Example.created_at.desc(), Example.id)
    )


def get_visible(example_id: UUID, reader: Person) -> Example:
    """One example the reader may see, or 404."""
    about = select(Example.person_id).where(Example.id == example_id)
    person_id = db.session.execute(about).scalar_one_or_none()
    if person_id is None:
        abort(404)
    statement = _about(person_id, reader).where(Example.id == example_id)
    return db.session.execute(statement).scalar_one_or_none() or abort(404)


def get_own(example_id: UUID, person: Person) -> Example:
    """An example of one's own, or 404."""
    found = get_visible(example_id, person)
    return found if found.person_id == person.id else abort(404)


def list_visible(person_id: UUID, reader: Person) -> Sequence[Example]:
    """Examples of one person that the reader may see, newest first."""
    return db.session.execute(_about(person_id, reader)).scalars().all()


def list_for_items(person_id: UUID, reader: Person, items: Iterable[UUID]) -> Sequence[Row[UUID, Example]]:
    """Examples, each with one of these competencies it speaks of, newest first: shown beside a rating."""
    statement = (
        select(ExampleItem.competency_id, Example)
        .join(Example, Example.id == ExampleItem.example_id)
        .where(Example.person_id == person_id, _readable(reader, person_id))
        .where(ExampleItem.competency_id.in_(list(items)))
        .order_by(Example.happened_on.desc(), Example.created_at.desc(), Example.id)
    )
    return db.session.execute(statement).all()
