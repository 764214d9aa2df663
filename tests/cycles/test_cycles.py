from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.frameworks.sources import shipped
from tests.reviews.record import state_of
from tests.support.world import ALL, UNKNOWN
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.cycles import actions, queries
from tracker.cycles.models import CycleExtension, CycleReview, ExtensionReason, Step, WhyNot
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.frameworks import queries as frameworks
from tracker.frameworks.actions import publish_framework
from tracker.people.models import Role
from tracker.people.noting_absences import note_absence
from tracker.reviews.models import Rated, Review, State


def lines(cycle):
    found = select(TrailLine).where(TrailLine.record_id == cycle.id).order_by(TrailLine.id)
    return [line.event for line in db.session.execute(found).scalars()]


def why_not(world, cycle, reader=None):
    fresh = queries.get_cycle(cycle.id)
    return {one.person.name: one.why_not for one in queries.list_candidates(fresh, reader or world.hr)}


def members(cycle):
    return {one.standing.person.name: one for one in queries.list_members(queries.get_cycle(cycle.id))}


def review_of(cycle, name):
    return members(cycle)[name].review


def test_opening_makes_one_review_a_person_with_all_the_cycle_says(world):
    cycle = world.opened_cycle(
        world.ana, world.reviewed("Bea Becker"), is_open_rating=True, who_reads="The board reads none of it."
    )
    assert set(members(cycle)) == {"Ana Ruiz", "Bea Becker"}
    review = review_of(cycle, "Ana Ruiz")
    assert (review.kind, review.used_for, review.due_on) == (cycle.kind, "Growth.", cycle.due_on)
    assert review.assessment.is_open_rating
    assert review.assessment.who_reads == "The board reads none of it."
    assert lines(cycle) == ["cycle.planned", "cycle.opened_for_all"]


def test_a_focus_set_is_for_those_reviewed_before(world):
    world.ended(rest=ALL)
    cycle = world.opened_cycle(world.ana, world.reviewed("Bea Becker"), focus=["PRO-T01", "ADV-T01"])
    assert review_of(cycle, "Ana Ruiz").assessment.focus == ("ADV-T01", "PRO-T01")
    assert review_of(cycle, "Bea Becker").assessment.focus == ()


def test_each_person_s_own_focus_set(world):
    bea = world.reviewed("Bea Becker")
    for person, low in ((world.ana, "ADV-T01"), (bea, "PRO-T01")):
        review = world.both_sent(person, employee={low: "1"}, rest=ALL)
        world.finish(review)
        for side in (Side.SUPERVISOR, Side.EMPLOYEE):
            world.sign(review, side)
    cycle = world.opened_cycle(world.ana, bea, rated=Rated.OWN)
    assert review_of(cycle, "Ana Ruiz").assessment.focus == ("ADV-T01",)
    assert review_of(cycle, "Bea Becker").assessment.focus == ("PRO-T01",)


def test_a_version_published_meanwhile_changes_nothing_in_a_cycle_and_its_page_says_so(world, visit):
    planned, running = world.cycle(), world.joining_cycle()
    hr, said = visit(world.hr), "A newer version of these competencies has been published."
    assert not hr.get(f"/cycles/{planned.id}").says(said)
    publish_framework({**shipped("crss.json"), "version": "cycle-two"}, by=world.admin)
    db.session.commit()
    for cycle, what in (
        (planned, "Change the plan to use it."),
        (running, "Each review of this cycle keeps the version"),
    ):
        page = hr.get(f"/cycles/{cycle.id}")
        assert page.says(said)
        assert page.says(what)
    hr.post(f"/cycles/{running.id}/people/{world.ana.id}/add")
    kept = {one.review.assessment.framework_version_id for one in members(running).values()}
    assert kept == {running.framework_version_id} == {frameworks.find_version("crss", "1").id}


def test_the_preview_says_why_someone_is_not_in_it(world):
    today = clock.today()
    world.review(world.reviewed("Olga Open"))
    left = world.reviewed("Lee Left")
    away, alone, priya = world.reviewed("Ari Away"), world.person("Alex Alone"), world.person("Pat HR", Role.HR)
    both = world.person("Harper HR", Role.HR, Role.EMPLOYEE)
    world.assign(both, world.dana)
    people = (world.ana, world.reviewed("Olga Open"), left, away, alone, both)
    cycle = world.cycle(*people)
    left.left_on = today - timedelta(days=1)
    note_absence(away, starts_on=today, ends_on=today + timedelta(days=9), key=uuid4(), by=priya)
    db.session.commit()
    assert why_not(world, cycle, both) == {
        "Alex Alone": WhyNot.NO_SUPERVISOR,
        "Ana Ruiz": None,
        "Ari Away": WhyNot.AWAY,
        "Harper HR": WhyNot.ONESELF,
        "Lee Left": WhyNot.LEFT,
        "Olga Open": WhyNot.OPEN_REVIEW,
    }
    assert actions.open_cycle(queries.get_cycle(cycle.id), by=both) == 1
    assert set(members(cycle)) == {"Ana Ruiz"}
    # A colleague adds what this one could not; the others wait for what must be fixed.
    actions.add_person(queries.get_cycle(cycle.id), both.id, by=priya)
    for person in (alone, left, away):
        with pytest.raises(Refusal, match="Something must be fixed first"):
            actions.add_person(queries.get_cycle(cycle.id), person.id, by=priya)


