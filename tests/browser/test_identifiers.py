"""A text that may point to a person served: the writer looks at it, and loses nothing."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.assessments.rating import at, held
from tests.browser.test_without_scripts import PlainSeat
from tracker.assessments.models import Side
from tracker.database import db
from tracker.identifiers.models import IdentifierChoice

COMMENT = "comment-ADV-T01"


@pytest.fixture
def review(employer):
    with employer.app.app_context():
        made = employer.world().review()
        db.session.expunge(made)
    return made


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_a_comment_waits_for_one_tap_while_its_answer_is_saved(employer, sit_down, review, screen):
    # Given Ana rates on her phone
    ana = sit_down(screen)
    ana.sign_in("ana.ruiz")
    ana.go(at(review, "adv-tasks"))
    ana.choose("ADV-T01", "4")
    # When she writes of somebody by initials
    ana.page.locator("#ADV-T01 summary").last.click()
    ana.page.locator(f"#{COMMENT}").fill("Talked with J.S. about it.")
    # Then the answer is saved, and the page says that the comment is not, and why
    expect(ana.status).to_contain_text("Your comment is not saved yet.")
    block = ana.page.locator(f"#{COMMENT}-marked")
    expect(block).to_contain_text("Nothing is lost; your text is still here.")
    block.scroll_into_view_if_needed()
    ana.look()
    # When she taps that it is a colleague, it is saved, and only her choice is kept
    ana.page.locator(f"label[for='{COMMENT}-is-colleague']").click()
    expect(ana.status).to_contain_text("All saved")
    ana.look()
    with employer.app.app_context():
        assert held(review, Side.EMPLOYEE, "ADV-T01").comment == "Talked with J.S. about it."
        assert db.session.execute(select(IdentifierChoice.reason)).scalars().all() == ["colleague"]


def test_a_text_is_fixed_without_scripts_and_nothing_is_lost(employer, sit_down, review):
    # Given Dana writes an observation, with scripts off
    dana = PlainSeat(sit_down("phone", scripts=False).page.context, employer)
    dana.sign_in("dana.whitfield")
    dana.page.goto(f"{employer.address}/people/{employer.ids['ana']}/observations/new?item=ADV-T01")
    dana.fill(
        strength="Listened for long.", seen="Sat with client Maria on 3/14.", setting="office", method="in_person"
    )
    dana.page.locator("label", has_text="No individual was present").first.click()
    # When she shares it
    dana.page.get_by_role("button", name="Share", exact=False).first.click()
    # Then she sees what to look at, with everything she typed
    expect(dana.page.locator("#errors")).to_contain_text("Please look at: 'Maria' and '3/14'.")
    expect(dana.page.locator("[name=strength]")).to_have_value("Listened for long.")
    dana.page.locator("#seen-marked").scroll_into_view_if_needed()
    # When she fixes it and presses the same button, it is shared
    dana.fill(seen="Sat with an individual.")
    dana.page.get_by_role("button", name="Share", exact=False).first.click()
    expect(dana.page.locator("main")).to_contain_text("Shared with Ana Ruiz.")
