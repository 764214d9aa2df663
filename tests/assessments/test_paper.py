import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound
from werkzeug.test import encode_multipart

from tests.support.world import PDF
from tracker import clock
from tracker.assessments import entering, presenters, queries
from tracker.assessments.models import PaperEntry, Rating, Side
from tracker.audit import actions as audit
from tracker.audit import queries as trail
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.files.models import KeptFile
from tracker.language import say_date
from tracker.people.models import AssignmentKind, Role
from tracker.reviews import actions as reviews


@pytest.fixture
def review(world):
    return world.review()


@pytest.fixture
def tess(world):
    """Whom Ana asks to type in for her."""
    return world.person("Tess Typist", Role.EMPLOYEE, Role.SUPERVISOR)


def entry_of(review):
    return db.session.execute(select(PaperEntry).where(PaperEntry.assessment_id == review.id)).scalar_one()


class TestNaming:
    def test_a_colleague_and_someone_in_hr_may_be_named(self, world, review, tess):
        for person in (tess, world.hr):
            entry = world.name_typist(review, person)
            assert (entry.typist_id, entry.person_id) == (person.id, world.ana.id)
            entering.end_entry(queries.get_employee_side(review.id, world.ana), by=world.ana)

    @pytest.mark.parametrize("kind", list(AssignmentKind))
    def test_nobody_who_supervises_in_any_way(self, world, review, kind):
        person = world.person("Some Supervisor", Role.SUPERVISOR)
        if kind is AssignmentKind.PRIMARY:
            person = world.dana
        else:
            world.assign(world.ana, person, kind, ends_on=clock.today() + timedelta(days=9))
        with pytest.raises(Refusal, match="supervises you"):
            world.name_typist(review, person)

    def test_nor_anyone_further_up(self, world, review):
        boss = world.person("Bea Boss", Role.SUPERVISOR)
        world.assign(world.dana, boss)
        with pytest.raises(Refusal, match="supervises you"):
            world.name_typist(review, boss)

    def test_nor_oneself_former_staff_or_an_account_that_cannot(self, world, review, tess):
        with pytest.raises(Refusal, match="your own ratings"):
            world.name_typist(review, world.ana)
        with pytest.raises(Refusal, match="cannot type in"):
            world.name_typist(review, world.admin)
        tess.left_on = clock.today() - timedelta(days=1)
        with pytest.raises(Refusal, match="cannot type in"):
            world.name_typist(review, tess)

    def test_one_at_a_time_and_no_day_ahead(self, world, review, tess):
        with pytest.raises(Refusal, match="earlier day"):
            world.name_typist(review, tess, dated_on=clock.today() + timedelta(days=1))
        world.name_typist(review, tess)
        with pytest.raises(Stale, match="Tess Typist may type in now"):
            world.name_typist(review, world.hr)

    def test_not_after_sending(self, world, review, tess):
        world.rate(review, Side.EMPLOYEE)
        world.send(review, Side.EMPLOYEE)
        with pytest.raises(Stale, match="have sent"):
            world.name_typist(review, tess)

    def test_ending_what_is_not_there(self, world, review):
        with pytest.raises(Stale, match="Nobody is named"):
            entering.end_entry(queries.get_employee_side(review.id, world.ana), by=world.ana)

    def test_a_practice_is_never_typed_in(self, world):
        own = world.practice()
        with pytest.raises(NotFound):
            queries.get_employee_side(own.assessment.id, world.ana)

    def test_when_the_line_cannot_be_written_nothing_changes(self, world, review, tess, monkeypatch):
        def broken(*_args, **_more):
            raise RuntimeError

        monkeypatch.setattr(audit, "record", broken)
        with pytest.raises(RuntimeError):
            world.name_typist(review, tess)
        db.session.rollback()
        assert db.session.execute(select(PaperEntry.id)).all() == []

    @pytest.mark.parametrize(
        "wrong", [{"typist_id": "ana"}, {"confirmed_at": "now"}, {"ended_at": None}], ids=["oneself", "untyped", "two"]
    )
    def test_the_database_refuses_what_must_never_be(self, world, review, tess, wrong):
        world.name_typist(review, tess)
        known = {"ana": world.ana.id, "now": clock.now(), None: None}
        values = {
            "assessment_id": review.id,
            "person_id": world.ana.id,
            "typist_id": tess.id,
            "dated_on": clock.today(),
            "ended_at": clock.now(),
        }
        db.session.add(PaperEntry(**{**values, **{name: known[value] for name, value in wrong.items()}}))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


