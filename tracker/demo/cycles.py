"""The cycles of the invented employer: two closed, one running, one for those hired lately, one being planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid5

from tracker import clock
from tracker.cycles import actions, queries
from tracker.cycles.actions import Plan
from tracker.cycles.models import Cycle
from tracker.demo.calendar import Calendar, Stage
from tracker.demo.reviews import RUNNING_SINCE, STEPS, ReviewTeller
from tracker.frameworks import queries as frameworks
from tracker.frameworks.models import FrameworkVersion
from tracker.people.models import Person
from tracker.people.noting_absences import note_absence
from tracker.reviews.forms import NOT_USED_FOR, USED_FOR
from tracker.reviews.models import Rated, ReviewKind

FOCUS = ("ADV-T01", "ADV-T05", "PRO-T01", "PRO-T02", "PRO-K11", "MEN-T01", "REC-T01")


def tell_closed(stage: Stage, calendar: Calendar, reviews: ReviewTeller) -> None:
    """A cycle of a few people that was closed half a year ago: reviews signed, the last one closed unfinished."""
    opens, people = calendar.today - timedelta(days=200), stage.employees[1:5]
    if len(people) < 2 or opens < calendar.begin:
        return
    opened: list[Cycle] = []
    calendar.on(opens, lambda: opened.append(_open_chosen(stage, people)))
    for later, person in enumerate(people[:-1]):
        for day, step in enumerate(STEPS):
            calendar.on(opens + timedelta(days=7 + later + 3 * day), partial(_take, reviews, opened, person, step))
    calendar.on(opens + timedelta(days=20), partial(_take, reviews, opened, people[-1], "employee"))
    calendar.on(opens + timedelta(days=65), lambda: _close(opened[0], stage.hr))


def _open_chosen(stage: Stage, people: Sequence[Person]) -> Cycle:
    name = f"Before certification {clock.today().year}"
    plan = _plan(name, ReviewKind.BEFORE_CERTIFICATION, is_open=False, focus=(), in_days=0)
    return _open(stage, plan, people)


def _open(stage: Stage, plan: Plan, people: Sequence[Person]) -> Cycle:
    plan = replace(plan, chosen=[person.id for person in people])
    cycle = actions.plan(plan, framework=_framework(), scale=frameworks.get_newest_scale(), by=stage.hr)
    cycle = queries.get_cycle(cycle.id)
    actions.open_cycle(cycle, by=stage.hr)
    return cycle


def _take(reviews: ReviewTeller, opened: list[Cycle], person: Person, step: str) -> None:
    member = next((one for one in queries.list_members(opened[0]) if one.standing.person.id == person.id), None)
    if member is not None:
        reviews.take(step, member.review.id)


def _close(cycle: Cycle, hr: Person) -> None:
    unfinished = queries.list_unfinished(queries.list_members(cycle))
    actions.close_cycle(cycle, unfinished_seen=len(unfinished), by=hr)


def tell_yearly(stage: Stage, calendar: Calendar, reviews: ReviewTeller) -> None:
    """Two cycles of many people, enough for the organization views: last year's, closed, and this year's, running."""
    if reviews.together:
        opens = min(day for _person, day in reviews.together)
        opened = _tell(stage, calendar, reviews, opens, [(person, day, STEPS) for person, day in reviews.together])
        calendar.on(opens + timedelta(days=120), lambda: _close(opened[0], stage.hr))
    if reviews.running:
        _tell(stage, calendar, reviews, calendar.today - RUNNING_SINCE, reviews.running)
        calendar.on(calendar.today - timedelta(days=4), lambda: _note_away(reviews.running[0][0], stage.hr))


def _tell(
    stage: Stage,
    calendar: Calendar,
    reviews: ReviewTeller,
    opens: date,
    members: Sequence[tuple[Person, date, tuple[str, ...]]],
) -> list[Cycle]:
    """A cycle of these people from a day on, and the steps of each. The list holds it once it was opened."""
    made: dict[UUID, list[UUID]] = {person.id: [] for person, _day, _steps in members}
    opened: list[Cycle] = []

    def begin() -> None:
        plan = _plan(f"Annual reviews {clock.today().year}", ReviewKind.ANNUAL, is_open=False, focus=(), in_days=0)
        plan = replace(plan, due_on=opens + timedelta(days=95), closes_on=opens + timedelta(days=120))
        cycle = _open(stage, plan, [person for person, _day, _steps in members])
        for member in queries.list_members(cycle):
            made[member.standing.person.id].append(member.review.id)
        opened.append(cycle)

    calendar.on(opens, begin)
    for person, day, steps in members:
        reviews.plan_steps(day, steps, made[person.id])
    return opened


def _note_away(person: Person, hr: Person) -> None:
    today = clock.today()
    key = uuid5(person.id, "away")
    note_absence(person, starts_on=today, ends_on=today + timedelta(days=12), key=key, by=hr)


def open_first_days(stage: Stage) -> None:
    """Open ratings for those hired within 90 days; who has a review already is listed with the reason."""
    plan = _plan("First 90 days", ReviewKind.NINETY_DAYS, is_open=True, focus=(), hired_within=90, in_days=0)
    cycle = actions.plan(plan, framework=_framework(), scale=frameworks.get_newest_scale(), by=stage.hr)
    cycle = queries.get_cycle(cycle.id)
    if any(one.why_not is None for one in queries.list_candidates(cycle, stage.hr)):
        actions.open_cycle(cycle, by=stage.hr)


def plan_next_year(stage: Stage) -> None:
    """Everyone, with a focus set for those reviewed before; it opens in three weeks."""
    name = f"Annual reviews {clock.today().year + 1}"
    plan = _plan(name, ReviewKind.ANNUAL, is_open=False, focus=FOCUS, in_days=21)
    actions.plan(plan, framework=_framework(), scale=frameworks.get_newest_scale(), by=stage.hr)


def _framework() -> FrameworkVersion:
    version = frameworks.find_version(frameworks.USUAL)
    if version is None:
        raise LookupError("load the competencies first")
    return version


def _plan(
    name: str, kind: ReviewKind, *, is_open: bool, focus: tuple[str, ...], in_days: int, hired_within: int | None = None
) -> Plan:
    opens_on = clock.today() + timedelta(days=in_days)
    known = frameworks.outline(_framework().id).by_code
    return Plan(
        name=name,
        kind=kind,
        used_for=str(USED_FOR),
        not_used_for=str(NOT_USED_FOR),
        who_reads="",
        is_open_rating=is_open,
        rated=Rated.CHOSEN if focus else Rated.ALL,
        focus=[code for code in focus if code in known],
        period_from=opens_on - timedelta(days=90 if is_open else 365),
        opens_on=opens_on,
        due_on=opens_on + timedelta(days=30),
        closes_on=opens_on + timedelta(days=60),
        program_id=None,
        job_title="",
        hired_within=hired_within,
        chosen=[],
    )
