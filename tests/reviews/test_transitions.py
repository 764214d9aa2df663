"""Each act in each state: the table of transitions as people meet it."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from tests.reviews.record import at, everything, in_state, lines, state_of, talk
from tests.support.world import PASSWORD
from tracker.assessments.models import Side
from tracker.errors import Refusal
from tracker.reviews.actions import close_unfinished, extend, return_to_conversation
from tracker.reviews.models import State
from tracker.reviews.queries import get_reading, get_snapshot
from tracker.reviews.transitions import TRANSITIONS, Act, Actor, check, may

RATING, TALKING, SIGNING, ENDED, CLOSED_UNFINISHED = State
CLOSED = "The ratings of this review are closed. Open the review to see where it stands."
NOT_TALKING = "This review is not in conversation now. Open it to see where it stands."
NOT_SIGNING = "This review is not waiting for signatures now. Open it to see where it stands."
DETAILS = {"held_on": "2026-01-05", "minutes": "45", "form": "video", "present": "Both", "notes": "Words I typed"}


class Way(NamedTuple):
    """An address that asks for an act, where it is allowed, and what is said elsewhere."""

    path: Callable
    form: dict
    allowed_in: State
    sentence: str


WAYS = {
    "send": Way(lambda review: at(review, "send"), {"knows_of_unanswered": "y"}, RATING, CLOSED),
    "take back": Way(lambda review: at(review, "take-back"), {}, RATING, CLOSED),
    "describe": Way(talk, DETAILS, TALKING, NOT_TALKING),
    "finish": Way(talk, {**DETAILS, "finish": "1"}, TALKING, NOT_TALKING),
    "comment": Way(lambda review: talk(review, "ADV-T01"), {"text": "Words I typed"}, TALKING, NOT_TALKING),
    "propose": Way(lambda review: talk(review, "ADV-T01", "propose"), {"level": "4"}, TALKING, NOT_TALKING),
    "confirm": Way(lambda review: talk(review, "ADV-T01", "confirm"), {"level": "4"}, TALKING, NOT_TALKING),
    "differ": Way(lambda review: talk(review, "ADV-T01", "differ"), {}, TALKING, NOT_TALKING),
    "choose": Way(lambda review: talk(review, "ADV-T01", "talk"), {}, TALKING, NOT_TALKING),
    "leave": Way(lambda review: talk(review, "ADV-T01", "leave"), {}, TALKING, NOT_TALKING),
    "settle alike": Way(lambda review: talk(review, "alike"), {}, TALKING, NOT_TALKING),
    "open": Way(lambda review: at(review, "employee-ratings", "open"), {}, RATING, CLOSED),
    "return": Way(lambda review: at(review, "return"), {"reason": "Words I typed"}, SIGNING, NOT_SIGNING),
    "sign": Way(
        lambda review: at(review, "sign"),
        {"meaning": "agree", "typed_name": "Words I typed", "password": PASSWORD, "consents": "y"},
        SIGNING,
        NOT_SIGNING,
    ),
}
# Whoever signed a review that has ended is told that, and not that they are late.
SIGNED = "This is signed already. Nothing was signed twice."
WRONG = [(name, state) for name, way in WAYS.items() for state in State if state is not way.allowed_in]


@pytest.mark.parametrize("who", ["ana", "dana"])
@pytest.mark.parametrize(("name", "state"), [(name, state) for name, state in WRONG if name != "open"])
def test_an_act_in_a_wrong_state_is_refused_in_a_sentence_and_changes_nothing(world, visit, who, name, state):
    review, way = in_state(world, state), WAYS[name]
    before, trail = everything(review), len(lines(review))
    page = visit(getattr(world, who)).post(way.path(review), way.form, status=409)
    assert page.says(SIGNED if (name, state) == ("sign", ENDED) else way.sentence)
    assert page.says("Words I typed") == ("Words I typed" in way.form.values())
    assert PASSWORD not in page.text
    assert everything(review) == before
    assert len(lines(review)) == trail


@pytest.mark.parametrize("state", [state for state in State if state is not RATING])
def test_nothing_is_opened_once_the_ratings_are_closed(world, visit, state):
    review = in_state(world, state)
    before = everything(review)
    assert visit(world.dana).post(at(review, "employee-ratings", "open"), status=409).says(CLOSED)
    assert everything(review) == before


@pytest.mark.parametrize("state", [ENDED, CLOSED_UNFINISHED])
@pytest.mark.parametrize("act", ["close", "extend"])
def test_what_is_over_is_neither_closed_nor_extended(world, act, state):
    review = in_state(world, state)
    before = everything(review)
    reading = get_reading(review.id, world.hr, lock=True)
    later = reading.review.due_on + timedelta(days=7)
    move = {
        "close": lambda: close_unfinished(reading, by=world.hr),
        "extend": lambda: extend(reading, later, by=world.hr),
    }
    with pytest.raises(Refusal, match="has ended or is closed already"):
        move[act]()
    assert everything(review) == before


@pytest.mark.parametrize("form", [{}, {"typed_name": "Ana Ruiz"}])
@pytest.mark.parametrize("state", [RATING, TALKING, ENDED, CLOSED_UNFINISHED])
def test_a_signing_form_that_is_stale_and_incomplete_says_where_the_review_stands(world, visit, state, form):
    review = in_state(world, state)
    for person in (world.ana, world.dana):
        said = visit(person).post(at(review, "sign"), form, status=409)
        assert said.says(SIGNED if state is ENDED else NOT_SIGNING)


def test_the_signing_page_opens_only_while_signatures_are_awaited(world, visit):
    review = world.review()
    for person in (world.ana, world.dana):
        assert visit(person).get(at(review, "sign"), status=409).says(NOT_SIGNING)


def test_only_the_supervisor_finishes_the_conversation(world, visit):
    review = world.both_sent()
    before = everything(review)
    page = visit(world.ana).post(talk(review), {**DETAILS, "finish": "1"}, status=409)
    assert page.says("This is for the other side of the review to do.")
    assert everything(review) == before


@pytest.mark.parametrize("name", ["propose", "differ", "choose", "settle alike", "comment", "describe"])
def test_a_page_from_before_the_signatures_were_asked_for_is_stale(world, visit, name):
    review, way = world.both_sent(), WAYS[name]
    dana = visit(world.dana)
    dana.get(talk(review))
    world.finish(review)
    frozen = get_snapshot(review).content
    dana.post(way.path(review), way.form, status=409)
    assert get_snapshot(review).content == frozen


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_a_button_is_shown_exactly_when_the_act_would_be_taken(app, act, state):
    transition = TRANSITIONS[act]
    assert not may(act, None, state)
    for actor in Actor:
        assert may(act, actor, state) == (transition.allows(state) and actor in transition.actors)
    for side in Side:
        assert may(act, side, state) == may(act, Actor.of(side), state)
    if transition.allows(state):
        assert check(act, state) is transition


def test_the_table_says_of_every_act_who_whence_whither_and_what_is_said(app):
    assert set(TRANSITIONS) == set(Act)
    for act, transition in TRANSITIONS.items():
        assert transition.act is act
        assert transition.actors
        assert transition.moves
        assert all((transition.needs, str(transition.refusal), str(transition.reserved)))
        # What HR does is never for a side, and the other way round.
        assert transition.actors == {Actor.HR} or Actor.HR not in transition.actors
    assert {after for one in TRANSITIONS.values() for _, after in one.moves} == set(State)
    ways_out = {before for one in TRANSITIONS.values() for before, after in one.moves if after is not before}
    assert ways_out == {RATING, TALKING, SIGNING}


def test_a_review_goes_forward_through_every_state_and_back_once(world):
    review = world.awaiting()
    world.sign(review, Side.SUPERVISOR)
    reading = world.side(review, Side.EMPLOYEE)
    return_to_conversation(reading, reason="A date is wrong.", by=world.ana)
    world.finish(review)
    for side in Side:
        world.sign(review, side)
    moves = [(line.event, line.from_state, line.to_state) for line in lines(review) if line.to_state]
    assert moves == [
        ("assessment.begun", None, "rating"),
        ("review.started", None, "rating"),
        ("review.talk_begun", "rating", "in_conversation"),
        ("review.signatures_asked", "in_conversation", "awaiting_signatures"),
        ("review.returned", "awaiting_signatures", "in_conversation"),
        ("review.signatures_asked", "in_conversation", "awaiting_signatures"),
        ("review.ended", "awaiting_signatures", "ended"),
    ]
    assert state_of(review) is State.ENDED
