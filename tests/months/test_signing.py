import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.consultations import actions as log
from tracker.consultations import queries as consultations
from tracker.consultations.actions import ToDo
from tracker.consultations.models import GENERAL
from tracker.database import Base, db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.months import actions, queries
from tracker.months.models import FrozenAttendance, SignedMonth
from tracker.people.models import AssignmentKind, Role
from tracker.signatures.models import Capacity, Meaning, Signature, Snapshot
from tracker.signatures.queries import is_intact, read_snapshot


def get(key, reader):
    return queries.get_month(key, reader)


def events(event):
    return db.session.execute(select(TrailLine.about_id).where(TrailLine.event == event)).scalars().all()


def content(copy):
    return read_snapshot(queries.get_snapshot(copy))


@pytest.fixture
def luis(world):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    return luis


def test_the_first_signature_freezes_the_content_and_the_second_locks_it(world):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    month = get(key, world.ana)
    assert month.standing.copy.id == copy.id
    assert not month.standing.is_locked
    assert month.may_sign(world.ana)
    assert not month.may_sign(world.dana)
    world.sign_month(key, world.ana)
    standing = get(key, world.ana).standing
    assert standing.is_locked
    assert not standing.employee_is_missing
    assert {one.capacity for one in standing.signatures} == set(Capacity)
    assert events("month.frozen") == [world.ana.id]
    assert events("signature.given") == [world.ana.id] * 2


@pytest.mark.parametrize("first", ["ana", "dana"])
def test_either_side_may_sign_first(world, first):
    key = world.month()
    people = [world.ana, world.dana] if first == "ana" else [world.dana, world.ana]
    for person in people:
        world.sign_month(key, person)
    assert get(key, world.dana).standing.is_locked
    assert db.session.execute(select(SignedMonth)).scalars().all() == [get(key, world.dana).standing.copy]


def test_the_copy_holds_everything_of_the_month_and_no_other_name(world, luis):
    world.credential(world.dana, number="777")
    goal = world.goal()
    key = world.month(
        world.ana,
        luis,
        minutes=50,
        minutes_by_domain={"ADV": 25, GENERAL: 25},
        topics=["ethics"],
        strength="Asked early.",
        recommendations="Read the policy.",
        items=world.ids("ADV-T01"),
        goals=[goal],
        supervisor_credential="CRSS 777",
        follow_ups=[
            ToDo("Try it once", world.ana.id, clock.today()),
            ToDo("For Luis only", luis.id, clock.today()),
            ToDo("Send the form", world.dana.id, clock.today()),
        ],
    )
    entry = get(key, world.dana).entries[0]
    log.write_part(entry, world.ana.id, text="Yours alone.", by=world.dana)
    log.write_part(entry, luis.id, text="His alone.", by=world.dana)
    log.confirm(entry, comment="Thank you.", by=world.ana)
    copy = world.sign_month(key, world.dana)
    told = content(copy)
    (said,) = told["entries"]
    assert told["totals"] == {"entries": 1, "minutes": 50, "counted": 45, "by_domain": {"": 22, "ADV": 23}}
    assert (said["minutes"], said["counted"], said["others"], said["is_group"]) == (50, 45, 1, True)
    assert said["domains"] == {"ADV": {"minutes": 25, "counted": 23}, "": {"minutes": 25, "counted": 22}}
    assert (said["items"], said["goals"], said["topics"]) == (["ADV-T01"], [str(goal.id)], ["Ethics and boundaries"])
    assert (said["strength"], said["recommendations"], said["credential"]) == (
        "Asked early.",
        "Read the policy.",
        "CRSS 777",
    )
    assert said["own"]["part"] == "Yours alone."
    assert said["own"]["comment"] == "Thank you."
    assert said["own"]["confirmed_on"] == clock.today().isoformat()
    assert [one["text"] for one in said["follow_ups"]] == ["Try it once", "Send the form"]
    everything = json.dumps(told)
    for other in ("Luis", "His alone.", "For Luis only", str(luis.id)):
        assert other not in everything
    assert "Yours alone." not in queries.get_snapshot(copy).content.decode()
    assert is_intact(queries.get_snapshot(copy))


