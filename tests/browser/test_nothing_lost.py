"""Without a line nothing given is lost: it waits in the browser, for its writer alone, and is saved exactly once."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD
from tracker import clock
from tracker.assessments import queries as assessments
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.consultations.models import LogEntry
from tracker.database import db
from tracker.observations.models import Observation
from tracker.sign_in.models import UserSession

WORDS = "Ask about the Friday plan first"
STEADY, GROWING = "4", "3"
TEAM = ("Ana Ruiz", "Ben Adams", "Cleo Banks", "Dev Chopra", "Eva Dimas", "Finn Ellis")
# Everything that can be read in the store without a key, sealed bytes as text too.
READ_STORE = """() => new Promise((give) => {
    const asked = indexedDB.open("tracker-waiting", 1);
    asked.onsuccess = () => {
        const plain = (row) => JSON.stringify(row) + new TextDecoder("latin1").decode(row.sealed);
        asked.result.transaction("rows").objectStore("rows").getAll().onsuccess = (event) => {
            give(event.target.result.map(plain));
        };
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


def test_a_group_entry_and_an_observation_wait_on_a_phone(employer: Employer, sit_down) -> None:
    given_a_team_of_six(employer)
    dana = sit_down("phone")
    dana.sign_in("dana.whitfield")
    when_a_group_entry_is_saved_without_a_line(dana)
    when_the_browser_is_closed(dana)
    dana.sign_in("dana.whitfield")
    expect(dana.page.locator("#waiting-words")).to_contain_text("All saved")
    dana.look()
    when_an_observation_is_shared_without_a_line(dana, employer)
    dana.page.context.set_offline(False)
    expect(dana.page.locator("main")).to_contain_text("Shared with Ana Ruiz.")
    then_one_of_each_stands(employer)
    assert dana.page.evaluate(READ_STORE) == []


def given_a_team_of_six(employer: Employer) -> None:
    with employer.app.app_context():
        world = employer.world()
        for name in TEAM[1:]:
            world.assign(world.person(name), world.dana)
        db.session.commit()
        db.session.remove()


def when_a_group_entry_is_saved_without_a_line(dana: Seat) -> None:
    dana.go("/log/new")
    for name in (*TEAM, "Consultation", "Video"):
        dana.tick(name)
    dana.fill(summary=WORDS)
    dana.page.context.set_offline(True)
    save = dana.page.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(dana.page.locator("#form-waits")).to_be_focused()
    # What never left may still be changed.
    dana.page.get_by_role("button", name="Change it").click()
    dana.fill(summary=f"{WORDS}.")
    save.click()
    expect(dana.page.locator("#form-waits")).to_contain_text("Waiting to send.")
    dana.look()


def when_an_observation_is_shared_without_a_line(dana: Seat, employer: Employer) -> None:
    dana.go(f"/people/{employer.ids['ana']}/observations/new?item=ADV-T01")
    dana.fill(strength="Made room for quiet voices.", seen=WORDS, setting="team_meeting", method="in_person")
    dana.tick("No individual was present")
    # It reaches the server, and the answer does not come back.
    dana.page.route("**/observations/new*", lambda route: (route.fetch(), route.abort("timedout")), times=1)
    dana.page.get_by_role("button", name="Share with Ana Ruiz").click()
    expect(dana.page.locator("#form-waits")).to_contain_text("Waiting to send.")
    expect(dana.page.get_by_role("button", name="Change it")).to_have_count(0)
    dana.page.context.set_offline(True)


def then_one_of_each_stands(employer: Employer) -> None:
    with employer.app.app_context():
        (entry,) = db.session.execute(select(LogEntry).options(selectinload(LogEntry.attendances))).scalars()
        assert (entry.summary, len(entry.attendances)) == (f"{WORDS}.", 6)
        (observation,) = db.session.execute(select(Observation)).scalars()
        assert observation.seen == WORDS
        assert observation.shared_at is not None
        db.session.remove()


def test_faults_of_the_server_and_the_end_of_a_session_lose_no_answer(employer: Employer, sit_down) -> None:
    review = given_a_review(employer)
    ana = sit_down("phone")
    ana.sign_in("ana.ruiz")
    ana.go(f"/assessments/{review}/adv-tasks")
    codes = codes_on(ana.page)
    answers_to = f"**/assessments/{review}/answers/*"
    ana.page.route(answers_to, lambda route: route.fulfill(status=500, body="fault"), times=1)
    tap(ana, codes[0], GROWING)
    expect(ana.status).to_have_text("Waiting to send: 1")
    # Changed while it waits: the two follow one another and do not cross.
    ana.page.route(answers_to, lambda route: (route.fetch(), route.abort("timedout")), times=1)
    tap(ana, codes[0], STEADY)
    expect(ana.status).to_have_text("Waiting to send: 1")
    ana.page.context.set_offline(True)
    ana.page.get_by_role("button", name="Next section").click()
    expect(ana.status).to_contain_text("The next page needs a connection")
    ana.page.context.set_offline(False)
    tap(ana, codes[1], STEADY)
    expect(ana.status).to_contain_text("All saved")
    end_every_session(employer)
    tap(ana, codes[2], STEADY)
    expect(ana.status).to_contain_text("You are signed out. Waiting to send: 1")
    ana.look()
    ana.follow("Sign in again")
    sign_in_here(ana, "ana.ruiz")
    expect(ana.status).to_contain_text("All saved")
    expect(ana.page.locator(f"#{codes[2]}-{STEADY}")).to_be_checked()
    expect(ana.page.locator(".note--choose")).to_have_count(0)
    then_these_stand(employer, review, dict.fromkeys(codes[:3], STEADY))


def tap(seat: Seat, code: str, answer: str) -> None:
    seat.page.locator(f"label[for='{code}-{answer}']").click()


def end_every_session(employer: Employer) -> None:
    with employer.app.app_context():
        db.session.execute(update(UserSession).values(ended_at=clock.now()))
        db.session.commit()
        db.session.remove()


def sign_in_here(seat: Seat, sign_in_name: str) -> None:
    seat.page.get_by_label("Email address or sign-in name").fill(sign_in_name)
    seat.page.get_by_label("Password").fill(PASSWORD)
    seat.press("Sign in")


def then_these_stand(employer: Employer, review: str, expected: dict[str, str]) -> None:
    with employer.app.app_context():
        assessment = db.session.get_one(assessments.Assessment, UUID(review))
        outline = assessments.outline_of(assessment)
        found = assessments.list_ratings(assessment, Side.EMPLOYEE)
        assert {outline.by_id[one].code: rating.answer for one, rating in found.items()} == expected
        db.session.remove()


def test_what_cannot_be_saved_is_kept_with_its_reason(employer: Employer, sit_down) -> None:
    review = given_a_review(employer)
    ana, elsewhere = sit_down("phone"), sit_down("desk")
    for seat in (ana, elsewhere):
        seat.sign_in("ana.ruiz")
        seat.go(f"/assessments/{review}/adv-tasks")
    codes = codes_on(ana.page)
    ana.page.context.set_offline(True)
    tap(ana, codes[0], STEADY)
    expect(ana.status).to_have_text("Waiting to send: 1")
    elsewhere.choose(codes[0], GROWING)
    ana.page.context.set_offline(False)
    # The newer one stands; both are shown with one tap to choose.
    expect(ana.page.locator(".note--choose")).to_contain_text("Saved: Growing. Also given: Steady.")
    expect(ana.status).to_contain_text("Choose which to keep")
    ana.page.context.set_offline(True)
    tap(ana, codes[1], STEADY)
    expect(ana.status).to_have_text("Waiting to send: 1")
    elsewhere.go(f"/reviews/{review}/send")
    elsewhere.tick("Send with these items unanswered")
    elsewhere.press("Send")
    ana.page.context.set_offline(False)
    aside = ana.page.locator("#waiting-list")
    expect(aside).to_contain_text(f"{codes[1]}: That could not be done. Not saved: you have sent your ratings.")
    then_these_stand(employer, review, {codes[0]: GROWING})
    # Kept on every page until it is sent or discarded.
    ana.go("/")
    ana.page.locator("#waiting-list summary").click()
    ana.look()
    ana.page.get_by_role("button", name="Yes, discard it for good").click()
    expect(ana.page.locator("#waiting")).to_be_hidden()
    assert ana.page.evaluate(READ_STORE) == []


def test_an_entry_that_needs_a_look_is_opened_with_everything_in_it(employer: Employer, sit_down) -> None:
    dana = sit_down("phone")
    dana.sign_in("dana.whitfield")
    for text in ("First", WORDS):
        dana.go("/log/new")
        for label in ("Ana Ruiz", "Supervision", "In person"):
            dana.page.locator("label", has_text=label).first.set_checked(True)
        dana.fill(summary=text)
        dana.yesterday_at_ten()
        if text == WORDS:
            dana.page.context.set_offline(True)
            dana.page.get_by_role("button", name="Save", exact=True).click()
            expect(dana.page.locator("#form-waits")).to_be_visible()
            when_the_browser_is_closed(dana)
            dana.sign_in("dana.whitfield")
        else:
            dana.press("Save")
    expect(dana.page.locator("#waiting-list")).to_contain_text("It overlaps with an entry of 60 minutes")
    dana.look()
    dana.press("Open it")
    expect(dana.page.locator("[name='summary']")).to_have_value(WORDS)
    dana.press("Save it as it is")
    expect(dana.page.locator("main")).to_contain_text("Saved. Each attendee is asked to confirm it.")
    expect(dana.page.locator("#waiting")).to_be_hidden()
    with employer.app.app_context():
        assert len(db.session.execute(select(LogEntry)).scalars().all()) == 2
        db.session.remove()
