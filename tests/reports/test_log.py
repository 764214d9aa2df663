"""The log as a document: what each reader finds in it, totals, and the days things were written."""

from datetime import date, timedelta

import pytest

from tracker.consultations import actions as consultations
from tracker.consultations.actions import ToDo
from tracker.consultations.models import EntryKind
from tracker.consultations.queries import get_visible
from tracker.database import db
from tracker.months.queries import Key as MonthKey
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Role
from tracker.reports.kinds import get_document
from tracker.reports.log_content import MonthState
from tracker.reports.models import Audience
from tracker.sign_in.actions import make_link
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart
from tracker.voiding import actions as voiding
from tracker.voiding.models import VoidKind

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-23T18:00:00Z", tick=False)


def gather(world, reader=None, audience=Audience.PERSONNEL_FILE, **asked):
    log = get_document("log")
    return log.gather(log.find(world.ana.id, reader or world.hr, asked), audience)


def entries(content):
    return [entry for year in content.years for month in year.months for entry in month.entries]


def test_totals_by_domain_and_month_add_up(world):
    world.entry(held_on=date(2026, 1, 5), minutes=50, minutes_by_domain={"ADV": 25, "": 25})
    world.entry(held_on=date(2026, 3, 9), minutes=60, minutes_by_domain={"MEN": 60})
    world.entry(held_on=date(2026, 3, 10), minutes=10)
    world.entry(held_on=date(2026, 3, 11), minutes=60, kind=EntryKind.TRAINING)
    content = gather(world)
    assert (content.entries, content.brief, content.minutes, content.counted) == (4, 1, 180, 105)
    assert content.domains[-1] == "General"
    (year,) = content.years
    assert [(month.month_on.month, month.counted) for month in year.months] == [(1, 45), (3, 60)]
    assert sum(year.by_domain) == year.counted == sum(content.by_domain) == content.counted
    assert year.months[0].by_domain[0] + year.months[0].by_domain[-1] == 45
    assert [entry.is_brief for entry in entries(content)] == [False, False, True, False]


def test_without_days_it_holds_twelve_months_and_days_can_be_asked_for(world):
    for day in (date(2025, 11, 30), date(2025, 12, 1), TODAY):
        world.entry(held_on=day)
    content = gather(world)
    assert (content.since, content.until) == (date(2025, 12, 1), TODAY)
    assert [entry.held_on for entry in entries(content)] == [date(2025, 12, 1), TODAY]
    turned = gather(world, since="2025-11-30", until="2025-01-01")
    assert (turned.since, turned.until, turned.entries) == (date(2025, 1, 1), date(2025, 11, 30), 1)
    assert gather(world, since="soon").since == date(2025, 12, 1)


def test_the_day_written_stands_beside_the_day_it_happened(world, visit):
    world.entry(held_on=TODAY - timedelta(days=20))
    (entry,) = entries(gather(world))
    assert (entry.written_on, entry.days_until_written) == (TODAY, 20)
    page = visit(world.hr).get(f"/reports/log/{world.ana.id}")
    assert page.says("Written November 23, 2026.")
    assert page.says("Written 20 days after the meeting.")
    assert page.says("Not confirmed by the employee.")


def test_one_attendee_of_a_group_finds_their_own_part_and_no_other_name(world, visit):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    own = ToDo("Bring the form", world.ana.id, TODAY)
    entry = world.entry(world.ana, luis, follow_ups=[own, ToDo("Call them", luis.id, TODAY)])
    seen = get_visible(entry.id, world.dana)
    for part in seen.parts:
        consultations.write_part(entry, part.person_id, text=f"For {part.person.name}.", by=world.dana)
    db.session.commit()
    (block,) = entries(gather(world))
    assert (block.is_group, block.others, block.own_part) == (True, 1, "For Ana Ruiz.")
    assert [one.text for one in block.follow_ups] == ["Bring the form"]
    assert "Luis" not in visit(world.hr).get(f"/reports/log/{world.ana.id}").words("//main")


def test_texts_are_left_out_for_someone_outside_and_in_the_short_form_statements_never(world):
    entry = world.entry(summary="About the week.", strength="Listened.")
    signing.add_statement(
        part=StatementPart.LOG_ENTRY, record_id=entry.id, item_code=None, text="It was longer.", by=world.ana
    )
    db.session.commit()
    (inside,) = entries(gather(world))
    assert (inside.summary, inside.strength) == ("About the week.", "Listened.")
    for content in (gather(world, audience=Audience.OUTSIDE), gather(world, length="short")):
        (block,) = entries(content)
        assert (block.summary, block.strength, block.follow_ups) == ("", "", ())
        assert block.statements[0].startswith("It was longer.")


