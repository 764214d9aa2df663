from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.database import db
from tracker.people import actions as people
from tracker.people import queries, supervision
from tracker.people.models import AssignmentKind, Role, RoleGrant, SupervisionAssignment
from tracker.people.soundness import FaultKind, list_faults


def faults(most=15):
    return {(one.kind, one.name) for one in list_faults(clock.today(), most=most)}


def test_what_is_as_it_should_be_is_not_said(world):
    world.assign(world.dana, world.person("Uma", Role.SUPERVISOR))
    assert world.ana
    assert faults() == set()


def test_gaps_are_found(world):
    today = clock.today()
    uma = world.person("Uma", Role.SUPERVISOR)
    world.person("Nobody's")
    world.assign(world.person("Later"), uma, starts_on=today + timedelta(days=3))
    world.assign(world.person("Ending"), uma, ends_on=today + timedelta(days=10))
    followed = world.person("Followed")
    world.assign(followed, uma, ends_on=today + timedelta(days=10))
    world.assign(followed, uma, starts_on=today + timedelta(days=11))
    world.assign(world.person("Orphan"), gone := world.person("Gone", Role.SUPERVISOR))
    gone.left_on = today - timedelta(days=1)
    world.person("Left").left_on = today - timedelta(days=1)
    world.person("Only HR", Role.HR)
    db.session.commit()
    assert faults() == {
        (FaultKind.NOBODY, "Nobody's"),
        (FaultKind.NOBODY, "Later"),
        (FaultKind.ENDS, "Ending"),
        (FaultKind.GONE, "Orphan"),
    }
    found = {one.name: one for one in list_faults(today, most=15)}
    assert (found["Later"].on, found["Ending"].on) == (today + timedelta(days=3), today + timedelta(days=10))
    assert (found["Ending"].other, found["Orphan"].other) == ("Uma", "Gone")


def test_a_supervisor_without_the_role_is_gone(world):
    assert world.ana
    world.assign(world.dana, world.person("Uma", Role.SUPERVISOR))
    grant = select(RoleGrant).where(RoleGrant.person_id == world.dana.id, RoleGrant.role == Role.SUPERVISOR)
    row = db.session.execute(grant).scalar_one()
    row.ended_at, row.ended_by_id = clock.now(), world.hr.id
    db.session.commit()
    assert faults() == {(FaultKind.GONE, "Ana Ruiz")}


def test_circles_are_found_and_whoever_hangs_below_or_between_is_not_named(world):
    """The product makes none; a restored or older database may hold one."""
    names = ["A", "B", "C", "D", "E", "Between", "Below"]
    people = {name: world.person(name, Role.SUPERVISOR, Role.EMPLOYEE) for name in names}
    pairs = [("A", "B"), ("B", "C"), ("C", "A"), ("D", "E"), ("E", "D"), ("Between", "D"), ("Below", "A")]
    start = clock.today() - timedelta(days=9)
    for lower, upper in [*pairs]:
        db.session.add(
            SupervisionAssignment(
                person_id=people[lower].id,
                supervisor_id=people[upper].id,
                kind=AssignmentKind.PRIMARY,
                starts_on=start,
            )
        )
    db.session.add(
        SupervisionAssignment(
            person_id=people["A"].id, supervisor_id=people["Between"].id, kind=AssignmentKind.SECOND, starts_on=start
        )
    )
    db.session.commit()
    assert faults() == {(FaultKind.CIRCLE, name) for name in "ABCDE"}


def test_too_many_people_are_told_by_number(world):
    world.assign(world.dana, world.person("Uma", Role.SUPERVISOR))
    for number in range(3):
        world.assign(world.person(f"P {number}"), world.dana)
    assert faults(most=3) == set()
    (one,) = list_faults(clock.today(), most=2)
    assert (one.kind, one.name, one.number) == (FaultKind.TOO_MANY, "Dana Whitfield", 3)


def test_the_number_of_queries_does_not_grow(world, count_queries):
    assert world.ana
    with count_queries as few:
        list_faults(clock.today(), most=15)
    before = few.total
    make_crowd(150, world.dana, world.hr)
    with count_queries as many:
        found = list_faults(clock.today(), most=15)
    assert many.total == before
    assert FaultKind.TOO_MANY in {one.kind for one in found}


def test_home_leads_hr_to_the_page_that_names_them(world, visit):
    world.person("Nobody's")
    hr = visit(world.hr)
    home = hr.get("/")
    assert home.says("1 person has no primary supervisor.")
    assert "/people/supervision" in home.links()
    assert hr.get("/people/supervision").says("has no primary supervisor. Assign one.")


class TestHandingOver:
    @pytest.fixture
    def uma(self, world):
        return world.person("Uma", Role.SUPERVISOR)

    def send(self, visitor, world, *assignments, status=302, **more):
        form = {"starts_on": clock.today().isoformat(), **more}
        chosen = [("assignments", str(one)) for one in assignments]
        return visitor.post(f"/people/{world.dana.id}/hand-over", [*form.items(), *chosen], status)

    def test_everyone_chosen_moves_and_unsent_ratings_go(self, world, visit, uma):
        review = world.review()
        world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"})
        second, kept = world.person("Bea"), world.person("Kept")
        world.assign(second, world.dana)
        world.assign(kept, world.dana)
        ids = [supervision.list_assignments_of(one)[0].id for one in (world.ana, second)]
        hr = visit(world.hr)
        assert hr.get(f"/people/{world.dana.id}/hand-over").says("are discarded")
        done = self.send(hr, world, *ids, supervisor=uma.id)
        assert hr.follow(done).status == 200
        assert {one.name for one in queries.list_team(uma)} == {"Ana Ruiz", "Bea"}
        assert {one.name for one in queries.list_team(world.dana)} == {"Kept"}
        former = supervision.list_assignments_of(world.ana)[1]
        assert former.ends_on == clock.today() - timedelta(days=1)
        assert db.session.get_one(Assessment, review.id).supervisor_id is None

    def test_a_last_day_that_comes_before_stays(self, world, visit, uma):
        (planned,) = supervision.list_assignments_of(world.ana)
        last_day = clock.today() + timedelta(days=3)
        people.end_assignment(planned, ends_on=last_day, by=world.hr)
        db.session.commit()
        later = (clock.today() + timedelta(days=60)).isoformat()
        self.send(visit(world.hr), world, planned.id, supervisor=uma.id, starts_on=later)
        assert [one.ends_on for one in supervision.list_assignments_of(world.ana)] == [None, last_day]

    def test_where_one_cannot_move_nobody_does(self, world, visit, uma):
        world.assign(uma, world.dana)
        assert world.ana
        ids = [one.id for one in supervision.list_held_by(world.dana, clock.today())]
        assert len(ids) == 2
        page = self.send(visit(world.hr), world, *ids, supervisor=uma.id, status=409)
        assert page.says("Nobody supervises themselves")
        assert {one.name for one in queries.list_team(world.dana)} == {"Ana Ruiz", "Uma"}

    def test_somebody_is_chosen(self, world, visit, uma):
        assert world.ana
        page = self.send(visit(world.hr), world, supervisor=uma.id, status=422)
        assert page.errors()[0] == "Choose at least one person."
