import io
import zipfile

import pikepdf
import pytest
from sqlalchemy import select

from tests.support.documents import small_pdf
from tests.support.world import World
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.command_line import batches
from tracker.cycles import actions as cycles
from tracker.cycles import queries as known
from tracker.database import db


class Renderer:
    def render(self, _html, identifier):
        return small_pdf(identifier)


@pytest.fixture
def office(operator, monkeypatch):
    """A cycle in which Ana's review has ended, and that of Luis has not."""
    monkeypatch.setattr(batches, "printer", Renderer)
    with operator.app.app_context():
        world = World()
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        cycle = world.cycle(world.ana, luis, name="Reviews of the year")
        cycles.open_cycle(known.get_cycle(cycle.id, lock=True), by=world.hr)
        db.session.commit()
        review = known.get_member(known.get_cycle(cycle.id), world.ana.id).review
        for side in Side:
            world.rate(review, side, {"ADV-T01": "4"}, default="")
            world.send(review, side)
        world.finish(review)
        for side in (Side.SUPERVISOR, Side.EMPLOYEE):
            world.sign(review, side)
        db.session.remove()
    return operator


def ask(office, file, reader="priya.nair", cycle="reviews of the year", status=0):
    return office.run("report", "competency", "--cycle", cycle, "--as", reader, "--out", file, status=status)


def test_everyone_in_a_cycle_is_written_as_one_file(office, tmp_path):
    file = tmp_path / "all.zip"
    said = ask(office, file)
    assert f"Wrote {file}: 1 competency reports, 1 left out." in said
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert archive.namelist()[0] == f"Ana Ruiz, Competency report, {clock.today():%Y-%m-%d}.pdf"
        assert "Luis Ortega" in archive.read("Not in this file.txt").decode("utf-8-sig")
    lines = office.read(select(TrailLine.event, TrailLine.via).where(TrailLine.record_kind == "report"))
    assert sorted(lines) == [("report.issued", "operator"), ("report.printed", "operator")]
    ask(office, tmp_path / "all.pdf")
    with pikepdf.open(tmp_path / "all.pdf") as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"cycle": "none"}, "There is no cycle 'none'"),
        ({"reader": "dana.whitfield"}, "may not print"),
        ({"file": "all.docx"}, "Name the file with .zip"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(office, tmp_path, more, sentence):
    file = tmp_path / more.pop("file", "all.zip")
    assert sentence in ask(office, file, status=1, **more)
    assert not file.exists()
