"""The migration to levels agreed at once, with a signed review in the database: what was agreed stays as it is."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.support.world import World
from tracker.assessments.models import Side
from tracker.database import db
from tracker.folders import find_folder
from tracker.reviews import conversing

MIGRATIONS = str(find_folder("migrations"))
KEPT = "SELECT competency_id, proposed_level, proposed_by, agreed_at, differs_at FROM conversation_item ORDER BY 1"


def test_what_was_agreed_stays_and_says_nothing_of_how(operator):
    with operator.app.app_context():
        world = World()
        review = world.both_sent()
        for side in Side:
            reading = world.side(review, side)
            conversing.settle_alike(reading, by=reading.reader)
        world.finish(review)
        for side in Side:
            world.sign(review, side)
        before = sorted(map(repr, db.session.execute(text(KEPT))))
        assert len(before) > 20
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0028")
        assert sorted(map(repr, db.session.execute(text(KEPT)))) == before
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert sorted(map(repr, db.session.execute(text(KEPT)))) == before
        found = db.session.execute(text("SELECT DISTINCT in_bulk FROM conversation_item")).scalars().all()
        assert [bool(one) for one in found] == [False]
        db.session.remove()
