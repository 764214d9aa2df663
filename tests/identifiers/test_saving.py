"""The check on save: the writer fixes the text or says what it is about; the choice is kept, never the words."""

from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from tests.assessments.rating import at, fields
from tracker import clock
from tracker.assessments.models import Rating, Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.identifiers.actions import keep_choice
from tracker.identifiers.models import IdentifierChoice, NotAboutOne
from tracker.observations.models import Observation
from tracker.web.identifiers import look_at

SEEN = "Sat with J.S. on 3/14 and listened."
ASKS = "This may point to a person you support. Please look at: 'J.S.' and '3/14'."


def observation(**more):
    values = {
        "key": str(uuid4()),
        "items": "ADV-T01",
        "observed_on": clock.today().isoformat(),
        "setting": "office",
        "method": "in_person",
        "presence": "nobody_present",
        "strength": "Listened for long.",
        "seen": SEEN,
    }
    return {**values, **more}


def chosen(page, field, reason="colleague", **more):
    """What a page sends back once a choice is tapped."""
    return {f"not-about-one-{field}": reason, f"marks-shown-{field}": page.value(f"marks-shown-{field}"), **more}


def kept():
    rows = select(IdentifierChoice.place, IdentifierChoice.field, IdentifierChoice.reason)
    return db.session.execute(rows).all()


@pytest.fixture
def new(world):
    return f"/people/{world.ana.id}/observations/new"


def test_nothing_is_saved_before_the_writer_has_looked(world, visit, new):
    page = visit(world.dana).post(new, observation(), 422)
    assert page.errors() == [ASKS]
    assert page.value("seen") == SEEN
    assert page.value("strength") == "Listened for long."
    assert page.says("Nothing is lost; your text is still here.")
    assert [page.says(words) for words in ("a colleague", "an agency", "something else", "Fix my text")] == [True] * 4
    assert db.session.execute(select(Observation.id)).all() == kept() == []


def test_a_text_that_was_fixed_is_saved_without_a_trace(world, visit, new):
    visit(world.dana).post(new, observation(seen="Sat with an individual and listened."))
    assert kept() == []


def test_the_choice_is_kept_and_never_the_words(world, visit, new):
    dana, sent = visit(world.dana), observation()
    page = dana.post(new, sent, 422)
    dana.post(new, {**sent, **chosen(page, "seen"), "share": "1"})
    made = db.session.execute(select(Observation)).scalar_one()
    assert (made.seen, made.shared_at is not None) == (SEEN, True)
    assert kept() == [("observations.new", "seen", NotAboutOne.COLLEAGUE)]
    row = db.session.execute(select(IdentifierChoice)).scalar_one()
    assert row.by_id == world.dana.id
    line = db.session.execute(select(TrailLine).where(TrailLine.record_id == row.id)).scalar_one()
    assert (line.event, line.actor_id, line.fields) == ("identifier.kept", world.dana.id, ["seen: colleague"])
    everything = [str(vars(one)) for one in (row, line)]
    assert not any("J.S." in text or "3/14" in text for text in everything)


def test_only_the_writer_reads_the_line(world, visit, new):
    dana, sent = visit(world.dana), observation()
    dana.post(new, {**sent, **chosen(dana.post(new, sent, 422), "seen")})
    said = "saved a text that the check for identifiers had pointed at"
    assert dana.get(f"/people/{world.dana.id}/trail").says(said)
    assert not visit(world.hr).get("/trail/").says(said)


def test_a_choice_holds_for_the_words_that_were_shown(world, visit, new):
    dana, sent = visit(world.dana), observation()
    page = dana.post(new, sent, 422)
    again = dana.post(new, {**sent, **chosen(page, "seen"), "seen": SEEN + " Then T.M. came."}, 422)
    assert "'T.M.'" in again.errors()[0]
    assert kept() == []


