"""The employer's logo at the top of documents: drawn, named by its hash, and never a change of the record."""

import io
from dataclasses import replace
from uuid import UUID

import pikepdf
import pytest
from page import validate_pdf_bytes
from sqlalchemy import select

from tests.reports.reading import tags
from tests.support.documents import competency
from tests.support.pictures import png
from tracker import clock
from tracker.database import db
from tracker.reports import pressing
from tracker.reports.actions import Stamp
from tracker.reports.frozen import plain
from tracker.reports.models import IssuedReport
from tracker.reports.verifying import Since, check_identifier
from tracker.settings import actions

ADDRESS = "/reports/verification/{}.pdf"


@pytest.fixture
def logo(world):
    """The employer has a logo."""
    made = actions.set_logo(png((900, 300)), by=world.hr)
    db.session.commit()
    return made


STAMP = Stamp(UUID(int=7), "Priya Nair", clock.now())


def pictures(data):
    with pikepdf.open(io.BytesIO(data)) as document:
        return [len(page.get_images()) for page in document.pages]


def is_tag_with_words(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one


def test_it_stands_on_the_cover_with_the_employers_name_instead(app, world, logo, pango):
    with app.test_request_context():
        bare = pressing.press(competency(), STAMP)
        made = pressing.press(competency(logo=logo.sha256), STAMP)
        again = pressing.press(competency(logo=logo.sha256), STAMP)
    assert sum(pictures(bare)) == 0
    assert pictures(made)[0] == 1
    assert made == again
    assert tags(made).count("/Figure") == tags(bare).count("/Figure") + 1
    with pikepdf.open(io.BytesIO(made)) as document:
        assert "Prairie Peer Network" in {str(one.Alt) for one in document.objects if is_tag_with_words(one)}
    assert validate_pdf_bytes(made, profile="ua1").is_compliant


def test_without_a_logo_a_document_has_the_hash_it_always_had(logo):
    bare = competency()
    assert "logo" not in plain(bare)
    assert replace(bare, logo=logo.sha256).content_sha256 != bare.content_sha256


def test_another_logo_is_another_copy_but_no_change_of_the_record(world, visit, pango):
    """What was issued before keeps its bytes, and the page that verifies it says that the record still says so."""
    world.verification("ADV-T03")
    hr = visit(world.hr)
    address = ADDRESS.format(world.ana.id)
    bare = hr.raw("GET", address)
    first = actions.set_logo(png((900, 300)), by=world.hr)
    with_logo = hr.raw("GET", address)
    actions.set_logo(png((300, 300), (200, 30, 30)), by=world.hr)
    other = hr.raw("GET", address)
    assert len({bare.data, with_logo.data, other.data}) == 3
    assert [sum(pictures(one.data)) for one in (bare, with_logo, other)] == [0, 1, 1]
    copies = [one.headers["Content-Disposition"] for one in (bare, with_logo, other)]
    assert len(set(copies)) == 3
    issued = db.session.execute(select(IssuedReport)).scalars().all()
    assert len(issued) == 3
    assert {check_identifier(one.id).since for one in issued} == {Since.UNCHANGED}
    actions.change({"logo_sha256": first.sha256}, by=world.hr)
    db.session.commit()
    assert hr.raw("GET", address).data == with_logo.data
    world.verification("ADV-T04")
    db.session.commit()
    assert {check_identifier(one.id).since for one in issued} == {Since.CHANGED}


def test_the_page_shows_it_too(world, visit, logo):
    page = visit(world.ana).get(f"/reports/verification/{world.ana.id}")
    assert f'src="/settings/logo/{logo.sha256}.png" alt="Example Employer"' in page.text
    assert f"/settings/logo/{logo.sha256}.png" in visit(world.ana).get("/reports/blank/crss").text


def test_a_blank_form_carries_it(world, visit, logo, pango):
    assert pictures(visit(world.ana).raw("GET", "/reports/blank/crss.pdf").data)[0] == 1


@pytest.mark.parametrize("address", ["data:image/svg+xml;base64,PHN2Zy8+", "data:text/css,p{}", "file:///etc/passwd"])
def test_the_renderer_takes_no_other_picture_that_stands_in_a_document(app, world, pango, address):
    html = f'<!doctype html><html lang="en"><title>T</title><p>Words<img src="{address}" alt="x"></p>'
    with app.test_request_context():
        assert sum(pictures(pressing.printer().render(html, "id"))) == 0
