"""Whether a document is genuine: public pages, and what they do not say."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tracker import clock
from tracker.database import db
from tracker.removals import actions as removals
from tracker.removals import queries as known_removals
from tracker.reports import verifying, views
from tracker.reports.frozen import Content, hash_of, plain
from tracker.reports.models import IssuedReport, ReplacedCopy
from tracker.reports.verifying import Since, Standing
from tracker.sign_in import throttle
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


@pytest.fixture
def issued(world, told, visit, monkeypatch):
    """A copy HR printed, and its bytes."""
    monkeypatch.setattr(views, "press", lambda what, stamp: f"%PDF /ID [({stamp.identifier})] {what.title}".encode())
    pdf = visit(world.hr).raw("GET", f"/reports/competency/{world.ana.id}.pdf").data
    return db.session.execute(select(IssuedReport.id)).scalar_one(), pdf


def say(world, review):
    signing.add_statement(part=StatementPart.REVIEW, record_id=review.id, item_code=None, text="More.", by=world.ana)
    db.session.commit()


def test_anyone_is_told_that_it_is_genuine_and_nobody_is_named(world, told, visit, issued):
    identifier, _pdf = issued
    page = visit(None).get(f"/verify/{identifier}")
    assert page.says("Yes. A document with this identifier was issued here.")
    assert page.says("The record has not changed since")
    assert page.says(told.review.snapshot.sha256[:16])
    for name in ("Ana", "Ruiz", "Dana", "Priya"):
        assert name not in page.words("//main")


def test_it_says_that_the_record_has_changed_and_when_a_newer_copy_was_issued(world, told, visit, issued):
    identifier, pdf = issued
    say(world, told.review)
    page = visit(None).get(f"/verify/{identifier}")
    assert page.says("The record has changed since.")
    assert not page.says("A newer copy was issued")
    visit(world.hr).raw("GET", f"/reports/competency/{world.ana.id}.pdf")
    assert visit(None).get(f"/verify/{identifier}").says("A newer copy was issued")
    assert verifying.check_file(pdf).since is Since.CHANGED


def test_a_copy_issued_before_a_part_was_added_says_the_same(world, told, visit, monkeypatch):
    monkeypatch.setattr(views, "press", lambda *_what: b"%PDF")
    with monkeypatch.context() as before:
        before.setattr(Content, "content_sha256", property(lambda content: hash_of(plain(content, with_added=False))))
        visit(world.hr).raw("GET", f"/reports/competency/{world.ana.id}.pdf")
    identifier = db.session.execute(select(IssuedReport.id)).scalar_one()
    assert verifying.check_identifier(identifier).since is Since.UNCHANGED
    say(world, told.review)
    assert verifying.check_identifier(identifier).since is Since.CHANGED


def test_it_compares_also_when_whoever_printed_it_may_not_read_it_any_more(world, told, issued, second_hr):
    identifier, _pdf = issued
    world.hr.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert verifying.check_identifier(identifier).since is Since.UNCHANGED
    second_hr.left_on = world.hr.left_on
    db.session.commit()
    assert verifying.check_identifier(identifier).since is Since.NOT_KNOWN


def test_an_altered_file_is_found_and_an_unknown_one_is_unknown(issued):
    identifier, pdf = issued
    assert verifying.check_file(pdf).is_current
    for forged in (pdf + b" ", pdf.replace(b"Ana", b"Eva"), b"<" + str(identifier).encode().hex().encode() + b">"):
        checked = verifying.check_file(forged)
        assert (checked.standing, checked.identifier) == (Standing.ALTERED, identifier)
    assert verifying.check_file(b"%PDF other").standing is Standing.UNKNOWN


def test_an_identifier_nobody_issued_is_refused_in_words(visit):
    page = visit(None).get(f"/verify/{uuid4()}")
    assert page.says("No. No document with this identifier was issued here.")
    assert visit(None).get("/verify?identifier=abc", 422).says("This is no identifier.")
    answer = visit(None).raw("GET", "/verify?identifier=3F2B8C1E-5D7A-4E90-9C41-0A6B7D8E9F10")
    assert answer.location == "/verify/3f2b8c1e-5d7a-4e90-9c41-0a6b7d8e9f10"


def test_a_copy_replaced_for_privacy_says_so(world, told, visit, issued):
    identifier, pdf = issued
    asked = world.ask_removal("I see my groups as steadier.", person=world.ana)
    removals.carry_out(known_removals.get_visible(asked.id, world.admin, lock=True), by=world.admin)
    db.session.commit()
    assert db.session.execute(select(ReplacedCopy.kind)).scalar_one() == "competency"
    assert visit(None).get(f"/verify/{identifier}").says("This document was replaced for privacy.")
    assert verifying.check_file(pdf).standing is Standing.REPLACED


def test_too_many_looks_from_one_address_wait(visit, monkeypatch, issued):
    identifier, _pdf = issued
    monkeypatch.setattr(throttle, "LOOKS_PER_ADDRESS", throttle.RateLimitItemPerMinute(2, 15))
    for _ in range(2):
        visit(None).get(f"/verify/{identifier}")
    assert visit(None).get(f"/verify/{identifier}", 429).says("Too many documents were looked up from here.")
