"""Hours toward certification or renewal as a document."""

from datetime import date, timedelta

import pytest

from tracker.database import db
from tracker.hours import actions
from tracker.hours.models import Measure
from tracker.hours.shipped import Number
from tracker.people import actions as people
from tracker.people.models import Role
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-23T18:00:00Z", tick=False)


def gather(world, reader=None, audience=Audience.PERSONNEL_FILE, **asked):
    hours = get_document("hours")
    return hours.gather(hours.find(world.ana.id, reader or world.hr, asked), audience)


def test_hours_worked_and_supervised_stand_beside_the_targets(world, visit):
    world.period(starts_on=date(2026, 1, 1), week_minutes=2400, recovery_share=50)
    world.entry(held_on=date(2026, 2, 2), minutes=60, minutes_by_domain={"ADV": 60}, supervisor_credential="CRSS 9")
    world.entry(held_on=date(2026, 2, 12), minutes=47)
    content = gather(world, since="2026-01-01", until="2026-12-30", targets="crss")
    assert (content.counted, content.minutes, content.entries) == (105, 107, 2)
    assert (content.worked, content.worked_recovery) == (2080.0, 1040.0)
    assert content.work_per_supervision == round(2080 / 1.75, 2)
    assert {one.domain: one.counted for one in content.by_domain if one.counted} == {"ADV": 60, "": 45}
    reached = {one.measure: one.is_reached for one in content.progress}
    assert reached[Measure.WORK_HOURS]
    assert not reached[Measure.RECOVERY_SHARE]
    assert [(one.name, one.credential, one.counted) for one in content.supervisors] == [
        ("Dana Whitfield", "CRSS 9", 60),
        ("Dana Whitfield", "", 45),
    ]
    (year,) = content.years
    assert [month.counted for month in year.months] == [0, 105] + [0] * 10
    page = visit(world.hr).get(f"/reports/hours/{world.ana.id}?targets=crss")
    assert page.says("Employer record, not an ICB form")


def test_without_work_periods_it_says_so_and_compares_nothing(world):
    content = gather(world)
    assert (content.worked, content.work_per_supervision, content.periods, content.years) == (None, None, (), ())
    assert {one.is_reached for one in content.progress if one.measure is Measure.WORK_PER_SUPERVISION} == {None}


def test_the_longest_gap_ends_with_the_last_day_asked_for(world, time_machine):
    world.entry(held_on=date(2026, 11, 1))
    content = gather(world, until="2026-11-11")
    assert (content.longest_gap_days, content.gap_until) == (10, date(2026, 11, 11))
    time_machine.move_to("2026-12-23T18:00:00Z", tick=False)
    assert gather(world, since=content.since.isoformat(), until="2026-11-11") == content


def test_what_was_written_late_is_listed_and_periods_say_when_they_were_written(world):
    world.entry(held_on=TODAY - timedelta(days=15))
    world.entry(held_on=TODAY - timedelta(days=14))
    world.period()
    content = gather(world)
    assert [(one.held_on, one.days) for one in content.written_late] == [(TODAY - timedelta(days=15), 15)]
    assert [one.written_on for one in content.periods] == [TODAY]


def test_a_set_of_the_employers_own_can_be_chosen(world, visit):
    saved = actions.save_set(
        code=None, title="Ours", numbers=[Number(Measure.SUPERVISION_HOURS, 1, "Our policy", TODAY)], by=world.hr
    )
    db.session.commit()
    world.entry()
    content = gather(world, targets=saved.code)
    assert (content.targets, [one.source for one in content.progress]) == ("Ours", ["Our policy"])
    assert gather(world, targets="nothing").targets != "Ours"


def test_an_auditor_counts_what_is_signed(world):
    world.sign_month(world.month(minutes=60), world.dana)
    world.entry(minutes=60)
    auditor = world.person("Grace Hollis", Role.AUDITOR)
    people.grant_auditor(auditor, [world.ana], kinds=["hours"], ends_on=TODAY, reason="Yearly check", by=world.hr)
    db.session.commit()
    assert (gather(world, auditor).counted, gather(world).counted) == (60, 120)


def test_it_is_the_same_for_someone_outside(world):
    world.entry(summary="Between us.")
    outside = gather(world, audience=Audience.OUTSIDE)
    assert outside == gather(world)
    assert "Between us." not in str(outside)
