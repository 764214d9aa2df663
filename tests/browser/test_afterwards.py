"""What comes after, in a real browser: a signed review is amended, one is made void, a supervisor hands over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD
from tracker import clock
from tracker.assessments.models import Side
from tracker.people.models import Role


@pytest.fixture
def signed_review(employer: Employer) -> str:
    """A review of Ana's that both sides have signed."""
    with employer.app.app_context():
        return str(employer.world().ended().id)


def test_a_signed_review_is_amended(employer: Employer, sit_down, signed_review: str) -> None:
    ana, hr, dana = sit_down("phone"), sit_down("desk"), sit_down("tablet")
    when_ana_asks_for_an_amendment(ana, signed_review)
    copy = and_hr_opens_it(hr, signed_review)
    and_ana_corrects_her_rating(ana, copy)
    and_dana_finishes_the_conversation(dana, copy)
    sign(dana, copy, "Dana Whitfield")
    sign(ana, copy, "Ana Ruiz")
    then_both_copies_are_readable(ana, hr, employer, signed_review, copy)


def when_ana_asks_for_an_amendment(ana: Seat, review: str) -> None:
    ana.sign_in("ana.ruiz")
    ana.go(f"/reviews/{review}")
    ana.follow("Something is wrong: ask for an amendment")
    ana.fill(reason="The level of one item was mixed up.")
    ana.press("Ask HR to open an amendment")
    expect(ana.page.locator("main")).to_contain_text("It waits for HR.")


def and_hr_opens_it(hr: Seat, review: str) -> str:
    hr.sign_in("priya.nair")
    expect(hr.page.locator("main")).to_contain_text("Ana Ruiz: asked for an amendment.")
    hr.page.locator(f"a[href='/reviews/{review}/amendment/decide']").click()
    hr.look()
    hr.press("Open the amendment")
    expect(hr.page.locator("main")).to_contain_text("An amendment, opened on")
    return hr.page.url.rstrip("/").split("/")[-1]


def and_ana_corrects_her_rating(ana: Seat, copy: str) -> None:
    ana.go(f"/reviews/{copy}/conversation/ADV-T01")
    ana.follow("Correct your rating")
    ana.tick("Steady")
    ana.press("Correct it")
    expect(ana.page.locator("main")).to_contain_text("What stood before is kept beside it")


def and_dana_finishes_the_conversation(dana: Seat, copy: str) -> None:
    dana.sign_in("dana.whitfield")
    dana.follow("Open the conversation")
    expect(dana.page.locator("main")).to_contain_text("Corrected so far: ADV-T01")
    dana.press("Save and finish the conversation")
    expect(dana.page.locator("main")).to_contain_text("Its content is locked; now you both sign")


def sign(seat: Seat, review: str, name: str, *, agrees: bool = True, consents: bool = False) -> None:
    seat.go(f"/reviews/{review}/sign")
    if agrees and name == "Ana Ruiz":
        seat.tick("I have read it and I agree.")
    seat.fill(typed_name=name, password=PASSWORD)
    if consents:
        seat.tick("I agree to sign on screen")
    seat.press("Sign")
    expect(seat.page.locator("main")).to_contain_text("Signed.")


def then_both_copies_are_readable(ana: Seat, hr: Seat, employer: Employer, review: str, copy: str) -> None:
    ana.go(f"/reviews/{copy}")
    expect(ana.page.locator("main")).to_contain_text("What the amendment changed")
    expect(ana.page.locator("main")).to_contain_text("ADV-T01")
    ana.follow("The signed review it amends")
    expect(ana.page.locator("main")).to_contain_text("This one stays as it was signed.")
    for one, words in ((copy, "What changed"), (review, "a newer signed copy exists")):
        hr.go(f"/reports/competency/{employer.ids['ana']}?review={one}")
        expect(hr.page.locator("main")).to_contain_text(words)


def test_a_review_started_in_error_is_made_void(employer: Employer, sit_down, signed_review: str) -> None:
    hr, ana = sit_down("desk"), sit_down("phone")
    hr.sign_in("priya.nair")
    hr.go(f"/reviews/{signed_review}")
    hr.follow("Started in error? Make it void")
    hr.press("Make it void")
    expect(hr.page.locator("main")).to_contain_text("Say in a sentence why this was made in error.")
    hr.fill(reason="This was meant for another person.")
    hr.press("Make it void")
    expect(hr.page.locator("main")).to_contain_text("It stays readable with your reason, and counts nowhere.")
    ana.sign_in("ana.ruiz")
    ana.go(f"/reviews/{signed_review}")
    expect(ana.page.locator("main")).to_contain_text("This was meant for another person.")
    expect(ana.page.locator("main")).to_contain_text("Ana Ruiz")
    expect(ana.page.get_by_role("link", name="Competency report")).to_have_count(0)
    ana.go(f"/people/{employer.ids['ana']}")
    expect(ana.page.locator("main")).to_contain_text("Void")
    answer = hr.page.request.get(f"{employer.address}/reports/competency/{employer.ids['ana']}?review={signed_review}")
    assert answer.status == 409


