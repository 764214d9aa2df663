"""Agreements that were confirmed by a tap stay beside those that are signed, and go back again."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.agreements.test_agreements import legacy
from tests.support.world import World
from tests.whole.test_migrations import MIGRATIONS
from tracker.agreements import queries
from tracker.database import db


def test_confirmed_ones_stay_and_signed_ones_go_back_as_confirmed(operator):
    with operator.app.app_context():
        world = World()
        confirmed = legacy(world).id
        ana, dana = world.ana, world.dana
        downgrade(directory=MIGRATIONS, revision="0011")
        assert "agreement_copy" not in inspect(db.engine).get_table_names()
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        again = World([db.session.merge(ana), db.session.merge(dana)])
        assert again.agreement(signed=False).id != confirmed
        (waits, holds) = queries.list_between(ana.id, dana.id)
        assert (waits.is_agreed, holds.id) == (False, confirmed)
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0011")
        ended = dict(
            db.session.execute(text("SELECT every_days, ended_at IS NOT NULL FROM supervision_agreement")).all()
        )
        assert ended == {9: False, 7: True}
        db.session.remove()
