"""Goals in other words: proposed by one side, agreed by the other, the earlier wording kept. And carried on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from tests.goals.test_pages import form as goal_form
from tests.reviews.record import at
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.goals import actions, queries, revising, wordings
from tracker.goals.models import Goal, GoalCarried, GoalStatus, GoalStep, GoalWording, GoalWordingStep
from tracker.people.models import Role


def form(**more):
    values = goal_form(**{"statement": "I want to lead two groups.", "reason": "It goes well.", **more})
    return {name: value for name, value in values.items() if name not in {"items", "start_on"}}


def goal_now():
    return db.session.execute(select(Goal).options(selectinload(Goal.steps))).scalar_one()


def every():
    return db.session.execute(select(GoalWording).order_by(GoalWording.created_at)).scalars().all()


def titles(page):
    return [card.text_content() for card in page.tree.xpath("//article/h3")]


class TestSteps:
    def test_a_goal_has_as_many_steps_as_it_needs(self, world, visit):
        soon = (clock.today() + timedelta(days=20)).isoformat()
        more = {"more_1": "Write a plan", "more_1_owner": "supervisor", "more_1_due": soon}
        visit(world.dana).post(f"/people/{world.ana.id}/goals/new", goal_form(**more))
        assert [(step.text, step.owner_id) for step in goal_now().steps][2] == ("Write a plan", world.dana.id)

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"more_2": "Write a plan", "more_2_due": ""}, "Choose a day for this step."),
            ({"more_3": "", "more_3_due": "2999-01-01"}, "Write the step for this day, or take the day out."),
            ({"more_1": "Write", "more_1_due": "2020-01-01"}, "Choose today or a later day."),
            ({"more_1": "x" * 401}, "Shorten this to 400 characters or fewer."),
        ],
    )
    def test_a_further_step_has_words_and_a_day(self, world, visit, more, said):
        page = visit(world.dana).post(f"/people/{world.ana.id}/goals/new", goal_form(**more), 422)
        assert said in page.errors()
        assert page.value("statement") == "I want to lead the group."
        assert db.session.execute(select(Goal)).all() == []

    def test_from_an_observation_in_one_step(self, world, visit):
        seen = world.observation("MEN-T03", strength="Warm openings.", next_step="Close the group too.")
        for side in (world.ana, world.dana):
            visitor = visit(side)
            address = f"/people/{world.ana.id}/goals/new?observation={seen.id}"
            assert address in visitor.get(f"/observations/{seen.id}").links()
            page = visitor.get(address)
            assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["MEN-T03"]
            assert page.value("strength") == "Warm openings."
            assert page.value("employee_step") == "Close the group too."

    def test_not_from_a_draft_nor_from_an_observation_of_another(self, world, visit):
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        for seen in (world.observation(share=False), world.observation(person=luis)):
            page = visit(world.dana).get(f"/people/{world.ana.id}/goals/new?observation={seen.id}")
            assert page.value("strength") == ""

    def test_from_the_rating_page_and_the_conversation(self, world, visit):
        review = world.review()
        address = f"/people/{world.ana.id}/goals/new?item=ADV-T01"
        for side in (world.ana, world.dana):
            assert address in visit(side).get(f"/assessments/{review.id}/adv-tasks").links()


class TestRevising:
    @pytest.mark.parametrize(("first", "second"), [("dana", "ana"), ("ana", "dana")])
    def test_either_side_proposes_other_words_and_the_other_agrees(self, world, visit, first, second):
        goal = world.goal()
        one, two = visit(getattr(world, first)), visit(getattr(world, second))
        address = f"/goals/{goal.id}"
        page = one.get(f"{address}/revise")
        assert page.value("statement") == "I want to lead the group."
        assert page.value("employee_step") == "Co-lead twice"
        page = one.follow(one.post(f"{address}/revise", form()))
        assert page.says("I want to lead the group.")
        assert page.says("Another wording, proposed by")
        assert not page.says("I agree to this wording")
        assert titles(two.get("/")) == ["Agree to other words for a goal"]
        assert titles(one.get("/")) == []
        waiting = every()[-1]
        page = two.follow(two.post(f"{address}/wordings/{waiting.id}/agree"))
        assert page.says("You agreed to the new wording. The earlier one is kept.")
        assert "Earlier wording" in page.words("//details/summary")
        goal = goal_now()
        assert (goal.statement, goal.status) == ("I want to lead two groups.", GoalStatus.AGREED)
        assert [each.statement for each in every()] == ["I want to lead the group.", "I want to lead two groups."]
        assert goal.supervisor_agreed_by_id == world.dana.id
        two.post(f"{address}/wordings/{waiting.id}/agree", status=409)

    def test_what_stands_goes_on_standing_until_then(self, world):
        goal = world.goal()
        world.wording(goal)
        now = goal_now()
        assert (now.statement, now.status) == ("I want to lead the group.", GoalStatus.AGREED)
        assert [one.id for one in queries.list_visible(world.ana.id, world.hr)] == [goal.id]

    def test_hr_reads_other_words_once_both_agreed(self, world, visit):
        goal = world.goal()
        wording = world.wording(goal)
        assert not visit(world.hr).get(f"/goals/{goal.id}").says("I want to lead two groups.")
        revising.agree(goal, wording.id, by=world.dana)
        db.session.commit()
        page = visit(world.hr).get(f"/goals/{goal.id}")
        assert page.says("I want to lead two groups.")
        assert page.says("I want to lead the group.")

    def test_steps_that_are_done_stay(self, world):
        goal = world.goal()
        (mine,) = [step for step in goal_now().steps if step.owner_id == world.ana.id]
        actions.finish_step(goal, mine.id, by=world.ana)
        revising.agree(goal, world.wording(goal).id, by=world.dana)
        db.session.commit()
        db.session.expire_all()
        assert [step.text for step in goal_now().steps] == ["Co-lead twice", "Plan the second group", "Find a room"]

    def test_the_other_words_may_be_declined_by_either(self, world, visit):
        goal = world.goal()
        for decliner in ("ana", "dana"):
            wording = world.wording(goal)
            visitor = visit(getattr(world, decliner))
            page = visitor.follow(visitor.post(f"/goals/{goal.id}/wordings/{wording.id}/decline"))
            assert page.says("The goal stays as it stands.")
            assert not page.says("Another wording")
        assert goal_now().statement == "I want to lead the group."

    def test_a_newer_proposal_takes_the_place_of_one_that_waits(self, world):
        goal = world.goal()
        older = world.wording(goal)
        newer = world.wording(goal, by=world.dana, statement="I want a group of my own.")
        with pytest.raises(Stale, match="waits no more"):
            revising.agree(goal, older.id, by=world.dana)
        revising.agree(goal, newer.id, by=world.ana)
        assert goal_now().statement == "I want a group of my own."

    def test_a_proposal_is_answered_with_other_words(self, world, visit):
        goal = world.goal(agreed=False)
        wording = world.wording(goal)
        assert titles(visit(world.ana).get("/")) == []
        assert titles(visit(world.dana).get("/")) == ["Agree to other words for a goal"]
        with pytest.raises(Stale, match="Another wording of this goal waits"):
            actions.agree(goal, by=world.ana)
        revising.agree(goal, wording.id, by=world.dana)
        assert goal_now().status is GoalStatus.AGREED
        assert every()[0].agreed_at is None

    def test_ones_own_words_are_not_ones_own_to_agree(self, world):
        goal = world.goal()
        with pytest.raises(Refusal, match="waits for the other one"):
            revising.agree(goal, world.wording(goal).id, by=world.ana)

    def test_refusals(self, world, visit):
        goal = world.goal()
        today = clock.today()
        own = [actions.Step("Alone", world.ana.id, today)]
        past = [*own, actions.Step("Past", world.dana.id, today - timedelta(days=1))]
        for wrong, said in (
            ({"steps": own}, "at least one to the supervisor"),
            ({"steps": past}, "today or later"),
            ({"target_on": today - timedelta(days=1)}, "today or later"),
        ):
            with pytest.raises(Refusal, match=said):
                world.wording(goal, **wrong)
            db.session.rollback()
        with pytest.raises(NotAllowed):
            world.wording(goal, by=world.hr)
        actions.close(goal, GoalStatus.MET, reason="", by=world.dana)
        db.session.commit()
        page = visit(world.ana).post(f"/goals/{goal.id}/revise", form(), 409)
        assert page.says("This goal has ended already.")
        assert page.says("I want to lead two groups.")
        assert every() == []

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("reason", " ", "Say in a sentence why the goal changes."),
            ("statement", "", "Write the goal in a sentence."),
            ("target_on", "2020-01-01", "Choose today or a later day."),
            ("supervisor_step", "", "Write one step the supervisor will do."),
        ],
    )
    def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(self, world, visit, field, value, message):
        goal = world.goal()
        page = visit(world.ana).post(f"/goals/{goal.id}/revise", form(**{field: value}), 422)
        assert message in page.errors()
        assert page.value("support_needed") == "Time on Mondays."
        assert every() == []

    def test_sent_twice_it_is_one(self, world, visit):
        goal, sent = world.goal(), form()
        for _ in range(2):
            visit(world.ana).post(f"/goals/{goal.id}/revise", sent)
        assert len(every()) == 2

    def test_the_pages_take_the_same_queries_for_one_wording_and_for_four(self, world, visit, count_queries):
        goal, totals = world.goal(), []
        for times in (1, 3):
            for _ in range(times):
                revising.agree(goal, world.wording(goal).id, by=world.dana)
                db.session.commit()
            with count_queries as seen:
                visit(world.ana).get(f"/goals/{goal.id}")
            totals.append(seen.total)
        assert totals[0] == totals[1]


class TestHome:
    def made_days_ago(self, world, days):
        with clock.standing_at(clock.now() - timedelta(days=days)):
            return world.goal()

    @pytest.mark.parametrize(("days", "waits"), [(22, []), (23, ["Your step in a goal"])])
    def test_ones_step_waits_a_week_before_its_day(self, world, visit, days, waits):
        self.made_days_ago(world, days)
        for side in (world.ana, world.dana):
            assert titles(visit(side).get("/")) == waits
        assert visit(world.ana).get("/").says("Co-lead twice")

    def test_a_supervisor_reads_whose_goal_the_step_is_in(self, world, visit):
        self.made_days_ago(world, 23)
        assert visit(world.dana).get("/").says("Ana Ruiz: Watch one group")
        assert not visit(world.ana).get("/").says("Ana Ruiz: Co-lead twice")

    def test_a_goal_whose_day_is_over_waits_for_both(self, world, visit):
        self.made_days_ago(world, 91)
        for side in (world.ana, world.dana):
            assert titles(visit(side).get("/")) == ["Say what became of a goal"]
        assert titles(visit(world.hr).get("/")) == []


class TestCarrying:
    def carry_page(self, world):
        goal = world.goal()
        review = world.both_sent()
        return goal, review, at(review, "conversation", "goals", str(goal.id), "carry")

    def test_a_goal_of_before_is_carried_into_the_next_review(self, world, visit):
        goal, review, address = self.carry_page(world)
        dana = visit(world.dana)
        assert address in dana.get(at(review, "conversation")).links()
        later = clock.today() + timedelta(days=200)
        page = dana.follow(dana.post(address, {"target_on": later.isoformat()}))
        assert page.says("Carried into the next review, until")
        assert address not in page.links()
        assert goal_now().target_on == later
        assert visit(world.ana).get(f"/goals/{goal.id}").says("Carried into the next review on")
        dana.post(address, {"target_on": later.isoformat()}, 409)
        events = select(func.count()).where(TrailLine.event == "goal.carried")
        assert db.session.execute(events).scalar_one() == 1

    def test_a_goal_made_in_this_review_is_not(self, world, visit):
        review = world.both_sent()
        goal = world.goal()
        assert f"goals/{goal.id}/carry" not in visit(world.dana).get(at(review, "conversation")).text

    @pytest.mark.parametrize(
        ("day", "status", "said"),
        [
            ("", 422, "Choose the day to reach it by."),
            ("2020-01-01", 422, "Choose today or a later day."),
            ("tomorrow", 409, "not before the day set so far"),
        ],
    )
    def test_bad_days(self, world, visit, day, status, said):
        goal, _review, address = self.carry_page(world)
        if day == "tomorrow":
            day = (clock.today() + timedelta(days=1)).isoformat()
        assert visit(world.ana).post(address, {"target_on": day}, status).says(said)
        assert db.session.execute(select(GoalCarried)).all() == []
        assert goal_now().target_on == goal.target_on

    def test_only_in_conversation_and_only_what_is_agreed(self, world, visit):
        goal, review, address = self.carry_page(world)
        world.finish(review)
        visit(world.dana).get(address, 409)
        proposal = world.goal(agreed=False)
        with pytest.raises(Refusal, match="Both of you agree"):
            revising.carry(proposal, review.id, target_on=goal.target_on, by=world.dana)

    def test_the_goal_of_another_is_not_found(self, world, visit):
        _goal, review, _address = self.carry_page(world)
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        other = queries.get_visible(proposed_by_luis(world, luis), world.dana)
        visit(world.dana).get(at(review, "conversation", "goals", str(other.id), "carry"), 404)


def proposed_by_luis(world, luis):
    return world.goal(person=luis).id


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    made = world.goal()
    wording, review, later = world.wording(made), world.review(), made.target_on

    def goal():
        return queries.get_visible(made.id, world.ana)

    break_trail()
    for act in (
        lambda: world.wording(goal()),
        lambda: revising.agree(goal(), wording.id, by=world.dana),
        lambda: revising.decline(goal(), wording.id, by=world.dana),
        lambda: revising.carry(goal(), review.id, target_on=later, by=world.dana),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
        db.session.expire_all()
    assert wordings.find_waiting(goal()).id == wording.id
    assert goal().statement == "I want to lead the group."
    assert db.session.execute(select(GoalCarried)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed_at": "now"},
        {"declined_at": "now"},
        {"agreed_at": "now", "agreed_by_id": "ana"},
        {"agreed_at": "now", "agreed_by_id": "dana", "declined_at": "now", "declined_by_id": "dana"},
        {"statement": None},
    ],
    ids=str,
)
def test_the_database_refuses_a_wording(world, wrong):
    known = {"now": clock.now(), "ana": world.ana.id, "dana": world.dana.id}
    values = {
        "id": uuid4(),
        "goal_id": world.goal().id,
        "created_at": clock.now(),
        "is_first": False,
        "proposed_by_id": world.ana.id,
        "target_on": clock.today(),
        **dict.fromkeys(("reason", "statement", "strength", "success", "support_needed"), "x"),
    }
    with pytest.raises(IntegrityError):
        db.session.execute(
            insert(GoalWording).values({**values, **{name: known.get(one, one) for name, one in wrong.items()}})
        )


def test_the_database_refuses_a_place_taken_and_a_day_that_runs_backward(world):
    goal, review = world.goal(), world.review()
    wording = world.wording(goal)
    day = {"owner_id": world.ana.id, "due_on": clock.today()}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(GoalWordingStep).values(wording_id=wording.id, position=1, text="x", **day))
    db.session.rollback()
    carried = {"goal_id": goal.id, "review_id": review.id, "carried_by_id": world.ana.id, "created_at": clock.now()}
    today, after = clock.today(), clock.today() + timedelta(days=1)
    with pytest.raises(IntegrityError):
        db.session.execute(insert(GoalCarried).values(id=uuid4(), target_before=after, target_on=today, **carried))
    db.session.rollback()
    db.session.execute(insert(GoalCarried).values(id=uuid4(), target_before=today, target_on=after, **carried))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(GoalCarried).values(id=uuid4(), target_before=today, target_on=after, **carried))
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(GoalStep)).scalar_one() == 2


def test_only_the_two_sides_reach_the_page(world, visit):
    goal = world.goal()
    other = world.person("Otto Other", Role.SUPERVISOR)
    visit(other).get(f"/goals/{goal.id}/revise", 404)
