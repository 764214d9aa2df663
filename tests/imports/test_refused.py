"""Only the rows that were refused, with the reasons beside them: mended, they come in."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from tests.imports.conftest import bring, confirm, outcomes
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.imports import actions, refused, sheets, tables
from tracker.imports.models import RefusedRows, SheetKind
from tracker.imports.plans import Outcome
from tracker.people import queries

SHEET = (
    "sign_in_name,name,job_title,shoe size\n"
    "bo.lee,Bo Lee,Peer,41\n"
    'cy dee,"=HYPERLINK(""x"")",@Peer,42\n'
    "dora,Dora, Lead,Peer,43\n"
)


@pytest.fixture
def hr(world, visit):
    assert world.ana
    return visit(world.hr)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_refused_rows_come_with_column_and_reason_and_no_formula(hr):
    location = bring(hr, SHEET).location
    answer = hr.raw("GET", f"{location}/refused.csv")
    heads, first, second = rows_of(answer.data)
    assert heads == [
        "sign_in_name",
        "name",
        "job_title",
        "shoe_size",
        "refused_row",
        "refused_column",
        "refused_reason",
    ]
    assert first[:6] == ["cy dee", '\'=HYPERLINK("x")', "'@Peer", "42", "3", "sign_in_name"]
    assert first[6].startswith("Write a sign-in name without spaces")
    assert second[4:6] == ["4", ""]
    assert second[7:] == ["43"]
    book = openpyxl.load_workbook(io.BytesIO(hr.raw("GET", f"{location}/refused.xlsx").data))
    cells = next(book["people"].iter_rows(min_row=2, max_row=2))
    assert "f" not in {cell.data_type for cell in cells}
    assert cells[1].value == '=HYPERLINK("x")'
    assert len(db.session.execute(select(TrailLine).where(TrailLine.event == "sheet.refused_taken")).all()) == 2


def test_refused_rows_that_were_mended_come_in_and_what_stands_beside_them_is_not_read(hr, desk):
    location = bring(hr, SHEET).location
    heads, first, _second = rows_of(hr.raw("GET", f"{location}/refused.csv").data)
    first[0] = "cy.dee"
    out = io.StringIO()
    csv.writer(out).writerows([heads, first])
    plan = actions.check(tables.read(out.getvalue().encode()), by=desk.by)
    assert outcomes(plan) == [Outcome.ADDED]
    assert plan.left_out == ["shoe_size"]
    assert ("name", '=HYPERLINK("x")') in [(one.column, one.new) for one in plan.lines[0].changes]


def test_refused_rows_can_be_taken_for_two_days_after_the_import(hr):
    location = bring(hr, SHEET).location
    hr.follow(confirm(hr, hr.get(location), location))
    assert queries.find_by_sign_in("bo.lee")
    done = hr.get(location)
    assert done.says("They are kept for two days.")
    assert len(rows_of(hr.raw("GET", f"{location}/refused.csv").data)) == 3
    kept = db.session.execute(select(RefusedRows)).scalar_one()
    kept.created_at = clock.now() - actions.KEPT_FOR - timedelta(minutes=1)
    db.session.commit()
    actions.end_sheets_in_time()
    hr.get(f"{location}/refused.csv", 404)
    assert not hr.get(location).says("They are kept for two days.")


def test_where_nothing_is_refused_there_is_no_such_sheet(hr):
    location = bring(hr, "sign_in_name,name\nbo,Bo\n").location
    assert not hr.get(location).says("Refused rows")
    hr.get(f"{location}/refused.csv", 404)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_packed_comes_out_as_it_was(ending):
    heads, rows = ["name"], [["=1+1"], ["'=1"], ["a;b"], ["007"]]
    table = tables.read(refused.write(refused.pack(heads, rows), SheetKind.PEOPLE, ending))
    assert [[row.cells["name"]] for row in table.rows] == [["=1+1"], ["'=1"], ["a;b"], ["007"]]
    assert sheets.write_rows(SheetKind.PEOPLE, heads, rows, "csv") == refused.write(
        refused.pack(heads, rows), SheetKind.PEOPLE, "csv"
    )
