from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.support.world import PASSWORD
from tracker import clock
from tracker.agreements import actions, queries
from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.audit.models import TrailLine
from tracker.consultations import setting
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.people.models import AssignmentKind, Role
from tracker.people.supervision import list_assignments_between
from tracker.removals import actions as removals
from tracker.removals import queries as known_removals
from tracker.signatures.queries import is_intact, read_snapshot


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


def legacy(world, **more):
    """An agreement from before they were signed: confirmed by a tap, without a copy."""
    today = clock.today()
    values = {"starts_on": today, "review_on": today + timedelta(days=300), "every_days": 9, "minutes": 60}
    texts = {"expectations": "Be on time.", "conflict_check": "None found.", "clinical_oversight": ""}
    said = {"employee_confirmed_at": clock.now(), "supervisor_confirmed_at": clock.now()}
    people = {"person_id": world.ana.id, "supervisor_id": world.dana.id, "written_by_id": world.dana.id}
    made = SupervisionAgreement(**{**values, **texts, **said, **people, "mode": "in_person", **more})
    db.session.add(made)
    db.session.commit()
    return made


def page_form(page, name, **more):
    values = {"seen_sha256": page.value("seen_sha256"), "typed_name": name, "password": PASSWORD, "consents": "y"}
    return {**values, **more}


def again(agreement):
    return db.session.get_one(SupervisionAgreement, agreement.id)


