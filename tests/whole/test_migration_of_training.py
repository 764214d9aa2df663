"""Training, checks of credentials and choices arrive in a database that has rows, and go again."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from tests.support.world import World
from tracker.credentials.models import Credential, TrainingTarget
from tracker.database import db
from tracker.files.models import KeptFile
from tracker.folders import find_folder
from tracker.people.models import Person

MIGRATIONS = str(find_folder("migrations"))
TABLES = {"training", "training_domain", "training_target", "credential_check", "identifier_choice"}


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_they_arrive_beside_rows_and_leave_them_alone(operator):
    with operator.app.app_context():
        world = World()
        world.credential()
        world.scan(world.review().id)
        world.certificate(world.training(minutes_by_domain={"ADV": 30}))
        defaults = count(TrainingTarget)
        assert count(KeptFile) == 2
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0010")
        assert not TABLES & set(inspect(db.engine).get_table_names())
        assert (count(Credential), count(KeptFile)) == (1, 1)
        assert "training_certificate" not in str(inspect(db.engine).get_check_constraints("kept_file"))
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert set(inspect(db.engine).get_table_names()) >= TABLES
        assert (count(Credential), count(KeptFile), count(TrainingTarget)) == (1, 1, defaults)
        assert db.session.execute(text("SELECT content FROM kept_file")).scalar_one()
        world = World([db.session.execute(select(Person).where(Person.name == "Ana Ruiz")).scalar_one()])
        world.certificate(world.training())
        assert count(KeptFile) == 2
        db.session.remove()
