from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.support.world import PASSWORD
from tracker import clock
from tracker.database import db
from tracker.months import queries
from tracker.months.models import SignedMonth
from tracker.people.models import AssignmentKind, Role
from tracker.signatures.models import Signature


@pytest.fixture
def key(world):
    for person in (world.ana, world.dana):
        world.with_password(person)
    return world.month(topics=["risk"], strength="Asked early.")


def at(key, ending=""):
    return f"/people/{key.person_id}/months/{key.supervisor_id}/{key.month_on:%Y-%m}{ending}"


def read(visitor, key):
    page = visitor.get(at(key))
    return visitor.follow(visitor.post(at(key, "/read"), {"mark": page.value("mark")}))


def form(page, name, **more):
    months = page.tree.xpath("//input[@name='months']/@value")
    values = {"months": months, "meaning": "agree", "typed_name": name, "password": PASSWORD, "consents": "y"}
    return {**values, **more}


def sign(visitor, key, name, **more):
    page = read(visitor, key)
    return visitor.follow(visitor.post("/months/sign", form(page, name, **more)))


def test_from_opening_a_month_to_both_signatures(world, visit, key):
    dana, ana = visit(world.dana), visit(world.ana)
    assert dana.get("/").says("Sign 1 month of the log")
    page = dana.get("/months/sign")
    assert page.says("Open each month and read it. Then sign all you have read in one sitting: 0 of 1.")
    assert not page.tree.xpath("//input[@name='typed_name']")
    assert at(key) in page.links()
    page = dana.get(at(key))
    assert page.says("Not signed yet. The first signature locks what stands here.")
    assert page.says("Asked early.")
    assert page.says("Not confirmed by the employee.")
    page = sign(dana, key, "Dana Whitfield")
    assert page.says("Signed.")
    assert page.says("No month waits for your signature.")
    page = ana.get(at(key))
    assert page.says("The content is locked by the first signature and waits for the other.")
    assert page.says("From ")
    sign(ana, key, "Ana Ruiz")
    page = ana.get(at(key))
    assert page.says("is signed and locked, so the hours stay as you both signed them. Missed a meeting?")
    assert page.says("Read, and agrees")
    for person in (world.ana, world.dana, world.hr):
        assert visit(person).get(f"/people/{world.ana.id}/months").says("signed and locked")


def test_what_is_typed_wrongly_signs_nothing_and_nothing_is_lost(world, visit, key):
    ana = visit(world.ana)
    page = read(ana, key)
    for more, message in (
        ({"password": "wrong one here"}, "This is not your password. Nothing was signed; write it again."),
        ({"months": []}, "Choose at least one month that you have opened."),
        ({"meaning": "disagree"}, "Tell us what you see differently; your words stay with this record."),
        ({"typed_name": ""}, "Type your name as it stands in your record."),
    ):
        answer = ana.post("/months/sign", form(page, "Ana Ruiz", **more), 422)
        assert message in answer.errors()
    answer = ana.post("/months/sign", form(page, "Ana Ruiz", meaning="nothing", comment="Kept words."), 422)
    assert answer.value("comment") == "Kept words."
    answer = ana.post("/months/sign", form(page, "Somebody Else", comment="Kept words."), 409)
    assert answer.says("Type your name as it stands in your record: Ana Ruiz.")
    assert answer.says("Kept words.")
    assert db.session.execute(select(Signature)).first() is None


def test_a_month_that_was_not_read_cannot_be_chosen(world, visit, key):
    ana = visit(world.ana)
    chosen = f"{key.person_id}/{key.supervisor_id}/{key.month_on:%Y-%m}"
    page = ana.post("/months/sign", {**form(ana.get("/months/sign"), "Ana Ruiz"), "months": [chosen]}, 409)
    assert page.says("Open a month and read it first. Then it can be signed.")
    assert db.session.execute(select(SignedMonth)).first() is None


