"""One thing that waits for the reader, or for somebody else: what every list of them is made of."""

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


@dataclass(frozen=True)
class Elsewhere:
    """Something of the reader's that waits for someone else."""

    title: str
    who: str
    since: datetime
    address: str
