"""What holds for every kind of document, the next one too."""

import io
import typing
from collections import Counter
from dataclasses import fields, is_dataclass
from itertools import pairwise
from uuid import UUID

import pikepdf
import pytest
from lxml import html
from page import validate_pdf_bytes
from sqlalchemy import select

from tests.reports.conftest import tell
from tests.reports.reading import HEADINGS, pages, squeezed, tags
from tracker import clock
from tracker.database import db
from tracker.folders import find_folder
from tracker.reports.about_content import PersonContent
from tracker.reports.actions import Stamp
from tracker.reports.blocks import CompetencyContent
from tracker.reports.frozen import Content, plain
from tracker.reports.hours_content import HoursContent
from tracker.reports.kinds import DOCUMENTS, get_document, list_offered
from tracker.reports.log_content import LogContent
from tracker.reports.models import Audience, IssuedReport, Paper, ReportKind
from tracker.reports.pressing import draw, press
from tracker.reports.record_content import RecordContent
from tracker.reports.verifying import Since, check_identifier
from tracker.words import label

KINDS = [kind.value for kind in DOCUMENTS if kind is not ReportKind.ORGANISATION]
WAITS = {ReportKind.COMPETENCY}


@pytest.fixture
def full(world):
    """Ana's record with something of everything in it."""
    tell(world)
    world.month(minutes_by_domain={"ADV": 30, "": 30}, strength="Asked first.")
    world.sign_month(world.month(), world.dana)
    world.period()
    return world


def gather(world, kind, audience=Audience.PERSONNEL_FILE, reader=None, **asked):
    document = get_document(kind)
    subject = document.find(world.ana.id, reader or world.hr, asked)
    return document.gather(subject, audience)


def stamp(paper=Paper.LETTER):
    return Stamp(UUID(int=7), "Priya Nair", clock.now(), paper)


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_is_tagged_and_passes_the_rules_of_pdf_ua(app, full, pango, kind):
    with app.test_request_context():
        content = gather(full, kind)
        data = press(content, stamp())
        drawn = html.fromstring(draw(content, stamp()))
    report = validate_pdf_bytes(data, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    with pikepdf.open(io.BytesIO(data)) as document:
        assert str(document.docinfo["/Title"]) == content.title
        assert str(document.Root.Lang) == "en"
        assert document.Root.get("/Outlines") is not None
    counts = Counter(tags(data))
    assert counts["/Table"] == len(drawn.xpath("//table"))
    assert counts["/Figure"] == len(drawn.xpath("//svg"))
    headings = [int(tag[2]) for tag in tags(data) if tag in HEADINGS]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


SHORT = ("competency", "record")


@pytest.mark.parametrize("kind", SHORT)
def test_the_short_form_leaves_out_sentences_and_comments_and_keeps_what_counts(app, full, visit, pango, kind):
    address = f"/reports/{kind}/{full.ana.id}"
    hr = visit(full.hr)
    page, whole = hr.get(f"{address}?length=short"), hr.get(address)
    for sentence in ("I do this most days.", "Planning meeting.", "Does this, not yet every time"):
        assert whole.says(sentence)
    assert not page.says("I do this most days.")
    assert not page.says("Does this, not yet every time")
    for kept in ("I see my groups as steadier.", "ADV-T01", "Can guide others"):
        assert page.says(kept)
    assert "Full form" in page.words()
    short, full_pdf = (hr.raw("GET", f"{address}.pdf{asked}").data for asked in ("?length=short", ""))
    assert validate_pdf_bytes(short, profile="ua1").is_compliant
    assert len(pages(short)) < len(pages(full_pdf))
    assert hr.raw("GET", f"{address}.pdf?length=short").data == short
    told = hr.raw("GET", f"{address}.json?length=short").json["content"]
    assert told["is_compact"]
    with app.test_request_context():
        issued = db.session.execute(select(IssuedReport)).scalars().all()
        assert len(issued) == 2
        assert {check_identifier(one.id).since for one in issued} == {Since.UNCHANGED}


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_and_the_document_say_the_same(app, full, visit, pango, kind):
    address = f"/reports/{kind}/{full.ana.id}"
    twin = visit(full.hr).get(address)
    answer = visit(full.hr).raw("GET", f"{address}.pdf")
    document = squeezed("".join(pages(answer.data)))
    blocks = twin.tree.xpath("//article//p | //article//h2 | //article//h3 | //article//td | //article//th")
    assert len(blocks) > 12
    assert [text for block in blocks if (text := squeezed(block.text_content())) not in document] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WAITS])
