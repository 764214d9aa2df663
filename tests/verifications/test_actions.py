from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.goals import queries as goals
from tracker.people.models import AssignmentKind, Role
from tracker.verifications import actions, queries, requirements
from tracker.verifications.actions import Shown
from tracker.verifications.models import Method, Occasion, Verification, VerifiedItem


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def lines(record):
    statement = select(TrailLine).where(TrailLine.record_id == record.id).order_by(TrailLine.id)
    return [(line.event, line.fields) for line in db.session.execute(statement).scalars()]


def shown(world, *codes, level=4, **more):
    return [Shown(world.outline.by_code[code], level, **more) for code in codes]


def test_a_verification_keeps_what_was_shown_and_how(world):
    made = world.verification("ADV-T02", "ADV-T01", level=5)
    kept = db.session.execute(select(VerifiedItem.competency_id, VerifiedItem.level, VerifiedItem.expected_level))
    assert set(kept.all()) == {(item, 5, 4) for item in world.ids("ADV-T01", "ADV-T02")}
    assert (made.assessor_id, made.method, made.occasion) == (world.dana.id, Method.DIRECT_OBSERVATION, "initial")
    assert lines(made) == [("verification.made", ["ADV-T01", "ADV-T02", "direct_observation", "initial"])]


def test_the_expected_level_is_the_one_the_job_requires(world):
    world.require("ADV-T01", job="Peer specialist", level=3)
    world.require("ADV-T02", level=5)
    kept = {one.competency_id: one for one in world.verification("ADV-T01", level=3).items}
    assert [(one.expected_level, one.is_verified) for one in kept.values()] == [(3, True)]
    assert requirements.list_needs([world.ana], clock.today())[world.ana.id][0].is_verified
    with pytest.raises(Refusal, match="ADV-T02 was shown below the expected level"):
        world.verification("ADV-T02", level=4)
    goal = goals.get_visible(world.goal("ADV-T02").id, world.dana)
    (next_step,) = world.verification(shown=shown(world, "ADV-T02", goal=goal)).items
    assert (next_step.expected_level, next_step.is_verified) == (5, False)
    assert world.verification("ADV-T02", level=5).items[0].is_verified


def test_nobody_verifies_themselves(world):
    with pytest.raises(Refusal, match="Nobody verifies themselves"):
        world.verification(person=world.dana, by=world.dana)
    assert count(Verification) == 0


@pytest.mark.parametrize("kind", list(AssignmentKind))
def test_every_kind_of_supervisor_may_verify(world, kind):
    person, writer = world.person("Luis Ortega"), world.person("Joel Brandt", Role.SUPERVISOR)
    world.assign(person, writer, kind, ends_on=clock.today() + timedelta(days=9))
    assert world.verification(person=person, by=writer).assessor_id == writer.id


@pytest.mark.parametrize("name", ["hr", "admin", "former", "colleague"])
def test_who_does_not_supervise_today_cannot_verify(world, name):
    today = clock.today()
    former = world.person("Joel Brandt", Role.SUPERVISOR)
    world.assign(world.ana, former, AssignmentKind.SECOND, today - timedelta(days=9), today - timedelta(days=1))
    others = {"hr": world.hr, "admin": world.admin, "former": former, "colleague": world.person("Marcus Bell")}
    with pytest.raises(Refusal, match="Only a supervisor of Ana Ruiz can verify this"):
        world.verification(by=others[name])


def test_something_was_shown_and_not_tomorrow(world):
    with pytest.raises(Refusal, match="at least one task"):
        world.verification(shown=[])
    with pytest.raises(Refusal, match="has not happened yet"):
        world.verification(observed_on=clock.today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("code", "method", "suits"),
    [
        ("ADV-T01", Method.TEACH_BACK, False),
        ("ADV-T01", Method.DIRECT_OBSERVATION, True),
        ("ADV-K01", Method.DIRECT_OBSERVATION, False),
        ("ADV-K01", Method.TEST, True),
        ("PRO-T01", Method.EXEMPLAR, False),
        ("PRO-T01", Method.TEST, True),
        ("PRO-T13", Method.DIRECT_OBSERVATION, False),
        ("PRO-T13", Method.DOCUMENTATION_REVIEW, False),
        ("PRO-T13", Method.TEACH_BACK, True),
        ("PRO-T13", Method.CASE_DISCUSSION, True),
        ("PRO-T13", Method.DEMONSTRATION, True),
    ],
)
def test_the_method_suits_the_item(world, code, method, suits):
    if suits:
        assert world.verification(code, method=method).method is method
        return
    with pytest.raises(Refusal, match=f"does not suit {code}"):
        world.verification(code, method=method)


def test_the_refusal_names_each_item_the_method_does_not_suit(world):
    with pytest.raises(Refusal, match="'Direct observation' does not suit ADV-K01 and PRO-T04"):
        world.verification("ADV-T01", "ADV-K01", "PRO-T04")


