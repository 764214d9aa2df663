from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.assessments.rating import everything
from tests.support.world import UNKNOWN
from tracker import clock
from tracker.assessments.models import Assessment, Rating, RatingRevision, Side
from tracker.database import db


@pytest.fixture
def review(world):
    return world.review()


def rating(world, review, **more):
    known = {"comment": "", "wants_training": False, "in_bulk": False, "revision": 1}
    item = world.outline.by_code["ADV-T01"].id
    return {"assessment_id": review.id, "side": "employee", "competency_id": item, "answer": "3", **known, **more}


@pytest.mark.parametrize("wrong", ["themselves", "sent by nobody", "no person", "no framework"])
def test_the_database_refuses_an_assessment(world, review, wrong):
    row = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "framework_version_id": world.outline.id,
        "scale_id": world.side(review, Side.EMPLOYEE).scale.id,
        "proud_of": "",
    }
    row |= {
        "themselves": {"supervisor_id": world.ana.id},
        "sent by nobody": {"supervisor_sent_at": clock.now()},
        "no person": {"person_id": uuid4()},
        "no framework": {"framework_version_id": uuid4()},
    }[wrong]
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Assessment).values(row))


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "0"},
        {"answer": "10"},
        {"answer": ""},
        {"answer": "good"},
        {"side": "supervisor", "answer": "in-person"},
        {"side": "employee", "answer": "not-observed"},
        {"side": "colleague"},
        {"revision": 0},
        {"role_reason": "health"},
        {"basis": "guessed"},
        {"comment": None},
        {"competency_id": UNKNOWN},
        {"assessment_id": UNKNOWN},
    ],
    ids=str,
)
def test_the_database_refuses_a_rating(world, review, wrong):
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Rating).values(rating(world, review, **wrong)))


def test_the_database_holds_one_rating_a_side_and_item(world, review):
    db.session.execute(insert(Rating).values(rating(world, review)))
    db.session.execute(insert(Rating).values(rating(world, review, side="supervisor")))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Rating).values(rating(world, review, answer="4")))


def test_the_database_refuses_a_revision_without_its_rating(world, review):
    row = {"side": "employee", "revision": 1, "comment": "", "was_saved": True}
    item = world.outline.items[0].id
    with pytest.raises(IntegrityError):
        db.session.execute(
            insert(RatingRevision).values(id=uuid4(), assessment_id=review.id, competency_id=item, **row)
        )


def change(kind, world, review, side):
    rows = (Rating.assessment_id == review.id) & (Rating.side == side)
    return {
        "answer": update(Rating).where(rows).values(answer="5"),
        "comment": update(Rating).where(rows).values(comment="Other words"),
        "removal": delete(Rating).where(rows),
        "addition": insert(Rating).values(rating(world, review, side=side.value)),
    }[kind]


KINDS = ("answer", "comment", "removal", "addition")


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("kind", KINDS)
def test_the_database_refuses_to_change_a_rating_that_was_sent(world, review, side, kind):
    for each in Side:
        world.rate(review, each, {"ADV-T01": ""})
    world.send(review, side)
    before = everything(review)
    with pytest.raises(DatabaseError, match="these ratings have been sent"), db.session.begin_nested():
        db.session.execute(change(kind, world, review, side))
    assert everything(review) == before


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("kind", KINDS)
def test_the_database_lets_the_other_side_go_on(world, review, side, kind):
    for each in Side:
        world.rate(review, each, {"ADV-T01": ""})
    world.send(review, side)
    before = everything(review)
    db.session.execute(change(kind, world, review, side.other))
    assert everything(review) != before
