"""What comes after a review that ended without both signatures, or that was amended or made void."""

from datetime import timedelta

import pytest

from tests.reviews.record import at, everything, in_state, lines, state_of
from tests.support.world import PASSWORD
from tracker import clock
from tracker.assessments.models import Side
from tracker.consultations.queries import list_drafts_of
from tracker.database import db
from tracker.errors import NotAllowed, Stale
from tracker.people.models import Role
from tracker.reviews import actions, amending, ending, growth, handing_over, queries, queries_amending
from tracker.reviews.models import Ending, State
from tracker.signatures import queries as signed

VOID = "This review is void: nothing more is written in it."
NEWEST = "An amendment of this review was opened. Sign the newest copy instead, once it asks for it."
SIGNING = {"meaning": "agree", "typed_name": "Ana Ruiz", "password": PASSWORD, "consents": "y"}


@pytest.fixture
def declined(world):
    """Dana has signed, Ana chose not to."""
    review = world.awaiting()
    world.sign(review, Side.SUPERVISOR)
    ending.decline(world.side(review, Side.EMPLOYEE), by=world.ana)
    db.session.commit()
    return review


def make_void(world, review):
    amending.void(queries.get_reading(review.id, world.hr, lock=True), reason="Wrong kind.", by=world.hr)
    db.session.commit()


def log_drafts(world):
    return list_drafts_of(world.dana)


@pytest.mark.parametrize("who", ["ana", "dana"])
def test_whoever_signed_or_was_asked_to_may_ask_to_amend_a_declined_review(world, visit, declined, who):
    person = getattr(world, who)
    assert visit(person).get(at(declined)).says("Something is wrong: ask for an amendment")
    visit(person).post(at(declined, "amendment"), {"reason": "A figure is wrong."})
    assert queries_amending.find_ties(declined.id).amended_by.asked_by_id == person.id


def test_somebody_who_neither_signed_nor_was_asked_may_not(world, declined):
    reading = queries.get_reading(declined.id, world.hr, lock=True)
    with pytest.raises(NotAllowed, match="or were asked to"):
        amending.ask(reading, reason="A figure is wrong.", by=world.hr)


def test_an_amendment_of_a_declined_review_says_what_it_amends_and_both_sign_it_anew(world, declined):
    before = everything(declined)
    copy = world.amendment(declined)
    world.finish(copy)
    for side in Side:
        world.sign(copy, side)
    assert state_of(copy) is State.ENDED
    assert queries.get_reading(copy.id, world.ana).review.ending is Ending.SIGNED
    assert everything(declined) == before
    content = signed.read_snapshot(queries.get_snapshot(copy))
    assert content["amends"]["review"] == str(declined.id)


def test_once_an_amendment_is_open_a_later_signature_belongs_to_the_newest_copy(world, visit, declined):
    ana = visit(world.ana)
    assert ana.get(at(declined)).says("Sign now, later than asked")
    world.ask_amendment(declined)
    assert ana.get(at(declined)).says("Sign now, later than asked")
    copy = amending.open_amendment(queries.get_reading(declined.id, world.hr, lock=True), by=world.hr)
    db.session.commit()
    assert not ana.get(at(declined)).says("Sign now, later than asked")
    assert ana.get(at(declined, "sign"), status=409).says(NEWEST)
    assert ana.post(at(declined, "sign"), SIGNING, status=409).says(NEWEST)
    make_void(world, copy)
    assert ana.get(at(declined)).says("Sign now, later than asked")
    ana.get(at(declined, "sign"))


def test_an_amendment_that_nobody_signs_ends_as_any_review_and_is_the_newest_copy(world, visit, declined):
    copy = world.amendment(declined)
    world.finish(copy)
    ending.decline(world.side(copy, Side.EMPLOYEE), by=world.ana)
    db.session.commit()
    assert state_of(copy) is State.ENDED
    page = visit(world.ana).get(at(declined))
    assert page.says("A newer copy ended on")
    assert page.says("The newest copy")
    assert not page.says("Amended on")


@pytest.mark.parametrize("act", ["sign", "decline", "offered", "not available", "return"])
def test_nothing_is_signed_or_ended_in_a_void_review(world, visit, monkeypatch, act):
    review = world.awaiting()
    make_void(world, review)
    before, trail = everything(review), len(lines(review))
    if act in ("offered", "not available"):
        reading = queries.get_reading(review.id, world.hr, lock=True)
        how = {
            "offered": lambda: ending.record_declined(
                reading, offered_on=clock.today(), offered_how="By mail.", by=world.hr
            ),
            "not available": lambda: ending.record_not_available(
                reading, away_from=clock.today(), away_to=None, by=world.hr
            ),
        }[act]
        with pytest.raises(Stale, match=VOID):
            how()
    else:
        form = {"sign": SIGNING, "decline": {"sure": "y"}, "return": {"reason": "A date is wrong."}}[act]
        assert visit(world.ana).post(at(review, act), form, status=409).says(VOID)
    assert everything(review) == before
    assert len(lines(review)) == trail