class TestTyping:
    def test_each_answer_stands_in_the_trail_as_typed_in_by_that_person(self, world, review, tess):
        entry = world.name_typist(review, tess)
        world.type_in(review, tess, comment="As written.")
        line = db.session.execute(select(TrailLine).where(TrailLine.event == "answer.typed_in")).scalar_one()
        assert (line.actor_id, line.about_id) == (tess.id, world.ana.id)
        assert line.fields == ["ADV-T01.answer", "ADV-T01.comment", f"paper {entry.dated_on}"]
        assert line in trail.list_about(world.ana, world.ana, limit=50)
        for reader in (world.hr, world.dana, world.admin):
            assert line not in trail.list_about(world.ana, reader, limit=50)

    def test_the_employee_sees_and_changes_it(self, world, review, tess, visit):
        world.name_typist(review, tess)
        world.type_in(review, tess)
        page = visit(world.ana).get(f"/assessments/{review.id}/adv-tasks")
        assert page.value("answer-ADV-T01") == "4"

    @pytest.mark.parametrize("end", ["sent", "ended", "supervises"])
    def test_the_right_ends(self, world, review, tess, visit, end):
        world.name_typist(review, tess)
        world.type_in(review, tess)
        reader = visit(tess)
        reader.get(f"/paper/{review.id}")
        if end == "sent":
            reading = world.reading(review, world.ana)
            reviews.send(reading, knows_of_unanswered=True, proud_of="", confirms_paper=True, by=world.ana)
            db.session.commit()
        elif end == "ended":
            visit(world.ana).post(f"/assessments/{review.id}/paper/end")
        else:
            world.assign(world.ana, tess, AssignmentKind.SECOND)
        for path in ("", "/adv-tasks"):
            reader.get(f"/paper/{review.id}{path}", 404)
        form = {"answer-ADV-T02": "3", "revision-ADV-T02": "0"}
        reader.tap(f"/paper/{review.id}/answers/ADV-T02", form, 404)
        assert db.session.execute(select(Rating.answer)).scalars().all() == ["4"]

    def test_the_typist_gets_the_rating_pages_and_nothing_else(self, world, review, tess, visit):
        world.observation("ADV-T01", seen="Only for Ana and Dana.")
        world.name_typist(review, tess)
        reader = visit(tess)
        home = reader.get("/")
        assert home.says("Type in the ratings of Ana Ruiz from paper")
        page = reader.get(f"/paper/{review.id}/adv-tasks")
        assert page.says("Typing in for Ana Ruiz")
        assert "Only for Ana and Dana." not in page.text
        for path in (f"/assessments/{review.id}", f"/reviews/{review.id}", f"/people/{world.ana.id}"):
            reader.get(path, 404)
        reader.get(f"/reviews/{review.id}/send", 404)

    def test_opening_it_is_a_line_that_the_employee_reads(self, world, review, tess, visit):
        world.name_typist(review, tess)
        visit(tess).get(f"/paper/{review.id}/adv-tasks")
        visit(tess).get(f"/paper/{review.id}")
        lines = [line.event for line in trail.list_readers(world.ana, limit=9) if line.actor_id == tess.id]
        assert lines == ["paper.opened"]

    def test_both_answer_the_same_item_and_nothing_is_overwritten(self, world, review, tess, visit):
        world.name_typist(review, tess)
        world.rate(review, Side.EMPLOYEE, {"ADV-T01": "2"}, default="")
        reader = visit(tess)
        form = {"answer-ADV-T01": "4", "revision-ADV-T01": "0"}
        assert reader.tap(f"/paper/{review.id}/answers/ADV-T01", form, 409).says("Choose which to keep.")
        reader.post(f"/paper/{review.id}/answers/ADV-T01/choose", {"use": "1"})
        assert db.session.execute(select(Rating.answer)).scalars().all() == ["4"]

    def test_a_whole_page_is_saved_by_its_button(self, world, review, tess, visit):
        world.name_typist(review, tess)
        form = {"answer-ADV-T01": "4", "answer-ADV-T02": "2", "next": "1"}
        page = visit(tess).post(f"/paper/{review.id}/adv-tasks", form)
        assert page.location == f"/paper/{review.id}/adv-knowledge"
        assert sorted(db.session.execute(select(Rating.answer)).scalars()) == ["2", "4"]
        wrong = visit(tess).post(f"/paper/{review.id}/adv-tasks", {"answer-ADV-T01": "17"}, 422)
        assert wrong.says("Choose a level for")


