from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.database import db
from tracker.observations.models import Observation, ObservationItem


def row(world, **more):
    values = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "observer_id": world.dana.id,
        "observed_on": clock.today(),
        "setting": "office",
        "method": "in_person",
        "presence": "agreed",
        "strength": "",
        "seen": "",
    }
    return {**values, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"observer_id": "ana"},
        {"person_id": None},
        {"observer_id": None},
        {"person_id": UNKNOWN},
        {"observed_on": None},
        {"strength": None},
        {"seen": None},
    ],
    ids=str,
)
def test_the_database_refuses(world, wrong):
    values = {name: world.ana.id if value == "ana" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Observation).values(row(world, **values)))


def test_an_item_of_an_observation_stands_once(world):
    made = world.observation("ADV-T01")
    with pytest.raises(IntegrityError):
        db.session.execute(
            insert(ObservationItem).values(observation_id=made.id, competency_id=world.ids("ADV-T01")[0])
        )


def test_a_draft_goes_on_the_employers_seventh_day(world):
    with clock.standing_at(datetime(2026, 3, 2, 4, tzinfo=UTC)):
        assert world.observation(share=False).deleted_on.isoformat() == "2026-03-08"
