"""The tables of amendments and voidings arrive in a database that has rows, and go again."""

from uuid import uuid4

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from tests.support.world import World
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.folders import find_folder
from tracker.people.noting_absences import note_absence
from tracker.reviews import amending, queries
from tracker.reviews.models import Review
from tracker.voiding.queries import find_voiding

MIGRATIONS = str(find_folder("migrations"))
TABLES = {"voiding", "review_amendment", "rating_correction", "conversation_holder", "absence"}


def test_the_tables_arrive_beside_rows_and_leave_them_alone(operator):
    with operator.app.app_context():
        downgrade(directory=MIGRATIONS, revision="0003")
        assert not TABLES & set(inspect(db.engine).get_table_names())
        before = db.session.execute(text("SELECT count(*) FROM competency")).scalar_one()
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert set(inspect(db.engine).get_table_names()) >= TABLES
        assert db.session.execute(text("SELECT count(*) FROM competency")).scalar_one() == before
        world = World()
        copy = world.amendment(world.ended())
        amending.void(queries.get_reading(copy.id, world.hr, lock=True), reason="Not needed.", by=world.hr)
        note_absence(world.dana, starts_on=clock.today(), ends_on=None, key=uuid4(), by=world.hr)
        db.session.commit()
        assert find_voiding(copy.id) is not None
        lines = db.session.execute(select(func.count()).select_from(TrailLine)).scalar_one()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0003")
        assert db.session.execute(select(func.count()).select_from(Review)).scalar_one() == 2
        assert db.session.execute(select(func.count()).select_from(TrailLine)).scalar_one() == lines
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        db.session.remove()
