"""Removal for privacy: two people, every place at once, and hashes that still verify."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import Enum, LargeBinary, String, Text, func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.reviews.record import at
from tracker import clock
from tracker.assessments import actions as rating
from tracker.assessments.actions import Given
from tracker.assessments.models import Rating, Side
from tracker.audit.models import TrailLine
from tracker.database import REMOVED, Base, db
from tracker.employment.models import Background, BackgroundKind, JobDescription
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files.models import KeptFile
from tracker.observations.models import Observation
from tracker.people.models import Detail, FormerDetail, Role
from tracker.record_requests.models import Channel, HandOver, RecordRequest, Wish
from tracker.removals import actions, queries
from tracker.removals.models import PrivacyRemoval, RemovalReason
from tracker.removals.places import PLACES
from tracker.reports import views as report_views
from tracker.reports.models import IssuedReport, ReplacedCopy
from tracker.reviews import ending
from tracker.reviews import queries as reviews
from tracker.signatures import queries as signed
from tracker.signatures.models import Signature, Snapshot, SnapshotText, Statement, StatementPart
from tracker.verifications.models import Appointment, Qualification

SECRET = "Talked of J.S. and the stay in hospital."


@pytest.fixture
def other(world):
    """A second one in HR."""
    return world.person("Omar Second", Role.HR)


@pytest.fixture
def review(world):
    """A signed review in which the same words stand in a comment, in an observation, and in the signed copy of each."""
    seen = world.observation("ADV-T01", seen=SECRET)
    review = world.review()
    reading = world.side(review, Side.EMPLOYEE)
    rating.save(reading.own, reading.outline.by_code["ADV-T01"], Given("3", SECRET), by=world.ana)
    db.session.commit()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": ""})
    world.rate(review, Side.SUPERVISOR)
    for side in Side:
        world.send(review, side)
    world.finish(review)
    world.sign(review, Side.SUPERVISOR)
    world.sign(review, Side.EMPLOYEE, comment="I said it differently: J.S. was not there.")
    assert seen.seen == SECRET
    return review


def key_of(words):
    return hashlib.sha256(words.encode()).hexdigest()


def asked(world, *words):
    removal = world.ask_removal(*words)
    return queries.get_visible(removal.id, world.hr)


def removed(world, other, *words):
    removal = asked(world, *words)
    count = actions.carry_out(queries.get_visible(removal.id, other, lock=True), by=other)
    db.session.commit()
    db.session.expire_all()
    return removal, count


def copies_kept():
    return db.session.execute(select(func.count()).select_from(IssuedReport)).scalar_one()


def stored(words):
    """Every table and column of the database in which words stand, in text or in bytes."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, (String, Text)):
                hits = db.session.execute(select(func.count()).where(column.like(f"%{words}%"))).scalar_one()
            elif isinstance(column.type, LargeBinary):
                hits = sum(words.encode() in bytes(one) for one in db.session.execute(select(column)).scalars() if one)
            else:
                continue
            if hits:
                found.add(f"{table.name}.{column.name}")
    return found


