"""A group consultation of six on a phone: at most 12 taps beside the typed summary. Offline: ``test_nothing_lost``."""

from __future__ import annotations

from playwright.sync_api import Locator, expect
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.support.browser import Employer, Seat
from tests.support.world import World
from tracker.consultations.models import EntryKind, LogEntry
from tracker.database import db
from tracker.people.models import Person

TEAM = ("Ana Ruiz", "Ben Adams", "Cleo Banks", "Dev Chopra", "Eva Dimas", "Finn Ellis")
SUMMARY = "Shared what each of us tried this week."


class Thumb:
    """Counts every tap."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.first.click()
        self.taps += 1

    def press(self, name: str) -> None:
        self.tap(self.seat.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.tap(self.seat.page.get_by_role("link", name=name, exact=True))
        self.seat.page.wait_for_load_state()
        self.seat.look()

    def choose(self, name: str) -> None:
        self.tap(self.seat.page.locator("label", has_text=name))


def test_six_people_in_at_most_twelve_taps(employer: Employer, sit_down) -> None:
    given_a_team_of_six(employer)
    dana = sit_down("phone")
    dana.sign_in("dana.whitfield")
    dana.go("/team")
    thumb = when_a_group_consultation_is_logged(dana)
    then_one_entry_stands_for_all_six(employer, dana)
    assert thumb.taps <= 12, thumb.taps
    and_the_next_one_repeats_it_in_four(dana)


def given_a_team_of_six(employer: Employer) -> None:
    with employer.app.app_context():
        world = World()
        dana = db.session.execute(select(Person).where(Person.sign_in_name == "dana.whitfield")).scalar_one()
        for name in TEAM[1:]:
            world.assign(world.person(name), dana)


def when_a_group_consultation_is_logged(dana: Seat) -> Thumb:
    """Six names, kind, form, minutes, one domain, save, and the link there: twelve."""
    thumb = Thumb(dana)
    thumb.follow("Log supervision")
    for name in TEAM:
        thumb.choose(name)
    thumb.choose("Consultation")
    thumb.choose("Video")
    thumb.press("45")
    thumb.press("Mentoring")
    expect(dana.page.locator("#domains .running")).to_have_text("45 of 45 minutes")
    dana.look()
    dana.fill(summary=SUMMARY)
    dana.yesterday_at_ten()
    thumb.press("Save")
    dana.arrive()
    expect(dana.page.locator("main")).to_contain_text("Saved. Each attendee is asked to confirm it.")
    return thumb


def then_one_entry_stands_for_all_six(employer: Employer, dana: Seat) -> None:
    expect(dana.page.locator("main")).to_contain_text(", ".join(TEAM[:2]))
    with employer.app.app_context():
        parts = selectinload(LogEntry.attendances), selectinload(LogEntry.splits)
        (entry,) = db.session.execute(select(LogEntry).options(*parts)).scalars()
        assert (entry.kind, entry.minutes, entry.is_group) == (EntryKind.CONSULTATION, 45, True)
        assert len(entry.attendances) == 6
        assert entry.minutes_by_domain == {"MEN": 45}


def and_the_next_one_repeats_it_in_four(dana: Seat) -> None:
    """The link there, repeat last, the summary, save; the warning that it overlaps, and save as it is."""
    dana.go("/team")
    thumb = Thumb(dana)
    thumb.follow("Log supervision")
    thumb.follow("Repeat last: 45 minutes with 6 people")
    expect(dana.page.locator("#domains .running")).to_have_text("45 of 45 minutes")
    dana.fill(summary=SUMMARY)
    dana.yesterday_at_ten()
    thumb.press("Save")
    dana.arrive()
    expect(dana.page.locator("#cautions")).to_contain_text("It overlaps with an entry of 45 minutes")
    thumb.press("Save it as it is")
    dana.arrive()
    expect(dana.page.locator("main")).to_contain_text("Saved. Each attendee is asked to confirm it.")
    assert thumb.taps == 4
