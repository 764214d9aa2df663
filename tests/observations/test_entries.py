"""One act is recorded once: an observation may make its entry of the supervision log."""

from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from tests.observations.test_pages import form, new
from tracker import clock
from tracker.consultations import queries as log
from tracker.consultations import setting
from tracker.consultations.entering import split_over_items
from tracker.consultations.models import AskedBy, EntryKind, LogDraft, LogEntry, Mode
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.observations import actions, entries
from tracker.observations.models import Observation, Setting
from tracker.people.models import Role


def ticked(**more):
    return form(**{"share": "y", "logs": "y", "log_minutes": "50", "log_mode": "", **more})


def the_entry():
    (found,) = db.session.execute(select(LogEntry.id)).scalars()
    return found


def count():
    return db.session.execute(select(func.count()).select_from(LogEntry)).scalar_one()


def put(world, observation, **more):
    given = {"minutes": 30, "mode": None, "credential": "", "was_asked": False, "by": world.dana}
    made = entries.put_in_log(observation, **{**given, **more})
    db.session.commit()
    return made


def test_the_tick_shares_and_logs_in_one_act_and_nothing_is_typed_twice(world, visit):
    world.credential(world.dana, number="777")
    dana, sent = visit(world.dana), ticked(items=["ADV-T01", "ADV-T02", "PRO-K02"], setting="video_or_phone")
    page = dana.follow(dana.post(new(world.ana), sent))
    seen = log.get_visible(the_entry(), world.dana)
    entry = seen.entry
    assert page.says("Shared with Ana Ruiz.")
    assert (entry.minutes, entry.kind, entry.mode) == (50, EntryKind.DIRECT_OBSERVATION, Mode.VIDEO)
    assert entry.minutes_by_domain == {"ADV": 33, "PRO": 17}
    assert (entry.summary, entry.strength) == ("A planning meeting.", "Waited for their own words.")
    assert (entry.recommendations, entry.supervisor_credential) == ("Try it alone.", "CRSS 777")
    assert {about.competency_id for about in entry.items} == set(world.ids("ADV-T01", "ADV-T02", "PRO-K02"))
    today = clock.today()
    assert log.counted_by_domain(world.ana.id, since=today, until=today).total() == 45
    (observation,) = db.session.execute(select(Observation.id)).scalars()
    assert f"/log/{entry.id}?person={world.ana.id}" in page.links()
    for reader in (world.ana, world.dana, world.hr):
        assert f"/observations/{observation}" in visit(reader).get(f"/log/{entry.id}").links()
    assert f"/log/{entry.id}" in visit(world.ana).get("/").text


def test_the_form_sent_twice_makes_one_entry(world, visit):
    dana, sent = visit(world.dana), ticked()
    for _ in range(2):
        dana.follow(dana.post(new(world.ana), sent))
    assert count() == 1


def test_what_was_asked_for_says_so(world, visit):
    asked = world.request("ADV-T01")
    visit(world.dana).post(f"{new(world.ana)}?request={asked.id}", ticked(log_mode="phone"))
    entry = db.session.get_one(LogEntry, the_entry())
    assert (entry.asked_by, entry.mode) == (AskedBy.EMPLOYEE, Mode.PHONE)


@pytest.mark.parametrize("minutes", ["", "0", "900", "ten"])
def test_minutes_are_asked_for_only_with_the_tick(world, visit, minutes):
    dana = visit(world.dana)
    page = dana.post(new(world.ana), ticked(log_minutes=minutes), 422)
    assert any("number" in error for error in page.errors())
    assert page.value("strength") == "Waited for their own words."
    assert count() == 0
    if minutes in ("", "900"):
        dana.post(new(world.ana), form(share="y", log_minutes="" if not minutes else "30"))
        assert (count(), db.session.execute(select(func.count()).select_from(Observation)).scalar_one()) == (0, 1)


