"""The production server with several workers: nothing that was answered is lost, whatever is killed."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.command_line.conftest import TRACKER, environment
from tests.support.world import PASSWORD, World
from tracker.assessments.models import Rating, RatingRevision
from tracker.database import db

AT_ONCE = 10
CUT_OFF = (ConnectionError, http.client.HTTPException, TimeoutError)


class Server:
    """``tracker serve`` with three workers on a free port, in a process group of its own."""

    def __init__(self, database, folder):
        self.process = subprocess.Popen(
            [TRACKER, "serve", "--port", "0", "--workers", "3", "--threads", "4"],
            env=environment(database),
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.address, self.workers = "", []
        while not (self.address and len(self.workers) == 3):
            line = self.process.stderr.readline()
            assert line, "the server ended before it listened"
            if found := re.search(r"Listening at: http://(127\.0\.0\.1:\d+)", line):
                self.address = found[1]
            if found := re.search(r"Booting worker with pid: (\d+)", line):
                self.workers.append(int(found[1]))

    def kill_everything(self):
        """As when the machine goes down: no process can say goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self):
        self.kill_everything()
        self.process.stderr.close()


@pytest.fixture
def serve(fresh_database, tmp_path):
    """Start a server; start another after it was killed."""
    servers = []

    def start():
        servers.append(Server(fresh_database, tmp_path))
        return servers[-1]

    yield start
    for server in servers:
        server.end()


class Browser:
    """Someone signed in, sending plain HTTP; any number of threads may use it."""

    def __init__(self, address, sign_in_name):
        self.address, self.cookie = address, ""
        _status, page = self.send("GET", "/sign-in")
        form = {"csrf_token": token_of(page), "email": sign_in_name, "password": PASSWORD}
        assert self.send("POST", "/sign-in", form)[0] == 302
        self.token = token_of(self.send("GET", "/help")[1])

    def send(self, method, path, form=None):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            if given := answer.getheader("Set-Cookie"):
                self.cookie = given.split(";")[0]
            return answer.status, page
        finally:
            connection.close()

    def save(self, review, code, answer):
        """Save one answer; its status, or None where the connection broke."""
        form = {"csrf_token": self.token, f"answer-{code}": answer, f"revision-{code}": "0"}
        try:
            return self.send("POST", f"/assessments/{review}/answers/{code}", form)[0]
        except CUT_OFF:
            return None


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


class Book:
    """Ana's review in the database, written before and read after the servers."""

    def __init__(self, operator):
        self.app = operator.app
        with self.app.app_context():
            world = World()
            world.with_password(world.ana)
            self.review = world.review().id
            self.codes = [item.code for item in world.outline.items]
            self.code_of = {item.id: item.code for item in world.outline.items}
        operator.end()

    def answers(self):
        """(code, answer, revision) of each row."""
        with self.app.app_context():
            rows = db.session.execute(select(Rating.competency_id, Rating.answer, Rating.revision)).all()
            db.session.remove()
        return sorted((self.code_of[row.competency_id], row.answer, row.revision) for row in rows)

    def crossed(self):
        with self.app.app_context():
            found = db.session.execute(select(RatingRevision)).all()
            db.session.remove()
        return found


@pytest.fixture
def book(operator):
    return Book(operator)


def level_of(code):
    """Which level Ana gives: neighbours differ, so that answers cannot be exchanged unseen."""
    return str(1 + sum(map(ord, code)) % 5)


def test_answers_saved_at_the_same_time_are_all_there_once(serve, book):
    ana = Browser(serve().address, "ana.ruiz")
    codes = book.codes[:40]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answered = list(threads.map(lambda code: ana.save(book.review, code, level_of(code)), codes))
    assert set(answered) == {200}
    assert book.answers() == sorted((code, level_of(code), 1) for code in codes)
    assert book.crossed() == []


def test_one_answer_sent_from_many_tabs_keeps_the_first_and_shows_the_others(serve, book):
    ana = Browser(serve().address, "ana.ruiz")
    with ThreadPoolExecutor(5) as threads:
        answered = list(threads.map(lambda level: ana.save(book.review, "ADV-T01", level), "12345"))
    assert sorted(answered) == [200, 409, 409, 409, 409]
    first = "12345"[answered.index(200)]
    ((code, kept, _revision),) = book.answers()
    assert (code, kept) == ("ADV-T01", first)


def save_while(killing, book, ana):
    """Save all 89 from several threads; after twenty answers something is killed. Returns the codes answered 200."""
    answered, lock, enough = [], Lock(), Event()

    def save(code):
        status = ana.save(book.review, code, level_of(code))
        assert status in (200, None)
        with lock:
            answered.extend([code] if status == 200 else [])
            if len(answered) == 20:
                enough.set()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        saving = [threads.submit(save, code) for code in book.codes]
        assert enough.wait(60)
        killing()
    for one in saving:
        one.result()
    return answered


def test_a_killed_worker_loses_nothing_that_was_answered(serve, book):
    server = serve()
    ana = Browser(server.address, "ana.ruiz")
    answered = save_while(lambda: os.kill(server.workers[0], signal.SIGKILL), book, ana)
    kept = {code: answer for code, answer, _revision in book.answers()}
    assert {code: kept.get(code) for code in answered} == {code: level_of(code) for code in answered}
    # The others went on, and what was cut off can be sent again.
    again = {ana.save(book.review, code, level_of(code)) for code in book.codes if code not in kept}
    assert again <= {200}
    assert book.answers() == sorted((code, level_of(code), 1) for code in book.codes)


def test_when_everything_is_killed_the_next_start_has_all_that_was_answered(serve, book):
    server = serve()
    ana = Browser(server.address, "ana.ruiz")
    answered = save_while(server.kill_everything, book, ana)
    after = serve()
    ana.address = after.address
    kept = {code: answer for code, answer, _revision in book.answers()}
    assert {code: kept.get(code) for code in answered} == {code: level_of(code) for code in answered}
    assert {ana.save(book.review, code, level_of(code)) for code in book.codes if code not in kept} <= {200}
    assert book.answers() == sorted((code, level_of(code), 1) for code in book.codes)


def test_every_worker_says_that_it_lives_and_is_ready(serve, pango):
    address = serve().address
    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(ask, address, path) for path in ("/healthz", "/readyz") * 6]
    assert {one.result() for one in asked} == {(200, '{"status":"alive"}\n'), (200, '{"status":"ready"}\n')}


def ask(address, path):
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found
