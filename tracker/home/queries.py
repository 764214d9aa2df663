"""Reads of home's own."""

from __future__ import annotations

from tracker.database import db
from tracker.home.models import TourEnded
from tracker.people.models import Person


def has_ended_tour(reader: Person) -> bool:
    """Whether the reader has seen the tour, or skipped it."""
    return db.session.get(TourEnded, reader.id) is not None
