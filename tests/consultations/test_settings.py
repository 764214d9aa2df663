from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.consultations.test_pages import form, saved
from tracker import clock
from tracker.consultations import queries, rules, setting
from tracker.consultations.models import CountingRule, EntryKind, LogSetting, LogTopic
from tracker.database import db
from tracker.errors import Refusal, Stale


def test_the_defaults_are_those_of_the_product(world):
    found = rules.get_setting()
    assert (found.on_call, found.long_minutes, found.gap_days) == ("", 240, 14)
    rule = rules.get_rules().on(clock.today())
    assert (rule.unit, rule.least) == (15, 15)
    assert set(EntryKind) - rule.kinds == {EntryKind.TRAINING, EntryKind.ORIENTATION}


def test_settings_through_the_page(world, visit):
    hr = visit(world.hr)
    page = hr.post("/log-settings/", {"on_call": "555-0100", "long_minutes": "10"}, 422)
    assert "Write a number of minutes from 30 to 600." in page.errors()
    assert page.value("on_call") == "555-0100"
    hr.post("/log-settings/", {"on_call": "555-0100", "long_minutes": "120", "gap_days": ""})
    found = rules.get_setting()
    assert (found.on_call, found.long_minutes, found.gap_days) == ("555-0100", 120, None)
    hr.post("/log-settings/", {"on_call": "555-0199", "long_minutes": "120", "gap_days": "30"})
    assert (rules.get_setting().on_call, rules.get_setting().gap_days) == ("555-0199", 30)


def test_a_gap_beyond_what_is_set_is_said_in_words(world, visit):
    world.entry(held_on=clock.today() - timedelta(days=15))
    sentence = "The last supervision was 15 days ago"
    for reader in (world.ana, world.dana):
        assert visit(reader).get(f"/people/{world.ana.id}/log").says(sentence)
    setting.change(on_call="", long_minutes=240, gap_days=None, by=world.hr)
    assert not visit(world.ana).get(f"/people/{world.ana.id}/log").says(sentence)
    world.agreement(every_days=7)
    assert visit(world.ana).get(f"/people/{world.ana.id}/log").says("at most 7 days apart")


class TestCounting:
    def test_a_rule_counts_from_its_day_on(self, world, visit):
        today = clock.today()
        hr = visit(world.hr)
        sent = {"starts_on": today.isoformat(), "unit": "1", "least": "5", "kinds": ["supervision", "training"]}
        for _ in range(2):
            page = hr.follow(hr.post("/log-settings/counting", sent))
        assert page.says("whole steps of 1 minutes; under 5 is a brief contact.")
        world.entry(minutes=20, held_on=today - timedelta(days=1))
        world.entry(minutes=20, starts=None)
        world.entry(minutes=7, starts=None, kind=EntryKind.TRAINING)
        world.entry(minutes=60, starts=None, kind=EntryKind.CONSULTATION)
        counted = queries.counted_by_domain(world.ana.id, since=today - timedelta(days=1), until=today)
        assert counted == {"": 15 + 20 + 7}
        assert queries.last_supervision([world.ana.id]) == {world.ana.id: today}

    def test_nothing_behind_is_counted_anew(self, world):
        yesterday = clock.today() - timedelta(days=1)
        with pytest.raises(Refusal, match="begins today or later"):
            setting.set_rule(starts_on=yesterday, unit=1, least=1, kinds=[EntryKind.SUPERVISION], by=world.hr)
        with pytest.raises(Refusal, match="at least one kind"):
            setting.set_rule(starts_on=clock.today(), unit=1, least=1, kinds=[], by=world.hr)

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("starts_on", "2020-01-01", "Choose today or a later day."),
            ("unit", "0", "Write a number of minutes from 1 to 60."),
            ("least", "61", "Write a number of minutes from 1 to 60."),
            ("kinds", [], "Choose at least one kind that counts as supervision."),
        ],
    )
    def test_bad_input_sets_nothing(self, world, visit, field, value, message):
        sent = {"starts_on": clock.today().isoformat(), "unit": "10", "least": "10", "kinds": ["supervision"]}
        page = visit(world.hr).post("/log-settings/counting", {**sent, field: value}, 422)
        assert message in page.errors()
        assert rules.list_counting_rules() == []


