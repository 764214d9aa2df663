"""A server that is killed while somebody signs: the record is signed wholly, or not at all."""

import subprocess
import sys

from sqlalchemy import func, select

from tests.support.world import World
from tests.whole.sign_and_die import KILLED
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.reviews.models import Ending, Review, State
from tracker.signatures.models import Consent, Signature

MOST_WRITES = 30


def written(app, review):
    """What stands of the review, its signatures and the trail, read by a connection of its own."""
    with app.app_context():
        row = db.session.get_one(Review, review)
        counts = [
            db.session.execute(select(func.count()).select_from(model)).scalar_one()
            for model in (Signature, Consent, TrailLine)
        ]
        found = (row.state, row.ending, *counts)
        db.session.remove()
        db.engine.dispose()
    return found


def test_a_review_is_signed_wholly_or_not_at_all(operator):
    with operator.app.app_context():
        world = World()
        world.with_password(world.ana)
        review = world.awaiting().id
        world.sign(db.session.get_one(Review, review), Side.SUPERVISOR)
    operator.end()
    database, deaths, before = operator.database, 0, None
    for at in range(1, MOST_WRITES):
        before = written(operator.app, review)
        assert before[0] is State.AWAITING_SIGNATURES
        arguments = [database.url, str(database.folder), str(review), "ana.ruiz", str(at)]
        died = subprocess.run([sys.executable, "-m", "tests.whole.sign_and_die", *arguments], check=False)
        if died.returncode == 0:
            break
        assert died.returncode == KILLED
        deaths += 1
        after = written(operator.app, review)
        # Signing in and opening the page before leave lines of their own; the request itself left nothing.
        assert after[:4] == before[:4], f"write number {at}"
    state, ending, signatures, _consents, _lines = written(operator.app, review)
    assert (state, ending, signatures) == (State.ENDED, Ending.SIGNED, before[2] + 1)
    # It died at least at the signature, its line, the consent, its line, the review, its line, and the commit.
    assert deaths >= 7
