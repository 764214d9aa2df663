"""One thing that waits for the reader, or for somebody else: what every list of them is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.reminders.models import ReminderKind


@dataclass(frozen=True)
class Task:
    """Something that waits for the reader; ``done_address`` closes it from the list.

    ``kind`` says of what one may want no reminder. What is urgent stands before everything with a due date and is
    never folded away.
    """

    title: str
    reason: str
    address: str
    button: str
    due_on: date | None
    since: datetime
    done_address: str | None = None
    done_label: str = ""
    kind: ReminderKind = ReminderKind.OTHER
    is_urgent: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """Something of the reader's that waits for someone else."""

    title: str
    who: str
    since: datetime
    address: str


def of_kind(kind: ReminderKind, tasks: Iterable[Task]) -> Iterator[Task]:
    """The same tasks, marked as this kind of thing."""
    return (replace(task, kind=kind) for task in tasks)
