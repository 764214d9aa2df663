"""The language of a person arrives in a database that has people, and goes again."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from tests.support.world import World
from tracker.database import db
from tracker.folders import find_folder
from tracker.people.models import Person

MIGRATIONS = str(find_folder("migrations"))


def test_it_arrives_beside_people_who_have_chosen_none_and_leaves_them_alone(operator):
    with operator.app.app_context():
        world = World()
        names = {world.ana.name, world.dana.name}
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0022")
        assert "language" not in {one["name"] for one in inspect(db.engine).get_columns("person")}
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        people = db.session.execute(select(Person)).scalars().all()
        assert {one.name for one in people} >= names
        assert {one.language for one in people} == {None}
        people[0].language = "es"
        db.session.commit()
        assert inspect(db.engine).get_check_constraints("person")
        db.session.remove()
