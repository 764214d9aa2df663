"""HR's week with a cycle, in a real browser: open it, add who joined, remind, give more time, print, look, close."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import select

from tests.support.browser import Employer, Seat
from tracker.cycles.models import CycleChosen
from tracker.database import db
from tracker.mail.models import Mail


def main(seat: Seat) -> object:
    return expect(seat.page.locator("main"))


def test_hr_runs_a_cycle_from_opening_to_closing(employer: Employer, sit_down) -> None:
    # Given a planned cycle of Ana, and two people who join once it is open
    with employer.app.app_context():
        world = employer.world()
        employer.person("ana").email = "ana.ruiz@example.org"
        joining = [world.reviewed("Bea Becker").id, world.reviewed("Cy Cook").id]
        cycle = world.cycle(world.ana, name="Autumn")
        cycle_id, later = cycle.id, cycle.closes_on.isoformat()
        db.session.commit()
    hr = sit_down("phone")
    hr.sign_in("priya.nair")
    hr.go(f"/cycles/{cycle_id}")
    # When HR opens it and adds together who joined
    hr.press("Open the cycle: start 1 review")
    main(hr).to_contain_text("Open. 1 review was started.")
    with employer.app.app_context():
        db.session.add_all(CycleChosen(cycle_id=cycle_id, person_id=one) for one in joining)
        db.session.commit()
    hr.go(f"/cycles/{cycle_id}")
    main(hr).to_contain_text("2 people joined since the cycle was opened.")
    hr.press("Add all 2")
    main(hr).to_contain_text("2 reviews were started.")
    # Then one person can be reached by mail, and is reminded once
    hr.press("Remind 1 person")
    main(hr).to_contain_text("1 person gets one mail")
    main(hr).to_contain_text("reminded on")
    main(hr).to_contain_text("has been reminded.")
    with employer.app.app_context():
        kinds = db.session.execute(select(Mail.kind)).scalars().all()
        assert kinds == ["reminder"]
    hr.follow("Extend for everyone")
    hr.fill(due_on=later)
    hr.tick("Workload")
    hr.press("Extend")
    main(hr).to_contain_text("3 reviews are due later now.")
    # The figures are there, and say nothing of so few
    hr.follow("Competencies by program")
    main(hr).to_contain_text("Fewer than five reviews have ended")
    # Everyone is printed with three clicks: this link, the button, the file
    hr.go(f"/cycles/{cycle_id}")
    hr.follow("Print reports of this cycle")
    assert hr.page.locator("select[name=cycle]").input_value() == str(cycle_id)
    hr.go(f"/cycles/{cycle_id}")
    hr.follow("Close the cycle")
    main(hr).to_contain_text("Ana Ruiz")
    hr.tick("Close these reviews unfinished")
    hr.press("Close the cycle")
    main(hr).to_contain_text("Closed. 3 reviews were unfinished.")
