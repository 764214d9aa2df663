"""Workers that die: run as a process of its own by the tests of workers that are killed.

    python -m tests.whole.lives WHAT DATABASE-URL DATA-FOLDER MAIL-URL DEATHS

WHAT is "job" (a worker with its queue) or "mail" (rounds of sending). Each life is a fork that kills itself, as the
system would, at one of its writes, counting inserts, updates, deletes and commits; then one lives on to the end.
"""

import os
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event, select

from tests.conftest import make_app
from tests.support.databases import Database
from tracker.audit.actions import as_operator, record
from tracker.database import db
from tracker.jobs import kinds, queries, schedule, worker, workers
from tracker.jobs.kinds import Kind
from tracker.jobs.models import Job
from tracker.language import _l
from tracker.mail import actions, sending
from tracker.mail import kinds as mail_kinds
from tracker.mail.kinds import Letter, MailKind
from tracker.mail.models import Mail, MailState
from tracker.people.models import Person

LETTER = Letter("Something is waiting for you", "Hello.\n")


class Noticing(Kind):
    """Writes a line and a mail for each step: either twice would be noticed."""

    name = "noticing"
    title = _l("Noticing")

    def plan(self, job):
        return [str(number) for number in range(job.arguments["steps"])]

    def keep(self, job, key, made):
        with as_operator():
            record("holiday.added", by=None, kind="setting", record_id=None, about_id=None, fields=[key])
        person = db.session.execute(select(Person).order_by(Person.id).limit(1)).scalar_one()
        actions.put(person, "lives", LETTER, language="en")


def hurry():
    """Take the dead for dead at once."""
    queries.SILENT_AFTER = timedelta(seconds=0.4)
    queries.RING_AGAIN_AFTER = timedelta(seconds=0.05)
    workers.LEASE = timedelta(seconds=0.4)
    sending.UNSURE_AFTER = timedelta(seconds=0.2)
    schedule._entries.clear()
    schedule.add_to_schedule("ring again", every=0.05, do=lambda: worker.queue.ring(workers.list_unheard()))


def die_at(app, number, thread):
    """End this process without a goodbye at the write of that number of the thread that does the work."""
    writes = 0

    def count(*_):
        nonlocal writes
        writes += threading.current_thread().name == thread
        if writes == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def look(_connection, _cursor, statement, *_):
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            count()

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", look)
        event.listen(db.engine, "commit", count)


def do_the_job(app):
    """A whole worker, until no job is left."""

    def end_when_done():
        is_over = False
        while not is_over:
            time.sleep(0.05)
            with app.app_context():
                is_over = all(job.is_over for job in db.session.execute(select(Job)).scalars())
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_when_done, daemon=True).start()
    worker.WorkerProcess(app, threads=1, sign_every=0.1).run()


def send_the_mail(app):
    """Rounds of sending until nothing waits."""
    is_over = False
    while not is_over:
        with app.app_context():
            sending.deliver(app)
            open_states = [MailState.WAITING, MailState.SENDING]
            is_over = not db.session.execute(select(Mail.id).where(Mail.state.in_(open_states))).first()


def main(what, url, folder, mail_url, deaths):
    """Live and die so many times, then once to the end. Prints how many died."""
    app = make_app(Database(url.split(":", maxsplit=1)[0], url, Path(folder)), TRACKER_MAIL_URL=mail_url)
    kinds.register(Noticing())
    mail_kinds.register(MailKind("lives", _l("Lives"), lambda _person: LETTER))
    hurry()
    act, thread = {"job": (do_the_job, "Worker-1"), "mail": (send_the_mail, "MainThread")}[what]
    died = 0
    for life in range(int(deaths) + 1):
        child = os.fork()
        if child == 0:
            if life < int(deaths):
                # Early enough for every kind of write, late enough for the next life to find something done.
                die_at(app, 8 + 7 * life % 33, thread)
            act(app)
            os._exit(0)
        died += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    sys.stdout.write(f"{died}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
