from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker import clock
from tracker.database import db
from tracker.goals import actions, queries
from tracker.goals.models import Goal, GoalNote, GoalStatus
from tracker.people.models import AssignmentKind, Role


def form(**more):
    soon = (clock.today() + timedelta(days=30)).isoformat()
    values = {
        "key": str(uuid4()),
        "items": ["ADV-T01"],
        "statement": "I want to lead the group.",
        "strength": "Warm openings.",
        "success": "Three groups in a row.",
        "support_needed": "Time on Mondays.",
        "start_on": clock.today().isoformat(),
        "target_on": (clock.today() + timedelta(days=90)).isoformat(),
        "employee_step": "Co-lead twice",
        "employee_step_due": soon,
        "supervisor_step": "Watch one group",
        "supervisor_step_due": soon,
    }
    return {**values, **more}


def saved():
    return db.session.execute(select(Goal).options(selectinload(Goal.steps))).scalars().all()


def new(person):
    return f"/people/{person.id}/goals/new"


def test_a_goal_is_made_from_an_item_in_one_step(world, visit):
    dana = visit(world.dana)
    page = dana.get(f"{new(world.ana)}?item=ADV-T01")
    assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01"]
    assert page.value("start_on") == clock.today().isoformat()
    page = dana.follow(dana.post(new(world.ana), form()))
    assert page.says("Goal proposed. It stands once both of you agree.")
    (goal,) = saved()
    assert [(step.owner_id, step.text) for step in goal.steps] == [
        (world.ana.id, "Co-lead twice"),
        (world.dana.id, "Watch one group"),
    ]


@pytest.mark.parametrize(("first", "second"), [("dana", "ana"), ("ana", "dana")])
def test_either_side_proposes_and_the_other_agrees(world, visit, first, second):
    first, second = visit(getattr(world, first)), visit(getattr(world, second))
    answer = first.post(new(world.ana), form())
    assert not first.follow(answer).says("I agree to this goal")
    assert second.get(answer.location).says("I agree to this goal")
    page = second.follow(second.post(f"{answer.location}/agree"))
    assert page.says("You agreed to this goal.")
    assert saved()[0].status is GoalStatus.AGREED
    for side in (first, second):
        side.post(f"{answer.location}/agree", status=409)


def test_the_form_sent_twice_makes_one_goal(world, visit):
    dana, sent = visit(world.dana), form()
    first, second = (dana.post(new(world.ana), sent) for _ in range(2))
    assert first.location == second.location
    assert len(saved()) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("items", [], "Choose at least one task or area of knowledge."),
        ("statement", "", "Write the goal in a sentence."),
        ("strength", " ", "Name a strength this goal builds on."),
        ("success", "", "Say how you will both know that it is reached."),
        ("start_on", "2020-01-01", "Choose today or a later day."),
        ("target_on", "2020-01-01", "Choose today or a later day."),
        ("target_on", "", "Choose the day to reach it by."),
        ("target_on", "soon", "Write a day as month, day and year, such as 11/22/2026."),
        ("employee_step", "", "Write one step the employee will do."),
        ("employee_step_due", "2020-01-01", "Choose today or a later day."),
        ("supervisor_step", "", "Write one step the supervisor will do."),
        ("supervisor_step", "x" * 401, "Shorten this to 400 characters or fewer."),
        ("supervisor_step_due", "2020-01-01", "Choose today or a later day."),
    ],
)
def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(world, visit, field, value, message):
    page = visit(world.dana).post(new(world.ana), form(**{field: value}), 422)
    assert message in page.errors()
    assert saved() == []
    assert page.value("support_needed") == "Time on Mondays."
    if field != "items":
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01"]


def test_the_target_comes_after_the_start(world, visit):
    later = (clock.today() + timedelta(days=120)).isoformat()
    page = visit(world.dana).post(new(world.ana), form(start_on=later), 422)
    assert any("Choose a target day after the start" in error for error in page.errors())
    assert saved() == []


def test_without_a_supervisor_nobody_can_carry_a_step(world, visit):
    luis = world.person("Luis Ortega")
    page = visit(luis).post(new(luis), form(), 409)
    assert page.says("You have no supervisor now, so nobody can carry a step. Ask HR to name one.")
    assert page.says("I want to lead the group.")
    assert saved() == []