def test_a_void_declined_review_takes_no_later_signature(world, visit, declined):
    make_void(world, declined)
    page = visit(world.ana).get(at(declined))
    assert not page.says("Sign now, later than asked")
    assert visit(world.ana).post(at(declined, "sign"), SIGNING, status=409).says(VOID)


@pytest.mark.parametrize("state", State)
def test_hr_makes_a_review_void_in_any_state_and_the_state_stays(world, state):
    review = in_state(world, state)
    make_void(world, review)
    assert state_of(review) is state
    assert queries.get_reading(review.id, world.ana).void is not None


def test_what_is_void_or_amended_leaves_growth(world):
    review = world.ended()
    copy = world.amendment(review)
    assert [one.review.id for one in growth.list_whole(world.ana, world.ana)] == [review.id]
    world.finish(copy)
    for side in Side:
        world.sign(copy, side)
    assert [one.review.id for one in growth.list_whole(world.ana, world.ana)] == [copy.id]
    make_void(world, copy)
    assert [one.review.id for one in growth.list_whole(world.ana, world.ana)] == [review.id]


def test_one_conversation_begins_one_draft_in_the_log(world):
    review = world.ended()
    assert [draft.source_id for draft in log_drafts(world)] == [review.id]
    copy = world.amendment(review)
    world.finish(copy)
    assert [draft.source_id for draft in log_drafts(world)] == [review.id]
    actions.return_to_conversation(world.side(copy, Side.EMPLOYEE), reason="Another day.", by=world.ana)
    talk = queries.find_conversation(copy)
    talk.held_on -= timedelta(days=1)
    db.session.commit()
    actions.finish(world.side(copy, Side.SUPERVISOR), employer="Example Employer", language="en", by=world.dana)
    assert {draft.source_id for draft in log_drafts(world)} == {review.id, copy.id}


def test_a_draft_from_a_void_review_waits_for_nobody_and_is_not_completed(world, visit):
    review = world.ended()
    (draft,) = log_drafts(world)
    make_void(world, review)
    assert log_drafts(world) == []
    page = visit(world.dana).post(f"/log/drafts/{draft.id}/discard", status=409)
    assert page.says("What this draft came from is void.")


def test_who_was_not_at_the_conversation_logs_none(world):
    review = world.both_sent()
    world.describe(review)
    sam = world.person("Sam Successor", Role.SUPERVISOR)
    reading = queries.get_reading(review.id, world.ana)
    assert handing_over.held_now(reading, queries.find_conversation(review), world.dana)
    assert not handing_over.held_now(reading, queries.find_conversation(review), sam)


def test_typing_in_from_paper_ends_when_the_review_is_made_void(world, visit):
    review, typist = world.review(), world.person("Tia Typist")
    world.name_typist(review, typist)
    assert visit(typist).get("/").says("Type in the ratings of Ana Ruiz from paper")
    make_void(world, review)
    assert not visit(typist).get("/").says("Type in the ratings of Ana Ruiz from paper")
    visit(typist).get(f"/paper/{review.id}", status=404)
    mine = f"/assessments/{review.id}/paper"
    assert visit(world.ana).get(mine).says(VOID)
    assert visit(world.ana).post(f"{mine}/end", status=409).says(VOID)


def test_the_report_of_an_amendment_still_says_what_was_typed_in_from_paper(world, visit):
    review, typist = world.review(), world.person("Tia Typist")
    world.name_typist(review, typist)
    world.type_in(review, typist)
    for side in Side:
        world.rate(review, side, {"ADV-T01": "4"}, default="")
        world.send(review, side, confirms_paper=True)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    copy = world.amendment(review)
    world.finish(copy)
    for side in Side:
        world.sign(copy, side)
    assert visit(world.hr).get(f"/reports/competency/{world.ana.id}?review={copy.id}").says("Tia Typist")


def test_no_guide_is_made_for_a_void_review(world, visit):
    review = world.both_sent()
    make_void(world, review)
    visit(world.dana).get(f"/reports/guide/{world.ana.id}?review={review.id}", status=404)
