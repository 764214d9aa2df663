"""Reads of credentials. They stand on the record page, for those who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import nulls_last, select

from tracker.credentials.models import Credential
from tracker.database import db


def list_of(person_id: UUID) -> Sequence[Credential]:
    """Someone's credentials, the latest expiry first; one without an expiry comes last."""
    statement = (
        select(Credential)
        .where(Credential.person_id == person_id)
        .order_by(nulls_last(Credential.expires_on.desc()), Credential.created_at.desc(), Credential.id)
    )
    return db.session.execute(statement).scalars().all()


def find_newest(person_id: UUID) -> Credential | None:
    """The credential that is printed with a name."""
    held = list_of(person_id)
    return held[0] if held else None
