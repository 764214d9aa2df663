import argon2
import pytest
from sqlalchemy import select

from tests.support.world import PASSWORD
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.sign_in import actions, queries
from tracker.sign_in.models import Password

NEW = "quite another set of words"


@pytest.fixture
def ana(world):
    return world.with_password(world.ana)


def change(visitor, status=302, **more):
    form = {"current_password": PASSWORD, "new_password": NEW, "again": NEW, **more}
    return visitor.post("/account/password", form, status)


def is_in(visitor):
    return visitor.raw("GET", "/account").status_code == 200


class TestTheHash:
    def test_it_is_argon2id_with_the_19_mib_profile(self, slow_hasher):
        found = argon2.extract_parameters(slow_hasher.hash("a password"))
        assert found.type is argon2.Type.ID
        assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)

    def test_an_unknown_account_costs_as_much_as_a_known_one(self, slow_hasher):
        nobody = argon2.extract_parameters(actions._NOBODY)
        known = argon2.extract_parameters(slow_hasher.hash("a password"))
        for name in ("type", "memory_cost", "time_cost", "parallelism", "version"):
            assert getattr(nobody, name) == getattr(known, name)

    def test_a_guess_on_an_unknown_account_is_checked_against_something(self, session, monkeypatch):
        asked = []

        class Watched:
            def verify(self, stored, password):
                asked.append(stored)
                raise argon2.exceptions.VerifyMismatchError

        monkeypatch.setattr(actions, "hasher", Watched())
        assert not actions.is_password_right(None, "guess")
        assert asked == [actions._NOBODY]

    def test_two_people_with_one_password_have_two_hashes(self, world):
        for name in ("Ann One", "Ben Two"):
            world.with_password(world.person(name))
        hashes = db.session.execute(select(Password.hash)).scalars().all()
        assert len(set(hashes)) == 2
        assert all(one.startswith("$argon2id$") for one in hashes)

    def test_no_stored_text_is_taken_for_a_password(self, world):
        db.session.add(Password(person_id=world.ana.id, hash="not a hash"))
        db.session.commit()
        assert not actions.is_password_right(world.ana, "not a hash")


class TestChanging:
    def test_other_sessions_end_and_this_one_stays(self, ana, visit):
        here, there = visit(ana), visit(ana)
        page = here.follow(change(here))
        assert page.says("Password changed. You are signed out everywhere else.")
        assert is_in(here)
        assert not is_in(there)

    def test_the_token_before_is_worthless_and_the_old_password_too(self, ana, visit):
        here, thief = visit(ana), visit()
        thief.client.set_cookie("tracker", here.client.get_cookie("tracker").value)
        change(here)
        assert not is_in(thief)
        assert not actions.is_password_right(ana, PASSWORD)
        assert actions.is_password_right(ana, NEW)

    def test_it_is_in_the_trail_without_the_password(self, ana, visit):
        change(visit(ana))
        found = select(TrailLine).where(TrailLine.event == "password.changed").order_by(TrailLine.id.desc()).limit(1)
        line = db.session.execute(found).scalar_one()
        assert (line.actor_id, line.about_id, line.fields) == (ana.id, ana.id, ["password"])

    @pytest.mark.parametrize(
        ("wrong", "instruction"),
        [
            ({"current_password": "a wrong one"}, "This is not your present password. Write it again."),
            ({"current_password": ""}, "Write your present password."),
            ({"new_password": "too short", "again": "too short"}, "Use at least 12 characters."),
            ({"new_password": "x" * 201, "again": "x" * 201}, "Use at least 12 characters."),
            ({"again": "not the same at all"}, "Write the same password twice."),
            ({"new_password": "", "again": ""}, "Choose a password."),
        ],
    )
    def test_bad_input_changes_nothing_and_shows_no_password_again(self, wrong, instruction, ana, visit):
        before = queries.find_password_hash(ana)
        page = change(visit(ana), 422, **wrong)
        assert any(instruction in error for error in page.errors()), page.errors()
        assert queries.find_password_hash(ana) == before
        assert NEW not in page.text

    def test_it_is_refused_for_whoever_has_none_yet(self, world, visit):
        assert change(visit(world.ana), 422).errors() == ["This is not your present password. Write it again."]

    def test_a_failing_line_in_the_trail_keeps_the_old_one(self, ana, monkeypatch):
        def fail(*_, **__):
            raise OSError("the trail cannot be written")

        monkeypatch.setattr(actions.audit, "record", fail)
        with pytest.raises(OSError, match="the trail"):
            actions.set_password(ana, actions.hash_password(NEW), by=ana)
        db.session.rollback()
        assert actions.is_password_right(ana, PASSWORD)


class TestProof:
    """Signing asks again who is there."""

    def test_the_password_proves_it_and_nothing_else(self, ana):
        proof = actions.prove_identity(ana, PASSWORD, address="192.0.2.1")
        assert (proof.person_id, proof.means) == (ana.id, "password")
        assert actions.prove_identity(ana, "something else", address="192.0.2.1") is None