@pytest.mark.parametrize(
    ("more", "meant"),
    [
        ({}, ["Ana Ruiz", "Bea Becker", "Cy Cook", "Dana Whitfield"]),
        ({"job_title": "Cook"}, ["Cy Cook"]),
        ({"hired_within": 100}, ["Bea Becker"]),
        ({"hired_within": 100, "job_title": "Cook"}, []),
        ({"job_title": "Cook", "chosen": ["ana"]}, ["Ana Ruiz", "Cy Cook"]),
    ],
    ids=str,
)
def test_who_takes_part(world, more, meant):
    world.reviewed("Bea Becker", hired_on=clock.today() - timedelta(days=50))
    world.reviewed("Cy Cook", job_title="Cook")
    chosen = [getattr(world, name).id for name in more.get("chosen", [])]
    cycle = world.cycle(world.ana, **{**more, "chosen": chosen})
    assert sorted(why_not(world, cycle)) == meant


def test_a_program_narrows_a_cycle(world):
    world.reviewed("Bea Becker", program="North")
    bea = world.reviewed("Bea Becker")
    cycle = world.cycle(world.ana, program_id=bea.program_id, chosen=[])
    assert set(why_not(world, cycle)) == {"Bea Becker"}


def test_someone_who_joins_later_is_not_in_the_cycle_yet_and_can_be_added(world, visit):
    cycle = world.joining_cycle()
    assert why_not(world, cycle) == {"Ana Ruiz": None}
    hr = visit(world.hr)
    assert hr.get(f"/cycles/{cycle.id}").says("not in the cycle yet")
    page = hr.follow(hr.post(f"/cycles/{cycle.id}/people/{world.ana.id}/add"))
    assert page.says("Review started for Ana Ruiz.")
    hr.post(f"/cycles/{cycle.id}/people/{world.ana.id}/add", status=409)
    assert len(members(cycle)) == 2


def test_an_extension_moves_one_due_date_and_keeps_its_reason(world):
    cycle = world.opened_cycle(world.ana, world.reviewed("Bea Becker"))
    later = cycle.due_on + timedelta(days=7)
    actions.extend(cycle, world.ana.id, later, reason=ExtensionReason.WORKLOAD, by=world.hr)
    db.session.commit()
    assert {name: one.review.due_on for name, one in members(cycle).items()} == {
        "Ana Ruiz": later,
        "Bea Becker": cycle.due_on,
    }
    (made,) = db.session.execute(select(CycleExtension)).scalars()
    assert (made.due_before, made.due_on, made.reason) == (cycle.due_on, later, ExtensionReason.WORKLOAD)


@pytest.mark.parametrize(("days", "sentence"), [(0, "after the present due date"), (31, "still open")])
def test_an_extension_is_later_and_within_the_cycle(world, days, sentence):
    cycle = world.opened_cycle()
    with pytest.raises(Refusal, match=sentence):
        actions.extend(
            cycle, world.ana.id, cycle.due_on + timedelta(days=days), reason=ExtensionReason.TRAINING, by=world.hr
        )


def test_closing_lists_what_is_unfinished_and_closes_it_only_when_confirmed(world, visit):
    bea = world.reviewed("Bea Becker")
    cycle = world.opened_cycle(world.ana, bea)
    review = review_of(cycle, "Ana Ruiz")
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    hr, path = visit(world.hr), f"/cycles/{cycle.id}/close"
    page = hr.get(path)
    assert page.says("2 reviews have not ended")
    assert page.says("Ana Ruiz: Rating, waits for Dana Whitfield")
    hr.post(path, {"seen": "2"}, status=422)
    assert hr.post(path, {"seen": "1", "knows_of_unfinished": "y"}, status=409).says("The list of unfinished")
    assert state_of(review) is State.RATING
    assert hr.follow(hr.post(path, {"seen": "2", "knows_of_unfinished": "y"})).says(
        "Closed. 2 reviews were unfinished."
    )
    assert state_of(review) is State.CLOSED
    assert {one.step for one in members(cycle).values()} == {Step.CLOSED}
    assert lines(cycle)[-1] == "cycle.closed"