def test_a_person_with_an_empty_record_still_has_a_correct_document(app, world, pango, kind):
    with app.test_request_context():
        content = gather(world, kind)
        assert validate_pdf_bytes(press(content, stamp()), profile="ua1").is_compliant


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_record_gives_the_same_content(app, full, kind):
    with app.test_request_context():
        first, again = gather(full, kind), gather(full, kind)
        assert first == again
        assert hash(first) == hash(again)
        assert first.content_sha256 == again.content_sha256


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_for_machines_holds_it(app, full, visit, kind):
    hr = visit(full.hr)
    found = hr.raw("GET", f"/reports/{kind}/{full.ana.id}.json").json
    with app.test_request_context():
        assert found["content"] == plain(gather(full, kind))
    for form in ("csv", "xlsx"):
        answer = hr.raw("GET", f"/reports/{kind}/{full.ana.id}.{form}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_kind_without_a_document_is_not_found(full, visit):
    for kind in ("guide", "horoscope"):
        visit(full.hr).get(f"/reports/{kind}/{full.ana.id}.json", 404)


def test_every_kind_has_a_name():
    assert all(str(label(kind)) for kind in ReportKind)


def test_what_is_offered_on_the_record_takes_a_few_queries_for_all_kinds(full, count_queries):
    with count_queries as seen:
        offered = list_offered(full.ana, full.hr)
    assert set(offered) == set(DOCUMENTS) - {ReportKind.COMPETENCY, ReportKind.ORGANISATION}
    assert seen.total <= 4


def test_a4_is_another_size_of_sheet(app, world, pango):
    with app.test_request_context():
        content = gather(world, "hours")
        sizes = []
        for paper in Paper:
            with pikepdf.open(io.BytesIO(press(content, stamp(paper)))) as document:
                sizes.append([round(float(side)) for side in document.pages[0].MediaBox])
    assert sizes == [[0, 0, 612, 792], [0, 0, 595, 842]]


def test_a_code_to_verify_stands_on_it_once_the_address_is_known(app, world, pango, monkeypatch):
    with app.test_request_context():
        content = gather(world, "hours")
        assert "/verify" not in draw(content, stamp())
        monkeypatch.setitem(app.config, "TRACKER_BASE_URL", "https://tracker.example.org")
        drawn = draw(content, stamp())
        assert "tracker.example.org/verify" in drawn
        assert "verify__code" in drawn
        assert validate_pdf_bytes(press(content, stamp()), profile="ua1").is_compliant


def list_contents(of=Content):
    """Every content of a kind that has a document."""
    for one in of.__subclasses__():
        if one.__module__.startswith("tracker."):
            yield from [one] if hasattr(one, "document_kind") else list_contents(one)


CONTENTS = list(list_contents())


def names(kind, seen):
    """Every field of a frozen content and of what stands in it."""
    if kind in seen:
        return
    seen[kind] = [one.name for one in fields(kind)]
    for hint in typing.get_type_hints(kind).values():
        for part in (hint, *flat(hint)):
            if is_dataclass(part) and not hasattr(part, "document_kind"):
                names(part, seen)


def flat(hint):
    for part in typing.get_args(hint):
        yield part
        yield from flat(part)


def test_the_description_of_the_format_names_every_field():
    assert {CompetencyContent, LogContent, HoursContent} <= set(CONTENTS)
    text = (find_folder("docs") / "reports-format.md").read_text()
    for content in CONTENTS:
        assert f"## `{content.document_kind}`" in text
        section = text.split(f"## `{content.document_kind}`")[1].split("\n## ")[0]
        if issubclass(content, PersonContent):
            section += text.split("## What documents about one person begin with")[1].split("\n## ")[0]
        if content is RecordContent:
            # It holds the lists of the others.
            section = text
        found = {}
        names(content, found)
        missing = [
            f"{kind.__name__}.{name}" for kind, its in found.items() for name in its if f"`{name}`" not in section
        ]
        assert missing == []
