from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.database import db
from tracker.months.models import FrozenAttendance, MonthReading, SignedMonth
from tracker.reviews import queries as known_reviews


@pytest.fixture
def copy(world):
    return world.sign_month(world.month(), world.dana)


@pytest.mark.parametrize(
    "wrong",
    [
        {"supervisor_id": "person"},
        {"asked_at": "now"},
        {"asked_by_id": "person"},
        {"asked_at": "now", "asked_by_id": "person", "reason": ""},
        {"reopened_at": "now", "reopened_by_id": "hr"},
        {"asked_at": "now", "asked_by_id": "person", "reason": "x", "reopened_at": "now", "reopened_by_id": "person"},
        {"refused_at": "now"},
        {"refused_at": "now", "refused_by_id": "hr", "refusal": ""},
        {"snapshot_id": UNKNOWN},
        {"month_on": None},
        {},
    ],
    ids=str,
)
def test_the_database_refuses(world, copy, wrong):
    known = {"now": clock.now(), "person": world.ana.id, "hr": world.hr.id}
    values = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "supervisor_id": world.dana.id,
        # Nothing wrong at all is a second standing copy of the same month.
        "month_on": copy.month_on if not wrong else copy.month_on.replace(year=2020),
        "snapshot_id": known_reviews.get_snapshot(world.awaiting()).id,
        "reason": "",
        "refusal": "",
        "created_at": clock.now(),
        **{name: known.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()},
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(SignedMonth).values(values))


def test_a_copy_has_its_content_to_itself(world, copy):
    values = {
        "id": uuid4(),
        "person_id": world.ana.id,
        "supervisor_id": world.dana.id,
        "month_on": copy.month_on.replace(year=2020),
        "snapshot_id": copy.snapshot_id,
        "reason": "",
        "refusal": "",
        "created_at": clock.now(),
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(SignedMonth).values(values))


def test_a_part_stands_once_in_a_copy(world, copy):
    frozen = db.session.execute(select(FrozenAttendance)).scalar_one()
    values = {"signed_month_id": copy.id, "attendance_id": frozen.attendance_id, "entry_id": frozen.entry_id}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(FrozenAttendance).values(values))


def test_a_reader_s_reading_of_a_month_stands_once(world):
    key = world.month()
    world.read_month(key, world.dana)
    values = {"reader_id": world.dana.id, **key._asdict(), "mark": "x", "read_at": clock.now()}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(MonthReading).values(values))
