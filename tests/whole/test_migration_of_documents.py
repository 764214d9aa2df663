"""Copies of every kind of document arrive in a database with rows, and go again; the guard stands throughout."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from tests.support.world import World
from tracker import clock
from tracker.database import db
from tracker.folders import find_folder
from tracker.removals import actions as removals
from tracker.removals import queries as known
from tracker.reports.models import IssuedReport, ReplacedCopy

MIGRATIONS = str(find_folder("migrations"))


def copy(world, **more):
    values = {
        "person_id": world.ana.id,
        "content_sha256": "0" * 64,
        "scope": "others",
        "language": "en",
        "audience": "personnel_file",
        "issued_by_id": world.hr.id,
        "pdf_sha256": "1" * 64,
        "pdf": b"%PDF",
        "created_at": clock.now(),
    }
    return {**values, **more}


@pytest.fixture
def filled(operator):
    """One copy of a review, one of a log, and one of a review that is gone."""
    with operator.app.app_context():
        world = World()
        gone, kept = world.ended(comment="Not so."), world.ended()
        for review in (gone, kept):
            values = copy(world, kind="competency", review_id=review.id, subject_id=review.id)
            db.session.execute(insert(IssuedReport).values(values))
        db.session.commit()
        asked = world.ask_removal("Not so.", person=world.ana)
        removals.carry_out(known.get_visible(asked.id, world.admin, lock=True), by=world.admin)
        # The removal of a signature's comment takes every report of the person; this one is issued again.
        db.session.execute(
            insert(IssuedReport).values(copy(world, kind="competency", review_id=kept.id, subject_id=kept.id))
        )
        db.session.execute(insert(IssuedReport).values(copy(world, kind="log", subject_id=world.ana.id)))
        db.session.commit()
        ids = world.ana.id, gone.id, kept.id
        db.session.remove()
        yield ids
        db.session.remove()


def test_copies_keep_what_they_are_about(filled):
    ana, gone, kept = filled
    downgrade(directory=MIGRATIONS, revision="0011")
    columns = {column["name"] for column in inspect(db.engine).get_columns("issued_report")}
    assert not {"subject_id", "options", "paper"} & columns
    assert db.session.execute(text("SELECT kind FROM issued_report")).scalars().all() == ["competency"]
    with pytest.raises(DBAPIError, match="an issued copy never changes"):
        db.session.execute(text("UPDATE issued_report SET scope = 'sides'"))
    db.session.rollback()
    db.session.remove()
    upgrade(directory=MIGRATIONS)
    found = db.session.execute(select(IssuedReport)).scalar_one()
    assert (found.subject_id, found.review_id, found.person_id, found.paper) == (kept, kept, ana, "letter")
    replaced = {tuple(row) for row in db.session.execute(select(ReplacedCopy.subject_id, ReplacedCopy.person_id))}
    assert replaced == {(gone, ana), (kept, ana)}
    assert set(db.session.execute(select(ReplacedCopy.kind)).scalars()) == {"competency"}
    with pytest.raises(DBAPIError, match="an issued copy never changes"):
        db.session.execute(text("UPDATE issued_report SET scope = 'sides'"))
    db.session.rollback()