@pytest.mark.parametrize("forged", [{"marks-shown-seen": ""}, {"not-about-one-seen": "because"}])
def test_a_choice_without_its_words_or_of_no_list_is_none(world, visit, new, forged):
    dana, sent = visit(world.dana), observation()
    page = dana.post(new, sent, 422)
    dana.post(new, {**sent, **chosen(page, "seen"), **forged}, 422)
    assert kept() == []


def test_each_marked_text_has_its_own_choice_and_one_kept_does_not_get_lost(world, visit, new):
    dana, sent = visit(world.dana), observation(strength="Called Mrs. Alvarez back.")
    page = dana.post(new, sent, 422)
    assert len(page.errors()) == 2
    page = dana.post(new, {**sent, **chosen(page, "seen")}, 422)
    assert page.errors() == ["This may point to a person you support. Please look at: 'Mrs. Alvarez'."]
    assert page.value("not-about-one-seen") == "colleague"
    both = {**chosen(page, "seen"), **chosen(page, "strength", "agency")}
    dana.post(new, {**sent, **both})
    assert {(field, reason) for _place, field, reason in kept()} == {("seen", "colleague"), ("strength", "agency")}


def test_when_something_else_is_wrong_no_choice_is_kept_yet(world, visit, new):
    dana, sent = visit(world.dana), observation()
    page = dana.post(new, sent, 422)
    dana.post(new, {**sent, **chosen(page, "seen"), "setting": ""}, 422)
    assert kept() == []


def test_when_the_rules_refuse_what_was_written_no_choice_is_kept(world, visit):
    review = world.ended()
    world.ask_amendment(review)
    address = f"/reviews/{review.id}/amendment"
    visit(world.ana).post(address, {"reason": "Talked with J.S."}, 409)
    assert kept() == []


def test_a_text_that_stands_saved_is_not_asked_about_again(world, visit):
    review = world.both_sent()
    address, dana = f"/reviews/{review.id}/conversation", visit(world.dana)
    sent = {"notes": "J.S. from the front desk joined us.", "form": ""}
    page = dana.post(address, sent, 422)
    dana.post(address, {**sent, **chosen(page, "notes")})
    revision = dana.get(address).value("revision")
    dana.post(address, {**sent, "present": "Ana, Dana", "revision": revision})
    assert len(kept()) == 1


def test_a_sentence_for_one_item_of_many_is_checked_too(world, visit):
    codes = [item.code for item in world.outline.items[:9]]
    sent = {
        "key": str(uuid4()),
        "items": codes,
        "level": "4",
        "goal": "",
        "method": "direct_observation",
        "event": "Morning group",
        "observed_on": clock.today().isoformat(),
        "evidence": "All of it.",
        "qualification": "credential",
        "qualified_by": "CRSS 12345",
        **{f"sentences-{code}": "Did it alone." for code in codes},
        f"sentences-{codes[2]}": "Did it with client Maria.",
    }
    address, dana = f"/people/{world.ana.id}/verifications/new", visit(world.dana)
    page = dana.post(address, sent, 422)
    assert page.errors() == [f"{codes[2]}: This may point to a person you support. Please look at: 'Maria'."]
    dana.post(address, {**sent, **chosen(page, f"sentences-{codes[2]}", "something_else")})
    assert kept() == [("verifications.new", f"sentences-{codes[2]}", "something_else")]


def test_signing_keeps_the_choice_only_with_the_signature(world, visit):
    review = world.awaiting()
    world.with_password(world.ana)
    address, ana = f"/reviews/{review.id}/sign", visit(world.ana)
    shown = ana.get(address)
    sent = {
        "meaning": "disagree",
        "comment": "It was J.S. who said so.",
        "typed_name": "Ana Ruiz",
        "seen_sha256": shown.value("seen_sha256"),
        "consents": "y",
        "password": "not my password",
    }
    page = ana.post(address, sent, 422)
    said = chosen(page, "comment")
    ana.post(address, {**sent, **said}, 422)
    assert kept() == []
    ana.post(address, {**sent, **said, "password": "four unrelated words here"})
    assert kept() == [("signing.sign", "comment", "colleague")]


# Ratings, saved as they are given


