"""Two requests in the same second, on connections of their own: one order comes out, and nobody meets a fault."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.conftest import make_app
from tests.reviews.record import at, lines, state_of, talk
from tests.signatures.signing import NAMES, form
from tests.support.visitor import Visitor
from tests.support.world import World
from tracker import clock
from tracker.assessments import queries as ratings
from tracker.assessments.models import Assessment, Rating, RatingRevision, Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import Person
from tracker.reviews import queries as reviews
from tracker.reviews.models import Conversation, ConversationItem, Review, State
from tracker.sign_in import actions as sign_in
from tracker.signatures import queries as signed
from tracker.signatures.models import Consent, Signature, Statement

CODE = "MCS-1.1"
# What a reader is told where only a constraint of the database kept two acts apart; a rule says it better.
CROSSED = "Someone changed this at the same moment"


class Office:
    """A database of its own with Ana and Dana in it, who act at once: where each waits for the other is said first."""

    def __init__(self, app, kind, monkeypatch):
        self.app, self.kind, self.patch = app, kind, monkeypatch
        self.world = World()
        self.ids = {"ana": self.world.ana.id, "dana": self.world.dana.id, "hr": self.world.hr.id}
        for person in (self.world.ana, self.world.dana):
            self.world.with_password(person)

    def review(self, state=State.RATING, person=None):
        """A small review in a state."""
        made = self.world.review(person, framework="crss-mcs")
        if state is not State.RATING:
            for side in Side:
                self.world.rate(made, side, {CODE: "4"}, default="")
                self.world.send(made, side)
            self.world.describe(made)
        if state is State.AWAITING_SIGNATURES:
            self.world.finish(made)
        db.session.commit()
        return made

    def meet_at_the_lock(self):
        """On PostgreSQL both have begun before either locks; SQLite lets one writer in at a time from the start."""
        if self.kind == "sqlite":
            return
        both = Barrier(2, timeout=30)
        for module in (reviews, ratings):

            def wait(model, identifier, real=module.find_locked):
                if model is Assessment:
                    both.wait()
                return real(model, identifier)

            self.patch.setattr(module, "find_locked", wait)

    def meet_at_the_password(self):
        """Both have read the record unlocked, and check the password outside any transaction; then both lock."""
        self.meet_at_the_lock()
        both, real = Barrier(2, timeout=30), sign_in.hasher

        class Slow:
            def verify(self, *words):
                both.wait()
                return real.verify(*words)

        self.patch.setattr(sign_in, "hasher", Slow())

    def meet_at_the_consent(self):
        """On PostgreSQL both have seen that nobody consented yet; the page asks that too, and both open one."""
        if self.kind == "sqlite":
            return
        both, real = Barrier(2, timeout=30), signed.has_consented

        def wait(person, version):
            found = real(person, version)
            both.wait()
            return found

        self.patch.setattr(signed, "has_consented", wait)

    def at_once(self, *acts):
        """Two people each prepare a form, then send it at the same moment; how each was answered."""
        ready, answers = Barrier(len(acts), timeout=30), [None] * len(acts)

        def run(number, who, path, prepare):
            try:
                with self.app.app_context():
                    visitor = Visitor(self.app, db.session.get_one(Person, self.ids[who]))
                    sent = {"csrf_token": visitor._token(), **prepare(visitor)}
                    ready.wait()
                    answer = visitor.raw("POST", path, data=sent)
                    answers[number] = "crossed" if CROSSED in answer.text else answer.status_code
                    db.session.remove()
            except Exception as fault:  # noqa: BLE001 - shown by the comparison with statuses
                answers[number] = fault
                ready.abort()

        threads = [Thread(target=run, args=(number, *act)) for number, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.expire_all()
        return answers


@pytest.fixture
def office(fresh_database, monkeypatch):
    app = make_app(fresh_database)
    with app.app_context():
        yield Office(app, fresh_database.kind, monkeypatch)
        db.session.remove()
        db.engine.dispose()


def sends(who, path, **sent):
    return who, path, lambda _visitor: sent


def signs(who, review):
    path = at(review, "sign")
    return who, path, lambda visitor: form(visitor.get(path), who)


def count(model, *conditions):
    return db.session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def events(review):
    """What the trail says happened to a review's states, in the order it was written."""
    wanted = ("assessment.sent", "review.talk_begun", "review.signatures_asked", "review.returned", "review.ended")
    return [line.event for line in lines(review) if line.event in wanted]


def moves_follow_one_another(review):
    moves = [line for line in lines(review) if line.record_kind == "review" and line.to_state]
    assert [line.from_state for line in moves] == [None, *(line.to_state for line in moves[:-1])]
    assert moves[-1].to_state == state_of(review)
    return True


def send(who, review):
    return sends(who, at(review, "send"), knows_of_unanswered="y", proud_of="")


def test_both_send_in_the_same_second_and_the_conversation_begins_once(office):
    review = office.review()
    office.meet_at_the_lock()
    assert office.at_once(send("ana", review), send("dana", review)) == [302, 302]
    assert state_of(review) is State.IN_CONVERSATION
    assert events(review) == ["assessment.sent", "assessment.sent", "review.talk_begun"]
    assert moves_follow_one_another(review)
    assert count(Conversation) == 1