class TestTheWords:
    def test_leave_every_place_at_once_and_the_root_still_verifies(self, world, review, other):
        before = bytes(db.session.get_one(Snapshot, review.snapshot_id).content)
        assert stored("J.S. and the stay") == {"rating.comment", "observation.seen", "snapshot_text.text"}
        _removal, count = removed(world, other, SECRET)
        assert count == 4
        assert stored("J.S. and the stay") == set()
        snapshot = db.session.get_one(Snapshot, review.snapshot_id)
        assert bytes(snapshot.content) == before
        assert hashlib.sha256(before).hexdigest() == snapshot.sha256
        assert signed.is_intact(snapshot)
        read = signed.read_snapshot(snapshot)
        marker = f"[removed for privacy, {clock.today():%Y-%m-%d}, by two people of HR]"
        assert read["ratings"]["ADV-T01"]["employee"]["comment"] == marker
        assert read["observations"][0]["seen"] == marker
        assert read["observations"][0]["strength"] == "Listened for a long while."

    def test_of_a_signature_go_and_its_hash_stays(self, world, review, other):
        comment = "I said it differently: J.S. was not there."
        before = db.session.execute(select(Signature).where(Signature.comment == comment)).scalar_one()
        identifier, digest, content = before.id, before.sha256, bytes(before.content)
        removed(world, other, comment)
        after = db.session.get_one(Signature, identifier)
        assert (after.sha256, bytes(after.content), after.comment_salt) == (digest, content, "")
        assert after.comment.startswith(REMOVED)
        assert stored("J.S. was not there") == set()
        # The salted hash of the words stands in what was signed; without the salt nobody can try likely words.
        assert len(json.loads(content)["comment"]["salted_sha256"]) == 64

    def test_of_a_statement_and_of_the_log_go(self, world, review, other, visit):
        entry = world.entry(summary="About J.S. at length.")
        statement = Statement(
            author_id=world.ana.id, part=StatementPart.LOG_ENTRY, record_id=entry.id, text="J.S. again."
        )
        db.session.add(statement)
        db.session.commit()
        removed(world, other, "About J.S. at length.", "J.S. again.")
        page = visit(world.ana).get(f"/log/{entry.id}")
        assert page.text.count(REMOVED) == 2

    def test_on_file_beside_the_work_go_too(self, world, other, visit):
        ana, hr, today = world.ana, world.hr, clock.today()
        paper = world.paper_review()
        paper.withdrawn_at, paper.withdrawn_by_id, paper.withdrawn_reason = clock.now(), hr.id, "Secret of the paper"
        request = RecordRequest(
            person_id=ana.id,
            asked_by="Secret asker",
            asked_on=today,
            due_on=today + timedelta(days=9),
            channel=Channel.PHONE,
            wish=Wish.PAPER,
            recorded_by_id=hr.id,
        )
        db.session.add(request)
        db.session.flush()
        db.session.add_all(
            [
                Background(
                    person_id=ana.id,
                    kind=BackgroundKind.EXPERIENCE,
                    what="Secret work",
                    place="Secret employer",
                    recorded_by_id=hr.id,
                ),
                JobDescription(
                    person_id=ana.id, job_title="Peer", duties="Secret duties", given_on=today, given_by_id=hr.id
                ),
                FormerDetail(person_id=ana.id, detail=Detail.LEGAL_NAME, value="Secret name"),
                FormerDetail(person_id=ana.id, detail=Detail.PROGRAM, value="A program"),
                HandOver(
                    request_id=request.id,
                    person_id=ana.id,
                    what="Secret pages",
                    handed_on=today,
                    channel=Channel.IN_PERSON,
                    by_id=hr.id,
                ),
                Appointment(
                    assessor_id=ana.id,
                    appointed_by_id=hr.id,
                    starts_on=today,
                    ends_on=today,
                    qualification=Qualification.EXPERIENCE,
                    qualified_by="Secret experience",
                ),
            ]
        )
        db.session.commit()
        offered = [choice.text for choice in queries.list_choices(ana, hr)]
        words = {text for text in offered if text.startswith("Secret")}
        assert len(words) == 8
        assert "A program" not in offered
        removed(world, other, *words)
        assert stored("Secret ") == set()
        for page in (f"/people/{ana.id}", f"/people/{ana.id}/employment", f"/people/{ana.id}/from-paper"):
            assert REMOVED in visit(hr).get(page).text

    def test_a_scan_goes_as_a_whole(self, world, review, other):
        scan = world.scan(review.id)
        removal = actions.ask(world.ana, [key_of(scan.sha256)], reason=RemovalReason.HEALTH, by=world.hr)
        db.session.commit()
        actions.carry_out(queries.get_visible(removal.id, other, lock=True), by=other)
        db.session.commit()
        assert db.session.execute(select(func.count()).select_from(KeptFile)).scalar_one() == 0

    def test_issued_copies_go_and_the_next_one_names_them(self, world, review, other, visit, pango):
        hr = visit(world.hr)
        hr.get(f"/reports/competency/{world.ana.id}.pdf")
        copy = db.session.execute(select(IssuedReport)).scalar_one()
        identifier, digest = copy.id, copy.pdf_sha256
        removed(world, other, SECRET)
        assert db.session.execute(select(func.count()).select_from(IssuedReport)).scalar_one() == 0
        hr.get(f"/reports/issued/{identifier}", 410)
        visit(world.person("Nina Nobody")).get(f"/reports/issued/{identifier}", 404)
        page = hr.get(f"/reports/competency/{world.ana.id}")
        assert page.says(f"Replaces the copy {identifier}")
        assert page.says(digest)
        hr.get(f"/reports/competency/{world.ana.id}.pdf")
        assert db.session.execute(select(IssuedReport.id)).scalar_one() != identifier

    def test_how_a_review_was_offered_goes_from_its_copies_too(self, world, other, visit, pango, time_machine):
        how = "By mail, while J.S. was in hospital."
        review = world.awaiting()
        world.sign(review, Side.SUPERVISOR)
        today = clock.today()
        time_machine.move_to(clock.now() + timedelta(days=30))
        reading = reviews.get_reading(review.id, world.hr, lock=True)
        ending.record_declined(reading, offered_on=today, offered_how=how, by=world.hr)
        db.session.commit()
        visit(world.hr).get(f"/reports/competency/{world.ana.id}.pdf")
        assert copies_kept() == 1
        removed(world, other, how)
        assert (copies_kept(), stored("J.S.")) == (0, set())

    def test_a_copy_that_was_being_laid_out_meanwhile_is_not_kept(self, world, review, other, visit, monkeypatch):
        removal = asked(world, SECRET)

        def press(_content, stamp):
            actions.carry_out(queries.get_visible(removal.id, other, lock=True), by=other)
            db.session.commit()
            return b"%PDF"

        monkeypatch.setattr(report_views, "press", press)
        answer = visit(world.hr).raw("GET", f"/reports/competency/{world.ana.id}.pdf")
        assert (answer.status_code, copies_kept(), stored(SECRET)) == (409, 0, set())

    def test_copies_of_reviews_without_the_words_stay(self, world, review, other):
        copy = IssuedReport(
            kind="competency",
            person_id=world.ana.id,
            review_id=review.id,
            subject_id=review.id,
            content_sha256="0" * 64,
            scope="others",
            language="en",
            audience="personnel_file",
            issued_by_id=world.hr.id,
            pdf_sha256="1" * 64,
            pdf=b"%PDF",
        )
        world.entry(summary="Only in the log.")
        db.session.add(copy)
        db.session.commit()
        removed(world, other, "Only in the log.")
        assert db.session.execute(select(IssuedReport.id)).scalar_one() == copy.id
        assert db.session.execute(select(func.count()).select_from(ReplacedCopy)).scalar_one() == 0

    def test_documents_of_the_log_of_everyone_who_attended_go_and_those_of_others_stay(self, world, review, other):
        luis, mei = world.person("Luis Ortega"), world.person("Mei Tanaka")
        world.assign(luis, world.dana)
        world.entry(world.ana, luis, summary="Only in the log.")
        for person in (world.ana, luis, mei):
            for kind in ("log", "hours"):
                db.session.add(
                    IssuedReport(
                        kind=kind,
                        person_id=person.id,
                        subject_id=person.id,
                        content_sha256="0" * 64,
                        scope="whole",
                        language="en",
                        audience="personnel_file",
                        issued_by_id=world.hr.id,
                        pdf_sha256="1" * 64,
                        pdf=b"%PDF",
                    )
                )
        db.session.commit()
        removed(world, other, "Only in the log.")
        left = {tuple(row) for row in db.session.execute(select(IssuedReport.kind, IssuedReport.person_id))}
        assert left == {("hours", luis.id), ("log", mei.id), ("hours", mei.id)}
        with pytest.raises(IntegrityError):
            db.session.execute(update(ReplacedCopy).values(person_id=None))


