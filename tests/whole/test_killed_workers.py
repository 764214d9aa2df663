"""Workers that are killed, again and again: nothing that was asked for is lost, and nothing is done twice."""

import subprocess
import sys

import pytest
from sqlalchemy import select

from tests.mail.conftest import open_office  # noqa: F401 - a fixture
from tests.support.world import World
from tests.whole import lives
from tracker.audit.actions import as_operator
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.jobs import actions, kinds
from tracker.jobs.models import Job, JobState, JobStep, StepState
from tracker.mail import actions as mail
from tracker.mail.models import Mail, MailState

STEPS, MAILS = 60, {"sqlite": 500, "postgresql": 150}
DEATHS_AT_WORK, DEATHS_AT_MAIL = 20, 12


@pytest.fixture
def live(operator):
    """Let workers live and die; how many died."""

    def live(what, deaths, mail_url=""):
        operator.end()
        database = operator.database
        arguments = [what, database.url, str(database.folder), mail_url, str(deaths)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.whole.lives", *arguments], check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    return live


def test_a_batch_whose_worker_is_killed_twenty_times_is_done_wholly_and_once(operator, live):
    with operator.app.app_context():
        world = World()
        kinds.register(lives.Noticing())
        with as_operator():
            job = actions.ask("noticing", {"steps": STEPS}, by=world.ana).id
        db.session.commit()
    assert live("job", DEATHS_AT_WORK) == DEATHS_AT_WORK
    with operator.app.app_context():
        done = db.session.get_one(Job, job)
        assert (done.state, done.ended_steps, done.fault) == (JobState.DONE, STEPS, "")
        assert set(db.session.execute(select(JobStep.state)).scalars()) == {StepState.DONE}
        lines = db.session.execute(select(TrailLine.fields).where(TrailLine.event == "holiday.added")).scalars().all()
        assert sorted(int(key) for (key,) in lines) == list(range(STEPS))
        assert len(db.session.execute(select(Mail.id)).all()) == STEPS
        db.session.remove()


def test_five_hundred_mails_are_sent_once_each_whoever_dies(operator, live, open_office):  # noqa: F811
    office = open_office()
    with operator.app.app_context():
        ana = World().ana
        ana.email = "ana.ruiz@example.org"
        for _ in range(MAILS[operator.database.kind]):
            mail.put(ana, "lives", lives.LETTER, language="en")
        db.session.commit()
    assert live("mail", DEATHS_AT_MAIL, f"smtp://127.0.0.1:{office.port}") == DEATHS_AT_MAIL
    came = [str(message["Message-ID"]) for message in office.taken]
    assert len(came) == len(set(came))
    with operator.app.app_context():
        states = dict(db.session.execute(select(Mail.id, Mail.state)).all())
        db.session.remove()
    sent = {f"<{key}@localhost>" for key, state in states.items() if state is MailState.SENT}
    unsure = {f"<{key}@localhost>" for key, state in states.items() if state is MailState.UNSURE}
    assert sent | unsure == {f"<{key}@localhost>" for key in states}
    # What is said to be sent came; of what nobody knows there is one a death at most.
    assert sent <= set(came) <= sent | unsure
    assert 0 < len(unsure) <= DEATHS_AT_MAIL
