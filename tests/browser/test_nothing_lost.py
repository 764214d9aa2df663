"""Without a line nothing given is lost: it waits in the browser, for its writer alone, and is saved exactly once."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.consultations.models import LogEntry
from tracker.database import db
from tracker.observations.models import Observation

WORDS = "Ask about the Friday plan first"
STEADY, GROWING = "4", "3"
TEAM = ("Ana Ruiz", "Ben Adams", "Cleo Banks", "Dev Chopra", "Eva Dimas", "Finn Ellis")
# Everything that can be read in the store without a key, sealed bytes as text too.
READ_STORE = """() => new Promise((give) => {
    const asked = indexedDB.open("tracker-waiting", 1);
    asked.onsuccess = () => {
        asked.result.transaction("rows").objectStore("rows").getAll().onsuccess = (event) => give(event.target.result.map(
            (row) => JSON.stringify(row) + new TextDecoder("latin1").decode(row.sealed)));
    };
})"""
# Whether the key of whoever is signed in opens any of it.
OPENS_WITH_OWN_KEY = """() => new Promise((give) => {
    const asked = indexedDB.open("tracker-waiting", 1);
    asked.onsuccess = () => {
        asked.result.transaction("rows").objectStore("rows").getAll().onsuccess = async (event) => {
            const given = await (await fetch("/account/waiting-key")).json();
            const bytes = Uint8Array.from(atob(given.key), (one) => one.charCodeAt(0));
            const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
            const tries = event.target.result.map((row) => {
                const additionalData = new TextEncoder().encode(`${row.keeper} ${row.id}`);
                return crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData }, key, row.sealed);
            });
            give((await Promise.allSettled(tries)).filter((one) => one.status === "fulfilled").length);
        };
    };
})"""


def test_fifty_answers_are_saved_once_though_the_line_and_the_tab_went(employer: Employer, sit_down) -> None:
    review = given_a_review(employer)
    dana = sit_down("desk")
    dana.sign_in("dana.whitfield")
    when_she_rates(dana, review, "adv", 22)
    expect(dana.page.locator("#progress-words")).to_have_text("22 of 22")
    when_she_rates(dana, review, "pro", 8)
    expect(dana.page.locator("#progress-words")).to_have_text("8 of 28")
    expect(dana.status).to_contain_text("All saved")
    dana.page.context.set_offline(True)
    when_she_rates(dana, None, "pro", 20, first=8)
    expect(dana.status).to_have_text("Waiting to send: 20")
    when_the_browser_is_closed(dana)
    then_the_next_person_there_finds_nothing(dana, employer, review)
    dana.sign_in("dana.whitfield")
    expect(dana.page.locator("#waiting-words")).to_contain_text("All saved")
    then_each_stands_once(employer, review, Side.SUPERVISOR, 50)
    dana.go(f"/assessments/{review}/pro")
    expect(dana.page.locator("#progress-words")).to_have_text("28 of 28")
    assert dana.page.evaluate(READ_STORE) == []


def given_a_review(employer: Employer) -> str:
    with employer.app.app_context():
        review = str(employer.world().review().id)
        db.session.commit()
        db.session.remove()
    return review


def when_she_rates(seat: Seat, review: str | None, page: str, count: int, first: int = 0) -> None:
    """With the number keys: one an item, and on to the next."""
    if review is not None:
        seat.go(f"/assessments/{review}/{page}")
    codes = codes_on(seat.page)[first : first + count]
    assert len(codes) == count
    seat.page.locator(f"#{codes[0]}-1").focus()
    for _code in codes:
        seat.page.keyboard.press(STEADY)


def codes_on(page: Page) -> list[str]:
    return page.locator("fieldset.item").evaluate_all("all => all.map(one => one.dataset.code)")


def when_the_browser_is_closed(seat: Seat) -> None:
    """Its session goes with it; what it stores stays."""
    context: BrowserContext = seat.page.context
    keep = context.new_page()
    seat.page.close()
    context.clear_cookies()
    context.set_offline(False)
    seat.page = keep


def then_the_next_person_there_finds_nothing(seat: Seat, employer: Employer, review: str) -> None:
    seat.sign_in("priya.nair")
    expect(seat.page.locator("#waiting")).to_be_hidden()
    rows = seat.page.evaluate(READ_STORE)
    assert len(rows) == 20
    assert not [row for row in rows if "PRO-" in row or review in row or "answer" in row]
    assert seat.page.evaluate(OPENS_WITH_OWN_KEY) == 0
    then_each_stands_once(employer, review, Side.SUPERVISOR, 30)
    seat.press("Sign out")


def then_each_stands_once(employer: Employer, review: str, side: Side, count: int, answer: str = STEADY) -> None:
    """As many ratings as answers given, and one line in the trail for each."""
    with employer.app.app_context():
        assessment = db.session.get_one(assessments.Assessment, UUID(review))
        found = assessments.list_ratings(assessment, side)
        assert Counter(rating.answer for rating in found.values()) == {answer: count}
        lines = select(TrailLine).where(TrailLine.record_id == UUID(review), TrailLine.event == "answer.saved")
        assert len(db.session.execute(lines).scalars().all()) == count
        db.session.remove()
