"""The invented employer, served: for walks through its pages, for pictures of them, and for counting taps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from tests.conftest import make_app
from tests.support.browser import Employer, Seat
from tests.support.databases import Database
from tracker.database import db
from tracker.demo import cast


@contextmanager
def serve_demo(database: Database, *, people: int = 6, years: int = 1, install: bool = False) -> Iterator[Employer]:
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
        yield Employer(app, f"http://127.0.0.1:{server.server_port}")
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
