"""The states of a review and who may move it, as one pure table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracker.assessments.models import Side
from tracker.errors import Stale
from tracker.language import LazyString, _l
from tracker.reviews.models import OPEN_STATES, State


class Actor(StrEnum):
    """Who moves a review: one of its two sides, or HR for what neither side does."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    HR = "hr"

    @classmethod
    def of(cls, side: Side) -> Actor:
        """The actor that a side is."""
        return cls(side.value)


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
    DECLINE = "decline"
    RECORD_ENDING = "record_ending"
    SIGN_LATE = "sign_late"
    RECORD_SIGNATURE = "record_signature"
    ASK_AMENDMENT = "ask_amendment"
    OPEN_AMENDMENT = "open_amendment"
    CORRECT = "correct"
    VOID = "void"
    EXTEND = "extend"
    CLOSE = "close"


Move = tuple[State, State]


@dataclass(frozen=True)
class Transition:
    """One act: who may do it, from which state to which, what else it needs, and what is said otherwise.

    ``moves`` are pairs of the state before and after; ``needs`` says in words what the action checks beside
    the state; ``refusal`` is said in any other state, ``reserved`` to anyone else.
    """

    act: Act
    actors: frozenset[Actor]
    moves: frozenset[Move]
    needs: str
    refusal: LazyString
    reserved: LazyString

    @property
    def allowed_in(self) -> frozenset[State]:
        """The states that allow it."""
        return frozenset(before for before, _after in self.moves)

    def allows(self, state: State) -> bool:
        """Whether a review in this state may be moved so."""
        return state in self.allowed_in

    def is_for(self, actor: Actor | Side | None) -> bool:
        """Whether someone may do this at all."""
        known = Actor.of(actor) if isinstance(actor, Side) else actor
        return known in self.actors


RATING, TALKING, SIGNING, ENDED, CLOSED = State
_BOTH: Final = (Actor.EMPLOYEE, Actor.SUPERVISOR)
_NOT_RATING = _l("The ratings of this review are closed. Open the review to see where it stands.")
_NOT_TALKING = _l("This review is not in conversation now. Open it to see where it stands.")
_NOT_SIGNING = _l("This review is not waiting for signatures now. Open it to see where it stands.")
_NOT_ENDED = _l("Only a review that has ended and stands can be amended. Open it to see where it stands.")
_OVER = _l("This review has ended or is closed already. Open it to see where it stands.")
_OTHER_SIDE = _l("This is for the other side of the review to do.")
_BY_HR = _l("HR records this, never the supervisor alone, and nobody on their own record.")


def _row(
    act: Act,
    actors: Iterable[Actor],
    moves: Iterable[Move],
    needs: str,
    *,
    refusal: LazyString,
    reserved: LazyString = _OTHER_SIDE,
) -> Transition:
    return Transition(act, frozenset(actors), frozenset(moves), needs, refusal, reserved)


_TABLE: Final = (
    _row(Act.RATE, _BOTH, [(RATING, RATING)], "this side has not sent", refusal=_NOT_RATING),
    _row(
        Act.SEND,
        _BOTH,
        [(RATING, RATING), (RATING, TALKING)],
        "unanswered items are confirmed; the conversation begins with the second one to send",
        refusal=_NOT_RATING,
    ),
    _row(
        Act.TAKE_BACK,
        _BOTH,
        [(RATING, RATING)],
        "by whoever sent; the other side has neither sent nor, in an open review, opened them",
        refusal=_NOT_RATING,
    ),
    _row(
        Act.OPEN_RATINGS,
        [Actor.SUPERVISOR],
        [(RATING, RATING)],
        "an open review; the employee has sent; once",
        refusal=_NOT_RATING,
    ),
    _row(
        Act.TALK,
        _BOTH,
        [(TALKING, TALKING)],
        "a level is agreed only by the side that did not propose",
        refusal=_NOT_TALKING,
    ),
    _row(
        Act.FINISH,
        [Actor.SUPERVISOR],
        [(TALKING, SIGNING)],
        "day, minutes, form and who was present are written down",
        refusal=_NOT_TALKING,
    ),
    _row(
        Act.RETURN,
        _BOTH,
        [(SIGNING, TALKING)],
        "a reason; a signature already given becomes void",
        refusal=_NOT_SIGNING,
    ),
    _row(
        Act.SIGN,
        _BOTH,
        [(SIGNING, SIGNING), (SIGNING, ENDED)],
        "consent, typed legal name, proof of identity, unchanged content; it ends with the second signature",
        refusal=_NOT_SIGNING,
    ),
    _row(Act.DECLINE, [Actor.EMPLOYEE], [(SIGNING, ENDED)], "the employee has not signed", refusal=_NOT_SIGNING),
    _row(
        Act.RECORD_ENDING,
        [Actor.HR],
        [(SIGNING, ENDED)],
        "ten working days to read have passed; when and how it was offered, or dates away",
        refusal=_NOT_SIGNING,
        reserved=_BY_HR,
    ),
    _row(
        Act.RECORD_SIGNATURE,
        [Actor.HR],
        [(SIGNING, SIGNING), (SIGNING, ENDED), (ENDED, ENDED)],
        "a scan of the signed sheet with the fingerprint of this content; not one of the two sides; "
        "after the end only where it ended without both signatures",
        refusal=_NOT_SIGNING,
        reserved=_BY_HR,
    ),
    _row(Act.SIGN_LATE, _BOTH, [(ENDED, ENDED)], "it ended without both signatures", refusal=_NOT_SIGNING),
    _row(
        Act.ASK_AMENDMENT,
        _BOTH,
        [(ENDED, ENDED)],
        "a reason; whoever signed or was asked to; the review stays as it was signed",
        refusal=_NOT_ENDED,
    ),
    _row(
        Act.OPEN_AMENDMENT,
        [Actor.HR],
        [(ENDED, ENDED)],
        "one was asked for; a copy begins in conversation, beside what was signed",
        refusal=_NOT_ENDED,
        reserved=_BY_HR,
    ),
    _row(
        Act.CORRECT,
        _BOTH,
        [(TALKING, TALKING)],
        "one's own ratings, in the copy that an amendment opened; what was agreed on the item is open again",
        refusal=_NOT_TALKING,
    ),
    _row(
        Act.VOID,
        [Actor.HR],
        [(state, state) for state in State],
        "a reason; the state stays what it was, and nothing more is written in it",
        refusal=_OVER,
        reserved=_BY_HR,
    ),
    _row(
        Act.EXTEND,
        [Actor.HR],
        [(state, state) for state in OPEN_STATES],
        "a day after the present one",
        refusal=_OVER,
        reserved=_BY_HR,
    ),
    _row(
        Act.CLOSE,
        [Actor.HR],
        [(state, CLOSED) for state in OPEN_STATES],
        "the cycle is closed",
        refusal=_OVER,
        reserved=_BY_HR,
    ),
)
TRANSITIONS: Final[dict[Act, Transition]] = {one.act: one for one in _TABLE}


def check(act: Act, state: State) -> Transition:
    """The transition, when the state allows it.

    :raises Stale: with the sentence for a state that does not.
    """
    transition = TRANSITIONS[act]
    if not transition.allows(state):
        raise Stale(str(transition.refusal))
    return transition


def may(act: Act, actor: Actor | Side | None, state: State) -> bool:
    """Whether someone may do this now: for showing a button, or saying why there is none."""
    transition = TRANSITIONS[act]
    return transition.is_for(actor) and transition.allows(state)
