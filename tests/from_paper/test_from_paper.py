"""Earlier papers: entered by HR, marked wherever they are shown, counted in compliance."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.world import PDF
from tracker import clock
from tracker.audit import actions as trail
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files.models import FileKind, KeptFile
from tracker.from_paper import actions, making, queries
from tracker.from_paper.models import FromPaper, PaperReview
from tracker.people.models import Role
from tracker.reports.file import PersonnelFile
from tracker.reports.file_content import FileState, Finding, Wanted
from tracker.reports.models import Audience
from tracker.reviews.models import Ending, ReviewKind
from tracker.reviews.queries import list_last_held
from tracker.verifications import queries as verifications
from tracker.verifications import requirements
from tracker.verifications.models import Method, Qualification

WORDS = "kept 77"
MARK = "From paper, entered by Priya Nair on"


def last_held(person_id):
    return list_last_held([person_id], clock.today()).get(person_id)


def verification(world, *codes, **more):
    values = {
        "key": uuid4(),
        "person_id": world.ana.id,
        "assessor_id": world.dana.id,
        "outline": world.outline,
        "items": [world.outline.by_code[code] for code in codes or ("ADV-T01",)],
        "level": 4,
        "method": Method.DIRECT_OBSERVATION,
        "event": "Tuesday group",
        "observed_on": clock.today() - timedelta(days=50),
        "evidence": "Did it alone.",
        "qualification": Qualification.CREDENTIAL,
        "qualified_by": "CRSS",
        "is_periodic": False,
        "required": {},
    }
    return making.make_verification(**{**values, **more})


def lines_of_file(world):
    file = PersonnelFile()
    return file.gather(file.find(world.ana.id, world.hr, {}), Audience.PERSONNEL_FILE).lines


def one_line(world, wanted):
    (line,) = [line for line in lines_of_file(world) if line.wanted is wanted]
    return line


class TestCounting:
    def test_a_paper_review_counts_within_twelve_months(self, world):
        assert one_line(world, Wanted.REVIEW).finding is Finding.NOT_YET_HELD
        paper = world.paper_review()
        line = one_line(world, Wanted.REVIEW)
        assert (line.state, line.finding, line.on) == (FileState.COMPLETE, Finding.HELD, paper.held_on)
        assert line.from_paper.startswith(MARK)

    def test_one_that_only_the_supervisor_signed_is_weak_and_an_old_one_missing(self, world):
        world.paper_review(signed_by_employee=False)
        assert one_line(world, Wanted.REVIEW).state is FileState.WEAK
        world.paper_review(person=world.person("Old"), held_on=clock.today() - timedelta(days=500))
        assert last_held(world.person("Old").id) == (clock.today() - timedelta(days=500), Ending.SIGNED)

    def test_a_later_review_here_is_the_last_one(self, world):
        world.paper_review()
        review = world.ended()
        assert last_held(world.ana.id) == (review.conversation.held_on, Ending.SIGNED)
        assert one_line(world, Wanted.REVIEW).from_paper == ""

    def test_a_withdrawn_one_counts_no_more(self, world):
        paper = world.paper_review()
        actions.withdraw(queries.get_mark(paper.id, world.hr), reason="Wrong person.", by=world.hr)
        assert last_held(world.ana.id) is None
        with pytest.raises(Stale):
            actions.withdraw(queries.get_mark(paper.id, world.hr), reason="Again.", by=world.hr)
        world.paper_review()

    def test_a_paper_verification_meets_what_the_job_requires_until_it_is_due_again(self, world):
        world.require("ADV-T01", "ADV-T02")
        actions.enter(verification(world, "ADV-T01"), by=world.hr)
        long_ago = clock.today() - timedelta(days=4 * 365)
        actions.enter(verification(world, "ADV-T02", observed_on=long_ago, event="Then"), by=world.hr)
        first, second = requirements.list_needs([world.ana], clock.today())[world.ana.id]
        assert (first.is_verified, second.state) == (True, requirements.NeedState.DUE_AGAIN)


class TestRules:
    @pytest.mark.parametrize("roles", [(Role.HR, Role.EMPLOYEE), (Role.ADMINISTRATOR, Role.HR)])
    def test_nobody_verifies_themselves_on_paper_whatever_they_are(self, world, roles):
        me = world.person("Me", *roles)
        with pytest.raises(NotAllowed, match="Nobody verifies themselves"):
            verification(world, person_id=me.id, assessor_id=me.id)
        with pytest.raises(NotAllowed, match="own record"):
            actions.enter(verification(world, person_id=me.id), by=me)

    def test_only_hr_enters(self, world):
        with pytest.raises(NotAllowed, match="HR enters"):
            actions.enter(verification(world), by=world.dana)
        assert db.session.execute(select(FromPaper)).first() is None

    def test_many_items_share_no_sentence(self, world):
        codes = [item.code for item in world.outline.items[:9]]
        with pytest.raises(Refusal, match="up to 8 items"):
            verification(world, *codes)
        with pytest.raises(Refusal, match="Choose at least one"):
            verification(world, items=[])

    def test_the_same_paper_is_entered_once(self, world):
        actions.enter(verification(world), by=world.hr)
        with pytest.raises(Refusal, match="on file already"):
            actions.enter(verification(world), by=world.hr)

    def test_other_papers_are_not_withdrawn(self, world):
        credential = making.make_credential(
            key=uuid4(),
            person_id=world.ana.id,
            by_id=world.hr.id,
            kind="CRSS",
            number="1",
            issued_on=None,
            expires_on=None,
        )
        mark = actions.enter(credential, by=world.hr)
        with pytest.raises(Refusal, match="Only a review or a verification"):
            actions.withdraw(mark, reason="x", by=world.hr)

    def test_a_trail_that_fails_leaves_nothing_entered(self, world, monkeypatch):
        def fail(*_args, **_more):
            raise RuntimeError("no trail")

        monkeypatch.setattr(trail, "record_many", fail)
        with pytest.raises(RuntimeError):
            world.paper_review()
        db.session.rollback()
        assert db.session.execute(select(PaperReview)).first() is None

    @pytest.mark.parametrize("wrong", ["one's own supervisor", "withdrawn without a reason", "twice a day"])
    def test_the_database_refuses_what_must_never_be(self, world, wrong):
        paper = world.paper_review()
        withdrawn = wrong == "withdrawn without a reason"
        row = PaperReview(
            person_id=world.ana.id,
            supervisor_id=world.ana.id if wrong == "one's own supervisor" else world.dana.id,
            kind=ReviewKind.ANNUAL,
            held_on=paper.held_on if wrong == "twice a day" else clock.today(),
            signed_by_employee=True,
            withdrawn_at=clock.now() if withdrawn else None,
            withdrawn_by_id=world.hr.id if withdrawn else None,
        )
        db.session.add(row)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def enter(visitor, world, paper, form, status=302, **more):
    data = {"csrf_token": visitor._token(), "key": str(uuid4()), **form, **more}
    path = f"/people/{world.ana.id}/from-paper/{paper}"
    return visitor._page(visitor.raw("POST", path, data=data, content_type="multipart/form-data"), status, path)


def forms(world):
    today = clock.today().isoformat()
    return {
        "review": {"held_on": today, "supervisor": world.dana.id, "kind": "annual", "signed_by_employee": "y"},
        "verification": {
            "items": "ADV-T01",
            "assessor": world.dana.id,
            "level": "4",
            "method": "direct_observation",
            "event": "Tuesday group",
            "observed_on": today,
            "evidence": "Did it alone.",
            "qualification": "credential",
            "qualified_by": "CRSS",
        },
        "credential": {
            "kind": "CRSS",
            "number": "0012",
            "checked_by": world.dana.id,
            "checked_on": today,
            "source": "register",
        },
        "training": {
            "title": "Boundaries",
            "provider": "College",
            "starts_on": today,
            "minutes": "6.5",
            "category": "crss_i",
        },
    }


class TestPages:
    def test_the_levels_offered_begin_at_the_lowest_the_job_requires(self, world, visit):
        world.require("ADV-T01", level=3)
        hr, form = visit(world.hr), forms(world)["verification"] | {"level": "3"}
        enter(hr, world, "verification", form)
        assert verifications.list_visible(world.ana.id, world.ana)[0].items[0].is_verified
        assert enter(hr, world, "verification", form | {"items": "ADV-T02"}, 409).says("is a next step")

    @pytest.mark.parametrize("kind", ["review", "verification", "credential", "training"])
    def test_hr_enters_a_paper_with_its_scan_and_the_mark_is_shown(self, world, visit, kind):
        hr, form = visit(world.hr), forms(world)[kind]
        hr.get(f"/people/{world.ana.id}/from-paper/{kind}")
        page = hr.follow(enter(hr, world, kind, form, scan=(io.BytesIO(PDF), "old.pdf")))
        assert page.says(MARK)
        file = db.session.execute(select(KeptFile)).scalar_one()
        assert file.kind is (FileKind.TRAINING_CERTIFICATE if kind == "training" else FileKind.EARLIER_PAPER)
        for reader, status in ((world.ana, 200), (world.dana, 200), (world.hr, 200), (world.person("C"), 404)):
            assert visit(reader).raw("GET", f"/files/{file.id}").status_code == status
        twice = enter(hr, world, kind, form, 409)
        assert twice.says("on file already")

    @pytest.mark.parametrize("kind", ["review", "verification", "credential", "training"])
    def test_what_is_missing_is_said_and_nothing_is_saved(self, world, visit, kind):
        page = enter(visit(world.hr), world, kind, {"number": WORDS, "event": WORDS, "provider": WORDS}, 422)
        assert page.errors()
        assert kind == "review" or WORDS in page.text
        assert db.session.execute(select(FromPaper)).first() is None

    def test_an_unknown_kind_is_not_there(self, world, visit):
        visit(world.hr).get(f"/people/{world.ana.id}/from-paper/goal", 404)

    def test_a_broken_scan_is_refused(self, world, visit):
        form = forms(world)["review"]
        page = enter(visit(world.hr), world, "review", form, 422, scan=(io.BytesIO(b"MZ nothing"), "x.pdf"))
        assert "no PDF, PNG or JPEG" in page.errors()[0]

    def test_the_mark_stands_on_every_page_and_report(self, world, visit):
        hr = visit(world.hr)
        for kind, form in forms(world).items():
            enter(hr, world, kind, form)
        person = world.ana.id
        (event,) = db.session.execute(select(FromPaper.record_id).where(FromPaper.kind == "verification")).scalars()
        (training,) = db.session.execute(select(FromPaper.record_id).where(FromPaper.kind == "training")).scalars()
        for path in (
            f"/people/{person}/verifications",
            f"/verifications/{event}",
            f"/people/{person}/training",
            f"/training/{training}",
            f"/people/{person}/from-paper",
            *(f"/reports/{kind}/{person}" for kind in ("verification", "credentials", "file", "record")),
        ):
            assert hr.get(path).says(MARK), path

    def test_hr_withdraws_with_a_reason_and_it_stays_readable(self, world, visit):
        paper, hr = world.paper_review(), visit(world.hr)
        hr.post(f"/from-paper/{paper.id}/withdraw", {"reason": ""}, 422)
        page = hr.follow(hr.post(f"/from-paper/{paper.id}/withdraw", {"reason": "Wrong person."}))
        assert page.says("Wrong person.")
        for path in (f"/people/{world.ana.id}/from-paper", f"/reports/record/{world.ana.id}"):
            assert visit(world.ana).get(path).says("Wrong person."), path
        events = db.session.execute(select(TrailLine.event).where(TrailLine.record_id == paper.id)).scalars().all()
        assert events == ["paper_review.entered", "paper_review.withdrawn"]

    def test_the_number_of_queries_does_not_grow(self, world, visit, count_queries):
        hr = visit(world.hr)
        world.paper_review()
        hr.get(f"/people/{world.ana.id}/from-paper")
        with count_queries as few:
            hr.get(f"/people/{world.ana.id}/from-paper")
        before = few.total
        for number in range(1, 15):
            world.paper_review(held_on=clock.today() - timedelta(days=number))
        with count_queries as many:
            hr.get(f"/people/{world.ana.id}/from-paper")
        assert many.total <= before


def test_an_unmarked_document_keeps_its_hash(world):
    """What came to documents later, and is not said, makes no earlier copy a changed one."""
    from tracker.reports.credentials_content import HeldCredential
    from tracker.reports.frozen import plain

    held = HeldCredential("CRSS", "1", None, None, False, clock.today(), ())
    assert "from_paper" not in plain(held)
