"""Everything that waits for somebody: the one source of home's list of actions and of the reminders by mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from tracker import clock
from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.agreements import queries as agreements
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.consultations import queries as consultations
from tracker.goals import queries as goals
from tracker.home import needs, presenters, renewals
from tracker.home.needs import Need
from tracker.home.presenters import Desk
from tracker.home.tasks import Task
from tracker.hours import month
from tracker.language import _
from tracker.observations import requests
from tracker.people import absences, soundness
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.record_requests import queries as record_requests
from tracker.reminders.models import ReminderKind
from tracker.removals import queries as removals
from tracker.reviews import queries_amending, standings
from tracker.reviews.standings import Standing
from tracker.settings import queries as settings


def desk_of(reader: Person) -> Desk:
    """What waits for the reader and for others, as home shows it."""
    team = list_team(reader) if may(Permission.TEAM_READ) else []
    return presenters.lay_out(reader, team, renewals.list_tasks(reader, team))


def list_team(reader: Person) -> list[Standing]:
    """Where each person of the reader's team stands."""
    return standings.list_standings(people.list_team(reader))


@dataclass(frozen=True)
class Supervision:
    """Someone's own supervision: the last, the day by which the next was agreed, the hours of this month in words."""

    last: date | None
    next: date | None
    hours: str


def supervision_of(person: Person) -> Supervision | None:
    """For someone who has had supervision or agreed on it; None for everyone else."""
    last = consultations.last_supervision([person.id]).get(person.id)
    every = agreements.find_shortest_interval(person.id)
    if last is None and every is None:
        return None
    return Supervision(last, last + timedelta(days=every) if last and every else None, month.say_own_month(person))


def own_review_of(person: Person) -> OwnReview:
    """Where someone's own review stands, and what of it waits for them."""
    standing = standings.list_standings([person])[0]
    answered = assessments.count_answered([standing.review.id]) if standing.review else {}
    count = answered.get((standing.review.id, Side.EMPLOYEE), 0) if standing.review else None
    return OwnReview(
        presenters.say_standing(standing, count), standing, list(presenters.own_review_tasks(standing, answered))
    )


@dataclass(frozen=True)
class OwnReview:
    """One's own review in a sentence, whom it waits for, and what they can do about it now."""

    sentence: str
    standing: Standing
    tasks: Sequence[Task]


def list_needs() -> list[Need]:
    """What only HR can fix."""
    today = clock.today()
    alone = absences.leave_out_supervised(goals.list_people_waiting_for_supervisor(), today)
    unnoticed = absences.leave_out_supervised(requests.list_people_waiting(), today)
    return needs.list_needs(standings.list_needing_hr(), queries_amending.list_asked(), alone, unnoticed)


def count_supervision_faults() -> dict[str, int]:
    """How much is to be put right in who supervises whom, by kind: home leads to the page that names it."""
    most = settings.present().most_people
    return Counter(fault.kind.value for fault in soundness.list_faults(clock.today(), most=most))


def list_waiting(reader: Person) -> list[Task]:
    """Everything that waits for the reader, what stands on the desk of HR and of a second person among it."""
    return [*desk_of(reader).tasks, *_desk_of_hr(reader)]


def _desk_of_hr(reader: Person) -> Iterator[Task]:
    kind, button = ReminderKind.DESK, _("Look")
    if may(Permission.REMOVAL_DECIDE):
        for one in removals.list_open(reader):
            address = url_for("removals.show", removal_id=one.id)
            yield Task(_("A removal for privacy"), "", address, button, None, one.created_at, kind=kind)
    if may(Permission.RECORD_HAND_OVER):
        for asked in record_requests.list_open(reader):
            address = url_for("record_requests.show", request_id=asked.id)
            yield Task(_("A request to see a record"), "", address, button, asked.due_on, asked.created_at, kind=kind)
    if may(Permission.REVIEW_PROGRESS):
        for need in list_needs():
            # Since when it waits is not known: it is nothing new by itself, and said again each week.
            yield Task(need.name, need.reason, need.address, button, None, presenters.LONG_AGO, kind=kind)