def test_reopening_through_the_pages(world, visit, key):
    ana, dana, hr = visit(world.ana), visit(world.dana), visit(world.hr)
    sign(dana, key, "Dana Whitfield")
    (copy,) = db.session.execute(select(SignedMonth)).scalars()
    ana.post(f"/months/{copy.id}/ask", {"reason": ""}, 422)
    page = ana.follow(ana.post(f"/months/{copy.id}/ask", {"reason": "A meeting is missing."}))
    assert page.says("HR is asked.")
    assert page.says("A meeting is missing.")
    assert "Reopen " in hr.get("/").text
    assert hr.post(f"/months/{copy.id}/refuse", {"reason": ""}, 422).errors()
    page = hr.follow(hr.post(f"/months/{copy.id}/reopen"))
    assert page.says("Reopened. The signed copy is kept, and both sides sign again.")
    assert page.says("Earlier signed copies")
    assert f"/months/{copy.id}" in page.links()
    hr.post(f"/months/{copy.id}/reopen", status=409)


def test_leaving_it_as_it_is_says_why(world, visit, key):
    ana, hr = visit(world.ana), visit(world.hr)
    copy = world.sign_month(key, world.dana)
    ana.post(f"/months/{copy.id}/ask", {"reason": "Wrong."})
    hr.follow(hr.post(f"/months/{copy.id}/refuse", {"reason": "It is right."}))
    assert ana.get(at(key)).says("HR left it as it is: It is right.")


def test_late_entries_stand_beside_the_signed_total(world, visit, key):
    world.sign_month(key, world.dana)
    late = world.entry(held_on=key.month_on, minutes=30, starts=None)
    page = visit(world.ana).get(at(key))
    assert page.says("Signed total: 60 minutes counted. Written since, with their real dates:")
    assert f"/log/{late.id}?person={world.ana.id}" in page.links()
    assert visit(world.ana).get(f"/log/{late.id}").says("A late entry: its month was signed before it was written.")
    assert visit(world.ana).get(f"/people/{world.ana.id}/log").says("late entry")


def test_the_exact_bytes_can_be_taken_along(world, visit, key):
    copy = world.sign_month(key, world.dana)
    answer = visit(world.ana).raw("GET", f"/months/{copy.id}")
    assert answer.data == queries.get_snapshot(copy).content
    assert answer.content_type == "application/json"


def test_former_staff_read_and_sign_their_own_signed_months_and_no_other(world, visit, key):
    world.sign_month(key, world.dana)
    before = key.month_on - timedelta(days=10)
    world.entry(held_on=before, starts=None)
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    ana = visit(world.ana)
    page = ana.get(f"/people/{world.ana.id}/months")
    assert at(key) in page.links()
    assert not any(f"{before:%Y-%m}" in link for link in page.links())
    ana.get(at(key._replace(month_on=before.replace(day=1))), 404)
    sign(ana, key, "Ana Ruiz")
    assert ana.get(at(key)).says("is signed and locked")


def test_a_second_supervisor_opens_only_their_own_months(world, visit, key):
    second = world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    world.entry(by=second, held_on=key.month_on + timedelta(days=1))
    own = key._replace(supervisor_id=second.id)
    page = visit(second).get(f"/people/{world.ana.id}/months")
    assert at(own) in page.links()
    assert at(key) not in page.links()
    visit(second).get(at(own))
    visit(second).get(at(key), 404)


@pytest.mark.parametrize("month", ["2026-13", "nothing", "2020-01"])
def test_nothing_is_found_where_nothing_is(world, visit, key, month):
    visit(world.ana).get(f"/people/{world.ana.id}/months/{world.dana.id}/{month}", 404)
    visit(world.ana).get(f"/months/{uuid4()}", 404)


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("GET", "/read"), ("DELETE", "/read")])
def test_wrong_methods_are_answered_405(world, visit, key, method, path):
    assert visit(world.ana).raw(method, at(key, path)).status_code == 405


def test_queries_stay_the_same_for_one_person_and_for_60_and_for_one_entry_and_many(world, visit, count_queries):
    team = [world.person(f"Peer Number{number:02}") for number in range(60)]
    for person in team:
        world.assign(person, world.dana)
    dana, totals = visit(world.dana), []
    for some in (team[:1], team[1:]):
        for person in some:
            key = world.month(person)
            world.read_month(key, world.dana)
        dana.get("/months/sign")
        for path in ("/months/sign", "/", at(key), f"/people/{key.person_id}/months"):
            with count_queries as seen:
                dana.get(path)
            totals.append(seen.total)
        for day in range(5 if some is team[:1] else 0):
            world.entry(team[0], held_on=key.month_on + timedelta(days=day), starts=None)
    assert totals[:4] == totals[4:]
