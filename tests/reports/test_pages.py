from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.reports.conftest import MISSING, tell
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import AssignmentKind, AuditorGrant, Role
from tracker.reports import pdf
from tracker.reports.models import IssuedReport
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


def address(person, ending=""):
    return f"/reports/competency/{person.id}{ending}"


def count(model, *where):
    return db.session.execute(select(func.count()).select_from(model).where(*where)).scalar_one()


@pytest.mark.parametrize("reader", ["ana", "dana", "hr"])
def test_who_may_read_the_report_reads_it_as_a_page(world, visit, told, reader):
    page = visit(getattr(world, reader)).get(address(world.ana))
    assert page.says("Competency report: Ana Ruiz")
    assert len(page.tree.xpath("//article//*[@class='code']")) == 89


def test_who_may_not_read_it_finds_nothing(world, visit, told):
    second = world.person("Mei Tanaka", Role.SUPERVISOR)
    world.assign(world.ana, second, AssignmentKind.SECOND)
    visit(world.person("Marcus Bell")).get(address(world.ana), 404)
    visit(world.admin).get(address(world.ana), 403)
    for ending in ("", ".pdf"):
        visit(second).get(address(world.ana, ending), 404)


def test_opening_it_leaves_one_line_an_hour_and_none_for_oneself(world, visit, told):
    for reader in (world.hr, world.hr, world.ana):
        visit(reader).get(address(world.ana))
    opened = TrailLine.event == "report.opened"
    assert count(TrailLine, opened) == count(TrailLine, opened, TrailLine.actor_id == world.hr.id) == 1


STEPS = {
    "rating": lambda *_: None,
    "one sent": lambda world, review: sent(world, review, Side.EMPLOYEE),
    "in conversation": lambda world, review: [sent(world, review, side) for side in Side],
    "awaiting": lambda world, review: [*[sent(world, review, side) for side in Side], world.finish(review)],
}
WAITS = {"rating": "Ana Ruiz", "one sent": "Dana Whitfield", "in conversation": "Dana Whitfield"}


def sent(world, review, side):
    world.rate(review, side)
    world.send(review, side)


@pytest.mark.parametrize("state", list(STEPS))
@pytest.mark.parametrize("reader", ["ana", "dana", "hr"])
def test_before_anything_has_ended_it_says_where_it_stands_and_who_must_act(world, visit, state, reader):
    STEPS[state](world, world.review())
    visitor = visit(getattr(world, reader))
    page = visitor.get(address(world.ana))
    assert page.says("so there is no document to print yet")
    assert f"Waiting for {WAITS.get(state, 'Dana Whitfield')} since" in page.words()
    assert "Growing" not in page.words()
    refused = visitor.get(address(world.ana, ".pdf"), 409)
    assert refused.says("No review of Ana Ruiz has ended, so there is nothing to print yet.")
    assert count(IssuedReport) == 0


@pytest.mark.parametrize("state", [None, "rating"])
def test_before_anything_has_ended_there_is_nothing_for_a_machine_either_and_no_line(world, visit, state):
    if state:
        STEPS[state](world, world.review())
    for ending in ("pdf", "json", "csv", "xlsx"):
        refused = visit(world.hr).get(address(world.ana, f".{ending}"), 409)
        assert refused.says("No review of Ana Ruiz has ended, so there is nothing to print yet.")
    assert count(IssuedReport) == 0
    exported = select(func.count()).select_from(TrailLine).where(TrailLine.event.like("report.%"))
    assert db.session.execute(exported).scalar_one() == 0


def test_where_no_review_was_ever_started_it_says_what_comes_next(world, visit):
    page = visit(world.hr).get(address(world.ana))
    assert page.says("HR starts a review; then its state stands here.")


def test_an_older_review_is_asked_for_by_its_identifier(world, visit, told):
    newer = world.review(used_for="The newer one.")
    for side in Side:
        sent(world, newer, side)
    world.finish(newer)
    for side in Side:
        world.sign(newer, side)
    hr = visit(world.hr)
    assert hr.get(address(world.ana)).says("The newer one.")
    assert not hr.get(address(world.ana, f"?review={told.review.id}")).says("The newer one.")


