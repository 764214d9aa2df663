from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.people.crowd import make_crowd
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal
from tracker.people import queries as people
from tracker.people.models import Role
from tracker.verifications import actions, requirements, requiring
from tracker.verifications.actions import Shown
from tracker.verifications.models import Requirement
from tracker.verifications.requirements import NeedState, list_needs, open_needs

TODAY = date(2026, 6, 1)


def needs(world, person=None, day=None):
    person = person or world.ana
    return {need.item.code: need for need in list_needs([person], day or clock.today())[person.id]}


def standing(world, job=""):
    rows = [one for one in requirements.list_of_job(job) if one.ended_at is None]
    return {one.competency_code: (one.level, one.within_days) for one in rows}


def lines():
    statement = select(TrailLine).where(TrailLine.record_kind == "requirement").order_by(TrailLine.id)
    return [(line.event, line.fields, line.about_id) for line in db.session.execute(statement).scalars()]


class TestSetting:
    def test_many_at_once_for_a_job_with_a_line_each(self, world):
        assert world.require("ADV-T01", "ADV-T02", job="Peer specialist", level=4, days=30) == 2
        assert standing(world, "Peer specialist") == {"ADV-T01": (4, 30), "ADV-T02": (4, 30)}
        assert standing(world) == {}
        assert lines() == [("requirement.set", ["ADV-T01"], None), ("requirement.set", ["ADV-T02"], None)]

    def test_the_same_again_changes_nothing(self, world):
        world.require("ADV-T01")
        assert world.require("ADV-T01") == 0
        assert len(lines()) == 1

    def test_what_changes_is_ended_and_written_anew(self, world):
        world.require("ADV-T01", days=30)
        world.require("ADV-T01", days=60)
        rows = requirements.list_of_job("")
        assert [(one.within_days, one.ended_at is None, one.ended_by_id) for one in rows] == [
            (60, True, None),
            (30, False, world.hr.id),
        ]

    def test_other_days_count_from_the_same_day_and_a_higher_level_from_today(self, world):
        world.require("ADV-T01", level=4)
        (first,) = requirements.list_in_force()
        first.counts_from = clock.today() - timedelta(days=40)
        db.session.commit()
        for level, days, ago in ((4, 60, 40), (3, 60, 40), (4, 60, 0)):
            world.require("ADV-T01", level=level, days=days)
            (now,) = requirements.list_in_force()
            assert (clock.today() - now.counts_from).days == ago

    def test_no_longer_required_it_stays_readable(self, world):
        world.require("ADV-T01", "ADV-T02")
        items = [world.outline.by_code[code] for code in ("ADV-T01", "ADV-T05")]
        assert requiring.stop_requiring(items, outline=world.outline, job_title="", by=world.hr) == 1
        assert standing(world) == {"ADV-T02": (4, 90)}
        assert lines()[-1] == ("requirement.ended", ["ADV-T01"], None)
        assert len(requirements.list_of_job("")) == 2

    @pytest.mark.parametrize("more", [{"level": 6}, {"days": 0}, {"days": 1096}], ids=str)
    def test_a_level_of_the_scale_and_days_that_can_be(self, world, more):
        with pytest.raises(Refusal, match="Choose a level of the scale"):
            world.require("ADV-T01", **more)

    def test_something_is_chosen(self, world):
        with pytest.raises(Refusal, match="at least one task"):
            world.require()
        with pytest.raises(Refusal, match="at least one task"):
            requiring.stop_requiring([], outline=world.outline, job_title="", by=world.hr)

    @pytest.mark.parametrize("name", ["admin", "dana", "ana"])
    def test_only_hr_decides(self, world, name):
        by = getattr(world, name)
        with pytest.raises(NotAllowed, match="HR decides"):
            world.require("ADV-T01", by=by)
        item = world.outline.by_code["ADV-T01"]
        with pytest.raises(NotAllowed, match="HR decides"):
            requiring.stop_requiring([item], outline=world.outline, job_title="", by=by)

    def test_a_failing_trail_leaves_nothing_changed(self, world, break_trail):
        world.require("ADV-T01")

        break_trail()
        item = world.outline.by_code["ADV-T01"]
        for act in (
            lambda: world.require("ADV-T01", days=5),
            lambda: requiring.stop_requiring([item], outline=world.outline, job_title="", by=world.hr),
        ):
            with pytest.raises(RuntimeError):
                act()
            db.session.rollback()
        assert standing(world) == {"ADV-T01": (4, 90)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 0},
        {"within_days": 0},
        {"within_days": 1096},
        {"ended_at": "now"},
        {"set_by_id": UNKNOWN},
        {"competency_code": "ADV-T01"},
    ],
    ids=str,
)
def test_the_database_refuses(world, wrong):
    world.require("ADV-T01")
    values = {
        "id": uuid4(),
        "framework": "crss",
        "competency_code": "ADV-T09",
        "job_title": "",
        "level": 4,
        "within_days": 90,
        "counts_from": TODAY,
        "set_by_id": world.hr.id,
        "created_at": clock.now(),
        **{name: clock.now() if value == "now" else value for name, value in wrong.items()},
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Requirement).values(values))


