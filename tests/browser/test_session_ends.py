"""A session ends while someone writes: what they typed is kept for them, and for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from tests.support.browser import Employer, Seat
from tests.support.world import PASSWORD
from tracker import clock
from tracker.consultations.models import LogEntry
from tracker.database import db
from tracker.observations.models import Observation
from tracker.sign_in.models import UserSession

TALKED = "We talked about opening a group.\nA second line, with ä & <b>."
SAW = "Made room for quiet voices."


class Clock:
    """The clock of the server, which its threads read; the page's own clock is moved beside it."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.real = clock.now

    def now(self) -> datetime:
        return self.real() + self.ahead

    def pass_minutes(self, minutes: int, page: Page) -> None:
        self.ahead += timedelta(minutes=minutes)
        page.clock.fast_forward(minutes * 60_000)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made.now)
    return made


@pytest.fixture
def dana(sit_down) -> Seat:
    seat = sit_down("phone")
    seat.page.clock.install()
    seat.sign_in("dana.whitfield")
    return seat


def type_entry(dana: Seat) -> None:
    dana.go("/log/new")
    dana.tick("Ana Ruiz")
    dana.fill(minutes="45", summary=TALKED)
    dana.tick("Supervision")
    dana.tick("In person")


def type_observation(dana: Seat, employer: Employer) -> None:
    dana.go(f"/people/{employer.ids['ana']}/observations/new?item=ADV-T01")
    dana.fill(strength=SAW, seen="A planning meeting.", setting="team_meeting", method="in_person")
    dana.tick("No individual was present")


def end_every_session(employer: Employer) -> None:
    """As when the password was changed on another computer."""
    with employer.app.app_context():
        db.session.execute(update(UserSession).values(ended_at=clock.now()))
        db.session.commit()


def texts_of(employer: Employer, column) -> list[str]:
    with employer.app.app_context():
        found = list(db.session.execute(select(column)).scalars())
        db.session.remove()
    return [text.replace("\r\n", "\n") for text in found]


def sign_in_here(seat: Seat, sign_in_name: str) -> None:
    """Sign in on the page that asks for it, not on a new one."""
    seat.page.get_by_label("Email address or sign-in name").fill(sign_in_name)
    seat.page.get_by_label("Password").fill(PASSWORD)
    seat.press("Sign in")


def test_a_log_entry_goes_on_after_signing_in_and_is_saved_once(dana: Seat, employer: Employer) -> None:
    type_entry(dana)
    end_every_session(employer)
    dana.press("Save")
    expect(dana.page.locator("main")).to_contain_text("You were signed out, and nothing is lost.")
    assert "opening a group" not in dana.page.content()
    assert texts_of(employer, LogEntry.summary) == []
    sign_in_here(dana, "dana.whitfield")
    expect(dana.page.get_by_text("We talked about opening a group.")).to_be_visible()
    assert texts_of(employer, LogEntry.summary) == []
    dana.press("Save what I typed")
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")
    assert texts_of(employer, LogEntry.summary) == [TALKED]


def test_an_observation_keeps_the_button_that_was_pressed(dana: Seat, employer: Employer) -> None:
    type_observation(dana, employer)
    end_every_session(employer)
    dana.press("Share with Ana Ruiz")
    sign_in_here(dana, "dana.whitfield")
    dana.press("Save what I typed")
    expect(dana.page.locator("main")).to_contain_text("Shared with Ana Ruiz.")
    assert texts_of(employer, Observation.strength) == [SAW]


def test_a_wrong_password_in_between_loses_nothing(dana: Seat, employer: Employer) -> None:
    type_entry(dana)
    end_every_session(employer)
    dana.press("Save")
    dana.page.get_by_label("Email address or sign-in name").fill("dana.whitfield")
    dana.page.get_by_label("Password").fill("not the right password")
    dana.press("Sign in")
    sign_in_here(dana, "dana.whitfield")
    dana.press("Save what I typed")
    assert texts_of(employer, LogEntry.summary) == [TALKED]


