import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import make_app
from tests.support import databases
from tests.support.databases import Database
from tracker.database import db

KEY = "only-for-tests-only-for-tests-only-for-tests"


class Operator:
    """Someone at the machine of one database, who runs commands and reads what they say."""

    def __init__(self, database: Database, **settings):
        self.database = database
        self.app = make_app(database, **settings)

    def run(self, *args, status=0):
        """Run a command; return what it said: on standard output, or on standard error where it failed."""
        result = self.app.test_cli_runner().invoke(args=[str(one) for one in args])
        fault = result.exception
        if fault is not None and not isinstance(fault, SystemExit):
            raise fault
        assert result.exit_code == status, result.output
        return (result.stderr if status else result.stdout).strip()

    def json(self, *args, status=0):
        """The answer of a command as data."""
        result = self.app.test_cli_runner().invoke(args=[*(str(one) for one in args), "--json"])
        assert result.exit_code == status, result.output
        return json.loads(result.stdout)

    def read(self, statement):
        """Rows of the database."""
        with self.app.app_context():
            rows = db.session.execute(statement).all()
            db.session.remove()
        return rows

    def end(self):
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def operator(fresh_database):
    """At a database with the shipped frameworks and nobody in it."""
    made = Operator(fresh_database)
    yield made
    made.end()


@pytest.fixture
def empty_database(database, tmp_path):
    """A database without anything, not even tables."""
    made = databases.make(database.kind, tmp_path, "empty")
    yield made
    databases.drop(made)


@pytest.fixture
def newcomer(empty_database):
    """At a database without anything."""
    made = Operator(empty_database)
    yield made
    made.end()


def environment(database, **more):
    """The settings of a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return {
        **kept,
        "TRACKER_DATABASE_URL": database.url,
        "TRACKER_DATA_DIR": str(database.folder),
        "TRACKER_SECRET_KEY": KEY,
        **more,
    }


TRACKER = Path(sys.executable).with_name("tracker")


def tracker(database, *args, **more):
    """Run the installed command in a process of its own, from an empty folder."""
    return subprocess.run(
        [TRACKER, *(str(one) for one in args)],
        env=environment(database, **more),
        cwd=database.folder,
        capture_output=True,
        text=True,
        check=False,
    )
