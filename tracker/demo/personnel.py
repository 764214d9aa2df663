"""Personnel files of different fullness: what a few people brought, job descriptions, a request to see a record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from tracker import clock
from tracker.demo.calendar import Calendar, Stage
from tracker.employment import actions as employment
from tracker.employment.models import BackgroundKind, BackgroundSource
from tracker.people import details
from tracker.people.models import Person
from tracker.record_requests import actions as requests
from tracker.record_requests.models import Channel, Wish

SITES: Final = ("Main Street office", "North clinic")
BROUGHT: Final = (
    (BackgroundKind.EDUCATION, "High school diploma", "Example High School"),
    (BackgroundKind.EXPERIENCE, "Helper at a drop-in center, two years", "Example Community Center"),
)
DUTIES: Final = (
    "Walks beside people in their recovery, by their own plan. Leads groups. Helps people find services.\n"
    "More than half of the work is recovery support. Reports to the supervisor of the program."
)
WHOLE: Final = 8
UNVERIFIED: Final = 12


def plan(stage: Stage, calendar: Calendar) -> None:
    """The first people have whole files, some more have written theirs down, and one has asked to see it."""
    calendar.on(calendar.today - timedelta(days=45), lambda: _fill(stage))
    calendar.on(calendar.today - timedelta(days=2), lambda: _ask(stage.employees[-1 - len(stage.supervisors)]))


def _fill(stage: Stage) -> None:
    today = clock.today()
    for number, person in enumerate(stage.employees):
        details.place_at_site(person, SITES[number % len(SITES)])
        if number < UNVERIFIED and not person.has_left(today):
            _bring(stage, person, today, is_whole=number < WHOLE)


def _bring(stage: Stage, person: Person, today: date, *, is_whole: bool) -> None:
    for kind, what, place in BROUGHT:
        ended = today - timedelta(days=1500)
        made = employment.record(
            person, kind=kind, what=what, place=place, starts_on=None, ends_on=ended, key=uuid4(), by=person
        )
        if is_whole:
            employment.verify(made, source=BackgroundSource.CERTIFICATE, verified_on=today, by=stage.hr)
    given = employment.give(person, job_title=person.job_title, duties=DUTIES, given_on=today, key=uuid4(), by=stage.hr)
    if is_whole:
        employment.acknowledge(given, by=person)


def _ask(person: Person) -> None:
    requests.ask(
        person,
        asked_by="",
        asked_on=clock.today(),
        channel=Channel.HERE,
        wish=Wish.PDF,
        holidays=(),
        key=uuid4(),
        by=person,
    )