class TestStanding:
    """Where a person stands in what their job requires."""

    def test_nothing_required_is_nothing_due(self, world):
        assert needs(world) == {}

    def test_a_job_s_own_line_takes_the_place_of_the_one_for_everyone(self, world):
        world.require("ADV-T01", "ADV-T02", level=3)
        world.require("ADV-T01", job="Peer specialist", level=5)
        world.require("ADV-T03", job="Warm line operator")
        assert {code: need.level for code, need in needs(world).items()} == {"ADV-T01": 5, "ADV-T02": 3}

    def test_they_stand_in_source_order(self, world):
        world.require("PRO-T01", "ADV-K01", "ADV-T02", "ADV-T01")
        assert list(needs(world)) == [item.code for item in world.outline.items if item.code in needs(world)]

    def test_days_count_from_the_later_of_first_day_and_the_day_it_was_required(self, world):
        today = clock.today()
        world.require("ADV-T01", days=90)
        new = world.person("Nia New", hired_on=today + timedelta(days=10))
        assert needs(world)["ADV-T01"].due_on == today + timedelta(days=90)
        assert needs(world, new)["ADV-T01"].due_on == today + timedelta(days=100)

    def test_without_a_first_day_the_day_the_account_was_made_counts(self, world):
        nobody = world.person("Nia New")
        nobody.hired_on = None
        db.session.commit()
        world.require("ADV-T01", days=5)
        assert needs(world, nobody)["ADV-T01"].due_on == clock.today() + timedelta(days=5)

    def test_never_shown_is_due_then_overdue_and_says_who_must_act(self, world):
        world.require("ADV-T01", days=90)
        last = clock.today() + timedelta(days=90)
        assert (needs(world)["ADV-T01"].state, needs(world)["ADV-T01"].is_overdue) == (NeedState.NEVER_SHOWN, False)
        assert not needs(world, day=last)["ADV-T01"].is_overdue
        late = needs(world, day=last + timedelta(days=1))["ADV-T01"]
        assert late.is_overdue
        assert late.must_act.id == world.dana.id

    def test_without_a_supervisor_hr_must_act(self, world):
        world.require("ADV-T01")
        assert needs(world, world.person("Nia New"))["ADV-T01"].must_act is None

    def test_shown_at_the_level_is_verified_until_it_falls_due_again(self, world):
        world.require("ADV-T01")
        made = world.verification("ADV-T01")
        due = made.due_again_on
        need = needs(world)["ADV-T01"]
        assert (need.state, need.due_on, need.latest.observed_on) == (NeedState.VERIFIED, due, made.observed_on)
        assert needs(world, day=due - timedelta(days=1))["ADV-T01"].is_verified
        on_the_day = needs(world, day=due)["ADV-T01"]
        assert (on_the_day.state, on_the_day.is_overdue) == (NeedState.DUE_AGAIN, False)
        assert needs(world, day=due + timedelta(days=1))["ADV-T01"].is_overdue

    def test_shown_lower_than_required_is_still_due(self, world):
        world.verification("ADV-T01", level=4)
        world.require("ADV-T01", level=5)
        need = needs(world)["ADV-T01"]
        assert (need.state, need.latest.level, need.is_overdue) == (NeedState.SHOWN_LOWER, 4, False)
        assert need.due_on == clock.today() + timedelta(days=90)

    def test_a_lower_requirement_is_met_by_a_next_step(self, world):
        goal = world.goal("ADV-T01")
        item = world.outline.by_code["ADV-T01"]
        from tracker.goals import queries as goals

        world.verification(shown=[Shown(item, 3, goal=goals.get_visible(goal.id, world.dana))])
        world.require("ADV-T01", level=3)
        assert needs(world)["ADV-T01"].is_verified

    def test_withdrawn_counts_no_more(self, world):
        world.require("ADV-T01")
        actions.withdraw(world.verification("ADV-T01"), reason="Wrong person.", by=world.dana)
        assert needs(world)["ADV-T01"].state is NeedState.NEVER_SHOWN

    def test_a_rating_or_an_agreed_level_verifies_nothing(self, world):
        world.require("ADV-T01")
        world.ended()
        assert needs(world)["ADV-T01"].state is NeedState.NEVER_SHOWN

    def test_what_is_open_comes_with_the_earliest_first(self, world):
        world.require("ADV-T01", days=90)
        world.require("ADV-T02", days=20)
        world.require("ADV-T03", days=10)
        world.verification("ADV-T03")
        assert [need.item.code for need in open_needs(needs(world).values())] == ["ADV-T02", "ADV-T01"]

    def test_one_person_or_200_take_as_many_queries(self, world, count_queries):
        world.require("ADV-T01", "ADV-T02", job="Peer specialist")
        totals = []
        for size in (1, 199):
            make_crowd(size, world.dana, world.hr)
            crowd = people.list_team(world.dana)
            with count_queries as seen:
                found = list_needs(crowd, clock.today())
            assert all(len(each) == 2 for each in found.values())
            totals.append(seen.total)
        assert totals[0] == totals[1]


