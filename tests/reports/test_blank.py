import io
import json

import pikepdf
import pytest
from page import validate_pdf_bytes

from tests.reports.test_documents import pages, squeezed, tags
from tracker.folders import find_folder
from tracker.reports import papers

CODES = {"crss": 89, "crss-mcs": 23}
_made: dict[tuple[str, str], bytes] = {}


@pytest.fixture(params=CODES)
def form(request, pango, database, world, visit):
    """The blank form of a framework as a document; laid out once a run."""
    key = (database.kind, request.param)
    if key not in _made:
        answer = visit(world.ana).raw("GET", f"/reports/blank/{request.param}.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        _made[key] = answer.data
    return request.param, _made[key]


def statements(code):
    domains = json.loads((find_folder("seed") / f"{code}.json").read_text())["domains"]
    return [item["statement"] for domain in domains for item in domain["items"]]


def test_it_holds_every_statement_and_a_box_for_each_answer(form):
    code, data = form
    sheets = pages(data)
    text = squeezed("".join(sheets))
    assert len(statements(code)) == CODES[code]
    assert [one for one in statements(code) if squeezed(one) not in text] == []
    for label in ("New to me", "Learning", "Growing", "Steady", "Can guide others", "Not part of my role", "Comment"):
        assert text.count(squeezed(label)) >= CODES[code], label
    for words in ("Name", "Signature", "Date", "These are my own answers.", "Rating form on paper"):
        assert squeezed(words) in text


def test_the_sentences_are_those_for_each_kind_of_item(pango, visit, world):
    text = visit(world.ana).get("/reports/blank/crss").words()
    for sentence in (
        "I do this with someone beside me.",
        "I know the idea and need help to explain it.",
        "I know the first step and would get help right away.",
        "I am working out, with support, how to do this at work.",
    ):
        assert sentence in text
    assert text.count("I would rather talk about this in person") == 6


def test_it_passes_the_rules_of_pdf_ua_on_letter_paper(form):
    _code, data = form
    report = validate_pdf_bytes(data, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    with pikepdf.open(io.BytesIO(data)) as document:
        assert [float(side) for side in document.pages[0].mediabox] == [0, 0, 612, 792]
        assert str(document.docinfo["/Title"]).startswith("Rating form on paper")
    assert tags(data).count("/H1") == 1


def test_the_page_and_the_document_say_the_same(form, visit, world):
    code, data = form
    document = squeezed("".join(pages(data)))
    page = visit(world.ana).get(f"/reports/blank/{code}")
    blocks = page.tree.xpath("//article//p[not(*)] | //article//h2 | //article//b")
    assert [text for block in blocks if (text := squeezed(block.text_content())) not in document] == []


def test_it_is_laid_out_once_and_the_same_for_everyone(form, visit, world, monkeypatch):
    code, data = form
    monkeypatch.setattr(papers, "printer", None)
    assert visit(world.hr).raw("GET", f"/reports/blank/{code}.pdf").data == data


def test_an_older_version_has_a_form_too_and_an_unknown_one_is_a_404(world, visit):
    reader = visit(world.ana)
    assert reader.get("/reports/blank/crss?version=1").says("version 1")
    for path in ("crss?version=99", "nothing", "nothing.pdf", "crss.pdf?version=99"):
        reader.get(f"/reports/blank/{path}", 404)


def test_the_competencies_lead_to_it(world, visit):
    page = visit(world.ana).get("/frameworks/crss/1")
    assert "/reports/blank/crss?version=1" in page.links()


def test_the_command_writes_it(pango, world, app, tmp_path):
    _ = world.ana
    run = app.test_cli_runner().invoke
    file = tmp_path / "form.pdf"
    done = run(args=["report", "blank", "crss-mcs", "--as", "ana.ruiz", "--out", str(file)])
    assert (done.exit_code, done.stdout.strip()) == (0, f"Wrote {file}.")
    assert file.read_bytes().startswith(b"%PDF")
    wrong = run(args=["report", "blank", "horoscope", "--as", "ana.ruiz", "--out", str(tmp_path / "no.pdf")])
    assert wrong.exit_code == 1
    assert "There is no framework 'horoscope'" in wrong.stderr
    assert not (tmp_path / "no.pdf").exists()
