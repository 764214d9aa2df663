"""What a reminder says, and on which days one is worth a mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from flask import url_for

from tracker import clock
from tracker.home import waiting
from tracker.home.tasks import Task
from tracker.language import ENGLISH, _, _n, is_spoken, say_date
from tracker.mail.kinds import Letter
from tracker.people.models import Person
from tracker.reminders import queries
from tracker.settings.models import WordingKind
from tracker.settings.queries import say_wording

# A due date is said this long before, on the day, and on the day after.
SAID_BEFORE: Final = (timedelta(days=3), timedelta(), timedelta(days=-1))
# What is neither new nor due is said again after so many days.
SAID_AGAIN: Final = timedelta(days=7)


def language_of(person: Person) -> str:
    """In which language somebody is written to: the one they chose, or English."""
    return str(person.language) if is_spoken(person.language) else ENGLISH


def list_tasks(person: Person) -> list[Task]:
    """What waits for somebody and is of a kind they want mail about. They must be the one who acts (``acting_as``)."""
    wanted = set(queries.list_wanted(person))
    return [task for task in waiting.list_waiting(person) if task.kind in wanted]


def write(person: Person) -> Letter | None:
    """The reminder as things stand now; None where nothing waits any more."""
    tasks = list_tasks(person)
    return _say(tasks) if tasks else None


def write_if_worth_it(person: Person) -> Letter | None:
    """The reminder of today, where something is new, due or has waited for another week."""
    tasks = list_tasks(person)
    if not tasks or not is_worth_a_mail(tasks, queries.find_last(person), clock.today()):
        return None
    return _say(tasks)


def is_worth_a_mail(tasks: Sequence[Task], last: datetime | None, today: date) -> bool:
    """Whether, since the last reminder, something began to wait, came near its day, or a week has passed."""
    if last is None:
        return True
    last_day = clock.local(last).date()
    days = [task.due_on - before for task in tasks if task.due_on for before in SAID_BEFORE]
    is_due = any(last_day < day <= today for day in days)
    return is_due or last_day + SAID_AGAIN <= today or any(task.since > last for task in tasks)


def _say(tasks: Sequence[Task]) -> Letter:
    first = min((task.due_on for task in tasks if task.due_on), default=None)
    return say(len(tasks), first, sum(task.minutes for task in tasks))


def say(things: int, due: date | None, minutes: int) -> Letter:
    """Neither what it is nor whom it is about: how many things, the first day, about how long, and where they stand."""
    what = _say_what(things, due)
    how_long = _n(
        "It takes about %(minutes)d minutes, and you can stop and come back.",
        "They take about %(minutes)d minutes, and you can stop and come back.",
        things,
        minutes=minutes,
    )
    parts = [
        _("Hello."),
        f"{what} {how_long}",
        _("Please do it in paid time."),
        url_for("home.index", _external=True),
        _("Need more time? Ask on that page; please do not give health reasons."),
        _("You get at most one mail a day. Change reminders:"),
        url_for("reminders.choose", _external=True),
        *([notice] if (notice := say_wording(WordingKind.REMINDER)) else []),
    ]
    return Letter(_("Something is waiting for you"), "\n\n".join(parts) + "\n")


def _say_what(things: int, due: date | None) -> str:
    if due is None:
        return _n("One task is waiting for you.", "%(num)d tasks are waiting for you.", things)
    day = say_date(due)
    if due < clock.today():
        return _n(
            "One task was due on %(day)s and is waiting for you.",
            "%(num)d tasks are waiting for you. The first was due on %(day)s.",
            things,
            day=day,
        )
    return _n(
        "One task is due on %(day)s and is waiting for you.",
        "%(num)d tasks are waiting for you. The first is due on %(day)s.",
        things,
        day=day,
    )
