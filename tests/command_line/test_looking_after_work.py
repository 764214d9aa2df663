"""What the doctor, /readyz and /metrics say of the queue, of work in the background, and of mail."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.command_line.conftest import Operator
from tests.mail.conftest import open_office  # noqa: F401 - a fixture
from tests.support.world import World
from tracker import clock
from tracker.database import db
from tracker.jobs import kinds, queue
from tracker.jobs.models import Job
from tracker.mail.models import Mail, MailState
from tracker.web import health


@pytest.fixture(autouse=True)
def _with_pango(monkeypatch):
    monkeypatch.setattr(health, "check_pdf", lambda: "")


def findings(operator):
    result = operator.app.test_cli_runner().invoke(args=["doctor"])
    return [line.strip() for line in result.stdout.splitlines() if not line.startswith("well")]


def test_work_that_nobody_does_and_mail_that_did_not_leave(operator):
    with operator.app.app_context():
        ana = World().ana
        db.session.add(Job(kind="reports", asked_by_id=ana.id))
        db.session.add(Mail(person_id=ana.id, kind="reminder", subject="x", text="y", state=MailState.UNSURE))
        db.session.commit()
        assert findings(operator)[0] == "WRONG  mail leaves"
        db.session.execute(update(Job).values(state_at=clock.now() - timedelta(minutes=6)))
        db.session.execute(update(Mail).values(state=MailState.KEPT))
        db.session.commit()
        db.session.remove()
    assert findings(operator) == [
        "WRONG  work in the background is done",
        "Start a worker: tracker worker (where no queue is named, tracker serve has one).",
    ]


def test_a_queue_that_does_not_answer(fresh_database):
    operator = Operator(fresh_database, TRACKER_QUEUE_URL="redis://127.0.0.1:1/0")
    assert "WRONG  queue answers" in findings(operator)
    assert operator.app.test_client().get("/readyz").json == {"status": "not ready", "failing": ["queue"]}
    assert "tracker_queue_up 0" in operator.app.test_client().get("/metrics").text
    operator.end()


def test_a_mail_server_that_answers_and_one_that_does_not(fresh_database, open_office):  # noqa: F811
    for address, is_well in ((f"smtp://127.0.0.1:{open_office().port}", True), ("smtp://127.0.0.1:1", False)):
        operator = Operator(fresh_database, TRACKER_MAIL_URL=address)
        assert ("WRONG  mail server answers" not in findings(operator)) is is_well
        operator.end()


def test_metrics_are_numbers_and_for_this_machine_only(operator):
    with operator.app.app_context():
        db.session.add(Job(kind="reports", asked_by_id=World().ana.id, state_at=clock.now() - timedelta(seconds=90)))
        db.session.commit()
        db.session.remove()
    client = operator.app.test_client()
    lines = client.get("/metrics").text.splitlines()
    assert 'tracker_jobs{state="waiting"} 1' in lines
    assert "tracker_workers 0" in lines
    assert "tracker_queue_up 1" in lines
    assert 'tracker_mail{state="failed"} 0' in lines
    (waited,) = [line for line in lines if line.startswith("tracker_job_wait_seconds ")]
    assert 90 <= int(waited.split()[1]) < 600
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_metrics_without_a_database_are_503(newcomer):
    assert newcomer.app.test_client().get("/metrics").status_code == 503


def test_a_worker_does_not_start_before_init(newcomer):
    assert newcomer.run("worker", status=1).endswith("Run: tracker init")


def test_kinds_of_the_product_are_registered(app):
    assert kinds.find_kind("reminders") is not None
    assert queue.queue_of(app).is_embedded
