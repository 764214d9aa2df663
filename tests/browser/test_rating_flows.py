"""Rating that flows: keys that can be switched off, undo, answered items folded to a line, no lost focus."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.test_nothing_lost import codes_on, given_a_review, tap, then_these_stand
from tests.support.browser import Employer, Seat


def test_a_page_is_rated_by_keys_and_taps(employer: Employer, sit_down) -> None:
    review = given_a_review(employer)
    ana = sit_down("phone")
    ana.sign_in("ana.ruiz")
    ana.go(f"/assessments/{review}/adv-tasks")
    first, second, third, fourth = codes_on(ana.page)[:4]
    when_keys_answer_and_move(ana, first, second, third)
    when_a_tap_is_undone(ana, third, fourth)
    ana.look()
    when_an_answer_is_changed_by_its_button(ana, first)
    when_the_keys_are_switched_off_they_stay_off(ana, fourth)
    then_these_stand(employer, review, {first: "5", second: "not-my-role", third: None})


def when_keys_answer_and_move(ana: Seat, first: str, second: str, third: str) -> None:
    ana.page.locator(f"#{first}-1").focus()
    hint = "one => getComputedStyle(one, '::after').content"
    assert '"4"' in ana.page.locator(f"label[for='{first}-4']").evaluate(hint)
    ana.page.keyboard.press("4")
    expect(ana.page.locator(f"#{second}-1")).to_be_focused()
    expect(ana.page.locator(f"#{first} .folded")).to_have_text("Steady Change")
    ana.page.keyboard.press("0")
    expect(ana.page.locator(f"#{third}-1")).to_be_focused()
    # The reason is still to be chosen: it stays open.
    expect(ana.page.locator(f"#{second} .folded")).to_have_count(0)
    # Anywhere inside an item where nothing is typed; in a comment a key writes.
    ana.page.locator(f"#{third} summary").last.press("k")
    expect(ana.page.locator(f"#{second}-not-my-role")).to_be_focused()
    ana.page.keyboard.press("k")
    expect(ana.page.locator(f"#{first} .folded__change")).to_be_focused()
    for key in ("j", "j"):
        ana.page.keyboard.press(key)
    expect(ana.page.locator(f"#{third}-1")).to_be_focused()
    ana.page.locator(f"#{third} summary").last.click()
    comment = ana.page.locator(f"#comment-{third}")
    comment.press_sequentially("k4")
    expect(comment).to_have_value("k4")
    comment.fill("")
    expect(ana.page.locator("#progress-words")).to_have_text("2 of 11")


def when_a_tap_is_undone(ana: Seat, third: str, fourth: str) -> None:
    tap(ana, third, "3")
    expect(ana.page.locator("#progress-words")).to_have_text("3 of 11")
    expect(ana.page.locator("#progress-bar")).to_have_attribute("value", "3")
    # The next one comes into view, and the focus stays with what was tapped.
    expect(ana.page.locator(f"#{fourth}")).to_be_in_viewport(ratio=0.5)
    expect(ana.page.locator(f"#{third}-3")).to_be_focused()
    ana.page.get_by_role("button", name=f"Undo {third}").click()
    expect(ana.page.locator("#progress-words")).to_have_text("2 of 11")
    expect(ana.page.locator(f"#{third} input:checked")).to_have_count(0)
    expect(ana.page.locator("#undo")).to_be_hidden()


def when_an_answer_is_changed_by_its_button(ana: Seat, first: str) -> None:
    ana.page.get_by_role("button", name=f"Change {first}").click()
    expect(ana.page.locator(f"#{first}-4")).to_be_focused()
    with ana.page.expect_response(lambda response: f"/answers/{first}" in response.url):
        tap(ana, first, "5")
    expect(ana.status).to_contain_text("All saved")


def when_the_keys_are_switched_off_they_stay_off(ana: Seat, fourth: str) -> None:
    ana.page.locator(".keys summary").click()
    ana.page.get_by_role("button", name="Switch these keys off").click()
    ana.page.reload()
    ana.look()
    ana.page.locator(f"#{fourth}-1").focus()
    for key in ("4", "j"):
        ana.page.keyboard.press(key)
    expect(ana.page.locator(f"#{fourth}-1")).to_be_focused()
    expect(ana.page.locator(f"#{fourth} input:checked")).to_have_count(0)
