"""A few people with files of different fullness, and a worker that makes binders."""

from datetime import timedelta

import pytest

from tests.jobs.conftest import work
from tracker import clock
from tracker.people import actions as people
from tracker.people.models import Role

__all__ = ["work"]


@pytest.fixture
def staff(world):
    """Ana, Luis and Rosa, all supervised by Dana; HR is nobody's file."""
    return [world.ana, *(world.reviewed(name, program="Crisis line") for name in ("Luis Ortega", "Rosa Lima"))]


@pytest.fixture
def auditor(world):
    """Makes an auditor who may read kinds of report about some people."""

    def auditor(*named, kinds=("file",), days=5):
        someone = world.person("Ada Auditor", Role.AUDITOR)
        ends_on = clock.today() + timedelta(days=days)
        people.grant_auditor(someone, named, kinds=kinds, ends_on=ends_on, reason="Survey", by=world.hr)
        return someone

    return auditor
