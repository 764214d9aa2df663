"""The main job in a real browser: HR starts, the employee rates, the supervisor answers, both sign, HR prints."""

from __future__ import annotations

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD
from tracker.frameworks import queries as frameworks


def test_from_the_start_of_a_review_to_its_printed_report(employer: Employer, sit_down) -> None:
    hr, ana, dana = sit_down("desk"), sit_down("phone"), sit_down("tablet")
    review = given_hr_has_started_a_review(hr, employer)
    when_the_employee_rates_all_89(ana)
    and_sends_them(ana)
    when_the_supervisor_rates_observes_and_verifies(dana, employer, review)
    and_they_agree_a_level_and_a_goal(ana, dana, employer, review)
    and_the_conversation_is_finished(dana, employer, review)
    and_both_sign(ana, dana, employer, review)
    then_the_report_holds_everything(hr, employer)


def given_hr_has_started_a_review(hr: Seat, employer: Employer) -> str:
    hr.sign_in("priya.nair")
    hr.follow("People")
    hr.follow("Ana Ruiz")
    hr.follow("Start a review")
    hr.page.get_by_label("Due").fill("2099-01-31")
    hr.press("Start the review")
    expect(hr.page.get_by_role("heading", level=1)).to_contain_text("Ana Ruiz")
    return re.search(r"/reviews/([0-9a-f-]{36})", hr.page.url)[1]


def when_the_employee_rates_all_89(ana: Seat) -> None:
    ana.sign_in("ana.ruiz")
    ana.follow("Start")
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Before you start: who sees what")
    ana.follow("Start")
    rated = 0
    while True:
        codes = ana.page.locator("fieldset[data-code]").evaluate_all("all => all.map(one => one.dataset.code)")
        for code in codes:
            ana.choose(code, answer_of_ana(code))
            rated += 1
        ana.look()
        following = ana.page.get_by_role("button", name=re.compile("^Next section"))
        if not following.count():
            break
        following.click()
        ana.settle()
    assert rated == 89
    ana.press("Done: to the overview")
    expect(ana.page.locator("#progress-words")).to_have_text("89 of 89")


def answer_of_ana(code: str) -> str:
    return {"ADV-T02": "5", "MEN-T01": "in-person", "PRO-T06": "4"}.get(code, "4")


def and_sends_them(ana: Seat) -> None:
    ana.follow("Look over and send")
    ana.fill(proud_of="Keeping the Friday group going.")
    ana.press("Send")
    expect(ana.page.locator("main")).to_contain_text("You can take it back until the other side sends")


def when_the_supervisor_rates_observes_and_verifies(dana: Seat, employer: Employer, review: str) -> None:
    dana.sign_in("dana.whitfield")
    dana.follow("My team")
    dana.follow("Rate")
    dana.follow("Start")
    dana.tick("I saw it")
    dana.choose("ADV-T01", "4")
    dana.choose("ADV-T02", "3")
    while True:
        dana.page.get_by_role("button", name=re.compile("not observed yet$")).click()
        dana.settle()
        following = dana.page.get_by_role("button", name=re.compile("^Next section"))
        if not following.count():
            break
        following.click()
        dana.settle()
    dana.look()
    dana.press("Done: to the overview")
    dana.follow("Look over and send")
    dana.press("Send")
    expect(dana.page.locator("main")).to_contain_text("Now you both see both")
    the_supervisor_observes(dana, employer)
    the_supervisor_verifies(dana, employer)


def the_supervisor_observes(dana: Seat, employer: Employer) -> None:
    dana.go(f"/people/{employer.ids['ana']}/observations/new?item=ADV-T01")
    dana.fill(
        strength="Made room for quiet voices.", seen="A planning meeting.", setting="team_meeting", method="in_person"
    )
    dana.tick("No individual was present")
    dana.press("Share with Ana Ruiz")
    expect(dana.page.locator("main")).to_contain_text("Shared with Ana Ruiz")


