"""The pages of work in the background."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tracker import clock
from tracker.database import db
from tracker.jobs import presenters
from tracker.jobs.models import Job, JobState


@pytest.fixture
def ana(world, visit):
    return visit(world.ana)


def test_a_job_that_waits_can_be_stopped_and_go_on(world, ask, ana):
    job = ask("a", by=world.ana)
    page = ana.get(f"/jobs/{job.id}")
    assert "Waiting for its turn" in page.words()
    assert page.tree.xpath("//*[@id='job']/@hx-trigger") == ["every 3s"]
    stopped = ana.follow(ana.post(f"/jobs/{job.id}/cancel"))
    assert "Stopped." in stopped.words()
    assert not stopped.tree.xpath("//*[@hx-trigger]")
    again = ana.follow(ana.post(f"/jobs/{job.id}/resume"))
    assert "It goes on." in again.words()
    ana.post(f"/jobs/{job.id}/resume", status=409)


def test_progress_is_shown_in_words_and_as_a_bar_and_how_long_it_takes(world, ask, ana, work):
    job = ask(*"abcdefgh", by=world.ana)
    done = []
    work(job, is_stopping=lambda: len(done) == 5 or done.append(1))
    ago = clock.now() - timedelta(minutes=10)
    values = {"state": JobState.RUNNING, "worker_id": job.id, "started_at": ago}
    db.session.execute(update(Job).values(**values))
    page = ana.get(f"/jobs/{job.id}")
    assert page.tree.xpath("//progress/@value") == ["5"]
    assert "5 of 8" in page.words()
    assert "About 6 minutes left." in page.words()


def test_a_page_that_refreshes_itself_is_loaded_whole_at_the_end(world, ask, ana, work):
    job = ask("a", by=world.ana)

    def refresh():
        answer = ana.raw("GET", f"/jobs/{job.id}", headers={"HX-Request": "true"})
        answer.close()
        return answer.headers.get("HX-Refresh")

    assert refresh() is None
    work(job)
    assert refresh() == "true"


def test_what_was_made_and_what_was_left_out_are_shown(world, ask, ana, work):
    job = work(ask("a", "refused x", by=world.ana))
    page = ana.get(f"/jobs/{job.id}")
    assert "Done." in page.words()
    assert page.tree.xpath("//a[normalize-space()='Open what was made']/@href") == ["/people/"]
    assert "refused x is not ready." in page.words()


def test_a_job_that_failed_says_why(world, ask, ana, work):
    page = ana.get(f"/jobs/{work(ask(by=world.ana)).id}")
    assert "Not all of it worked." in page.words()
    assert "There is nothing to count." in page.words()


def test_the_list_holds_ones_own_and_takes_the_same_queries_for_many(world, ask, ana, visit, count_queries):
    assert "None." in ana.get("/jobs/").words()
    ask("a", by=world.ana)
    ana.get("/jobs/")
    with count_queries as one:
        ana.get("/jobs/")
    for _ in range(20):
        ask("a", by=world.ana)
    with count_queries as many:
        page = ana.get("/jobs/")
    assert one.total == many.total
    assert len(page.tree.xpath("//tbody/tr")) == 21
    assert "Counting" not in visit(world.dana).get("/jobs/").words()


def test_an_hour_and_less_than_a_minute(ask, world):
    job = Job(state=JobState.RUNNING, total=100, ended_steps=50, started_at=clock.now() - timedelta(hours=1))
    assert presenters._say_time_left(job) == "About 60 minutes left."
    job.ended_steps = 99
    assert presenters._say_time_left(job) == "Less than a minute left."
    job.ended_steps = 2
    assert presenters._say_time_left(job) == ""
