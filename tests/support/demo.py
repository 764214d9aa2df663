"""The invented employer, served: for walks through its pages, for pictures of them, and for counting taps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.conftest import make_app
from tests.support.browser import CHROMIUM, Employer, Seat
from tests.support.databases import Database
from tracker.database import db
from tracker.demo import cast
from tracker.people.models import Person
from tracker.reviews import queries as reviews


@contextmanager
def serve_demo(
    database: Database, found_well: Path | None = None, *, people: int = 6, years: int = 1, install: bool = False
) -> Iterator[Employer]:
    """Fill an empty database with the demo, and serve it by a thread of its own.

    :param install: the database has no tables yet.
    """
    app = make_app(database)
    runner = app.test_cli_runner()
    commands = [["init"]] if install else []
    for command in (*commands, ["demo", "--people", str(people), "--years", str(years)]):
        told = runner.invoke(args=command)
        assert told.exit_code == 0, told.output
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Employer(app, f"http://127.0.0.1:{server.server_port}", found_well)
    finally:
        server.shutdown()
        thread.join()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def enter(seat: Seat, sign_in_name: str) -> None:
    """Sign in as one of the invented people."""
    seat.go("/sign-in")
    seat.page.get_by_label("Email address or sign-in name").fill(sign_in_name)
    seat.page.get_by_label("Password").fill(cast.PASSWORD)
    seat.press("Sign in")


class MainPage(NamedTuple):
    """One of the ten main pages: what it is called, who opens it, and where."""

    name: str
    sign_in_name: str
    path: str


def list_main_pages(employer: Employer) -> list[MainPage]:
    """The ten pages that people use most, with the records of the demo."""
    with employer.app.app_context():
        ids = {person.sign_in_name: person.id for person in db.session.execute(select(Person)).scalars()}
        rated = reviews.find_open_review(ids["ana.ruiz"])
        talked = reviews.find_open_review(ids["luis.ortega"])
        assert rated
        assert talked
        found = [
            MainPage("home", "ana.ruiz", "/"),
            MainPage("rating", "ana.ruiz", f"/assessments/{rated.id}/men-tasks"),
            MainPage("send", "ana.ruiz", f"/reviews/{rated.id}/send"),
            MainPage("team", "dana.whitfield", "/team"),
            MainPage("supervisor-rating", "dana.whitfield", f"/assessments/{rated.id}/adv-tasks"),
            MainPage("conversation", "dana.whitfield", f"/reviews/{talked.id}/conversation"),
            MainPage("log-entry", "dana.whitfield", "/log/new"),
            MainPage("record", "sofia.petrov", "/people/me"),
            MainPage("progress", "priya.nair", "/reviews/"),
            MainPage("report", "priya.nair", f"/reports/competency/{ids['sofia.petrov']}"),
        ]
        db.session.remove()
    return found


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A Chromium for scripts that are no tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM or None, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()
