import csv
import re
import zipfile
from datetime import date, timedelta

import pytest
from lxml import etree
from sqlalchemy import select

from tests.command_line.conftest import Operator
from tests.support.visitor import Visitor
from tests.support.world import PASSWORD, World
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.imports import actions as imports
from tracker.people.models import Person, Role, RoleGrant
from tracker.people.sheets import COLUMNS
from tracker.sign_in.models import SignInLink

CREATE = ("person", "create", "--sign-in", "Ruth.Abara", "--name", "Ruth Abara", "--role", "administrator")


def path_of(said):
    return re.search(r"http://127\.0\.0\.1:8000(/sign-in/link/\S+)", said)[1]


def test_the_first_administrator_is_made_with_a_way_in(operator):
    said = operator.run(*CREATE, "--role", "employee", "--email", "Ruth@Example.org")
    assert "Ruth Abara signs in as ruth.abara. This link works once, within 72 hours:" in said
    held = select(Person.sign_in_name, Person.email, RoleGrant.role).join(RoleGrant, RoleGrant.person_id == Person.id)
    people = operator.read(held)
    assert set(people) == {
        ("ruth.abara", "ruth@example.org", Role.ADMINISTRATOR),
        ("ruth.abara", "ruth@example.org", Role.EMPLOYEE),
    }


def test_the_trail_says_that_the_operator_acted(operator):
    operator.run(*CREATE)
    lines = operator.read(select(TrailLine.event, TrailLine.via, TrailLine.actor_id).order_by(TrailLine.id))
    assert [event for event, *_ in lines][-3:] == ["person.added", "role.given", "link.made"]
    assert {(via, actor) for _event, via, actor in lines[-3:]} == {("operator", None)}


def test_the_answer_is_data_where_asked_for(operator):
    answer = operator.json(*CREATE)
    assert answer["sign_in"] == "ruth.abara"
    assert answer["hours"] == 72
    assert path_of(answer["link"])


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (CREATE, "'ruth.abara' is taken. Choose another sign-in name or address."),
        ((*CREATE[:3], "two words", *CREATE[4:]), "Write a sign-in name without spaces, such as ana.ruiz."),
        (("person", "link", "nobody"), "Nobody signs in as 'nobody'."),
    ],
    ids=["taken", "spaces", "nobody"],
)
def test_a_refusal_is_one_sentence_on_standard_error(operator, args, sentence):
    operator.run(*CREATE)
    assert operator.run(*args, status=1) == sentence


@pytest.mark.parametrize("args", [(*CREATE[:-1], "king"), CREATE[:-2], ("person",)], ids=["role", "no role", "no verb"])
def test_a_command_used_wrongly_says_how_it_is_used(operator, args):
    assert "Usage" in operator.run(*args, status=2)


def test_a_link_works_once_and_the_person_is_told(operator):
    operator.run(*CREATE)
    path = path_of(operator.run("person", "link", "ruth.abara"))
    with operator.app.app_context():
        visitor = Visitor(operator.app)
        visitor.get(path)
        visitor.token = visitor.get(path).value("csrf_token")
        home = visitor.follow(visitor.post(path, {"new_password": PASSWORD, "again": PASSWORD}))
        assert home.says("The operator of the server made a one-time sign-in link for your account")
        Visitor(operator.app).get(path, 410)
    events = [event for (event,) in operator.read(select(TrailLine.event))]
    assert events.count("link.made") == 2
    assert events.count("link.used") == 1


def test_a_link_of_a_closed_account_is_refused(operator):
    operator.run(*CREATE)
    with operator.app.app_context():
        ruth = db.session.execute(select(Person)).scalar_one()
        ruth.left_on = clock.today() - timedelta(days=366)
        db.session.commit()
    assert "is closed: it ended a year after their last day" in operator.run("person", "link", "ruth.abara", status=1)
    assert len(operator.read(select(SignInLink.id))) == 1


