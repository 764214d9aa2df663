from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.goals import actions
from tracker.goals import queries as known
from tracker.goals.actions import Step
from tracker.goals.models import Goal, GoalNote, GoalStatus, GoalStep
from tracker.people.models import AssignmentKind, Person, Role


def lines(goal):
    statement = select(TrailLine).where(TrailLine.record_id == goal.id).order_by(TrailLine.id)
    return [(line.event, line.from_state, line.to_state) for line in db.session.execute(statement).scalars()]


def whole(goal):
    """A goal as a page reads it, with its parts."""
    return known.get_visible(goal.id, db.session.get(Person, goal.person_id))


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture
def backup(world):
    backup = world.person("Joel Brandt", Role.SUPERVISOR)
    world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=30))
    return backup


@pytest.mark.parametrize(("first", "second"), [("dana", "ana"), ("ana", "dana")])
def test_a_goal_stands_once_both_have_agreed(world, first, second):
    first, second = getattr(world, first), getattr(world, second)
    goal = world.goal(by=first, agreed=False)
    assert goal.status is GoalStatus.PROPOSED
    actions.agree(goal, by=second)
    assert goal.status is GoalStatus.AGREED
    assert (goal.employee_agreed_by_id, goal.supervisor_agreed_by_id) == (world.ana.id, world.dana.id)
    assert lines(goal) == [("goal.proposed", None, "proposed"), ("goal.agreed", "proposed", "agreed")]


@pytest.mark.parametrize("again", ["dana", "ana"])
def test_agreeing_twice_is_stale(world, again):
    goal = world.goal()
    with pytest.raises(Stale, match="agreed to this goal already"):
        actions.agree(goal, by=getattr(world, again))


def test_proposing_is_agreeing_for_ones_own_side(world, backup):
    goal = world.goal(agreed=False)
    for supervisor in (world.dana, backup):
        with pytest.raises(Stale):
            actions.agree(goal, by=supervisor)
    assert goal.employee_agreed_at is None


def test_a_goal_is_made_by_the_employee_and_who_rates_them(world):
    second = world.person("Mei Tanaka", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    for stranger in (second, world.hr, world.person("Marcus Bell")):
        with pytest.raises(Refusal, match="made by Ana Ruiz and their supervisor"):
            world.goal(by=stranger, agreed=False)
    assert count(Goal) == 0


@pytest.mark.parametrize(("act", "words"), [("agree", ()), ("add_note", ("Well.",)), ("close", (GoalStatus.MET,))])
def test_others_cannot_act_on_a_goal(world, act, words):
    goal = world.goal(agreed=act != "agree")
    more = {"reason": "Done."} if act == "close" else {}
    with pytest.raises(Refusal, match="made by Ana Ruiz and their supervisor"):
        getattr(actions, act)(goal, *words, **more, by=world.hr)


@pytest.mark.parametrize(
    "days",
    [{"start_on": -1}, {"target_on": -1}, {"start_on": 5, "target_on": 4}],
    ids=["starts before today", "ends before today", "runs backward"],
)
def test_a_goal_dated_before_today_is_refused(world, days):
    dates = {name: clock.today() + timedelta(days=number) for name, number in days.items()}
    with pytest.raises(Refusal, match="Choose a start that is today or later"):
        world.goal(**dates)


def test_a_goal_may_start_and_end_today(world):
    assert world.goal(target_on=clock.today()).target_on == clock.today()


def test_a_step_due_before_today_is_refused(world):
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refusal, match="a day for each step"):
        world.goal(steps=[Step("Watch one", world.dana.id, yesterday)])


@pytest.mark.parametrize("owners", [[], ["ana"], ["ana", "hr"], ["dana", "hr"]])
def test_steps_belong_to_the_two_and_one_at_least_to_the_supervisor(world, owners):
    steps = [Step("Do it", getattr(world, owner).id, clock.today()) for owner in owners]
    with pytest.raises(Refusal, match="at least one to the supervisor"):
        world.goal(steps=steps)


def test_a_goal_is_about_something(world):
    with pytest.raises(Refusal, match="at least one task"):
        world.goal(items=[])


