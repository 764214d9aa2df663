"""Signing by hand: the sheet, its scan, and who may record it."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.reviews.record import at, everything, lines, state_of
from tests.support.world import PDF
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Stale
from tracker.files.models import KeptFile
from tracker.people.models import AssignmentKind, Role, SupervisionAssignment
from tracker.reports import signing_sheet
from tracker.reviews import ending, on_paper, queries
from tracker.reviews.models import Ending, Review, State
from tracker.reviews.on_paper import Sheet
from tracker.signatures.models import Capacity, Meaning, PaperSignature, Signature

SCAN = {"name": "sheet.pdf", "content": PDF}


@pytest.fixture
def review(world):
    return world.awaiting()


def fingerprint(review):
    return queries.get_snapshot(db.session.get_one(Review, review.id)).sha256[:8]


def form(review, **more):
    values = {
        "signer": "employee",
        "meaning": "agree",
        "comment": "",
        "signed_on": clock.today().isoformat(),
        "fingerprint": fingerprint(review),
        "scan": (PDF, "sheet.pdf"),
    }
    return {**values, **more}


def send(visitor, review, status=302, **more):
    values = form(review, **more)
    content, name = values.pop("scan")
    data = {**values, "scan": (BytesIO(content), name), "csrf_token": visitor._token()}
    return visitor._page(visitor._send("POST", at(review, "on-paper"), {"data": data}), status, "on-paper")


def sheet(review, side=Side.EMPLOYEE, meaning=Meaning.AGREE, comment=""):
    return Sheet(side, meaning, comment, clock.today(), fingerprint(review))


def signatures():
    return db.session.execute(select(Signature).order_by(Signature.signed_at)).scalars().all()


class TestRecording:
    def test_hr_keeps_the_scan_and_records_what_stands_on_it(self, world, review, visit):
        hr = visit(world.hr)
        assert at(review, "on-paper") in hr.get(at(review)).links()
        page = hr.get(at(review, "on-paper"))
        assert page.says("Ana Ruiz, Employee")
        assert page.says("Dana Whitfield, Supervisor")
        page = hr.follow(send(hr, review, meaning="disagree", comment="I saw item two differently."))
        assert page.says("It now waits for the other signature.")
        assert page.says("recorded by Priya Nair")
        (given,) = signatures()
        assert (given.capacity, given.meaning, given.means) == (Capacity.EMPLOYEE, Meaning.DISAGREE, "paper")
        assert (given.signer_id, given.consent_version) == (world.ana.id, "")
        scan = db.session.execute(select(KeptFile)).scalar_one()
        paper = db.session.get_one(PaperSignature, given.id)
        assert (paper.scan_id, paper.scan_sha256) == (scan.id, scan.sha256)
        assert scan.sha256.encode() in bytes(given.content)
        assert state_of(review) is State.AWAITING_SIGNATURES
        (line,) = [one for one in lines_of(given) if one.event == "signature.recorded"]
        assert (line.actor_id, line.fields) == (world.hr.id, ["employee"])

    def test_the_second_signature_ends_the_review_however_it_was_given(self, world, review, visit):
        world.sign(review, Side.SUPERVISOR)
        hr = visit(world.hr)
        assert hr.follow(send(hr, review)).says("The review has ended.")
        row = db.session.get_one(Review, review.id, populate_existing=True)
        assert (row.state, row.ending) == (State.ENDED, Ending.SIGNED)
        assert len(lines(review, "review.ended")) == 1
        # And both sides and HR find the scan with it.
        scan = db.session.execute(select(KeptFile.id)).scalar_one()
        for reader in (world.ana, world.dana, world.hr):
            assert f"/files/{scan}" in visit(reader).get(at(review)).links()
            visit(reader).get(f"/files/{scan}")

    def test_hr_does_not_read_the_scan_before_the_end(self, world, review, visit):
        hr = visit(world.hr)
        send(hr, review)
        scan = db.session.execute(select(KeptFile.id)).scalar_one()
        hr.get(f"/files/{scan}", 404)
        assert f"/files/{scan}" not in hr.get(at(review)).links()

    def test_a_late_one_leaves_the_ending_as_it_was(self, world, review, visit):
        ending.decline(world.side(review, Side.EMPLOYEE), by=world.ana)
        db.session.commit()
        hr = visit(world.hr)
        send(hr, review)
        row = db.session.get_one(Review, review.id, populate_existing=True)
        assert (row.state, row.ending) == (State.ENDED, Ending.DECLINED)
        assert [one.capacity for one in signatures()] == [Capacity.EMPLOYEE]

    def test_a_successor_signs_that_they_received_it(self, world, review, visit):
        later = world.person("Sol Successor", Role.SUPERVISOR)
        for assignment in db.session.execute(select(SupervisionAssignment)).scalars():
            assignment.ends_on = clock.today() - timedelta(days=1)
        db.session.commit()
        world.assign(world.ana, later, AssignmentKind.PRIMARY, starts_on=clock.today())
        signers = on_paper.list_signers(db.session.get_one(Review, queries.get_reading(review.id, world.hr).review.id))
        assert [(one.person.name, one.meanings) for one in signers][1] == ("Sol Successor", (Meaning.RECEIVED,))


def lines_of(signature):
    return db.session.execute(select(TrailLine).where(TrailLine.record_id == signature.id)).scalars().all()


class TestRefusals:
    def test_neither_side_records_it_not_even_with_a_role_in_hr(self, world, visit):
        both = world.person("Hana Both", Role.HR, Role.SUPERVISOR)
        world.assign(world.ana, both, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=9))
        review = world.awaiting()
        assert visit(both).get(at(review, "on-paper"), 403).says("Somebody else in HR records this")
        assert at(review, "on-paper") not in visit(both).get(at(review)).links()
        reading = queries.get_reading(review.id, both)
        with pytest.raises(NotAllowed):
            on_paper.record(reading, sheet(review), **SCAN, by=both)

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"signer": ""}, "Choose whose signature it is."),
            ({"meaning": ""}, "Choose what is ticked on the sheet."),
            ({"meaning": "disagree"}, "Type what the employee wrote on the sheet"),
            ({"signed_on": ""}, "Choose the day on the sheet."),
            ({"signed_on": "2030-01-01"}, None),
            ({"fingerprint": ""}, "Type the first eight characters"),
            ({"scan": (b"MZ program", "sheet.pdf")}, "This is no PDF, PNG or JPEG file"),
            ({"scan": (b"", "")}, "Choose the file with the scan."),
        ],
        ids=str,
    )
    def test_bad_input_is_answered_with_an_instruction(self, world, review, visit, wrong, sentence):
        before = everything(review)
        page = send(visit(world.hr), review, 422, **wrong)
        assert sentence is None or page.says(sentence)
        assert everything(review) == before
        assert db.session.execute(select(KeptFile)).first() is None

    @pytest.mark.parametrize("typed", ["00000000", "abc"])
    def test_a_sheet_of_other_content(self, world, review, visit, typed):
        before = everything(review)
        page = send(visit(world.hr), review, 409, fingerprint=typed)
        assert page.says("The fingerprint on this sheet is not that of the present content.")
        assert everything(review) == before
        assert db.session.execute(select(KeptFile)).first() is None

    def test_a_day_before_signatures_were_asked_for(self, world, review, visit):
        yesterday = (clock.today() - timedelta(days=1)).isoformat()
        assert send(visit(world.hr), review, 409, signed_on=yesterday).says("when signatures were asked for")

    def test_twice(self, world, review, visit):
        hr = visit(world.hr)
        send(hr, review)
        assert send(hr, review, 409).says("Open the review to see whose is missing.")
        assert len(signatures()) == 1

    def test_what_the_other_side_would_say(self, world, review):
        reading = queries.get_reading(review.id, world.hr)
        with pytest.raises(Stale, match="cannot be recorded now"):
            on_paper.record(reading, sheet(review, Side.SUPERVISOR, Meaning.DISAGREE, "No."), **SCAN, by=world.hr)


class TestTheSheet:
    def test_holds_the_sentences_the_fingerprint_and_all_of_the_content(self, world, review):
        db.session.expire_all()
        made = signing_sheet.gather(queries.get_signing(review.id, world.ana))
        assert [place.name for place in made.places] == ["Ana Ruiz", "Dana Whitfield"]
        assert made.places[0].sentences[1].startswith("By signing here I sign this record. I have read it. I do not")
        assert made.fingerprint == fingerprint(review)
        assert sum(len(section.items) for section in made.content.sections) == 89

    def test_is_offered_where_one_signs_and_printed_as_a_tagged_document(self, world, review, visit, pango):
        ana = visit(world.ana)
        path = f"/reports/signing-sheet/{review.id}.pdf"
        assert path in ana.get(at(review, "sign")).links()
        answer = ana.raw("GET", path)
        assert answer.data.startswith(b"%PDF-")
        assert len(lines(review, "signing_sheet.printed")) == 1

    def test_names_only_whose_signature_is_missing(self, world, review):
        world.sign(review, Side.SUPERVISOR)
        db.session.expire_all()
        made = signing_sheet.gather(queries.get_signing(review.id, world.ana))
        assert [place.side for place in made.places] == ["Employee"]


class TestTheReport:
    def test_says_on_paper_and_by_whom_it_was_recorded(self, world, review, visit):
        world.sign(review, Side.SUPERVISOR)
        send(visit(world.hr), review)
        page = visit(world.hr).get(f"/reports/competency/{world.ana.id}")
        assert page.says("on paper on")
        assert page.says("recorded by Priya Nair")


class TestTheDatabase:
    def test_refuses_a_change(self, world, review, visit):
        send(visit(world.hr), review)
        for statement in (update(PaperSignature).values(signed_on=clock.today()), delete(PaperSignature)):
            with pytest.raises(DatabaseError, match="a signature never changes"):
                db.session.execute(statement)
            db.session.rollback()

    def test_refuses_a_hash_that_is_none(self, world, review, visit):
        send(visit(world.hr), review)
        (given,) = signatures()
        values = {
            "signature_id": given.id,
            "signed_on": clock.today(),
            "scan_id": given.id,
            "scan_sha256": "short",
            "recorded_by_id": world.hr.id,
        }
        with pytest.raises(IntegrityError):
            db.session.execute(insert(PaperSignature).values(values))