def test_links_begin_with_the_address_people_type(fresh_database):
    operator = Operator(fresh_database, TRACKER_BASE_URL="https://tracker.example.org", TRACKER_LINK_HOURS=2)
    said = operator.run(*CREATE)
    operator.end()
    assert "within 2 hours" in said
    assert "https://tracker.example.org/sign-in/link/" in said


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0")


@pytest.fixture
def listed(operator):
    """Ana with her supervisor, and people whose names a spreadsheet would read as formulas."""
    with operator.app.app_context():
        world = World()
        world.person("Ana Ruiz", email="ana@example.org", program="Warm line", hired_on=date(2024, 1, 2))
        world.assign(world.person("Ana Ruiz"), world.dana)
        for number, name in enumerate(FORMULAS):
            world.person(f"odd{number}", job_title=name)
        world.person("odd0").name = "=HYPERLINK(1)"
        db.session.commit()
        db.session.remove()
    return operator


def read_csv(file):
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source))


def read_xlsx(file):
    """Cells of the first sheet as text, and how many of them are formulas."""
    with zipfile.ZipFile(file) as book:
        shared, sheet = (
            etree.fromstring(book.read(f"xl/{name}.xml")) for name in ("sharedStrings", "worksheets/sheet1")
        )
    texts = ["".join(one.itertext()) for one in shared.iterfind("{*}si")]
    kinds = {cell.get("t") for cell in sheet.iterfind(".//{*}c")} - {None}
    assert kinds == {"s"}, "every cell that holds something is a text"
    rows = [
        [texts[int(cell.findtext("{*}v"))] if cell.get("t") else "" for cell in row.iterfind("{*}c")]
        for row in sheet.iterfind(".//{*}row")
    ]
    return rows, len(sheet.findall(".//{*}f"))


def test_everyone_is_written_with_roles_and_supervisor(listed, tmp_path):
    file = tmp_path / "people.csv"
    assert listed.run("people", "export", file) == f"Wrote 8 people to {file}."
    header, *rows = read_csv(file)
    assert tuple(header) == COLUMNS
    ana = dict(zip(header, next(row for row in rows if row[0] == "ana.ruiz"), strict=True))
    assert ana == {
        "sign_in_name": "ana.ruiz",
        "name": "Ana Ruiz",
        "legal_name": "",
        "email": "ana@example.org",
        "job_title": "Peer specialist",
        "program": "Warm line",
        "site": "",
        "employment": "paid",
        "hired_on": "2024-01-02",
        "left_on": "",
        "roles": "employee",
        "primary_supervisor": "dana.whitfield",
    }
    (line,) = listed.read(select(TrailLine.via).where(TrailLine.event == "person.exported"))
    assert line == ("operator",)


def test_no_cell_of_a_csv_file_is_a_formula(listed, tmp_path):
    listed.run("people", "export", tmp_path / "people.csv")
    cells = [cell for row in read_csv(tmp_path / "people.csv") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    for name in (*FORMULAS, "=HYPERLINK(1)"):
        assert f"'{name}" in cells


def test_every_cell_of_a_workbook_is_text(listed, tmp_path):
    listed.run("people", "export", tmp_path / "people.XLSX")
    rows, formulas = read_xlsx(tmp_path / "people.XLSX")
    assert formulas == 0
    assert tuple(rows[0]) == COLUMNS
    cells = [cell for row in rows for cell in row]
    for name in (*FORMULAS, "=HYPERLINK(1)", "ana@example.org"):
        assert name in cells


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("people.pdf", "Name the file with .csv or .xlsx at the end."), ("no/where.csv", "There is no folder")],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_trail_says_otherwise(listed, tmp_path, name, sentence):
    assert sentence in listed.run("people", "export", tmp_path / name, status=1)
    assert listed.read(select(TrailLine.id).where(TrailLine.event == "person.exported")) == []


