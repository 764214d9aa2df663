from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.agreements import actions, queries
from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.audit import actions as trail
from tracker.audit.models import TrailLine
from tracker.consultations import setting
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people.models import AssignmentKind, Role


def events(event):
    return db.session.execute(select(TrailLine.about_id).where(TrailLine.event == event)).scalars().all()


def form(**more):
    today = clock.today()
    return {
        "key": str(uuid4()),
        "starts_on": today.isoformat(),
        "review_on": (today + timedelta(days=300)).isoformat(),
        "every_days": "7",
        "minutes": "60",
        "mode": "video",
        "expectations": "Be on time.",
        "conflict_check": "None found.",
        "clinical_oversight": "Mei Tanaka, for risk.",
        **more,
    }


class TestAgreement:
    def test_the_writer_confirms_by_writing_and_the_employee_by_a_tap(self, world):
        made = world.agreement(confirmed=False)
        assert not made.is_agreed
        assert [one.id for one in queries.list_to_confirm(world.ana)] == [made.id]
        assert queries.list_to_confirm(world.dana) == []
        for other in (world.dana, world.hr):
            with pytest.raises(NotAllowed, match="The employee confirms"):
                actions.confirm(made, by=other)
        actions.confirm(made, by=world.ana)
        with pytest.raises(Stale, match="confirmed this agreement already"):
            actions.confirm(made, by=world.ana)
        assert db.session.get_one(SupervisionAgreement, made.id).is_agreed
        assert events("agreement.written") == events("agreement.confirmed") == [world.ana.id]

    def test_a_new_one_takes_the_place_of_the_one_before(self, world):
        first = world.agreement()
        second = world.agreement(every_days=14, confirmed=False)
        assert db.session.get_one(SupervisionAgreement, first.id).ended_at is not None
        assert queries.find_between(world.ana.id, world.dana.id).id == second.id
        with pytest.raises(Stale, match="taken the place"):
            actions.confirm(first, by=world.ana)

    def test_who_may_write_one(self, world):
        with pytest.raises(Refusal, match="cannot supervise yourself"):
            world.agreement(world.dana)
        with pytest.raises(NotAllowed, match="Only someone who supervises Marcus Bell"):
            world.agreement(world.person("Marcus Bell"))
        with pytest.raises(Refusal, match="after the first day"):
            world.agreement(review_on=clock.today())

    def test_the_shortest_confirmed_interval_counts(self, world):
        assert queries.find_shortest_interval(world.ana.id) is None
        world.agreement(confirmed=False)
        assert queries.find_shortest_interval(world.ana.id) is None
        world.agreement(every_days=10)
        assert queries.find_shortest_interval(world.ana.id) == 10

    def test_home_says_when_to_look_at_it_again(self, world, visit):
        today = clock.today()
        world.agreement(starts_on=today - timedelta(days=400), review_on=today)
        assert visit(world.dana).get("/").says("Look at the agreement with Ana Ruiz again")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"every_days": 0},
            {"every_days": 366},
            {"minutes": 0},
            {"review_on": "starts"},
            {"expectations": ""},
            {"conflict_check": ""},
            {"supervisor_id": "ana"},
            {},
        ],
        ids=str,
    )
    def test_the_database_refuses(self, world, wrong):
        made = world.agreement()
        row = {column.name: getattr(made, column.name) for column in SupervisionAgreement.__table__.columns}
        known = {"starts": made.starts_on, "ana": world.ana.id}
        # Nothing wrong at all is a second one in force between the same two.
        ended = {"ended_at": clock.now()} if wrong else {}
        changed = {name: known.get(value, value) for name, value in wrong.items()}
        with pytest.raises(IntegrityError):
            db.session.execute(insert(SupervisionAgreement).values({**row, "id": uuid4(), **ended, **changed}))

    def test_the_pages_from_writing_to_confirming(self, world, visit):
        ana, dana = visit(world.ana), visit(world.dana)
        page = dana.follow(dana.post(f"/people/{world.ana.id}/agreements/new", form()))
        assert page.says("Saved. Ana Ruiz is asked to confirm it.")
        assert page.says("Mei Tanaka, for risk.")
        assert ana.get("/").says("Confirm the agreement on supervision")
        (made,) = db.session.execute(select(SupervisionAgreement)).scalars()
        page = ana.follow(ana.post(f"/agreements/{made.id}/confirm"))
        assert page.says("Confirmed.")
        ana.post(f"/agreements/{made.id}/confirm", status=409)
        assert f"/agreements/{made.id}" in visit(world.hr).get(f"/people/{world.ana.id}/log").links()
        again = dana.get(f"/people/{world.ana.id}/agreements/new")
        assert again.says("You have an agreement from")
        assert again.value("expectations") == "Be on time."

    def test_the_form_sent_twice_makes_one(self, world, visit):
        dana, sent = visit(world.dana), form()
        for _ in range(2):
            dana.post(f"/people/{world.ana.id}/agreements/new", sent)
        assert len(db.session.execute(select(SupervisionAgreement)).scalars().all()) == 1

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("every_days", "0", "Write a number of days from 1 to 365."),
            ("minutes", "900", "Write the minutes as a number from 1 to 600."),
            ("mode", "", "Choose how you meet."),
            ("expectations", "", "Write what each of you expects of the other."),
            ("review_on", "2020-01-01", "Choose today or a later day."),
        ],
    )
    def test_bad_input_keeps_what_was_typed(self, world, visit, field, value, message):
        assert world.ana
        page = visit(world.dana).post(f"/people/{world.ana.id}/agreements/new", form(**{field: value}), 422)
        assert message in page.errors()
        assert page.value("conflict_check") == "None found."
        assert db.session.execute(select(SupervisionAgreement)).first() is None