class TestTwoPeople:
    def test_asking_changes_nothing_and_keeps_no_words(self, world, review):
        removal = asked(world, SECRET)
        assert stored("J.S. and the stay") == {"rating.comment", "observation.seen", "snapshot_text.text"}
        (kept,) = removal.texts
        assert (kept.what, kept.code) == ("rating", "ADV-T01")
        assert kept.sha256 != key_of(SECRET)
        (line,) = db.session.execute(select(TrailLine).where(TrailLine.event == "removal.asked")).scalars()
        assert (line.actor_id, line.about_id, line.fields) == (world.hr.id, world.ana.id, [])

    def test_the_one_who_asked_cannot_decide(self, world, review, visit):
        removal = asked(world, SECRET)
        hr = visit(world.hr)
        page = hr.get(f"/removals/{removal.id}")
        assert page.says("A second person decides this")
        assert not page.says("Remove them for good")
        assert hr.post(f"/removals/{removal.id}/carry-out", {}, 403).says("A second person decides this")
        with pytest.raises(NotAllowed):
            actions.refuse(removal, why="Because.", by=world.hr)

    @pytest.mark.parametrize("who", ["ana", "dana"])
    def test_nor_the_person_nor_the_supervisor(self, world, review, who):
        removal = asked(world, SECRET)
        with pytest.raises(NotAllowed):
            actions.carry_out(removal, by=getattr(world, who))

    def test_an_administrator_decides_without_reading(self, world, review, visit):
        removal = asked(world, SECRET)
        admin = visit(world.admin)
        assert f"/removals/{removal.id}" in admin.get("/").links()
        page = admin.get(f"/removals/{removal.id}")
        assert page.says("Comment on a rating, ADV-T01")
        assert not page.says("J.S.")
        page = admin.follow(admin.post(f"/removals/{removal.id}/carry-out", {}))
        assert page.says("Certificate of removal: Ana Ruiz")
        assert page.says("by HR and an administrator]")

    def test_another_in_hr_reads_before_deciding(self, world, review, other, visit):
        removal = asked(world, SECRET)
        second = visit(other)
        assert second.get(f"/removals/{removal.id}").says(SECRET)
        page = second.post(f"/removals/{removal.id}/refuse", {"why": ""}, 422)
        assert page.says("Say in a sentence why the text stays.")
        page = second.follow(second.post(f"/removals/{removal.id}/refuse", {"why": "It names nobody."}))
        assert page.says("It names nobody.")
        assert stored("J.S. and the stay") == {"rating.comment", "observation.seen", "snapshot_text.text"}
        second.post(f"/removals/{removal.id}/carry-out", {}, 409)

    def test_a_text_that_changed_since_stops_it_whole(self, world, review, other):
        draft = world.observation("ADV-T02", seen="To be changed.", share=True)
        removal = asked(world, SECRET, "To be changed.")
        db.session.execute(update(Observation).where(Observation.id == draft.id).values(seen="Changed."))
        db.session.commit()
        with pytest.raises(Stale, match="Nothing was removed"):
            actions.carry_out(queries.get_visible(removal.id, other, lock=True), by=other)
        db.session.rollback()
        assert "rating.comment" in stored("J.S. and the stay")

    def test_twice_is_once(self, world, review, other, visit):
        removal = asked(world, SECRET)
        second = visit(other)
        second.post(f"/removals/{removal.id}/carry-out", {})
        assert second.post(f"/removals/{removal.id}/carry-out", {}, 409).says("This is decided already.")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"asked_by": "ana"},
            {"decided_by": "hr", "decision": "refused"},
            {"decided_by": "ana", "decision": "refused"},
            {"decided_by": "dana"},
            {"decided_by": "dana", "decision": "carried_out", "marker": ""},
        ],
        ids=str,
    )
    def test_the_database_refuses_one_person(self, world, wrong):
        decided_by = wrong.get("decided_by")
        values = {
            "about_id": world.ana.id,
            "asked_by_id": getattr(world, wrong.get("asked_by", "hr")).id,
            "reason": "law",
            "decision": wrong.get("decision"),
            "decided_at": clock.now() if decided_by else None,
            "decided_by_id": getattr(world, decided_by).id if decided_by else None,
            "marker": wrong.get("marker", "x"),
        }
        with pytest.raises(IntegrityError):
            db.session.execute(insert(PrivacyRemoval).values(values))


