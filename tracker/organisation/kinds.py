"""What the tally counts of each item, by name. One review adds at most one to each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from tracker.assessments.models import NOT_MY_ROLE, NOT_OBSERVED, Side

LEVELS: Final = tuple("123456789")
# Two levels or more apart: more than a difference of temper.
FAR_APART: Final = 2


class Who(StrEnum):
    """Whose word an answer is. The three are never put together."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    AGREED = "agreed"


class Fact(StrEnum):
    """What is counted beside the answers themselves.

    ``RATED``: either side answered, wanted training, or both agreed on a level; the group of people an item's
    figures are about. ``VERIFIED``: a verification stood on the day the review ended. The next four are the groups
    of differences, each review in one of them at most; ``FAR_APART`` is a part of two of them.
    """

    RATED = "rated"
    WANTS_TRAINING = "wants"
    VERIFIED = "verified"
    ALIKE = "alike"
    EMPLOYEE_HIGHER = "employee-higher"
    SUPERVISOR_HIGHER = "supervisor-higher"
    ONLY_ONE = "only-one"
    FAR_APART = "far-apart"


DIFFERENCES: Final = (Fact.ALIKE, Fact.EMPLOYEE_HIGHER, Fact.SUPERVISOR_HIGHER, Fact.FAR_APART, Fact.ONLY_ONE)
SIDES: Final = {Side.EMPLOYEE: Who.SELF, Side.SUPERVISOR: Who.SUPERVISOR}


def name(who: Who, answer: str) -> str:
    """How the tally calls one answer."""
    return f"{who.value}:{answer}"


def answers_of(who: Who, levels: Iterable[int]) -> dict[str, str]:
    """The answers of one side by their name in the tally: the levels of a scale, then what is no level."""
    others = {Who.SELF: (NOT_MY_ROLE,), Who.SUPERVISOR: (NOT_MY_ROLE, NOT_OBSERVED), Who.AGREED: ()}[who]
    return {name(who, answer): answer for answer in (*(str(level) for level in levels), *others)}