def test_a_month_that_is_not_over_is_not_signed(world):
    world.entry()
    key = queries.Key(world.ana.id, world.dana.id, clock.today().replace(day=1))
    with pytest.raises(Refusal, match="not over"):
        world.read_month(key, world.dana)
    with pytest.raises(Refusal, match="not over"):
        world.sign_months([key], world.dana)


def test_only_the_two_sides_sign(world):
    key = world.month()
    with pytest.raises(NotAllowed, match="by the employee and by the supervisor who wrote in it"):
        world.read_month(key, world.hr)


def test_a_month_that_was_not_opened_is_not_signed(world):
    key = world.month()
    with pytest.raises(Refusal, match="of Ana Ruiz first"):
        world.sign_months([key], world.dana)
    with pytest.raises(Refusal, match="Open a month and read it first"):
        world.sign_months([], world.dana)
    assert db.session.execute(select(Signature)).first() is None


def test_what_changed_since_it_was_read_is_not_signed(world):
    key = world.month()
    world.read_month(key, world.dana)
    world.month(minutes=30)
    with pytest.raises(Stale, match="changed since you read it"):
        world.sign_months([key], world.dana)
    assert db.session.execute(select(SignedMonth)).first() is None
    world.read_month(key, world.dana)
    assert len(world.sign_months([key], world.dana)) == 1


def test_the_other_side_s_signature_in_between_is_a_change_to_read_again(world):
    key = world.month()
    world.read_month(key, world.ana)
    world.sign_month(key, world.dana)
    with pytest.raises(Stale, match="changed since you read it"):
        world.sign_months([key], world.ana)


def test_signing_takes_proof_consent_name_and_words(world):
    key = world.month()
    world.read_month(key, world.ana)
    for more, sentence in (
        ({"proof": None}, "could not confirm that it is you"),
        ({"consents": False}, "agree to sign on screen"),
        ({"typed_name": "Somebody"}, "Type your name"),
        ({"meaning": Meaning.DISAGREE}, "see differently"),
    ):
        with pytest.raises(Refusal, match=sentence):
            world.sign_months([key], world.ana, **more)
        db.session.rollback()
    assert db.session.execute(select(SignedMonth)).first() is None


def test_disagreeing_is_kept_with_its_words(world):
    key = world.month()
    world.sign_month(key, world.ana, "It was 90 minutes.")
    (signature,) = get(key, world.dana).standing.signatures
    assert (signature.meaning, signature.comment) == (Meaning.DISAGREE, "It was 90 minutes.")


def test_nobody_signs_twice(world):
    key = world.month()
    world.sign_month(key, world.dana)
    world.read_month(key, world.dana)
    with pytest.raises(Stale, match="signed already"):
        world.sign_months([key], world.dana)


def test_several_people_in_one_sitting_each_opened(world, luis):
    keys = [world.month(world.ana), world.month(luis)]
    world.read_month(keys[0], world.dana)
    with pytest.raises(Refusal, match="of Luis Ortega first"):
        world.sign_months(keys, world.dana)
    db.session.rollback()
    assert db.session.execute(select(SignedMonth)).first() is None
    world.read_month(keys[1], world.dana)
    assert len(world.sign_months(keys, world.dana)) == 2
    assert queries.list_waiting(world.dana) == []


def test_what_waits_for_whom(world):
    key = world.month()
    assert [line.key for line in queries.list_waiting(world.dana)] == [key]
    assert [line.key for line in queries.list_waiting(world.ana)] == [key]
    world.sign_month(key, world.dana)
    assert queries.list_waiting(world.dana) == []
    assert [line.signed is not None for line in queries.list_waiting(world.ana)] == [True]
    assert queries.list_waiting(world.hr) == []


