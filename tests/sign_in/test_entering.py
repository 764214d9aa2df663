from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import PASSWORD
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import Installation, Role
from tracker.sign_in.models import UserSession

WRONG = "The name or the password is not right. Check both and try again."


@pytest.fixture
def ana(world):
    return world.with_password(world.person("Ana Ruiz", email="ana@example.org"))


def enter(visitor, name, password=PASSWORD, status=302, **more):
    return visitor.post("/sign-in", {"email": name, "password": password, **more}, status)


@pytest.mark.parametrize("name", ["ana.ruiz", "ANA.Ruiz", " ana@example.org ", "Ana@Example.ORG"])
def test_one_enters_by_address_or_sign_in_name_in_any_case(name, ana, visit):
    visitor = visit()
    assert enter(visitor, name).location == "/"
    assert visitor.get("/").says("Hello, Ana Ruiz")


def test_entering_is_in_the_trail_and_the_cookie_is_stored_as_a_hash(ana, visit):
    visitor = visit()
    enter(visitor, "ana.ruiz")
    session = db.session.execute(select(UserSession).where(UserSession.person_id == ana.id)).scalar_one()
    with visitor.client.session_transaction() as cookie:
        assert session.token_hash not in str(dict(cookie))
        assert cookie["_user_id"] not in session.token_hash
    started = select(TrailLine).where(TrailLine.event == "session.started", TrailLine.actor_id == ana.id)
    assert db.session.execute(started).scalar_one().about_id == ana.id


@pytest.mark.parametrize("name", ["ana.ruiz", "nobody.here", "nobody@example.org", "never.chose"])
def test_a_wrong_password_and_an_unknown_account_sound_the_same(name, ana, world, visit):
    world.person("Never Chose")
    page = enter(visit(), name, "wrong password", 422)
    assert page.errors() == [WRONG]
    assert page.value("email") == name
    assert not page.value("password")


def test_a_password_is_taken_as_typed(ana, world, visit):
    world.with_password(ana, "  spaces count here ")
    enter(visit(), "ana.ruiz", "spaces count here", 422)
    enter(visit(), "ana.ruiz", "  spaces count here ")


@pytest.mark.parametrize(("form", "said"), [({"password": "x"}, "sign-in name"), ({"email": "ana"}, "your password")])
def test_both_fields_are_needed(form, said, ana, visit):
    (error,) = visit().post("/sign-in", form, 422).errors()
    assert said in error


def test_a_closed_account_says_so_to_its_owner_alone(ana, visit):
    ana.left_on = clock.today() - timedelta(days=400)
    db.session.commit()
    assert enter(visit(), "ana.ruiz", "wrong", 422).errors() == [WRONG]
    page = enter(visit(), "ana.ruiz", status=422)
    assert page.errors() == ["This account is closed. Ask HR for a copy of your record."]


def test_one_goes_on_to_where_one_was_going(ana, visit):
    visitor = visit()
    asked = visitor.get("/people/?q=a&page=2", 302)
    page = visitor.follow(asked)
    assert page.says("Sign in to go on.")
    assert page.value("next") == "/people/?q=a&page=2"
    assert enter(visitor, "ana.ruiz", next=page.value("next")).location == "/people/?q=a&page=2"


def test_who_asks_for_many_pages_is_told_once_to_sign_in(visit):
    nobody = visit()
    for path in ("/team", "/people/", "/team", "/jobs/"):
        assert nobody.raw("GET", path).status_code == 302
    assert nobody.get("/sign-in").words().count("Sign in to go on.") == 1


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "http://[", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(address, ana, visit):
    assert enter(visit(), "ana.ruiz", next=address).location == "/"


def test_whoever_is_in_needs_no_sign_in_page(ana, visit):
    assert visit(ana).get("/sign-in", 302).location == "/"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/sign-out"), ("POST", "/account"), ("DELETE", "/sign-in"), ("GET", "/demo/enter/ana.ruiz")],
)
def test_the_wrong_method_is_a_405(method, path, ana, visit):
    visitor = visit(ana)
    assert visitor.raw(method, path, headers={"X-CSRFToken": visitor._token()}).status_code == 405


def test_the_doors_of_the_demo_exist_in_a_demo_only_and_for_its_cast(ana, world, visit):
    visit().post("/demo/enter/ana.ruiz", status=404)
    installation = db.session.get(Installation, 1)
    installation.is_demo, installation.demo_employer_name = True, "Invented"
    db.session.commit()
    visitor = visit()
    assert visitor.get("/sign-in").says("Enter the demo")
    visitor.post("/demo/enter/nobody", status=404)
    with_a_role = world.person("Real Person", Role.HR)
    visitor.post(f"/demo/enter/{with_a_role.sign_in_name}", status=404)
    assert visitor.follow(visitor.post("/demo/enter/ana.ruiz")).says("Demo. Everyone here is invented.")


def test_a_changed_address_leaves_the_way_in_whole(ana, world, visit):
    here = visit()
    enter(here, "ana@example.org")
    form = {"name": "Ana Ruiz", "sign_in_name": "ana.ruiz", "job_title": "Peer specialist", "employment": "paid"}
    visit(world.hr).post(f"/people/{ana.id}/edit", {**form, "email": "ana.new@example.org"})
    assert here.get("/").says("Hello, Ana Ruiz"), "the session goes on"
    for name in ("ana.ruiz", "ana.new@example.org"):
        assert enter(visit(), name).location == "/"
    assert enter(visit(), "ana@example.org", status=422).errors() == [WRONG]