class TestChoosing:
    def test_hr_finds_words_whatever_their_case_and_asks(self, world, review, visit):
        hr = visit(world.hr)
        path = f"/people/{world.ana.id}/removals/new"
        assert path in hr.get(f"/people/{world.ana.id}").links()
        page = hr.get(path)
        assert page.says("A good talk.")
        key = page.value("key")
        page = hr.post(path, {"key": key, "words": "j.s. AND", "find": "1"}, 200)
        assert page.says(SECRET)
        assert page.says("in 4 places")
        assert not page.says("A good talk.")
        form = {"key": key, "words": "", "texts": key_of(SECRET)}
        assert hr.post(path, form, 422).says("Choose why it has to go.")
        page = hr.follow(hr.post(path, {**form, "reason": "health"}))
        assert page.says("Waiting for a second person")
        # Sent twice, asked for once.
        hr.post(path, {**form, "reason": "health"})
        assert len(queries.list_all(world.hr)) == 1

    def test_nothing_chosen_and_something_gone_are_said(self, world, review):
        with pytest.raises(Refusal, match="Choose the text"):
            actions.ask(world.ana, [], reason=RemovalReason.LAW, by=world.hr)
        with pytest.raises(Stale, match="has changed"):
            actions.ask(world.ana, [key_of("never written")], reason=RemovalReason.LAW, by=world.hr)
        with pytest.raises(Refusal, match="up to 50"):
            actions.ask(world.ana, [str(n) for n in range(51)], reason=RemovalReason.LAW, by=world.hr)

    def test_what_hr_may_not_read_is_not_offered(self, world, visit):
        review = world.review()
        reading = world.side(review, Side.EMPLOYEE)
        rating.save(reading.own, reading.outline.by_code["ADV-T01"], Given("3", "Between the two sides."), by=world.ana)
        db.session.commit()
        world.observation(seen="Not shared yet.", share=False)
        page = visit(world.hr).get(f"/people/{world.ana.id}/removals/new")
        assert not page.says("Between the two sides.")
        assert not page.says("Not shared yet.")
        with pytest.raises(Stale):
            actions.ask(world.ana, [key_of("Between the two sides.")], reason=RemovalReason.LAW, by=world.hr)

    def test_what_stands_beside_in_person_is_not_offered(self, world):
        review = world.review()
        reading = world.side(review, Side.EMPLOYEE)
        rating.save(reading.own, reading.outline.by_code["PRO-T04"], Given("in-person", "Only to Dana."), by=world.ana)
        db.session.commit()
        for side in Side:
            world.send(review, side)
        world.finish(review)
        for side in Side:
            world.sign(review, side)
        shown = [choice.text for choice in queries.list_choices(world.ana, world.hr)]
        assert "A good talk." in shown
        # The copy that was signed holds the same words; they are one text, and not offered either.
        assert "Only to Dana." not in shown

    def test_nobody_on_their_own_record(self, world, visit):
        visit(world.hr).get(f"/people/{world.hr.id}/removals/new", 404)

    def test_the_words_looked_for_are_in_no_address_and_no_trail(self, world, review, visit):
        hr = visit(world.hr)
        hr.post(f"/people/{world.ana.id}/removals/new", {"words": "sought-words", "find": "1"}, 200)
        assert stored("sought-words") == set()


