"""Requests to see a record: due in working days, on HR's home until they end, with a log the employee reads."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people.models import Role
from tracker.record_requests import actions, queries
from tracker.record_requests.models import Channel, HandOver, RecordRequest, RequestEnding, Wish
from tracker.reviews import holidays

TODAY = clock.today


def all_of(model):
    return db.session.execute(select(model)).scalars().all()


@pytest.mark.parametrize(
    ("asked_on", "closed", "due_on"),
    [
        (date(2026, 11, 2), (), date(2026, 11, 11)),
        (date(2026, 11, 2), (date(2026, 11, 11),), date(2026, 11, 12)),
        (date(2026, 11, 7), (), date(2026, 11, 17)),
    ],
)
def test_it_is_due_on_the_seventh_working_day_after(asked_on, closed, due_on):
    assert actions.due_after(asked_on, closed) == due_on


def test_the_employee_asks_here_and_it_stands_on_hr_s_home_until_it_is_fulfilled(world, visit):
    ana, hr = visit(world.ana), visit(world.hr)
    page = ana.follow(ana.post(f"/people/{world.ana.id}/record-requests/new", {"key": uuid4(), "wish": "paper"}))
    assert page.says("waits for HR")
    (made,) = all_of(RecordRequest)
    assert (made.channel, made.wish, made.asked_on) == (Channel.HERE, Wish.PAPER, TODAY())
    assert f"/record-requests/{made.id}" in hr.get("/").links()
    form = {"what": "Pages 1 to 40", "handed_on": TODAY().isoformat(), "channel": "in_person"}
    hr.post(f"/record-requests/{made.id}/hand-over", form)
    assert f"/record-requests/{made.id}" in hr.get("/").links()
    hr.post(f"/record-requests/{made.id}/hand-over", {**form, "what": "The rest", "is_all": "y"})
    assert f"/record-requests/{made.id}" not in hr.get("/").links()
    page = ana.get(f"/record-requests/{made.id}")
    assert page.says("Pages 1 to 40")
    assert page.says("In person, by Priya Nair")
    assert page.says("Fulfilled")
    hr.post(f"/record-requests/{made.id}/hand-over", form, 409)
    hr.get("/record-requests/")
    events = select(TrailLine.event).where(TrailLine.about_id == world.ana.id, TrailLine.record_id == made.id)
    found = [one for one in db.session.execute(events.order_by(TrailLine.id)).scalars() if "opened" not in one]
    assert [one.partition(".")[2] for one in found] == ["made", "handed_over", "handed_over", "fulfilled"]


def test_hr_notes_what_was_asked_by_another_way_and_holidays_count(world, visit):
    asked = TODAY() - timedelta(days=20)
    for days in range(1, 4):
        holidays.add(asked + timedelta(days=days), "Closed", by=world.hr)
    db.session.commit()
    form = {"key": uuid4(), "asked_by": "Uma Union", "asked_on": asked, "channel": "letter", "wish": "look"}
    hr = visit(world.hr)
    page = hr.follow(hr.post(f"/people/{world.ana.id}/record-requests/new", form))
    assert page.says("Uma Union")
    assert page.says("overdue: HR must act")
    (made,) = all_of(RecordRequest)
    assert made.due_on == actions.due_after(asked, {asked + timedelta(days=one) for one in range(1, 4)})


@pytest.mark.parametrize(
    ("wrong", "instruction"),
    [
        ({"asked_on": "2999-01-01"}, "Choose today or an earlier day"),
        ({"channel": "pigeon"}, "Not a valid choice."),
        ({"wish": ""}, "Choose how."),
    ],
)
def test_bad_input_is_answered_and_kept(wrong, instruction, world, visit):
    form = {"key": uuid4(), "asked_by": "Uma", "asked_on": TODAY(), "channel": "letter", "wish": "look", **wrong}
    page = visit(world.hr).post(f"/people/{world.ana.id}/record-requests/new", form, 422)
    assert any(instruction in error for error in page.errors()), page.errors()
    assert page.value("asked_by") == "Uma"
    assert all_of(RecordRequest) == []


def test_a_hand_over_without_words_is_answered(world, visit):
    made = world.record_request()
    page = visit(world.hr).post(f"/record-requests/{made.id}/hand-over", {"channel": "letter"}, 422)
    assert "Write what was handed over" in page.text
    assert all_of(HandOver) == []


def test_it_is_taken_back_by_the_one_who_asked(world, visit):
    made, ana = world.record_request(), visit(world.ana)
    ana.post(f"/record-requests/{made.id}/take-back")
    assert made.ending is RequestEnding.TAKEN_BACK
    ana.post(f"/record-requests/{made.id}/take-back", status=409)
    assert queries.list_open(world.hr) == []


def test_hr_ends_what_it_noted_and_never_what_the_person_asked_for(world, visit):
    hr, own = visit(world.hr), world.record_request()
    assert f"/record-requests/{own.id}/take-back" not in hr.get(f"/record-requests/{own.id}").text
    hr.post(f"/record-requests/{own.id}/take-back", status=403)
    assert own.is_open
    noted = world.record_request(by=world.hr, asked_by="Her union", channel=Channel.LETTER)
    hr.post(f"/record-requests/{noted.id}/take-back")
    assert noted.ending is RequestEnding.TAKEN_BACK


def test_a_double_tap_hands_over_once(world, visit):
    made, form = world.record_request(), {"key": str(uuid4()), **handed()}
    for _time in range(2):
        visit(world.hr).post(f"/record-requests/{made.id}/hand-over", form)
    assert len(all_of(HandOver)) == 1


def test_one_s_own_request_waits_for_a_colleague(world, visit):
    own = actions.ask(
        world.hr,
        asked_by="",
        asked_on=TODAY(),
        channel=Channel.HERE,
        wish=Wish.PDF,
        holidays=(),
        key=uuid4(),
        by=world.hr,
    )
    db.session.commit()
    assert queries.list_open(world.hr) == []
    assert queries.list_open(world.person("Helen Stroud", Role.HR)) == [own]
    visit(world.hr).post(f"/record-requests/{own.id}/hand-over", handed(), 403)
    with pytest.raises(NotAllowed):
        actions.fulfil(own, by=world.hr)


def handed(**more):
    return {"what": "All of it", "handed_on": TODAY(), "channel": "letter", **more}


def test_nothing_is_fulfilled_with_an_empty_log_and_no_day_before_it_was_asked(world):
    made = world.record_request()
    with pytest.raises(Refusal):
        actions.fulfil(queries.get_request(made.id, world.hr), by=world.hr)
    for wrong in (-1, 1):
        day = TODAY() + timedelta(days=wrong)
        with pytest.raises(Refusal):
            actions.hand_over(made, what="x", handed_on=day, channel=Channel.LETTER, key=uuid4(), by=world.hr)
    actions.take_back(made, by=world.ana)
    with pytest.raises(Stale):
        actions.hand_over(made, what="x", handed_on=TODAY(), channel=Channel.LETTER, key=uuid4(), by=world.hr)


def test_a_colleague_neither_asks_for_it_nor_takes_it_back(world):
    colleague = world.person("Colin Colleague")
    with pytest.raises(NotAllowed):
        world.record_request(by=colleague)
    with pytest.raises(NotAllowed):
        actions.take_back(world.record_request(), by=colleague)
    with pytest.raises(Refusal):
        world.record_request(asked_on=TODAY() + timedelta(days=1))


def test_former_staff_ask_within_their_year(world, visit):
    world.ana.left_on = TODAY() - timedelta(days=30)
    db.session.commit()
    visit(world.ana).post(f"/people/{world.ana.id}/record-requests/new", {"key": uuid4(), "wish": "pdf"})
    assert [one.person_id for one in all_of(RecordRequest)] == [world.ana.id]


def test_a_failing_trail_leaves_nothing_noted(world, break_trail):
    person = world.ana
    break_trail()
    with pytest.raises(RuntimeError):
        world.record_request(person)
    db.session.rollback()
    assert all_of(RecordRequest) == []


def request_row(world, **more):
    row = {"id": uuid4(), "person_id": world.ana.id, "asked_by": "", "asked_on": TODAY(), "channel": Channel.HERE}
    row |= {"wish": Wish.PDF, "due_on": TODAY() + timedelta(days=9), "recorded_by_id": world.ana.id}
    return RecordRequest, {**row, "created_at": clock.now(), **more}


def hand_over_row(world, **more):
    row = {"id": uuid4(), "request_id": world.record_request().id, "person_id": world.ana.id, "what": "x"}
    row |= {"handed_on": TODAY(), "channel": Channel.HERE, "by_id": world.hr.id, "created_at": clock.now()}
    return HandOver, {**row, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda w: request_row(w, due_on=TODAY()),
        lambda w: request_row(w, ended_at=clock.now()),
        lambda w: request_row(w, ending=RequestEnding.FULFILLED),
        lambda w: hand_over_row(w, what=""),
        lambda w: hand_over_row(w, by_id=w.ana.id),
    ],
)
def test_the_database_refuses(wrong, world):
    model, row = wrong(world)
    with pytest.raises(IntegrityError):
        db.session.execute(insert(model), [row])