def comment_of(review, code="ADV-T01"):
    row = select(Rating.answer, Rating.comment).where(Rating.assessment_id == review.id, Rating.side == Side.EMPLOYEE)
    return [tuple(one) for one in db.session.execute(row)]


def test_the_answer_is_saved_and_the_comment_waits_for_the_choice(world, visit):
    review, ana = world.review(), visit(world.ana)
    sent = fields("ADV-T01", "4", comment="Talked with J.S. about it.")
    page = ana.tap(at(review, "answers", "ADV-T01"), sent)
    assert page.says("Your answer is saved. Your comment is not saved yet.")
    assert page.says("Please look at: 'J.S.'.")
    assert comment_of(review) == [("4", "")]
    page = ana.tap(
        at(review, "answers", "ADV-T01"), {**sent, **chosen(page, "comment-ADV-T01"), "revision-ADV-T01": "1"}
    )
    assert page.says("All saved")
    assert comment_of(review) == [("4", "Talked with J.S. about it.")]
    assert kept() == [("assessments.save_answer", "comment-ADV-T01", "colleague")]


def test_a_comment_that_waits_leaves_the_one_that_stands(world, visit):
    review, ana = world.review(), visit(world.ana)
    path = at(review, "answers", "ADV-T01")
    ana.tap(path, fields("ADV-T01", "4", comment="I can do it."))
    ana.tap(path, fields("ADV-T01", "3", comment="I did it with client Maria.", revision="1"))
    assert comment_of(review) == [("3", "I can do it.")]
    ana.tap(path, fields("ADV-T01", "3", comment="I did it with an individual.", revision="2"))
    assert comment_of(review) == [("3", "I did it with an individual.")]
    assert kept() == []


def test_a_whole_page_saved_by_its_button_shows_the_comment_again(world, visit):
    review, ana = world.review(), visit(world.ana)
    address = at(review, "adv-tasks")
    sent = {**fields("ADV-T01", "4", comment="With J.S."), **fields("ADV-T02", "3", comment="Alone.")}
    page = ana.post(address, {**sent, "next": "1"}, 422)
    assert page.value("comment-ADV-T01") == "With J.S."
    assert sorted(comment_of(review)) == [("3", "Alone."), ("4", "")]
    assert page.says("Your answer is saved. Your comment is not saved yet.")
    more = {**sent, **chosen(page, "comment-ADV-T01"), "revision-ADV-T01": "1", "revision-ADV-T02": "1", "next": "1"}
    ana.post(address, more)
    assert sorted(comment_of(review)) == [("3", "Alone."), ("4", "With J.S.")]


def test_in_a_practice_the_check_leaves_no_trace(world, visit):
    own, ana = world.practice(), visit(world.ana)
    path = f"/assessments/{own.assessment.id}/answers/ADV-T02"
    sent = fields("ADV-T02", "4", comment="With J.S.")
    ana.tap(path, {**sent, **chosen(ana.tap(path, sent), "comment-ADV-T02"), "revision-ADV-T02": "1"})
    assert kept() == []


# What holds whatever the form


def test_a_failing_trail_leaves_no_choice(world, break_trail):
    person = world.dana

    break_trail()
    with pytest.raises(RuntimeError):
        keep_choice(NotAboutOne.AGENCY, place="goals.new", field="statement", by=person)
    db.session.rollback()
    assert kept() == []


@pytest.mark.parametrize("wrong", [{"place": ""}, {"field": ""}, {"reason": "because"}, {"by_id": None}], ids=str)
def test_the_database_refuses(world, wrong):
    values = {"id": uuid4(), "by_id": world.dana.id, "place": "p", "field": "f", "reason": "agency"}
    with pytest.raises((IntegrityError, StatementError)):
        db.session.execute(insert(IdentifierChoice).values({**values, "created_at": clock.now(), **wrong}))


def test_an_unmarked_text_asks_nothing():
    assert look_at("seen", "I listened.", posted={}) is None
    assert look_at("seen", " With J.S. ", saved="With J.S.", posted={}) is None
