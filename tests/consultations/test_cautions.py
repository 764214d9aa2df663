"""What an entry is warned about, each in its own sentence; a warning stops nothing."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.consultations.test_pages import form, saved
from tracker import clock
from tracker.consultations import setting
from tracker.consultations.cautions import Meeting, list_cautions
from tracker.errors import Refusal
from tracker.people.models import AssignmentKind, Role

YESTERDAY = timedelta(days=1)


def codes(world, *attendees, writer=None, **more):
    values = {"held_on": clock.today() - YESTERDAY, "starts": time(10), "minutes": 60, **more}
    meeting = Meeting(list(attendees) or [world.ana], writer=writer or world.dana, **values)
    return {caution.code.split("-")[0]: caution.sentence for caution in list_cautions(meeting)}


def at(day, hour=12):
    return clock.standing_at(datetime.combine(day, time(hour), clock.zone()))


@pytest.fixture
def long_known(world):
    """Dana supervises Ana through the year of the clock changes."""
    ana, dana = world.person("Ana Early", hired_on=date(2025, 1, 1)), world.dana
    world.assign(ana, dana, starts_on=date(2025, 1, 1))
    return ana


def test_nothing_is_said_about_a_usual_meeting(world):
    assert codes(world) == {}


@pytest.mark.parametrize(("minutes", "warned"), [(240, False), (241, True)])
def test_a_long_meeting(world, minutes, warned):
    found = codes(world, minutes=minutes)
    assert ("long" in found) == warned
    assert not warned or "longer than 4 hours" in found["long"]


def test_the_length_asked_about_is_a_setting(world):
    setting.change(on_call="", long_minutes=90, gap_days=None, by=world.hr)
    assert "longer than 1.5 hours" in codes(world, minutes=91)["long"]


def test_an_end_that_lies_ahead(world):
    with at(clock.today()):
        today = clock.today()
        assert "which lies ahead" in codes(world, held_on=today, starts=time(11, 30))["future"]
        assert codes(world, held_on=today, starts=time(11)) == {}


def test_past_midnight(world):
    found = codes(world, held_on=clock.today() - 2 * YESTERDAY, starts=time(23, 30))
    assert "goes on past midnight" in found["midnight"]
    assert "counts on the day it began" in found["midnight"]
    entry = world.entry(held_on=clock.today() - 2 * YESTERDAY, starts=time(23, 30))
    assert clock.local(entry.ended_at).date() == clock.today() - YESTERDAY
    assert entry.minutes == 60


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [(date(2026, 3, 8), time(1, 30), time(3, 30)), (date(2026, 11, 1), time(0, 30), time(1, 30))],
)
def test_a_change_of_the_clocks_changes_no_minutes(world, long_known, day, starts, ends):
    minutes = 60 if day.month == 3 else 120
    found = codes(world, long_known, held_on=day, starts=starts, minutes=minutes)
    assert "The clocks changed during this meeting" in found["clocks"]
    entry = world.entry(long_known, held_on=day, starts=starts, minutes=minutes)
    assert clock.local(entry.ended_at).time() == ends
    assert entry.minutes == minutes


def test_a_start_that_the_clocks_skipped_is_refused_at_its_field(world, visit, long_known):
    with pytest.raises(Refusal, match="skipped this start time"):
        world.entry(long_known, held_on=date(2026, 3, 8), starts=time(2, 30))
    page = visit(world.dana).post("/log/new", form(long_known, held_on="2026-03-08", starts="02:30"), 422)
    assert any("skipped this start time" in error for error in page.errors())
    assert page.value("starts").startswith("02:30")


class TestOverlaps:
    def test_of_the_writer_or_an_attendee_by_name(self, world):
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        world.entry(luis, held_on=clock.today() - YESTERDAY, starts=time(10, 30), minutes=45)
        assert "overlaps with an entry of 45 minutes from 10:30\u202fAM" in codes(world)["overlap"]
        assert "with you" in codes(world)["overlap"]
        assert "with Luis Ortega" in codes(world, luis)["overlap"]

    @pytest.mark.parametrize(
        ("starts", "warned"), [(time(9), False), (time(9, 1), True), (time(10, 59), True), (time(11), False)]
    )
    def test_touching_is_not_overlapping(self, world, starts, warned):
        world.entry(held_on=clock.today() - YESTERDAY, starts=time(10), minutes=60)
        assert ("overlap" in codes(world, starts=starts)) == warned

    def test_across_midnight(self, world):
        world.entry(held_on=clock.today() - 2 * YESTERDAY, starts=time(23, 30), minutes=60)
        assert "overlap" in codes(world, starts=time(0, 15))

    def test_without_a_start_there_is_nothing_to_compare(self, world):
        world.entry(held_on=clock.today() - YESTERDAY, starts=None)
        assert codes(world) == {}
        world.entry(held_on=clock.today() - YESTERDAY)
        assert codes(world, starts=None) == {}

    def test_nobody_is_told_of_an_entry_they_may_not_read(self, world):
        second = world.person("Sam Second", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        world.entry(held_on=clock.today() - YESTERDAY)
        assert codes(world, writer=second) == {}


def test_the_last_day_of_an_assignment_and_of_work(world):
    today = clock.today()
    lena = world.person("Lena Lately")
    world.assign(lena, world.dana, ends_on=today - YESTERDAY)
    assert "The last day is part of it." in codes(world, lena)["last"]
    world.ana.left_on = today - YESTERDAY
    assert "That was the last day of work of Ana Ruiz." in codes(world)["left"]


def test_a_signed_month_becomes_a_late_entry(world):
    key = world.month()
    world.sign_month(key, world.dana)
    found = codes(world, held_on=key.month_on)
    assert "is signed, so the hours stay as they were signed" in found["late"]
    assert "keeps its real date and shows today" in found["late"]


class TestThePage:
    def test_a_warning_is_shown_once_and_saving_as_it_is_saves(self, world, visit):
        dana, sent = visit(world.dana), form(world.ana, minutes="300", split_ADV="300")
        page = dana.post("/log/new", sent, 422)
        assert page.says("This is longer than 5 hours") or page.says("This is longer than 4 hours")
        assert page.says("Nothing is lost. Change what is wrong, or save it as it is.")
        assert (page.value("minutes"), page.value("summary")) == ("300", "Looked at workload.")
        assert saved() == []
        dana.post("/log/new", {**sent, "knows": page.value("knows")})
        assert len(saved()) == 1

    def test_another_warning_than_the_one_shown_is_shown_too(self, world, visit):
        dana, sent = visit(world.dana), form(world.ana, minutes="300")
        known = dana.post("/log/new", sent, 422).value("knows")
        world.entry(held_on=clock.today() - YESTERDAY, starts=time(10))
        page = dana.post("/log/new", {**sent, "knows": known}, 422)
        assert page.says("It overlaps with an entry")

    def test_the_same_entry_in_a_second_tab_is_warned_about(self, world, visit):
        dana = visit(world.dana)
        dana.post("/log/new", form(world.ana))
        assert dana.post("/log/new", form(world.ana), 422).says("It overlaps with an entry")
        assert len(saved()) == 1
