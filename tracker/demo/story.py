"""Two years at an invented employer, told by the product's own actions, in the order they happened."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from tracker import clock
from tracker.audit.actions import as_operator
from tracker.demo import aftermath, batches, cast, cycles, mark, personnel, training
from tracker.demo.calendar import Calendar, Stage
from tracker.demo.log import LogTeller
from tracker.demo.reviews import ReviewTeller
from tracker.demo.work import WorkTeller
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Employment, Person, Role
from tracker.people.queries import list_with_role
from tracker.settings import actions as settings
from tracker.sign_in.actions import hash_password, set_password


def tell(*, employees: int, years: int, seed: int) -> int:
    """Fill an empty database; the same seed gives the same people, dates and texts. Returns how many events."""
    dice = Random(seed)
    today = clock.today()
    begin = today - timedelta(days=365 * years)
    people.mark_as_demo(cast.EMPLOYER)
    calendar = Calendar(dice, begin, today)
    stage = _open(begin, today, employees, dice)
    reviews = ReviewTeller(stage, calendar, dice)
    work = WorkTeller(stage, calendar, dice)
    for number, person in enumerate(stage.employees):
        reviews.plan(person, number)
        work.plan(person)
    work.plan_groups()
    work.plan_rules()
    work.plan_draft(stage.employees[0])
    work.plan_asking(stage.employees[:2])
    LogTeller(stage, calendar, dice).plan()
    cycles.tell_yearly(stage, calendar, reviews)
    cycles.tell_closed(stage, calendar, reviews)
    aftermath.plan(stage, calendar)
    training.plan(stage, calendar)
    calendar.on(today - timedelta(days=20), lambda: _let_auditor_in(stage))
    calendar.on(today - timedelta(days=6), lambda: cycles.open_first_days(stage))
    calendar.on(today - timedelta(days=1), lambda: cycles.plan_next_year(stage))
    personnel.plan(stage, calendar)
    batches.plan(stage, calendar)
    return calendar.play()


def _open(begin: date, today: date, employees: int, dice: Random) -> Stage:
    """The people who are there from the start; the others are hired on the way."""
    hashed = hash_password(cast.PASSWORD)
    with clock.standing_at(datetime.combine(begin, time(8), clock.zone())), as_operator():
        office = [_add(part, begin - timedelta(days=400), "", hashed) for part in cast.OFFICE]
        director = _add(cast.DIRECTOR, begin - timedelta(days=900), cast.PROGRAMS[0], hashed)
        supervisors = [
            _add(part, begin - timedelta(days=600 + 40 * number), cast.PROGRAMS[number], hashed)
            for number, part in enumerate(cast.SUPERVISORS)
        ]
        stage = Stage(hr=office[0], supervisors=supervisors)
        settings.set_logo(mark.draw(), by=stage.hr)
        for supervisor in supervisors:
            _assign(stage, supervisor, director, begin - timedelta(days=300))
        for number, part in enumerate(cast.list_employees(employees, dice)):
            hired = _hired_on(number, begin, today, dice)
            team = 0 if number < len(cast.FEATURED) else number % len(supervisors)
            person = _add(part, hired, cast.PROGRAMS[team], hashed)
            _assign(stage, person, supervisors[team], hired)
            stage.employees.append(person)
        _assign_others(stage.employees, supervisors, begin, today)
        stage.employees += supervisors
    return stage


def _assign_others(employees: list[Person], supervisors: list[Person], begin: date, today: date) -> None:
    """Beside the primary supervisor: a second one, a former one, a backup, and clinical oversight."""
    others = (
        (AssignmentKind.SECOND, begin, None),
        (AssignmentKind.BACKUP, today - timedelta(days=10), today + timedelta(days=20)),
        (AssignmentKind.CLINICAL_OVERSIGHT, begin, None),
        (AssignmentKind.SECOND, begin, begin + timedelta(days=200)),
    )
    for person, supervisor, (kind, starts_on, ends_on) in zip(employees, supervisors[1:] * 2, others, strict=False):
        people.assign(person, supervisor, kind=kind, starts_on=starts_on, ends_on=ends_on, by=None)


def _hired_on(number: int, begin: date, today: date, dice: Random) -> date:
    if number < len(cast.FEATURED):
        return begin - timedelta(days=200 + 30 * number)
    if number % 5 == 4:
        return today - timedelta(days=dice.randrange(10, 330))
    return begin - timedelta(days=dice.randrange(0, 900))


def _add(part: cast.Part, hired_on: date, program: str, hashed: str) -> Person:
    person = people.add_person(
        sign_in_name=part.sign_in_name,
        name=part.name,
        legal_name=part.legal_name,
        job_title=part.job_title,
        program=program,
        employment=part.employment,
        hired_on=hired_on,
        roles=part.roles,
        # Not everybody has an address; mail to these is kept in the outbox.
        email=f"{part.sign_in_name}@example.org" if part.employment is Employment.PAID else None,
        by=None,
    )
    set_password(person, hashed, by=person)
    return person


def _assign(stage: Stage, person: Person, supervisor: Person, starts_on: date) -> None:
    people.assign(person, supervisor, kind=AssignmentKind.PRIMARY, starts_on=starts_on, ends_on=None, by=None)
    stage.supervisor_of[person.id] = supervisor


def _let_auditor_in(stage: Stage) -> None:
    auditor = list_with_role(Role.AUDITOR)[0]
    people.grant_auditor(
        auditor,
        stage.employees[3:9],
        kinds=["competency", "file"],
        ends_on=clock.today() + timedelta(days=60),
        reason="Yearly file check of the accreditor",
        by=stage.hr,
    )
