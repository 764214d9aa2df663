from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Enum, String, insert, literal
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.database import db
from tracker.people.models import (
    FORMER_STAFF_ACCESS,
    AssignmentKind,
    AuditorGrant,
    AuditorGrantPerson,
    Employment,
    Installation,
    Person,
    Program,
    Role,
    RoleGrant,
    SupervisionAssignment,
)

TODAY = date(2026, 11, 22)


def person_row(**more):
    name = uuid4().hex
    row = {"id": uuid4(), "sign_in_name": name, "name": name, "job_title": "", "employment": Employment.PAID}
    return Person, {**row, "created_at": clock.now(), **more}


def role_row(world, **more):
    row = {"id": uuid4(), "person_id": world.ana.id, "role": Role.EMPLOYEE, "created_at": clock.now()}
    return RoleGrant, {**row, **more}


def assignment_row(world, **more):
    row = {"id": uuid4(), "person_id": world.hr.id, "supervisor_id": world.dana.id, "kind": AssignmentKind.PRIMARY}
    return SupervisionAssignment, {**row, "starts_on": TODAY, "created_at": clock.now(), **more}


def grant_row(world, **more):
    row = {"id": uuid4(), "auditor_id": world.dana.id, "granted_by_id": world.hr.id, "kinds": ["competency"]}
    return AuditorGrant, {**row, "ends_on": TODAY, "reason": "Audit", "created_at": clock.now(), **more}


def named_row(world, **more):
    return AuditorGrantPerson, {"grant_id": uuid4(), "person_id": world.ana.id, **more}


def program_of(world):
    world.person("Paul Program", program="Crisis line")
    return "Crisis line"


REFUSED = {
    "a sign-in name with capitals": lambda _: person_row(sign_in_name="Ana"),
    "a sign-in name twice": lambda world: person_row(sign_in_name=world.ana.sign_in_name),
    "an address twice": lambda world: person_row(email=world.person("Ann One", email="ann@example.org").email),
    "an address with capitals": lambda _: person_row(email="Ana@example.org"),
    "a last day before the first": lambda _: person_row(hired_on=TODAY, left_on=TODAY - timedelta(days=1)),
    "an unknown employment": lambda _: person_row(employment="contractor"),
    "nobody's program": lambda _: person_row(program_id=uuid4()),
    "a program's name twice": lambda world: (Program, {"id": uuid4(), "name": program_of(world)}),
    "a role held twice": role_row,
    "a role ended by nobody": lambda world: role_row(world, role=Role.HR, ended_at=clock.now()),
    "a role ended at no time": lambda world: role_row(world, role=Role.HR, ended_by_id=world.hr.id),
    "an unknown role": lambda world: role_row(world, role="owner"),
    "a role of nobody": lambda world: role_row(world, person_id=uuid4()),
    "one's own supervisor": lambda world: assignment_row(world, person_id=world.dana.id),
    "an assignment that ends before it starts": lambda world: assignment_row(world, ends_on=TODAY - timedelta(days=1)),
    "a backup without an end": lambda world: assignment_row(world, kind=AssignmentKind.BACKUP),
    "an unknown kind of assignment": lambda world: assignment_row(world, kind="mentor"),
    "a second open primary": lambda world: assignment_row(world, person_id=world.ana.id),
    "a supervisor who is nobody": lambda world: assignment_row(world, supervisor_id=uuid4()),
    "a grant to nobody": lambda world: grant_row(world, auditor_id=uuid4()),
    "a grant without a reason": lambda world: grant_row(world, reason=None),
    "a person in no grant": named_row,
    "a second installation": lambda _: (Installation, {"id": 2, "is_demo": False, "created_at": clock.now()}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(what, world):
    table, values = REFUSED[what](world)
    # Text where an enumeration stands goes past Python's own check, as a hand on the database would.
    values = {key: getattr(value, "value", value) for key, value in values.items()}
    columns = [column for column in table.__table__.c if column.key in values]
    statement = insert(table.__table__).values({c: _as_stored(c, values[c.key]) for c in columns})
    with pytest.raises(IntegrityError):
        db.session.execute(statement)


def _as_stored(column, value):
    return literal(value, String()) if isinstance(column.type, Enum) else value


@pytest.mark.parametrize("make", [lambda _: person_row(), assignment_row, grant_row])
def test_the_same_rows_without_the_fault_are_taken(make, world):
    table, values = make(world)
    db.session.execute(insert(table).values(values))


def test_a_role_can_be_given_again_after_it_was_taken(world):
    _, values = role_row(world, role=Role.HR, ended_at=clock.now(), ended_by_id=world.hr.id)
    db.session.execute(insert(RoleGrant), [values, {**values, "id": uuid4()}])
    db.session.execute(insert(RoleGrant).values(role_row(world, role=Role.HR)[1]))


def test_the_last_day_of_work_is_a_day_of_work():
    someone = Person(left_on=TODAY)
    assert not someone.has_left(TODAY)
    assert someone.has_left(TODAY + timedelta(days=1))


def test_former_staff_keep_their_account_for_a_year():
    someone = Person(left_on=TODAY)
    assert someone.may_enter(TODAY + FORMER_STAFF_ACCESS)
    assert not someone.may_enter(TODAY + FORMER_STAFF_ACCESS + timedelta(days=1))
    assert Person(left_on=None).may_enter(TODAY)
    assert Person(left_on=date(9999, 12, 31)).may_enter(TODAY)


def test_an_assignment_covers_its_first_and_its_last_day():
    week = SupervisionAssignment(starts_on=TODAY, ends_on=TODAY + timedelta(days=6))
    days = [TODAY + timedelta(days=offset) for offset in (-1, 0, 6, 7)]
    assert [week.covers(day) for day in days] == [False, True, True, False]
    assert SupervisionAssignment(starts_on=TODAY, ends_on=None).covers(date(2099, 1, 1))


def test_one_signs_with_the_legal_name_where_there_is_one():
    assert Person(name="Ana", legal_name="Anastasia Ruiz").signing_name == "Anastasia Ruiz"
    assert Person(name="Ana", legal_name=None).signing_name == "Ana"
