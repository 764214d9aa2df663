"""Notice my work, on a phone: asked by the employee, seen by the supervisor, marked as read by the employee."""

from __future__ import annotations

from tests.support.browser import Seat


def test_work_is_noticed(employer, sit_down) -> None:
    # Given an employee who would like to have her group seen
    ana: Seat = sit_down("phone")
    ana.sign_in("ana.ruiz")
    ana.follow("Notice my work")
    ana.page.get_by_label("What would you like someone to notice?").fill("I open the Tuesday group alone now.")
    ana.page.get_by_text("Mentoring: Tasks").first.click()
    ana.page.locator("label[for='items-MEN-T03']").click()
    ana.press("Ask")
    assert ana.page.get_by_text("Waiting for your supervisor.").is_visible()

    # When her supervisor finds it on the phone and writes what she saw
    dana: Seat = sit_down("phone")
    dana.sign_in("dana.whitfield")
    dana.follow("My team")
    dana.follow("Ana Ruiz asks: notice my work")
    dana.follow("Write what you saw")
    assert dana.page.locator("#items-MEN-T03").is_checked()
    dana.page.get_by_label("A strength you saw").fill("Waited until everyone had spoken.")
    dana.page.get_by_label("What you saw or heard").fill("The whole group, from the opening on.")
    dana.page.get_by_label("Setting").select_option("group")
    dana.page.get_by_label("How you saw it").select_option("in_person")
    dana.page.get_by_text("The individual agreed to my being there").click()
    dana.press("Share with Ana Ruiz")

    # Then she reads it, says so in her own words, and nothing waits any more
    ana.go("/")
    assert ana.page.get_by_text("Read what was seen: 1 observation").is_visible()
    ana.follow("Read it")
    ana.page.get_by_label("Your comment").fill("Thank you for coming.")
    ana.press("I have read this")
    assert ana.page.get_by_text("Ana Ruiz read this on").is_visible()
    ana.go("/")
    assert ana.page.get_by_text("Nothing waits for you now.").is_visible()
    dana.page.reload()
    dana.look()
    assert dana.page.get_by_text("Thank you for coming.").is_visible()
