"""What is done at its time, by the one worker that keeps the schedule. Each entry is safe to run twice, or late."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass
class Entry:
    """Something to do every so many seconds; the first time soon after the start."""

    name: str
    every: float
    do: Callable[[], object]
    next_at: float = field(default=0.0)


_entries: dict[str, Entry] = {}


def add_to_schedule(name: str, *, every: float, do: Callable[[], object]) -> None:
    """Have something done every so many seconds.

    It runs in an app context, commits what it writes itself, and must be
    safe to run twice: the schedule may change hands at any moment.
    """
    _entries[name] = Entry(name, every, do)


def run_due() -> None:
    """Do whatever is due. What goes wrong is logged and comes again at its next time."""
    for entry in list(_entries.values()):
        now = time.monotonic()
        if entry.next_at <= now:
            entry.next_at = now + entry.every
            try:
                entry.do()
            except Exception:
                log.exception("The entry %s of the schedule did not work.", entry.name)
