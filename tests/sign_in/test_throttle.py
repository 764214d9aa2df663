from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.conftest import make_app
from tests.support.world import PASSWORD
from tracker.database import db
from tracker.sign_in import throttle
from tracker.sign_in.models import RateCount

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
TOO_MANY = "Too many attempts. Wait 15 minutes, or ask HR for a one-time link."
WRONG = "The name or the password is not right. Check both and try again."


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def ana(world):
    return world.with_password(world.ana)


def guess(visitor, name="ana.ruiz", typed="wrong", address="127.0.0.1", status=422):
    more = {"environ_base": {"REMOTE_ADDR": address}}
    answer = visitor.post("/sign-in", {"email": name, "password": typed}, status, **more)
    return answer.errors()[0] if status == 422 else answer


def fail(times, name="ana.ruiz", address="127.0.0.1"):
    for number in range(times):
        throttle.count_failure(name.format(number), address.format(number))
    db.session.commit()


class TestLimits:
    """5 per account and address, 25 per account, 60 per address, each in a quarter of an hour."""

    def test_five_failures_are_allowed_on_one_machine(self, ana, visit):
        visitor = visit()
        assert [guess(visitor) for _ in range(5)] == [WRONG] * 5
        assert guess(visitor) == TOO_MANY
        assert guess(visitor, typed=PASSWORD) == TOO_MANY

    def test_the_same_account_elsewhere_and_others_here_are_not_blocked(self, ana, world, visit):
        world.with_password(world.dana)
        fail(5)
        guess(visit(), typed=PASSWORD, address="10.0.0.9", status=302)
        guess(visit(), "dana.whitfield", PASSWORD, status=302)

    def test_one_account_is_blocked_everywhere_after_25(self, ana, visit):
        fail(24, address="10.0.0.{}")
        assert guess(visit(), address="10.0.1.1") == WRONG
        assert guess(visit(), typed=PASSWORD, address="10.0.1.2") == TOO_MANY

    def test_one_address_is_blocked_for_every_account_after_60(self, ana, visit):
        fail(59, name="someone.{}")
        assert guess(visit(), "somebody.else") == WRONG
        assert guess(visit(), typed=PASSWORD) == TOO_MANY
        guess(visit(), typed=PASSWORD, address="10.0.0.9", status=302)

    @pytest.mark.parametrize("name", ["ANA.RUIZ", " ana.ruiz "])
    def test_the_same_account_in_other_letters_is_the_same_account(self, name, ana, visit):
        fail(5)
        assert guess(visit(), name, PASSWORD) == TOO_MANY


class TestEnding:
    def test_it_ends_after_a_quarter_of_an_hour(self, ana, visit, time_machine):
        fail(60)
        time_machine.move_to(NOON + timedelta(minutes=14, seconds=59), tick=False)
        assert guess(visit(), typed=PASSWORD) == TOO_MANY
        time_machine.move_to(NOON + timedelta(minutes=15), tick=False)
        guess(visit(), typed=PASSWORD, status=302)

    def test_asking_while_blocked_does_not_make_it_longer(self, ana, visit, time_machine):
        fail(5)
        time_machine.move_to(NOON + timedelta(minutes=14), tick=False)
        assert guess(visit()) == TOO_MANY
        time_machine.move_to(NOON + timedelta(minutes=15), tick=False)
        guess(visit(), typed=PASSWORD, status=302)

    def test_a_success_clears_the_count_of_this_person_on_this_machine_only(self, ana, visit):
        fail(4)
        guess(visit(), typed=PASSWORD, status=302)
        assert [guess(visit()) for _ in range(5)] == [WRONG] * 5
        counts = dict(db.session.execute(select(RateCount.key, RateCount.count)).all())
        assert sorted(counts.values()) == [5, 9, 9]


def test_the_longest_names_fit_the_counter(ana, visit):
    assert guess(visit(), "x" * 200, address="2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff") == WRONG


def test_the_right_password_is_not_even_checked_while_blocked(ana, visit, monkeypatch):
    fail(5)
    visitor = visit()
    visitor._token()

    def ask(*_):
        raise AssertionError("checked")

    monkeypatch.setattr("tracker.sign_in.actions.is_password_right", ask)
    assert guess(visitor, typed=PASSWORD) == TOO_MANY


class TestWhileSignedIn:
    """An unlocked screen left alone is no way around the door."""

    @pytest.fixture
    def inside(self, ana, visit):
        return visit(ana)

    def change(self, visitor, current, status):
        form = {"current_password": current, "new_password": "four other words", "again": "four other words"}
        return visitor.post("/account/password", form, status)

    def test_guesses_of_the_present_password_are_counted(self, inside):
        for _ in range(5):
            assert self.change(inside, "a guess", 422).says("This is not your present password.")
        assert self.change(inside, PASSWORD, 429).says("Too many attempts. Nothing was changed.")

    def test_guesses_at_the_door_and_inside_are_one_count(self, inside):
        fail(3)
        for _ in range(2):
            self.change(inside, "a guess", 422)
        self.change(inside, PASSWORD, 429)

    def test_the_right_one_clears_the_count(self, inside):
        for _ in range(4):
            self.change(inside, "a guess", 422)
        assert len(self.counted_here()) == 1
        self.change(inside, PASSWORD, 302)
        assert self.counted_here() == []

    def counted_here(self):
        return [key for key in db.session.execute(select(RateCount.key)).scalars() if "/both/" in key]


def test_failures_at_the_same_moment_are_all_counted(fresh_database):
    app = make_app(fresh_database)
    begin = Barrier(4)

    def fail_five_times():
        with app.app_context():
            begin.wait()
            for _ in range(5):
                throttle.count_failure("ana.ruiz", "127.0.0.1")
                db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(fail_five_times) for _ in range(4)]:
            done.result()
    with app.app_context():
        assert db.session.execute(select(RateCount.count)).scalars().all() == [20, 20, 20]
        db.session.remove()
        db.engine.dispose()
