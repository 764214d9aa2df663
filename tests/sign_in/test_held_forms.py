from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.support.world import PASSWORD
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.sign_in.held_forms import HeldForm, seal, unseal
from tracker.signatures.models import StatementPart
from tracker.signatures.queries import list_statements

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
WORDS = "I see the third item differently: ä, 名 & <b>."
SECRET = "a secret of the server"
FORM = HeldForm("/goals/new?item=ADV-T01", [("statement", WORDS), ("items", "A"), ("items", "B")])


class TestTheSeal:
    @pytest.fixture
    def ana(self):
        return uuid4()

    def sealed(self, ana, form=FORM):
        return seal(form, secret=SECRET, person_id=ana)

    def test_the_same_person_gets_everything_back_in_order(self, ana):
        assert unseal(self.sealed(ana), secret=SECRET, person_id=ana) == FORM

    def test_nothing_of_it_can_be_read_from_outside(self, ana):
        assert "statement" not in self.sealed(ana)
        assert self.sealed(ana) != self.sealed(ana)

    def test_another_person_or_another_server_gets_nothing(self, ana):
        assert unseal(self.sealed(ana), secret=SECRET, person_id=uuid4()) is None
        assert unseal(self.sealed(ana), secret="another secret", person_id=ana) is None

    @pytest.mark.parametrize("damage", [lambda text: text[:-4], lambda text: "é" + text[1:], lambda _: "nonsense"])
    def test_damage_opens_nothing(self, damage, ana):
        assert unseal(damage(self.sealed(ana)), secret=SECRET, person_id=ana) is None

    @pytest.mark.parametrize("name", ["password", "current_password", "new_password", "again", "csrf_token"])
    def test_passwords_and_tokens_are_never_in_it(self, name, ana):
        form = HeldForm("/account/password", [(name, "secret words"), ("kept", "x")])
        assert unseal(self.sealed(ana, form), secret=SECRET, person_id=ana).fields == [("kept", "x")]

    def test_it_is_kept_for_twelve_hours(self, ana, time_machine):
        time_machine.move_to(NOON, tick=False)
        sealed = self.sealed(ana)
        time_machine.move_to(NOON + timedelta(hours=12), tick=False)
        assert unseal(sealed, secret=SECRET, person_id=ana) == FORM
        time_machine.move_to(NOON + timedelta(hours=12, seconds=1), tick=False)
        assert unseal(sealed, secret=SECRET, person_id=ana) is None