def test_a_review_of_someone_else_is_not_found(world, visit, told):
    luis = world.person("Luis Ortega")
    world.assign(luis, world.dana)
    for review in (told.review.id, uuid4()):
        visit(world.hr).get(address(luis, f"?review={review}"), 404)
        visit(world.hr).get(address(luis, f".pdf?review={review}"), 404)


def test_one_chooses_between_the_personnel_file_and_someone_outside(world, visit, told):
    hr = visit(world.hr)
    page = hr.get(address(world.ana))
    assert page.says("I do this most days.")
    outside = next(link for link in page.links() if "for=outside" in link)
    assert not hr.get(outside).says("I do this most days.")
    assert any(".pdf" in link and "for=outside" in link for link in hr.get(outside).links())


def test_without_the_library_the_document_says_what_to_install_and_the_page_still_works(
    world,
    visit,
    told,
    child,
    monkeypatch,
):
    child(MISSING)
    monkeypatch.setattr(pdf, "_renderers", {})
    hr = visit(world.hr)
    page = hr.get(address(world.ana, ".pdf"), 409)
    assert page.says("a library is missing. Read the report as a page instead.")
    assert page.says("apt-get install libpango-1.0-0")
    assert hr.get(address(world.ana)).says("Competency report: Ana Ruiz")
    assert count(IssuedReport) == 0
    assert count(TrailLine, TrailLine.event.in_(["report.issued", "report.printed"])) == 0
    answer = hr.raw("GET", "/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "failing": ["pdf"]})


def test_an_auditor_reads_the_report_a_grant_names_until_it_ends(world, visit, told, auditor):
    visitor = visit(auditor)
    assert visitor.get(address(world.ana)).says("Not rated here")
    visitor.get(address(world.dana), 404)
    grant = db.session.execute(select(AuditorGrant)).scalar_one()
    grant.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    visitor.get(address(world.ana), 404)


def test_former_staff_read_their_own_report(world, visit, told):
    world.ana.left_on = clock.today() - timedelta(days=30)
    db.session.commit()
    visitor = visit(world.ana)
    assert visitor.get(address(world.ana)).says("Competency report: Ana Ruiz")
    visitor.get(address(world.dana), 404)


def test_and_read_their_own_answers_and_the_copy_they_printed_before(world, visit, told, pango):
    visit(world.ana).raw("GET", f"{address(world.ana)}.pdf")
    page = visit(world.ana).get(address(world.ana))
    (issued,) = {link for link in page.links() if link.startswith("/reports/issued/")}
    world.ana.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    page = visit(world.ana).get(address(world.ana))
    assert page.says("Would rather talk about this in person")
    assert not page.says("Not rated here")
    assert visit(world.ana).raw("GET", issued).status_code == 200


def test_odd_words_are_text_on_the_page(world, visit):
    tell(world, comment="<script>alert(1)</script> <b>bold</b> 😀 مرحبا é")
    page = visit(world.hr).get(address(world.ana))
    assert page.says("<script>alert(1)</script> <b>bold</b> 😀 مرحبا é")


def test_the_number_of_queries_does_not_grow_with_what_is_written(world, visit, told, count_queries):
    hr, totals = visit(world.hr), []
    for _ in range(2):
        world.verification("ADV-T05", "ADV-T06")
        world.entry(world.ana)
        for code in ("ADV-T05", "ADV-T06"):
            signing.add_statement(
                part=StatementPart.REVIEW, record_id=told.review.id, item_code=code, text="Mine.", by=world.ana
            )
        db.session.commit()
        hr.get(address(world.ana))
        with count_queries as seen:
            hr.get(address(world.ana))
        totals.append(seen.total)
    assert totals[0] == totals[1]


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_wrong_methods_are_answered_405(world, visit, ending):
    assert visit(world.hr).raw("DELETE", address(world.ana, ending)).status_code == 405


def test_an_unknown_kind_of_report_is_not_found(world, visit):
    visit(world.hr).get(f"/reports/horoscope/{world.ana.id}", 404)
