from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.credentials import queries
from tracker.credentials.models import Credential
from tracker.database import db
from tracker.errors import Refusal
from tracker.people.models import Role


def form(**more):
    values = {
        "key": str(uuid4()),
        "kind": "CRSS",
        "number": "12345",
        "issued_on": "2025-01-01",
        "expires_on": "2027-01-01",
    }
    return {**values, **more}


def saved():
    return db.session.execute(select(Credential)).scalars().all()


def new(person):
    return f"/people/{person.id}/credentials/new"


def test_hr_records_a_credential_it_has_seen(world, visit):
    hr = visit(world.hr)
    page = hr.follow(hr.post(new(world.ana), form()))
    assert page.says("Credential saved.")
    assert page.says("12345")
    (made,) = saved()
    assert (made.person_id, made.recorded_by_id) == (world.ana.id, world.hr.id)
    events = select(TrailLine.event, TrailLine.about_id).where(TrailLine.record_id == made.id)
    assert db.session.execute(events).all() == [("credential.recorded", world.ana.id)]


@pytest.mark.parametrize("name", ["ana", "dana", "admin"])
def test_only_hr_records_credentials(world, visit, name):
    visit(getattr(world, name)).get(new(world.ana), 403)
    visit(getattr(world, name)).post(new(world.ana), form(), 403)
    assert saved() == []


def test_hr_does_not_use_its_right_on_its_own_record(world, visit):
    page = visit(world.hr).post(new(world.hr), form(), 403)
    assert page.says("Nobody uses an HR or administrator right on their own record. Ask a colleague.")
    with pytest.raises(Refusal):
        world.credential(world.hr)
    assert saved() == []


def test_the_form_sent_twice_makes_one_credential(world, visit):
    hr, sent = visit(world.hr), form()
    for _ in range(2):
        hr.post(new(world.ana), sent)
    assert len(saved()) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kind", "", "Write its short name, such as CRSS."),
        ("kind", "x" * 81, "Shorten this to 80 characters or fewer."),
        ("number", " ", "Write the number on the certificate."),
        ("issued_on", "2999-01-01", "Choose today or an earlier day: this cannot have happened yet."),
        ("issued_on", "never", "Write a day as month, day and year, such as 11/22/2026."),
        ("expires_on", "2024-12-31", "The day it expires cannot come before the day it was issued."),
    ],
)
def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(world, visit, field, value, message):
    sent = form(**{field: value})
    page = visit(world.hr).post(new(world.ana), sent, 422)
    assert message in page.errors()
    assert saved() == []
    for name in ("kind", "number"):
        assert page.value(name) == sent[name].strip()


@pytest.mark.parametrize("day", ["issued_on", "expires_on"])
def test_either_day_may_be_unknown(world, visit, day):
    visit(world.hr).post(new(world.ana), form(**{day: ""}))
    assert getattr(saved()[0], day) is None


def test_a_credential_may_expire_on_the_day_it_was_issued_and_not_before(world):
    day = date(2026, 5, 1)
    assert world.credential(issued_on=day, expires_on=day).expires_on == day
    with pytest.raises(Refusal, match="cannot come before the day it was issued"):
        world.credential(issued_on=day, expires_on=day - timedelta(days=1))


def test_the_newest_is_the_one_that_lasts_longest(world):
    lasting = world.credential(number="1", expires_on=date(2028, 1, 1))
    world.credential(number="2", expires_on=date(2027, 1, 1))
    endless = world.credential(number="3", expires_on=None)
    assert queries.find_newest(world.ana.id).id == lasting.id
    assert queries.list_of(world.ana.id)[-1].id == endless.id
    assert queries.find_newest(world.dana.id) is None


def test_a_failing_trail_leaves_nothing_recorded(world, break_trail):
    person = world.ana

    break_trail()
    with pytest.raises(RuntimeError):
        world.credential(person)
    db.session.rollback()
    assert saved() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued_on": date(2026, 1, 2), "expires_on": date(2026, 1, 1)},
        {"person_id": None},
        {"recorded_by_id": UNKNOWN},
        {"number": None},
    ],
    ids=str,
)
def test_the_database_refuses(world, wrong):
    values = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "kind": "CRSS",
        "number": "1",
        "recorded_by_id": world.hr.id,
        "created_at": clock.now(),
        **wrong,
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Credential).values(values))


def test_a_colleague_in_hr_helps(world, visit):
    colleague = world.person("Helen Stroud", Role.HR)
    visit(colleague).post(new(world.hr), form())
    assert saved()[0].person_id == world.hr.id


def test_wrong_methods_are_answered_405(world, visit):
    assert visit(world.hr).raw("DELETE", new(world.ana)).status_code == 405
