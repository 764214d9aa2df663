import sqlite3
from uuid import uuid4

import pytest
from psycopg.errors import DiskFull, RaiseException
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from tests.support.world import PASSWORD
from tracker.assessments.models import Side
from tracker.people import queries as people


def full_sqlite():
    """What SQLite really says when it may not grow."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 1")
    try:
        connection.execute("CREATE TABLE one (text)")
    except sqlite3.OperationalError as error:
        return error
    finally:
        connection.close()


WORDS = "What I wrote, and would not like to lose."


class TestForgedRequests:
    @pytest.mark.parametrize("token", ["", "forged", "ImZvcmdlZCI.Z0.x"])
    def test_a_missing_or_forged_token_is_a_400_that_shows_what_was_typed(self, token, world, visit):
        form = {"text": WORDS, "password": "my secret words", "csrf_token": token}
        observation = world.observation()
        path = f"/statements/observation/{observation.id}/new"
        page = visit(world.ana).post(path, form, 400)
        assert page.tree.xpath("//textarea")[0].text_content().strip() == WORDS
        assert page.says("This page is out of date")
        assert "my secret words" not in page.text
        assert not visit(world.ana).get(f"/observations/{observation.id}").says(WORDS)

    def test_someone_who_goes_back_to_the_page_of_another_is_not_shown_what_was_typed(self, world, visit):
        before = visit(world.dana).get(f"/people/{world.ana.id}/observations/new")
        form = {"seen": WORDS, "csrf_token": "of a session that has ended", "writer": before.value("writer")}
        path = f"/people/{world.ana.id}/observations/new"
        page = visit(world.ana).post(path, form, 400)
        assert page.says("It was written by someone who was signed in here before you.")
        assert WORDS not in page.text
        assert WORDS in visit(world.dana).post(path, form, 400).text

    def test_a_form_of_a_session_that_is_gone_is_kept_for_its_writer(self, world, visit):
        world.with_password(world.dana)
        path = f"/people/{world.ana.id}/observations/new"
        writer = visit(world.dana).get(path).value("writer")
        asked = visit().post(path, {"seen": WORDS, "csrf_token": "old", "writer": writer}, 401)
        assert WORDS not in asked.text
        form = {"held": asked.value("held"), "email": "dana.whitfield", "password": PASSWORD}
        assert WORDS in visit().post("/sign-in", form, 200).text

    @pytest.mark.parametrize("writer", ["", "forged", "ImFiYyI.x"])
    def test_a_forged_writer_is_nobody(self, world, visit, writer):
        page = visit(world.ana).post("/account/password", {"note": WORDS, "csrf_token": "old", "writer": writer}, 400)
        assert WORDS in page.text

    def test_a_token_of_somebody_else_is_forged_too(self, world, visit):
        token = visit(world.dana)._token()
        visit(world.ana).post("/sign-out", {"csrf_token": token}, 400)

    def test_signing_in_is_protected_as_well(self, visit):
        visit().post("/sign-in", {"email": "ana", "password": "x", "csrf_token": ""}, 400)

    def test_a_token_may_come_in_a_header(self, world, visit):
        visitor = visit(world.ana)
        answer = visitor.raw("POST", "/sign-out", headers={"X-CSRFToken": visitor._token()})
        assert answer.location == "/sign-in"


class TestPages:
    """Each error in plain words, as a page that every test looks over."""

    @pytest.mark.parametrize(
        ("path", "status", "said"),
        [
            ("/nothing/here", 404, "We could not find this page"),
            ("/people/00000000-0000-4000-8000-000000000000", 404, "it belongs to someone whose record you cannot open"),
            ("/reviews/", 403, "Your role does not include this page."),
        ],
    )
    def test_reading(self, path, status, said, world, visit):
        page = visit(world.ana).get(path, status)
        assert page.says(said)
        assert page.says("Home: what to do next")

    def test_nobody_gets_pages_too(self, visit):
        assert visit().get("/nothing/here", 404).says("We could not find this page")

    def test_a_refusal_says_why_shows_what_was_typed_and_leads_back(self, world, visit):
        review = world.both_sent()
        headers = {"Referer": f"http://localhost/reviews/{review.id}"}
        form = {"reason": WORDS}
        page = visit(world.ana).post(f"/reviews/{review.id}/return", form, 409, headers=headers)
        assert page.says("This review is not waiting for signatures now.")
        assert WORDS in page.text
        assert f"/reviews/{review.id}" in page.links()

    def test_a_referrer_from_elsewhere_is_no_way_back(self, world, visit):
        headers = {"Referer": "https://evil.example/"}
        page = visit(world.ana).get("/reviews/", 403, headers=headers)
        assert "evil.example" not in page.text

    def test_what_was_typed_is_shown_as_text(self, world, visit):
        review = world.both_sent()
        page = visit(world.ana).post(f"/reviews/{review.id}/return", {"reason": "<script>alert(1)</script>"}, 409)
        assert "<script>alert(1)" not in page.text
        assert "&lt;script&gt;" in page.text

    def test_not_found_shows_nothing_back(self, world, visit):
        page = visit(world.ana).post(f"/goals/{uuid4()}/notes", {"text": WORDS}, 404)
        assert WORDS not in page.text

    def test_too_much_text_at_once_is_a_413(self, world, visit):
        visitor = visit(world.ana)
        page = visitor.post("/account/password", {"again": "x" * (2 * 1024 * 1024)}, 413)
        assert page.says("This is too much text at once")

    def test_an_unforeseen_fault_says_that_nothing_changed(self, world, visit, app, monkeypatch):
        visitor = visit(world.ana)

        def fail(*_):
            raise RuntimeError("inner details")

        monkeypatch.setattr(people, "list_granted_to", fail)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        page = visitor.get("/", 500)
        assert page.says("Something went wrong on our side")
        assert page.says("Nothing was changed.")
        assert "inner details" not in page.text

    def test_a_database_that_does_not_answer_is_a_503_that_shows_what_was_typed(self, world, visit, monkeypatch):
        visitor = visit(world.ana)
        visitor._token()

        def busy(*_, **__):
            raise OperationalError("SELECT", {}, Exception("database is locked"))

        monkeypatch.setattr("tracker.sign_in.actions.is_password_right", busy)
        form = {"current_password": "a present password", "new_password": "four other words", "note": WORDS}
        page = visitor.post("/account/password", {**form, "again": "four other words"}, 503)
        assert page.says("The product is busy")
        assert WORDS in page.text
        assert "a present password" not in page.text
        assert "four other words" not in page.text
        assert "locked" not in page.text

    @pytest.mark.parametrize("where", ["sqlite", "postgresql"])
    def test_a_full_disk_is_said_and_what_was_typed_is_shown(self, world, visit, monkeypatch, where):
        def full(*_, **__):
            raise OperationalError("INSERT", {}, DiskFull() if where == "postgresql" else full_sqlite())

        visitor = visit(world.ana)
        monkeypatch.setattr("tracker.sign_in.actions.is_password_right", full)
        form = {"current_password": PASSWORD, "new_password": "four other words", "again": "four other words"}
        page = visitor.post("/account/password", {**form, "note": WORDS}, 503)
        assert page.says("The disk of the server is full, so nothing was kept.")
        assert WORDS in page.text

    @pytest.mark.parametrize("fault", [OperationalError, RuntimeError])
    def test_a_fault_in_what_every_page_reads_first_still_has_a_page(self, world, visit, app, monkeypatch, fault):
        visitor = visit(world.ana)

        def fail(*_):
            raise fault("SELECT", {}, Exception("connection refused"))

        monkeypatch.setattr("tracker.sign_in.queries.find_session", fail)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        page = visitor.get("/", 503 if fault is OperationalError else 500)
        assert page.says("Nothing was changed.")
        assert "refused" not in page.text

    @pytest.mark.parametrize("fault", ["two acts", "a trigger"])
    def test_two_acts_that_meet_are_a_409_that_shows_what_was_typed(self, world, visit, monkeypatch, fault):
        said = RaiseException("UNIQUE constraint failed")
        kind = IntegrityError if fault == "two acts" else ProgrammingError

        def meet(*_, **__):
            raise kind("INSERT", {}, said)

        monkeypatch.setattr("tracker.sign_in.actions.is_password_right", meet)
        form = {"current_password": PASSWORD, "new_password": "four other words", "again": "four other words"}
        page = visit(world.ana).post("/account/password", {**form, "note": WORDS}, 409)
        assert page.says("Look at it again, then go on.")
        assert WORDS in page.text
        assert "UNIQUE" not in page.text


class TestFragments:
    """htmx asks for a piece: an error is one too, for the status line."""

    def fragment(self, visitor, path, form, status):
        page = visitor.tap(path, form, status)
        assert "<html" not in page.text
        assert 'hx-swap-oob="innerHTML:#save-status"' in page.text
        return page

    def test_a_refusal_is_a_409_fragment(self, world, visit):
        review = world.both_sent()
        path = f"/assessments/{review.id}/answers/ADV-T01"
        page = self.fragment(visit(world.ana), path, {"answer-ADV-T01": "5"}, 409)
        assert "both of you have sent your ratings" in page.text

    def test_a_wrong_level_is_a_422_fragment(self, world, visit):
        review = world.review()
        path = f"/assessments/{review.id}/answers/ADV-T01"
        page = self.fragment(visit(world.ana), path, {"answer-ADV-T01": "9"}, 422)
        assert "Choose a level for" in page.text
        assert not world.side(review, Side.EMPLOYEE).assessment.is_sent(Side.EMPLOYEE)

    @pytest.mark.parametrize(("who", "status"), [("hr", 403), ("stranger", 404)])
    def test_what_is_not_yours_is_a_fragment(self, who, status, world, visit):
        review = world.review()
        person = world.hr if who == "hr" else world.person("Sid Stranger")
        self.fragment(visit(person), f"/assessments/{review.id}/answers/ADV-T01", {"answer-ADV-T01": "3"}, status)

    def test_nobody_is_told_to_sign_in(self, visit):
        answer = visit().raw("GET", "/account", headers={"HX-Request": "true"})
        assert answer.status_code == 401
        assert "Sign in again" in answer.text
        assert "<html" not in answer.text


class TestUnreadable:
    """What no keyboard sends is a 400, on both databases alike."""

    @pytest.mark.parametrize("path", ["/people/?q=%00", "/frameworks/%00/1", "/people/?page=2&q=a%00b"])
    def test_in_an_address(self, path, world, visit):
        page = visit(world.hr).get(path, 400)
        assert page.says("The browser sent something we could not read")

    def test_in_a_form(self, visit):
        visit().post("/sign-in", {"email": "ana\x00", "password": "x"}, 400)

    @pytest.mark.parametrize("path", ["/trail/?before={}", "/people/?page={}", "/people/{person}/trail?before={}"])
    @pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "0", "x", "9223372036854775808"])
    def test_numbers_no_page_has_are_left_out(self, path, number, world, visit):
        visit(world.hr).get(path.format(number, person=world.ana.id))
