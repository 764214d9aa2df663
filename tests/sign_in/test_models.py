from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.support.world import UNKNOWN
from tracker import clock
from tracker.database import db
from tracker.sign_in.models import Password, RateCount, SignInLink, UserSession


def link(world, **more):
    now = clock.now()
    row = {"id": uuid4(), "person_id": world.ana.id, "token_hash": uuid4().hex, "created_at": now}
    return SignInLink, {**row, "expires_at": now + timedelta(hours=1), **more}


def session(world, **more):
    row = {"token_hash": uuid4().hex, "person_id": world.ana.id, "started_at": clock.now()}
    return UserSession, {**row, **more}


def password(world, **more):
    return Password, {"person_id": world.ana.id, "hash": "$argon2id$", "changed_at": clock.now(), **more}


def count(_world, **more):
    return RateCount, {"key": uuid4().hex, "count": 1, "expires_at": clock.now(), **more}


WRONG = [
    (link, {"expires_at": clock.now() - timedelta(days=1)}),
    (link, {"person_id": UNKNOWN}),
    (link, {"made_by_id": UNKNOWN}),
    (session, {"person_id": UNKNOWN}),
    (password, {"person_id": UNKNOWN}),
    (password, {"hash": None}),
    (count, {"count": None}),
]


@pytest.mark.parametrize("make", [link, session, password, count])
def test_a_good_row_is_taken(make, world):
    table, values = make(world)
    db.session.execute(insert(table).values(values))


@pytest.mark.parametrize(("make", "wrong"), WRONG)
def test_the_database_refuses(make, wrong, world):
    table, values = make(world, **wrong)
    with pytest.raises(IntegrityError):
        db.session.execute(insert(table).values(values))


@pytest.mark.parametrize(
    ("make", "same"), [(link, "token_hash"), (session, "token_hash"), (password, "person_id"), (count, "key")]
)
def test_nothing_stands_twice(make, same, world):
    table, first = make(world)
    _, second = make(world, **{same: first[same]})
    db.session.execute(insert(table).values(first))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(table).values(second))
