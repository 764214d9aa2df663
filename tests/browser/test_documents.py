"""The documents of a record as pages, from one list, on a phone."""

from __future__ import annotations

import pytest

from tests.reports.conftest import tell
from tracker.database import db
from tracker.reports.kinds import DOCUMENTS
from tracker.reports.models import ReportKind

# What pages look like has nothing to do with where records are kept.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")


def test_every_document_of_a_record_is_a_page_that_is_well(employer, sit_down):
    # Given a record with something of everything,
    with employer.app.app_context():
        world = employer.world()
        tell(world)
        world.require("ADV-T01", "ADV-T03")
        world.training()
        cycle = world.opened_cycle(world.reviewed("Luis Ortega")).id
        db.session.remove()
    # when HR opens one document after the other from the record,
    seat = sit_down("phone")
    seat.sign_in("priya.nair")
    record = f"/people/{employer.ids['ana']}"
    seat.go(record)
    links = seat.page.locator("a[href^='/reports/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    kinds = {link.split("/")[2] for link in links}
    # then there is one of each kind, and each page is well; so is the summary of a cycle.
    assert kinds == {kind.value for kind in DOCUMENTS} - {ReportKind.ORGANISATION}
    for kind in sorted(kinds):
        seat.go(f"/reports/{kind}/{employer.ids['ana']}")
    seat.go(f"/cycles/{cycle}")
    seat.follow("Organization summary, to print")
