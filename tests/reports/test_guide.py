import pytest
from page import validate_pdf_bytes
from sqlalchemy import select

from tests.reports.conftest import rate
from tests.reports.test_documents import pages, squeezed
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.reviews import conversing


@pytest.fixture
def review(world):
    world.observation("ADV-T01", strength="Waited for their own words.")
    world.goal("ADV-T02", statement="I want to lead the group.")
    review = world.review()
    rate(world, review, "I do this most days.")
    return review


def guide(world):
    return f"/reports/guide/{world.ana.id}"


@pytest.mark.parametrize("side", ["ana", "dana"])
def test_strengths_come_first_then_what_was_chosen_then_differences(world, visit, review, side):
    reading = world.side(review, Side.EMPLOYEE)
    item = reading.outline.by_code["MEN-T05"]
    conversing.choose_to_talk(reading, item, wanted=True, by=world.ana)
    db.session.commit()
    page = visit(getattr(world, side)).get(guide(world))
    said = page.words("//article")
    marks = [
        "1. What is strong",
        "ADV-T01",
        "Waited for their own words.",
        "2. What you chose to talk about",
        "would rather talk about this in person",
        "MEN-T05",
        "3. What you see differently",
        "ADV-T04",
        "What did each of you see? When? What would help?",
        "4. How can I support you better?",
        "5. Goals",
        "I want to lead the group.",
    ]
    found = [said.find(mark, said.find(marks[2]) if n > 2 else 0) for n, mark in enumerate(marks)]
    assert -1 not in found
    assert [at for n, at in enumerate(found) if marks[n][0].isdigit()] == sorted(
        at for n, at in enumerate(found) if marks[n][0].isdigit()
    )
    assert "I do this most days." in said


def test_the_document_says_the_same_and_passes_the_rules_of_pdf_ua(pango, world, visit, review):
    answer = visit(world.dana).raw("GET", f"{guide(world)}.pdf?review={review.id}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    report = validate_pdf_bytes(answer.data, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    document = squeezed("".join(pages(answer.data)))
    blocks = visit(world.dana).get(guide(world)).tree.xpath("//article//p | //article//h2 | //article//h3")
    assert len(blocks) > 40
    assert [text for block in blocks if (text := squeezed(block.text_content())) not in document] == []
    line = db.session.execute(select(TrailLine).where(TrailLine.event == "guide.printed")).scalar_one()
    assert (line.actor_id, line.about_id, line.record_id) == (world.dana.id, world.ana.id, review.id)


def test_before_both_have_sent_there_is_none(world, visit):
    review = world.review()
    for side in (world.ana, world.dana):
        assert visit(side).get(guide(world), 409).says("once both of you have sent")
        visit(side).get(f"{guide(world)}.pdf?review={review.id}", 409)


def test_it_is_for_the_two_sides_alone(world, visit, review):
    visit(world.person("Cal Colleague")).get(guide(world), 404)
    visit(world.hr).get(guide(world), 403)


def test_the_conversation_leads_to_it(world, visit, review):
    assert f"{guide(world)}?review={review.id}" in visit(world.ana).get(f"/reviews/{review.id}/conversation").links()


def test_the_command_writes_it_with_the_rights_of_who_is_named(pango, world, app, review, tmp_path):
    run, file = app.test_cli_runner().invoke, tmp_path / "guide.pdf"
    _ = world.hr
    done = run(args=["report", "guide", "ana.ruiz", "--as", "dana.whitfield", "--out", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(b"%PDF")
    line = db.session.execute(select(TrailLine).where(TrailLine.event == "guide.printed")).scalar_one()
    assert line.via == "operator"
    refused = run(args=["report", "guide", "ana.ruiz", "--as", "priya.nair", "--out", str(tmp_path / "no.pdf")])
    assert refused.exit_code == 1
    assert not (tmp_path / "no.pdf").exists()
