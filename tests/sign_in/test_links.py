from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.world import PASSWORD
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal
from tracker.people.models import Role
from tracker.sign_in import actions, queries
from tracker.sign_in.models import SignInLink

NEW = {"new_password": "four words of mine", "again": "four words of mine"}
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def make(person, by, hours=72):
    token = actions.make_link(person, by=by, valid_for=timedelta(hours=hours))
    db.session.commit()
    return f"/sign-in/link/{token}"


def stored():
    return db.session.execute(select(SignInLink)).scalars().all()


class TestUsing:
    def test_opening_it_uses_nothing_and_its_button_signs_in(self, world, visit):
        address, visitor = make(world.ana, world.hr), visit()
        for _ in range(3):
            assert visitor.get(address).says("Hello, Ana Ruiz. Choose a password")
        assert [link.used_at for link in stored()] == [None]
        page = visitor.follow(visitor.post(address, NEW))
        assert page.says("Welcome, Ana Ruiz. Your password is set.")
        assert actions.is_password_right(world.ana, NEW["new_password"])

    def test_it_works_once(self, world, visit):
        address, late = make(world.ana, world.hr), visit()
        late.get(address)
        visit().post(address, NEW)
        assert late.post(address, NEW, 410).says("It has been used, or its time is over.")
        visit().get(address, 410)

    def test_of_two_at_the_same_moment_one_is_told_no(self, world):
        token = make(world.ana, world.hr).rsplit("/", 1)[1]
        actions.use_link(token, actions.hash_password("one of the two"))
        with pytest.raises(Refusal, match="has been used or has expired"):
            actions.use_link(token, actions.hash_password("the other of the two"))

    def test_it_ends_every_session_there_was(self, world, visit):
        thief = visit(world.with_password(world.ana))
        visit().post(make(world.ana, world.hr), NEW)
        assert thief.raw("GET", "/account").status_code == 302
        assert not actions.is_password_right(world.ana, PASSWORD)

    def test_a_password_chosen_in_another_way_ends_the_links_not_used_yet(self, world, visit):
        first, second = make(world.ana, world.hr), make(world.ana, world.admin)
        visit().post(first, NEW)
        assert visit().get(second, 410).says("It has been used, or its time is over.")
        assert [link.ended_at is None for link in stored()] == [link.used_at is not None for link in stored()]

    @pytest.mark.parametrize(("hours", "status"), [(71, 200), (72, 410)])
    def test_it_expires(self, hours, status, world, visit, time_machine):
        address = make(world.ana, world.hr)
        time_machine.move_to(NOON + timedelta(hours=hours), tick=False)
        visit().get(address, status)

    def test_a_made_up_one_is_over(self, visit):
        visit().get("/sign-in/link/made-up", 410)

    @pytest.mark.parametrize("wrong", [{"new_password": "short"}, {"again": "something else"}, {"new_password": ""}])
    def test_a_bad_password_does_not_use_it(self, wrong, world, visit):
        address, visitor = make(world.ana, world.hr), visit()
        assert visitor.post(address, {**NEW, **wrong}, 422).errors()
        visitor.post(address, NEW)

    def test_an_account_that_closed_in_the_meantime_stays_closed(self, world, visit):
        address = make(world.ana, world.hr)
        world.ana.left_on = clock.today() - timedelta(days=366)
        db.session.commit()
        visit().get(address, 410)
        visit().post(address, NEW, 410)
        assert queries.find_password_hash(world.ana) is None

    def test_the_database_holds_only_its_hash(self, world):
        token = make(world.ana, world.hr).rsplit("/", 1)[1]
        assert [link.token_hash for link in stored()] == [queries.hash_token(token)]
        assert token not in queries.hash_token(token)


