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
    OPEN_RATINGS = "open_ratings"
    TALK = "talk"
    FINISH = "finish"
    RETURN = "return"
    SIGN = "sign"
    CLOSE = "close"


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
_SUPERVISOR = frozenset({Side.SUPERVISOR})
_NOT_RATING = _l("The ratings of this review are closed. Open the review to see where it stands.")
_NOT_TALKING = _l("This review is not in conversation now. Open it to see where it stands.")
_NOT_SIGNING = _l("This review is not waiting for signatures now. Open it to see where it stands.")
_OVER = _l("This review has ended or is closed already. Open it to see where it stands.")
_CLOSABLE = frozenset({State.IN_CONVERSATION, State.AWAITING_SIGNATURES})

TRANSITIONS: dict[Act, Transition] = {
    transition.act: transition
    for transition in (
        Transition(Act.RATE, _BOTH, State.RATING, frozenset({State.RATING}), _NOT_RATING),
        Transition(Act.SEND, _BOTH, State.RATING, frozenset({State.RATING, State.IN_CONVERSATION}), _NOT_RATING),
        Transition(Act.TAKE_BACK, _BOTH, State.RATING, frozenset({State.RATING}), _NOT_RATING),
        Transition(Act.OPEN_RATINGS, _SUPERVISOR, State.RATING, frozenset({State.RATING}), _NOT_RATING),
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
        Transition(Act.CLOSE, frozenset(), State.RATING, frozenset({State.CLOSED}), _OVER, also_in=_CLOSABLE),
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
