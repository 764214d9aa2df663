from datetime import time, timedelta
from inspect import signature

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.consultations import actions, queries
from tracker.consultations.models import DEFAULT_RULE, GENERAL, Attendance, DomainMinutes, EntryKind, LogEntry
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.people.models import AssignmentKind, Role


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def about(event, entry):
    statement = select(TrailLine.about_id).where(TrailLine.event == event, TrailLine.record_id == entry.id)
    return set(db.session.execute(statement).scalars())


@pytest.fixture
def luis(world):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    return luis


def test_an_entry_keeps_real_minutes_by_domain(world):
    entry = world.entry(minutes=50, minutes_by_domain={"ADV": 20, "PRO": 0, "MEN": 5, GENERAL: 25})
    kept = db.session.execute(select(DomainMinutes.domain, DomainMinutes.minutes).order_by(DomainMinutes.position))
    assert kept.all() == [("ADV", 20), ("MEN", 5), (GENERAL, 25)]
    assert (entry.minutes, DEFAULT_RULE.count(entry.kind, entry.minutes)) == (50, 45)


def test_a_group_entry_is_written_once_and_stands_in_everyones_trail(world, luis):
    entry = world.entry(world.ana, luis)
    assert count(LogEntry) == 1
    assert about("log_entry.written", entry) == {world.ana.id, luis.id}


def test_someone_named_twice_attended_once(world):
    entry = world.entry(world.ana, world.ana)
    assert [part.person_id for part in entry.attendances] == [world.ana.id]


@pytest.mark.parametrize("minutes", [0, -15, 601, 900])
def test_minutes_that_cannot_be_are_refused(world, minutes):
    with pytest.raises(Refusal, match="a number from 1 to 600"):
        world.entry(minutes=minutes)


@pytest.mark.parametrize("minutes", [1, 600])
def test_the_shortest_and_the_longest_entry(world, minutes):
    assert world.entry(minutes=minutes).minutes == minutes


def test_domains_that_do_not_add_up_are_refused(world):
    with pytest.raises(Refusal, match="The domains add up to 50 minutes, the meeting took 60"):
        world.entry(minutes_by_domain={"ADV": 20, GENERAL: 30})


def test_minutes_below_zero_are_refused_though_they_add_up(world):
    with pytest.raises(Refusal, match="below zero"):
        world.entry(minutes_by_domain={"ADV": 75, GENERAL: -15})


def test_a_meeting_that_has_not_happened_is_refused(world):
    with pytest.raises(Refusal, match="has not happened yet"):
        world.entry(held_on=clock.today() + timedelta(days=1))


def test_nobody_supervises_themselves(world):
    with pytest.raises(Refusal, match="cannot supervise yourself"):
        world.entry(world.dana)
    with pytest.raises(Refusal, match="cannot supervise yourself"):
        world.entry(world.ana, world.dana)


def test_someone_attended(world):
    blank = dict.fromkeys(list(signature(actions.log).parameters)[1:])
    with pytest.raises(Refusal, match="Choose who attended"):
        actions.log([], **{**blank, "by": world.dana})


@pytest.mark.parametrize(("day", "fits"), [(-31, False), (-30, True), (-10, True), (-9, False), (0, False)])
def test_the_writer_supervised_everyone_on_that_day(world, luis, day, fits):
    today = clock.today()
    former = world.person("Joel Brandt", Role.SUPERVISOR)
    for person in (world.ana, luis):
        world.assign(
            person, former, AssignmentKind.SECOND, today - timedelta(days=30), ends_on=today - timedelta(days=10)
        )
    held_on = today + timedelta(days=day)
    if fits:
        assert world.entry(world.ana, luis, by=former, held_on=held_on).held_on == held_on
        return
    with pytest.raises(Refusal, match="you did not supervise Ana Ruiz and Luis Ortega"):
        world.entry(world.ana, luis, by=former, held_on=held_on)
    assert count(LogEntry) == 0


@pytest.mark.parametrize(("left", "fits"), [(-1, False), (0, True)])
def test_an_attendee_still_worked_here_on_that_day(world, left, fits):
    world.ana.left_on = clock.today() + timedelta(days=left)
    if fits:
        assert world.entry().minutes == 60
        return
    with pytest.raises(Refusal, match="On that day Ana Ruiz no longer worked here"):
        world.entry()


def test_an_attendee_confirms_their_own_part_once(world, luis):
    entry = world.entry(world.ana, luis)
    actions.confirm(entry, comment="Thank you.", by=world.ana)
    with pytest.raises(Stale, match="confirmed this entry already"):
        actions.confirm(entry, comment="Again.", by=world.ana)
    parts = db.session.execute(select(Attendance.person_id, Attendance.comment, Attendance.confirmed_at)).all()
    by_person = {person_id: (comment, bool(at)) for person_id, comment, at in parts}
    assert by_person == {world.ana.id: ("Thank you.", True), luis.id: ("", False)}
    assert about("log_entry.confirmed", entry) == {world.ana.id}
    assert queries.list_unconfirmed(world.ana) == []
    assert [waiting.id for waiting in queries.list_unconfirmed(luis)] == [entry.id]


def test_who_did_not_attend_confirms_nothing(world, luis):
    entry = world.entry()
    for stranger in (world.dana, luis, world.hr):
        with pytest.raises(Stale, match="not among those who attended"):
            actions.confirm(entry, comment="", by=stranger)


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    entry = world.entry()

    break_trail()
    for act in (world.entry, lambda: actions.confirm(entry, comment="", by=world.ana)):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    assert count(LogEntry) == count(Attendance) == 1
    assert db.session.execute(select(Attendance.confirmed_at)).scalars().all() == [None]


def test_hours_count_each_entry_once_and_add_up_by_domain(world, luis):
    today = clock.today()
    split = {"minutes_by_domain": {"ADV": 10, "PRO": 10}}
    world.entry(minutes=20, **split)
    world.entry(world.ana, luis, minutes=50, minutes_by_domain={"ADV": 25, GENERAL: 25})
    world.entry(minutes=14)
    world.entry(kind=EntryKind.TRAINING)
    world.entry(kind=EntryKind.ORIENTATION)
    world.entry(held_on=today - timedelta(days=100), minutes=30)
    year = {"since": today - timedelta(days=99), "until": today}
    assert dict(queries.counted_by_domain(world.ana.id, **year)) == {"ADV": 8 + 23, "PRO": 7, GENERAL: 22}
    assert dict(queries.counted_by_domain(luis.id, **year)) == {"ADV": 23, GENERAL: 22}
    assert queries.counted_by_domain(world.dana.id, **year) == {}


def test_the_last_supervision_is_the_last_that_counts_as_such(world):
    today = clock.today()
    world.entry(held_on=today - timedelta(days=9))
    world.entry(kind=EntryKind.TRAINING)
    assert queries.last_supervision([world.ana.id, world.dana.id]) == {world.ana.id: today - timedelta(days=9)}


def test_entries_are_listed_newest_first_and_without_a_start_last_of_their_day(world):
    today = clock.today()
    late = world.entry(starts=time(15))
    early = world.entry(starts=time(9))
    sometime = world.entry(starts=None)
    before = world.entry(held_on=today - timedelta(days=1), starts=time(16))
    seen = [one.entry.id for one in queries.list_visible(world.ana.id, world.dana)]
    assert seen == [late.id, early.id, sometime.id, before.id]
    assert [one.entry.id for one in queries.list_visible(world.ana.id, world.dana, limit=2)] == seen[:2]