class TestConfirming:
    def send(self, world, review, confirms):
        reading = world.reading(review, world.ana)
        reviews.send(reading, knows_of_unanswered=True, proud_of="", confirms_paper=confirms, by=world.ana)
        db.session.commit()

    def test_nothing_typed_in_is_sent_without_the_employee_s_word(self, world, review, tess):
        world.name_typist(review, tess)
        world.type_in(review, tess)
        with pytest.raises(Refusal, match="Confirm first"):
            self.send(world, review, confirms=False)
        self.send(world, review, confirms=True)
        entry = entry_of(review)
        assert entry.confirmed_at is not None
        assert entry.ended_at is not None
        events = set(db.session.execute(select(TrailLine.event)).scalars())
        assert {"paper.typist_named", "paper.confirmed", "paper.typist_ended"} <= events

    def test_what_is_typed_later_is_confirmed_again(self, world, review, tess):
        world.name_typist(review, tess)
        world.type_in(review, tess)
        self.send(world, review, confirms=True)
        reviews.take_back(world.reading(review, world.ana), by=world.ana)
        world.name_typist(review, tess)
        world.type_in(review, tess, "ADV-T02")
        with pytest.raises(Refusal, match="Confirm first"):
            self.send(world, review, confirms=False)

    def test_where_nobody_typed_no_confirmation_is_asked(self, world, review, tess, visit):
        world.name_typist(review, tess)
        self.send(world, review, confirms=False)
        assert queries.list_typed_in(review.id) == []
        assert entry_of(review).ended_at is not None

    def test_the_sending_page_asks(self, world, review, tess, visit):
        world.name_typist(review, tess)
        world.type_in(review, tess)
        ana = visit(world.ana)
        page = ana.get(f"/reviews/{review.id}/send")
        assert page.says("Entered by Tess Typist, from paper dated")
        assert page.says("not yet confirmed by the employee")
        page = ana.post(f"/reviews/{review.id}/send", {"knows_of_unanswered": "y"}, 422)
        assert page.errors() == ["Look at what was typed in for you, then tick this box to send."]
        ana.post(f"/reviews/{review.id}/send", {"knows_of_unanswered": "y", "confirms_paper": "y"})
        assert entry_of(review).confirmed_at is not None

    def test_it_stands_on_the_record_and_in_the_report(self, world, review, tess, visit, app):
        world.name_typist(review, tess)
        world.type_in(review, tess)
        self.send(world, review, confirms=True)
        for side in (Side.SUPERVISOR,):
            world.rate(review, side)
            world.send(review, side)
        with app.test_request_context():
            today, paper = say_date(clock.today()), say_date(clock.today() - timedelta(days=3))
            sentence = f"Entered by Tess Typist, from paper dated {paper}, confirmed by the employee on {today}."
            assert presenters.say_entry(queries.list_typed_in(review.id)[0]) == sentence
        assert visit(world.dana).get(f"/reviews/{review.id}").says(sentence)
        assert not visit(world.hr).get(f"/reviews/{review.id}").says(sentence)
        world.finish(review)
        for side in Side:
            world.sign(review, side)
        assert visit(world.hr).get(f"/reviews/{review.id}").says(sentence)
        assert visit(world.hr).get(f"/reports/competency/{world.ana.id}?for=outside").says(sentence)


