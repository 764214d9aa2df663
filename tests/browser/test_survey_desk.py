"""The survey desk: HR draws a sample, follows a link to what is missing, mends it; the employee does their part."""

from __future__ import annotations

from tests.support.browser import Seat


def test_a_file_is_made_whole_before_the_survey(employer, sit_down) -> None:
    # Given a survey tomorrow, and HR at the desk with one name typed in
    hr: Seat = sit_down("desk")
    hr.sign_in("priya.nair")
    hr.follow("Survey desk")
    hr.page.get_by_label("Whose files").select_option("typed")
    hr.page.get_by_text("A program, names, or a random sample").click()
    hr.page.get_by_label("Names or sign-in names, one on each line").fill("Ana Ruiz")
    hr.press("Show these files")
    assert hr.page.get_by_role("heading", name="1 file as of").is_visible()

    # When HR follows the link beside what is missing, and writes down the job description that was given
    hr.follow("Note a job description: Ana Ruiz")
    hr.page.get_by_label("What the job is").fill("Walks beside people, by their own plan.")
    hr.press("Save")

    # Then the employee finds it on the phone, and says that she received it
    ana: Seat = sit_down("phone")
    ana.sign_in("ana.ruiz")
    ana.follow("My record")
    ana.follow("Look at them, or add to them")
    ana.page.get_by_role("link", name="Recovery support specialist").or_(
        ana.page.locator("main ul.lines a")
    ).first.click()
    ana.press("I received this")
    assert ana.page.get_by_text("Noted: you received this job description.").is_visible()

    # And the desk counts it as complete
    hr.go("/survey/?whom=typed&names=Ana+Ruiz")
    assert hr.page.get_by_text("Job description").first.is_visible()
    assert not hr.page.get_by_role("link", name="Note a job description: Ana Ruiz").is_visible()
