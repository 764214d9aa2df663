from pathlib import Path

import pytest

from tests.command_line.conftest import Operator
from tests.support import databases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def operator(fresh_database):
    """At a migrated database with the shipped frameworks."""
    made = Operator(fresh_database)
    yield made
    made.end()


@pytest.fixture
def newcomer(database, tmp_path):
    """At a database without anything."""
    empty = databases.make(database.kind, tmp_path, "empty")
    made = Operator(empty)
    yield made
    made.end()
    databases.drop(empty)