class TestAgreement:
    def test_it_holds_once_both_have_signed(self, world):
        made = world.agreement(signed=False)
        assert [one.id for one in queries.list_to_sign(world.ana)] == [made.id]
        assert [one.id for one in queries.list_to_sign(world.dana)] == [made.id]
        world.sign_agreement(made, world.ana)
        assert not again(made).is_agreed
        assert queries.find_shortest_interval(world.ana.id) is None
        world.sign_agreement(made, world.dana)
        assert again(made).is_agreed
        assert queries.list_to_sign(world.ana) == queries.list_to_sign(world.dana) == []
        assert events("agreement.written") == [world.ana.id]
        assert events("agreement.signed") == events("signature.given") == [world.ana.id] * 2

    def test_the_copy_holds_every_term_and_free_texts_as_hashes(self, world):
        first = world.agreement()
        made = world.agreement(clinical_oversight="Mei Tanaka, for risk.", signed=False)
        snapshot = queries.find_snapshot(made)
        told = read_snapshot(snapshot)
        today = clock.today().isoformat()
        assert told["format"] == "crss-tracker supervision agreement 1"
        assert (told["employee"]["name"], told["supervisor"]["name"]) == ("Ana Ruiz", "Dana Whitfield")
        assert (told["starts_on"], told["written_on"]) == (today, today)
        assert (told["every_days"], told["minutes"], told["mode"]) == (7, 60, "in_person")
        assert told["clinical_oversight"] == "Mei Tanaka, for risk."
        assert told["replaces"] == queries.find_snapshot(first).sha256
        assert "Mei Tanaka" not in snapshot.content.decode()
        assert is_intact(snapshot)

    def test_only_the_two_sides_sign_and_each_once(self, world):
        made = world.agreement(signed=False)
        with pytest.raises(NotAllowed, match="nobody else"):
            world.sign_agreement(made, world.hr)
        for more, sentence in (
            ({"proof": None}, "could not confirm that it is you"),
            ({"consents": False}, "agree to sign on screen"),
            ({"typed_name": "Ana Rossi"}, "Type your name as it stands"),
            ({"seen_sha256": "0" * 64}, "changed while you were reading"),
        ):
            with pytest.raises(Refusal, match=sentence):
                world.sign_agreement(made, world.ana, **more)
            db.session.rollback()
        world.sign_agreement(made, world.ana)
        with pytest.raises(Stale, match="signed already"):
            world.sign_agreement(made, world.ana)

    def test_what_holds_goes_on_until_both_have_signed_another(self, world):
        first = world.agreement()
        second = world.agreement(every_days=14, signed=False)
        assert again(first).ended_at is None
        third = world.agreement(every_days=28, signed=False)
        assert again(second).ended_at is not None
        with pytest.raises(Stale, match="taken the place"):
            world.sign_agreement(second, world.ana)
        world.sign_agreement(third, world.dana)
        assert queries.find_shortest_interval(world.ana.id) == 7
        world.sign_agreement(third, world.ana)
        assert again(first).ended_at is not None
        assert queries.find_shortest_interval(world.ana.id) == 28
        assert events("agreement.ended") == [world.ana.id] * 2

    def test_nothing_is_signed_once_the_supervision_has_ended(self, world):
        made = world.agreement(signed=False)
        (assignment,) = list_assignments_between(world.dana.id, world.ana.id)
        assignment.ends_on = clock.today() - timedelta(days=1)
        db.session.commit()
        with pytest.raises(Stale, match="This supervision has ended"):
            world.sign_agreement(made, world.ana)
        assert queries.list_to_sign(world.ana) == queries.list_to_review(world.ana) == []

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE supervision_agreement SET every_days = 30",
            "UPDATE supervision_agreement SET expectations = 'Something else.'",
            "UPDATE supervision_agreement SET employee_confirmed_at = NULL",
            "UPDATE supervision_agreement SET supervisor_confirmed_at = created_at",
            "DELETE FROM supervision_agreement",
            "UPDATE agreement_copy SET agreement_id = snapshot_id",
            "DELETE FROM agreement_copy",
        ],
    )
    def test_the_database_keeps_it_as_it_was_signed(self, world, change):
        world.agreement()
        with pytest.raises(DBAPIError, match="an agreement never changes"):
            db.session.execute(text(change))
        db.session.rollback()
        db.session.execute(
            text("UPDATE supervision_agreement SET expectations = '[removed for privacy, today, by HR]'")
        )

    def test_a_removal_for_privacy_takes_the_words_and_leaves_what_is_signed_intact(self, world, visit):
        made = world.agreement(expectations="Ask J.S. first.")
        removal = world.ask_removal("Ask J.S. first.")
        other = world.person("Olga Berg", Role.HR)
        removals.carry_out(known_removals.get_visible(removal.id, other, lock=True), by=other)
        db.session.commit()
        page = visit(world.ana).get(f"/agreements/{made.id}")
        assert page.says("[removed for privacy")
        assert not page.says("J.S.")
        assert is_intact(queries.find_snapshot(made))
        assert again(made).expectations.startswith("[removed for privacy")

    def test_one_confirmed_before_they_were_signed_stays_readable_and_says_so(self, world, visit):
        confirmed = legacy(world)
        page = visit(world.ana).get(f"/agreements/{confirmed.id}")
        assert page.says("Confirmed, not signed")
        assert page.says("confirmed on")
        assert page.says("Be on time.")
        assert queries.find_shortest_interval(world.ana.id) == 9
        visit(world.ana).get(f"/agreements/{confirmed.id}/sign", 409)
        visit(world.ana).get(f"/agreements/{confirmed.id}/copy", 404)
        world.agreement()
        assert again(confirmed).ended_at is not None

    def test_one_never_confirmed_is_written_anew(self, world, visit):
        waits = legacy(world, employee_confirmed_at=None)
        assert visit(world.dana).get("/").says("Look at the agreement with Ana Ruiz again")
        assert visit(world.ana).get(f"/agreements/{waits.id}").says("Dana Whitfield writes it anew.")
        visit(world.ana).get(f"/agreements/{waits.id}/sign", 409)

    def test_who_may_write_one(self, world):
        with pytest.raises(Refusal, match="cannot supervise yourself"):
            world.agreement(world.dana)
        with pytest.raises(NotAllowed, match="Only someone who supervises Marcus Bell"):
            world.agreement(world.person("Marcus Bell"))
        with pytest.raises(Refusal, match="after the first day"):
            world.agreement(review_on=clock.today())

    def test_the_home_pages_of_both_say_when_to_look_at_it_again(self, world, visit):
        today = clock.today()
        made = world.agreement(starts_on=today - timedelta(days=400), review_on=today)
        page = visit(world.dana).get("/")
        assert page.says("Look at the agreement with Ana Ruiz again")
        assert f"/people/{world.ana.id}/agreements/new" in page.links()
        page = visit(world.ana).get("/")
        assert page.says("Look at the agreement with Dana Whitfield again")
        assert page.says("You both said when. Dana Whitfield writes it anew, and you both sign.")
        assert f"/agreements/{made.id}" in page.links()
        world.agreement(signed=False)
        for person in (world.ana, world.dana):
            page = visit(person).get("/")
            assert not page.says("Look at the agreement")
            assert page.says("Sign the agreement on supervision with")

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

    def test_the_pages_from_writing_to_both_signatures(self, world, visit):
        for person in (world.ana, world.dana):
            world.with_password(person)
        ana, dana = visit(world.ana), visit(world.dana)
        page = dana.follow(dana.post(f"/people/{world.ana.id}/agreements/new", form()))
        assert page.says("Saved. Read it once more and sign it; Ana Ruiz is asked to sign too.")
        assert page.says("Mei Tanaka, for risk.")
        assert page.says("I sign this agreement on supervision with Ana Ruiz.")
        (made,) = db.session.execute(select(SupervisionAgreement)).scalars()
        address = f"/agreements/{made.id}"
        dana.follow(dana.post(f"{address}/sign", page_form(page, "Dana Whitfield")))
        home = ana.get("/")
        assert home.says("Sign the agreement on supervision with Dana Whitfield")
        page = ana.get(f"{address}/sign")
        wrong = ana.post(f"{address}/sign", page_form(page, "Ana Ruiz", password="wrong one here"), 422)
        assert "This is not your password. Nothing was signed; write it again." in wrong.errors()
        assert wrong.value("typed_name") == "Ana Ruiz"
        assert ana.post(f"{address}/sign", page_form(page, ""), 422).errors()
        ana.post(f"{address}/sign", page_form(page, "Somebody Else"), 409)
        assert not again(made).is_agreed
        signed = ana.follow(ana.post(f"{address}/sign", page_form(page, "Ana Ruiz")))
        assert signed.says("Supervisor: Dana Whitfield")
        assert signed.says("Employee: Ana Ruiz")
        assert again(made).is_agreed
        ana.post(f"{address}/sign", page_form(page, "Ana Ruiz"), 409)
        assert ana.raw("GET", f"{address}/sign").location == address
        assert ana.raw("GET", f"{address}/copy").data == queries.find_snapshot(made).content
        assert address in visit(world.hr).get(f"/people/{world.ana.id}/log").links()
        anew = dana.get(f"/people/{world.ana.id}/agreements/new")
        assert anew.says("You have an agreement from")
        assert anew.value("expectations") == "Be on time."
        assert ana.raw("DELETE", f"{address}/sign").status_code == 405

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


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    made, asked = world.agreement(signed=False), world.supervision_request()

    break_trail()
    for act in (
        world.agreement,
        world.supervision_request,
        lambda: world.sign_agreement(made, world.ana),
        lambda: actions.withdraw(asked, by=world.ana),
        lambda: actions.answer(asked, text="Yes.", meeting_on=None, by=world.dana),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    (kept,) = db.session.execute(select(SupervisionAgreement)).scalars()
    assert (kept.employee_confirmed_at, kept.ended_at) == (None, None)
    assert db.session.execute(select(SupervisionRequest)).scalar_one().is_open
