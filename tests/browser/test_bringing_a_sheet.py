"""HR brings a sheet, looks at what it would do, and confirms it; then enters an earlier paper."""

from __future__ import annotations

from playwright.sync_api import expect

from tracker.database import db

SHEET = (
    "sign_in_name;name;job_title;primary_supervisor\n"
    "bo.lee;Bo Lee;Peer specialist;dana.whitfield\n"
    "ana.ruiz;Ana Ruiz;Lead peer specialist;\n"
    "cy dee;Cy Dee;;\n"
)


def test_a_sheet_and_a_paper(employer, sit_down) -> None:
    # Given Ana, whom Dana supervises, and a sheet saved with semicolons,
    with employer.app.app_context():
        assert employer.world().ana
        db.session.remove()
    hr = sit_down("phone")
    hr.sign_in("priya.nair")
    # when HR brings it,
    hr.go("/people/")
    hr.follow("Import and export")
    hr.page.set_input_files("[name=sheet]", {"name": "staff.csv", "mimeType": "text/csv", "buffer": SHEET.encode()})
    hr.press("Check this sheet")
    # then each row says what it would do, and why one is refused;
    main = expect(hr.page.locator("main"))
    main.to_contain_text("from Peer specialist to Lead peer specialist")
    main.to_contain_text("Write a sign-in name without spaces")
    # and once it is confirmed, it is done.
    hr.press("Import 2 rows")
    main.to_contain_text("Added: 1. Changed: 1. Unchanged: 0. Refused: 1.")
    hr.go("/people/")
    main.to_contain_text("Bo Lee")
    # When HR enters a review that was held on paper,
    hr.go(f"/people/{employer.ids['ana']}/from-paper")
    hr.follow("Enter from paper: Review")
    hr.page.fill("[name=held_on]", "2026-03-04")
    hr.page.select_option("[name=supervisor]", label="Dana Whitfield")
    hr.page.select_option("[name=kind]", "annual")
    hr.tick("The employee signed it too")
    hr.press("Enter this paper")
    # then it is marked as that.
    main.to_contain_text("From paper, entered by Priya Nair")
