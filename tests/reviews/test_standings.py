from datetime import timedelta

import pytest

from tests.reviews.record import at
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.reviews import standings

GONE = "HR, as the employee no longer works here"
UNASSIGNED = "HR, who must assign a supervisor"


@pytest.fixture
def left(world):
    """A review whose employee left yesterday."""
    review = world.review()
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    return review


def waiting(person):
    return [(one.side, one.who, one.needs_hr) for one in standings.list_standings([person])[0].waiting]


def test_a_review_waits_for_both_sides_by_name(world):
    world.review()
    assert waiting(world.ana) == [(Side.EMPLOYEE, "Ana Ruiz", False), (Side.SUPERVISOR, "Dana Whitfield", False)]


def test_without_a_supervisor_it_waits_for_hr(world):
    alone = world.person("Alex Alone")
    world.review(alone)
    assert waiting(alone) == [(Side.EMPLOYEE, "Alex Alone", False), (Side.SUPERVISOR, UNASSIGNED, True)]
    assert [standing.person.name for standing in standings.list_needing_hr()] == ["Alex Alone"]


def test_when_the_employee_has_left_it_waits_for_hr(world, left):
    assert waiting(world.ana) == [(Side.EMPLOYEE, GONE, True), (Side.SUPERVISOR, "Dana Whitfield", False)]
    assert [standing.person.name for standing in standings.list_needing_hr()] == ["Ana Ruiz"]


def test_where_signatures_are_awaited_hr_must_record_that_they_are_not_available(world):
    world.awaiting()
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert waiting(world.ana)[0] == (
        Side.EMPLOYEE,
        "HR, who can record that the employee is not available to sign",
        True,
    )


def test_whoever_may_look_reads_that_it_waits_for_hr(world, visit, left):
    for reader, path in (
        (world.hr, at(left)),
        (world.dana, at(left)),
        (world.hr, f"/reports/competency/{world.ana.id}"),
    ):
        assert visit(reader).get(path).says(f"Waiting for {GONE} since")
    # The list of progress holds those who work here; someone whose last day is today still does.
    assert not visit(world.hr).get("/reviews/").says(GONE)


def test_the_employee_and_hr_read_that_hr_must_assign_someone(world, visit):
    alone = world.person("Alex Alone")
    world.review(alone)
    assert visit(alone).get("/").says(f"Your review: {UNASSIGNED}, since")
    assert visit(world.hr).get("/reviews/").says(f"{UNASSIGNED}, since")