def test_an_item_named_twice_stands_once(world):
    goal = whole(world.goal(items=world.ids("ADV-T01", "ADV-T01", "REC-K05")))
    assert {item.competency_id for item in goal.items} == set(world.ids("ADV-T01", "REC-K05"))


def test_only_the_owner_finishes_a_step_and_only_once(world):
    goal = whole(world.goal())
    own, other = goal.steps
    with pytest.raises(Refusal, match="Only the owner"):
        actions.finish_step(goal, other.id, by=world.ana)
    actions.finish_step(goal, own.id, by=world.ana)
    with pytest.raises(Stale, match="done already"):
        actions.finish_step(goal, own.id, by=world.ana)
    assert lines(goal)[-1] == ("goal.step_done", None, None)
    done = db.session.execute(select(GoalStep.owner_id).where(GoalStep.done_at.is_not(None))).scalars()
    assert list(done) == [world.ana.id]


def test_a_step_of_another_goal_cannot_be_finished_through_this_one(world):
    goal, other = world.goal(), whole(world.goal())
    with pytest.raises(Stale, match="it is gone"):
        actions.finish_step(goal, other.steps[0].id, by=world.ana)


def test_notes_are_added_by_either_side_in_order(world):
    goal = world.goal()
    for author, text in ((world.ana, "Went well."), (world.dana, "Agreed.")):
        actions.add_note(goal, text, by=author)
    notes = db.session.execute(select(GoalNote.author_id, GoalNote.text).order_by(GoalNote.created_at)).all()
    assert notes == [(world.ana.id, "Went well."), (world.dana.id, "Agreed.")]
    assert [event for event, *_ in lines(goal)][-2:] == ["goal.noted", "goal.noted"]


def test_a_goal_is_met(world):
    goal = world.goal()
    actions.close(goal, GoalStatus.MET, reason="", by=world.ana)
    assert goal.status is GoalStatus.MET
    assert goal.closed_at is not None
    assert lines(goal)[-1] == ("goal.closed", "agreed", "met")


def test_a_goal_both_did_not_agree_to_cannot_be_met(world):
    goal = world.goal(agreed=False)
    with pytest.raises(Refusal, match="Both of you agree to a goal before"):
        actions.close(goal, GoalStatus.MET, reason="", by=world.dana)


def test_closing_needs_a_reason(world):
    goal = world.goal(agreed=False)
    with pytest.raises(Refusal, match="why this goal is closed"):
        actions.close(goal, GoalStatus.CLOSED, reason="", by=world.dana)
    actions.close(goal, GoalStatus.CLOSED, reason="The group ended.", by=world.dana)
    assert (goal.status, goal.status_reason) == (GoalStatus.CLOSED, "The group ended.")


def agree(goal, world):
    actions.agree(goal, by=world.ana)


def note(goal, world):
    actions.add_note(goal, "More.", by=world.ana)


def finish(goal, world):
    actions.finish_step(goal, goal.steps[0].id, by=world.ana)


def close(goal, world):
    actions.close(goal, GoalStatus.MET, reason="", by=world.ana)


@pytest.mark.parametrize("act", [agree, note, finish, close])
def test_a_goal_that_has_ended_does_not_change(world, act):
    goal = world.goal()
    actions.close(goal, GoalStatus.CLOSED, reason="Enough.", by=world.dana)
    before = lines(goal)
    with pytest.raises(Stale):
        act(whole(goal), world)
    assert lines(goal) == before


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    standing, proposed = whole(world.goal()), world.goal(agreed=False)
    step = standing.steps[0].id

    break_trail()
    acts = [
        lambda: world.goal(agreed=False, key=uuid4()),
        lambda: actions.agree(proposed, by=world.ana),
        lambda: actions.add_note(standing, "More.", by=world.ana),
        lambda: actions.finish_step(standing, step, by=world.ana),
        lambda: actions.close(standing, GoalStatus.MET, reason="", by=world.ana),
    ]
    for act in acts:
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    assert set(db.session.execute(select(Goal.id, Goal.status)).all()) == {
        (standing.id, GoalStatus.AGREED),
        (proposed.id, GoalStatus.PROPOSED),
    }
    assert count(GoalNote) == 0
    assert db.session.execute(select(GoalStep.id).where(GoalStep.done_at.is_not(None))).all() == []
