"""The migration to cycles with rows in the tables it changes."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.support.world import World
from tracker.database import db
from tracker.folders import find_folder

MIGRATIONS = str(find_folder("migrations"))
KEPT = (
    "SELECT id, kind, state, used_for, due_on, snapshot_id, ending FROM review ORDER BY id",
    "SELECT assessment_id, side, competency_id, answer, in_bulk FROM rating ORDER BY 1, 2, 3",
    "SELECT review_id, minutes FROM conversation ORDER BY review_id",
)


def rows():
    found = [sorted(map(repr, db.session.execute(text(statement)))) for statement in KEPT]
    db.session.remove()
    return found


def test_reviews_and_ratings_stay_as_they_are_and_guarded(operator):
    with operator.app.app_context():
        world = World()
        world.ended()
        world.review(world.reviewed("Rae Rating"))
        before = rows()
        downgrade(directory=MIGRATIONS, revision="0006")
        assert rows() == before
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        assert set(db.session.execute(text("SELECT same_as_last, count(*) FROM rating GROUP BY 1"))) == {(False, 44)}
        for statement, sentence in (
            ("UPDATE rating SET same_as_last = true", "have been sent"),
            ("UPDATE review SET used_for = 'x'", "a signed review never changes"),
            ("DELETE FROM review WHERE state = 'ended'", "a signed review never changes"),
            ("UPDATE review SET state = 'closed' WHERE state = 'rating'", "ck_review_"),
            ("UPDATE review SET state = 'vanished' WHERE state = 'rating'", "ck_review_"),
        ):
            with pytest.raises(Exception, match=sentence):
                db.session.execute(text(statement))
            db.session.rollback()
        db.session.remove()


def test_going_back_a_closed_review_stands_where_it_stood(operator):
    with operator.app.app_context():
        World().closed()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0006")
        assert db.session.execute(text("SELECT state FROM review")).scalars().all() == ["in_conversation"]
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert db.session.execute(text("SELECT state, closed_from FROM review")).all() == [("in_conversation", None)]
        db.session.remove()
