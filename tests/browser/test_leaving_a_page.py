"""A comment that is being typed when its writer goes elsewhere is saved, and only that."""

from __future__ import annotations

from uuid import UUID

from playwright.sync_api import expect

from tests.support.browser import Employer, Seat
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side


def test_a_comment_is_not_lost_by_leaving_while_it_is_typed(employer: Employer, sit_down) -> None:
    review, ana = given_a_review(employer), sit_down("phone")
    when_a_comment_is_typed_and_the_page_left_at_once(ana, employer, review)
    then_it_stands_there_and_nothing_else_was_answered(employer, review)
    and_coming_back_goes_on_from_it(ana, employer, review)


def given_a_review(employer: Employer) -> str:
    with employer.app.app_context():
        return str(employer.world().review().id)


def type_comment(ana: Seat, code: str, words: str) -> None:
    box = ana.page.locator(f"#comment-{code}")
    if not box.is_visible():
        ana.page.locator(f"#{code} details.fold summary").last.click()
    box.focus()
    box.fill(words)


def leave(ana: Seat, employer: Employer, review: str, wanted: str) -> None:
    # As by the address bar: the field keeps its focus, so no change is announced.
    ana.go("/help")
    # The browser sends what is on its way out in its own time.
    for _ in range(100):
        if any(comment == wanted for _answer, comment in ratings(employer, review).values()):
            return
        ana.page.wait_for_timeout(100)
    raise AssertionError("the comment was lost")


def when_a_comment_is_typed_and_the_page_left_at_once(ana: Seat, employer: Employer, review: str) -> None:
    ana.sign_in("ana.ruiz")
    address = f"/assessments/{review}/adv-tasks"
    ana.go(address)
    type_comment(ana, "ADV-T02", "Asked twice.")
    leave(ana, employer, review, "Asked twice.")
    ana.go(address)
    expect(ana.page.locator("#comment-ADV-T02")).to_have_value("Asked twice.")


def ratings(employer: Employer, review: str):
    with employer.app.app_context():
        own = assessments.get_own_side(UUID(review), employer.person("ana"))
        codes = {item.id: item.code for item in own.outline.items}
        found = assessments.list_ratings(own.assessment, Side.EMPLOYEE)
        return {codes[item]: (one.answer, one.comment) for item, one in found.items()}


def then_it_stands_there_and_nothing_else_was_answered(employer: Employer, review: str) -> None:
    assert ratings(employer, review) == {"ADV-T02": (None, "Asked twice.")}


def and_coming_back_goes_on_from_it(ana: Seat, employer: Employer, review: str) -> None:
    with ana.page.expect_response(lambda response: "/answers/ADV-T02" in response.url):
        ana.page.locator("label[for=ADV-T02-4]").click()
    type_comment(ana, "ADV-T02", "Then alone.")
    leave(ana, employer, review, "Then alone.")
    assert ratings(employer, review) == {"ADV-T02": ("4", "Then alone.")}
