"""A kind of job for tests, and a worker that does jobs in the test's own transaction."""

import contextvars
from uuid import uuid4

import pytest

from tracker.access.guard import signed_in
from tracker.audit.actions import as_operator
from tracker.database import db
from tracker.errors import Refusal
from tracker.jobs import actions, kinds, running, workers
from tracker.jobs.kinds import Kind, Outcome
from tracker.jobs.models import Job
from tracker.language import _l
from tracker.people.models import Program


class Counting(Kind):
    """Adds a program for each name; what a name begins with says how it goes wrong."""

    name = "counting"
    title = _l("Counting")

    def __init__(self):
        self.made, self.before_making, self.before_keeping, self.readers = [], {}, {}, []

    def plan(self, job):
        if job.arguments["names"] == "refused":
            raise Refusal("There is nothing to count.")
        return job.arguments["names"]

    def make(self, job, key):
        self.made.append(key)
        self.before_making.pop(key, lambda: None)()
        if key.startswith("refused"):
            raise Refusal(f"{key} is not ready.")
        if key.startswith("wrong"):
            raise ZeroDivisionError
        if job.asked_by_id:
            self.readers.append(signed_in().name)
        return f"made of {key}"

    def keep(self, job, key, made):
        program = Program(name=made)
        db.session.add(program)
        db.session.flush()
        self.before_keeping.pop(key, lambda: None)()
        return Outcome(made_id=program.id)

    def finish(self, job):
        job.made_id = job.id

    def address(self, job):
        return "/people/"


@pytest.fixture
def counting():
    kind = Counting()
    kinds.register(kind)
    yield kind
    del kinds._kinds["counting"]


@pytest.fixture
def ask(world, counting):
    def ask(*names, by=None, **more):
        given = {"names": list(names) or "refused"}
        with as_operator():
            job = actions.ask("counting", given, by=by, **more)
        db.session.commit()
        return job

    return ask


@pytest.fixture
def work(app, session):
    """Do a job as a worker does, in a context of its own; the worker is alive unless said otherwise."""

    def work(job, worker=None, **more):
        worker, job_id = worker or uuid4(), job.id
        db.session.commit()

        def act():
            with app.app_context():
                workers.give_sign(worker, busy_with=set())
            running.work(app, job_id, worker, **more)

        contextvars.Context().run(act)
        db.session.expire_all()
        return db.session.get_one(Job, job_id)

    return work
