"""Sheets too large to be looked at at once: in the background, with progress, stop and go on."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.imports.conftest import bring, confirm, outcomes
from tests.jobs.conftest import work
from tracker.database import db
from tracker.imports import actions, sheets, tables, working
from tracker.imports.models import ImportedSheet, RefusedRows, SheetCheck, SheetKind
from tracker.imports.plans import Outcome, Plan
from tracker.jobs.models import Job, JobState
from tracker.people import queries
from tracker.people.models import Person, Role, RoleGrant

ADDED, CHANGED, UNCHANGED, REFUSED = Outcome
__all__ = ["work"]
ROWS = "sign_in_name,name,roles,primary_supervisor\n" + "".join(
    f"p.{number},P {number},employee,{'boss' if number % 2 else 'nobody'}\n" for number in range(5)
)
SHEET = f"{ROWS}boss,Boss,supervisor,\n"


@pytest.fixture
def hr(world, visit, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(working, "ROWS_IN_A_STEP", 2)
    assert world.ana
    return visit(world.hr)


def newest_job():
    return db.session.execute(select(Job).order_by(Job.created_at.desc()).limit(1)).scalar_one()


def address_of(sheet=None):
    return f"/imports/{(sheet or db.session.execute(select(ImportedSheet)).scalar_one()).id}"


def checked(hr, work, content=SHEET):
    assert "/jobs/" in bring(hr, content).location
    job = work(newest_job())
    assert job.state is JobState.DONE
    return hr.get(address_of())


def test_a_large_sheet_is_checked_and_imported_in_the_background(hr, work):
    bring(hr, SHEET)
    job = newest_job()
    assert hr.get(f"/jobs/{job.id}").says("Check of a sheet")
    assert "/jobs/" in hr.raw("GET", address_of()).location
    job = work(job)
    assert (job.state, job.ended_steps, job.total) == (JobState.DONE, 3, 3)
    assert hr.get(f"/jobs/{job.id}").says("Open what was made")
    page = hr.get(address_of())
    assert page.says("Nobody signs in as 'nobody'. Add the person first.")
    assert page.says("Import 3 rows")
    assert hr.raw("GET", f"{address_of()}/refused.csv").text.count("Nobody signs in as 'nobody'.") == 3
    assert "/jobs/" in confirm(hr, page, address_of()).location
    assert queries.find_by_sign_in("p.1") is None
    done = work(newest_job())
    assert done.state is JobState.DONE
    assert queries.find_by_sign_in("p.1")
    assert queries.find_by_sign_in("p.0") is None
    sheet = db.session.execute(select(ImportedSheet)).scalar_one()
    assert (sheet.added, sheet.refused, sheet.content) == (3, 3, None)
    assert db.session.execute(select(SheetCheck)).first() is None
    assert db.session.execute(select(RefusedRows)).scalar_one()
    assert hr.get(address_of()).says("Added: 3. Changed: 0. Unchanged: 0. Refused: 3.")
    assert hr.get(f"/jobs/{done.id}").says("Open what was made")


def test_asked_twice_it_runs_once_and_imports_once(hr, work):
    page = checked(hr, work)
    first, second = (confirm(hr, page, address_of()).location for _ in range(2))
    assert first == second
    work(newest_job())
    assert confirm(hr, page, address_of(), 409).says("imported already")
    assert len(db.session.execute(select(Person).where(Person.name == "Boss")).all()) == 1


def test_a_check_that_was_stopped_can_be_made_again_or_discarded(hr, work):
    bring(hr, SHEET)
    job = newest_job()
    hr.post(f"/jobs/{job.id}/cancel")
    assert work(job).state is JobState.CANCELLED
    assert hr.get(address_of()).says("ended before its last row")
    hr.get(f"{address_of()}/refused.csv", 404)
    assert "/jobs/" in hr.post(f"{address_of()}/check").location
    work(newest_job())
    assert hr.get(address_of()).says("Import 3 rows")
    hr.post(f"{address_of()}/discard")
    assert db.session.execute(select(SheetCheck)).first() is None


def test_a_sheet_discarded_under_way_stops_its_check(hr, work):
    bring(hr, SHEET)
    job = newest_job()
    hr.post(f"{address_of()}/discard")
    assert work(job).state is JobState.CANCELLED
    assert not hr.get(f"/jobs/{job.id}").says("Open what was made")


def test_what_changed_since_the_check_stops_the_import_whole_until_it_is_checked_again(hr, work, world):
    page = checked(hr, work)
    confirm(hr, page, address_of())
    world.person("Nobody", Role.SUPERVISOR)
    db.session.commit()
    job = work(newest_job())
    assert (job.state, job.fault) == (
        JobState.FAILED,
        "Something has changed since this sheet was checked. Check it again and look at its rows.",
    )
    assert queries.find_by_sign_in("p.1") is None
    assert hr.get(address_of()).says("Something has changed since this sheet was checked.")
    hr.post(f"{address_of()}/check")
    work(newest_job())
    assert hr.get(address_of()).says("Import 6 rows")


def test_a_change_between_the_look_and_the_writing_is_noticed(hr, work, world, monkeypatch):
    page = checked(hr, work)
    confirm(hr, page, address_of())
    kind = working.ImportOfSheet.conclude

    def conclude(self, job):
        kind(self, job)
        world.person("Late", Role.SUPERVISOR, hired_on=date(2020, 1, 1))

    monkeypatch.setattr(working.ImportOfSheet, "conclude", conclude)
    assert "Something has changed" in work(newest_job()).fault
    assert queries.find_by_sign_in("p.1") is None


def test_a_worker_that_dies_leaves_a_check_that_another_begins_again(hr, work):
    bring(hr, SHEET)
    job, stops = newest_job(), iter([False, True])
    assert work(job, is_stopping=lambda: next(stops)).state is JobState.WAITING
    working_kind = actions.jobs.find_kind(actions.CHECK)
    working_kind._under_way.clear()
    assert work(job, uuid4()).state is JobState.DONE
    assert hr.get(address_of()).says("Import 3 rows")


def test_whoever_may_not_import_any_more_checks_nothing(hr, work, world):
    bring(hr, SHEET)
    db.session.execute(update(RoleGrant).where(RoleGrant.person_id == world.hr.id).values(role=Role.EMPLOYEE))
    db.session.commit()
    assert work(newest_job()).fault == "You may not do this any more."


def test_a_large_workbook_is_not_read_whole_before_it_is_taken(monkeypatch, session):
    rows = [[f"p.{number}", f"P {number}"] for number in range(6)]
    book = sheets.write_rows(SheetKind.PEOPLE, ["Sign-in name", "name"], rows, "xlsx")
    assert tables.peek(book, 100) == (("sign_in_name", "name"), 6)
    monkeypatch.setattr(tables, "read", None)
    heads, count = tables.peek(book, 3)
    assert (list(heads), count >= 6) == (["sign_in_name", "name"], True)


def test_what_is_wrong_further_down_in_a_large_workbook_is_said_when_it_is_checked(hr, work, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 5)
    rows = [[f"p.{number}", f"P {number}"] for number in range(6)]
    book = sheets.write_rows(SheetKind.PEOPLE, ["sign_in_name", "name"], rows, "xlsx")
    assert "/jobs/" in bring(hr, book, "people.xlsx").location
    job = work(newest_job())
    assert (job.state, job.fault) == (
        JobState.FAILED,
        "This file has more than 5 rows. Split it: each part can be imported by itself.",
    )
    page = hr.get(address_of())
    assert page.says("The check of this sheet ended before its last row.")
    assert page.says("This file has more than 5 rows.")


def test_a_plan_that_was_kept_reads_as_it_was(desk):
    assert desk.world.dana
    plan = desk.check("sign_in_name,name,odd", "bo,Bo,1", "dana.whitfield,Dana Two,2", "b b,Bo,3")
    kept = Plan.unpack(plan.pack())
    assert outcomes(kept) == [ADDED, CHANGED, REFUSED]
    assert (kept.fingerprint, kept.kind, kept.left_out) == (plan.fingerprint, plan.kind, ["odd"])
    assert [line.faults for line in kept.lines] == [line.faults for line in plan.lines]
    assert [line.name for line in kept.lines] == ["Bo", "Dana Two", "Bo"]


# The limit itself, once: about four seconds. Each fault of the list stands in it thousands of times.
def test_fifty_thousand_rows_with_every_kind_of_fault(desk, database, count_queries):
    if database.kind != "sqlite":
        pytest.skip("rows are looked at in memory, whatever the database")
    world = desk.world
    world.person("Dana", Role.SUPERVISOR)
    kinds = [
        ("ok.{n},Ok {n},ok{n}@example.org,2026-03-04,employee,dana", ADDED),
        ("bad name{n},Bad,,2026-03-04,employee,", REFUSED),
        ("n{n},,,2026-03-04,employee,", REFUSED),
        ("e{n},E,no address,2026-03-04,employee,", REFUSED),
        ("d{n},D,,13/32/2026,employee,", REFUSED),
        ("y{n},Y,,3/4/26,employee,", REFUSED),
        ("r{n},R,,2026-03-04,boss,", REFUSED),
        ("a{n},A,,2026-03-04,admin hr,", REFUSED),
        ("s{n},S,,2026-03-04,employee,is.not.there", REFUSED),
        ("self{n},Self,,2026-03-04,supervisor,self{n}", REFUSED),
        ("ok.0,Ok 0,,2026-03-04,employee,", REFUSED),
        ("same{n},Same,ok0@example.org,2026-03-04,employee,", REFUSED),
        ("c{n}.a,Ca {n},,2026-03-04,supervisor,c{n}.b", REFUSED),
        ("c{n}.b,Cb {n},,2026-03-04,supervisor,c{n}.a", REFUSED),
        ("long{n},L,,2026-03-04,employee,,more", REFUSED),
        ("f{n},=1+{n},,2026-03-04,employee,", ADDED),
        ("dana,Dana,,,,", UNCHANGED),
        ("  \u00a0x{n}\u00a0, X \t{n} ,,46085,employee,", ADDED),
        (",,,,,", None),
        ("bell{n},Be\x07ll,,2026-03-04,employee,", REFUSED),
    ]
    size = tables.MOST_ROWS // (len(kinds) - 1)
    wanted = [(text.replace("{n}", str(number)), outcome) for number in range(size) for text, outcome in kinds]
    content = "\n".join(["sign_in_name,name,email,hired_on,roles,primary_supervisor", *(text for text, _ in wanted)])
    table = tables.read(content.encode())
    with count_queries as seen:
        plan = actions.check(table, by=desk.by)
    assert seen.total < 12
    # Whoever stands in the sheet a second time is refused there.
    again = {"dana,Dana,,,,": UNCHANGED}
    expected = [again.pop(text, REFUSED) if outcome is UNCHANGED else outcome for text, outcome in wanted if outcome]
    assert outcomes(plan) == expected
    assert [line.number for line in plan.lines] == [row.number for row in table.rows]
    assert all(line.faults and line.faults[0].reason for line in plan.lines if line.is_refused)
    assert plan.count(ADDED) == 3 * size
