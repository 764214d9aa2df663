"""A hundred random walks on each database; more by ``bin/walks``. What they check stands in ``walks``."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.reviews import walks
from tracker.reviews.models import State
from tracker.reviews.picture import draw
from tracker.reviews.transitions import Act

WALKS, BATCH = int(os.environ.get("TRACKER_TEST_WALKS", "100")), 25
FIRST = int(os.environ.get("TRACKER_TEST_WALKS_FROM", "0"))
REPORT = os.environ.get("TRACKER_TEST_WALKS_REPORT")
MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)


@pytest.fixture
def later(time_machine):
    """Move the clock on by days; it stands still otherwise."""
    now = MONDAY
    time_machine.move_to(now, tick=False)

    def move(days: int) -> None:
        nonlocal now
        now += timedelta(days=days, minutes=1)
        time_machine.move_to(now, tick=False)

    return move


@pytest.mark.parametrize("first", range(FIRST, FIRST + WALKS, BATCH))
def test_whatever_people_try_the_promises_hold(world, later, database, first):
    tally = walks.walk(world, range(first, first + BATCH), later)
    if REPORT:
        tally.write(Path(REPORT), database.kind)
    assert tally.walks == BATCH
    # Walks that get nowhere would hold every promise.
    assert set(tally.states) >= {State.RATING, State.IN_CONVERSATION, State.AWAITING_SIGNATURES, State.ENDED}
    assert len(tally.done) > len(Act) / 2


def test_the_page_of_the_states_is_what_the_table_says():
    assert (Path(__file__).parents[2] / "docs" / "states.md").read_text() == draw(), "run bin/states"