@pytest.mark.parametrize("who", list(NAMES))
def test_one_side_sends_twice_in_the_same_second_and_it_counts_once(office, who):
    review = office.review()
    office.meet_at_the_lock()
    assert set(office.at_once(send(who, review), send(who, review))) == {302, 409}
    assert events(review) == ["assessment.sent"]
    assert state_of(review) is State.RATING


def test_one_takes_back_in_the_second_the_other_sends_and_one_order_comes_out(office):
    review = office.review()
    office.world.send(review, Side.EMPLOYEE)
    office.meet_at_the_lock()
    taken, sent = office.at_once(sends("ana", at(review, "take-back")), send("dana", review))
    assert (taken, sent) in ((302, 302), (409, 302))
    assert state_of(review) is (State.RATING if taken == 302 else State.IN_CONVERSATION)
    assert count(Conversation) == (0 if taken == 302 else 1)
    assert moves_follow_one_another(review)


def test_both_sign_in_the_same_second_and_the_review_ends_once(office):
    review = office.review(State.AWAITING_SIGNATURES)
    office.meet_at_the_password()
    assert office.at_once(signs("ana", review), signs("dana", review)) == [302, 302]
    assert state_of(review) is State.ENDED
    assert events(review)[-2:] == ["review.signatures_asked", "review.ended"]
    assert moves_follow_one_another(review)
    found = db.session.execute(select(Signature.capacity, Signature.voided_at)).all()
    assert sorted(found) == [("employee", None), ("supervisor", None)]


@pytest.mark.parametrize("who", list(NAMES))
def test_one_side_signs_twice_in_the_same_second_and_one_signature_stands(office, who):
    review = office.review(State.AWAITING_SIGNATURES)
    office.meet_at_the_password()
    assert set(office.at_once(signs(who, review), signs(who, review))) == {302, 409}
    assert (count(Signature), count(Consent)) == (1, 1)
    assert state_of(review) is State.AWAITING_SIGNATURES
    assert count(TrailLine, TrailLine.event == "signature.given") == 1


def test_the_last_signature_sent_twice_in_the_same_second_ends_the_review_once(office):
    review = office.review(State.AWAITING_SIGNATURES)
    office.world.sign(review, Side.SUPERVISOR)
    office.meet_at_the_password()
    assert set(office.at_once(signs("ana", review), signs("ana", review))) == {302, 409}
    assert events(review).count("review.ended") == 1
    assert count(Signature) == 2


@pytest.mark.parametrize("order", ["sign first", "return first"])
def test_the_last_signature_and_a_return_in_the_same_second_are_never_both_done(office, order):
    review = office.review(State.AWAITING_SIGNATURES)
    office.world.sign(review, Side.SUPERVISOR)
    acts = [signs("ana", review), sends("dana", at(review, "return"), reason="The date is wrong.")]
    office.meet_at_the_lock()
    answers = office.at_once(*(acts if order == "sign first" else acts[::-1]))
    assert set(answers) == {302, 409}
    standing = count(Signature, Signature.voided_at.is_(None))
    assert (state_of(review), standing) in ((State.ENDED, 2), (State.IN_CONVERSATION, 0))
    assert moves_follow_one_another(review)


def test_someone_signs_their_first_two_records_in_the_same_second_and_consents_once(office):
    bea = office.world.person("Bea Becker")
    office.world.assign(bea, office.world.dana)
    first, second = (office.review(State.AWAITING_SIGNATURES, person) for person in (office.world.ana, bea))
    office.meet_at_the_consent()
    assert office.at_once(signs("dana", first), signs("dana", second)) == [302, 302]
    assert (count(Signature), count(Consent)) == (2, 1)


def saves(review, answer, revision, comment=""):
    """Ana's page saves one answer."""
    sent = {f"answer-{CODE}": answer, f"revision-{CODE}": str(revision), f"comment-{CODE}": comment}
    return sends("ana", f"/assessments/{review.id}/answers/{CODE}", **sent)


def held(review):
    rows = db.session.execute(select(Rating).where(Rating.assessment_id == review.id)).scalars().all()
    kept = db.session.execute(select(RatingRevision).where(RatingRevision.assessment_id == review.id)).scalars().all()
    return rows, kept


def test_two_first_answers_in_the_same_second_make_one_row_and_the_other_is_kept_aside(office):
    review = office.review()
    office.meet_at_the_lock()
    assert set(office.at_once(saves(review, "2", 0), saves(review, "5", 0))) == {200, 409}
    (row,), (kept,) = held(review)
    assert {row.answer, kept.answer} == {"2", "5"}
    assert (row.revision, kept.was_saved) == (1, False)
    assert len(lines(review, "answer.saved")) == 1