@pytest.fixture
def awaiting(employer: Employer) -> str:
    """A review of Ana's that awaits signatures; she has signed, and Bo may supervise."""
    with employer.app.app_context():
        world = employer.world()
        review = world.awaiting()
        world.sign(review, Side.EMPLOYEE)
        world.with_password(world.person("Bo Backup", Role.SUPERVISOR))
        return str(review.id)


def test_a_supervisor_is_away_and_a_backup_signs_that_they_received_it(
    employer: Employer, sit_down, awaiting: str
) -> None:
    hr, bo = sit_down("desk"), sit_down("phone")
    given_hr_has_noted_that_dana_is_away(hr, employer)
    when_hr_names_a_backup_from_home(hr)
    bo.sign_in("bo.backup")
    expect(bo.page.locator("main")).to_contain_text("Sign the review of Ana Ruiz")
    bo.follow("Read and sign")
    expect(bo.page.locator("main")).to_contain_text("I was not present at the conversation.")
    sign(bo, awaiting, "Bo Backup", consents=True)
    bo.go(f"/reviews/{awaiting}")
    expect(bo.page.locator("main")).to_contain_text("Ended")
    expect(bo.page.locator("main")).to_contain_text("Ana Ruiz, Employee")


def given_hr_has_noted_that_dana_is_away(hr: Seat, employer: Employer) -> None:
    last = (clock.today() + timedelta(days=10)).isoformat()
    hr.sign_in("priya.nair")
    hr.go(f"/people/{employer.ids['dana']}")
    hr.follow("When Dana Whitfield is away")
    hr.fill(ends_on=last)
    hr.press("Note these days")
    expect(hr.page.locator("main")).to_contain_text("Nobody else supervises these people meanwhile")
    expect(hr.page.locator("main")).to_contain_text("Name a backup with an end date for Ana Ruiz")


def when_hr_names_a_backup_from_home(hr: Seat) -> None:
    hr.go("/")
    expect(hr.page.locator("main")).to_contain_text("Ana Ruiz: Dana Whitfield is away until")
    hr.page.locator("a[href*='kind=backup']").click()
    hr.look()
    hr.page.get_by_label("Supervisor").select_option(label="Bo Backup")
    hr.press("Assign")
    expect(hr.page.locator("main")).to_contain_text("Bo Backup is assigned.")
    hr.go("/")
    expect(hr.page.locator("main")).not_to_contain_text("is away until")


def test_a_supervisor_goes_and_the_next_one_takes_over(employer: Employer, sit_down) -> None:
    with employer.app.app_context():
        world = employer.world()
        review = world.review()
        world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"}, default="")
        world.with_password(world.person("Sam Successor", Role.SUPERVISOR))
        review_id = str(review.id)
    hr, sam = sit_down("desk"), sit_down("tablet")
    hr.sign_in("priya.nair")
    hr.go(f"/people/{employer.ids['ana']}")
    hr.follow("End the assignment of Dana Whitfield")
    expect(hr.page.locator("main")).to_contain_text("Dana Whitfield has begun ratings and not sent them.")
    hr.fill(ends_on=(clock.today() - timedelta(days=1)).isoformat())
    hr.press("End the assignment")
    expect(hr.page.locator("main")).to_contain_text("Ratings that were not sent are discarded.")
    hr.go("/")
    expect(hr.page.locator("main")).to_contain_text("nobody can make the supervisor's ratings. Assign a supervisor.")
    hr.follow("Ana Ruiz")
    hr.follow("Assign a supervisor")
    hr.page.get_by_label("Supervisor").select_option(label="Sam Successor")
    hr.fill(kind="primary")
    hr.press("Assign")
    sam.sign_in("sam.successor")
    sam.follow("Rate")
    expect(sam.page.get_by_role("heading", level=1)).to_contain_text("Ana Ruiz")
    sam.go(f"/assessments/{review_id}/adv-tasks")
    expect(sam.page.locator("main")).to_contain_text("0 of")