def test_two_supervisors_have_a_month_each(world):
    second = world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    key = world.month()
    day = key.month_on + timedelta(days=3)
    world.entry(by=second, held_on=day)
    world.sign_month(key, world.dana)
    other = queries.Key(world.ana.id, second.id, key.month_on)
    assert get(other, second).standing is None
    assert [line.key for line in queries.list_waiting(second)] == [other]


# Locked by time


def at(day):
    return clock.standing_at(datetime.combine(day, datetime.min.time().replace(hour=12), clock.zone()))


def test_it_locks_ten_working_days_after_the_supervisor(world):
    key = world.month()
    world.sign_month(key, world.dana)
    locks_on = get(key, world.ana).standing.locks_on
    assert 13 <= (locks_on - clock.today()).days <= 15
    with at(locks_on - timedelta(days=1)):
        assert not get(key, world.ana).standing.is_locked
        assert queries.list_waiting(world.ana) != []
    with at(locks_on):
        standing = get(key, world.ana).standing
        assert standing.is_locked
        assert standing.employee_is_missing
        assert queries.list_waiting(world.ana) == []


def test_the_employee_alone_locks_nothing_by_time(world):
    key = world.month()
    world.sign_month(key, world.ana)
    with at(clock.today() + timedelta(days=60)):
        assert not get(key, world.ana).standing.is_locked


def test_who_was_away_can_still_sign_a_month_that_locked_without_them(world):
    key = world.month()
    world.sign_month(key, world.dana)
    with at(get(key, world.ana).standing.locks_on):
        world.read_month(key, world.ana)
        assert [line.key for line in queries.list_waiting(world.ana, late=True)] == [key]
        world.sign_months([key], world.ana)
        assert not get(key, world.ana).standing.employee_is_missing


def test_a_month_nobody_signed_waits_for_a_while_and_can_be_signed_after(world):
    key = world.month()
    last = (key.month_on + timedelta(days=40)).replace(day=1) - timedelta(days=1)
    with at(last + queries.WAITS_FOR):
        assert [line.key for line in queries.list_waiting(world.ana)] == [key]
    with at(last + queries.WAITS_FOR + timedelta(days=1)):
        assert queries.list_waiting(world.ana) == []
        world.read_month(key, world.ana)
        assert [line.key for line in queries.list_waiting(world.ana, late=True)] == [key]
        world.sign_months([key], world.ana)


# Late entries and reopening


def test_a_late_entry_keeps_its_day_and_stands_beside_the_signed_total(world):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    late = world.entry(held_on=key.month_on, minutes=30, starts=None)
    month = get(key, world.ana)
    assert [entry.id for entry in month.late] == [late.id]
    assert set(queries.list_late(month.entries)) == {late.id}
    assert content(copy)["totals"]["minutes"] == 60
    assert late.written_on == clock.today()
    log.confirm(late, comment="", by=world.ana)


def test_reopening_takes_a_written_reason_of_a_side_and_hr(world):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    with pytest.raises(Stale, match="Nobody has asked"):
        actions.reopen(copy, by=world.hr)
    with pytest.raises(Refusal, match="Write why"):
        actions.ask_to_reopen(copy, reason="", by=world.ana)
    with pytest.raises(NotAllowed, match="Either side"):
        actions.ask_to_reopen(copy, reason="Wrong.", by=world.hr)
    actions.ask_to_reopen(copy, reason="One meeting took longer.", by=world.ana)
    with pytest.raises(Stale, match="asked already"):
        actions.ask_to_reopen(copy, reason="Again.", by=world.dana)
    for nobody in (world.ana, world.dana):
        with pytest.raises(NotAllowed, match="HR reopens"):
            actions.reopen(copy, by=nobody)
    assert [one.id for one in queries.list_asked(world.hr)] == [copy.id]
    actions.reopen(copy, by=world.hr)
    db.session.commit()
    with pytest.raises(Stale, match="reopened already"):
        actions.reopen(copy, by=world.hr)
    assert queries.list_asked(world.hr) == []
    assert events("month.reopening_asked") == events("month.reopened") == [world.ana.id]


