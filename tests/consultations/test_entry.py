"""Every field of an entry: what it keeps, who reads it, and what it is begun from."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import selectinload

from tests.consultations.test_pages import form, saved
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.consultations import actions, queries
from tracker.consultations.actions import ToDo
from tracker.consultations.models import AskedBy, Attendance, EntryKind, FollowUp, LogEntry, Mode
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.people.models import AssignmentKind, Role


@pytest.fixture
def luis(world):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    return luis


def whole(entry_id):
    options = [selectinload(part) for part in (LogEntry.items, LogEntry.goals, LogEntry.follow_ups)]
    return db.session.execute(select(LogEntry).where(LogEntry.id == entry_id).options(*options)).scalar_one()


def test_the_form_keeps_every_field(world, visit, luis):
    goal = world.goal()
    due = (clock.today() + timedelta(days=5)).isoformat()
    sent = form(
        world.ana,
        luis,
        recommendations="Read the policy.",
        asked_by="employee",
        items=["ADV-T01", "PRO-K02"],
        goals=[str(goal.id)],
        todo_0_text="Send the form",
        todo_0_owner=str(world.dana.id),
        todo_0_due_on=due,
        todo_2_text="Try it once",
        todo_2_owner=str(world.ana.id),
        todo_2_due_on=due,
    )
    visit(world.dana).post("/log/new", sent)
    entry = whole(saved()[0].id)
    assert (entry.recommendations, entry.asked_by, entry.is_group) == ("Read the policy.", AskedBy.EMPLOYEE, True)
    assert (entry.starts, entry.topics) == (time(10, 30), ["ethics", "workload"])
    assert {about.competency_id for about in entry.items} == set(world.ids("ADV-T01", "PRO-K02"))
    assert [about.goal_id for about in entry.goals] == [goal.id]
    assert [(one.text, one.owner_id) for one in entry.follow_ups] == [
        ("Send the form", world.dana.id),
        ("Try it once", world.ana.id),
    ]
    page = visit(world.ana).get(f"/log/{entry.id}")
    for words in ("Read the policy.", "The employee asked", "ADV-T01", "I want to lead the group.", "Try it once"):
        assert page.says(words)


def test_each_sees_their_own_goals_and_follow_ups(world, visit, luis):
    goal = world.goal()
    todos = [ToDo("For Ana", world.ana.id, clock.today()), ToDo("By Dana", world.dana.id, clock.today())]
    entry = world.entry(world.ana, luis, goals=[goal], follow_ups=todos)
    page = visit(luis).get(f"/log/{entry.id}")
    assert page.says("By Dana")
    for words in ("For Ana", "I want to lead the group."):
        assert not page.says(words)
        assert visit(world.ana).get(f"/log/{entry.id}").says(words)
    assert not visit(luis).get("/").says("For Ana")


def test_hr_sees_a_goal_of_an_entry_only_once_both_have_agreed(world, visit):
    goal = world.goal(agreed=False)
    entry = world.entry(goals=[goal])
    assert not visit(world.hr).get(f"/log/{entry.id}").says("I want to lead the group.")


def test_one_person_of_a_group_that_is_not_in_the_log(world, visit):
    visit(world.dana).post("/log/new", form(world.ana, is_group="y"))
    (entry,) = saved()
    assert entry.is_group
    assert visit(world.ana).get(f"/log/{entry.id}").says("In person, group")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"todo_0_text": "Send it"}, "Choose who does it."),
        ({"todo_0_text": "Send it"}, "Choose the day it is due."),
        ({"todo_0_due_on": "2099-01-01"}, "Write what is to do, or clear this row."),
        ({"todo_0_text": "x" * 401}, "Shorten this to 400 characters or fewer."),
        (
            {"todo_0_text": "Call J.S."},
            "This may point to a person you support. Please look at: 'J.S.'.",
        ),
        ({"starts": "half past"}, "Write the start as hours and minutes, such as 14:30."),
        ({"items": ["ADV-T99"]}, None),
        ({"goals": [str(UNKNOWN)]}, None),
        ({"asked_by": "nobody"}, None),
    ],
    ids=str,
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(world, visit, more, message):
    page = visit(world.dana).post("/log/new", form(world.ana, recommendations="Kept words.", **more), 422)
    assert message is None or message in page.errors()
    assert page.value("recommendations") == "Kept words."
    assert saved() == []


def test_goals_and_follow_ups_are_of_those_who_attended(world, luis):
    today = clock.today()
    with pytest.raises(Refusal, match="only goals of those who attended"):
        world.entry(luis, goals=[world.goal()])
    with pytest.raises(Refusal, match="belongs to you or to someone who attended"):
        world.entry(follow_ups=[ToDo("x", luis.id, today)])
    with pytest.raises(Refusal, match="cannot be due before the meeting"):
        world.entry(follow_ups=[ToDo("x", world.ana.id, today - timedelta(days=1))])


class TestFollowUps:
    @pytest.fixture
    def entry(self, world):
        due = clock.today() + timedelta(days=2)
        return world.entry(follow_ups=[ToDo("Try it once", world.ana.id, due), ToDo("Send it", world.dana.id, due)])

    def test_they_land_on_home_and_close_from_there(self, world, visit, entry):
        for person, words, other in ((world.ana, "Try it once", "Send it"), (world.dana, "Send it", "Try it once")):
            home = visit(person).get("/")
            assert home.says(f"Follow-up: {words}")
            assert not home.says(f"Follow-up: {other}")
            (action,) = home.tree.xpath("//form[contains(@action, '/follow-ups/')]/@action")
            visit(person).post(action)
            assert not visit(person).get("/").says("Follow-up:")
        assert visit(world.ana).get(f"/log/{entry.id}").says("done on")
        events = select(TrailLine.about_id).where(TrailLine.event == "follow_up.done")
        assert set(db.session.execute(events).scalars()) == {world.ana.id, world.dana.id}

    def test_only_the_owner_closes_one_and_once(self, world, visit, entry):
        mine = entry.follow_ups[0]
        visit(world.dana).post(f"/log/follow-ups/{mine.id}/done", status=404)
        with pytest.raises(Refusal, match="Whoever a follow-up belongs to"):
            actions.close_follow_up(mine, by=world.dana)
        actions.close_follow_up(mine, by=world.ana)
        with pytest.raises(Stale, match="done already"):
            actions.close_follow_up(mine, by=world.ana)

    @pytest.mark.parametrize("change", ["text = 'x'", "due_on = '2020-01-01'", "owner_id = done_by_id"])
    def test_it_is_never_rewritten(self, world, entry, change):
        actions.close_follow_up(entry.follow_ups[1], by=world.dana)
        db.session.commit()
        with pytest.raises(DBAPIError, match="closed, never rewritten"):
            db.session.execute(text("UPDATE follow_up SET " + change))  # noqa: S608 - the test's own words
        db.session.rollback()

    def test_a_privacy_removal_may_replace_its_text(self, entry):
        db.session.execute(text("UPDATE follow_up SET text = '[removed for privacy, 2026-11-22, by HR]'"))

    @pytest.mark.parametrize("wrong", [{"text": ""}, {"done_at": "now"}], ids=str)
    def test_the_database_refuses(self, world, entry, wrong):
        right = {
            "id": uuid4(),
            "entry_id": entry.id,
            "text": "x",
            "position": 9,
            "owner_id": world.ana.id,
            "due_on": clock.today(),
            "created_at": clock.now(),
        }
        changed = {name: clock.now() if value == "now" else value for name, value in wrong.items()}
        with pytest.raises(IntegrityError):
            db.session.execute(insert(FollowUp).values({**right, **changed}))


class TestOwnParts:
    def test_the_writer_adds_what_is_for_one_alone(self, world, visit, luis):
        entry = world.entry(world.ana, luis)
        dana = visit(world.dana)
        path = f"/log/{entry.id}/parts/{world.ana.id}"
        page = dana.post(path, {"own_part": ""}, 422)
        assert "Write what is for this person alone." in page.errors()
        dana.follow(dana.post(path, {"own_part": "Yours alone."}))
        assert visit(world.ana).get(f"/log/{entry.id}").says("Yours alone.")
        assert not visit(luis).get(f"/log/{entry.id}").says("Yours alone.")
        dana.post(path, {"own_part": "Again."}, 409)
        dana.post(f"/log/{entry.id}/parts/{uuid4()}", {"own_part": "x"}, 404)

    def test_nothing_is_added_to_what_was_confirmed(self, world, luis):
        entry = world.entry(world.ana, luis)
        actions.confirm(entry, comment="", by=luis)
        with pytest.raises(Stale, match="written or confirmed already"):
            actions.write_part(entry, luis.id, text="More.", by=world.dana)
        with pytest.raises(Refusal, match="Whoever wrote this entry"):
            actions.write_part(entry, world.ana.id, text="More.", by=world.ana)
        with pytest.raises(Stale, match="not among those who attended"):
            actions.write_part(entry, world.hr.id, text="More.", by=world.dana)


class TestBeginnings:
    def test_repeat_last_brings_everything_but_day_and_words(self, world, visit, luis):
        goal = world.goal()
        entry = world.entry(
            world.ana,
            luis,
            minutes=45,
            minutes_by_domain={"ADV": 30, "": 15},
            kind=EntryKind.CONSULTATION,
            mode=Mode.PHONE,
            topics=["risk"],
            items=world.ids("ADV-T01"),
            goals=[goal],
            held_on=clock.today() - timedelta(days=9),
        )
        dana = visit(world.dana)
        page = dana.get("/log/new")
        assert page.says("Repeat last: 45 minutes with 2 people")
        assert f"/log/new?like={entry.id}" in page.links()
        page = dana.get(f"/log/new?like={entry.id}")
        chosen = {
            name: page.tree.xpath(f"//input[@name='{name}'][@checked]/@value")
            for name in ("attendees", "topics", "items", "goals", "kind", "mode")
        }
        assert set(chosen.pop("attendees")) == {str(world.ana.id), str(luis.id)}
        assert chosen == {
            "topics": ["risk"],
            "items": ["ADV-T01"],
            "goals": [str(goal.id)],
            "kind": ["consultation"],
            "mode": ["phone"],
        }
        assert (page.value("split_ADV"), page.value("split_"), page.value("minutes")) == ("30", "15", "45")
        assert page.value("held_on") == clock.today().isoformat()
        assert page.value("summary") == ""

    def test_nobody_repeats_another_s_entry(self, world, visit):
        entry = world.entry(topics=["risk"])
        second = world.person("Sam Second", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        page = visit(second).get(f"/log/new?like={entry.id}")
        assert not page.tree.xpath("//input[@name='topics'][@checked]")

    def test_it_begins_as_if_the_meeting_had_just_ended(self, world, visit):
        world.entry(minutes=45, held_on=clock.today() - timedelta(days=1))
        noon = datetime.combine(clock.today(), time(12, 3), clock.zone())
        with clock.standing_at(noon):
            from tracker.consultations import entering

            values = entering.begin(None, None, queries.find_last_of(world.dana), [])
        assert (values["held_on"], values["starts"]) == (noon.date(), time(11, 15))
        with clock.standing_at(noon.replace(hour=0, minute=20)):
            values = entering.begin(None, None, queries.find_last_of(world.dana), [])
        assert values["starts"] is None

    def test_whose_assignment_ended_lately_can_still_be_chosen(self, world, visit):
        today = clock.today()
        lately, long_ago = world.person("Lena Lately"), world.person("Otto Longago")
        world.assign(lately, world.dana, ends_on=today - timedelta(days=3))
        world.assign(long_ago, world.dana, ends_on=today - timedelta(days=90))
        page = visit(world.dana).get("/log/new")
        assert page.says("Lena Lately, until")
        assert not page.says("Otto Longago")
        visit(world.dana).post("/log/new", form(lately, held_on=(today - timedelta(days=4)).isoformat()))
        assert len(saved()) == 1

    def test_a_large_team_is_folded_after_the_first(self, world, visit):
        for number in range(12):
            world.assign(world.person(f"Peer Number{number:02}"), world.dana)
        assert visit(world.dana).get("/log/new").says("4 more people")


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    entry = world.entry(follow_ups=[ToDo("Try it", world.ana.id, clock.today())])

    break_trail()
    for act in (
        lambda: actions.close_follow_up(entry.follow_ups[0], by=world.ana),
        lambda: actions.write_part(entry, world.ana.id, text="x", by=world.dana),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    assert db.session.execute(select(FollowUp.done_at)).scalars().all() == [None]
    assert db.session.execute(select(Attendance.own_part)).scalars().all() == [""]
