"""Ending without both signatures: the employee's own choice, or recorded by HR after the days to read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.reviews.record import at, everything, lines, state_of
from tests.signatures.signing import form as signing_form
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed
from tracker.people.models import Role
from tracker.reviews import ending, holidays, queries
from tracker.reviews.models import Ending, Holiday, Review, ReviewEnding, State
from tracker.signatures.models import Capacity, Signature

# A Monday, noon in Chicago; ten working days later comes December 8.
ASKED = datetime(2026, 11, 23, 18, tzinfo=UTC)
FIRST = date(2026, 12, 8)
OFFERED = {"offered_on": "2026-11-30", "offered_how": "In person, in the office."}
AWAY = {"away_from": "2026-11-24", "away_to": ""}
PATHS = {"offered": OFFERED, "not-available": AWAY}


@pytest.fixture
def review(world, time_machine):
    time_machine.move_to(ASKED, tick=False)
    for person in (world.ana, world.dana):
        world.with_password(person)
    return world.awaiting()


@pytest.fixture
def later(review, time_machine):
    """The same review, once the days to read have passed."""
    time_machine.move_to(ASKED + timedelta(days=15), tick=False)
    return review


def row(review):
    return db.session.get_one(Review, review.id, populate_existing=True)


class TestTheEmployee:
    def test_may_choose_not_to_sign_at_once(self, world, review, visit):
        ana = visit(world.ana)
        assert at(review, "decline") in ana.get(at(review)).links()
        page = ana.get(at(review, "decline"))
        assert page.says("The record will say that it was offered to you on November 23, 2026")
        page = ana.follow(ana.post(at(review, "decline"), {}))
        assert page.says("Offered on November 23, 2026. The employee chose not to sign.")
        assert (state_of(review), row(review).ending) == (State.ENDED, Ending.DECLINED)
        (line,) = lines(review, "review.declined")
        assert (line.from_state, line.to_state) == (State.AWAITING_SIGNATURES, State.ENDED)
        assert line.actor_id == world.ana.id

    def test_after_the_supervisor_signed_too(self, world, review, visit):
        world.sign(review, Side.SUPERVISOR)
        visit(world.ana).post(at(review, "decline"), {})
        assert row(review).ending is Ending.DECLINED

    def test_not_after_signing(self, world, review, visit):
        world.sign(review, Side.EMPLOYEE)
        before = everything(review)
        ana = visit(world.ana)
        assert at(review, "decline") not in ana.get(at(review)).links()
        assert ana.post(at(review, "decline"), {}, 409).says("The employee has signed this.")
        assert everything(review) == before

    def test_not_twice_and_in_no_other_state(self, world, review, visit):
        ana = visit(world.ana)
        ana.post(at(review, "decline"), {})
        ana.post(at(review, "decline"), {}, 409)
        assert len(lines(review, "review.declined")) == 1

    def test_the_supervisor_never_does_it_for_them(self, world, later, visit):
        assert visit(world.dana).post(at(later, "decline"), {}, 409).says("This is for the other side of the review")
        for path, form in PATHS.items():
            visit(world.dana).post(at(later, path), form, 403)
        assert state_of(later) is State.AWAITING_SIGNATURES


class TestHR:
    @pytest.mark.parametrize("path", list(PATHS))
    def test_records_nothing_before_the_days_to_read_have_passed(self, world, review, visit, path, time_machine):
        time_machine.move_to(ASKED + timedelta(days=14), tick=False)
        hr = visit(world.hr)
        sentence = "Ana Ruiz has ten working days to read. This can be recorded from December 8, 2026."
        assert hr.get(at(review, path)).says(sentence)
        assert hr.post(at(review, path), PATHS[path], 409).says(sentence)
        assert hr.get(at(review)).says("From December 8, 2026 you can record that it was not signed.")
        assert state_of(review) is State.AWAITING_SIGNATURES

    def test_a_holiday_moves_the_day(self, world, review, time_machine):
        holidays.add(date(2026, 11, 26), "Thanksgiving Day", by=world.hr)
        db.session.commit()
        assert queries.first_day_to_record_ending(row(review)) == FIRST + timedelta(days=1)

    def test_records_when_and_how_it_was_offered(self, world, later, visit):
        hr = visit(world.hr)
        assert at(later, "offered") in hr.get(at(later)).links()
        page = hr.follow(hr.post(at(later, "offered"), OFFERED))
        assert page.says("Offered on November 30, 2026, and not signed: In person, in the office. Recorded by HR.")
        assert row(later).ending is Ending.DECLINED

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            ("", "from November 24, 2026. Recorded by HR."),
            ("2026-12-31", "from November 24, 2026 to December 31, 2026."),
        ],
    )
    def test_records_dates_and_no_cause(self, world, later, visit, until, said):
        hr = visit(world.hr)
        page = hr.follow(hr.post(at(later, "not-available"), {**AWAY, "away_to": until}))
        assert page.says(f"Not available to sign {said}")
        assert row(later).ending is Ending.NOT_AVAILABLE
        assert not {"reason", "cause", "why"} & {column.name for column in ReviewEnding.__table__.columns}

    @pytest.mark.parametrize(
        ("path", "wrong_and_sentence"),
        [
            ("offered", ({"offered_on": ""}, "Choose the day it was offered.")),
            ("offered", ({"offered_how": " "}, "Write how it was offered, such as in person.")),
            ("offered", ({"offered_on": "2027-01-01"}, None)),
            ("not-available", ({"away_from": ""}, "Choose the first day.")),
            ("not-available", ({"away_to": "2026-11-01"}, "The last day cannot come before the first.")),
        ],
    )
    def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(
        self, world, later, visit, path, wrong_and_sentence
    ):
        wrong, sentence = wrong_and_sentence
        sent = {**PATHS[path], **wrong}
        page = visit(world.hr).post(at(later, path), sent, 422)
        assert sentence is None or page.says(sentence)
        for name, value in sent.items():
            assert page.value(name) == value.strip()
        assert state_of(later) is State.AWAITING_SIGNATURES

    @pytest.mark.parametrize("path", list(PATHS))
    def test_records_nothing_once_the_employee_has_signed(self, world, later, visit, path):
        world.sign(later, Side.EMPLOYEE)
        before = everything(later)
        hr = visit(world.hr)
        assert at(later, path) not in hr.get(at(later)).links()
        assert hr.post(at(later, path), PATHS[path], 409).says("It waits for the supervisor's signature")
        assert everything(later) == before

    def test_a_day_before_it_was_asked_is_refused(self, world, later, visit):
        page = visit(world.hr).post(at(later, "offered"), {**OFFERED, "offered_on": "2026-11-22"}, 409)
        assert page.says("Choose the day it was offered: from November 23, 2026, when signatures were asked for.")

    def test_nobody_on_their_own_record(self, world, visit, time_machine):
        time_machine.move_to(ASKED, tick=False)
        hana = world.person("Hana Both", Role.HR, Role.EMPLOYEE)
        world.assign(hana, world.dana)
        review = world.awaiting(hana)
        time_machine.move_to(ASKED + timedelta(days=15), tick=False)
        visit(hana).post(at(review, "offered"), OFFERED, 403)
        reading = queries.get_reading(review.id, hana)
        with pytest.raises(NotAllowed, match="nobody on their own record"):
            ending.record_declined(reading, offered_on=clock.today(), offered_how="By mail.", by=hana)


class TestALaterSignature:
    def test_is_added_and_says_that_it_came_later(self, world, later, visit):
        world.sign(later, Side.SUPERVISOR)
        ana = visit(world.ana)
        ana.post(at(later, "decline"), {})
        ended_at = row(later).ended_at
        assert at(later, "sign") in ana.get(at(later)).links()
        page = ana.follow(ana.post(at(later, "sign"), signing_form(ana.get(at(later, "sign")), "ana")))
        assert page.says("Signed. The record says that you signed later.")
        assert page.says("signed later")
        assert (row(later).ending, row(later).ended_at) == (Ending.DECLINED, ended_at)
        assert page.says("The employee chose not to sign.")
        ana.get(at(later, "sign"), 302)

    def test_former_staff_sign_late_too(self, world, later, visit, time_machine):
        reading = queries.get_reading(later.id, world.hr)
        ending.record_not_available(reading, away_from=clock.today(), away_to=None, by=world.hr)
        world.ana.left_on = clock.today()
        db.session.commit()
        time_machine.move_to(ASKED + timedelta(days=30), tick=False)
        ana = visit(world.ana)
        assert ana.get(at(later)).says("Sign now, later than asked")
        ana.post(at(later, "sign"), signing_form(ana.get(at(later, "sign")), "ana"))
        given = db.session.execute(select(Signature.capacity)).scalars().all()
        assert given == [Capacity.EMPLOYEE]

    def test_none_is_asked_for_where_both_signed(self, world, review, visit):
        filled = signing_form(visit(world.ana).get(at(review, "sign")), "ana")
        for side in Side:
            world.sign(review, side)
        before = everything(review)
        visit(world.ana).post(at(review, "sign"), filled, 409)
        assert everything(review) == before


class TestTheReport:
    def test_says_how_it_ended(self, world, later, visit):
        visit(world.ana).post(at(later, "decline"), {})
        page = visit(world.hr).get(f"/reports/competency/{world.ana.id}")
        assert page.says("The employee chose not to sign.")
        assert not page.says("Signed by")

    def test_a_review_counts_once_the_supervisor_has_signed(self, world, later):
        assert queries.find_last_conversation_day(world.ana.id) is None
        world.sign(later, Side.SUPERVISOR)
        assert queries.find_last_conversation_day(world.ana.id) == queries.find_conversation(later).held_on


class TestHolidays:
    def test_hr_keeps_the_list(self, world, visit):
        hr = visit(world.hr)
        page = hr.follow(hr.post("/holidays/", {"on": "2026-12-25", "name": "Christmas Day"}))
        assert page.says("December 25, 2026: Christmas Day")
        hr.post("/holidays/", {"on": "2026-12-25", "name": "Christmas"})
        assert [holiday.name for holiday in queries.list_holidays()] == ["Christmas"]
        assert hr.follow(hr.post("/holidays/2026-12-25/remove", {})).says("None yet")
        hr.post("/holidays/2026-12-25/remove", {}, 409)
        hr.post("/holidays/soon/remove", {}, 404)
        events = db.session.execute(select(TrailLine.event).where(TrailLine.record_kind == "setting")).scalars().all()
        assert events == ["holiday.added", "holiday.added", "holiday.removed"]

    def test_a_day_without_a_name_is_asked_for(self, world, visit):
        page = visit(world.admin).post("/holidays/", {"on": "2026-12-25", "name": ""}, 422)
        assert page.says("Write what the day is called.")
        assert page.value("on") == "2026-12-25"

    def test_the_database_refuses_one_without_a_name(self, world):
        with pytest.raises(IntegrityError):
            db.session.execute(insert(Holiday).values(day=date(2026, 12, 25), name=""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ending": "signed"},
        {"offered_on": None},
        {"offered_how": "", "by_hr": True},
        {"ending": "not_available", "offered_on": None},
        {"ending": "not_available", "offered_on": None, "away_from": date(2026, 1, 2), "by_hr": False},
        {"away_from": date(2026, 1, 2), "away_to": date(2026, 1, 1)},
    ],
    ids=str,
)
def test_the_database_refuses_an_ending(world, review, wrong):
    values = {
        "review_id": review.id,
        "ending": "declined",
        "by_hr": False,
        "recorded_by_id": world.ana.id,
        "offered_on": date(2026, 1, 1),
        "offered_how": "",
        "created_at": clock.now(),
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ReviewEnding).values({**values, **wrong}))


def test_a_failing_trail_leaves_nothing_changed(world, review, monkeypatch):
    before = everything(review)

    def fail(*_, **__):
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(ending.audit, "record", fail)
    with pytest.raises(OSError, match="the trail"):
        ending.decline(world.side(review, Side.EMPLOYEE), by=world.ana)
    db.session.rollback()
    assert everything(review) == before
