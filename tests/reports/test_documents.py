import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pikepdf
import pytest
from page import validate_pdf_bytes

from tests.reports.conftest import tell
from tests.reports.reading import HEADINGS, pages, plain, squeezed, tags
from tests.support.pages import Page
from tracker.database import db
from tracker.folders import find_folder
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart

ODD = '<b>bold</b> <script>alert(1)</script> {% raw %} & "quotes" 😀 مرحبا é ñ'


LONG = " ".join(f"word{number}" for number in range(1400))


@dataclass
class Printed:
    """One report as a document and as a page, with what was signed."""

    data: bytes
    twin: Page
    sha256: str


_printed: dict[tuple[str, str], dict[str, Printed]] = {}


@pytest.fixture
def printed(pango, database, world, visit):
    """A report of Ana's as HR gets it, for each audience; laid out once a run, for it takes a second or two."""

    def printed(comment="I do this most days.", audience="personnel_file"):
        copies = _printed.setdefault((database.kind, comment), {})
        if not copies:
            told = tell(world, comment)
            say(world, told)
            for one in ("personnel_file", "outside"):
                query = f"/reports/competency/{world.ana.id}"
                answer = visit(world.hr).raw("GET", f"{query}.pdf?for={one}")
                assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
                twin = visit(world.hr).get(f"{query}?for={one}")
                copies[one] = Printed(answer.data, twin, told.review.snapshot.sha256)
        return copies[audience]

    return printed


def say(world, told):
    signing.add_statement(
        part=StatementPart.REVIEW, record_id=told.review.id, item_code=None, text="Read this too.", by=world.ana
    )
    db.session.commit()


def test_page_one_holds_who_what_the_counts_strengths_and_goals(printed):
    first, *_others = pages(printed().data)
    wanted = (
        "Employer record, not an ICB form",
        "Required competencies",
        "The four domains in counts",
        "Recovery Support",
        "Strengths",
        "Goals",
    )
    assert [words for words in wanted if words not in plain(first)] == []


def test_the_document_holds_every_statement_name_level_signature_and_hash(printed):
    report = printed()
    sheets = pages(report.data)
    text, whole = squeezed("".join(sheets)), plain(" ".join(sheets))
    domains = json.loads((find_folder("seed") / "crss.json").read_text())["domains"]
    texts = [item["statement"] for domain in domains for item in domain["items"]]
    assert len(texts) == 89
    assert [statement for statement in texts if squeezed(statement) not in text] == []
    for words in ("Ana Ruiz", "Dana Whitfield", "Can guide others", "Steady", "Growing", "Learning", "Not rated here"):
        assert words in whole
    assert report.sha256 in text
    assert "I see my groups as steadier." in whole
    assert len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", whole)) == 2
    assert "Employer record, not an ICB form" in sheets[0]
    assert "Verified by Dana Whitfield: Direct observation" in whole


def test_it_has_six_to_ten_pages_each_with_its_number_and_the_stamp(printed):
    sheets = pages(printed().data)
    assert 6 <= len(sheets) <= 10
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.endswith(f"page {number} of {len(sheets)}")
        assert "Issued by Priya Nair," in sheet


def test_it_says_on_which_page_the_statements_stand(printed):
    sheets = pages(printed().data)
    (page,) = re.findall(r"Statement of the employee present, page (\d+)", sheets[0])
    assert "Read this too." in sheets[int(page) - 1]


@pytest.mark.parametrize("audience", ["personnel_file", "outside"])
@pytest.mark.parametrize("comment", ["I do this most days.", ODD + LONG], ids=["usual", "odd and long"])
def test_it_passes_the_rules_of_pdf_ua(printed, comment, audience):
    report = validate_pdf_bytes(printed(comment, audience).data, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_it_is_tagged_with_title_language_and_headings_in_order(printed):
    data = printed().data
    with pikepdf.open(io.BytesIO(data)) as document:
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == "Competency report: Ana Ruiz"
    headings = [int(tag[2]) for tag in tags(data) if tag in HEADINGS]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert headings.count(3) == 4 + 8
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_no_table_breaks_over_a_page(printed):
    report = printed()
    counts = Counter(tags(report.data))
    assert counts["/Table"] == len(report.twin.tree.xpath("//article//table")) == 1
    assert counts["/Figure"] == len(report.twin.tree.xpath("//article//svg")) == 12


def test_the_page_and_the_document_say_the_same(printed):
    report = printed()
    document = squeezed("".join(pages(report.data)))
    blocks = report.twin.tree.xpath("//article//p | //article//h2 | //article//h3 | //article//td")
    assert len(blocks) > 250
    assert [text for block in blocks if (text := squeezed(block.text_content())) not in document] == []


def test_odd_texts_stay_text(printed):
    document = squeezed("".join(pages(printed(ODD + LONG).data)))
    for piece in ("<b>bold</b>", "<script>alert(1)</script>", "{% raw %}", '& "quotes"', "😀", "ñ"):
        assert squeezed(piece) in document
    for letter in "مرحبا":
        assert letter in document


def test_a_very_long_comment_is_printed_whole(printed):
    assert len(LONG) > 10_000
    text = "".join(pages(printed(ODD + LONG).data))
    assert squeezed(LONG) in squeezed(re.sub(r"Issued by.*?page \d+ of \d+", "", text))


def test_comments_are_left_out_of_the_document_for_someone_outside(printed):
    inside, outside = (plain("".join(pages(printed(audience=one).data))) for one in ("personnel_file", "outside"))
    assert "I do this most days." in inside
    assert "I do this most days." not in outside
    for words in ("I see my groups as steadier.", "Read this too."):
        assert words in inside
        assert words in outside