class TestImporting:
    HEADS = "sign_in_name,name,roles\n"

    @pytest.fixture
    def sheet(self, tmp_path):
        def write(*rows):
            file = tmp_path / "sheet.csv"
            file.write_text(self.HEADS + "\n".join(rows))
            return file

        return write

    def test_a_dry_run_says_what_would_be_done_and_does_nothing(self, operator, sheet):
        file = sheet("bo.lee,Bo Lee,employee hr")
        said = operator.run("people", "import", file, "--dry-run")
        assert "Row 2 added: Bo Lee" in said
        assert "1 added, 0 changed, 0 unchanged, 0 refused." in said
        assert operator.read(select(Person.name)) == []

    def test_it_imports_and_again_changes_nothing(self, operator, sheet):
        file = sheet("bo.lee,Bo Lee,employee hr")
        assert operator.run("people", "import", file).endswith("Imported.")
        assert operator.read(select(Person.name)) == [("Bo Lee",)]
        assert "1 unchanged" in operator.run("people", "import", file)
        lines = operator.read(select(TrailLine.via).where(TrailLine.event == "person.added"))
        assert lines == [("operator",)]

    def test_a_refused_row_stops_everything_unless_it_is_left_out(self, operator, sheet):
        file = sheet("bo.lee,Bo Lee,employee", "cy dee,Cy,employee")
        said = operator.run("people", "import", file, status=1)
        assert "nothing was imported" in said
        assert operator.read(select(Person.name)) == []
        found = operator.json("people", "import", file, "--leave-out-refused")
        assert (found["added"], found["refused"]) == (1, 1)
        assert found["rows"][1]["faults"][0]["column"] == "sign_in_name"
        assert operator.read(select(Person.name)) == [("Bo Lee",)]

    def test_refused_rows_are_written_to_be_mended_and_a_large_sheet_says_how_far_it_is(
        self, operator, sheet, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(imports, "MOST_AT_ONCE", 1)
        monkeypatch.setattr(imports, "ROWS_IN_A_STEP", 1)
        mend = tmp_path / "mend.csv"
        said = operator.run(
            "people",
            "import",
            sheet("bo.lee,Bo Lee,employee", "cy dee,=Cy,boss"),
            "--dry-run",
            "--refused",
            mend,
            status=1,
        )
        assert "Checked 1 of 2 rows." in said
        (line,) = csv.DictReader(mend.read_text(encoding="utf-8-sig").splitlines())
        assert (line["sign_in_name"], line["name"], line["refused_row"]) == ("cy dee", "'=Cy", "3")
        assert line["refused_column"] == "sign_in_name, roles"
        assert "with .csv or .xlsx" in operator.run(
            "people", "import", mend, "--refused", tmp_path / "mend.pdf", status=1
        )

    def test_papers_need_a_name_of_hr(self, operator, sheet, tmp_path):
        operator.run("people", "import", sheet("bo.lee,Bo Lee,employee", "hr.one,Hr One,hr"))
        papers = tmp_path / "papers.csv"
        papers.write_text("person,credential,number\nbo.lee,CRSS,1\n")
        assert "1 rows are refused" in operator.run("people", "import", papers, status=1)
        assert "may not import" in operator.run("people", "import", papers, "--as", "bo.lee", status=1)
        assert "Nobody signs in" in operator.run("people", "import", papers, "--as", "no.one", status=1)
        assert "1 added" in operator.run("people", "import", papers, "--as", "hr.one")

    def test_what_is_exported_comes_back_unchanged(self, operator, sheet, tmp_path):
        operator.run("people", "import", sheet("bo.lee,Bo Lee,employee"))
        for name, more in (("people.xlsx", []), ("people.csv", []), ("assignments.csv", ["--assignments"])):
            operator.run("people", "export", tmp_path / name, *more)
            assert "0 changed" in operator.run("people", "import", tmp_path / name, "--dry-run")