def test_after_reopening_the_earlier_copy_is_kept_and_both_sign_again(world):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    world.sign_month(key, world.ana)
    world.entry(held_on=key.month_on, minutes=30, starts=None)
    actions.ask_to_reopen(copy, reason="A meeting is missing.", by=world.dana)
    actions.reopen(copy, by=world.hr)
    db.session.commit()
    month = get(key, world.ana)
    assert month.standing is None
    assert [one.copy.id for one in month.copies] == [copy.id]
    assert len(month.copies[0].signatures) == 2
    assert {line.key for line in queries.list_waiting(world.dana)} == {key}
    new = world.sign_month(key, world.dana)
    assert new.id != copy.id
    assert content(new)["totals"]["minutes"] == 90
    assert content(copy)["totals"]["minutes"] == 60
    assert get(key, world.ana).late == []


def test_hr_may_leave_it_as_it_is_and_it_can_be_asked_again(world):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    actions.ask_to_reopen(copy, reason="A figure.", by=world.ana)
    with pytest.raises(Refusal, match="Write why it stays"):
        actions.refuse(copy, reason="", by=world.hr)
    actions.refuse(copy, reason="The figure is right.", by=world.hr)
    assert queries.list_asked(world.hr) == []
    actions.ask_to_reopen(copy, reason="Look again.", by=world.ana)
    assert db.session.get_one(SignedMonth, copy.id).refusal == ""
    assert [one.id for one in queries.list_asked(world.hr)] == [copy.id]


def test_nobody_in_hr_reopens_a_month_of_their_own(world):
    busy = world.person("Hana Both", Role.HR, Role.EMPLOYEE, Role.SUPERVISOR)
    world.assign(busy, world.dana)
    key = world.month(busy)
    copy = world.sign_month(key, world.dana)
    actions.ask_to_reopen(copy, reason="A figure.", by=busy)
    with pytest.raises(NotAllowed, match="nobody on their own record"):
        actions.reopen(copy, by=busy)
    assert queries.list_asked(busy) == []


# What is signed never changes


def test_confirming_after_the_signature_is_refused_and_waits_no_more(world):
    key = world.month()
    world.sign_month(key, world.dana)
    (entry,) = get(key, world.ana).entries
    assert consultations.list_unconfirmed(world.ana) == []
    with pytest.raises(Stale, match="This month is signed"):
        log.confirm(entry, comment="", by=world.ana)
    with pytest.raises(Stale, match="This month is signed"):
        log.write_part(entry, world.ana.id, text="More.", by=world.dana)