def test_what_deserves_a_look_is_not_written_until_it_was_looked_at(world, visit):
    setting.change(on_call="", long_minutes=60, gap_days=14, by=world.hr)
    dana = visit(world.dana)
    page = dana.follow(dana.post(new(world.ana), ticked(log_minutes="90", items=["ADV-T01", "PRO-K02"])))
    assert count() == 0
    assert page.says("From what you saw on")
    assert (page.value("minutes"), page.value("kind"), page.value("mode")) == ("90", "direct_observation", "in_person")
    assert (page.value("split_ADV"), page.value("split_PRO")) == ("45", "45")
    assert page.value("summary") == "A planning meeting."
    assert dana.get("/").says("From what you saw. It counts nowhere until you have looked at it and saved it.")
    assert visit(world.ana).get(f"/people/{world.ana.id}/log").says("observation of")


def test_a_draft_goes_into_the_log_from_its_page_once_it_is_shared(world, visit):
    dana = visit(world.dana)
    page = dana.follow(dana.post(new(world.ana), {name: value for name, value in ticked().items() if name != "share"}))
    assert page.says("Its time goes into the log once it is shared: its page leads there.")
    (observation,) = db.session.execute(select(Observation)).scalars()
    address = f"/observations/{observation.id}"
    assert not page.says("Put this in the supervision log")
    dana.post(f"{address}/log", status=409)
    assert dana.follow(dana.post(f"{address}/share")).says("Put this in the supervision log")
    page = dana.follow(dana.post(f"{address}/log"))
    names = ("key", "attendees", "held_on", "minutes", "kind", "mode", "summary", "strength", "split_ADV", "split_PRO")
    (draft,) = db.session.execute(select(LogDraft)).scalars()
    assert f"/log/new?draft={draft.id}" in dana.get(address).links()
    dana.post(f"/log/new?draft={draft.id}", {name: page.value(name) for name in names})
    assert f"/log/{the_entry()}?person={world.ana.id}" in dana.get(address).links()
    assert dana.follow(dana.post(f"{address}/log")).says("Its entry in the supervision log")
    assert count() == 1


def test_it_begins_one_entry_only(world):
    observation = world.observation()
    assert put(world, observation).minutes == 30
    assert put(world, observation) is None
    assert count() == 1
    (draft,) = db.session.execute(select(LogDraft)).scalars()
    row = {column.name: getattr(draft, column.name) for column in LogDraft.__table__.columns}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(LogDraft).values({**row, "id": uuid4()}))


def test_who_puts_what_in_the_log(world):
    other = world.person("Sam Second", Role.SUPERVISOR)
    observation = world.observation()
    with pytest.raises(NotAllowed, match="Whoever wrote this observation"):
        put(world, observation, by=other)
    with pytest.raises(Refusal, match="Share it first"):
        put(world, world.observation(share=False))
    actions.void(observation, reason="Another person was meant.", by=world.dana)
    with pytest.raises(Stale, match="This observation is void"):
        put(world, observation)
    assert count() == 0


def test_a_void_observation_says_that_its_entry_stands_on_its_own(world, visit):
    observation = world.observation()
    put(world, observation)
    actions.void(observation, reason="Another person was meant.", by=world.dana)
    db.session.commit()
    page = visit(world.dana).get(f"/observations/{observation.id}")
    assert page.says("The entry stands on its own: where its time is wrong too, make that void.")


def test_minutes_are_split_over_the_domains_of_the_items(world):
    assert split_over_items(10, world.ids("ADV-T01", "ADV-T02", "MEN-T01")) == {"ADV": 7, "MEN": 3}
    assert split_over_items(10, [world.ana.id]) == {"": 10}
    assert split_over_items(10, []) == {"": 10}
    assert entries.mode_of(Setting.VIDEO_OR_PHONE) is Mode.VIDEO
    assert entries.mode_of(Setting.GROUP) is Mode.IN_PERSON
