"""One app and one schema a run and database; each test in a transaction that is rolled back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support import databases
from tests.support.databases import Database
from tests.support.visitor import Visitor
from tests.support.world import World
from tracker import catalogue, create_app
from tracker.audit import actions as trail
from tracker.audit.actions import as_operator
from tracker.database import db
from tracker.folders import find_folder
from tracker.frameworks.actions import load_shipped
from tracker.people.actions import install
from tracker.people.models import Person
from tracker.reports import pdf
from tracker.sign_in import actions as sign_in

pytest_plugins = ["tests.support.browser"]

REQUIRED = frozenset(filter(None, os.environ.get("TRACKER_REQUIRE", "").split(",")))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--all-journeys`` makes each journey through the browser on both databases."""
    parser.addoption("--all-journeys", action="store_true", help="make each journey on both databases")


def pytest_configure(config: pytest.Config) -> None:
    """The product speaks every language it has a catalogue of, also in a checkout where nothing was set up anew."""
    catalogue.compile_all()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In one process what is slow comes last; several get their shares mixed, so that all end together."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = spread(items, processes) if processes > 1 else sorted(items, key=_is_slow)


def spread(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """The same tests as one run for each process, of about equal length, which it is given in one piece.

    In each run one database comes after the other, for changing it takes seconds; files stay whole, and slow ones lie
    between quick ones: many browsers and servers at once would wait for one another, and one at the end for nobody.
    """
    runs: list[list[pytest.Item]] = [[] for _process in range(processes)]
    for _database, of_one in groupby(sorted(items, key=_database_of), key=_database_of):
        files: dict[Path, list[pytest.Item]] = {}
        for item in of_one:
            files.setdefault(item.path, []).append(item)
        for path in sorted(files, key=lambda path: _place(files[path][0])):
            min(runs, key=len).extend(files[path])
    return [item for run in runs for item in run]


def _database_of(item: pytest.Item) -> str:
    called = getattr(item, "callspec", None)
    # SQLite, then PostgreSQL, then what needs none.
    return {"sqlite": "1", "postgresql": "2"}.get(called.params.get("database", "") if called else "", "3")


def _place(item: pytest.Item) -> float:
    """Between 0 and 1, as good as at random but always the same; slow files are not among the last."""
    name = f"{item.path.parent.name}/{item.path.name}"
    place = int(sha256(name.encode()).hexdigest()[:8], 16) / 16**8
    return place * 0.7 if _is_slow(item) else place


def _is_slow(item: pytest.Item) -> bool:
    """Whether a test starts a browser or other processes, or walks far."""
    return item.path.parent.name in {"browser", "whole", "command_line"} or item.path.stem in {
        "test_walk",
        "test_walks",
    }


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A missing component that was required is a failure, not a skip."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and isinstance(report.longrepr, tuple):
        missing = [name for name in REQUIRED if f"no {name}" in report.longrepr[2]]
        if missing:
            report.outcome = "failed"
            report.longrepr = f"{missing[0]} was required (TRACKER_REQUIRE) and not found"


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; here it need not be."""
    from argon2 import PasswordHasher

    slow = sign_in.hasher
    sign_in.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    sign_in.hasher = slow


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An empty database of each kind, at the newest migration, with the shipped frameworks."""
    if request.param == "postgresql" and not databases.postgresql_url():
        pytest.skip("no postgres: set TRACKER_TEST_POSTGRES, or run bin/test, which starts one where it can")
    folder = tmp_path_factory.mktemp(request.param)
    template = databases.make(request.param, folder, "template")
    app = make_app(template)
    with app.app_context():
        from flask_migrate import upgrade

        upgrade(directory=str(find_folder("migrations")))
        with as_operator():
            install()
            load_shipped(find_folder("seed"), by=None)
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    made = databases.copy(template, folder, "tests")
    yield made
    databases.drop(made)
    databases.drop(template)


def make_app(database: Database, **settings: object) -> Flask:
    """An app on one database, with quick settings."""
    app = create_app(
        {
            "TRACKER_DATABASE_URL": database.url,
            "TRACKER_DATA_DIR": str(database.folder),
            "TRACKER_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
            "TRACKER_EMPLOYER_NAME": "Example Employer",
            **settings,
        }
    )
    app.config["TESTING"] = True
    return app


@pytest.fixture(scope="session")
def app(database: Database) -> Iterator[Flask]:
    """The app of the run."""
    made = make_app(database)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[None]:
    """The test's own transaction, shared with every request, and rolled back at the end."""
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.remove()
            db.engines[None] = engine
            outer.rollback()
            connection.close()


@pytest.fixture
def world(session: None) -> World:
    """A small employer with the people a test needs, made by the product's own actions."""
    return World()


@pytest.fixture
def visit(app: Flask, session: None) -> type[Visitor]:
    """Open the product as someone: ``visit(person).get("/")``; ``visit()`` is nobody."""

    class Visit(Visitor):
        def __init__(self, person: Person | None = None) -> None:
            super().__init__(app, person)

    return Visit


class QueryCount:
    """How many statements were sent while it was watching."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __enter__(self) -> QueryCount:
        self.statements.clear()
        return self

    def __exit__(self, *_: object) -> None:
        self.total = len(self.statements)


@pytest.fixture
def count_queries(app: Flask, session: None) -> Iterator[QueryCount]:
    """Count statements: ``with count_queries as seen: ...`` then ``seen.total``. Savepoints do not count."""
    count = QueryCount()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            count.statements.append(statement)

    connection = db.engines[None]
    event.listen(connection, "before_cursor_execute", note)
    yield count
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def break_trail(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, no line of the trail can be written: what it speaks of must not happen either."""

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("no trail")

    return lambda: monkeypatch.setattr(trail, "record", fail)


@pytest.fixture
def fresh_database(database: Database, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, for tests with several connections, processes or a browser."""
    made = databases.copy_of_template(database, tmp_path)
    yield made
    databases.drop(made)


@pytest.fixture(scope="session")
def pango() -> None:
    """A machine that can make PDFs."""
    problem = pdf.renderer(seconds=60, megabytes=1024).check()
    if problem:
        pytest.skip(f"no pango: {problem}")
