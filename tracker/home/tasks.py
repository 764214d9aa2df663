"""One thing that waits for the reader, or for somebody else: what every list of them is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from tracker.people.models import Person
from tracker.reminders.models import ReminderKind

# What is read and answered takes about so many minutes.
A_FEW: Final = 5
SECONDS_AN_ITEM: Final = 22


def minutes_for(items: int) -> int:
    """About how many minutes it takes to rate so many items, in steps of five."""
    return max(A_FEW, A_FEW * round(items * SECONDS_AN_ITEM / 60 / A_FEW))


@dataclass(frozen=True)
class Task:
    """Something that waits for the reader; ``done_address`` closes it from the list.

    ``kind`` says of what one may want no reminder. ``of_team``: it is about someone else's record; one's own and the
    team's never stand in one list. ``minutes``: about how long it takes. What is urgent stands before everything with
    a due date and is never folded away.
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
    of_team: bool = False
    minutes: int = A_FEW


@dataclass(frozen=True)
class Elsewhere:
    """Something of the reader's that waits for someone else.

    ``person``: whom it waits for, where the reader may remind them.
    """

    title: str
    who: str
    since: datetime
    address: str
    person: Person | None = None


def of_kind(kind: ReminderKind, tasks: Iterable[Task]) -> Iterator[Task]:
    """The same tasks, marked as this kind of thing."""
    return (replace(task, kind=kind) for task in tasks)


def about_team(tasks: Iterable[Task]) -> Iterator[Task]:
    """The same tasks, as what is about people one supervises."""
    return (replace(task, of_team=True) for task in tasks)
