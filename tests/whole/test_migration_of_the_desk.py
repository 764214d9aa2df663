"""The migration to requests, examples and revised goals, with rows in the tables it stands beside."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from tests.support.world import World
from tests.whole.test_migrations import MIGRATIONS
from tracker.database import Base, db

NEW = {
    *("observation_request", "observation_request_item", "observation_acknowledgement", "example", "example_item"),
    *("verification_example", "goal_wording", "goal_wording_step", "goal_carried"),
}


def rows():
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in NEW}
    return {
        name: db.session.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()
    }


def test_what_stood_before_stays_and_the_new_tables_take_rows(operator):
    with operator.app.app_context():
        world = World()
        ana = world.ana
        world.observation("ADV-T01")
        goal = world.goal("ADV-T01")
        world.verification("ADV-T01")
        before, goal_id = rows(), goal.id
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0007")
        assert not NEW & set(inspect(db.engine).get_table_names())
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        again = World([db.session.merge(ana), db.session.merge(world.dana)])
        again.request("ADV-T01")
        again.example("ADV-T01", share=True)
        again.wording(db.session.merge(goal))
        counted = select(func.count()).select_from(Base.metadata.tables["goal_wording"])
        assert db.session.execute(counted).scalar_one() == 2
        assert db.session.execute(text("SELECT count(*) FROM example")).scalar_one() == 1
        assert goal_id == goal.id
        db.session.remove()
