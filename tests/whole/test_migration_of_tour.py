"""The migration to the tour in a database with rows: it comes and goes, and nobody is lost."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from tests.support.world import World
from tracker.database import db
from tracker.folders import find_folder
from tracker.home import actions, queries
from tracker.people.models import Person

MIGRATIONS = str(find_folder("migrations"))


def test_the_tour_is_offered_again_and_everyone_stays(operator):
    with operator.app.app_context():
        ana = World().ana
        actions.end_tour(by=ana)
        db.session.commit()
        count = select(func.count()).select_from(Person)
        before, ana_id = db.session.execute(count).scalar(), ana.id
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0026")
        assert not inspect(db.engine).has_table("tour_ended")
        upgrade(directory=MIGRATIONS)
        assert db.session.execute(count).scalar() == before
        assert not queries.has_ended_tour(db.session.get_one(Person, ana_id))
        db.session.remove()
