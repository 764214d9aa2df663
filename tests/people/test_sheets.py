from datetime import date, timedelta

from tracker import clock
from tracker.people import sheets
from tracker.people.models import AssignmentKind


def test_everyone_stands_in_the_sheet_with_roles_and_primary_supervisor(world):
    world.person("Paul Program", program="Crisis line", email="paul@example.org", hired_on=date(2025, 1, 2))
    until = clock.today() + timedelta(days=5)
    world.assign(world.person("Bea Backed"), world.dana, AssignmentKind.BACKUP, ends_on=until)
    assert world.ana
    rows = [dict(zip(sheets.COLUMNS, row, strict=True)) for row in sheets.list_rows()]
    by_name = {row["name"]: row for row in rows}
    assert [row["name"] for row in rows] == sorted(by_name)
    assert by_name["Ana Ruiz"]["primary_supervisor"] == "dana.whitfield"
    assert by_name["Bea Backed"]["primary_supervisor"] == ""
    assert by_name["Dana Whitfield"]["roles"] == "employee supervisor"
    paul = by_name["Paul Program"]
    assert (paul["program"], paul["email"], paul["hired_on"]) == ("Crisis line", "paul@example.org", "2025-01-02")