def test_the_page_keeps_what_was_chosen_on_the_way_to_the_document(world, visit):
    world.entry(summary="About the week.")
    page = visit(world.hr).get(f"/reports/log/{world.ana.id}?length=short&since=2026-01-01&language=en&for=outside")
    printing = [link for link in page.links() if f"/reports/log/{world.ana.id}." in link]
    assert len(printing) == 4
    for link in printing:
        assert {"length=short", "since=2026-01-01", "language=en", "for=outside"} <= set(link.split("?")[1].split("&"))
    assert not page.says("About the week.")


def test_months_say_who_signed_and_what_came_late(world, time_machine):
    key = world.month()
    world.sign_month(key, world.dana)
    time_machine.shift(60)
    world.entry(held_on=key.month_on, minutes=30)
    (part,) = gather(world).years[0].months[0].supervisors
    assert (part.state, part.counted, part.late) == (MonthState.AWAITING, 60, 30)
    world.sign_month(key, world.ana, comment="Longer than that.")
    content = gather(world)
    (part,) = content.years[0].months[0].supervisors
    assert part.state is MonthState.SIGNED
    assert (content.months_over, content.months_signed) == (1, 1)
    assert {one.name for one in part.signatures} == {"Dana Whitfield", "Ana Ruiz"}
    assert [one.comment for one in part.signatures if one.comment] == ["Longer than that."]


def test_a_month_locked_without_the_employee_says_so(world, time_machine):
    world.sign_month(world.month(), world.dana)
    time_machine.move_to("2026-12-20T18:00:00Z", tick=False)
    content = gather(world)
    assert content.years[0].months[0].supervisors[0].state is MonthState.WITHOUT_EMPLOYEE
    assert (content.months_over, content.months_signed) == (1, 0)


def test_a_signature_says_on_its_face_that_a_link_was_made_and_that_it_came_late(world, time_machine, visit):
    world.sign_month(world.month(), world.dana)
    time_machine.move_to("2026-12-20T18:00:00Z", tick=False)
    make_link(world.ana, by=world.hr, valid_for=timedelta(hours=1))
    world.sign_month(MonthKey(world.ana.id, world.dana.id, date(2026, 10, 1)), world.ana)
    notes = (
        "Signed after the month was locked.",
        "A sign-in link was made for this account within seven days before signing.",
    )
    signatures = gather(world).years[0].months[0].supervisors[0].signatures
    assert {one.name: one.notes for one in signatures} == {"Dana Whitfield": (), "Ana Ruiz": notes}
    page = visit(world.hr).get(f"/reports/log/{world.ana.id}")
    assert all(page.says(note) for note in notes)


def test_a_void_entry_stands_in_no_document(world):
    entry = world.entry()
    part = get_visible(entry.id, world.ana).parts[0]
    assert gather(world).entries == 1
    why = "Another person was meant."
    voiding.void(VoidKind.ATTENDANCE, part.id, about_id=world.ana.id, reason=why, by=world.dana)
    db.session.commit()
    assert gather(world).entries == 0


def test_second_and_former_supervisors_find_what_they_wrote(world, visit):
    second = world.person("Mei Tanaka", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    world.entry(summary="By Dana.")
    world.entry(by=second, summary="By Mei.")
    content = gather(world, second)
    assert (content.scope, [entry.summary for entry in entries(content)]) == ("writer", ["By Mei."])
    assert gather(world, world.dana).entries == 2


def test_former_staff_and_auditors_find_what_stands_in_signed_months(world, visit):
    key = world.month(summary="Signed.")
    world.entry(summary="This month.")
    world.sign_month(key, world.dana)
    auditor = world.person("Grace Hollis", Role.AUDITOR)
    people.grant_auditor(auditor, [world.ana], kinds=["log"], ends_on=TODAY, reason="Yearly check", by=world.hr)
    db.session.commit()
    content = gather(world, auditor)
    assert (content.scope, [entry.summary for entry in entries(content)]) == ("signed", ["Signed."])
    visit(auditor).get(f"/reports/hours/{world.ana.id}", 404)
    world.ana.left_on = TODAY - timedelta(days=1)
    db.session.commit()
    assert gather(world, world.ana) == content


def test_a_long_log_takes_the_same_number_of_queries(world, count_queries):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)

    def counted():
        db.session.expire_all()
        with count_queries as seen:
            gather(world)
        return seen.total

    world.entry(world.ana, luis, held_on=date(2026, 1, 2))
    gather(world)
    few = counted()
    for month in range(1, 11):
        world.entry(world.ana, luis, held_on=date(2026, month, 3), follow_ups=[ToDo("Do it", world.ana.id, TODAY)])
    assert counted() <= few
