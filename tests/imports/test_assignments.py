from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.imports.conftest import fault, outcomes
from tracker import clock
from tracker.database import db
from tracker.imports import actions, roster, sheets, tables
from tracker.imports.models import SheetKind
from tracker.imports.plans import Change, Outcome
from tracker.people import supervision
from tracker.people.models import AssignmentKind, Role, SupervisionAssignment

ADDED, CHANGED, UNCHANGED, REFUSED = Outcome
HEADS = "person,supervisor,kind,starts_on,ends_on"


@pytest.fixture
def people(world):
    world.person("Ana Ruiz")
    world.person("Dana Whitfield", Role.SUPERVISOR)
    world.person("Ed", Role.SUPERVISOR, email="ed@example.org")
    world.person("Colin")
    return world


def test_history_arrives_and_again_changes_nothing(desk, people):
    rows = (
        HEADS,
        "ana.ruiz,ed@example.org,primary,2024-01-01,2025-06-30",
        "ana.ruiz,dana.whitfield,,2025-07-01,",
        "ana.ruiz,ed,clinical oversight,2025-07-01,",
    )
    assert outcomes(desk.do(*rows)) == [ADDED] * 3
    found = supervision.list_assignments_of(people.person("Ana Ruiz"))
    assert {(one.supervisor.name, one.kind, one.starts_on, one.ends_on) for one in found} == {
        ("Ed", AssignmentKind.PRIMARY, date(2024, 1, 1), date(2025, 6, 30)),
        ("Dana Whitfield", AssignmentKind.PRIMARY, date(2025, 7, 1), None),
        ("Ed", AssignmentKind.CLINICAL_OVERSIGHT, date(2025, 7, 1), None),
    }
    assert outcomes(desk.do(*rows)) == [UNCHANGED] * 3


def test_an_assignment_that_stands_gets_a_last_day(desk, people):
    assignment = people.assign(people.person("Ana Ruiz"), people.person("Ed"))
    starts, ends = assignment.starts_on.isoformat(), (clock.today() + timedelta(days=9)).isoformat()
    plan = desk.do(HEADS, f"ana.ruiz,ed,primary,{starts},{ends}")
    assert plan.lines[0].changes == [Change("ends_on", "", ends)]
    db.session.refresh(assignment)
    assert assignment.ends_on == clock.today() + timedelta(days=9)
    assert outcomes(desk.do(HEADS, f"ana.ruiz,ed,primary,{starts},")) == [UNCHANGED]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nobody,ed,,2026-01-01,", "person", "Nobody signs in as 'nobody'. Add the person first."),
        (",ed,,2026-01-01,", "person", "Write the sign-in name"),
        ("ana.ruiz,nobody,,2026-01-01,", "supervisor", "Nobody signs in as 'nobody'. Add the person first."),
        ("ana.ruiz,ana.ruiz,,2026-01-01,", "supervisor", "Nobody supervises themselves. Choose someone else."),
        ("ana.ruiz,colin,,2026-01-01,", "supervisor", "Colin does not hold the supervisor role now. Give it first."),
        ("ana.ruiz,priya.nair,,2026-01-01,", "supervisor", "Nobody assigns themselves."),
        ("priya.nair,ed,,2026-01-01,", "person", "Nobody uses an HR or administrator right"),
        ("dana.whitfield,ed,,2026-01-01,", "supervisor", "That would be a circle."),
        ("ed,ana.ruiz,,2026-01-01,2026-01-02", "supervisor", ""),
        ("ed,ed@example.org,,2026-01-01,", "supervisor", "Nobody supervises themselves."),
        ("ana.ruiz,ed,boss,2026-01-01,", "kind", "primary, second, backup, clinical_oversight"),
        ("ana.ruiz,ed,,,", "starts_on", "Choose the first day."),
        ("ana.ruiz,ed,,13/01/2026,", "starts_on", "day before the month"),
        ("ana.ruiz,ed,,2026-02-01,2026-01-01", "ends_on", "cannot come before the first"),
        ("ana.ruiz,ed,backup,2026-02-01,", "ends_on", "needs a last day"),
    ],
)
def test_a_wrong_row_is_refused_with_its_column_and_a_sentence(desk, people, row, column, reason):
    people.assign(people.person("Ed"), people.person("Dana Whitfield"), starts_on=date(2020, 1, 1))
    people.assign(people.person("Dana Whitfield"), people.person("Dee", Role.SUPERVISOR), starts_on=date(2020, 1, 1))
    if reason == "":
        people.assign(people.person("Ana Ruiz"), people.person("Ed"), starts_on=date(2020, 1, 1))
        reason = "That would be a circle."
    plan = desk.check(HEADS, row)
    found = fault(plan)
    assert found[0] == column
    assert reason in found[1]


def test_rows_are_seen_together(desk, people):
    plan = desk.check(
        HEADS,
        "ana.ruiz,ed,primary,2025-01-01,",
        "ana.ruiz,dana.whitfield,primary,2025-06-01,",
        "ana.ruiz,ed,primary,1/1/2025,",
        "ed,dana.whitfield,primary,2025-01-01,",
        "dana.whitfield,ed,primary,2025-01-01,",
    )
    assert outcomes(plan) == [ADDED, REFUSED, REFUSED, ADDED, REFUSED]
    assert "Ed is the primary supervisor since January 1, 2025" in fault(plan, 3)[1]
    assert fault(plan, 4) == ("", "This is the same as row 2. Keep one of the two.")
    assert "circle" in fault(plan, 6)[1]


def test_a_chain_without_end_is_refused_in_bounded_time(desk, world, monkeypatch):
    with_role = [world.person(f"S {number}", Role.SUPERVISOR) for number in range(6)]
    chain = [
        SupervisionAssignment(
            person_id=lower.id, supervisor_id=upper.id, kind=AssignmentKind.PRIMARY, starts_on=date(2020, 1, 1)
        )
        for lower, upper in pairwise(with_role)
    ]
    db.session.add_all(chain)
    db.session.flush()
    world.person("Ana Ruiz")
    row = "ana.ruiz,s.0,,2026-01-01,"
    assert outcomes(desk.check(HEADS, row)) == [ADDED]
    monkeypatch.setattr(roster, "LONGEST_CHAIN", 3)
    assert "very long chain" in fault(desk.check(HEADS, row))[1]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_and_imported_again_changes_nothing(desk, people, ending):
    ana = people.person("Ana Ruiz")
    people.assign(ana, people.person("Ed"), starts_on=date(2024, 1, 1), ends_on=date(2024, 5, 1))
    people.assign(ana, people.person("Dana Whitfield"))
    people.assign(ana, people.person("Ed"), AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=3))
    rows = sheets.EXPORTS[SheetKind.ASSIGNMENTS]()
    plan = actions.check(tables.read(sheets.write(SheetKind.ASSIGNMENTS, rows, ending)), by=desk.by)
    assert plan.kind is SheetKind.ASSIGNMENTS
    assert outcomes(plan) == [UNCHANGED] * 3
