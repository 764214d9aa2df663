from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.consultations.models import Attendance, DomainMinutes, LogEntry
from tracker.database import db


def row(world, **more):
    values = {
        "id": uuid4(),
        "supervisor_id": world.dana.id,
        "held_on": date(2026, 1, 2),
        "minutes": 60,
        "kind": "supervision",
        "mode": "phone",
        "topics": [],
        "summary": "",
        "created_at": clock.now(),
    }
    return {**values, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 601},
        {"supervisor_id": None},
        {"supervisor_id": UNKNOWN},
        {"held_on": None},
        {"summary": None},
    ],
    ids=str,
)
def test_the_database_refuses(world, wrong):
    with pytest.raises(IntegrityError):
        db.session.execute(insert(LogEntry).values(row(world, **wrong)))


@pytest.mark.parametrize("minutes", [0, -5])
def test_minutes_of_a_domain_are_positive(world, minutes):
    entry = world.entry()
    with pytest.raises(IntegrityError):
        db.session.execute(insert(DomainMinutes).values(entry_id=entry.id, domain="ADV", position=1, minutes=minutes))


def test_a_domain_stands_once_in_an_entry(world):
    entry = world.entry(minutes_by_domain={"ADV": 60})
    with pytest.raises(IntegrityError):
        db.session.execute(insert(DomainMinutes).values(entry_id=entry.id, domain="ADV", position=2, minutes=1))


def test_someone_attends_an_entry_once(world):
    entry = world.entry()
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Attendance).values(id=uuid4(), entry_id=entry.id, person_id=world.ana.id))