def test_what_has_ended_stays_ended_when_its_cycle_closes(world):
    cycle = world.opened_cycle()
    review = review_of(cycle, "Ana Ruiz")
    for side in Side:
        world.rate(review, side)
        world.send(review, side)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    assert actions.close_cycle(queries.get_cycle(cycle.id), unfinished_seen=0, by=world.hr) == 0
    assert state_of(review) is State.ENDED


def test_nobody_closes_their_own_review_with_a_cycle(world):
    both = world.person("Harper HR", Role.HR, Role.EMPLOYEE)
    world.assign(both, world.dana)
    cycle = world.opened_cycle(both)
    with pytest.raises(Refusal, match="Ask a colleague in HR to close the cycle"):
        actions.close_cycle(cycle, unfinished_seen=1, by=both)
    later = cycle.due_on + timedelta(days=3)
    with pytest.raises(Refusal, match="on their own record"):
        actions.extend(cycle, both.id, later, reason=ExtensionReason.WORKLOAD, by=both)
    with pytest.raises(Refusal, match="No review would be due later"):
        actions.extend_all(cycle, later, reason=ExtensionReason.WORKLOAD, by=both)


def test_a_cycle_in_another_state_refuses_and_changes_nothing(world):
    planned, running = world.cycle(), world.opened_cycle(world.reviewed("Bea Becker"))
    later = running.due_on + timedelta(days=1)
    reason, bea = ExtensionReason.TRAINING, world.reviewed("Bea Becker")
    for act in (
        lambda: actions.extend(planned, world.ana.id, later, reason=reason, by=world.hr),
        lambda: actions.add_person(planned, world.ana.id, by=world.hr),
        lambda: actions.close_cycle(planned, unfinished_seen=0, by=world.hr),
        lambda: actions.open_cycle(running, by=world.hr),
        lambda: actions.refuse_unless_planned(running),
    ):
        with pytest.raises(Stale):
            act()
    actions.close_cycle(running, unfinished_seen=1, by=world.hr)
    for act in (
        lambda: actions.extend(running, bea.id, later, reason=reason, by=world.hr),
        lambda: actions.add_person(running, bea.id, by=world.hr),
        lambda: actions.close_cycle(running, unfinished_seen=0, by=world.hr),
        lambda: actions.add_joined(running, seen=1, by=world.hr),
        lambda: actions.extend_all(running, later, reason=reason, by=world.hr),
        lambda: actions.remind(running, [], by=world.hr),
    ):
        with pytest.raises(Stale):
            act()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"opens_on": clock.today() + timedelta(days=1)}, "opens later"),
        ({"hired_within": 1, "chosen": []}, "begin for nobody"),
    ],
    ids=str,
)
def test_what_cannot_open_yet(world, more, sentence):
    cycle = world.cycle(world.ana, **more)
    with pytest.raises(Refusal, match=sentence):
        actions.open_cycle(queries.get_cycle(cycle.id), by=world.hr)
    assert queries.get_cycle(cycle.id).is_planned
    assert db.session.execute(select(Review)).first() is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"used_for": ""}, "used for"),
        ({"closes_on": clock.today()}, "follow each other"),
        ({"focus": ["XXX-T01"]}, "focus set among"),
    ],
    ids=str,
)
def test_a_plan_that_cannot_be(world, wrong, sentence):
    with pytest.raises(Refusal, match=sentence):
        world.cycle(**wrong)


def test_two_cycles_have_two_names(world):
    world.cycle(name="Annual 2027")
    with pytest.raises(Refusal, match="Another cycle has this name"):
        world.cycle(name="annual 2027")


def test_a_failing_start_opens_nothing(world, monkeypatch):
    cycle = world.cycle()

    def fail(*_arguments, **_more):
        raise RuntimeError("no trail")

    monkeypatch.setattr(actions.reviews.audit, "record", fail)
    with pytest.raises(RuntimeError):
        actions.open_cycle(queries.get_cycle(cycle.id), by=world.hr)
    db.session.rollback()
    assert queries.get_cycle(cycle.id).is_planned
    assert db.session.execute(select(CycleReview)).first() is None


def test_an_unknown_cycle_is_not_found(world, visit):
    for path in ("", "/edit", "/close"):
        visit(world.hr).get(f"/cycles/{UNKNOWN}{path}", status=404)
