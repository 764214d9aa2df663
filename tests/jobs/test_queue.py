"""The bell itself, on each kind of queue, and a whole worker that hears it."""

import os
import subprocess
import sys
import threading
import time
from uuid import uuid4

import pytest

from tests.command_line.conftest import environment
from tests.conftest import make_app
from tests.support import databases
from tracker.audit.actions import as_operator
from tracker.database import db
from tracker.jobs import actions, beside, kinds, queries, queue, schedule
from tracker.jobs.models import Job, JobState, Worker
from tracker.people.actions import add_person
from tracker.people.models import Role


def urls():
    """The address of each kind of queue; empty for none."""
    return {"redis": os.environ.get("TRACKER_TEST_REDIS", ""), "queue on postgres": databases.postgresql_url()}


@pytest.fixture(params=["embedded", "redis", "queue on postgres"])
def bell(request, tmp_path):
    """The queue of an app of its own, whose records are nowhere."""
    url = urls().get(request.param, "")
    if not url and request.param != "embedded":
        pytest.skip(f"no {request.param.split()[-1]}: set its address, or run bin/test, which starts one where it can")
    app = make_app(databases.Database("sqlite", f"sqlite:///{tmp_path}/none.sqlite3", tmp_path), TRACKER_QUEUE_URL=url)
    made = queue.queue_of(app)
    made.huey.flush()
    yield made
    made.huey.flush()
    made.close()


def hear(bell):
    """What a worker does with the next ring; None for silence."""
    heard = []
    bell.do = heard.append
    task = bell.huey.dequeue()
    if task is not None:
        bell.huey.execute(task)
    return heard[0] if heard else None


def test_a_ring_is_heard_once(bell):
    job = uuid4()
    bell.ring(job)
    assert bell.count() == 1
    assert hear(bell) == job
    assert bell.count() == 0
    assert hear(bell) is None


def test_a_message_under_another_key_is_not_opened(bell, tmp_path):
    bell.huey.storage.enqueue(b"somebody else's:0000")
    with pytest.raises(ValueError, match="mismatch"):
        bell.huey.dequeue()


def test_a_queue_that_is_named_needs_workers_of_its_own(tmp_path):
    nowhere = databases.Database("sqlite", f"sqlite:///{tmp_path}/none.sqlite3", tmp_path)
    assert queue.queue_of(make_app(nowhere)).is_embedded
    assert not queue.queue_of(make_app(nowhere, TRACKER_QUEUE_URL="redis://127.0.0.1:1/0")).is_embedded


def test_a_worker_hears_does_and_ends(fresh_database, tmp_path):
    """The command itself, in a process of its own, with a job that no version knows: it fails, and says so."""
    app = make_app(fresh_database)
    with app.app_context():
        with as_operator():
            ana = add_person(sign_in_name="ana", name="Ana", roles=[Role.EMPLOYEE], by=None)
        kinds.register(Unknown())
        job = actions.ask("of-this-test", {}, by=ana).id
        db.session.commit()
        del kinds._kinds["of-this-test"]
    command = [sys.executable, "-c", "from tracker.command_line import main; main()", "worker"]
    keeper = [sys.executable, "-P", beside.__file__, str(os.getpid()), *command]
    process = subprocess.Popen(keeper, env=environment(fresh_database), cwd=tmp_path)
    try:
        assert eventually(app, lambda: db.session.get_one(Job, job).state is JobState.FAILED)
        assert eventually(app, lambda: queries.count_workers() == 1)
        process.terminate()
        process.wait(60)
        assert eventually(app, lambda: not db.session.query(Worker).all())
    finally:
        process.kill()
        process.wait()
        with app.app_context():
            queue.queue_of(app).close()
            db.engine.dispose()


def eventually(app, is_so):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with app.app_context():
            if is_so():
                return True
        time.sleep(0.1)
    return False


class Unknown(kinds.Kind):
    name = "of-this-test"

    def plan(self, job):
        return []

    def keep(self, job, key, made):
        return None


def test_what_goes_wrong_in_the_schedule_comes_again_at_its_time(app, caplog, monkeypatch):
    monkeypatch.setattr(schedule, "_entries", {})
    done = []
    schedule.add_to_schedule("wrong", every=3600, do=lambda: 1 / 0)
    schedule.add_to_schedule("right", every=0, do=lambda: done.append(threading.get_ident()))
    schedule.run_due()
    schedule.run_due()
    assert len(done) == 2
    assert caplog.text.count("did not work") == 1
