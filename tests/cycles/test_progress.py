"""What the database counts of a cycle is what each review says of itself, and nobody is forgotten."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from tracker import clock
from tracker.assessments.models import Side
from tracker.cycles import actions, progress, queries
from tracker.cycles.models import Step
from tracker.database import db
from tracker.errors import Stale
from tracker.people.models import Program
from tracker.people.noting_absences import note_absence
from tracker.reminders import queries as reminders
from tracker.reviews import amending
from tracker.reviews import queries as reviews
from tracker.reviews.models import State


def fresh(cycle):
    return queries.get_cycle(cycle.id, lock=True)


def review_in(cycle, person):
    return queries.get_member(cycle, person.id).review


def void(world, review):
    amending.void(reviews.get_reading(review.id, world.hr, lock=True), reason="Another person was meant.", by=world.hr)
    db.session.commit()


@pytest.fixture
def busy_cycle(world):
    """A cycle in which somebody stands at each step, some of them away, gone or without a supervisor."""
    people = [world.reviewed(f"Employee {letter}") for letter in "ABCDEFGH"]
    program = Program(name="Drop-in center")
    db.session.add(program)
    db.session.flush()
    for person in people[:5]:
        person.program_id, person.email = program.id, f"{person.sign_in_name}@example.org"
    world.dana.email = "dana@example.org"
    db.session.commit()
    cycle = world.opened_cycle(*people, world.ana)
    one_sent, talking, signing, one_signed, ended, left, _away, wrong = (review_in(cycle, one) for one in people)
    for review in (one_sent, talking, signing, one_signed, ended):
        world.rate(review, Side.EMPLOYEE)
        world.send(review, Side.EMPLOYEE)
    for review in (talking, signing, one_signed, ended):
        world.rate(review, Side.SUPERVISOR)
        world.send(review, Side.SUPERVISOR)
    for review in (signing, one_signed, ended):
        world.finish(review)
    world.sign(one_signed, Side.EMPLOYEE)
    for side in Side:
        world.sign(ended, side)
    left.assessment.person.left_on = clock.today() - timedelta(days=1)
    note_absence(people[6], starts_on=clock.today(), ends_on=None, key=uuid4(), by=world.hr)
    db.session.commit()
    void(world, wrong)
    return cycle


@pytest.mark.parametrize("dana", ["here", "away", "left"])
def test_what_is_counted_is_what_each_review_says(world, busy_cycle, dana):
    if dana == "away":
        note_absence(world.dana, starts_on=clock.today(), ends_on=None, key=uuid4(), by=world.hr)
    elif dana == "left":
        world.dana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    members = queries.list_members(busy_cycle)
    rows = progress.count_by_program(busy_cycle)
    assert [row.name for row in rows] == ["Drop-in center", ""]
    counted = sum((Counter(row.counts) for row in rows), Counter())
    assert counted == Counter(one.step for one in members)
    assert set(counted) == set(Step) - {Step.CLOSED}
    for row in rows:
        for step in (None, *Step):
            some = progress.list_some(busy_cycle, step, row, limit=50, offset=0)
            assert len(some) == (row.total if step is None else row.counts.get(step, 0))
    exceptions = progress.list_exceptions(busy_cycle)
    unlike = [one for one in members if one.review.is_open and (one.has_left or one.away or one.standing.needs_hr)]
    assert [one.review.id for one in exceptions] == [one.review.id for one in unlike]
    waited = queries.list_waited(members, but=world.hr)
    counted = progress.count_waited(busy_cycle, but=world.hr)
    reachable = reminders.list_reachable_among([one.person.id for one in waited], clock.today())
    assert (counted.people, counted.remindable) == (len(waited), len(reachable))
    # Dana is waited for once, and by nobody when she is not here.
    assert (world.dana.id in {one.person.id for one in waited}) == (dana == "here")


def test_whoever_was_reminded_is_not_offered_again(app, world, busy_cycle):
    before = progress.count_waited(busy_cycle, but=world.hr)
    assert before.remindable
    with app.test_request_context(method="POST"):
        sent = actions.remind(busy_cycle, queries.list_members(busy_cycle), by=world.hr).sent
        db.session.commit()
    assert sent == before.remindable
    assert progress.count_waited(busy_cycle, but=world.hr).remindable == 0
    assert progress.count_waited(busy_cycle, but=world.dana).people == before.people - 1


def test_a_void_review_counts_nowhere_and_the_person_is_meant_again(world, visit):
    cycle = world.opened_cycle(world.ana, world.reviewed("Bea Becker"))
    void(world, review_in(cycle, world.ana))
    page = visit(world.hr).get(f"/cycles/{cycle.id}")
    assert page.says("1 review")
    assert page.says("Add Ana Ruiz")
    actions.add_person(fresh(cycle), world.ana.id, by=world.hr)
    db.session.commit()
    assert len(queries.list_members(cycle)) == 2
    assert queries.count_reviews()[cycle.id] == 2
    # Closing does not stumble over what is void.
    assert actions.close_cycle(fresh(cycle), unfinished_seen=2, by=world.hr) == 2


def test_the_review_of_someone_who_left_is_closed_alone(world, visit):
    bea = world.reviewed("Bea Becker")
    cycle = world.opened_cycle(world.ana, bea)
    bea.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    hr, path = visit(world.hr), f"/cycles/{cycle.id}/people/{bea.id}/close"
    assert hr.get(f"/cycles/{cycle.id}").says("Close the review of Bea Becker")
    assert hr.get(path).says("never signed, counted nowhere")
    page = hr.follow(hr.post(path, {}))
    assert page.says("Closed. 1 review was unfinished.")
    assert not page.says("Only you can fix")
    review = review_in(cycle, bea)
    assert (review.state, review.closed_from) == (State.CLOSED, State.RATING)
    hr.post(path, {}, status=409)
    with pytest.raises(Stale, match="someone who has left"):
        actions.close_left(fresh(cycle), world.ana.id, by=world.hr)
    assert actions.close_cycle(fresh(cycle), unfinished_seen=1, by=world.hr) == 1
