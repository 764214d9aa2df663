"""What people brought, their history and requests arrive in a database that has rows, and go again."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from tests.support.world import World
from tracker.database import db
from tracker.files.models import FileKind, KeptFile
from tracker.folders import find_folder
from tracker.people import details
from tracker.people.models import Person

MIGRATIONS = str(find_folder("migrations"))
TABLES = {"background", "job_description", "former_detail", "former_stay", "site", "person_site"}
TABLES |= {"record_request", "hand_over"}


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_they_arrive_beside_rows_and_leave_them_alone(operator):
    with operator.app.app_context():
        world = World()
        world.certificate(world.training())
        made = world.job_description()
        world.scan(made.id, world.hr, kind=FileKind.JOB_DESCRIPTION)
        world.whole_background()
        details.place_at_site(world.ana, "North clinic")
        db.session.commit()
        before = count(Person)
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0023")
        assert not TABLES & set(inspect(db.engine).get_table_names())
        assert "job_description" not in str(inspect(db.engine).get_check_constraints("kept_file"))
        assert (count(Person), count(KeptFile)) == (before, 1)
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert set(inspect(db.engine).get_table_names()) >= TABLES
        assert (count(Person), count(KeptFile)) == (before, 1)
        db.session.remove()
