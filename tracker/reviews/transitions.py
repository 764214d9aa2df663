"""The states of a review and who may move it, as one pure table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.assessments.models import Side
from tracker.errors import Stale
from tracker.language import LazyString, _l
from tracker.reviews.models import State


class Act(StrEnum):
    """What someone does to a review."""

    RATE = "rate"
    SEND = "send"
    TAKE_BACK = "take_back"
    TALK = "talk"
    FINISH = "finish"
    RETURN = "return"
    SIGN = "sign"
    DECLINE = "decline"
    RECORD_ENDING = "record_ending"
    SIGN_LATE = "sign_late"
    ASK_AMENDMENT = "ask_amendment"
    OPEN_AMENDMENT = "open_amendment"
    CORRECT = "correct"
    VOID = "void"


@dataclass(frozen=True)
class Transition:
    """Who may do it, in which state, what may come of it, and what is said when the state is another.

    What HR alone does has no side; ``also_in`` names further states that allow it.
    """

    act: Act
    sides: frozenset[Side]
    allowed_in: State
    leads_to: frozenset[State]
    refusal: LazyString
    also_in: frozenset[State] = frozenset()

    def allows(self, state: State) -> bool:
        """Whether a review in this state may be moved so."""
        return state is self.allowed_in or state in self.also_in


_BOTH = frozenset(Side)
_EMPLOYEE = frozenset({Side.EMPLOYEE})
_SUPERVISOR = frozenset({Side.SUPERVISOR})
_NOT_RATING = _l("The ratings of this review are closed. Open the review to see where it stands.")
_NOT_TALKING = _l("This review is not in conversation now. Open it to see where it stands.")
_NOT_SIGNING = _l("This review is not waiting for signatures now. Open it to see where it stands.")
_NOT_ENDED = _l("Only a review that has ended and stands can be amended. Open it to see where it stands.")

TRANSITIONS: dict[Act, Transition] = {
    transition.act: transition
    for transition in (
        Transition(Act.RATE, _BOTH, State.RATING, frozenset({State.RATING}), _NOT_RATING),
        Transition(Act.SEND, _BOTH, State.RATING, frozenset({State.RATING, State.IN_CONVERSATION}), _NOT_RATING),
        Transition(Act.TAKE_BACK, _BOTH, State.RATING, frozenset({State.RATING}), _NOT_RATING),
        Transition(Act.TALK, _BOTH, State.IN_CONVERSATION, frozenset({State.IN_CONVERSATION}), _NOT_TALKING),
        Transition(
            Act.FINISH, _SUPERVISOR, State.IN_CONVERSATION, frozenset({State.AWAITING_SIGNATURES}), _NOT_TALKING
        ),
        Transition(Act.RETURN, _BOTH, State.AWAITING_SIGNATURES, frozenset({State.IN_CONVERSATION}), _NOT_SIGNING),
        Transition(
            Act.SIGN,
            _BOTH,
            State.AWAITING_SIGNATURES,
            frozenset({State.AWAITING_SIGNATURES, State.ENDED}),
            _NOT_SIGNING,
        ),
        Transition(Act.DECLINE, _EMPLOYEE, State.AWAITING_SIGNATURES, frozenset({State.ENDED}), _NOT_SIGNING),
        # By HR, once the working days to read have passed.
        Transition(Act.RECORD_ENDING, frozenset(), State.AWAITING_SIGNATURES, frozenset({State.ENDED}), _NOT_SIGNING),
        # Only where it ended without both signatures.
        Transition(Act.SIGN_LATE, _BOTH, State.ENDED, frozenset({State.ENDED}), _NOT_SIGNING),
        # However it ended. The review stays as it was signed; HR opens a copy, which begins in conversation.
        Transition(Act.ASK_AMENDMENT, _BOTH, State.ENDED, frozenset({State.ENDED}), _NOT_ENDED),
        Transition(Act.OPEN_AMENDMENT, frozenset(), State.ENDED, frozenset({State.ENDED}), _NOT_ENDED),
        # One's own ratings, and only in the copy that an amendment has opened.
        Transition(Act.CORRECT, _BOTH, State.IN_CONVERSATION, frozenset({State.IN_CONVERSATION}), _NOT_TALKING),
        # By HR, in any state, which stays what it was; after that nothing is written in it.
        Transition(Act.VOID, frozenset(), State.RATING, frozenset(State), _NOT_ENDED, also_in=frozenset(State)),
    )
}


def check(act: Act, state: State) -> Transition:
    """The transition, when the state allows it.

    :raises Stale: with the sentence for a state that does not.
    """
    transition = TRANSITIONS[act]
    if not transition.allows(state):
        raise Stale(str(transition.refusal))
    return transition


def may(act: Act, side: Side | None, state: State) -> bool:
    """Whether a side may do this now: for showing a button, or saying why there is none."""
    transition = TRANSITIONS[act]
    return side in transition.sides and transition.allows(state)
