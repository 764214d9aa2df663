"""How jobs are done: step by step, exactly once, whoever dies."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db, writing
from tracker.errors import Stale
from tracker.jobs import actions, queries, queue, running, workers
from tracker.jobs.models import Job, JobState, JobStep, Lease, StepState, Worker
from tracker.people.models import Program


def programs():
    return sorted(name for name in db.session.execute(select(Program.name)).scalars() if name.startswith("made"))


def test_a_job_is_planned_done_step_by_step_and_ended(world, ask, work, counting):
    job = work(ask("a", "b", "c", by=world.ana))
    assert (job.state, job.total, job.ended_steps, job.worker_id) == (JobState.DONE, 3, 3, None)
    assert programs() == ["made of a", "made of b", "made of c"]
    assert job.made_id == job.id
    assert counting.readers == ["Ana Ruiz"] * 3
    assert [step.key for step in queries.list_made(job)] == ["a", "b", "c"]


def test_a_job_that_is_done_is_not_done_again(ask, work, counting):
    job = work(ask("a"))
    assert work(job).state is JobState.DONE
    assert counting.made == ["a"]


def test_a_job_without_steps_ends_at_once(ask, work, counting):
    job = ask("a")
    job.arguments = {"names": []}
    assert work(job).state is JobState.DONE


def test_what_is_not_ready_is_left_out_with_the_reason(ask, work):
    job = work(ask("a", "refused x", "b"))
    assert (job.state, job.ended_steps) == (JobState.DONE, 3)
    assert [(step.state, step.note) for step in queries.list_notes(job)] == [
        (StepState.LEFT_OUT, "refused x is not ready.")
    ]


def test_what_goes_wrong_is_tried_three_times_after_the_others(ask, work, counting, caplog):
    job = work(ask("wrong", "a"))
    assert counting.made == ["wrong", "a", "wrong", "wrong"]
    assert (job.state, job.ended_steps) == (JobState.FAILED, 2)
    assert programs() == ["made of a"]
    assert "did not work" in caplog.text


def test_a_job_that_cannot_be_planned_fails_with_the_reason(ask, work):
    job = work(ask())
    assert (job.state, job.fault, job.total) == (JobState.FAILED, "There is nothing to count.", None)


def test_a_job_of_a_closed_account_is_not_done(world, ask, work, counting):
    lee = world.person("Lee Left")
    job = ask("a", by=lee)
    lee.left_on = clock.today() - timedelta(days=400)
    job = work(job)
    assert (job.state, counting.made) == (JobState.FAILED, [])


def test_a_job_of_another_version_is_not_done(ask, work):
    job = ask("a")
    job.kind = "of-tomorrow"
    assert work(job).state is JobState.FAILED


class TestAClaim:
    def test_is_one_workers_while_it_lives(self, ask, work, counting):
        job, other = ask("a"), uuid4()
        workers.give_sign(other, busy_with={job.id})
        assert running.claim(job.id, other) is not None
        assert work(job).state is JobState.RUNNING
        assert counting.made == []

    def test_goes_to_another_when_the_worker_is_silent(self, ask, work, counting):
        job, dead = ask("a"), uuid4()
        workers.give_sign(dead, busy_with={job.id})
        running.claim(job.id, dead)
        silent = clock.now() - queries.SILENT_AFTER - timedelta(seconds=1)
        db.session.execute(update(Worker).where(Worker.id == dead).values(seen_at=silent))
        assert work(job).state is JobState.DONE
        assert counting.made == ["a"]

    def test_that_was_lost_keeps_nothing(self, app, ask, work, counting):
        """Another worker took the job over while the step was being written."""
        job = ask("a", "b")

        def lose():
            db.session.execute(update(Job).where(Job.id == job.id).values(worker_id=uuid4()))

        counting.before_keeping["a"] = lose
        assert work(job).ended_steps == 0
        assert programs() == []

    def test_that_kills_every_worker_is_given_up(self, ask, work, counting):
        job = ask("a")
        db.session.execute(update(Job).where(Job.id == job.id).values(claims=running.MOST_CLAIMS))
        job = work(job)
        assert (job.state, counting.made) == (JobState.FAILED, [])

    def test_is_given_back_by_a_worker_that_ends_and_goes_on_with_another(self, ask, work, counting):
        job = work(ask("a", "b"), is_stopping=lambda: len(counting.made) == 1)
        assert (job.state, job.ended_steps, job.worker_id) == (JobState.WAITING, 1, None)
        assert work(job).state is JobState.DONE
        assert counting.made == ["a", "b"]

    def test_that_its_worker_forgot_is_free_again(self, ask):
        job, worker = ask("a"), uuid4()
        running.claim(job.id, worker)
        workers.give_sign(worker, busy_with={job.id})
        db.session.execute(update(Job).values(state_at=clock.now() - timedelta(minutes=2)))
        workers.give_sign(worker, busy_with={job.id})
        assert db.session.get_one(Job, job.id, populate_existing=True).state is JobState.RUNNING
        workers.give_sign(worker, busy_with=set())
        assert db.session.get_one(Job, job.id, populate_existing=True).state is JobState.WAITING

    def test_ends_with_its_worker(self, ask):
        job, worker = ask("a"), uuid4()
        workers.give_sign(worker, busy_with=set())
        workers.keeps_schedule(worker)
        running.claim(job.id, worker)
        workers.end(worker)
        assert db.session.get_one(Job, job.id, populate_existing=True).state is JobState.WAITING
        assert db.session.execute(select(Worker)).all() == db.session.execute(select(Lease)).all() == []


class TestAsking:
    def test_leaves_a_line_and_rings_once_it_stands(self, world, app, ask):
        bell = queue.queue_of(app)
        before = bell.count()
        job = ask("a", by=world.ana)
        assert bell.count() == before + 1
        lines = db.session.execute(select(TrailLine.event).where(TrailLine.record_id == job.id)).scalars().all()
        assert lines == ["job.asked"]

    def test_that_is_taken_back_rings_for_nothing(self, world, app, counting):
        bell = queue.queue_of(app)
        before = bell.count()
        actions.ask("counting", {"names": ["a"]}, by=world.ana)
        db.session.rollback()
        db.session.commit()
        assert bell.count() == before

    def test_once_and_once_only(self, ask):
        assert ask("a", once="of today").id == ask("b", once="of today").id
        key = uuid4()
        assert ask("a", key=key).id == ask("a", key=key).id == key

    def test_for_what_nobody_can_do_is_an_error(self, world):
        with pytest.raises(LookupError, match="of-tomorrow"):
            actions.ask("of-tomorrow", {}, by=world.ana)

    def test_survives_a_queue_that_does_not_answer(self, world, app, ask, monkeypatch, caplog):
        monkeypatch.setattr(queue.Queue, "ring", lambda *_: 1 / 0)
        job = ask("a", by=world.ana)
        assert "does not answer" in caplog.text
        assert workers.list_unheard() == []
        db.session.execute(update(Job).values(rung_at=clock.now() - queries.RING_AGAIN_AFTER))
        assert workers.list_unheard() == [job.id]
        # It has just been rung for again.
        assert workers.list_unheard() == []


class TestStopping:
    def test_keeps_what_was_made_and_not_the_step_under_way(self, world, ask, work, counting):
        job = ask("a", "b", "c", by=world.ana)

        def stop():
            with writing():
                actions.cancel(db.session.get_one(Job, job.id), by=world.ana)
                db.session.commit()

        counting.before_making["b"] = stop
        job = work(job)
        assert (job.state, job.ended_steps, job.worker_id) == (JobState.CANCELLED, 1, None)
        assert programs() == ["made of a"]

    def test_and_going_on_does_the_rest_and_what_failed(self, world, ask, work, counting):
        job = work(ask("wrong", "a", by=world.ana))
        counting.made.clear()
        actions.resume(job, by=world.ana)
        assert (job.state, job.ended_steps) == (JobState.WAITING, 1)
        work(job)
        assert counting.made == ["wrong"] * 3
        events = select(TrailLine.event).where(TrailLine.record_id == job.id).order_by(TrailLine.id)
        assert db.session.execute(events).scalars().all() == ["job.asked", "job.resumed"]

    def test_is_refused_when_it_is_over_and_going_on_when_it_is_not(self, world, ask, work):
        job = ask("a", by=world.ana)
        with pytest.raises(Stale):
            actions.resume(job, by=world.ana)
        actions.cancel(job, by=world.ana)
        assert job.state is JobState.CANCELLED
        with pytest.raises(Stale):
            actions.cancel(job, by=world.ana)
        actions.resume(job, by=world.ana)
        assert work(job).state is JobState.DONE
        with pytest.raises(Stale):
            actions.resume(job, by=world.ana)


def test_what_the_schedule_asked_for_is_forgotten_after_a_month(world, ask, work):
    by_schedule, by_ana = work(ask("a")).id, work(ask("a b", by=world.ana)).id
    workers.forget_old_jobs()
    db.session.execute(update(Job).values(ended_at=clock.now() - timedelta(days=31)))
    workers.forget_old_jobs()
    assert db.session.execute(select(Job.id)).scalars().all() == [by_ana]
    assert by_schedule not in db.session.execute(select(JobStep.job_id)).scalars().all()


def test_one_worker_keeps_the_schedule_until_it_is_silent(session):
    first, second = uuid4(), uuid4()
    assert workers.keeps_schedule(first)
    assert workers.keeps_schedule(first)
    assert not workers.keeps_schedule(second)
    db.session.execute(update(Lease).values(ends_at=clock.now() - timedelta(seconds=1)))
    assert workers.keeps_schedule(second)
    assert not workers.keeps_schedule(first)


@pytest.mark.parametrize(
    ("table", "change", "name"),
    [
        (Job, {"state": JobState.RUNNING}, "worker_paired"),
        (Job, {"state": JobState.DONE}, "ended_paired"),
        (Job, {"ended_steps": 9}, "steps_within_total"),
        (JobStep, {"number": 0}, "number_positive"),
        (JobStep, {"state": StepState.WAITING}, "ended_paired"),
    ],
)
def test_the_database_refuses(ask, work, table, change, name):
    job = ask("a", "b")
    work(job, is_stopping=lambda: bool(db.session.execute(select(JobStep.ended_at).limit(1)).scalar()))
    with pytest.raises(Exception, match=f"ck_{table.__tablename__}_{name}"):
        db.session.execute(update(table).values(**change))