class TestPages:
    def test_naming_and_ending(self, world, review, tess, visit):
        ana, address = visit(world.ana), f"/assessments/{review.id}/paper"
        assert address in ana.get(f"/assessments/{review.id}").links()
        form = {"typist": "tess.typist", "dated_on": str(clock.today())}
        page = ana.follow(ana.post(address, form))
        assert page.says("Tess Typist may type in your ratings")
        page = ana.follow(ana.post(f"{address}/end"))
        assert page.says("Name someone to type it in")

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"typist": "", "dated_on": "2026-01-01"}, "Write the sign-in name of the person."),
            ({"typist": "nobody.here", "dated_on": "2026-01-01"}, "Nobody here signs in with this name."),
            ({"typist": "tess.typist", "dated_on": ""}, "Choose the day that stands on the paper."),
            ({"typist": "tess.typist", "dated_on": "2999-01-01"}, "Choose today or an earlier day"),
        ],
    )
    def test_wrong_input_is_answered_and_saves_nothing(self, world, tess, visit, form, said):
        review = world.review()
        page = visit(world.ana).post(f"/assessments/{review.id}/paper", form, 422)
        assert said in " ".join(page.errors())
        assert page.value("typist") == form["typist"]
        assert db.session.execute(select(PaperEntry.id)).all() == []

    def test_the_supervisor_is_refused(self, world, review, visit):
        form = {"typist": "dana.whitfield", "dated_on": str(clock.today())}
        assert visit(world.ana).post(f"/assessments/{review.id}/paper", form, 409).says("supervises you")

    @pytest.mark.parametrize("who", ["employee", "typist"])
    def test_a_scan_is_kept_and_read_by_both(self, world, review, tess, visit, who):
        world.name_typist(review, tess)
        reader = visit(world.ana if who == "employee" else tess)
        address = f"/assessments/{review.id}/paper" if who == "employee" else f"/paper/{review.id}"
        page = reader.follow(reader.post(f"{address}/scan", {}, 302, **upload(reader, PDF)))
        assert page.says("form.pdf")
        (file,) = db.session.execute(select(KeptFile)).scalars()
        for person in (world.ana, tess):
            visit(person).get(f"/files/{file.id}")
        visit(world.dana).get(f"/files/{file.id}", 404)

    @pytest.mark.parametrize(
        ("content", "status", "said"),
        [
            (b"<html>", 422, "no PDF, PNG or JPEG"),
            (b"", 422, "Choose the file with the scan."),
            (b"%PDF-1.7" + b"0" * (3 * 1024 * 1024), 422, "not whole"),
            (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024) + b"%%EOF", 422, "larger than 10 MB"),
            (b"%PDF-1.7" + b"0" * (11 * 1024 * 1024), 413, "This file is too large"),
        ],
        ids=["html", "none", "broken off", "large", "too large"],
    )
    def test_what_is_no_scan_is_answered_and_not_kept(self, world, visit, content, status, said):
        review = world.review()
        reader = visit(world.ana)
        page = reader.post(f"/assessments/{review.id}/paper/scan", {}, status, **upload(reader, content))
        assert said in page.words("//body")
        assert db.session.execute(select(KeptFile.id)).all() == []

    def test_other_addresses_keep_their_limit(self, world, review, visit):
        reader = visit(world.ana)
        reader.post(f"/assessments/{review.id}/paper", {}, 413, **upload(reader, b"0" * (3 * 1024 * 1024)))

    def test_no_scan_after_sending(self, world, review, visit):
        world.rate(review, Side.EMPLOYEE)
        world.send(review, Side.EMPLOYEE)
        reader = visit(world.ana)
        reader.post(f"/assessments/{review.id}/paper/scan", {}, 409, **upload(reader, PDF))


def upload(reader, content):
    """A form with a file, as a browser sends it."""
    values = {"csrf_token": reader._token()}
    if content:
        values["scan"] = FileStorage(io.BytesIO(content), "form.pdf")
    boundary, body = encode_multipart(values)
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}