class TestPages:
    def address(self, title=""):
        return f"/requirements/job?title={title}"

    def test_hr_requires_a_whole_section_and_single_items_at_once(self, world, visit):
        assert world.ana
        sent = {"sections": ["adv-tasks"], "items": ["PRO-T01"], "level": "4", "within_days": "60"}
        hr = visit(world.hr)
        page = hr.follow(hr.post(self.address("Peer specialist"), sent))
        tasks = [item.code for item in world.outline.get_section("adv-tasks").items]
        assert set(standing(world, "Peer specialist")) == {*tasks, "PRO-T01"}
        assert page.says(f"{len(tasks) + 1} items changed.")
        assert page.says("Steady within 60 days")

    def test_hr_takes_it_back_and_the_page_keeps_what_was(self, world, visit):
        world.require("ADV-T01")
        hr = visit(world.hr)
        sent = {"items": ["ADV-T01"], "level": "4", "within_days": "90", "end": "1"}
        page = hr.follow(hr.post(self.address(), sent))
        assert standing(world) == {}
        assert page.says("What was required before")
        assert page.says("until")

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"items": []}, "Choose at least one task or area of knowledge."),
            ({"items": ["XYZ"]}, None),
            ({"level": "9"}, None),
            ({"within_days": ""}, "Write in how many days, such as 90."),
            ({"within_days": "0"}, "Write a number of days from 1 to 1095."),
            ({"within_days": "soon"}, "Write a whole number, in digits."),
        ],
        ids=str,
    )
    def test_bad_input_is_answered_and_nothing_is_saved(self, world, visit, more, message):
        sent = {"items": ["ADV-T01"], "level": "4", "within_days": "90", **more}
        page = visit(world.hr).post(self.address(), sent, 422)
        assert page.errors()
        assert message is None or message in page.errors()
        assert standing(world) == {}

    def test_a_job_nobody_knows_is_not_found(self, world, visit):
        visit(world.hr).get(self.address("Astronaut"), 404)
        visit(world.hr).post(self.address("Astronaut"), {}, 404)

    def test_an_administrator_reads_and_changes_nothing(self, world, visit):
        assert world.ana
        world.require("ADV-T01")
        admin = visit(world.admin)
        page = admin.get(self.address())
        assert page.says("Steady within 90 days")
        assert not page.tree.xpath("//main//form")
        assert admin.get("/requirements/").says("Peer specialist")
        admin.post(self.address(), {"items": ["ADV-T02"], "level": "4", "within_days": "90"}, 403)

    def test_the_sheet_says_where_each_item_stands(self, world, visit):
        world.require("ADV-T01", "ADV-T02", "ADV-T03", days=1)
        world.verification("ADV-T01")
        for one in requirements.list_in_force():
            one.counts_from = clock.today() - timedelta(days=9)
        world.ana.hired_on = clock.today() - timedelta(days=90)
        db.session.commit()
        page = visit(world.ana).get(f"/people/{world.ana.id}/verifications")
        assert page.says("Verified now: 1 of 3 required items.")
        assert page.says("Overdue: Dana Whitfield must act")
        assert page.says("Verified at Steady or above, until")

    def test_overdue_without_a_supervisor_names_hr(self, world, visit):
        nia = world.person("Nia New")
        world.require("ADV-T01", days=1)
        for one in requirements.list_in_force():
            one.counts_from = clock.today() - timedelta(days=9)
        db.session.commit()
        page = visit(world.hr).get(f"/people/{nia.id}/verifications")
        assert page.says("Overdue: HR must act and assign a supervisor.")

    def test_a_former_supervisor_is_not_told_what_is_due(self, world, visit):
        former = world.person("Fay Former", Role.SUPERVISOR)
        today = clock.today()
        world.assign(world.ana, former, starts_on=today - timedelta(days=480), ends_on=today - timedelta(days=401))
        world.require("ADV-T01")
        assert not visit(former).get(f"/people/{world.ana.id}/verifications").says("What the job requires")

    def test_my_team_leads_to_what_could_be_seen_today(self, world, visit):
        assert world.ana
        world.require("ADV-T01", "ADV-T02", "ADV-T03", "ADV-T04")
        page = visit(world.dana).get("/team")
        assert page.says("Visit Ana Ruiz: 4 items you could see today:")
        base = f"/people/{world.ana.id}/verifications"
        assert {f"{base}/new?item=ADV-T0{number}" for number in (1, 2, 3)} <= set(page.links())
        assert f"{base}#required" in page.links()

    @pytest.mark.parametrize(("method", "path"), [("DELETE", "/requirements/job"), ("POST", "/requirements/")])
    def test_wrong_methods_are_answered_405(self, world, visit, method, path):
        assert visit(world.hr).raw(method, path).status_code == 405


def test_everyone_is_counted_once_per_job(world):
    # Ana and Dana; HR is no employee, and who has left counts no more.
    gone = world.person("Lee Left")
    gone.left_on = clock.today() - timedelta(days=1)
    assert world.ana
    assert world.hr
    world.require("ADV-T01", job="Peer specialist")
    jobs = {title: (held, asked) for title, held, asked in requirements.list_jobs()}
    assert jobs == {"": (2, 0), "Peer specialist": (2, 1)}
