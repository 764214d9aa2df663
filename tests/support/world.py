"""A small employer, made by the product's own actions: the people and records that tests speak of."""

from __future__ import annotations

from tests.support.world_log import Log
from tests.support.world_records import Records
from tests.support.world_reviews import Reviews
from tests.support.world_staff import ALL, PASSWORD, PDF, SOME, UNKNOWN
from tests.support.world_work import Work

__all__ = ["ALL", "PASSWORD", "PDF", "SOME", "UNKNOWN", "World"]


class World(Reviews, Work, Log, Records):
    """Makes people and records; names follow ``product.md``'s relations."""
