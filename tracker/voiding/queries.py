"""Reads of what is void: the one place every count, list and report asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from tracker.database import db
from tracker.voiding.models import Voiding


def is_void(record_id: Any) -> ColumnElement[bool]:
    """A condition on any table: the record with this identifier is void."""
    return exists().where(Voiding.record_id == record_id)


def find_voiding(record_id: UUID) -> Voiding | None:
    """Who made one record void, when and why; None while it stands."""
    return list_voidings([record_id]).get(record_id)


def list_voidings(record_ids: Iterable[UUID]) -> dict[UUID, Voiding]:
    """Of several records, those that are void, in one query."""
    wanted = list(record_ids)
    if not wanted:
        return {}
    statement = select(Voiding).where(Voiding.record_id.in_(wanted)).options(joinedload(Voiding.by))
    return {found.record_id: found for found in db.session.execute(statement).scalars()}