class TestMaking:
    def link_for(self, visitor, person, status=200):
        return visitor.post(f"/people/{person.id}/link", status=status)

    def test_hr_makes_one_and_sees_it_once(self, world, visit):
        page = self.link_for(visit(world.hr), world.ana)
        address = page.tree.xpath("//input[@id='link']/@value")[0]
        assert address.startswith("http://localhost/sign-in/link/")
        assert page.says("It works once, within 72 hours.")
        assert visit().get(address.removeprefix("http://localhost")).says("Ana Ruiz")

    @pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATOR])
    def test_hr_makes_none_into_an_account_with_more_rights(self, role, world, visit):
        powerful = world.person("Holly Holder", Role.EMPLOYEE, role)
        only = "Only an administrator keeps the account of Holly Holder."
        page = visit(world.hr).get(f"/people/{powerful.id}")
        assert page.says(only)
        assert not page.says("Make a one-time sign-in link")
        assert self.link_for(visit(world.hr), powerful, 403).says(only)
        assert not stored()
        page = visit(world.admin).get(f"/people/{powerful.id}")
        assert page.says("Make a one-time sign-in link")
        assert not page.says(only)
        self.link_for(visit(world.admin), powerful)

    @pytest.mark.parametrize(("who", "status"), [("hr", 409), ("admin", 409)])
    def test_nobody_makes_one_for_themselves(self, who, status, world, visit):
        person = getattr(world, who)
        self.link_for(visit(person), person, status)
        assert not stored()

    @pytest.mark.parametrize("who", ["ana", "dana"])
    def test_nobody_else_makes_any(self, who, world, visit):
        self.link_for(visit(getattr(world, who)), world.person("Mia Member"), 403)

    def test_none_for_a_closed_account(self, world, visit):
        world.ana.left_on = clock.today() - timedelta(days=366)
        db.session.commit()
        page = self.link_for(visit(world.hr), world.ana, 409)
        assert page.says("The account of Ana Ruiz is closed: it ended a year after their last day.")
        assert not stored()

    def test_former_staff_get_one_for_a_year(self, world, visit):
        world.ana.left_on = clock.today() - timedelta(days=30)
        db.session.commit()
        self.link_for(visit(world.hr), world.ana)

    def test_a_failing_line_in_the_trail_makes_no_link(self, world, monkeypatch):
        ana, hr = world.ana, world.hr

        def fail(*_, **__):
            raise OSError("the trail cannot be written")

        monkeypatch.setattr(actions.audit, "record", fail)
        with pytest.raises(OSError, match="the trail"):
            make(ana, hr)
        db.session.rollback()
        assert not stored()


class TestTelling:
    """The person is told, on home for two weeks and in the account for ninety days."""

    TOLD = "Priya Nair made a one-time sign-in link for your account on November 24, 2026, 12:00 PM CST."

    def test_on_home_and_in_the_account(self, world, visit, time_machine):
        make(world.ana, world.hr)
        assert visit(world.ana).get("/").says(self.TOLD)
        account = visit(world.ana).get("/account")
        assert account.says("Made on November 24, 2026, 12:00 PM CST by Priya Nair. Not used.")
        time_machine.move_to(NOON + timedelta(days=15), tick=False)
        assert not visit(world.ana).get("/").says(self.TOLD)
        assert visit(world.ana).get("/account").says("by Priya Nair")

    def test_that_it_was_used(self, world, visit):
        visit().post(make(world.ana, world.hr), NEW)
        assert visit(world.ana).get("/account").says("by Priya Nair. Used.")

    def test_that_the_operator_made_it(self, world, visit):
        with actions.audit.as_operator():
            make(world.ana, None)
        assert visit(world.ana).get("/").says("The operator of the server made a one-time sign-in link")
        assert visit(world.ana).get("/account").says("by the operator of the server")

    def test_nobody_else_is_told(self, world, visit):
        make(world.ana, world.hr)
        assert not visit(world.dana).get("/").says("one-time sign-in link")
        assert visit(world.dana).get("/account").says("None.")

    def test_making_and_using_stand_in_the_trail_without_the_token(self, world, visit):
        address = make(world.ana, world.hr)
        visit().post(address, NEW)
        found = select(TrailLine).where(TrailLine.record_kind == "link").order_by(TrailLine.id)
        made, used = db.session.execute(found).scalars()
        assert (made.event, made.actor_id, made.about_id) == ("link.made", world.hr.id, world.ana.id)
        assert (used.event, used.actor_id, used.about_id) == ("link.used", world.ana.id, world.ana.id)
        assert not made.fields
        assert not used.fields
