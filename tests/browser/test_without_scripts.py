"""The main job in a browser that runs no script at all: every step is a link or a form."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD

STEADY, GROWING = "4", "3"
FIRST, SECOND = "MCS-1.1", "MCS-1.2"


class PlainSeat(Seat):
    """Someone whose browser runs no script. Nor does axe there: ``test_main_job`` runs it on the same pages."""

    def look(self) -> None:
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow} px wider than the screen"


def test_a_review_from_start_to_report_without_scripts(employer: Employer, sit_down) -> None:
    hr, ana, dana = (
        PlainSeat(sit_down(screen, scripts=False).page.context, employer) for screen in ("desk", "phone", "tablet")
    )
    review = given_hr_has_started_a_small_review(hr)
    when_ana_rates_two_pages_by_their_buttons(ana)
    and_sends_with_the_rest_unanswered(ana, review)
    and_dana_rates_one_page_and_sends(dana, review)
    then_both_see_both_side_by_side(ana, dana, review)
    when_they_agree_a_level(ana, dana, review)
    and_dana_finishes_the_conversation(dana, review)
    and_both_sign_with_their_passwords(ana, dana, review)
    then_hr_reads_the_report(hr, employer)


def given_hr_has_started_a_small_review(hr: Seat) -> str:
    hr.sign_in("priya.nair")
    hr.follow("People")
    hr.follow("Ana Ruiz")
    hr.follow("Start a review")
    small = hr.page.locator("select[name=framework] option", has_text="Minimum Competency").get_attribute("value")
    hr.fill(framework=small, due_on="2099-01-31")
    hr.press("Start the review")
    return re.search(r"/reviews/([0-9a-f-]{36})", hr.page.url)[1]


def choose(seat: Seat, code: str, answer: str) -> None:
    """Tap a level; nothing is sent until the button of the page."""
    seat.page.locator(f"label[for='{code}-{answer}']").click()


def codes_of(seat: Seat) -> list[str]:
    return [one.get_attribute("data-code") for one in seat.page.locator("fieldset[data-code]").all()]


def press_like(seat: Seat, beginning: str) -> None:
    """Press the button whose words begin so."""
    seat.page.get_by_role("button", name=re.compile(f"^{beginning}")).first.click()
    seat.page.wait_for_load_state()
    seat.look()


def when_ana_rates_two_pages_by_their_buttons(ana: Seat) -> None:
    ana.sign_in("ana.ruiz")
    ana.follow("Start")
    ana.follow("Start")
    first_page = ana.page.url
    codes = codes_of(ana)
    for code in codes:
        choose(ana, code, STEADY)
    ana.page.locator(f"#{css(FIRST)} summary").last.click()
    ana.page.locator(f"textarea[name='comment-{FIRST}']").fill("I do this every week.")
    press_like(ana, "Next section")
    expect(ana.page.locator("main")).to_contain_text("Saved.")
    assert not set(codes) & set(codes_of(ana))
    choose(ana, codes_of(ana)[0], "not-my-role")
    press_like(ana, "Stop here, it is saved")
    ana.page.goto(first_page)
    ana.look()
    assert [code for code in codes if not ana.page.locator(f"#{css(code)}-{STEADY}").is_checked()] == []
    expect(ana.page.locator(f"textarea[name='comment-{FIRST}']")).to_have_value("I do this every week.")


def css(code: str) -> str:
    """A code as a part of a selector: its dot is no class."""
    return code.replace(".", r"\.")


def and_sends_with_the_rest_unanswered(ana: Seat, review: str) -> None:
    send = f"/reviews/{review}/send"
    ana.go(send)
    ana.press("Send")
    expect(ana.page.locator("#errors")).to_contain_text("Some items have no answer.")
    give_the_reason(ana, send)
    ana.fill(proud_of="Keeping the Friday group going.")
    ana.tick("Send with these items unanswered")
    ana.press("Send")
    expect(ana.page.locator("main")).to_contain_text("You can take it back until the other side sends")


def give_the_reason(ana: Seat, send: str) -> None:
    """The page lists what is not part of the role and why not is not said yet; it leads there."""
    ana.page.locator(".note", has_text="choose why it is not part of the role").get_by_role("link").first.click()
    code = ana.page.url.rsplit("#", 1)[1]
    ana.page.locator(f"select[name='reason-{code}']").select_option(index=1)
    press_like(ana, "Stop here, it is saved")
    ana.go(send)
    expect(ana.page.locator("main")).not_to_contain_text("choose why it is not part of the role")


def and_dana_rates_one_page_and_sends(dana: Seat, review: str) -> None:
    dana.sign_in("dana.whitfield")
    dana.follow("My team")
    dana.follow("Rate")
    dana.follow("Start")
    dana.tick("I saw it")
    choose(dana, FIRST, STEADY)
    choose(dana, SECOND, GROWING)
    press_like(dana, "Mark the .* left: not observed yet")
    expect(dana.page.locator("main")).to_contain_text("marked as not observed yet")
    assert dana.page.locator(f"#{css(SECOND)}-{GROWING}").is_checked()
    press_like(dana, "Stop here, it is saved")
    dana.go(f"/reviews/{review}/send")
    dana.tick("Send with these items unanswered")
    dana.press("Send")
    expect(dana.page.locator("main")).to_contain_text("Now you both see both")


def then_both_see_both_side_by_side(ana: Seat, dana: Seat, review: str) -> None:
    of_ana, of_dana = "You chose Steady. Dana Whitfield chose Growing.", "You chose Growing. Ana Ruiz chose Steady."
    for seat, words in ((ana, of_ana), (dana, of_dana)):
        seat.go(f"/reviews/{review}/conversation/{SECOND}")
        expect(seat.page.locator("main")).to_contain_text(words)
        seat.go(f"/reviews/{review}/conversation")
        expect(seat.page.locator("main")).to_contain_text("Keeping the Friday group going.")
    dana.go(f"/reviews/{review}/conversation/{FIRST}")
    expect(dana.page.locator("main")).to_contain_text("I do this every week.")


def when_they_agree_a_level(ana: Seat, dana: Seat, review: str) -> None:
    item = f"/reviews/{review}/conversation/{SECOND}"
    dana.go(item)
    dana.press("Propose Growing")
    ana.go(item)
    ana.fill(text="We looked at two meetings.")
    ana.press("Add")
    ana.press("Confirm Growing")
    expect(ana.page.locator(".state")).to_contain_text("agreed: Growing")
    expect(ana.page.locator("main")).to_contain_text("We looked at two meetings.")


def and_dana_finishes_the_conversation(dana: Seat, review: str) -> None:
    dana.go(f"/reviews/{review}/conversation")
    today = dana.page.request.get(f"{dana.employer.address}/log/new").text()
    day = re.search(r'name="held_on"[^>]*value="([0-9-]{10})"', today)[1]
    dana.fill(held_on=day, minutes="45", form="in_person", present="Ana Ruiz, Dana Whitfield")
    dana.press("Save and finish the conversation")
    expect(dana.page.locator("main")).to_contain_text("Its content is locked; now you both sign")


def and_both_sign_with_their_passwords(ana: Seat, dana: Seat, review: str) -> None:
    dana.go(f"/reviews/{review}/sign")
    sign(dana, "Dana Whitfield", "not the right password")
    expect(dana.page.locator("main")).to_contain_text("This is not your password. Nothing was signed")
    sign(dana, "Dana Whitfield", PASSWORD)
    expect(dana.page.locator("main")).to_contain_text("It now waits for the other signature.")
    ana.go(f"/reviews/{review}/sign")
    ana.tick("I have read it and I agree.")
    sign(ana, "Ana Ruiz", PASSWORD)
    expect(ana.page.locator("main")).to_contain_text("Signed. The review has ended.")


def sign(seat: Seat, name: str, password: str) -> None:
    consent = seat.page.get_by_label(re.compile("I agree to sign on screen"))
    if consent.count() and not consent.is_checked():
        seat.tick("I agree to sign on screen")
    seat.fill(typed_name=name, password=password)
    seat.press("Sign")


def then_hr_reads_the_report(hr: Seat, employer: Employer) -> None:
    hr.go(f"/people/{employer.ids['ana']}")
    hr.follow("Competency report")
    report = hr.page.locator("main")
    for words in ("Ana Ruiz", "Dana Whitfield", "Agreed: Growing", "I do this every week.", "Not answered"):
        expect(report).to_contain_text(words, ignore_case=True)


def test_supervision_and_an_observation_without_scripts(employer: Employer, sit_down) -> None:
    ana, dana = (PlainSeat(sit_down(screen, scripts=False).page.context, employer) for screen in ("phone", "phone"))
    dana.sign_in("dana.whitfield")
    dana.go("/log/new")
    for words in ("Ana Ruiz", "Supervision", "In person"):
        dana.tick(words)
    dana.fill(minutes="45", summary="We planned the spring group.")
    dana.press("Save")
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")
    dana.go(f"/people/{employer.ids['ana']}/observations/new?item=ADV-T01")
    dana.fill(strength="Let the individual speak first.", seen="A planning meeting.", setting="team_meeting")
    dana.fill(method="in_person")
    dana.tick("No individual was present")
    dana.press("Share with Ana Ruiz")
    expect(dana.page.locator("main")).to_contain_text("Shared with Ana Ruiz.")
    ana.sign_in("ana.ruiz")
    expect(ana.page.locator("main")).to_contain_text("Let the individual speak first.")
    ana.go(f"/people/{employer.ids['ana']}/log")
    press_like(ana, "Confirm")
    expect(ana.page.locator("main")).to_contain_text("Confirmed")
    ana.go("/help/tour/1")
    ana.press("Skip the tour")
    expect(ana.page.locator("main")).to_contain_text("You find the tour again under Help.")
    ana.go("/help/words")
