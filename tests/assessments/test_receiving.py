"""Answers that a page had kept: each is received once, however often it is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.assessments.rating import at, everything, fields, held, lines
from tracker import clock
from tracker.assessments.actions import RECEIPTS_KEPT
from tracker.assessments.models import AnswerReceipt, Side
from tracker.database import db

ONE = "answers/ADV-T01"


@pytest.fixture
def review(world):
    return world.review()


@pytest.fixture
def ana(world, visit):
    return visit(world.ana)


def send(visitor, review, key, answer, *, revision=0, status=200, **more):
    headers = {"HX-Request": "true", "X-CSRFToken": visitor._token(), "Idempotency-Key": str(key)}
    form = fields("ADV-T01", answer, revision=revision, **more)
    return visitor.post(at(review, ONE), form, status, headers=headers)


def outcome(page):
    return page.tree.xpath("//@data-outcome")[0]


def receipts():
    return db.session.query(AnswerReceipt).all()


def test_sent_twice_it_is_saved_once(review, ana):
    key = uuid4()
    for _time in range(2):
        page = send(ana, review, key, "4")
        assert (outcome(page), page.value("revision-ADV-T01")) == ("saved", "1")
    assert held(review, Side.EMPLOYEE, "ADV-T01").revision == 1
    assert len(lines(review, "answer.saved")) == 1
    assert [(receipt.key, receipt.revision) for receipt in receipts()] == [(key, 1)]


def test_sent_again_after_a_newer_answer_it_neither_overwrites_nor_crosses(review, ana):
    key = uuid4()
    send(ana, review, key, "4")
    ana.tap(at(review, ONE), fields("ADV-T01", "2", revision=1))
    before = everything(review)
    page = send(ana, review, key, "4")
    # What the page sends next goes on from its own answer: it has not seen the newer one.
    assert (outcome(page), page.value("revision-ADV-T01")) == ("saved", "1")
    assert not page.says("You answered this twice")
    assert everything(review) == before
    assert outcome(send(ana, review, uuid4(), "5", revision=1, status=409)) == "crossed"


def test_one_that_crossed_says_so_each_time(review, ana):
    ana.tap(at(review, ONE), fields("ADV-T01", "3", revision=0))
    key = uuid4()
    assert outcome(send(ana, review, key, "5", status=409)) == "crossed"
    page = send(ana, review, key, "5")
    assert outcome(page) == "crossed"
    assert page.says("Saved: Growing. Also given: Can guide others.")


def test_received_before_sending_it_is_no_longer_refused(world, review, ana):
    key = uuid4()
    send(ana, review, key, "4")
    world.send(review, Side.EMPLOYEE)
    assert outcome(send(ana, review, key, "4")) == "saved"
    assert send(ana, review, uuid4(), "2", status=409).says("Not saved: you have sent your ratings.")


def test_a_key_is_its_sender_s_alone(world, visit, review, ana):
    key = uuid4()
    send(ana, review, key, "4")
    send(visit(world.dana), review, key, "2")
    assert held(review, Side.SUPERVISOR, "ADV-T01").answer == "2"


def test_a_comment_that_waits_for_its_writer_is_said_to(review, ana):
    key = uuid4()
    for _time in range(2):
        page = send(ana, review, key, "4", comment="Client J.S. came by.")
        assert outcome(page) == "held"
        assert page.says("Your comment is not saved yet.")
    assert held(review, Side.EMPLOYEE, "ADV-T01").comment == ""


@pytest.mark.parametrize("key", ["", "no key", "1" * 400])
def test_what_is_no_key_saves_as_if_there_were_none(review, ana, key):
    send(ana, review, key, "4")
    assert held(review, Side.EMPLOYEE, "ADV-T01").answer == "4"
    assert receipts() == []


def test_receipts_are_forgotten_in_time(review, ana):
    send(ana, review, uuid4(), "4")
    (old,) = receipts()
    old.at = clock.now() - RECEIPTS_KEPT - timedelta(days=1)
    db.session.commit()
    send(ana, review, uuid4(), "5", revision=1)
    assert [receipt.revision for receipt in receipts()] == [2]


def test_the_database_refuses_a_receipt_of_nothing(world, session):
    with pytest.raises(IntegrityError):
        db.session.execute(insert(AnswerReceipt).values(person_id=world.ana.id, key=uuid4(), revision=0))
