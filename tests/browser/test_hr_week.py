"""HR's whole week in a real browser: a sheet of people, a cycle for them, a hand-over, reminders, an end."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from tests.support.browser import Seat
from tracker import clock
from tracker.cycles.models import Cycle
from tracker.database import db
from tracker.mail.models import Mail
from tracker.people.models import Person, Role
from tracker.reviews.models import Review, State

PEOPLE = (
    "sign_in_name,name,email,job_title\n"
    "bo.lee,Bo Lee,bo.lee@example.org,Warm line peer\n"
    "cy.dee,Cy Dee,cy.dee@example.org,Warm line peer\n"
)
ASSIGNMENTS = "person;supervisor;starts_on\nbo.lee;dana.whitfield;{day}\ncy.dee;dana.whitfield;{day}\n"


def bring(hr: Seat, sheet: str) -> None:
    hr.go("/people/")
    hr.follow("Import and export")
    hr.page.set_input_files("[name=sheet]", {"name": "new.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
    hr.press("Check this sheet")
    hr.press("Import 2 rows")
    expect(hr.page.locator("main")).to_contain_text("Added: 2.")


def test_from_a_sheet_of_people_to_a_closed_cycle(employer, sit_down) -> None:
    # Given an employer whose HR has a sheet of two who begin,
    with employer.app.app_context():
        world = employer.world()
        world.person("Uma Okoye", Role.SUPERVISOR)
        assert world.ana
        dana, today = str(world.dana.id), clock.today()
        db.session.commit()
    hr = sit_down("desk")
    main = expect(hr.page.locator("main"))
    hr.sign_in("priya.nair")
    # when HR brings it on Monday, and a second one with who supervises them,
    bring(hr, PEOPLE)
    bring(hr, ASSIGNMENTS.format(day=(today - timedelta(days=7)).isoformat()))
    # plans a cycle for their job and opens it,
    hr.go("/cycles/")
    hr.follow("Plan a cycle")
    last = (today + timedelta(days=30)).isoformat()
    hr.fill(name="Warm line", opens_on=today.isoformat(), due_on=(today + timedelta(days=20)).isoformat())
    hr.fill(kind="annual", period_from=(today - timedelta(days=365)).isoformat(), closes_on=last)
    hr.fill(job_title="Warm line peer")
    hr.press("Save the plan")
    hr.press("Open the cycle: start 2 reviews")
    main.to_contain_text("Open. 2 reviews were started.")
    main.to_contain_text("Dana Whitfield, since")
    cycle = hr.page.url.partition("#")[0].removeprefix(employer.address)
    # hands the people of Dana over to Uma,
    hr.go(f"/people/{dana}/hand-over")
    hr.fill(supervisor=hr.page.locator("[name=supervisor] option", has_text="Uma Okoye").get_attribute("value"))
    hr.press("Hand over")
    main.to_contain_text("3 people are handed over to Uma Okoye.")
    # reminds everyone whom the cycle waits for: the two who have an address,
    hr.go(cycle)
    main.to_contain_text("Uma Okoye, since")
    hr.press("Remind 2 people")
    main.to_contain_text("2 people get one mail each")
    # gives them more time, and closes alone the review of one who left,
    hr.follow("Extend for everyone")
    hr.fill(due_on=last)
    hr.tick("Workload")
    hr.press("Extend")
    main.to_contain_text("2 reviews are due later now.")
    with employer.app.app_context():
        cy = db.session.execute(select(Person).where(Person.sign_in_name == "cy.dee")).scalar_one()
        cy.left_on = clock.today() - timedelta(days=1)
        db.session.commit()
    hr.go(cycle)
    hr.follow("Close the review of Cy Dee")
    hr.press("Close the review")
    main.to_contain_text("Closed. 1 review was unfinished.")
    # and closes the cycle on Friday, with Bo unfinished,
    hr.follow("Close the cycle")
    main.to_contain_text("Bo Lee")
    hr.tick("Close these reviews unfinished")
    hr.press("Close the cycle")
    main.to_contain_text("Closed. 1 review was unfinished.")
    # then nothing is lost and nobody was written to twice.
    with employer.app.app_context():
        states = db.session.execute(select(Review.state, Review.closed_from)).all()
        assert [tuple(one) for one in states] == [(State.CLOSED, State.RATING)] * 2
        mails = db.session.execute(select(Mail.person_id)).scalars().all()
        assert len(mails) == len(set(mails)) == 2
        assert db.session.execute(select(Cycle.closed_at)).scalar_one() is not None
