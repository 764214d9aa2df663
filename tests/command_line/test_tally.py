"""``tracker tally``: proving the counts behind the organization views, and making them anew."""

import pytest
from sqlalchemy import text

from tests.organisation.test_tally import end, review_in
from tests.support.world import World
from tracker.database import db


@pytest.fixture
def counted(operator):
    """An installation in which one review of a cycle has ended."""
    with operator.app.app_context():
        world = World()
        cycle = world.opened_cycle(world.ana)
        end(world, review_in(cycle, world.ana))
        db.session.remove()
    return operator


def spoil(operator, statement):
    with operator.app.app_context():
        db.session.execute(text(statement))
        db.session.commit()
        db.session.remove()


def test_the_check_proves_it_and_a_rebuild_mends_it(counted):
    assert counted.run("tally", "check").startswith("1 reviews are counted in")
    assert counted.json("tally", "check")["is_well"]
    spoil(counted, "UPDATE organisation_tally SET number = 3 WHERE what = 'self:4'")
    assert "1 figures are not as a recount finds them" in counted.run("tally", "check", status=1)
    assert counted.json("tally", "check", status=1)["wrong_figures"] == 1
    assert counted.run("tally", "rebuild").startswith("1 reviews are counted in")
    assert counted.run("tally", "check").startswith("1 reviews are counted in")
    spoil(counted, "UPDATE organisation_tally SET number = 3 WHERE what = 'self:4'")
    # Nothing is wrong at a quick look; a review that is missing is.
    said = "organization views count what has ended"
    assert f"well   {said}" in counted.run("doctor") or f"well   {said}" in counted.run("doctor", status=1)
    spoil(counted, "DELETE FROM organisation_counted")
    assert f"WRONG  {said}" in counted.app.test_cli_runner().invoke(args=["doctor"]).stdout


def test_init_counts_what_is_not_counted(counted):
    for statement in (
        "DELETE FROM organisation_tally",
        "DELETE FROM organisation_counted",
        "DELETE FROM organisation_group",
    ):
        spoil(counted, statement)
    counted.run("init")
    assert counted.json("tally", "check")["reviews"] == 1