class TestAnExpiredSessionInTheMiddleOfAForm:
    """Ana writes a statement, is called away for an hour, and sends it."""

    @pytest.fixture
    def ana(self, world, time_machine):
        time_machine.move_to(NOON, tick=False)
        return world.with_password(world.ana)

    @pytest.fixture
    def review(self, world, ana):
        return world.review(ana)

    @pytest.fixture
    def visitor(self, visit, ana):
        return visit(ana)

    def send_late(self, visitor, path, form, time_machine, status=401, **more):
        visitor._token()
        time_machine.move_to(NOON + timedelta(hours=1), tick=False)
        return visitor.post(path, form, status, **more)

    @pytest.fixture
    def asked(self, visitor, review, time_machine):
        path = f"/statements/review/{review.id}/new?item=ADV-T01"
        return self.send_late(visitor, path, {"text": WORDS}, time_machine)

    def sign_in_again(self, visitor, asked, name="ana.ruiz", status=200):
        # The fields of the page itself, as a browser without JavaScript sends them.
        form = {field: asked.value(field) for field in ("csrf_token", "held", "next")}
        visitor.token = ""
        return visitor.post("/sign-in", {**form, "email": name, "password": PASSWORD}, status)

    def test_sign_in_is_asked_and_nothing_is_saved_or_shown(self, asked, review):
        assert asked.says("You were signed out, and nothing is lost.")
        assert WORDS not in asked.text
        assert not list_statements(StatementPart.REVIEW, [review.id])[review.id]

    def test_after_signing_in_one_button_sends_it_as_it_was(self, visitor, asked, review):
        held = self.sign_in_again(visitor, asked)
        assert held.says("This is what you typed; it is not saved yet.")
        assert held.says(WORDS)
        (form,) = held.tree.xpath("//form[.//input[@name='text']]")
        fields = [(field.get("name"), field.get("value")) for field in form.xpath(".//input")]
        # The address keeps its question mark: which item it is about.
        assert form.get("action").endswith("?item=ADV-T01")
        visitor.post(form.get("action"), fields)
        (statement,) = list_statements(StatementPart.REVIEW, [review.id])[review.id]
        assert (statement.text, statement.item_code) == (WORDS, "ADV-T01")

    def test_another_person_at_that_computer_reads_nothing(self, visitor, asked, world):
        world.with_password(world.dana)
        answer = self.sign_in_again(visitor, asked, "dana.whitfield", 302)
        page = visitor.get("/")
        assert page.says("What was typed before belongs to someone else and was not opened.")
        assert WORDS not in answer.text + page.text

    def test_a_wrong_password_does_not_lose_it(self, visitor, asked):
        form = {field: asked.value(field) for field in ("csrf_token", "held", "next")}
        again = visitor.post("/sign-in", {**form, "email": "ana.ruiz", "password": "wrong"}, 422)
        assert again.value("held") == asked.value("held")
        assert self.sign_in_again(visitor, again).says(WORDS)

    def test_the_old_cookie_is_emptied(self, visitor, asked):
        with visitor.client.session_transaction() as cookie:
            assert "_user_id" not in cookie

    def test_a_session_ended_elsewhere_keeps_the_form_too(self, visitor, visit, ana, review):
        other = visit(ana)
        visitor._token()
        words = {"current_password": PASSWORD, "new_password": "another four words", "again": "another four words"}
        other.post("/account/password", words)
        visitor.post(f"/statements/review/{review.id}/new", {"text": WORDS}, 401)

    def test_a_password_typed_too_late_is_not_carried_along(self, visitor, world, time_machine):
        review = world.awaiting()
        form = {"meaning": "agree", "typed_name": "Ana Ruiz", "password": PASSWORD, "consents": "y"}
        asked = self.send_late(visitor, f"/reviews/{review.id}/sign", form, time_machine)
        held = self.sign_in_again(visitor, asked)
        assert held.value("typed_name") == "Ana Ruiz"
        assert PASSWORD not in held.text

    def test_signing_out_too_late_only_asks_to_sign_in(self, visitor, time_machine):
        assert self.send_late(visitor, "/sign-out", {}, time_machine).says("Sign in")

    def test_reading_too_late_asks_to_sign_in_and_comes_back(self, visitor, time_machine):
        time_machine.move_to(NOON + timedelta(hours=1), tick=False)
        assert visitor.get("/account", 302).location == "/sign-in?next=/account"


class TestAnAnswerTappedTooLate:
    """htmx gets a fragment, and the page around it can still be sent whole."""

    @pytest.fixture
    def review(self, world, time_machine):
        time_machine.move_to(NOON, tick=False)
        world.with_password(world.ana)
        return world.review()

    def test_the_fragment_says_how_to_go_on_and_the_page_is_kept(self, world, visit, review, time_machine):
        visitor = visit(world.ana)
        page = visitor.get(f"/assessments/{review.id}/adv-tasks")
        form = {"answer-ADV-T01": "4", "comment-ADV-T01": WORDS, "csrf_token": page.value("csrf_token")}
        time_machine.move_to(NOON + timedelta(hours=1), tick=False)
        headers = {"HX-Request": "true", "X-CSRFToken": form["csrf_token"]}
        tapped = visitor.post(f"/assessments/{review.id}/answers/ADV-T01", form, 401, headers=headers)
        assert "<html" not in tapped.text
        assert 'hx-swap-oob="innerHTML:#save-status"' in tapped.text
        assert "Use the button at the end of the page" in tapped.text
        # The button at the end of the page.
        asked = visitor.post(f"/assessments/{review.id}/adv-tasks", form, 401)
        kept = {field: asked.value(field) for field in ("csrf_token", "held", "next")}
        held = visitor.post("/sign-in", {**kept, "email": "ana.ruiz", "password": PASSWORD}, 200)
        (sent,) = held.tree.xpath("//form[.//input[@name='answer-ADV-T01']]")
        visitor.token = ""
        visitor.post(sent.get("action"), [(field.get("name"), field.get("value")) for field in sent.xpath(".//input")])
        reading = world.side(review, Side.EMPLOYEE)
        rating = assessments.find_rating(reading.own, reading.outline.by_code["ADV-T01"])
        assert (rating.answer, rating.comment) == ("4", WORDS)
