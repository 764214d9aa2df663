"""Credentials and training as a document."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tracker import clock
from tracker.credentials import actions as credentials
from tracker.credentials.models import CheckSource
from tracker.database import db
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience


@pytest.fixture
def gather(world, app):
    def gather(reader=None):
        document = get_document("credentials")
        with app.test_request_context():
            return document.gather(document.find(world.ana.id, reader or world.hr, {}), Audience.PERSONNEL_FILE)

    return gather


def test_a_credential_says_who_checked_it_where_and_when_that_was_written(world, gather):
    held = world.credential()
    looked = clock.today() - timedelta(days=20)
    credentials.check(held, source=CheckSource.REGISTER, checked_on=looked, key=uuid4(), by=world.hr)
    world.credential(kind="CPRS", expires_on=clock.today() - timedelta(days=1))
    db.session.commit()
    crss, cprs = gather().credentials
    (check,) = crss.checks
    assert (check.by, check.source, check.checked_on, check.written_on) == (
        "Priya Nair",
        CheckSource.REGISTER,
        looked,
        clock.today(),
    )
    assert (crss.has_expired, cprs.has_expired, cprs.checks) == (False, True, ())


def test_training_counts_once_confirmed_and_progress_stands_beside_what_is_asked(world, gather):
    world.credential(issued_on=date(2025, 1, 1))
    waiting = world.training(title="Waits")
    world.certificate(waiting)
    world.training(title="Counts", by=world.dana, minutes=120, minutes_by_domain={"ADV": 60})
    content = gather()
    found = {one.title: one for one in content.training}
    assert (found["Waits"].confirmed_on, found["Waits"].certificates) == (None, 1)
    assert (found["Counts"].confirmed_on, found["Counts"].confirmed_by) == (clock.today(), "Dana Whitfield")
    assert [(part.domain, part.minutes) for part in found["Counts"].domains] == [("Advocacy", 60)]
    (renewal,) = content.progress
    line = next(one for one in renewal.lines if one.counted)
    assert (line.counted, line.waiting, line.is_met) == (120, 90, False)
    assert all(source.name and source.set_on for source in renewal.sources)


def test_a_granted_auditor_reads_the_training_that_was_confirmed(world, gather, granted):
    world.training(title="Waits")
    world.training(title="Counts", by=world.dana)
    assert [one.title for one in gather(granted("credentials")).training] == ["Counts"]
    assert len(gather(world.ana).training) == 2


def test_the_page_says_how_many_days_later_it_was_written(world, visit):
    early = clock.today() - timedelta(days=30)
    world.training(starts_on=early, ends_on=early)
    world.credential()
    page = visit(world.ana).get(f"/reports/credentials/{world.ana.id}")
    assert page.says("30 days later")
    assert page.says("Not checked at its source yet. HR does that.")
    assert page.says("0 of 15 hours")
