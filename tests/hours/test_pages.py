from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.consultations import actions as log
from tracker.consultations import setting
from tracker.consultations.models import GENERAL, Attendance, DomainMinutes, EntryKind, LogEntry
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.hours import actions, queries
from tracker.hours.models import Measure, Target, TargetSet, WorkPeriod
from tracker.hours.shipped import SETS, Number
from tracker.people.models import AssignmentKind, Role


def at(person):
    return f"/people/{person.id}/hours"


@pytest.fixture
def luis(world):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    return luis


def test_the_page_adds_up_each_way_and_says_whose_record_it_is(world, visit, luis):
    world.period()
    today = clock.today()
    world.entry(minutes=50, minutes_by_domain={"ADV": 25, GENERAL: 25})
    world.entry(world.ana, luis, held_on=today - timedelta(days=40), minutes=60, kind=EntryKind.CONSULTATION)
    world.entry(held_on=today - timedelta(days=41), minutes=14, starts=None)
    page = visit(world.ana).get(at(world.ana))
    assert page.says("Employer record, not an ICB form.")
    assert page.says("Supervision, counted1.75 hours")
    assert page.says("Real minutes in the log124")
    assert page.says("3 entries, 1 of them a brief contact")
    assert page.says("Advocacy: 0.38 hours")
    assert page.says("General: 1.37 hours")
    assert page.says("Consultation: 1 hours")
    assert page.says("Group: 1 hours")
    assert page.says("Individual: 0.75 hours")
    assert page.says("40 days, from")
    assert page.says("more than the 14 it is meant to be")
    assert page.says("40 hours a week, 100 percent recovery support")
    assert page.says("Where it was read")


def test_group_minutes_count_once_for_each_attendee(world, visit, luis):
    world.entry(world.ana, luis, minutes=60)
    for person in (world.ana, luis):
        assert visit(person).get(at(person)).says("Supervision, counted1 hours")


def test_what_was_written_long_after_says_so(world, visit):
    world.entry(held_on=clock.today() - timedelta(days=15))
    world.entry(held_on=clock.today() - timedelta(days=14), starts=None)
    page = visit(world.ana).get(at(world.ana))
    assert page.says("More than 14 days lie between the meeting and the day it was written.")
    assert page.says("15 days later")
    assert not page.says("14 days later")


def test_progress_is_said_with_source_and_day_and_none_for_domains(world, visit):
    world.period()
    world.entry(minutes=60)
    page = visit(world.ana).get(f"{at(world.ana)}?targets=cprs")
    assert page.says("500")
    assert page.says("internationalcredentialing.org")
    assert page.says("No source names a least number of hours for each domain")
    assert all(number.measure is not Measure.DOMAIN_HOURS for one in SETS for number in one.numbers)
    assert page.says("20 or fewer")


def test_a_time_can_be_chosen_and_what_is_no_day_is_left_out(world, visit):
    today = clock.today()
    world.entry(minutes=60)
    world.entry(held_on=today - timedelta(days=100), minutes=30)
    ana, since = visit(world.ana), today - timedelta(days=10)
    assert ana.get(f"{at(world.ana)}?since={since}").says("Supervision, counted1 hours")
    assert ana.get(f"{at(world.ana)}?since=yesterday&until=&targets=none").says("Supervision, counted1.5 hours")
    assert ana.get(f"{at(world.ana)}?since={today}&until={since}").says("Supervision, counted1 hours")


