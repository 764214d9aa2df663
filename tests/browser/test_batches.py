"""HR puts the employer's logo on documents, and prints a cycle's reports in three clicks."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID, uuid4

import pikepdf

from tests.batches.conftest import end
from tests.support.pictures import png
from tracker.database import db
from tracker.jobs import running


def test_the_reports_of_a_cycle_are_three_clicks_away(employer, sit_down, pango):
    # Given a cycle in which one review has ended and one has not,
    with employer.app.app_context():
        world = employer.world()
        cycle = world.opened_cycle(world.ana, world.reviewed("Luis Ortega"))
        end(world, cycle, world.ana)
        db.session.commit()
        db.session.remove()
    seat = sit_down("phone")
    seat.sign_in("priya.nair")
    # and a logo that HR has chosen,
    seat.go("/settings/")
    seat.page.set_input_files("[name=picture]", {"name": "l.png", "mimeType": "image/png", "buffer": png((900, 300))})
    seat.press("Use this logo")
    assert seat.page.get_by_alt_text("Example Employer").is_visible()
    # when HR asks for the reports from home and the work is done,
    seat.go("/")
    seat.follow("Print reports of many people")
    seat.press("Make the file")
    job_id = UUID(seat.page.url.rsplit("/", 1)[1])
    running.work(employer.app, job_id, uuid4())
    seat.go(f"/jobs/{job_id}")
    assert "Luis Ortega" in seat.page.locator("main").inner_text()
    # then the file holds the one report that is ready, with the logo, and the page says why the other is not in it.
    with seat.page.expect_download() as taken:
        seat.page.get_by_role("link", name="Open what was made").click()
    with zipfile.ZipFile(taken.value.path()) as file:
        (name,) = [one for one in file.namelist() if one.endswith(".pdf")]
        with pikepdf.open(io.BytesIO(file.read(name))) as document:
            assert len(document.pages[0].get_images()) == 1
    assert "Ana" in name
