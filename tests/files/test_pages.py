import pytest
from sqlalchemy import select

from tests.support.world import PDF, UNKNOWN
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.files.models import FileKind


@pytest.fixture
def answer(world, visit):
    file = world.scan(world.both_sent().id, name="año.pdf")
    return file, visit(world.dana).raw("GET", f"/files/{file.id}")


def test_a_file_is_handed_out_to_be_saved_never_to_be_shown(answer):
    _file, got = answer
    assert (got.status_code, got.data, got.mimetype) == (200, PDF, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment; filename")
    assert "a%C3%B1o.pdf" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
    ]
    assert got.headers["Cache-Control"] == "no-store"


def test_each_time_is_a_line_that_the_person_reads(answer, world, visit):
    file, _got = answer
    visit(world.dana).raw("GET", f"/files/{file.id}")
    lines = db.session.execute(
        select(TrailLine.event, TrailLine.actor_id).where(TrailLine.record_id == file.id).order_by(TrailLine.id)
    ).all()
    assert lines == [("file.kept", world.ana.id), *[("file.exported", world.dana.id)] * 2]
    assert "took a copy of a kept file" in visit(world.ana).get(f"/people/{world.ana.id}/trail").text


def test_before_both_have_sent_a_form_is_its_writer_s_alone(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE)
    world.send(review, Side.EMPLOYEE)
    file = world.scan(review.id)
    visit(world.ana).get(f"/files/{file.id}")
    for reader in (world.dana, world.hr, world.person("Cal Colleague")):
        visit(reader).get(f"/files/{file.id}", 404)


def test_a_signature_on_paper_is_for_those_who_read_both_ratings(world, visit):
    review = world.awaiting()
    file = world.scan(review.id, kind=FileKind.PAPER_SIGNATURE)
    for reader, status in ((world.ana, 200), (world.dana, 200), (world.hr, 404)):
        visit(reader).get(f"/files/{file.id}", status)


def test_no_file_is_a_404(world, visit):
    visit(world.ana).get(f"/files/{UNKNOWN}", 404)


def test_the_method_is_get(world, visit):
    visit(world.ana).post(f"/files/{UNKNOWN}", status=405)