class TestTheCertificate:
    def test_is_read_by_the_person_and_says_what_still_verifies(self, world, review, other, visit):
        removal, _count = removed(world, other, SECRET)
        ana = visit(world.ana)
        page = ana.get("/people/me", 302)
        page = ana.follow(page)
        assert f"/removals/{removal.id}" in page.links()
        page = ana.get(f"/removals/{removal.id}")
        snapshot = db.session.get_one(Snapshot, review.snapshot_id)
        assert page.says(snapshot.sha256)
        assert page.says("/ratings/ADV-T01/employee/comment")
        assert page.says(signed.sealed_at(snapshot, "/ratings/ADV-T01/employee/comment"))
        assert page.says("It points to a person served")
        assert not page.says("J.S.")

    def test_is_not_for_others_and_not_before_it_is_decided(self, world, review, visit):
        removal = asked(world, SECRET)
        visit(world.ana).get(f"/removals/{removal.id}", 404)
        visit(world.dana).get(f"/removals/{removal.id}", 404)

    def test_the_page_of_the_review_reads_so(self, world, review, other, visit):
        removed(world, other, SECRET)
        page = visit(world.ana).get(at(review, "conversation", "ADV-T01"))
        assert page.says(REMOVED)
        assert not page.says("J.S.")


class TestTheGuards:
    @pytest.mark.parametrize(
        ("model", "changed"),
        [
            (Rating, {"comment": "Other words."}),
            (Rating, {"comment": f"{REMOVED}2026-01-01, by nobody]", "answer": "5"}),
            (Statement, {"text": "Other words."}),
            (Signature, {"comment": "Other words."}),
            (Signature, {"comment": f"{REMOVED}2026-01-01, by nobody]", "comment_salt": "", "meaning": "agree"}),
            (SnapshotText, {"text": f"{REMOVED}2026-01-01, by nobody]"}),
        ],
        ids=str,
    )
    def test_let_through_nothing_else(self, world, review, model, changed):
        db.session.add(
            Statement(author_id=world.ana.id, part=StatementPart.REVIEW, record_id=review.id, text="My words.")
        )
        db.session.commit()
        with pytest.raises(DatabaseError):
            db.session.execute(update(model).values(changed))