class TestRequest:
    def test_the_on_call_number_comes_first_and_nobody_watches(self, world, visit):
        setting.change(on_call="555-0100, duty supervisor", long_minutes=240, gap_days=14, by=world.hr)
        page = visit(world.ana).get("/supervision/ask")
        words = page.words("//main")
        assert words.index("555-0100, duty supervisor") < words.index("Nobody watches this all day.")
        assert words.index("Nobody watches this all day.") < words.index("This goes to Dana Whitfield")

    def test_without_a_number_it_says_so(self, world, visit):
        assert visit(world.ana).get("/supervision/ask").says("No on-call number is set here.")

    def test_from_asking_to_the_answer(self, world, visit):
        ana, dana = visit(world.ana), visit(world.dana)
        sent = {"key": str(uuid4()), "is_urgent": "y", "about": "A hard week."}
        page = ana.follow(ana.post("/supervision/ask", sent))
        ana.post("/supervision/ask", sent)
        assert page.says("It waits for Dana Whitfield.")
        (asked,) = db.session.execute(select(SupervisionRequest)).scalars()
        home = dana.get("/")
        assert home.says("Ana Ruiz needs supervision")
        assert home.says("Urgent: it cannot wait for your next meeting.")
        address = f"/supervision/requests/{asked.id}"
        assert dana.get(address).says("A hard week.")
        dana.post(f"{address}/answer", {"text": ""}, 422)
        tomorrow = (clock.today() + timedelta(days=1)).isoformat()
        dana.follow(dana.post(f"{address}/answer", {"text": "Come by at nine.", "meeting_on": tomorrow}))
        assert ana.get("/").says("Come by at nine.")
        assert ana.get(address).says("You meet on")
        assert not dana.get("/").says("needs supervision")
        page = dana.post(f"{address}/answer", {"text": "Once more."}, 409)
        assert page.says("Once more.")

    def test_urgent_ones_come_first(self, world):
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        calm, urgent = world.supervision_request(), world.supervision_request(luis, is_urgent=True)
        assert [one.id for one in queries.list_waiting_for(world.dana)] == [urgent.id, calm.id]

    def test_who_may_answer_and_when(self, world):
        asked = world.supervision_request()
        for other in (world.ana, world.hr, world.person("Otto Other", Role.SUPERVISOR)):
            with pytest.raises(NotAllowed, match="primary or backup"):
                actions.answer(asked, text="Yes.", meeting_on=None, by=other)
        with pytest.raises(Refusal, match="Write an answer"):
            actions.answer(asked, text="", meeting_on=None, by=world.dana)
        with pytest.raises(Refusal, match="today or a later day"):
            actions.answer(asked, text="Yes.", meeting_on=clock.today() - timedelta(days=1), by=world.dana)
        actions.answer(asked, text="Yes.", meeting_on=None, by=world.dana)
        with pytest.raises(Stale, match="answered or taken back"):
            actions.withdraw(asked, by=world.ana)
        assert events("supervision.answered") == [world.ana.id]

    def test_taking_back(self, world, visit):
        asked = world.supervision_request()
        with pytest.raises(NotAllowed, match="Only the one who asked"):
            actions.withdraw(asked, by=world.dana)
        visit(world.ana).post(f"/supervision/requests/{asked.id}/withdraw")
        assert queries.list_waiting_for(world.dana) == []
        visit(world.ana).post(f"/supervision/requests/{asked.id}/withdraw", status=409)
        assert visit(world.ana).get(f"/supervision/requests/{asked.id}").says("Taken back on")

    def test_a_second_supervisor_and_hr_read_no_request(self, world, visit):
        second = world.person("Sam Second", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        asked = world.supervision_request()
        for reader in (second, world.hr):
            visit(reader).get(f"/supervision/requests/{asked.id}", 404)
            assert not visit(reader).get(f"/people/{world.ana.id}/log").says("Asked for supervision")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"answered_at": "now"},
            {"answered_at": "now", "answered_by_id": "ana", "answer": "x"},
            {"answered_at": "now", "answered_by_id": "dana", "answer": ""},
            {"answered_at": "now", "answered_by_id": "dana", "answer": "x", "withdrawn_at": "now"},
        ],
        ids=str,
    )
    def test_the_database_refuses(self, world, wrong):
        known = {"now": clock.now(), "ana": world.ana.id, "dana": world.dana.id}
        row = {
            "id": uuid4(),
            "created_at": clock.now(),
            "person_id": world.ana.id,
            "is_urgent": False,
            "about": "",
            "answer": "",
        }
        changed = {name: known.get(value, value) for name, value in wrong.items()}
        with pytest.raises(IntegrityError):
            db.session.execute(insert(SupervisionRequest).values({**row, **changed}))


def test_a_failing_trail_leaves_nothing_changed(world, monkeypatch):
    made, asked = world.agreement(confirmed=False), world.supervision_request()

    def fail(*_args, **_more):
        raise RuntimeError("no trail")

    monkeypatch.setattr(trail, "record", fail)
    for act in (
        world.agreement,
        world.supervision_request,
        lambda: actions.confirm(made, by=world.ana),
        lambda: actions.withdraw(asked, by=world.ana),
        lambda: actions.answer(asked, text="Yes.", meeting_on=None, by=world.dana),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    (kept,) = db.session.execute(select(SupervisionAgreement)).scalars()
    assert (kept.employee_confirmed_at, kept.ended_at) == (None, None)
    assert db.session.execute(select(SupervisionRequest)).scalar_one().is_open
