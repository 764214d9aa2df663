"""The other jobs of each role in browsers without scripts: goals, agreements, months, verifying, HR, settings."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from tests.browser.test_without_scripts import PlainSeat, press_like, sign
from tests.conftest import make_app
from tests.support import databases
from tests.support.browser import Employer
from tests.support.databases import Database
from tests.support.world import PASSWORD
from tracker import clock
from tracker.credentials.models import Training
from tracker.cycles.models import Cycle
from tracker.database import db
from tracker.goals.models import Goal
from tracker.observations.models import Example, ObservationRequest
from tracker.people.models import Person
from tracker.reviews.models import Review
from tracker.signatures.models import Signature, Statement
from tracker.verifications.models import VerifiedItem

# What is written is tested on both databases in the rooms themselves; here it is what a page needs to be used.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")


@pytest.fixture(scope="module")
def employer(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Employer]:
    """The people of the tests, with their records of a month, served once for all that follows."""
    made = databases.copy_of_template(database, tmp_path_factory.mktemp("plain"))
    app = make_app(made)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served = Employer(app, f"http://127.0.0.1:{server.server_port}")
    served.people()
    with app.app_context():
        served.world().month()
        db.session.remove()
    yield served
    server.shutdown()
    thread.join()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(made)


@pytest.fixture(scope="module")
def seats(browser: Browser, employer: Employer) -> Iterator[dict[str, PlainSeat]]:
    """Ana and Dana at phones, HR at a desk and an administrator, signed in, and no script runs."""
    seated = {}
    for name, width in (("ana.ruiz", 320), ("dana.whitfield", 320), ("priya.nair", 1280), ("tom.lind", 768)):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        context.set_default_timeout(30_000)
        seated[name.split(".")[0]] = seat = PlainSeat(context, employer)
        seat.sign_in(name)
    yield seated
    for seat in seated.values():
        seat.page.context.close()


@pytest.fixture
def ana(seats: dict[str, PlainSeat]) -> PlainSeat:
    return seats["ana"]


@pytest.fixture
def dana(seats: dict[str, PlainSeat]) -> PlainSeat:
    return seats["dana"]


@pytest.fixture
def hr(seats: dict[str, PlainSeat]) -> PlainSeat:
    return seats["priya"]


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def says(seat: PlainSeat, words: str) -> None:
    expect(seat.page.locator("main")).to_contain_text(words)


def unfold(seat: PlainSeat, words: str) -> None:
    seat.page.locator("summary", has_text=words).first.click()


def count(employer: Employer, model: type) -> int:
    with employer.app.app_context():
        found = db.session.execute(select(func.count()).select_from(model)).scalar_one()
        db.session.remove()
    return found


def test_a_goal_from_a_proposal_to_its_end(ana: PlainSeat, dana: PlainSeat, employer: Employer) -> None:
    dana.go(f"/people/{employer.ids['ana']}/goals/new")
    unfold(dana, "Advocacy")
    dana.tick("ADV-T01")
    dana.fill(statement="I want to lead the group.", strength="Warm openings.", success="Three groups in a row.")
    dana.fill(support_needed="Time on Mondays.", target_on=day(90))
    dana.fill(employee_step="Co-lead twice", employee_step_due=day(30))
    dana.fill(supervisor_step="Watch one group", supervisor_step_due=day(30))
    dana.press("Propose this goal")
    says(dana, "Goal proposed. It stands once both of you agree.")
    goal = dana.page.url.removeprefix(employer.address)
    ana.go(goal)
    ana.press("I agree to this goal")
    ana.press("Done")
    says(ana, "done")
    ana.fill(text="First group led.")
    ana.press("Add a note")
    says(ana, "First group led.")
    dana.go(goal)
    unfold(dana, "Met, or closed?")
    choose(dana, "status", "met")
    dana.press("End this goal")
    says(dana, "Met")
    assert count(employer, Goal) == 1
    ana.go(goal)
    ana.follow("Add a statement")
    ana.fill(text="I see this another way.")
    ana.press("Add my statement")
    assert count(employer, Statement) == 1


def test_an_agreement_on_supervision_is_written_and_signed_by_both(
    ana: PlainSeat, dana: PlainSeat, employer: Employer
) -> None:
    dana.go(f"/people/{employer.ids['ana']}/agreements/new")
    dana.fill(every_days="14", minutes="60", starts_on=day(0), review_on=day(180))
    dana.fill(expectations="We tell each other early.", conflict_check="None found.")
    dana.tick("In person")
    dana.press("Save, then read and sign")
    sign(dana, "Dana Whitfield", PASSWORD)
    ana.go(dana.page.url.removeprefix(employer.address))
    ana.follow("Read and sign")
    sign(ana, "Ana Ruiz", PASSWORD)
    says(ana, "Supervisor: Dana Whitfield")
    says(ana, "Employee: Ana Ruiz")


def test_a_month_of_the_log_is_read_and_signed_by_both(ana: PlainSeat, dana: PlainSeat, employer: Employer) -> None:
    before = count(employer, Signature)
    month = (clock.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    for seat, name in ((dana, "Dana Whitfield"), (ana, "Ana Ruiz")):
        seat.go(f"/people/{employer.ids['ana']}/months/{employer.ids['dana']}/{month}")
        seat.press("I have read this month: on to signing")
        # What was just read is chosen; the meaning is not.
        seat.page.locator("input[name=meaning][value=agree] + label").click()
        sign(seat, name, PASSWORD)
        says(seat, "Signed.")
    assert count(employer, Signature) == before + 2


def test_what_was_shown_is_verified(dana: PlainSeat, employer: Employer) -> None:
    dana.go(f"/people/{employer.ids['ana']}/verifications/new")
    unfold(dana, "Advocacy")
    for code in ("ADV-T01", "ADV-T02"):
        dana.tick(code)
    dana.fill(event="Tuesday group", evidence="Did it alone.", qualified_by="CRSS since 2016", observed_on=day(0))
    for name, value in (("level", "4"), ("method", "direct_observation"), ("qualification", "credential")):
        choose(dana, name, value)
    dana.press("Save the verification")
    says(dana, "Verification saved.")
    assert count(employer, VerifiedItem) == 2


def choose(seat: PlainSeat, name: str, value: str) -> None:
    """Choose one of a few, whether they stand as radios or in a list."""
    field = seat.page.locator(f"select[name='{name}']")
    if field.count():
        field.select_option(value)
    else:
        seat.page.locator(f"input[name='{name}'][value='{value}'] + label").click()


def test_an_employee_asks_keeps_and_adds_in_their_own_words(ana: PlainSeat, employer: Employer) -> None:
    ana.go("/supervision/ask")
    ana.fill(about="A hard week.")
    press_like(ana, "Ask")
    says(ana, "A hard week.")
    ana.go("/notice-my-work")
    ana.fill(wish="My Tuesday group.")
    press_like(ana, "Ask")
    assert count(employer, ObservationRequest) == 1
    ana.go("/examples/new?item=ADV-T01")
    ana.fill(happened_on=day(-1), text="Spoke up in the team.")
    press_like(ana, "Save")
    assert count(employer, Example) == 1
    ana.go(f"/people/{employer.ids['ana']}/training/new")
    ana.fill(title="Ethics", provider="State college", starts_on=day(-3), minutes="2")
    ana.page.locator("select[name=category]").select_option(index=1)
    press_like(ana, "Save")
    assert count(employer, Training) == 1


def test_hr_plans_and_opens_a_cycle_and_has_everyones_reports_made(hr: PlainSeat, employer: Employer) -> None:
    hr.go("/cycles/new")
    hr.fill(name="Annual reviews", used_for="Growth.", not_used_for="Pay.")
    hr.page.locator("select[name=framework]").select_option(index=1)
    hr.page.locator("input[name=ratings] + label").first.click()
    hr.fill(period_from=day(-365), opens_on=day(0), due_on=day(30), closes_on=day(60))
    hr.press("Save the plan")
    press_like(hr, "Open the cycle")
    says(hr, "started.")
    assert (count(employer, Cycle), count(employer, Review) > 0) == (1, True)
    hr.go("/")
    hr.follow("Print reports of many people")
    hr.press("Make the file")
    assert re.search(r"/jobs/[0-9a-f-]{36}$", hr.page.url)
    hr.follow("Look again")
    says(hr, "You can leave this page.")


def test_hr_takes_someone_on_and_names_their_supervisor(hr: PlainSeat, employer: Employer) -> None:
    before = count(employer, Person)
    hr.go("/people/new")
    hr.fill(name="Nia Cole", sign_in_name="nia.cole", job_title="Peer specialist", hired_on=day(-1))
    press_like(hr, "Add")
    assert count(employer, Person) == before + 1
    says(hr, "Nia Cole")
    hr.follow("Assign a supervisor")
    hr.page.locator("select[name=supervisor]").select_option(label="Dana Whitfield")
    hr.press("Assign")
    says(hr, "Dana Whitfield")


def test_the_settings_of_the_employer_and_of_a_person(seats: dict[str, PlainSeat], employer: Employer) -> None:
    admin, ana = seats["tom"], seats["ana"]
    admin.go("/settings/")
    admin.fill(name="Lake County Peers")
    admin.press("Save the name")
    expect(admin.page.locator("header")).to_contain_text("Lake County Peers")
    ana.go("/account")
    ana.press("Español")
    expect(ana.page.locator("html")).to_have_attribute("lang", "es")
    ana.press("English")
    expect(ana.page.locator("html")).to_have_attribute("lang", "en")