def the_supervisor_verifies(dana: Seat, employer: Employer) -> None:
    dana.go(f"/people/{employer.ids['ana']}/verifications/new?item=ADV-T01")
    dana.fill(
        level="4",
        method="direct_observation",
        event="Planning meeting of the team",
        evidence="Spoke up for choice without steering.",
        qualified_by="CRSS since 2016",
    )
    dana.press("Save the verification")
    expect(dana.page.locator("main")).to_contain_text("Verified: shown at Steady")


def and_they_agree_a_level_and_a_goal(ana: Seat, dana: Seat, employer: Employer, review: str) -> None:
    dana.go(f"/reviews/{review}/conversation")
    dana.page.locator("#ADV-T02").get_by_role("button", name="Propose Growing").click()
    dana.page.wait_for_load_state()
    ana.go(f"/reviews/{review}/conversation/ADV-T02")
    expect(ana.page.locator("main")).to_contain_text("You see this one differently. You chose Can guide others.")
    ana.press("Confirm Growing")
    expect(ana.page.locator("main")).to_contain_text("agreed: Growing")
    dana.go(f"/people/{employer.ids['ana']}/goals/new?item=ADV-T02")
    dana.fill(
        statement="I want to teach self-advocacy to a colleague.",
        strength="Finds everyday words.",
        success="I teach it in ten minutes.",
        employee_step="Prepare one page",
        employee_step_due="2099-01-01",
        supervisor_step="Listen to a teach-back",
        supervisor_step_due="2099-01-02",
        target_on="2099-01-31",
    )
    dana.press("Propose this goal")
    ana.go("/")
    ana.follow("Look at the goal")
    ana.press("I agree to this goal")
    expect(ana.page.locator(".state")).to_contain_text("Agreed")


def and_the_conversation_is_finished(dana: Seat, employer: Employer, review: str) -> None:
    dana.go("/log/new")
    dana.tick("Ana Ruiz")
    dana.page.locator("summary", has_text="Set the minutes of each domain").click()
    dana.fill(minutes="50", split_ADV="30", split_="20", summary="Looked at the review together.")
    dana.tick("Supervision")
    dana.tick("In person")
    dana.press("Save")
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")
    dana.go(f"/reviews/{review}/conversation")
    today = dana.page.evaluate("new Date().toLocaleDateString('en-CA', {timeZone: 'America/Chicago'})")
    dana.fill(held_on=today, minutes="60", form="in_person", present="Ana Ruiz, Dana Whitfield")
    dana.press("Save and finish the conversation")
    expect(dana.page.locator("main")).to_contain_text("Its content is locked; now you both sign")


def and_both_sign(ana: Seat, dana: Seat, employer: Employer, review: str) -> None:
    for seat, name in ((dana, "Dana Whitfield"), (ana, "Ana Ruiz")):
        seat.go(f"/reviews/{review}/sign")
        if name == "Ana Ruiz":
            seat.tick("I have read it and I agree.")
        seat.fill(typed_name=name, password=PASSWORD)
        seat.tick("I agree to sign on screen")
        seat.press("Sign")
    expect(ana.page.locator("main")).to_contain_text("Signed. The review has ended.")


def then_the_report_holds_everything(hr: Seat, employer: Employer) -> None:
    hr.go(f"/people/{employer.ids['ana']}")
    hr.follow("Competency report")
    answer = hr.page.request.get(hr.page.url.split("?")[0] + ".pdf")
    assert answer.status == 200
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.body())).pages)
    squeezed = words.replace(" ", "")
    with employer.app.app_context():
        outline = frameworks.current_outline()
    missing = [item.code for item in outline.items if item.statement.replace(" ", "") not in squeezed]
    assert not missing
    assert "AnaRuiz" in squeezed
    assert "DanaWhitfield" in squeezed
    assert re.search(r"SHA-256ofthesignedcontent:[0-9a-f]{64}", squeezed)
    assert "Agreed:Growing" in squeezed
