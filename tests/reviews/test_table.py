"""The table of transitions by itself, without a database: what it says, and what is said of what it refuses."""

from dataclasses import FrozenInstanceError

import pytest

from tracker.assessments.models import Side
from tracker.errors import Stale
from tracker.reviews.models import State
from tracker.reviews.transitions import TRANSITIONS, Act, Actor, check, may

RATING, TALKING, SIGNING, ENDED, CLOSED = State
NOT_RATING = "The ratings of this review are closed. Open the review to see where it stands."
NOT_TALKING = "This review is not in conversation now. Open it to see where it stands."
NOT_SIGNING = "This review is not waiting for signatures now. Open it to see where it stands."
NOT_ENDED = "Only a review that has ended and stands can be amended. Open it to see where it stands."
OVER = "This review has ended or is closed already. Open it to see where it stands."
OTHER_SIDE = "This is for the other side of the review to do."
BY_HR = "HR records this, never the supervisor alone, and nobody on their own record."

SAID = {
    Act.RATE: (NOT_RATING, OTHER_SIDE),
    Act.SEND: (NOT_RATING, OTHER_SIDE),
    Act.TAKE_BACK: (NOT_RATING, OTHER_SIDE),
    Act.OPEN_RATINGS: (NOT_RATING, OTHER_SIDE),
    Act.TALK: (NOT_TALKING, OTHER_SIDE),
    Act.FINISH: (NOT_TALKING, OTHER_SIDE),
    Act.RETURN: (NOT_SIGNING, OTHER_SIDE),
    Act.SIGN: (NOT_SIGNING, OTHER_SIDE),
    Act.DECLINE: (NOT_SIGNING, OTHER_SIDE),
    Act.RECORD_ENDING: (NOT_SIGNING, BY_HR),
    Act.SIGN_LATE: (NOT_SIGNING, OTHER_SIDE),
    Act.RECORD_SIGNATURE: (NOT_SIGNING, BY_HR),
    Act.ASK_AMENDMENT: (NOT_ENDED, OTHER_SIDE),
    Act.OPEN_AMENDMENT: (NOT_ENDED, BY_HR),
    Act.CORRECT: (NOT_TALKING, OTHER_SIDE),
    Act.VOID: (OVER, BY_HR),
    Act.EXTEND: (OVER, BY_HR),
    Act.CLOSE: (OVER, BY_HR),
}


@pytest.mark.parametrize("act", Act)
def test_what_is_said_of_what_an_act_does_not_allow(act):
    transition = TRANSITIONS[act]
    assert (str(transition.refusal), str(transition.reserved)) == SAID[act]
    assert transition.act is act


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_an_act_is_checked_against_its_moves(act, state):
    transition = TRANSITIONS[act]
    if any(before is state for before, _after in transition.moves):
        assert check(act, state) is transition
    else:
        with pytest.raises(Stale) as refused:
            check(act, state)
        assert str(refused.value) == SAID[act][0]
    for actor in Actor:
        allowed = actor in transition.actors and any(before is state for before, _after in transition.moves)
        assert may(act, actor, state) is allowed
    for side in Side:
        assert may(act, side, state) is may(act, Actor(side.value), state)
    assert may(act, None, state) is False


def test_each_actor_is_called_what_it_is_and_each_act_by_its_own_name():
    assert {actor.name: actor.value for actor in Actor} == {
        "EMPLOYEE": "employee",
        "SUPERVISOR": "supervisor",
        "HR": "hr",
    }
    assert all(act.value == act.name.lower() for act in Act)
    assert [Actor.of(side) for side in Side] == [Actor.EMPLOYEE, Actor.SUPERVISOR]


def test_nothing_changes_the_table_while_the_product_runs():
    with pytest.raises(FrozenInstanceError):
        TRANSITIONS[Act.SIGN].actors = frozenset()
