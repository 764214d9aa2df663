"""An open review, and a supervisor who rates a whole domain on one page with the number keys alone."""

from __future__ import annotations

import re
from uuid import UUID

from playwright.sync_api import expect

from tests.support.browser import Employer, Seat
from tracker.assessments import actions as rating
from tracker.assessments import queries as assessments
from tracker.assessments.actions import Given
from tracker.assessments.models import Side
from tracker.database import db
from tracker.people.models import Person
from tracker.reviews import actions
from tracker.reviews import queries as reviews


def test_a_domain_is_rated_with_one_key_an_item(employer: Employer, sit_down) -> None:
    hr, dana = sit_down("desk"), sit_down("phone")
    review = given_an_open_review_in_which_the_employee_has_sent(hr, employer)
    when_the_supervisor_opens_what_was_sent(dana)
    and_rates_a_domain_by_keys(dana, review)
    then_every_answer_stands_as_pressed(employer, review)


def given_an_open_review_in_which_the_employee_has_sent(hr: Seat, employer: Employer) -> str:
    hr.sign_in("priya.nair")
    hr.go(f"/reviews/start/{employer.ids['ana']}")
    hr.page.get_by_label("Due", exact=True).fill("2099-01-31")
    hr.tick("Open: the supervisor may open the employee's ratings")
    hr.press("Start the review")
    review = re.search(r"/reviews/([0-9a-f-]{36})", hr.page.url)[1]
    with employer.app.app_context():
        reading = reviews.get_taking_part(review_id(review), person(employer, "ana"), lock=True)
        rating.save(reading.own, reading.outline.by_code["ADV-T01"], Given("5"), by=reading.reader)
        actions.send(reading, knows_of_unanswered=True, proud_of="", by=reading.reader)
        db.session.commit()
        db.session.remove()
    return review


def review_id(text: str) -> UUID:
    return UUID(text)


def when_the_supervisor_opens_what_was_sent(dana: Seat) -> None:
    dana.sign_in("dana.whitfield")
    dana.follow("My team")
    dana.follow("Rate")
    dana.press("Open the ratings of Ana Ruiz; they can then not be taken back")
    expect(dana.page.locator("main")).to_contain_text("Can guide others")
    dana.page.go_back()


def and_rates_a_domain_by_keys(dana: Seat, review: str) -> None:
    dana.go(f"/assessments/{review}")
    dana.follow("on one page")
    dana.tick("I saw it")
    codes = dana.page.locator("fieldset.item").evaluate_all("all => all.map(one => one.dataset.code)")
    dana.page.locator(f"#{codes[0]}-1").focus()
    for number, code in enumerate(codes):
        with dana.page.expect_response(lambda response, code=code: f"/answers/{code}" in response.url) as saved:
            dana.page.keyboard.press("0" if number == 1 else "4")
        assert saved.value.ok, saved.value.status
    expect(dana.status).to_contain_text("All saved")
    expect(dana.page.locator("#progress-words")).to_have_text(f"{len(codes)} of {len(codes)}")
    dana.look()


def then_every_answer_stands_as_pressed(employer: Employer, review: str) -> None:
    with employer.app.app_context():
        own = assessments.get_own_side(review_id(review), person(employer, "dana"))
        found = assessments.list_ratings(own.assessment, Side.SUPERVISOR)
        items = list(own.outline.items_of_domain("ADV"))
        assert [found[item.id].answer for item in items] == [
            "not-observed" if number == 1 else "4" for number, item in enumerate(items)
        ]
        db.session.remove()


def person(employer: Employer, name: str) -> Person:
    return db.session.get_one(Person, UUID(employer.ids[name]))
