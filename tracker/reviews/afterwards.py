"""Rooms to the right that must know when a review begins or ceases to count: they say so here, at the start."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Listener = Callable[[UUID], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have ``listener`` called with the identifier of each review that has ended or was made void.

    It is called in the same transaction; what it raises undoes the change.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell(review_id: UUID) -> None:
    """Say that a review has ended or was made void."""
    for listener in _listeners:
        listener(review_id)