def test_second_supervisors_and_colleagues_see_no_hours(world, visit, luis):
    second = world.person("Sam Second", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    for reader in (second, luis):
        visit(reader).get(at(world.ana), 404)


def test_the_rule_of_the_day_counts(world, visit):
    today = clock.today()
    world.entry(held_on=today - timedelta(days=1), minutes=20)
    setting.set_rule(starts_on=today, unit=1, least=5, kinds=[EntryKind.SUPERVISION], by=world.hr)
    world.entry(minutes=20, starts=None)
    world.entry(minutes=20, starts=None, kind=EntryKind.CONSULTATION)
    meetings = queries.list_meetings(world.ana.id, since=today - timedelta(days=1), until=today)
    assert sorted(one.counted for one in meetings) == [0, 15, 20]


class TestPeriods:
    def test_hr_records_ends_and_takes_back(self, world, visit):
        hr, path = visit(world.hr), f"/people/{world.ana.id}/work-periods/new"
        sent = {
            "key": str(uuid4()),
            "starts_on": "2026-01-05",
            "ends_on": "",
            "week_hours": "40",
            "recovery_share": "60",
        }
        for _ in range(2):
            page = hr.follow(hr.post(path, sent))
        assert page.says("40 hours a week, 60 percent recovery support")
        (period,) = queries.list_periods(world.ana.id)
        hr.post(f"/work-periods/{period.id}/end", {"ends_on": ""}, 422)
        hr.post(f"/work-periods/{period.id}/end", {"ends_on": "2025-01-01"}, 409)
        page = hr.follow(hr.post(f"/work-periods/{period.id}/end", {"ends_on": "2026-02-01"}))
        assert page.says("From January 5, 2026 until February 1, 2026")
        hr.post(f"/work-periods/{period.id}/take-back")
        assert queries.list_periods(world.ana.id) == []
        hr.post(f"/work-periods/{period.id}/take-back", status=404)
        with pytest.raises(Stale, match="taken back already"):
            actions.take_back_period(db.session.get_one(WorkPeriod, period.id), by=world.hr)

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("starts_on", "", "Choose the first day."),
            ("ends_on", "2020-01-01", "The last day cannot come before the first."),
            ("week_hours", "0", "Write the hours a week as a number from 1 to 168."),
            ("week_hours", "169", "Write the hours a week as a number from 1 to 168."),
            ("recovery_share", "101", "Write the share as a number from 0 to 100."),
        ],
    )
    def test_bad_input_saves_nothing_and_keeps_what_was_typed(self, world, visit, field, value, message):
        sent = {"key": str(uuid4()), "starts_on": "2026-01-05", "week_hours": "33", "recovery_share": "60"}
        path = f"/people/{world.ana.id}/work-periods/new"
        page = visit(world.hr).post(path, {**sent, field: value}, 422)
        assert message in page.errors()
        assert page.value("week_hours") == (value if field == "week_hours" else "33")
        assert queries.list_periods(world.ana.id) == []

    def test_nobody_records_their_own(self, world):
        with pytest.raises(Refusal, match="own record"):
            world.period(world.hr)
        both = world.person("Hana Both", Role.HR, Role.EMPLOYEE)
        period = world.period(both)
        for act in (
            lambda: actions.end_period(period, ends_on=clock.today(), by=both),
            lambda: actions.take_back_period(period, by=both),
        ):
            with pytest.raises(Refusal, match="own record"):
                act()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"week_minutes": 0},
            {"week_minutes": 10081},
            {"recovery_share": 101},
            {"ends_on": date(2020, 1, 1)},
            {"recorded_by_id": "ana"},
            {"taken_back_at": "now"},
        ],
        ids=str,
    )
    def test_the_database_refuses(self, world, wrong):
        made = world.period()
        row = {column.name: getattr(made, column.name) for column in WorkPeriod.__table__.columns}
        known = {"ana": world.ana.id, "now": clock.now()}
        changed = {name: known.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()}
        with pytest.raises(IntegrityError):
            db.session.execute(insert(WorkPeriod).values({**row, "id": uuid4(), **changed}))


