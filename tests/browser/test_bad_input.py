"""Hands that slip and phones that are wrong: a clear sentence, what was typed is kept, nothing is saved twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser.test_nothing_lost import codes_on, given_a_review, tap, then_these_stand
from tests.support.browser import Employer
from tests.support.world import PASSWORD
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.consultations.models import LogEntry
from tracker.database import db
from tracker.observations.models import Observation
from tracker.signatures.models import Signature

STEADY, GROWING = "4", "3"
PASTED = ("Ten thousand characters of a meeting. " * 300)[:10_000]


def all_of(employer: Employer, column, *which) -> list:
    with employer.app.app_context():
        found = list(db.session.execute(select(column).where(*which)).scalars())
        db.session.remove()
    return found


def test_back_after_signing_and_pressing_twice_sign_once(employer: Employer, sit_down) -> None:
    with employer.app.app_context():
        review = employer.world().awaiting().id
        db.session.remove()
    dana, ana = sit_down("desk"), sit_down("phone")
    for seat, name in ((dana, "Dana Whitfield"), (ana, "Ana Ruiz")):
        seat.sign_in(name.lower().replace(" ", "."))
        seat.go(f"/reviews/{review}/sign")
        if name == "Ana Ruiz":
            seat.tick("I have read it and I agree.")
        seat.fill(typed_name=name, password=PASSWORD)
        seat.tick("I agree to sign on screen")
        form = seat.page.locator("main form:has([name=typed_name])")
        sent = form.evaluate("one => Object.fromEntries(new FormData(one))")
        seat.press("Sign")
        expect(seat.page.locator("main")).to_contain_text("Signed.")
        # What was on its way a second time, as after a double tap.
        again = seat.page.request.post(f"{employer.address}/reviews/{review}/sign", form=sent)
        assert again.status == 409
        assert "Nothing was signed twice" in again.text(), re.sub(r"<[^>]+>|\s+", " ", again.text())
        seat.page.go_back()
        seat.arrive()
        expect(seat.page.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
    assert len(all_of(employer, Signature.id)) == 2


def test_ten_thousand_characters_stay_where_they_were_pasted(employer: Employer, sit_down) -> None:
    review, ana = given_a_review(employer), sit_down("phone")
    ana.sign_in("ana.ruiz")
    ana.go(f"/assessments/{review}/adv-tasks")
    code = codes_on(ana.page)[0]
    ana.page.locator(f"#{code} summary").last.click()
    comment = ana.page.locator(f"#comment-{code}")
    comment.fill(PASTED)
    comment.blur()
    expect(ana.status).to_contain_text("Shorten this comment to 4000 characters or fewer. It has 10000.")
    expect(comment).to_have_value(PASTED)
    comment.fill(PASTED[:4000])
    comment.blur()
    expect(ana.status).to_contain_text("All saved")
    # What waited for a connection is refused only later: it is opened with all of it.
    dana = sit_down("phone")
    dana.sign_in("dana.whitfield")
    dana.go(f"/people/{employer.ids['ana']}/observations/new?item=ADV-T01")
    dana.fill(strength="Made room.", seen=PASTED, setting="team_meeting", method="in_person")
    dana.tick("No individual was present")
    dana.page.context.set_offline(True)
    dana.page.get_by_role("button", name="Share with Ana Ruiz").click()
    expect(dana.page.locator("#form-waits")).to_contain_text("Waiting to send.")
    dana.page.context.set_offline(False)
    expect(dana.page.locator("#errors")).to_contain_text("Shorten this to 4000 characters or fewer.", timeout=30_000)
    expect(dana.page.locator("[name=seen]")).to_have_value(PASTED)
    dana.fill(seen="Short.")
    dana.press("Share with Ana Ruiz")
    assert all_of(employer, Observation.seen) == ["Short."]


@pytest.mark.parametrize("wrong", [timedelta(days=800), timedelta(days=-800)], ids=["ahead", "behind"])
def test_a_phone_whose_clock_is_wrong_by_years(wrong: timedelta, employer: Employer, sit_down) -> None:
    review, ana = given_a_review(employer), sit_down("phone")
    ana.page.clock.install(time=clock.now() + wrong)
    ana.sign_in("ana.ruiz")
    ana.go(f"/assessments/{review}/adv-tasks")
    codes = codes_on(ana.page)
    ana.page.context.set_offline(True)
    for code, answer in ((codes[0], GROWING), (codes[0], STEADY), (codes[1], GROWING)):
        tap(ana, code, answer)
    # Two items: of the two answers to the first, the later one.
    expect(ana.status).to_have_text("Waiting to send: 2")
    # The clock is set right, or wrong again, while they wait.
    ana.page.clock.set_system_time(clock.now() - wrong)
    ana.page.context.set_offline(False)
    expect(ana.status).to_contain_text(re.compile(r"All saved \d\d:\d\d"))
    then_these_stand(employer, review, {codes[0]: STEADY, codes[1]: GROWING})
    saved = all_of(employer, TrailLine.at, TrailLine.event == "answer.saved")
    assert saved
    assert all(abs(at - clock.now()) < timedelta(minutes=5) for at in saved)
    # Nothing is taken for half an hour of silence, and half an hour of silence still is.
    ana.page.clock.run_for(6_000)
    expect(ana.page.locator("#idle")).to_be_hidden()
    ana.page.clock.fast_forward(29 * 60_000)
    expect(ana.page.locator("#idle")).to_be_visible()


def test_a_double_tap_on_save_makes_one_entry(employer: Employer, sit_down) -> None:
    dana = sit_down("phone")
    dana.sign_in("dana.whitfield")
    dana.go("/log/new")
    for words in ("Ana Ruiz", "Supervision", "In person"):
        dana.tick(words)
    dana.fill(minutes="45", summary="We planned the spring group.")
    dana.page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")
    dana.page.go_back()
    dana.arrive()
    # The page that made it comes back as new, or sends the same entry: never a second one.
    if dana.page.get_by_role("button", name="Save", exact=True).count():
        dana.page.get_by_role("button", name="Save", exact=True).click()
        dana.settle()
    assert len(all_of(employer, LogEntry.id)) == 1
