"""Notice my work: asked, answered by an observation or a sentence; and an observation marked as read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from tests.people.crowd import make_crowd
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.observations import actions, asking, requests
from tracker.observations.models import Acknowledgement, Observation, ObservationRequest
from tracker.people.models import AssignmentKind, Role

SEEN = {
    "observed_on": "",
    "strength": "Waited for their own words.",
    "seen": "The Tuesday group.",
    "setting": "group",
    "method": "in_person",
    "presence": "agreed",
    "items": ["MEN-T03"],
}


def seen(**more):
    return {**SEEN, "observed_on": clock.today().isoformat(), "key": str(uuid4()), **more}


def asked():
    return db.session.execute(select(ObservationRequest)).scalars().all()


def events(name):
    return db.session.execute(select(func.count()).where(TrailLine.event == name)).scalar_one()


def titles(page):
    return [card.text_content() for card in page.tree.xpath("//article/h3")]


class TestAsking:
    def test_asked_by_the_employee_it_waits_on_the_supervisors_home(self, world, visit):
        ana = visit(world.ana)
        assert "/notice-my-work" in ana.get("/").links()
        page = ana.follow(ana.post("/notice-my-work", {"wish": "My Tuesday group.", "items": ["MEN-T03"]}))
        assert page.says("Waiting for your supervisor.")
        (made,) = asked()
        home = visit(world.dana).get("/")
        assert titles(home) == ["Ana Ruiz asks: notice my work"]
        assert home.says("My Tuesday group.")
        assert f"/observation-requests/{made.id}" in home.links()
        mine = ana.get("/")
        assert titles(mine) == []
        assert mine.says("Notice my work: Dana Whitfield, since")
        assert events("observation_request.made") == 1

    @pytest.mark.parametrize(("wish", "said"), [("  ", "Write in a sentence"), ("x" * 1001, "Shorten this to 1000")])
    def test_bad_input_keeps_what_was_chosen_and_saves_nothing(self, world, visit, wish, said):
        page = visit(world.ana).post("/notice-my-work", {"wish": wish, "items": ["MEN-T03"]}, 422)
        assert page.errors()[0].startswith(said)
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["MEN-T03"]
        assert asked() == []

    def test_sent_twice_it_is_one(self, world, visit):
        ana, form = visit(world.ana), {"wish": "My group.", "key": str(uuid4())}
        assert ana.post("/notice-my-work", form).location == ana.post("/notice-my-work", form).location
        assert len(asked()) == 1

    def test_without_a_supervisor_hr_is_named(self, world, visit):
        alone = visit(world.person("Solo Worker"))
        assert alone.get("/notice-my-work", 409).says("Ask HR to name one.")
        page = alone.post("/notice-my-work", {"wish": "My own words."}, 409)
        assert page.says("My own words.")
        assert asked() == []

    def test_what_nobody_can_answer_is_hrs_to_fix(self, world, visit):
        world.request()
        assert not visit(world.hr).get("/").says("asked to have their work noticed")
        world.dana.left_on = clock.today() - timedelta(days=1)
        db.session.commit()
        page = visit(world.hr).get("/")
        assert page.says("Ana Ruiz: asked to have their work noticed, and nobody is here to supervise.")
        assert not page.says("My Tuesday group.")
        assert visit(world.ana).get("/").says("Notice my work: HR, who must assign a supervisor, since")

    def test_it_moves_to_whoever_supervises_now(self, world, visit):
        made = world.request()
        today = clock.today()
        backup = world.person("Bo Backup", Role.SUPERVISOR)
        world.assign(world.ana, backup, AssignmentKind.BACKUP, ends_on=today + timedelta(days=9))
        world.dana.left_on = today - timedelta(days=1)
        db.session.commit()
        assert titles(visit(backup).get("/")) == ["Ana Ruiz asks: notice my work"]
        asking.answer(made, "I come on Tuesday.", by=backup)

    def test_taken_back_it_waits_no_more(self, world, visit):
        made = world.request()
        ana = visit(world.ana)
        page = ana.follow(ana.post(f"/observation-requests/{made.id}/withdraw"))
        assert page.says("Taken back.")
        assert titles(visit(world.dana).get("/")) == []
        ana.post(f"/observation-requests/{made.id}/withdraw", status=409)
        with pytest.raises(Stale, match="answered or taken back already"):
            asking.answer(made, "Late.", by=world.dana)
        assert requests.list_visible(world.ana.id, world.ana) == []
        with pytest.raises(NotAllowed):
            asking.withdraw(world.request(), by=world.dana)

    def test_hr_finds_no_line_of_it_in_the_trail(self, world, visit):
        world.request()
        assert not visit(world.hr).get(f"/people/{world.ana.id}/trail").says("asked to have their work noticed")
        assert visit(world.ana).get(f"/people/{world.ana.id}/trail").says("asked to have their work noticed")

    def test_home_takes_as_many_queries_for_one_as_for_many(self, world, visit, count_queries):
        make_crowd(3, world.dana, world.hr)
        dana, totals = visit(world.dana), []
        for _ in range(2):
            world.request()
            world.observation()
            with count_queries as counted:
                dana.get("/")
            with count_queries as own:
                visit(world.ana).get(f"/people/{world.ana.id}/observations")
            totals.append((counted.total, own.total))
        assert totals[0] == totals[1]


class TestAnswering:
    def test_a_sentence_reaches_the_employees_home(self, world, visit):
        made = world.request()
        dana = visit(world.dana)
        address = f"/observation-requests/{made.id}"
        page = dana.follow(dana.post(f"{address}/answer", {"answer": "I come on Tuesday."}))
        assert page.says("Answered by Dana Whitfield on")
        assert visit(world.ana).get("/").says("I come on Tuesday.")
        assert visit(world.ana).get(f"/people/{world.ana.id}/observations").says("Dana Whitfield: I come on Tuesday.")
        assert titles(dana.get("/")) == []
        page = dana.post(f"{address}/answer", {"answer": "Again."}, 409)
        assert page.says("This was answered or taken back already.")
        assert page.says("Again.")
        assert events("observation_request.answered") == 1
        with clock.standing_at(clock.now() + timedelta(days=14)):
            assert requests.list_recent_answers(world.ana) == []

    def test_an_answer_needs_words(self, world, visit):
        made = world.request()
        page = visit(world.dana).post(f"/observation-requests/{made.id}/answer", {"answer": " "}, 422)
        assert page.errors() == ["Write your answer in a sentence, such as when you can come."]
        assert asked()[0].answered_at is None

    def test_an_observation_answers_once_it_is_shared(self, world, visit):
        made = world.request("MEN-T03")
        dana = visit(world.dana)
        address = f"/people/{world.ana.id}/observations/new?request={made.id}"
        page = dana.get(address)
        assert page.says("My Tuesday group.")
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["MEN-T03"]
        shown = dana.post(address, seen()).location
        assert titles(dana.get("/")) == ["Ana Ruiz asks: notice my work"]
        dana.post(f"{shown}/share")
        assert titles(dana.get("/")) == []
        (one,) = asked()
        assert (one.answered_by_id, str(one.observation_id)) == (world.dana.id, shown.rsplit("/", 1)[1])
        assert shown in visit(world.ana).get(f"/observation-requests/{made.id}").links()

    def test_a_draft_that_is_gone_answers_nothing(self, world):
        made = world.request()
        with clock.standing_at(clock.now() - timedelta(days=7)):
            world.observation(share=False, request=made)
        assert actions.delete_old_drafts() == 1
        db.session.commit()
        (one,) = asked()
        assert one.is_open
        assert one.observation_id is None
        world.observation(request=one)
        assert not asked()[0].is_open

    def test_who_is_slower_has_an_observation_like_any_other(self, world):
        made = world.request()
        draft = world.observation(share=False, request=made)
        other = world.observation(request=made)
        assert asked()[0].is_open
        actions.share(draft, by=world.dana)
        assert asked()[0].observation_id == draft.id != other.id

    def test_a_request_of_another_is_refused_and_its_page_not_found(self, world, visit):
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        his = world.request(by=luis)
        with pytest.raises(Refusal, match="asked by another person"):
            world.observation(request=his)
        page = visit(world.dana).get(f"/people/{world.ana.id}/observations/new?request={his.id}")
        assert not page.says("My Tuesday group.")

    @pytest.mark.parametrize("who", ["ana", "hr", "other"])
    def test_only_who_supervises_and_rates_answers(self, world, who):
        made = world.request()
        people = {"other": world.person("Sam Second", Role.SUPERVISOR)}
        world.assign(world.ana, people["other"], AssignmentKind.SECOND)
        with pytest.raises(NotAllowed):
            asking.answer(made, "Yes.", by=people.get(who) or getattr(world, who))


class TestAcknowledging:
    def test_the_employee_says_that_they_have_read_it(self, world, visit):
        made = world.observation()
        ana, dana = visit(world.ana), visit(world.dana)
        address = f"/observations/{made.id}"
        assert titles(ana.get("/")) == ["Read what was seen: 1 observation"]
        assert dana.get(address).says("Not yet marked as read by Ana Ruiz.")
        page = ana.follow(ana.post(f"{address}/acknowledge", {"comment": "That was a good day."}))
        assert page.says("Ana Ruiz read this on")
        assert dana.get(address).says("That was a good day.")
        assert titles(ana.get("/")) == []
        again = ana.post(f"{address}/acknowledge", {"comment": "More."}, 409)
        assert again.says("You have said already that you read this.")
        assert events("observation.acknowledged") == 1

    def test_several_are_one_task_and_void_ones_none(self, world, visit):
        for _ in range(2):
            world.observation()
        error = world.observation()
        actions.void(error, reason="Another person.", by=world.dana)
        world.observation(share=False)
        db.session.commit()
        home = visit(world.ana).get("/")
        assert titles(home) == ["Read what was seen: 2 observations"]
        assert f"/people/{world.ana.id}/observations" in home.links()
        with pytest.raises(Stale, match="not shared with you, or it is void"):
            asking.acknowledge(error, "", by=world.ana)

    def test_too_long_a_comment_comes_back(self, world, visit):
        made = world.observation()
        page = visit(world.ana).post(f"/observations/{made.id}/acknowledge", {"comment": "x" * 2001}, 422)
        assert page.errors() == ["Shorten this to 2000 characters or fewer."]
        assert page.value("comment") == "x" * 2001
        assert db.session.execute(select(Acknowledgement)).all() == []

    def test_nobody_does_it_for_somebody_else(self, world):
        made = world.observation()
        for other in (world.dana, world.hr):
            with pytest.raises(NotAllowed):
                asking.acknowledge(made, "", by=other)

    def test_a_former_supervisor_reads_no_later_comment(self, world, visit):
        former = world.person("Fay Former", Role.SUPERVISOR)
        assignment = world.assign(world.ana, former, AssignmentKind.SECOND, clock.today() - timedelta(days=90))
        made = world.observation(by=former)
        assignment.ends_on = clock.today() - timedelta(days=1)
        db.session.commit()
        asking.acknowledge(made, "Said later.", by=world.ana)
        db.session.commit()
        assert not visit(former).get(f"/observations/{made.id}").says("Said later.")
        assert visit(world.dana).get(f"/observations/{made.id}").says("Said later.")


def test_a_failing_trail_leaves_nothing_asked_or_marked(world, break_trail):
    made, note = world.request(), world.observation()

    break_trail()
    for act in (
        world.request,
        lambda: asking.answer(made, "Yes.", by=world.dana),
        lambda: asking.withdraw(made, by=world.ana),
        lambda: asking.acknowledge(note, "", by=world.ana),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    db.session.expire_all()
    assert [one.is_open for one in asked()] == [True]
    assert db.session.execute(select(Acknowledgement)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"wish": ""},
        {"answered_at": "now"},
        {"answered_at": "now", "answered_by_id": "ana", "answer": "Yes."},
        {"answered_at": "now", "answered_by_id": "dana"},
        {"answered_at": "now", "answered_by_id": "dana", "answer": "Yes.", "withdrawn_at": "now"},
    ],
    ids=["no wish", "answered by nobody", "by oneself", "by nothing", "and taken back"],
)
def test_the_database_refuses(world, wrong):
    people = {"now": clock.now(), "ana": world.ana.id, "dana": world.dana.id}
    values = {"id": uuid4(), "person_id": world.ana.id, "wish": "My group.", "answer": "", "created_at": clock.now()}
    values |= {name: people.get(value, value) for name, value in wrong.items()}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ObservationRequest).values(values))


def test_an_observation_is_acknowledged_once(world):
    made = world.observation()
    asking.acknowledge(made, "", by=world.ana)
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Acknowledgement).values(observation_id=made.id, comment="", at=clock.now()))
    assert db.session.get(Observation, made.id) is not None