STATEMENTS = {
    "entry": "UPDATE log_entry SET minutes = 90",
    "summary": "UPDATE log_entry SET summary = 'x'",
    "entry gone": "DELETE FROM log_entry",
    "part": "UPDATE attendance SET comment = 'x'",
    "confirmed": "UPDATE attendance SET confirmed_at = CURRENT_TIMESTAMP",
    "part gone": "DELETE FROM attendance",
    "minutes": "UPDATE domain_minutes SET minutes = 1",
    "minutes gone": "DELETE FROM domain_minutes",
    "item gone": "DELETE FROM entry_item",
    "goal gone": "DELETE FROM entry_goal",
    "copy": "UPDATE signed_month SET month_on = '2020-01-01'",
    "copy gone": "DELETE FROM signed_month",
    "frozen": "UPDATE frozen_attendance SET entry_id = entry_id",
    "frozen gone": "DELETE FROM frozen_attendance",
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_database_keeps_what_is_signed(world, name):
    key = world.month(items=world.ids("ADV-T01"), goals=[world.goal()])
    world.sign_month(key, world.ana)
    with pytest.raises(DBAPIError, match="a signed month never changes"):
        db.session.execute(text(STATEMENTS[name]))
    db.session.rollback()


@pytest.mark.parametrize("table", ["domain_minutes", "entry_item", "entry_goal"])
def test_nothing_is_added_to_a_signed_entry(world, table):
    goal = world.goal()
    key = world.month(minutes_by_domain={"ADV": 60})
    world.sign_month(key, world.ana)
    (entry,) = get(key, world.ana).entries
    rows = {
        "domain_minutes": {"entry_id": entry.id, "domain": "PRO", "position": 2, "minutes": 5},
        "entry_item": {"entry_id": entry.id, "competency_id": world.ids("ADV-T01")[0]},
        "entry_goal": {"entry_id": entry.id, "goal_id": goal.id},
    }
    model = Base.metadata.tables[table]
    with pytest.raises(DBAPIError, match="a signed month never changes"):
        db.session.execute(model.insert().values(rows[table]))
    db.session.rollback()


def test_the_shared_part_locks_when_any_attendee_s_month_is_signed_and_other_own_parts_do_not(world, luis):
    key = world.month(world.ana, luis)
    world.sign_month(key, world.ana)
    (entry,) = get(key, world.ana).entries
    with pytest.raises(DBAPIError, match="a signed month never changes"):
        db.session.execute(text("UPDATE log_entry SET summary = 'x'"))
    db.session.rollback()
    log.confirm(entry, comment="Mine.", by=luis)
    db.session.commit()


def test_a_privacy_removal_may_replace_texts_and_nothing_else(world):
    key = world.month(strength="Asked early.")
    world.sign_month(key, world.ana)
    words = "[removed for privacy, 2026-11-22, by HR]"
    db.session.execute(text("UPDATE log_entry SET summary = :words, strength = :words"), {"words": words})
    db.session.execute(text("UPDATE attendance SET comment = :words"), {"words": words})
    with pytest.raises(DBAPIError, match="a signed month never changes"):
        db.session.execute(text("UPDATE log_entry SET summary = :words, minutes = 30"), {"words": words})
    db.session.rollback()


def test_after_reopening_parts_can_be_confirmed_again(world):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    actions.ask_to_reopen(copy, reason="A figure.", by=world.dana)
    actions.reopen(copy, by=world.hr)
    db.session.commit()
    (entry,) = consultations.list_unconfirmed(world.ana)
    log.confirm(entry, comment="", by=world.ana)
    db.session.commit()


def test_a_failing_trail_leaves_nothing_signed(world, break_trail):
    key = world.month()
    world.read_month(key, world.dana)

    break_trail()
    with pytest.raises(RuntimeError):
        world.sign_months([key], world.dana)
    db.session.rollback()
    for model in (SignedMonth, FrozenAttendance, Signature, Snapshot):
        assert db.session.execute(select(model)).first() is None


# Beside voiding


def void(world, entry, person):
    parts = [part for part in entry.attendances if part.person_id == person.id]
    log.void(entry, parts, reason="Another person was meant.", by=world.dana)
    db.session.commit()


def test_what_is_void_stands_in_no_month_and_names_no_other(world, luis):
    key = world.month(world.ana, luis)
    (entry,) = get(key, world.dana).entries
    void(world, entry, luis)
    assert content(world.sign_month(key, world.dana))["entries"][0]["others"] == 0
    assert [line.key.person_id for line in queries.list_waiting(world.dana)] == []
    assert queries.list_waiting(luis) == []


def test_what_is_made_void_after_the_signature_is_said_beside_the_copy(world, visit):
    key = world.month()
    copy = world.sign_month(key, world.dana)
    (entry,) = get(key, world.dana).entries
    void(world, entry, world.ana)
    month = get(key, world.dana)
    assert (month.made_void, month.late) == (1, [])
    assert content(copy)["totals"]["entries"] == 1
    page = visit(world.ana).get(f"/people/{key.person_id}/months/{key.supervisor_id}/{key.month_on:%Y-%m}")
    assert page.says("1 entry of the signed month was made void since. It counts nowhere.")
