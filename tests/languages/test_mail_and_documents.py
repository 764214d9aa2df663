"""Mails in the language of whoever gets them; documents in the language they are asked for in."""

import contextvars
import io
import zipfile

import pikepdf
import pytest
from lxml import html
from sqlalchemy import select

from tests.reports.reading import pages, plain
from tests.support.english import find_english
from tracker.database import db
from tracker.language import speaking
from tracker.reminders import letters
from tracker.reports import papers
from tracker.reports.models import IssuedReport
from tracker.sign_in.standing_in import standing_in_for


def address(world, query="", ending=""):
    return f"/reports/competency/{world.ana.id}{ending}{query}"


def in_spanish(person):
    person.language = "es"
    db.session.commit()
    return person


def issued():
    return db.session.execute(select(IssuedReport).order_by(IssuedReport.created_at)).scalars().all()


def test_a_reminder_is_in_the_language_its_reader_chose(app, world):
    world.review()
    in_spanish(world.ana)

    def write():
        with app.app_context(), standing_in_for(app, world.ana.id, "en"), speaking(letters.language_of(world.ana)):
            return letters.write(world.ana)

    letter = contextvars.Context().run(write)
    assert letter.subject == "Algo le espera"
    assert "diciembre de 2026" in letter.text or " de 20" in letter.text
    assert not find_english("".join(f"<p>{line}</p>" for line in letter.text.splitlines() if line) + letter.subject)
    assert letters.language_of(world.dana) == "en"
    world.dana.language = "xx"
    assert letters.language_of(world.dana) == "en"


class TestDocuments:
    def test_a_page_is_in_the_readers_language_or_in_the_one_asked_for(self, world, visit, told):
        reader = visit(world.dana)
        assert reader.get(address(world)).tree.xpath("/html/@lang") == ["en"]
        page = reader.get(address(world, "?language=es"))
        assert page.tree.xpath("/html/@lang") == ["es"]
        assert not find_english(page.text)
        (english,) = page.tree.xpath("//main//a[@hreflang='en']/@href")
        assert reader.get(english).tree.xpath("/html/@lang") == ["en"]
        assert visit(in_spanish(world.ana)).get(address(world)).tree.xpath("/html/@lang") == ["es"]

    def test_a_language_the_product_does_not_speak_is_as_if_none_was_asked_for(self, world, visit, told):
        assert visit(world.ana).get(address(world, "?language=de")).tree.xpath("/html/@lang") == ["en"]

    def test_the_link_to_print_keeps_the_language(self, world, visit, told):
        page = visit(world.ana).get(address(world, "?language=es"))
        (link,) = page.tree.xpath("//div[contains(@class, 'acts')]/a[contains(@href, '.pdf')]/@href")
        assert "language=es" in link

    def test_each_language_is_a_copy_of_its_own_and_stays_the_same(self, world, visit, told, press):
        hr = visit(world.hr)
        first, spanish, again, english = (
            hr.raw("GET", address(world, query, ".pdf")).data
            for query in ("", "?language=es", "?language=es", "?language=en")
        )
        assert first == english != spanish == again
        assert [copy.language for copy in issued()] == ["en", "es"]
        assert len({copy.content_sha256 for copy in issued()}) == 2

    def test_neither_copy_makes_the_other_one_old(self, world, visit, told, press):
        hr = visit(world.hr)
        for query in ("", "?language=es"):
            hr.raw("GET", address(world, query, ".pdf"))
        for copy in issued():
            page = visit().get(f"/verify/{copy.id}")
            assert "has not changed since" in page.words()
        listed = hr.get(address(world))
        assert not listed.tree.xpath("//*[@class='usa-tag'][normalize-space()='Superseded']")
        assert listed.tree.xpath("//section//span[@lang='es']/text()") == ["Español"]

    def test_what_was_signed_in_english_is_marked_so(self, world, visit, told):
        page = visit(world.ana).get(address(world, "?language=es"))
        marked = " ".join(page.tree.xpath("//*[@lang='en']//text()"))
        assert "By typing my name" in marked
        assert world.outline.by_code["ADV-T01"].statement in plain(marked)

    def test_the_data_say_their_language(self, world, visit, told):
        answer = visit(world.ana).raw("GET", address(world, "?language=es", ".json"))
        assert (answer.json["language"], answer.json["content"]["pictures"][0]["strips"][0]["who"]) != ("en", "Self")
        assert answer.json["language"] == "es"

    @pytest.mark.usefixtures("pango")
    def test_a_pdf_is_spanish_and_its_competencies_are_marked_as_english(self, world, visit, told):
        made = visit(world.ana).raw("GET", address(world, "?language=es", ".pdf")).data
        text = " ".join(pages(made))
        assert "Firmas" in text
        assert world.outline.by_code["ADV-T01"].statement[:30] in text
        with pikepdf.open(io.BytesIO(made)) as document:
            assert str(document.Root.Lang) == "es"
            assert languages_of(document)["en"] >= len(world.outline.items)

    def test_papers_are_in_the_language_asked_for(self, world, visit, monkeypatch):
        drawn = []
        monkeypatch.setattr(papers, "press", lambda text, **_: drawn.append(text) or b"%PDF-1.7")
        reader = visit(world.ana)
        for query in ("", "?language=es"):
            reader.raw("GET", f"/reports/blank/crss.pdf{query}")
        assert [html.document_fromstring(one).get("lang") for one in drawn] == ["en", "es"]
        assert not find_english(drawn[1])
        assert reader.get("/reports/blank/crss?language=es").tree.xpath("/html/@lang") == ["es"]


def test_a_batch_is_in_the_language_of_the_order_and_its_notes_in_that_of_the_asker(office):
    job = office.work(office.ask(language="es"))
    answer = office.visit(office.world.hr).raw("GET", f"/batches/{job.id}/file")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".pdf")]
    answer.close()
    assert "Informe de competencias" in name
    assert [copy.language for copy in issued()] == ["es"]
    assert html.document_fromstring(office.renderer.given[0]).get("lang") == "es"
    assert "Luis Ortega" in office.visit(office.world.hr).get(f"/jobs/{job.id}").words()


def test_the_form_of_a_batch_offers_the_languages(world, visit, cycle):
    page = visit(in_spanish(world.hr)).get("/batches/new")
    assert page.tree.xpath("//main//input[@name='language']/@value") == ["en", "es"]
    assert page.tree.xpath("//main//input[@name='language'][@checked]/@value") == ["es"]


def languages_of(document):
    """How many structure elements are in a language other than the document's, by its code."""
    found = {}

    def walk(element):
        if "/Lang" in element:
            found[str(element.Lang)] = found.get(str(element.Lang), 0) + 1
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(document.Root.StructTreeRoot)
    return found