class TestTargets:
    def numbers(self):
        return [
            Number(Measure.SUPERVISION_HOURS, 50, "Our board", date(2026, 1, 1)),
            Number(Measure.DOMAIN_HOURS, 5, "Our board", date(2026, 1, 1), "ADV"),
        ]

    def test_a_shipped_set_is_changed_through_the_page_and_keeps_its_place(self, world, visit):
        hr = visit(world.hr)
        page = hr.get("/targets/crss")
        assert page.value("amount_supervision_hours") == "100"
        form = {
            "title": "CRSS here",
            "amount_supervision_hours": "120",
            "source_supervision_hours": "Letter of the board",
            "source_on_supervision_hours": "2026-10-01",
            "amount_domain_hours_ADV": "10",
            "source_domain_hours_ADV": "Our own",
            "source_on_domain_hours_ADV": "2026-10-01",
        }
        for _ in range(2):
            hr.post("/targets/crss", form)
        first = queries.list_sets()[0]
        assert (first.code, first.title, first.is_own) == ("crss", "CRSS here", True)
        assert [(one.measure, one.amount, one.domain) for one in first.numbers] == [
            (Measure.SUPERVISION_HOURS, 120, ""),
            (Measure.DOMAIN_HOURS, 10, "ADV"),
        ]
        page = visit(world.ana).get(f"{at(world.ana)}?targets=crss")
        assert page.says("Letter of the board (October 1, 2026)")
        assert page.says("Supervision in Advocacy, in hours")

    def test_a_number_without_source_or_day_is_refused_and_kept(self, world, visit):
        sent = {"title": "Ours", "amount_work_hours": "10", "source_gap_days": "Kept words"}
        page = visit(world.hr).post("/targets/new", sent, 422)
        assert {"Say where this number comes from.", "Choose the day it was read."} <= set(page.errors())
        assert page.value("source_gap_days") == "Kept words"
        page = visit(world.hr).post("/targets/new", {"title": "", "amount_work_hours": "0"}, 422)
        assert "Write a whole number above zero, or leave it empty." in page.errors()
        assert db.session.execute(select(TargetSet)).first() is None
        with pytest.raises(Refusal, match="where each number comes from"):
            actions.save_set(code=None, title="Ours", numbers=[Number(Measure.GAP_DAYS, 3, "")], by=world.hr)

    def test_a_set_of_one_s_own_and_out_of_use(self, world, visit):
        made = actions.save_set(code=None, title="Ours", numbers=self.numbers(), by=world.hr)
        db.session.commit()
        hr = visit(world.hr)
        assert hr.get("/targets/").says("Ours")
        for code in (made.code, "weekly"):
            hr.post(f"/targets/{code}/end")
            hr.post(f"/targets/{code}/end", status=404)
            hr.get(f"/targets/{code}", 404)
        assert [one.code for one in queries.list_sets()] == ["crss", "cprs", "one-in-twenty"]
        with pytest.raises(Stale, match="not in use"):
            actions.end_set("weekly", by=world.hr)

    def test_without_any_set_the_page_still_adds_up(self, world, visit):
        for one in SETS:
            actions.end_set(one.code, by=world.hr)
        db.session.commit()
        assert visit(world.ana).get(at(world.ana)).says("Supervision, counted0 hours")

    @pytest.mark.parametrize(
        "wrong", [{"amount": 0}, {"source": ""}, {"domain": "ADV"}, {"measure": "domain_hours"}, {}], ids=str
    )
    def test_the_database_refuses(self, world, wrong):
        made = actions.save_set(code=None, title="Ours", numbers=self.numbers(), by=world.hr)
        row = {
            "id": uuid4(),
            "set_id": made.id,
            "position": 3,
            # Nothing wrong at all is the same measure a second time.
            "measure": "work_hours" if wrong else "supervision_hours",
            "domain": "",
            "amount": 1,
            "source": "x",
            "source_on": date(2026, 1, 1),
        }
        with pytest.raises(IntegrityError):
            db.session.execute(insert(Target).values({**row, **wrong}))

    def test_a_set_has_a_title_and_a_code_of_its_own(self, world):
        made = actions.save_set(code=None, title="Ours", numbers=[], by=world.hr)
        for wrong in ({"code": made.code, "title": "x"}, {"code": "x", "title": ""}):
            with pytest.raises(IntegrityError), db.session.begin_nested():
                db.session.execute(insert(TargetSet).values(id=uuid4(), created_at=clock.now(), **wrong))


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    period = world.period()

    break_trail()
    for act in (
        world.period,
        lambda: actions.end_period(period, ends_on=clock.today(), by=world.hr),
        lambda: actions.take_back_period(period, by=world.hr),
        lambda: actions.save_set(code=None, title="Ours", numbers=[], by=world.hr),
        lambda: actions.end_set("crss", by=world.hr),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    (kept,) = queries.list_periods(world.ana.id)
    assert kept.ends_on is None
    assert db.session.execute(select(TargetSet)).first() is None


def test_queries_are_the_same_for_one_entry_and_for_5000(world, visit, count_queries):
    world.period()
    # One entry of this month and one that waits to be signed: what waits at all is asked for with queries of its own.
    world.entry(starts=None)
    world.month()
    ana, dana, totals = visit(world.ana), visit(world.dana), []
    paths = (at(world.ana), f"/people/{world.ana.id}/log", f"/people/{world.ana.id}/months", "/")
    for number in (0, 4999):
        many(world, number)
        for visitor in (ana, dana):
            for path in paths:
                visitor.get(path)
                with count_queries as seen:
                    visitor.get(path)
                totals.append(seen.total)
    half = len(totals) // 2
    assert totals[:half] == totals[half:]
    assert visit(world.ana).get(at(world.ana)).says("5001 entries")


def many(world, number):
    """Entries put straight into the tables: making them one by one would take minutes."""
    today, ids = clock.today(), [uuid4() for _ in range(number)]
    if not ids:
        return
    entry = {
        "supervisor_id": world.dana.id,
        "minutes": 30,
        "kind": "supervision",
        "mode": "phone",
        "topics": [],
        "summary": "x",
        "created_at": clock.now(),
    }
    held = {one: today - timedelta(days=place % 390) for place, one in enumerate(ids)}
    db.session.execute(insert(LogEntry), [{**entry, "id": one, "held_on": held[one]} for one in ids])
    db.session.execute(
        insert(Attendance), [{"id": uuid4(), "entry_id": one, "person_id": world.ana.id, "comment": ""} for one in ids]
    )
    db.session.execute(
        insert(DomainMinutes), [{"entry_id": one, "domain": "ADV", "position": 0, "minutes": 30} for one in ids]
    )
    # What PostgreSQL does by itself within a minute: plans made for empty tables take minutes on these.
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def test_what_is_void_counts_nowhere(world, luis):
    today = clock.today()
    entry = world.entry(world.ana, luis)
    log.void(entry, [one for one in entry.attendances if one.person_id == luis.id], reason="Wrong.", by=world.dana)
    db.session.commit()
    counted = [queries.list_meetings(person.id, since=today, until=today) for person in (world.ana, luis)]
    assert [len(one) for one in counted] == [1, 0]