def test_a_second_supervisor_reads_their_own_alone_and_proposes_none(world, visit):
    second = world.person("Mei Tanaka", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    goal = world.goal()
    visitor = visit(second)
    visitor.get(f"/goals/{goal.id}", 404)
    visitor.post(new(world.ana), form(), 403)
    assert len(saved()) == 1


def test_hr_reads_goals_once_both_have_agreed_and_changes_none(world, visit):
    proposed, standing = world.goal(agreed=False), world.goal()
    hr = visit(world.hr)
    hr.get(f"/goals/{proposed.id}", 404)
    page = hr.get(f"/goals/{standing.id}")
    assert not page.tree.xpath("//main//form")
    assert [goal.id for goal in queries.list_visible(world.ana.id, world.hr)] == [standing.id]
    hr.post(f"/goals/{standing.id}/notes", {"text": "Hello."}, 403)


def test_a_former_supervisor_reads_what_they_agreed_and_changes_nothing(world, visit):
    former = world.person("Joel Brandt", Role.SUPERVISOR)
    today = clock.today()
    assignment = world.assign(world.ana, former, AssignmentKind.BACKUP, today - timedelta(days=40), today)
    theirs, other = world.goal(by=former, steps=[actions.Step("Watch", former.id, today)]), world.goal()
    assignment.ends_on = today - timedelta(days=1)
    db.session.commit()
    visitor = visit(former)
    assert not visitor.get(f"/goals/{theirs.id}").tree.xpath("//main//form")
    visitor.get(f"/goals/{other.id}", 404)
    visitor.post(f"/goals/{theirs.id}/notes", {"text": "Still here."}, 403)
    visitor.post(new(world.ana), form(), 403)


def test_colleagues_and_administrators_read_no_goals(world, visit):
    goal = world.goal()
    visit(world.person("Marcus Bell")).get(f"/goals/{goal.id}", 404)
    visit(world.admin).get(f"/goals/{goal.id}", 403)


def test_the_owner_of_a_step_marks_it_done_with_one_tap(world, visit):
    goal = world.goal()
    own, other = (step.id for step in queries.get_visible(goal.id, world.ana).steps)
    ana, address = visit(world.ana), f"/goals/{goal.id}/steps"
    taps = ana.get(f"/goals/{goal.id}").tree.xpath("//form[contains(@action, '/steps/')]/@action")
    assert taps == [f"{address}/{own}/done"]
    page = ana.follow(ana.post(f"{address}/{own}/done"))
    assert page.says("Step done.")
    assert not page.tree.xpath("//form[contains(@action, '/steps/')]")
    ana.post(f"{address}/{own}/done", status=409)
    assert ana.post(f"{address}/{other}/done", status=409).says("Only the owner of a step can mark it as done.")
    ana.post(f"{address}/{uuid4()}/done", status=409)


def test_a_note_on_progress_is_added(world, visit):
    goal = world.goal()
    dana = visit(world.dana)
    page = dana.follow(dana.post(f"/goals/{goal.id}/notes", {"text": "First <b>group</b> led."}))
    assert page.says("First <b>group</b> led.")
    assert page.says("Dana Whitfield")


def test_an_empty_note_is_refused(world, visit):
    goal = world.goal()
    page = visit(world.dana).post(f"/goals/{goal.id}/notes", {"text": " "}, 422)
    assert page.says("Write what has moved.")
    assert db.session.execute(select(GoalNote)).all() == []


def test_a_note_too_long_is_given_back_to_shorten(world, visit):
    goal = world.goal()
    page = visit(world.dana).post(f"/goals/{goal.id}/notes", {"text": "x" * 4001}, 422)
    assert page.value("text") == "x" * 4001


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"status": "met", "reason": ""}, GoalStatus.MET), ({"status": "closed", "reason": "Moved."}, GoalStatus.CLOSED)],
    ids=["met", "closed"],
)
def test_a_goal_ends(world, visit, sent, status):
    goal = world.goal()
    ana = visit(world.ana)
    page = ana.follow(ana.post(f"/goals/{goal.id}/close", sent))
    assert saved()[0].status is status
    assert not page.tree.xpath("//main//form")
    assert sent["reason"] in page.words()
    for ending, again in (("close", sent), ("notes", {"text": "More."}), ("agree", {})):
        ana.post(f"/goals/{goal.id}/{ending}", again, 409)


@pytest.mark.parametrize("sent", [{}, {"status": "proposed"}, {"status": "lost", "reason": "x"}], ids=str)
def test_a_goal_ends_in_one_of_two_ways(world, visit, sent):
    goal = world.goal()
    page = visit(world.ana).post(f"/goals/{goal.id}/close", {"reason": "Kept words.", **sent}, 422)
    assert page.value("reason") in ("Kept words.", "x")
    assert saved()[0].status is GoalStatus.AGREED


def test_closing_without_a_reason_is_refused(world, visit):
    goal = world.goal()
    page = visit(world.ana).post(f"/goals/{goal.id}/close", {"status": "closed", "reason": ""}, 409)
    assert page.says("Say in a sentence why this goal is closed.")
    assert saved()[0].status is GoalStatus.AGREED


def test_goals_in_motion_stand_on_the_home_page_with_their_next_step(world, visit):
    world.goal()
    ended = world.goal(statement="Old goal.")
    actions.close(ended, GoalStatus.MET, reason="", by=world.dana)
    page = visit(world.ana).get("/")
    assert page.says("I want to lead the group.")
    assert page.says("Co-lead twice")
    assert not page.says("Old goal.")


@pytest.mark.parametrize(
    ("method", "ending"),
    [("GET", "/agree"), ("GET", "/notes"), ("GET", "/close"), ("POST", "")],
)
def test_wrong_methods_are_answered_405(world, visit, method, ending):
    goal = world.goal()
    assert visit(world.dana).raw(method, f"/goals/{goal.id}{ending}").status_code == 405