def test_two_changes_in_the_same_second_keep_what_was_before_and_the_one_that_crossed(office):
    review = office.review()
    office.world.rate(review, Side.EMPLOYEE, {CODE: "3"}, default="")
    office.meet_at_the_lock()
    assert set(office.at_once(saves(review, "2", 1, "Two"), saves(review, "5", 1, "Five"))) == {200, 409}
    (row,), kept = held(review)
    assert row.revision == 2
    before, crossed = sorted(kept, key=lambda one: not one.was_saved)
    assert (before.answer, before.revision) == ("3", 1)
    assert {(row.answer, row.comment), (crossed.answer, crossed.comment)} == {("2", "Two"), ("5", "Five")}


def test_the_same_answer_twice_in_the_same_second_is_one_answer(office):
    review = office.review()
    office.meet_at_the_lock()
    assert office.at_once(saves(review, "4", 0), saves(review, "4", 0)) == [200, 200]
    (row,), kept = held(review)
    assert (row.answer, row.revision, kept) == ("4", 1, [])
    assert len(lines(review, "answer.saved")) == 1


def test_an_answer_saved_in_the_second_of_sending_is_sent_or_refused(office):
    review = office.review()
    office.world.rate(review, Side.EMPLOYEE, {CODE: "3"}, default="")
    office.meet_at_the_lock()
    saved, sent = office.at_once(saves(review, "5", 1), send("ana", review))
    assert (saved, sent) in ((200, 302), (409, 302))
    (row,), kept = held(review)
    assert row.answer == ("5" if saved == 200 else "3")
    assert kept == []


def test_an_answer_saved_in_the_second_a_review_is_made_void_comes_before_it_or_is_refused(office):
    review = office.review()
    office.world.rate(review, Side.EMPLOYEE, {CODE: "3"}, default="")
    office.meet_at_the_lock()
    voids = sends("hr", f"/void/review/{review.id}", reason="Opened for the wrong job.")
    saved, void = office.at_once(saves(review, "5", 1), voids)
    assert (saved, void) in ((200, 302), (409, 302))
    (row,), _kept = held(review)
    assert row.answer == ("5" if saved == 200 else "3")
    _before, *written = [line.event for line in lines(review) if line.event in ("answer.saved", "review.voided")]
    assert written == (["answer.saved", "review.voided"] if saved == 200 else ["review.voided"])


def outcome(review):
    """What became of the one item these tests speak of."""
    found = select(ConversationItem).where(ConversationItem.review_id == review.id)
    return db.session.execute(found).scalar_one_or_none()


def proposes(who, review, level="3"):
    return sends(who, talk(review, CODE, "propose"), level=level)


def test_both_propose_the_same_level_in_the_same_second_and_have_agreed(office):
    review = office.review(State.IN_CONVERSATION)
    office.meet_at_the_lock()
    assert office.at_once(proposes("ana", review), proposes("dana", review)) == [302, 302]
    assert outcome(review).agreed_level == 3
    assert [line.event for line in lines(review) if "level" in line.event] == [
        "review.level_proposed",
        "review.level_agreed",
    ]


def test_two_levels_proposed_in_the_same_second_are_one_proposal_and_no_agreement(office):
    review = office.review(State.IN_CONVERSATION)
    office.meet_at_the_lock()
    assert office.at_once(proposes("ana", review, "3"), proposes("dana", review, "4")) == [302, 302]
    row = outcome(review)
    assert (row.proposed_level, row.proposed_by) in ((3, Side.EMPLOYEE), (4, Side.SUPERVISOR))
    assert row.agreed_at is None


def test_what_is_proposed_in_the_second_of_finishing_is_frozen_or_refused(office):
    review = office.review(State.IN_CONVERSATION)
    office.meet_at_the_lock()
    details = {"held_on": clock.today().isoformat(), "minutes": "60", "form": "video", "present": "Both"}
    finishing = sends("dana", talk(review), finish="1", **details)
    finished, proposed = office.at_once(finishing, proposes("ana", review))
    assert (finished, proposed) in ((302, 302), (302, 409))
    stored = db.session.get_one(Review, review.id)
    frozen = signed.read_snapshot(reviews.get_snapshot(stored))["ratings"][CODE]["outcome"]
    assert (frozen is None) == (proposed == 409) == (outcome(review) is None)


def test_a_conversation_finished_twice_in_the_same_second_is_frozen_once(office):
    review = office.review(State.IN_CONVERSATION)
    office.meet_at_the_lock()
    details = {"held_on": clock.today().isoformat(), "minutes": "60", "form": "video", "present": "Both"}
    finishing = sends("dana", talk(review), finish="1", **details)
    assert set(office.at_once(finishing, finishing)) == {302, 409}
    assert events(review).count("review.signatures_asked") == 1
    assert moves_follow_one_another(review)


def test_one_statement_sent_twice_in_the_same_second_stands_once(office):
    review = office.review()
    sent = {"text": "My own words.", "key": str(uuid4())}
    adding = sends("ana", f"/statements/review/{review.id}/new", **sent)
    assert set(office.at_once(adding, adding)) <= {302, "crossed"}
    assert count(Statement) == 1
