"""How a review ends, in a real browser: not agreeing, declining, not available, on paper; and text that is removed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD, PDF
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.people.models import Role
from tracker.reviews import queries
from tracker.reviews.models import Review

WORDS = "I led both groups alone since May."


@pytest.fixture
def awaiting(employer: Employer) -> str:
    """A review of Ana's that Dana has signed."""
    with employer.app.app_context():
        world = employer.world()
        review = world.awaiting()
        world.sign(review, Side.SUPERVISOR)
        return str(review.id)


def main(seat: Seat) -> object:
    return expect(seat.page.locator("main"))


def test_someone_signs_and_does_not_agree(employer: Employer, sit_down, awaiting: str) -> None:
    ana, hr = sit_down("phone"), sit_down("desk")
    ana.sign_in("ana.ruiz")
    ana.follow("Read and sign")
    ana.tick("I have read it and I do not agree.")
    ana.fill(typed_name="Ana Ruiz", password=PASSWORD)
    ana.tick("I agree to sign on screen.")
    ana.press("Sign")
    main(ana).to_contain_text("Tell us what you see differently")
    ana.fill(comment=WORDS, password=PASSWORD)
    ana.press("Sign")
    main(ana).to_contain_text("Signed. The review has ended.")
    main(ana).to_contain_text(WORDS)
    hr.sign_in("priya.nair")
    hr.go(f"/reports/competency/{employer.ids['ana']}")
    main(hr).to_contain_text("does not agree")
    main(hr).to_contain_text(WORDS)


def test_someone_declines_and_signs_later(employer: Employer, sit_down, awaiting: str) -> None:
    ana = sit_down("phone")
    ana.sign_in("ana.ruiz")
    ana.go(f"/reviews/{awaiting}")
    ana.follow("Choose not to sign")
    main(ana).to_contain_text("You can still read it, add a statement, take a copy, or still sign later.")
    ana.press("I choose not to sign")
    main(ana).to_contain_text("The employee chose not to sign.")
    ana.follow("Sign now, later than asked")
    ana.tick("I have read it and I agree.")
    ana.fill(typed_name="Ana Ruiz", password=PASSWORD)
    ana.tick("I agree to sign on screen.")
    ana.press("Sign")
    main(ana).to_contain_text("The record says that you signed later.")


def test_hr_records_that_someone_is_not_available(employer: Employer, sit_down, awaiting: str) -> None:
    hr = sit_down("desk")
    given_the_days_to_read_have_passed(employer, awaiting)
    hr.sign_in("priya.nair")
    hr.go(f"/reviews/{awaiting}")
    hr.follow("Not available to sign")
    main(hr).to_contain_text("Do not write a cause.")
    hr.press("Record this")
    main(hr).to_contain_text("Choose the first day.")
    hr.fill(away_from=clock.today().isoformat())
    hr.press("Record this")
    main(hr).to_contain_text("The review has ended and stays open to a later signature.")


def given_the_days_to_read_have_passed(employer: Employer, review: str) -> None:
    with employer.app.app_context():
        row = db.session.get_one(Review, review_id(review))
        row.state_since = clock.now() - timedelta(days=40)
        db.session.commit()
        db.session.remove()


def review_id(text: str) -> UUID:
    return UUID(text)


def test_someone_signs_on_paper(employer: Employer, sit_down, awaiting: str, tmp_path: Path, pango: None) -> None:
    ana, hr = sit_down("desk"), sit_down("tablet")
    ana.sign_in("ana.ruiz")
    ana.go(f"/reviews/{awaiting}/sign")
    sheet = ana.page.get_by_role("link", name="The sheet to sign, with all it stands for (PDF)").get_attribute("href")
    printed = ana.page.request.get(employer.address + str(sheet))
    assert printed.body().startswith(b"%PDF-")
    scan = tmp_path / "sheet.pdf"
    scan.write_bytes(PDF)
    hr.sign_in("priya.nair")
    hr.go(f"/reviews/{awaiting}")
    hr.follow("Signed on paper: keep the scan")
    hr.tick("Ana Ruiz, Employee")
    hr.tick("Read, and agrees")
    hr.fill(signed_on=clock.today().isoformat(), fingerprint="00000000")
    hr.page.locator("input[type=file]").set_input_files(scan)
    hr.press("Record this signature")
    main(hr).to_contain_text("The fingerprint on this sheet is not that of the present content.")
    hr.go(f"/reviews/{awaiting}/on-paper")
    hr.tick("Ana Ruiz, Employee")
    hr.tick("Read, and agrees")
    hr.fill(signed_on=clock.today().isoformat(), fingerprint=fingerprint_of(employer, awaiting))
    hr.page.locator("input[type=file]").set_input_files(scan)
    hr.press("Record this signature")
    main(hr).to_contain_text("Recorded. The review has ended.")
    main(hr).to_contain_text("recorded by Priya Nair")


def fingerprint_of(employer: Employer, review: str) -> str:
    with employer.app.app_context():
        found = queries.get_snapshot(db.session.get_one(Review, review_id(review))).sha256[:8]
        db.session.remove()
    return found


def test_two_people_remove_text_for_privacy(employer: Employer, sit_down) -> None:
    hr, second, ana = sit_down("desk"), sit_down("tablet"), sit_down("phone")
    with employer.app.app_context():
        world = employer.world()
        world.ended(comment="J.S. was there and can tell.")
        world.with_password(world.person("Omar Second", Role.HR))
    hr.sign_in("priya.nair")
    hr.go(f"/people/{employer.ids['ana']}")
    hr.follow("Have text removed for privacy")
    hr.fill(words="j.s.")
    hr.press("Find")
    hr.tick("J.S. was there and can tell.")
    hr.tick("It points to a person served")
    hr.press("Ask a second person")
    main(hr).to_contain_text("Waiting for a second person")
    second.sign_in("omar.second")
    second.page.locator("main").get_by_role("link", name="Ana Ruiz").first.click()
    second.look()
    main(second).to_contain_text("J.S. was there and can tell.")
    second.press("Remove them for good")
    main(second).to_contain_text("Certificate of removal: Ana Ruiz")
    ana.sign_in("ana.ruiz")
    ana.go(f"/people/{employer.ids['ana']}")
    ana.follow("Text removed for privacy")
    main(ana).not_to_contain_text("J.S.")
    ana.go(f"/reports/competency/{employer.ids['ana']}")
    main(ana).to_contain_text("[removed for privacy,")


def test_ratings_are_typed_in_from_paper_and_confirmed(employer: Employer, sit_down) -> None:
    ana, typist = sit_down("phone"), sit_down("desk")
    with employer.app.app_context():
        world = employer.world()
        review = world.review()
        world.with_password(world.person("Tia Typist"))
        address = f"/assessments/{review.id}"
    ana.sign_in("ana.ruiz")
    ana.go(f"{address}/paper")
    ana.fill(typist="tia.typist", dated_on=clock.today().isoformat())
    ana.press("Let them type in")
    main(ana).to_contain_text("Tia Typist can type in your ratings now")
    typist.sign_in("tia.typist")
    typist.go(address.replace("assessments", "paper"))
    main(typist).to_contain_text("Ana Ruiz")
    typist.go(address.replace("assessments", "paper") + "/adv-tasks")
    typist.choose("ADV-T01", "4")
    ana.go(f"/reviews/{review_of(address)}/send")
    ana.tick("What was typed in for me is what I wrote on paper")
    ana.tick("Send with these items unanswered")
    ana.press("Send")
    main(ana).to_contain_text("Entered by Tia Typist, from paper")


def review_of(address: str) -> str:
    return address.rsplit("/", 1)[1]
