"""Writing, changing, deleting and sharing one's own examples."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete as sql_delete

from tracker import clock
from tracker.audit import actions as audit
from tracker.database import db, find_locked
from tracker.errors import Refusal, Stale
from tracker.language import _
from tracker.observations.models import Example, ExampleItem
from tracker.people.models import Person


def keep(*, items: Iterable[UUID], happened_on: date, text: str, key: UUID, by: Person) -> Example:
    """Write an example of one's own work; nobody else reads it until it is shared.

    :raises Refusal: without an item, or for a day that is yet to come.
    """
    example = Example(id=key, person_id=by.id, happened_on=happened_on, text=text, items=_items(items, happened_on))
    db.session.add(example)
    db.session.flush()
    _note("example.kept", example, by=by)
    return example


def change(example: Example, *, items: Iterable[UUID], happened_on: date, text: str, by: Person) -> None:
    """Change an example that is still private.

    :raises Stale: once it is shared, or gone.
    """
    standing = _private(example, by)
    chosen = _items(items, happened_on)
    db.session.execute(sql_delete(ExampleItem).where(ExampleItem.example_id == standing.id))
    db.session.add_all(ExampleItem(example_id=standing.id, competency_id=one.competency_id) for one in chosen)
    standing.happened_on, standing.text = happened_on, text
    db.session.flush()
    _note("example.changed", standing, by=by)


def delete(example: Example, *, by: Person) -> None:
    """Delete an example that is still private.

    :raises Stale: once it is shared, or gone.
    """
    standing = _private(example, by)
    db.session.execute(sql_delete(ExampleItem).where(ExampleItem.example_id == standing.id))
    db.session.execute(sql_delete(Example).where(Example.id == standing.id))
    _note("example.deleted", standing, by=by)


def share(example: Example, *, by: Person) -> None:
    """Show an example to one's supervisors and HR: an act with a time, once. From then on it stays as it is.

    :raises Stale: when it was shared already, or is gone.
    """
    standing = _private(example, by)
    standing.shared_at = clock.now()
    db.session.flush()
    _note("example.shared", standing, by=by)


def _items(items: Iterable[UUID], happened_on: date) -> list[ExampleItem]:
    if happened_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: this has not happened yet."))
    chosen = [ExampleItem(competency_id=item) for item in dict.fromkeys(items)]
    if not chosen:
        raise Refusal(_("Choose at least one task or area of knowledge that this shows."))
    return chosen


def _private(example: Example, by: Person) -> Example:
    standing = find_locked(Example, example.id)
    if standing is None or standing.person_id != by.id:
        raise Stale(_("This example is gone."))
    refuse_shared(standing)
    return standing


def refuse_shared(example: Example) -> None:
    """What was shared stays as it was shared.

    :raises Stale: for a shared example.
    """
    if example.shared_at is not None:
        raise Stale(_("This example is shared, so it stays as it is. You can write a newer one."))


def _note(event: str, example: Example, *, by: Person) -> None:
    audit.record(event, by=by, kind="example", record_id=example.id, about_id=example.person_id)
