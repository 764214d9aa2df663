"""The main job of each role by keyboard alone: every step is Tab, Enter, Space, arrows and typing."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD

MOST_TABS = 120


class Keys:
    """Someone without a mouse."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.page = seat.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, words: str) -> None:
        """Press Tab until what has the focus is called so."""
        for _time in range(MOST_TABS):
            self.press("Tab")
            called = self.page.evaluate(
                """() => {
                  const one = document.activeElement;
                  return one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || one.name || '';
                }"""
            )
            if words in " ".join(called.split()):
                return
        raise AssertionError(f"no {words!r} within {MOST_TABS} tabs on {self.page.url}")

    def enter(self, words: str) -> None:
        """Go to a link or a button, and press Enter."""
        self.go_to(words)
        address = self.page.url
        self.press("Enter")
        self.page.wait_for_function("was => location.href !== was || document.readyState === 'complete'", arg=address)
        self.seat.settle()

    def write(self, words: str, text: str) -> None:
        """Go to a field and type."""
        self.go_to(words)
        self.page.keyboard.type(text)

    def sign_in(self, sign_in_name: str) -> None:
        self.page.goto(f"{self.seat.employer.address}/sign-in")
        self.write("Email address or sign-in name", sign_in_name)
        self.write("Password", PASSWORD)
        self.press("Enter")
        self.seat.settle()
        expect(self.page.locator("h1")).to_contain_text("Hello")


def test_a_supervisor_logs_supervision(employer: Employer, sit_down) -> None:
    dana = Keys(sit_down("desk"))
    dana.sign_in("dana.whitfield")
    dana.enter("My team")
    dana.enter("Log")
    expect(dana.page.locator("h1")).to_contain_text("supervision", ignore_case=True)
    for choice in ("Ana Ruiz", "Supervision", "In person"):
        dana.go_to(choice)
        dana.press("Space")
    dana.write("What you talked about", "We planned the spring group.")
    dana.enter("Save")
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")


def test_hr_starts_a_review_and_an_employee_begins_it(employer: Employer, sit_down) -> None:
    hr = Keys(sit_down("desk"))
    hr.sign_in("priya.nair")
    hr.enter("People")
    hr.enter("Ana Ruiz")
    hr.enter("Start a review")
    hr.go_to("Due")
    hr.page.keyboard.type(f"0131{date.today().year + 2}")  # noqa: DTZ011
    hr.enter("Start the review")
    expect(hr.page.locator(".state")).to_contain_text("Rating")
    ana = Keys(sit_down("phone"))
    ana.sign_in("ana.ruiz")
    ana.go_to("Start")
    ana.press("Enter")
    ana.seat.settle()
    ana.enter("Start")
    expect(ana.page.locator("fieldset.item").first).to_be_visible()


def test_an_employee_signs(employer: Employer, sit_down) -> None:
    with employer.app.app_context():
        employer.world().awaiting()
    ana = Keys(sit_down("phone"))
    ana.sign_in("ana.ruiz")
    ana.enter("Read and sign")
    ana.go_to("I have read it")
    ana.press("Space")
    ana.write("Type your name", "Ana Ruiz")
    ana.write("assword", PASSWORD)
    ana.go_to("I agree to sign on screen")
    ana.press("Space")
    ana.enter("Sign")
    expect(ana.page.locator("main")).to_contain_text("It now waits for the other signature.")


def test_hr_prints_everyones_report(employer: Employer, sit_down) -> None:
    with employer.app.app_context():
        employer.world().ended()
    hr = Keys(sit_down("desk"))
    hr.sign_in("priya.nair")
    hr.enter("Print reports of many people")
    hr.go_to("Everyone who works here")
    hr.enter("Make the file")
    assert "/jobs/" in hr.page.url
