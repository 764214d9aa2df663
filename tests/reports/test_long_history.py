"""Twenty years of somebody's work: every kind of document takes as many queries as for a few weeks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from tests.reports.conftest import tell
from tests.reports.test_kinds import KINDS
from tracker import clock
from tracker.consultations.models import Attendance, DomainMinutes, LogEntry
from tracker.database import db
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience
from tracker.reports.record import LONG_AGO

YEARS = 20
# Fewer than SQLAlchemy fetches with one statement; a page of somebody's log is bounded in itself.
ENTRIES = 480
SINCE = {"since": LONG_AGO.isoformat()}


def log_for_years(world):
    """Entries over twenty years, put straight into the tables: one by one they would take minutes."""
    today, step = clock.today(), YEARS * 365 // ENTRIES
    ids = [uuid4() for _number in range(ENTRIES)]
    entry = {
        "supervisor_id": world.dana.id,
        "minutes": 45,
        "kind": "supervision",
        "mode": "phone",
        "topics": [],
        "summary": "Looked at workload.",
        "created_at": clock.now(),
    }
    held = [today - timedelta(days=step * number) for number in range(ENTRIES)]
    rows = [{**entry, "id": one, "held_on": day} for one, day in zip(ids, held, strict=True)]
    db.session.execute(insert(LogEntry), rows)
    parts = [{"id": uuid4(), "entry_id": one, "person_id": world.ana.id, "comment": ""} for one in ids]
    db.session.execute(insert(Attendance), parts)
    splits = [{"entry_id": one, "domain": "ADV", "position": 0, "minutes": 45} for one in ids]
    db.session.execute(insert(DomainMinutes), splits)
    db.session.execute(text("ANALYZE"))
    db.session.commit()


@pytest.fixture
def gather(app, world):
    def gather(kind):
        with app.test_request_context():
            document = get_document(kind)
            subject = document.find(world.ana.id, world.hr, SINCE)
            return document.freeze(subject, Audience.PERSONNEL_FILE)

    return gather


def counts(gather, count_queries):
    """How many queries each kind of document takes, asked for a second time."""
    found = {}
    for kind in KINDS:
        gather(kind)
        with count_queries as seen:
            gather(kind)
        found[kind] = seen.total
    return found


def test_every_kind_takes_the_same_queries_for_twenty_years_as_for_a_few_weeks(world, gather, count_queries):
    tell(world)
    for days in (1, 40):
        world.entry(held_on=clock.today() - timedelta(days=days))
    few = counts(gather, count_queries)
    log_for_years(world)
    many = counts(gather, count_queries)
    assert many == few
    assert min(gather(kind).entries for kind in ("log", "hours")) >= ENTRIES
