import csv
from datetime import date
from zipfile import ZipFile

import pytest

from tracker.people import sheets


def test_everyone_stands_in_the_sheet_with_roles_and_primary_supervisor(world):
    world.person("Paul Program", program="Crisis line", email="paul@example.org", hired_on=date(2025, 1, 2))
    assert world.ana
    rows = [dict(zip(sheets.COLUMNS, row, strict=True)) for row in sheets.list_rows()]
    by_name = {row["name"]: row for row in rows}
    assert [row["name"] for row in rows] == sorted(by_name)
    assert by_name["Ana Ruiz"]["primary_supervisor"] == "dana.whitfield"
    assert by_name["Dana Whitfield"]["roles"] == "employee supervisor"
    paul = by_name["Paul Program"]
    assert (paul["program"], paul["email"], paul["hired_on"]) == ("Crisis line", "paul@example.org", "2025-01-02")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_sheet_is_a_formula(start, tmp_path):
    row = [f"{start}1+1", "Ana"] + [""] * (len(sheets.COLUMNS) - 2)
    sheets.write_csv(tmp_path / "people.csv", [row])
    with (tmp_path / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, cells = csv.reader(file)
    assert heads == list(sheets.COLUMNS)
    assert cells[:2] == [f"'{start}1+1", "Ana"]


def test_a_workbook_holds_texts_only(tmp_path):
    sheets.write_xlsx(tmp_path / "people.xlsx", [["=1+1"] + ["7"] * (len(sheets.COLUMNS) - 1)])
    with ZipFile(tmp_path / "people.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="s"' in sheet