def test_every_free_text_of_a_record_can_be_removed():
    """A table that gains a text column declares it, or says here that it is about nobody."""
    declared = {(place.model.__tablename__, place.column.key) for place in PLACES}
    declared |= {("rating_revision", "comment"), ("snapshot_text", "text")}
    not_of_a_record = {
        ("framework_version", "attribution"),
        ("competency", "statement"),
        ("review", "used_for"),
        ("review", "not_used_for"),
        ("signature", "intent"),
        ("privacy_removal", "refusal"),
        ("rating_terms", "who_reads"),
        ("wording", "text"),
        # The product's own words, never a person's.
        ("mail", "text"),
        ("review_cycle", "used_for"),
        ("review_cycle", "not_used_for"),
        ("review_cycle", "who_reads"),
        # Short texts about a framework, a source, the employer, or the work of a machine.
        ("framework_version", "title"),
        ("framework_version", "publisher"),
        ("framework_version", "source_url"),
        ("scale_version", "title"),
        ("domain", "title"),
        ("target", "source"),
        ("training_target", "source"),
        ("log_setting", "on_call"),
        ("installation", "demo_employer_name"),
        ("employer", "name"),
        ("rate_count", "key"),
        ("password", "hash"),
        ("job", "fault"),
        ("job_step", "note"),
        ("mail", "subject"),
        ("mail", "address"),
        ("mail", "fault"),
        ("removed_text", "place"),
        ("issued_report", "options"),
        ("snapshot_text", "place"),
        # About a grant, not about those it names.
        ("auditor_grant", "reason"),
        # Who someone is, on the page where HR changes it, and under a signature.
        ("person", "email"),
        ("person", "legal_name"),
        ("signature", "typed_name"),
    }
    free = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum) and (column.type.length or 300) >= 200
    }
    assert free - declared - not_of_a_record == set()
    assert {("conversation", "present"), ("verification", "event"), ("goal_step", "text")} <= declared
