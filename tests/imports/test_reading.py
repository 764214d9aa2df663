"""Files as somebody's spreadsheet saved them, and files made to do harm."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from tracker.errors import Refusal
from tracker.imports import cells, tables, workbooks
from tracker.imports.cells import Wrong
from tracker.people.models import Employment, Role

TEXT = "Sign-in name *;Name\r\n ana.ruiz ;Ana María Ruiz\r\n;\r\n0042;Zoë \r\n"
FOUND = [(2, {"sign_in_name": "ana.ruiz", "name": "Ana María Ruiz"}), (4, {"sign_in_name": "0042", "name": "Zoë"})]


@pytest.fixture(autouse=True)
def speaking(app):
    with app.app_context():
        yield


def rows(content):
    return [(row.number, row.cells) for row in tables.read(content).rows]


def book(*lines, sheet="people", **formats):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as made:
        page = made.add_worksheet(sheet)
        day = made.add_format({"num_format": formats.get("day", "mm/dd/yyyy")})
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    page.write_datetime(number, column, datetime.combine(cell, time()), day)
                else:
                    page.write(number, column, cell)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"], ids=str
)
def test_letters_are_read_in_whatever_encoding(encoding):
    assert rows(TEXT.encode(encoding)) == FOUND


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_columns_are_found_by_whatever_separates_them(separator):
    assert rows(TEXT.replace(";", separator).encode()) == FOUND
    assert rows(f"sep={separator}\r\n{TEXT.replace(';', separator)}".encode()) == [
        (number + 1, found) for number, found in FOUND
    ]


def test_a_quoted_cell_may_hold_separators_and_lines():
    content = b'sign_in_name,name\r\nana,"Ruiz, Ana\r\nof the team"\r\n'
    assert rows(content) == [(2, {"sign_in_name": "ana", "name": "Ruiz, Ana of the team"})]


def test_a_workbook_is_read_with_its_habits():
    found = rows(
        book(["SIGN_IN_NAME", " Name ", "hired_on", "note"], [42, "Ana\u00a0", date(2026, 3, 4), True], [], [7.5])
    )
    first = {"sign_in_name": "42", "name": "Ana", "hired_on": "2026-03-04", "note": "yes"}
    assert found[0] == (2, first)
    assert found[1][0] == 4
    assert found[1][1]["sign_in_name"] == "7.5"


def test_a_cell_that_looks_like_a_formula_is_text():
    assert rows(book(["name"], ["=1+1"], ["'=1+1"])) == [(2, {"name": "=1+1"}), (3, {"name": "=1+1"})]
    assert rows(b"name\r\n'=cmd|x\r\n") == [(2, {"name": "=cmd|x"})]


def test_merged_cells_and_formulas_are_read_as_they_are_shown():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet("people")
        page.write_row(0, 0, ["sign_in_name", "name", "program"])
        page.merge_range(1, 2, 2, 2, "Day team")
        page.write_row(1, 0, ["ana", "Ana"])
        page.write_row(2, 0, ["bo", "Bo"])
        page.write_formula(4, 0, '="cy"', None, "cy")
        page.write_formula(4, 1, "=1/0", None, "#DIV/0!")
    first, second, last = rows(out.getvalue())
    assert first == (2, {"sign_in_name": "ana", "name": "Ana", "program": "Day team"})
    # Only the first of merged cells holds anything; an empty cell changes nothing.
    assert second == (3, {"sign_in_name": "bo", "name": "Bo", "program": ""})
    assert last[1]["sign_in_name"] == "cy"
    assert last[1]["name"] == "#DIV/0!"


def broken_zip():
    return book(["name"], ["Ana"])[:-40]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (workbooks.LARGEST_UNPACKED + 1))
    return out.getvalue()


def many_parts():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(workbooks.MOST_PARTS + 1):
            archive.writestr(f"{number}.xml", b"<a/>")
    return out.getvalue()


def with_part(content, name="xl/worksheets/sheet1.xml"):
    """A workbook whose sheet is another text."""
    source, out = zipfile.ZipFile(io.BytesIO(book(["name"], ["Ana"]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(part, content if part == name else source.read(part))
    return out.getvalue()


def under_another_name(content):
    """The same, with the sheet in a part whose name has another ending."""
    source, out = zipfile.ZipFile(io.BytesIO(with_part(content))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(
                part.replace("sheet1.xml", "sheet1.dat"), source.read(part).replace(b"sheet1.xml", b"sheet1.dat")
            )
        archive.writestr("xl/media/logo.png", b"\x89PNG\r\n\x1a\n<row>")
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'
WIDE = b"<worksheet><sheetData><row>" + b'<c t="n"><v>1</v></c>' * 600 + b"</row></sheetData></worksheet>"
HIDDEN = '<?xml version="1.0" encoding="utf-16"?><worksheet/>'.encode("utf-16")
SEVEN = b'<?xml version="1.0" encoding="utf-7"?><worksheet/>'
TALL = b"<worksheet><sheetData>" + b"<row/>" * (workbooks.MOST_LINES + 1) + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\r\n ,, \r\n", "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old .xls"),
        (b"%PDF-1.7\x00\x01\x02", "no CSV or XLSX"),
        (b"\xff\xfea", "cannot be read"),
        (b"name,n\x81me\n", "cannot be read"),
        (b"name,name\nAna,Ana\n", "twice"),
        (",".join(f"c{number}" for number in range(tables.MOST_COLUMNS + 1)).encode(), "columns"),
        (b'name,x\n"' + b"a" * 200_000, "quotation mark"),
        (b"PK\x03\x04 nothing more", "broken"),
        (broken_zip(), "broken"),
        (with_part(b"<worksheet><sheetData><row>"), "broken"),
        (with_part(b"nothing"), "more than a list"),
        (bomb(), "more than a list"),
        (many_parts(), "more than a list"),
        (with_part(LAUGHS), "more than a list"),
        (with_part(OUTSIDE), "more than a list"),
        (with_part(LAUGHS, "xl/sharedStrings.xml"), "more than a list"),
        (with_part(WIDE), "more than a list"),
        (with_part(TALL), "more than a list"),
        (with_part(HIDDEN), "more than a list"),
        (with_part(SEVEN), "more than a list"),
        (under_another_name(LAUGHS), "more than a list"),
        (under_another_name(b" \r\n" * 500 + WIDE), "more than a list"),
        (under_another_name(HIDDEN), "more than a list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_or_means_harm_is_refused_in_a_sentence(content, reason):
    with pytest.raises(Refusal, match=reason):
        tables.read(content)


def test_a_sheet_under_another_name_is_read():
    sheet = zipfile.ZipFile(io.BytesIO(book(["name"], ["Ana"]))).read("xl/worksheets/sheet1.xml")
    assert rows(under_another_name(sheet)) == [(2, {"name": "Ana"})]


def test_a_file_has_bounds(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(Refusal, match="more than 2 rows"):
        tables.read(b"name\na\nb\nc\n")
    monkeypatch.setattr(tables, "LARGEST", 10)
    with pytest.raises(Refusal, match="10 MB"):
        tables.read(b"name\n" + b"a" * 10)


def test_a_row_with_too_many_or_too_long_cells_is_marked():
    table = tables.read(b"name\nAna,Ruiz\n" + b"a" * 5000 + b"\nAna\n")
    assert [row.is_too_long for row in table.rows] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/3/4", date(2026, 3, 4)),
        ("2026-03-04 00:00:00", date(2026, 3, 4)),
        ("3/4/2026", date(2026, 3, 4)),
        ("03/04/2026", date(2026, 3, 4)),
        ("12-25-2026", date(2026, 12, 25)),
        ("4.4.2026", date(2026, 4, 4)),
        ("46085", date(2026, 3, 4)),
        ("4 March 2026", date(2026, 3, 4)),
        ("Mar 4, 2026", date(2026, 3, 4)),
        ("04-mar-2026", date(2026, 3, 4)),
        ("2028-02-29", date(2028, 2, 29)),
    ],
)
def test_days_are_read_as_they_are_written_here(text, day):
    assert cells.day(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("25/12/2026", "the day before the month"),
        ("03-04-2026", "two ways"),
        ("03.04.2026", "two ways"),
        ("3/4/26", "four digits"),
        ("2026-02-29", "no day of the calendar"),
        ("13/13/2026", "no day of the calendar"),
        ("soon", "is no day"),
        ("20260304", "is no day"),
        ("1", "is no day"),
        ("0026-03-04", "year"),
        ("9999-12-31", "year"),
        ("2026-03-04 14:30:00", "is no day"),
    ],
)
def test_a_day_that_nobody_can_be_sure_of_is_refused(text, reason):
    with pytest.raises(Wrong, match=reason):
        cells.day(text)


def test_a_column_with_the_day_first_makes_its_other_days_unsure():
    table = tables.read(b"hired_on\n25/12/2026\n3/4/2026\n")
    assert table.is_day_first("hired_on")
    with pytest.raises(Wrong, match="two ways"):
        cells.day("3/4/2026", day_first=True)
    assert cells.day("4/4/2026", day_first=True) == date(2026, 4, 4)


def test_choices_are_known_by_code_or_by_name():
    assert cells.chosen("VOLUNTEER ", Employment) is Employment.VOLUNTEER
    assert cells.chosen("", Employment) is None
    assert cells.several("Supervisor; employee", Role) == [Role.EMPLOYEE, Role.SUPERVISOR]
    with pytest.raises(Wrong, match="paid, volunteer, intern"):
        cells.chosen("boss", Employment)
    with pytest.raises(Wrong, match="'boss' is none of"):
        cells.several("boss", Role)


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#¿NOMBRE?"])
def test_what_a_spreadsheet_could_not_work_out_is_refused(text):
    with pytest.raises(Wrong, match="A formula in the spreadsheet went wrong here"):
        cells.line(text, 20)
    assert cells.line("#1 Peer", 20) == "#1 Peer"


def test_signs_that_cannot_be_read_are_refused():
    with pytest.raises(Wrong, match="sign that cannot be read"):
        cells.line("Ana\x07", 20)
    assert tables.clean("  A\u200bna\u00a0\n Ruiz ") == "Ana Ruiz"


@pytest.mark.parametrize(("text", "minutes"), [("6", 360), ("1.5", 90), ("1,25", 75)])
def test_hours_are_quarters(text, minutes):
    assert cells.quarters(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "1.1", "201", "nan", "-1", "1e99999"])
def test_other_hours_are_refused(text):
    with pytest.raises(Wrong, match="quarters"):
        cells.quarters(text)
