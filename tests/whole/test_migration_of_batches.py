"""The migration to files of many reports, in a database with rows."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.support.world import World
from tracker import clock
from tracker.batches.models import BatchFile, Form
from tracker.database import db
from tracker.folders import find_folder
from tracker.jobs.models import Job

MIGRATIONS = str(find_folder("migrations"))


def test_files_go_and_come_and_their_jobs_stay(operator):
    with operator.app.app_context():
        job = Job(kind="reports", asked_by_id=World().ana.id)
        db.session.add(job)
        db.session.flush()
        db.session.add(BatchFile(job_id=job.id, form=Form.ZIP, name="x.zip", reports=1, size=1, ends_at=clock.now()))
        db.session.commit()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0015")
        assert not inspect(db.engine).has_table("batch_file")
        assert db.session.execute(text("SELECT count(*) FROM job")).scalar() == 1
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert db.session.execute(text("SELECT count(*) FROM batch_file")).scalar() == 0
        db.session.remove()
