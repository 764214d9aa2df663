"""The migration to the employer's settings, in a database with rows."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from tests.support.pictures import png
from tests.support.world import World
from tracker.database import Base, db
from tracker.folders import find_folder
from tracker.people.models import Person
from tracker.settings import actions
from tracker.settings.models import WordingKind

MIGRATIONS = str(find_folder("migrations"))
TABLES = ("employer", "logo", "wording")


def rows():
    counted = text("SELECT COUNT(*) FROM {}")
    return {
        name: db.session.execute(text(counted.text.format(name))).scalar_one()
        for name in Base.metadata.tables
        if name not in TABLES
    }


def test_the_settings_come_to_a_database_with_rows_and_go_again(operator):
    with operator.app.app_context():
        world = World()
        world.ended()
        hr = db.session.execute(select(Person).where(Person.name == world.hr.name)).scalar_one()
        actions.change({"name": "Prairie Peers"}, by=hr)
        actions.set_logo(png(), by=hr)
        actions.write_wording(WordingKind.CONSENT, language="en", text="I sign on screen.", seen=0, by=hr)
        db.session.commit()
        before = rows()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0027")
        assert not set(TABLES) & set(inspect(db.engine).get_table_names())
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        db.session.remove()
        assert set(TABLES) <= set(inspect(db.engine).get_table_names())
