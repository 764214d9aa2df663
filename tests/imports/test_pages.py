import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.imports import actions
from tracker.imports.models import ImportedSheet, SheetKind
from tracker.people import queries
from tracker.people.models import Role

SHEET = "sign_in_name,name,job_title\nbo.lee,Bo Lee,Peer\nana.ruiz,Ana Ruiz,Lead\n,Nobody,\n"


@pytest.fixture
def hr(world, visit):
    assert world.ana
    return visit(world.hr)


def bring(visitor):
    return _send(visitor, SHEET.encode(), "people.csv", 302)


def _send(visitor, content, name, status):
    data = {"csrf_token": visitor._token(), "sheet": (io.BytesIO(content), name)}
    answer = visitor.raw("POST", "/imports/", data=data, content_type="multipart/form-data")
    return visitor._page(answer, status, "/imports/")


def confirmed(visitor, page, location, status=302, **changed):
    form = {name: page.value(name) for name in ("sha256", "fingerprint")}
    return visitor.post(f"{location}/confirm", {**form, **changed}, status)


def test_a_sheet_is_brought_looked_at_and_confirmed(hr):
    brought = bring(hr)
    page = hr.follow(brought)
    assert page.says("Nothing is changed yet.")
    assert page.says("from Peer specialist to Lead")
    assert page.says("Write a sign-in name without spaces")
    assert queries.find_by_sign_in("bo.lee") is None
    done = hr.follow(confirmed(hr, page, brought.location))
    assert done.says("Added: 1. Changed: 1. Unchanged: 0. Refused: 1.")
    assert queries.find_by_sign_in("bo.lee").job_title == "Peer"
    assert queries.find_by_sign_in("ana.ruiz").job_title == "Lead"
    sheet = db.session.execute(select(ImportedSheet)).scalar_one()
    assert sheet.content is None
    again = confirmed(hr, page, brought.location, 409)
    assert again.says("imported already")
    assert hr.get("/imports/").says("Added: 1. Changed: 1.")


def test_rows_can_be_looked_at_by_outcome(hr):
    location = bring(hr).location
    page = hr.get(f"{location}?state=refused")
    assert page.says("Nobody")
    assert not page.says("Bo Lee")


def test_what_changed_since_the_check_is_shown_again_and_nothing_is_done(hr, world):
    brought = bring(hr)
    page = hr.follow(brought)
    world.person("Bo Lee")
    refused = confirmed(hr, page, brought.location, 409)
    assert refused.says("Something has changed since this sheet was checked.")
    assert queries.find_by_sign_in("ana.ruiz").job_title == "Peer specialist"
    fresh = hr.get(brought.location)
    hr.follow(confirmed(hr, fresh, brought.location))
    assert queries.find_by_sign_in("ana.ruiz").job_title == "Lead"


def test_another_file_than_the_checked_one_is_not_done(hr):
    brought = bring(hr)
    page = hr.follow(brought)
    assert confirmed(hr, page, brought.location, 409, sha256="0" * 64).says("Something has changed")
    db.session.execute(select(ImportedSheet)).scalar_one().content = b"sign_in_name,name\nmallory,Mallory\n"
    db.session.commit()
    assert hr.get(brought.location, 409).says("not the one that was brought")
    assert queries.find_by_sign_in("mallory") is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Choose the sheet."),
        (b"%PDF-1.7\x00", "This is no CSV or XLSX file"),
        (b"colour,shape\nred,round\n", "This sheet has no column"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(hr, content, reason):
    page = _send(hr, content, "x.csv" if content else "", 422)
    assert any(reason in error for error in page.errors())
    assert db.session.execute(select(ImportedSheet)).first() is None


def test_a_sheet_is_its_bringer_s_until_it_is_done(hr, visit, world):
    location = bring(hr).location
    other = visit(world.person("Hal", Role.HR))
    other.get(location, 404)
    other.post(f"{location}/discard", status=404)
    assert not other.get("/imports/").says("people.csv")
    assert hr.follow(hr.post(f"{location}/discard")).says("Nothing was imported.")
    assert db.session.execute(select(ImportedSheet)).first() is None


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["people", "assignments"])
def test_what_goes_out_comes_back_unchanged(hr, kind, ending):
    answer = hr.raw("GET", f"/imports/export/{kind}.{ending}")
    page = hr.follow(_send(hr, answer.data, f"{kind}.{ending}", 302))
    assert page.says("There is nothing to import")
    event = {"people": "person.exported", "assignments": "assignment.exported"}[kind]
    assert db.session.execute(select(TrailLine).where(TrailLine.event == event)).scalars().one()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["people", "assignments", "reviews", "verifications", "credentials", "training"])
def test_each_template_is_a_sheet_of_its_kind(hr, kind, ending):
    answer = hr.raw("GET", f"/imports/template/{kind}.{ending}")
    page = hr.follow(_send(hr, answer.data, f"{kind}.{ending}", 302))
    assert page.says("0 rows")


def test_there_are_no_others(hr):
    hr.get("/imports/template/goals.csv", 404)
    hr.get("/imports/export/training.csv", 404)
    assert hr.raw("GET", "/imports/export/people.pdf").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"content": None}, {"refused": -1}, {"sha256": "ab"}], ids=lambda one: next(iter(one))
)
def test_the_database_refuses_what_must_never_be(world, wrong):
    values = {
        "kind": SheetKind.PEOPLE,
        "name": "x.csv",
        "brought_by_id": world.hr.id,
        "sha256": "0" * 64,
        "content": b"x",
    }
    db.session.add(ImportedSheet(**{**values, **wrong}))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_sheet_that_nobody_confirms_goes_after_two_days(hr, world):
    bring(hr)
    sheet = db.session.execute(select(ImportedSheet)).scalar_one()
    sheet.created_at = clock.now() - actions.KEPT_FOR - timedelta(minutes=1)
    done = ImportedSheet(
        kind=SheetKind.PEOPLE, name="y", brought_by_id=world.hr.id, sha256="0" * 64, done_at=clock.now()
    )
    done.created_at = sheet.created_at
    db.session.add(done)
    db.session.commit()
    actions.end_sheets_in_time()
    assert db.session.execute(select(ImportedSheet.name)).scalars().all() == ["y"]
