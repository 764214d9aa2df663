"""Who signs a review for which side: its two sides, a successor, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reviews.record import at, everything, state_of
from tests.signatures.signing import NAMES, SIDES, WORDS, form, sign, signatures
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit import actions as trail
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.people.models import AssignmentKind, Role, SupervisionAssignment
from tracker.reviews import actions
from tracker.reviews.models import State
from tracker.sign_in.actions import Proof
from tracker.signatures.models import Capacity, Meaning


@pytest.fixture
def review(world):
    for person in (world.ana, world.dana):
        world.with_password(person)
    return world.awaiting()


@pytest.fixture
def people(world, review, visit):
    return {"ana": visit(world.ana), "dana": visit(world.dana)}


@pytest.mark.parametrize(("who", "status"), [("hr", 403), ("admin", 403), ("colleague", 404), ("upline", 403)])
def test_nobody_else_signs(world, visit, review, who, status):
    if who == "upline":
        person = world.person("Uma Upline", Role.SUPERVISOR)
        world.assign(world.dana, person)
    else:
        person = world.person("Colin Colleague") if who == "colleague" else getattr(world, who)
    before = everything(review)
    visit(person).get(at(review, "sign"), status)
    visit(person).post(at(review, "sign"), {"meaning": "agree"}, status)
    assert everything(review) == before


def backup(world):
    bo = world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, bo, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=30))
    return bo


def leave(world):
    """Dana's assignment ended yesterday."""
    row = db.session.execute(
        select(SupervisionAssignment).where(SupervisionAssignment.supervisor_id == world.dana.id)
    ).scalar_one()
    row.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()


def test_a_backup_does_not_sign_for_the_author_of_the_ratings(world, visit, review):
    before = everything(review)
    bo = visit(world.with_password(backup(world)))
    for act in (bo.get, bo.post):
        page = act(at(review, "sign"), status=409)
        assert page.says("Dana Whitfield made the supervisor's ratings and signs them.")
    page = bo.get(at(review))
    assert page.says("Dana Whitfield began these ratings and signs them.")
    assert at(review, "sign") not in page.links()
    assert everything(review) == before


def test_a_successor_signs_that_they_received_it_and_the_author_signs_no_more(world, people, review, visit):
    bo = world.with_password(backup(world))
    leave(world)
    successor = visit(bo)
    assert at(review, "sign") in successor.get(at(review)).links()
    page = successor.get(at(review, "sign"))
    received = "I sign that I received this record from Dana Whitfield. I was not present at the conversation."
    assert page.says(received)
    successor.post(at(review, "sign"), form(page, "dana", meaning="agree", typed_name="Bo Backup"), 422)
    successor.post(at(review, "sign"), form(page, "dana", meaning="received", typed_name="Bo Backup"))
    assert signatures(review) == [(Capacity.SUPERVISOR, Meaning.RECEIVED, "")]
    people["dana"].post(at(review, "sign"), {"meaning": "agree"}, 404)
    sign(people, review, "ana")
    assert state_of(review) is State.ENDED


class TestActions:
    """What no page sends, and a trail that fails."""

    def act(self, world, review, who="ana", **more):
        reading = world.side(review, SIDES[who])
        proof = Proof(reading.reader.id, "password", clock.now())
        return actions.sign(reading, world.signing(reading, **more), proof=proof, by=reading.reader)

    @pytest.mark.parametrize("wrong", [{"capacity": Capacity.SUPERVISOR}, {"meaning": Meaning.RECEIVED}], ids=str)
    def test_one_signs_only_for_ones_own_side(self, world, review, wrong):
        with pytest.raises(Refusal, match=r"This is for the other side of the review to do."):
            self.act(world, review, **wrong)
        assert signatures(review) == []

    def test_a_supervisor_does_not_sign_as_one_who_disagrees(self, world, review):
        with pytest.raises(Refusal, match=r"This is for the other side of the review to do."):
            self.act(world, review, "dana", comment=WORDS)

    def test_nobody_signs_what_is_not_awaiting_signatures(self, world, review):
        for who in NAMES:
            self.act(world, review, who)
        reading = world.side(review, Side.EMPLOYEE)
        with pytest.raises(Stale, match=r"This review is not waiting for signatures now."):
            actions.return_to_conversation(reading, reason="Once more.", by=world.ana)
        with pytest.raises(Stale, match=r"This review is not waiting for signatures now."):
            self.act(world, review)

    @pytest.mark.parametrize("fails", ["signature.given", "review.ended", "review.returned", "signature.voided"])
    def test_a_failing_trail_leaves_nothing_changed(self, world, review, monkeypatch, fails):
        world.sign(review, Side.SUPERVISOR)
        before = everything(review)
        reading = world.side(review, Side.EMPLOYEE)
        proof, signing = Proof(world.ana.id, "password", clock.now()), world.signing(reading)

        def fail(event, **_more):
            if event == fails:
                raise RuntimeError("no trail")

        monkeypatch.setattr(trail, "record", fail)
        acts = {
            "signature.given": lambda: actions.sign(reading, signing, proof=proof, by=world.ana),
            "review.ended": lambda: actions.sign(reading, signing, proof=proof, by=world.ana),
            "review.returned": lambda: actions.return_to_conversation(reading, reason="Once more.", by=world.ana),
            "signature.voided": lambda: actions.return_to_conversation(reading, reason="Once more.", by=world.ana),
        }
        with pytest.raises(RuntimeError, match="no trail"):
            acts[fails]()
        db.session.rollback()
        assert everything(review) == before