def test_the_kept_form_sent_twice_makes_one_entry(dana: Seat, employer: Employer) -> None:
    type_entry(dana)
    end_every_session(employer)
    dana.press("Save")
    sign_in_here(dana, "dana.whitfield")
    form = dana.page.locator("main form")
    fields = form.evaluate("one => Object.fromEntries(new FormData(one))")
    sent = dana.page.request.post(employer.address + form.get_attribute("action"), form=fields)
    assert sent.ok
    dana.press("Save what I typed")
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")
    assert texts_of(employer, LogEntry.summary) == [TALKED]


def test_another_person_at_that_page_reads_nothing_of_it(dana: Seat, employer: Employer) -> None:
    type_entry(dana)
    end_every_session(employer)
    dana.press("Save")
    sign_in_here(dana, "priya.nair")
    expect(dana.page.locator("main")).to_contain_text("belongs to someone else and was not opened")
    kept = dana.page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "opening a group" not in dana.page.content() + kept
    assert texts_of(employer, LogEntry.summary) == []


def test_a_warning_comes_before_the_end_and_its_button_keeps_the_session(
    dana: Seat, employer: Employer, hours: Clock
) -> None:
    type_entry(dana)
    hours.pass_minutes(27, dana.page)
    expect(dana.page.locator("#idle")).to_be_hidden()
    hours.pass_minutes(2, dana.page)
    expect(dana.page.locator("#idle")).to_be_visible()
    expect(dana.page.locator("#idle-stay")).to_be_focused()
    dana.look()
    dana.page.keyboard.press("Enter")
    expect(dana.page.locator("#idle")).to_be_hidden()
    hours.pass_minutes(27, dana.page)
    expect(dana.page.locator("#idle")).to_be_hidden()
    dana.press("Save")
    expect(dana.page.locator("main")).to_contain_text("Each attendee is asked to confirm it")
    assert texts_of(employer, LogEntry.summary) == [TALKED]


def test_without_the_button_the_session_is_over_and_the_form_is_kept(
    dana: Seat, employer: Employer, hours: Clock
) -> None:
    type_entry(dana)
    hours.pass_minutes(31, dana.page)
    dana.press("Save")
    expect(dana.page.locator("main")).to_contain_text("You were signed out, and nothing is lost.")
    sign_in_here(dana, "dana.whitfield")
    dana.press("Save what I typed")
    assert texts_of(employer, LogEntry.summary) == [TALKED]


def test_the_warning_stands_in_view_and_never_over_the_button_of_the_page(dana: Seat, hours: Clock) -> None:
    type_entry(dana)
    dana.page.evaluate("window.scrollTo(0, 0)")
    hours.pass_minutes(29, dana.page)
    expect(dana.page.locator("#idle-stay")).to_be_focused()
    expect(dana.page.locator("#idle")).to_be_in_viewport(ratio=1)
    assert dana.page.evaluate("scrollY") == 0
    dana.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    save = dana.page.get_by_role("button", name="Save", exact=True)
    covered_by = save.evaluate(
        """one => {
            const at = one.getBoundingClientRect();
            return document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2).closest("#idle")?.id;
        }"""
    )
    assert covered_by is None


@pytest.mark.parametrize("late", ["too late", "no connection"])
def test_a_button_that_cannot_help_leaves_what_was_typed_standing(
    late: str, dana: Seat, employer: Employer, hours: Clock
) -> None:
    type_entry(dana)
    hours.pass_minutes(29, dana.page)
    expect(dana.page.locator("#idle")).to_be_visible()
    before = dana.page.locator("#idle-words").inner_text()
    if late == "too late":
        end_every_session(employer)
    else:
        dana.page.context.set_offline(True)
    dana.page.get_by_role("button", name="Stay signed in").click()
    expect(dana.page.locator("#idle-words")).not_to_have_text(before)
    expect(dana.page.get_by_label("What you talked about")).to_have_value(TALKED)
    dana.page.context.set_offline(False)
    dana.look()
    dana.press("Save")
    if late == "too late":
        sign_in_here(dana, "dana.whitfield")
        dana.press("Save what I typed")
    assert texts_of(employer, LogEntry.summary) == [TALKED]
