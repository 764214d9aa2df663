"""The migrations to jobs and to mail in a database with rows."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from tests.support.world import World
from tracker.database import Base, db
from tracker.folders import find_folder
from tracker.jobs.models import Job
from tracker.mail.models import Mail

MIGRATIONS = str(find_folder("migrations"))
NEW = {"worker", "lease", "job", "job_step", "mail", "reminder_off"}

RUNNING_WITHOUT_A_WORKER = """
    INSERT INTO job
        (id, kind, arguments, language, state, state_at, ended_steps, claims, rung_at, fault, created_at)
    VALUES
        ('00000000000040008000000000000000', 'x', '{}', 'en', 'running', '2026-11-23 12:00:00+00', 0, 0,
         '2026-11-23 12:00:00+00', '', '2026-11-23 12:00:00+00')
"""


def rows():
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in NEW}
    counted = {name: select(func.count()).select_from(table) for name, table in tables.items()}
    found = {name: db.session.execute(statement).scalar() for name, statement in counted.items()}
    db.session.remove()
    return found


def test_everything_stays_and_jobs_and_mail_come_and_go(operator):
    with operator.app.app_context():
        ana = World().ana
        before = rows()
        db.session.add_all([Job(kind="x", asked_by_id=ana.id), Mail(person_id=ana.id, kind="x", subject="x", text="y")])
        db.session.commit()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0014")
        assert not inspect(db.engine).has_table("mail")
        assert db.session.execute(text("SELECT count(*) FROM job")).scalar() == 1
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0011")
        assert NEW & set(inspect(db.engine).get_table_names()) == set()
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        with pytest.raises(Exception, match="ck_job_worker_paired"):
            db.session.execute(text(RUNNING_WITHOUT_A_WORKER))
        db.session.rollback()
        db.session.remove()
