from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.database import db
from tracker.verifications.models import Verification, VerifiedItem


def row(world, **more):
    values = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "assessor_id": world.dana.id,
        "assessor_qualified_by": "CRSS",
        "method": "test",
        "event": "Quiz",
        "observed_on": date(2026, 1, 2),
        "occasion": "initial",
        "evidence": "Nine of ten.",
        "created_at": clock.now(),
    }
    return {**values, **more}


def test_the_database_refuses_verifying_oneself_whoever_asks(world):
    made = world.verification()
    asks = (
        insert(Verification).values(row(world, assessor_id=world.ana.id)),
        update(Verification).where(Verification.id == made.id).values(person_id=world.dana.id),
    )
    for ask in asks:
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(ask)


@pytest.mark.parametrize(
    "wrong",
    [
        {"withdrawn_at": "now", "withdrawn_reason": "Mistake."},
        {"withdrawn_by_id": "dana"},
        {"withdrawn_at": "now", "withdrawn_by_id": "dana", "withdrawn_reason": ""},
        {"person_id": None},
        {"assessor_id": UNKNOWN},
        {"observation_id": UNKNOWN},
        {"evidence": None},
        {"assessor_qualified_by": None},
    ],
    ids=str,
)
def test_the_database_refuses(world, wrong):
    places = {"now": clock.now(), "dana": world.dana.id}
    values = {name: places.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Verification).values(row(world, **values)))


@pytest.mark.parametrize(
    "wrong",
    [{"level": 3}, {"level": 0}, {"level": 10}, {"competency_id": UNKNOWN}, {"goal_id": UNKNOWN}],
    ids=["below without a goal", "no level", "beyond", "no such item", "no such goal"],
)
def test_the_database_refuses_an_item(world, wrong):
    made = world.verification("ADV-T01")
    values = {
        "verification_id": made.id,
        "competency_id": world.ids("ADV-T02")[0],
        "level": 4,
        "expected_level": 4,
        **wrong,
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(VerifiedItem).values(values))


def test_an_item_stands_once_in_a_verification(world):
    made = world.verification("ADV-T01")
    values = {"competency_id": world.ids("ADV-T01")[0], "level": 5, "expected_level": 4}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(VerifiedItem).values(verification_id=made.id, **values))
