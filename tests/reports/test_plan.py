"""The development plan: what each reader finds in it."""

from datetime import timedelta

import pytest

from tracker import clock
from tracker.database import db
from tracker.goals import actions as goals
from tracker.goals import queries as known
from tracker.goals.models import GoalStatus
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


@pytest.fixture
def gather(world, app):
    def gather(reader=None, audience=Audience.PERSONNEL_FILE):
        plan = get_document("plan")
        with app.test_request_context():
            return plan.gather(plan.find(world.ana.id, reader or world.dana, {}), audience)

    return gather


def finish(world, made):
    """Ana does her step."""
    goal = known.get_visible(made.id, world.ana)
    goals.finish_step(goal, next(step.id for step in goal.steps if step.owner_id == world.ana.id), by=world.ana)
    db.session.commit()


def test_a_goal_stands_with_its_steps_owners_days_and_progress(world, gather):
    goal = world.goal("ADV-T02", "ADV-T01", support_needed="A quiet room.")
    finish(world, goal)
    goals.add_note(goal, "Went well.", by=world.ana)
    db.session.commit()
    (found,) = gather().goals
    assert (found.statement, found.strength, found.success) == (goal.statement, goal.strength, goal.success)
    assert found.support_needed == "A quiet room."
    assert [item.code for item in found.items] == ["ADV-T01", "ADV-T02"]
    assert [(step.owner, step.text, step.due_on) for step in found.steps] == [
        ("Ana Ruiz", "Co-lead twice", clock.today() + timedelta(days=30)),
        ("Dana Whitfield", "Watch one group", clock.today() + timedelta(days=30)),
    ]
    assert [step.done_on for step in found.steps] == [clock.today(), None]
    assert [(note.by, note.text) for note in found.notes] == [("Ana Ruiz", "Went well.")]
    assert found.status is GoalStatus.AGREED
    assert found.agreed_on == found.written_on == clock.today()


def test_goals_in_motion_come_first_by_their_day_then_those_that_ended(world, gather):
    met = world.goal(statement="Met")
    world.goal(statement="Later", target_on=clock.today() + timedelta(days=80))
    world.goal(statement="Sooner", target_on=clock.today() + timedelta(days=40))
    goals.close(met, GoalStatus.MET, reason="As described.", by=world.dana)
    db.session.commit()
    found = gather().goals
    assert [goal.statement for goal in found] == ["Sooner", "Later", "Met"]
    assert (found[2].is_open, found[2].ended_on, found[2].reason) == (False, clock.today(), "As described.")


def test_the_sides_read_a_proposal_hr_and_a_granted_auditor_what_both_agreed_on(world, gather, granted):
    world.goal(statement="Agreed")
    world.goal(statement="Only proposed", agreed=False)
    for reader in (world.ana, world.dana):
        assert {goal.statement for goal in gather(reader).goals} == {"Agreed", "Only proposed"}
    for reader in (world.hr, granted("plan")):
        assert [goal.statement for goal in gather(reader).goals] == ["Agreed"]


def test_notes_and_reasons_stay_inside_a_statement_goes_along(world, gather):
    goal = world.goal()
    goals.add_note(goal, "Went well.", by=world.ana)
    goals.close(goal, GoalStatus.CLOSED, reason="Another job.", by=world.dana)
    signing.add_statement(
        part=StatementPart.GOAL, record_id=goal.id, item_code=None, text="I wanted to go on.", by=world.ana
    )
    db.session.commit()
    (found,) = gather(audience=Audience.OUTSIDE).goals
    assert (found.notes, found.reason) == ((), "")
    assert [said.text for said in found.statements] == ["I wanted to go on."]


def test_the_page_says_what_is_done_and_what_is_to_be_done(world, visit):
    goal = world.goal()
    finish(world, goal)
    page = visit(world.ana).get(f"/reports/plan/{world.ana.id}")
    assert page.says("1 goal in motion.")
    assert page.says("to be done")
    assert page.says("Dana Whitfield: Watch one group")


def test_ten_goals_take_no_more_queries_than_one(world, gather, count_queries):
    world.goal()
    gather()
    with count_queries as one:
        gather()
    for _ in range(4):
        world.goal("ADV-T02", "PRO-T01")
    with count_queries as many:
        gather()
    assert many.total == one.total
