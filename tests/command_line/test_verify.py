import json

import pytest
from sqlalchemy import select

from tests.reports.conftest import tell
from tests.support.world import World
from tracker.database import db
from tracker.people.models import Person
from tracker.reports.models import IssuedReport
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


@pytest.fixture
def printed(operator, pango, tmp_path):
    """A report the operator wrote."""
    with operator.app.app_context():
        world = World()
        tell(world)
        _ = world.hr
        db.session.commit()
        db.session.remove()
    file = tmp_path / "report.pdf"
    operator.run("report", "competency", "ana.ruiz", "--as", "priya.nair", "--out", file)
    return file


def test_the_command_tells_a_genuine_file_from_an_altered_one(operator, printed, tmp_path):
    said = operator.run("verify", printed)
    assert said.startswith("Genuine: the competency report")
    assert said.endswith("The record has not changed since.")
    assert json.loads(operator.run("verify", printed, "--json"))["standing"] == "genuine"
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(printed.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    assert operator.run("verify", forged, status=1).startswith("Not genuine: the file has been altered.")
    forged.write_bytes(b"%PDF")
    assert operator.run("verify", forged, status=1) == "Not genuine: this system has issued no such file."
    with operator.app.app_context():
        ana = db.session.execute(select(Person).where(Person.sign_in_name == "ana.ruiz")).scalar_one()
        review = db.session.execute(select(IssuedReport.subject_id)).scalar_one()
        signing.add_statement(part=StatementPart.REVIEW, record_id=review, item_code=None, text="More.", by=ana)
        db.session.commit()
        db.session.remove()
    assert "The record has changed since" in operator.run("verify", printed, status=3)


def test_the_command_writes_the_same_content_for_machines(operator, printed, tmp_path):
    for form in ("json", "csv", "xlsx"):
        file = tmp_path / f"report.{form}"
        operator.run("report", "competency", "ana.ruiz", "--as", "priya.nair", "--out", file)
        assert file.stat().st_size > 1000
    content = json.loads((tmp_path / "report.json").read_text())["content"]
    assert sum(len(section["items"]) for section in content["sections"]) == 89
