from datetime import UTC, datetime, timedelta

import pytest

from tests.support.world import PASSWORD
from tracker import clock
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Role

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def is_in(visitor, path="/account"):
    answer = visitor.raw("GET", path)
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


class TestIdleLimit:
    """TRACKER_IDLE_MINUTES is 30 by default."""

    def test_a_session_left_alone_ends(self, world, visit, time_machine):
        visitor = visit(world.ana)
        time_machine.move_to(NOON + timedelta(minutes=30), tick=False)
        assert is_in(visitor)
        time_machine.move_to(NOON + timedelta(minutes=60, seconds=1), tick=False)
        assert not is_in(visitor)

    def test_each_page_begins_the_time_anew(self, world, visit, time_machine):
        visitor = visit(world.ana)
        for minutes in range(0, 300, 29):
            time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
            assert is_in(visitor)

    def test_staying_is_a_sign_of_life(self, world, visit, time_machine):
        visitor = visit(world.ana)
        time_machine.move_to(NOON + timedelta(minutes=29), tick=False)
        assert visitor.raw("GET", "/account/stay").status_code == 204
        time_machine.move_to(NOON + timedelta(minutes=55), tick=False)
        assert is_in(visitor)

    def test_an_ended_session_stays_ended(self, world, visit, time_machine):
        visitor = visit(world.ana)
        time_machine.move_to(NOON + timedelta(minutes=31), tick=False)
        assert not is_in(visitor)
        assert not is_in(visitor)

    def test_the_page_knows_when_to_warn(self, world, visit):
        page = visit(world.ana).get("/")
        (warning,) = page.tree.xpath("//*[@id='idle']/@data-after")
        assert int(warning) == 30 * 60 - 120


def test_a_session_ends_after_twelve_hours_however_busy(world, visit, time_machine):
    visitor = visit(world.ana)
    for minutes in range(0, 720, 20):
        time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
        assert is_in(visitor)
    time_machine.move_to(NOON + timedelta(hours=12, seconds=1), tick=False)
    assert not is_in(visitor)


def test_the_limits_are_settings(world, visit, app, time_machine):
    app.config["TRACKER_IDLE_MINUTES"], before = 5, app.config["TRACKER_IDLE_MINUTES"]
    try:
        visitor = visit(world.ana)
        time_machine.move_to(NOON + timedelta(minutes=5, seconds=1), tick=False)
        assert not is_in(visitor)
    finally:
        app.config["TRACKER_IDLE_MINUTES"] = before


def test_signing_out_makes_a_stolen_cookie_worthless(world, visit):
    visitor, thief = visit(world.ana), visit()
    stolen = visitor.client.get_cookie("tracker").value
    thief.client.set_cookie("tracker", stolen)
    assert is_in(thief)
    assert visitor.post("/sign-out").location == "/sign-in"
    assert not is_in(visitor)
    assert not is_in(thief)


def test_a_made_up_token_opens_nothing(world, visit):
    visitor = visit(world.ana)
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = "made-up"
    assert not is_in(visitor)


def test_a_cookie_signed_with_another_key_opens_nothing(world, visit, app):
    visitor = visit(world.ana)
    body, signature = visitor.client.get_cookie("tracker").value.rsplit(".", 1)
    visitor.client.set_cookie("tracker", f"{body}.{signature[::-1]}")
    assert not is_in(visitor)


def test_signing_in_again_leaves_nothing_of_the_session_before(world, visit):
    world.with_password(world.ana)
    visitor = visit(world.dana)
    before = visitor._token()
    visitor.post("/sign-in", {"email": "ana.ruiz", "password": PASSWORD})
    assert visitor.get("/").says("Hello, Ana Ruiz")
    # The token of a form made before is worth nothing now.
    visitor.post("/sign-out", {"csrf_token": before}, 400)


def test_roles_count_from_the_next_page_on(world, visit):
    visitor = visit(world.dana)
    visitor.get("/team")
    people.take_role(world.dana, Role.SUPERVISOR, by=world.hr)
    db.session.commit()
    visitor.get("/team", 403)


def test_a_session_ends_when_the_account_closes(world, visit):
    visitor = visit(world.ana)
    world.ana.left_on = clock.today() - timedelta(days=366)
    db.session.commit()
    assert not is_in(visitor)


class TestOneVisitorIsNeverTakenForAnother:
    """Guards the test client: requests in one context share Flask's ``g``."""

    def test_two_people_at_once(self, world, visit):
        first, second = visit(world.ana), visit(world.dana)
        for _ in range(2):
            assert first.get("/account").says("Ana Ruiz")
            assert second.get("/account").says("Dana Whitfield")
            assert not is_in(visit())
