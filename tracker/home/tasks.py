"""A line of the list "next for you"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Task:
    """Something that waits for the reader; ``done_address`` closes it from the list."""

    title: str
    reason: str
    address: str
    button: str
    due_on: date | None
    since: datetime
    done_address: str | None = None
    done_label: str = ""