class TestTopics:
    def test_the_list_is_the_employer_s_own(self, world, visit):
        hr, dana = visit(world.hr), visit(world.dana)
        hr.post("/log-settings/topics", {"name": "Peer values", "is_risk": ""})
        hr.post("/log-settings/topics/ethics", {"name": "Ethics here", "is_risk": "y"})
        hr.post("/log-settings/topics/workload/end")
        own = next(one for one in rules.list_topics() if one.name == "Peer values")
        assert world.ana
        offered = dana.get("/log/new").tree.xpath("//input[@name='topics']/@value")
        assert own.code in offered
        assert "ethics" in offered
        assert "workload" not in offered
        dana.post("/log/new", form(world.ana, topics=["workload"]), 422)
        dana.post("/log/new", form(world.ana, topics=["ethics", own.code]))
        page = visit(world.ana).get(f"/log/{saved()[0].id}")
        assert page.says("Ethics here, Peer values") or page.says("Peer values, Ethics here")
        assert page.says("A topic about risk: this is not the clinical record.")

    def test_an_entry_keeps_a_topic_that_was_taken_off(self, world, visit):
        entry = world.entry(topics=["workload"])
        setting.end_topic("workload", by=world.hr)
        assert visit(world.ana).get(f"/log/{entry.id}").says("Workload")
        page = visit(world.hr).get("/log-settings/topics/workload")
        assert page.says("Saving puts it back.")
        visit(world.hr).post("/log-settings/topics/workload", {"name": "Workload"})
        assert not rules.get_topic("workload").is_ended

    def test_what_is_refused(self, world, visit):
        with pytest.raises(Refusal, match="on the list already"):
            setting.save_topic(code=None, name="workload", is_risk=False, by=world.hr)
        with pytest.raises(Stale, match="not on the list"):
            setting.save_topic(code="nothing", name="x", is_risk=False, by=world.hr)
        setting.end_topic("workload", by=world.hr)
        with pytest.raises(Stale, match="not on the list"):
            setting.end_topic("workload", by=world.hr)
        assert "Write what the topic is called." in visit(world.hr).post("/log-settings/topics", {}, 422).errors()
        assert visit(world.hr).post("/log-settings/topics/ethics", {"name": ""}, 422).errors()
        visit(world.hr).get("/log-settings/topics/nothing", 404)

    def test_a_risk_topic_carries_its_line(self, world, visit):
        entry, calm = world.entry(topics=["risk"]), world.entry(topics=["ethics"], starts=None)
        line = "this is not the clinical record"
        assert visit(world.ana).get(f"/log/{entry.id}").says(line)
        assert not visit(world.ana).get(f"/log/{calm.id}").says(line)
        assert visit(world.dana).get("/log/new").says(line)


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (LogSetting, {"id": 2}),
        (LogSetting, {"long_minutes": 29}),
        (LogSetting, {"gap_days": 0}),
        (CountingRule, {"unit": 0}),
        (CountingRule, {"least": 61}),
        (LogTopic, {"name": ""}),
    ],
    ids=str,
)
def test_the_database_refuses(world, model, wrong):
    right = {
        LogSetting: {"id": 1, "on_call": "", "long_minutes": 240, "gap_days": 14},
        CountingRule: {"starts_on": clock.today(), "unit": 15, "least": 15, "kinds": [], "set_by_id": world.hr.id},
        LogTopic: {"code": "x", "name": "x", "is_risk": False},
    }[model]
    with pytest.raises(IntegrityError):
        db.session.execute(insert(model).values({**right, **wrong}))


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    assert world.hr

    break_trail()
    for act in (
        lambda: setting.change(on_call="x", long_minutes=60, gap_days=1, by=world.hr),
        lambda: setting.set_rule(starts_on=clock.today(), unit=1, least=1, kinds=list(EntryKind), by=world.hr),
        lambda: setting.save_topic(code=None, name="x", is_risk=False, by=world.hr),
        lambda: setting.end_topic("ethics", by=world.hr),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    for model in (LogSetting, CountingRule, LogTopic):
        assert db.session.execute(select(model)).first() is None
