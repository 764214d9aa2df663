"""Writing the trail. A line goes into the same transaction as the change it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db, insert_into
from tracker.people.models import Person

_via: ContextVar[str] = ContextVar("via", default="")
# Every change writes a line: the statement is built once, and the table spares the way through the mapper.
_LINE: Final = cast("Table", TrailLine.__table__).insert()


@contextmanager
def as_operator() -> Iterator[None]:
    """Mark every line written inside as made by the operator of the machine on someone's behalf."""
    token = _via.set("operator")
    try:
        yield
    finally:
        _via.reset(token)


@contextmanager
def as_schedule() -> Iterator[None]:
    """Mark every line written inside as made by the product itself, at its time."""
    token = _via.set("schedule")
    try:
        yield
    finally:
        _via.reset(token)


def record(
    event: str,
    *,
    by: Person | None,
    kind: str,
    record_id: UUID | None,
    about_id: UUID | None,
    fields: Iterable[str] = (),
    from_state: str | None = None,
    to_state: str | None = None,
) -> None:
    """Write one line: ``event`` as noun.past_tense, the names of ``fields``, never their content.

    :param by: who acts; None only for the operator's own commands and the schedule, which then say so.
    :raises ValueError: when nobody acts outside the operator's commands and the schedule.
    """
    if by is None and not _via.get():
        raise ValueError("the trail needs to know who acts")
    db.session.execute(
        _LINE,
        {
            "at": clock.now(),
            "actor_id": by.id if by else None,
            "via": _via.get(),
            "event": event,
            "record_kind": kind,
            "record_id": record_id,
            "about_id": about_id,
            "fields": sorted(fields),
            "from_state": from_state,
            "to_state": to_state,
        },
    )


@dataclass(frozen=True)
class Line:
    """One line of many: what ``record`` takes, without who acts."""

    event: str
    kind: str
    record_id: UUID | None
    about_id: UUID | None
    fields: tuple[str, ...] = ()


def record_many(lines: Sequence[Line], *, by: Person | None) -> None:
    """Write the lines of one act that changed many records, in one statement.

    :raises ValueError: as ``record`` does.
    """
    if by is None and not _via.get():
        raise ValueError("the trail needs to know who acts")
    if not lines:
        return
    same = {"at": clock.now(), "actor_id": by.id if by else None, "via": _via.get()}
    states = {"from_state": None, "to_state": None}
    db.session.execute(
        _LINE,
        [
            {
                **same,
                **states,
                "event": line.event,
                "record_kind": line.kind,
                "record_id": line.record_id,
                "about_id": line.about_id,
                "fields": sorted(line.fields),
            }
            for line in lines
        ],
    )


def record_opening(event: str, *, by: Person, kind: str, record_id: UUID, about_id: UUID | None) -> None:
    """Write that someone opened a record: at most one line per reader, record and hour."""
    record_openings(event, by=by, kind=kind, about={record_id: about_id})


def record_openings(event: str, *, by: Person, kind: str, about: Mapping[UUID, UUID | None]) -> None:
    """The same for a page on which several records are read, in one statement.

    :param about: whose each record is, by the identifier of the record.
    """
    now = clock.now()
    same = {
        "at": now,
        "actor_id": by.id,
        "via": _via.get(),
        "event": event,
        "record_kind": kind,
        "fields": [],
        "hour": now.replace(minute=0, second=0, microsecond=0),
    }
    rows = [{**same, "record_id": record_id, "about_id": about_id} for record_id, about_id in about.items()]
    if rows:
        db.session.execute(insert_into(TrailLine).on_conflict_do_nothing(), rows)