def test_more_than_eight_items_from_one_event_need_a_sentence_each(world):
    codes = [f"ADV-T{number:02}" for number in range(1, 10)]
    with pytest.raises(Refusal, match="More than 8 items from one event need a sentence each"):
        world.verification(*codes)
    assert len(world.verification(*codes[:8]).items) == 8
    each = shown(world, *codes, evidence="Did it alone.")
    assert len(world.verification(shown=each).items) == 9


@pytest.mark.parametrize("level", [1, 2, 3])
def test_below_steady_is_a_next_step_that_needs_a_goal(world, level):
    with pytest.raises(Refusal, match="ADV-T01 was shown below the expected level, so it is a next step"):
        world.verification(level=level)
    goal = read_goal(world, world.goal("ADV-T01"))
    made = world.verification(shown=shown(world, "ADV-T01", level=level, goal=goal))
    assert not made.items[0].is_verified
    assert made.items[0].goal_id == goal.id


def read_goal(world, goal, reader=None):
    return goals.get_visible(goal.id, reader or world.dana)


def test_the_goal_is_this_persons_and_about_this_item(world):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    other_item, other_person = world.goal("ADV-T02"), world.goal("ADV-T01", person=luis)
    for goal in (other_item, other_person):
        with pytest.raises(Refusal, match="make a goal for it first"):
            world.verification(shown=shown(world, "ADV-T01", level=3, goal=read_goal(world, goal)))


def test_one_goal_does_not_carry_an_item_it_is_not_about(world):
    goal = read_goal(world, world.goal("ADV-T01"))
    with pytest.raises(Refusal, match=r"^ADV-T02 was shown below"):
        world.verification(shown=shown(world, "ADV-T01", "ADV-T02", level=3, goal=goal))


def test_the_second_time_is_periodic(world):
    first = world.verification("ADV-T01")
    again = world.verification("ADV-T01", "ADV-T03")
    other = world.verification("ADV-T02")
    assert [one.occasion for one in (first, again, other)] == [Occasion.INITIAL, Occasion.PERIODIC, Occasion.INITIAL]


def test_after_a_withdrawal_the_next_is_initial_again(world):
    actions.withdraw(world.verification(), reason="Wrong person.", by=world.dana)
    assert world.verification().occasion is Occasion.INITIAL


@pytest.mark.parametrize(
    ("observed_on", "due"),
    [("2023-03-01", "2026-03-01"), ("2024-02-29", "2027-02-28"), ("2023-02-28", "2026-02-28")],
)
def test_it_falls_due_again_after_three_years(observed_on, due):
    assert Verification(observed_on=date.fromisoformat(observed_on)).due_again_on.isoformat() == due


def test_the_assessor_withdraws_with_a_reason_once(world):
    made = world.verification()
    with pytest.raises(Refusal, match="Only the assessor"):
        actions.withdraw(made, reason="No.", by=world.hr)
    actions.withdraw(made, reason="Wrong day.", by=world.dana)
    with pytest.raises(Stale, match="withdrawn already"):
        actions.withdraw(made, reason="Again.", by=world.dana)
    assert (made.withdrawn_reason, made.withdrawn_by_id) == ("Wrong day.", world.dana.id)
    assert [event for event, _fields in lines(made)] == ["verification.made", "verification.withdrawn"]


def test_the_newest_standing_one_of_each_item_is_the_latest(world):
    today = clock.today()
    first = world.verification("ADV-T01", "ADV-T02", observed_on=today - timedelta(days=20))
    second = world.verification("ADV-T01", observed_on=today - timedelta(days=10), level=5)
    withdrawn = world.verification("ADV-T01", "ADV-T03")
    actions.withdraw(withdrawn, reason="No.", by=world.dana)
    one, two = world.ids("ADV-T01", "ADV-T02")

    def latest(**more):
        found = queries.latest_by_item(world.ana.id, **more)
        return {item: (entry.verification.id, entry.level) for item, entry in found.items()}

    assert latest() == {one: (second.id, 5), two: (first.id, 4)}
    assert latest(until=today - timedelta(days=11)) == {one: (first.id, 4), two: (first.id, 4)}
    assert latest(until=today - timedelta(days=21)) == {}
    assert queries.latest_by_item(world.dana.id) == {}


def test_of_two_on_one_day_the_one_written_later_is_the_latest(world):
    world.verification(level=4)
    later = world.verification(level=5)
    (found,) = queries.latest_by_item(world.ana.id).values()
    assert found.verification.id == later.id


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    made = world.verification()

    break_trail()
    for act in (world.verification, lambda: actions.withdraw(made, reason="No.", by=world.dana)):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    assert db.session.execute(select(Verification.withdrawn_at)).scalars().all() == [None]
