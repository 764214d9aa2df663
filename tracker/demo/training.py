"""Training of a few people, the newest waiting to be confirmed, and a credential that expires soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import uuid4

from tracker import clock
from tracker.credentials import actions as credentials
from tracker.credentials import training
from tracker.credentials.models import CheckSource, TrainingCategory
from tracker.demo.calendar import Calendar, Stage
from tracker.from_paper import actions as from_paper
from tracker.from_paper import making
from tracker.people.models import Person
from tracker.reviews.models import ReviewKind


class Told(NamedTuple):
    """One training: how many days ago, what, by whom, minutes, and as what it counts."""

    ago: int
    title: str
    provider: str
    minutes: int
    category: TrainingCategory


TRAININGS: Final = (
    Told(300, "Supporting recovery in community settings", "Example Training Center", 360, TrainingCategory.CRSS_I),
    Told(160, "Ethics in everyday work", "Example College", 180, TrainingCategory.ETHICS),
    Told(40, "Group facilitation, second part", "Example Training Center", 270, TrainingCategory.CRSS_II),
)
UNCONFIRMED_AFTER: Final = 60


def plan(stage: Stage, calendar: Calendar) -> None:
    """The first three people; the second one's credential expires soon."""
    for person in stage.employees[:3]:
        for told in TRAININGS:
            day = calendar.today - timedelta(days=told.ago)
            calendar.on(day, lambda person=person, told=told: _train(stage, person, told))  # type: ignore[misc]
    if stage.employees:
        calendar.on(calendar.today - timedelta(days=290), lambda: _enter_paper(stage, stage.employees[0]))
    if len(stage.employees) > 1:
        calendar.on(calendar.today - timedelta(days=30), lambda: _expire_soon(stage, stage.employees[1]))


def _enter_paper(stage: Stage, person: Person) -> None:
    """A review that was held on paper before the employer began here."""
    paper = making.make_review(
        key=uuid4(),
        person_id=person.id,
        supervisor_id=stage.supervisor_of[person.id].id,
        kind=ReviewKind.ANNUAL,
        held_on=clock.today() - timedelta(days=200),
        signed_by_employee=True,
    )
    from_paper.enter(paper, by=stage.hr)


def _train(stage: Stage, person: Person, told: Told) -> None:
    day = clock.today() - timedelta(days=2)
    made = training.record(
        person,
        title=told.title,
        provider=told.provider,
        starts_on=day,
        ends_on=day,
        minutes=told.minutes,
        category=told.category,
        minutes_by_domain={},
        key=uuid4(),
        by=person,
    )
    if told.ago > UNCONFIRMED_AFTER:
        training.confirm(made, by=stage.supervisor_of[person.id])


def _expire_soon(stage: Stage, person: Person) -> None:
    today = clock.today()
    held = credentials.record(
        person,
        kind="CRSS",
        number="20417",
        issued_on=today - timedelta(days=655),
        expires_on=today + timedelta(days=75),
        key=uuid4(),
        by=stage.hr,
    )
    credentials.check(held, source=CheckSource.REGISTER, checked_on=today, key=uuid4(), by=stage.hr)
