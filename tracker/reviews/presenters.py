"""The two ratings beside each other: four groups, in words. Never a mean, never a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from tracker.assessments.models import IN_PERSON, Rating, Side
from tracker.frameworks.queries import Item, Outline, Scale
from tracker.language import LazyString, _, _l, say_date
from tracker.reviews.models import ConversationItem, Ending, ReviewEnding
from tracker.signatures.models import Signature
from tracker.words import ANSWERS_OF_OTHERS, NOT_ANSWERED, NOT_RATED_HERE

STRONG = 4
STRENGTHS_SHOWN = 3
TALK_LIMIT = 10


class Difference(StrEnum):
    """How two ratings of one item stand to each other."""

    ALIKE = "alike"
    EMPLOYEE_HIGHER = "employee_higher"
    SUPERVISOR_HIGHER = "supervisor_higher"
    ONE_LEVEL = "one_level"
    NO_LEVEL = "no_level"


GROUP_NAMES: dict[Difference, LazyString] = {
    Difference.EMPLOYEE_HIGHER: _l("Employee chose a higher level"),
    Difference.SUPERVISOR_HIGHER: _l("Supervisor chose a higher level"),
    Difference.ONE_LEVEL: _l("Only one of you chose a level"),
    Difference.ALIKE: _l("You see it alike"),
    Difference.NO_LEVEL: _l("Neither of you chose a level"),
}


@dataclass(frozen=True)
class Pair:
    """One item with both ratings and what became of it."""

    item: Item
    employee: Rating | None
    supervisor: Rating | None
    outcome: ConversationItem | None

    def of(self, side: Side | str) -> Rating | None:
        """One side's rating. Templates name the side by its value."""
        return self.employee if Side(side) is Side.EMPLOYEE else self.supervisor

    def level(self, side: Side | str) -> int | None:
        """The level one side chose, or None for another answer or none."""
        rating = self.of(side)
        return rating.level if rating else None

    @cached_property
    def difference(self) -> Difference:
        """The group the item belongs to."""
        return compare(self.level(Side.EMPLOYEE), self.level(Side.SUPERVISOR))

    @property
    def is_strength(self) -> bool:
        """Whether both see it as strong."""
        levels = self.level(Side.EMPLOYEE), self.level(Side.SUPERVISOR)
        return all(level is not None and level >= STRONG for level in levels)

    @property
    def is_chosen(self) -> bool:
        """Whether either side wants to talk about it, or would rather talk about it in person."""
        wanted = self.outcome is not None and (self.outcome.chosen_by_employee or self.outcome.chosen_by_supervisor)
        return wanted or (self.employee is not None and self.employee.answer == IN_PERSON)


def count_to_settle(alike: Iterable[Pair], side: Side) -> tuple[int, int]:
    """Of items both see alike: how many one side can still propose, and how many it can confirm."""
    found = [
        (pair.outcome.proposed_level if pair.outcome else None, pair)
        for pair in alike
        if pair.outcome is None or (pair.outcome.agreed_at is None and pair.outcome.differs_at is None)
    ]
    confirms = [
        pair
        for level, pair in found
        if level is not None and level == pair.level(side) and pair.outcome and pair.outcome.proposed_by is side.other
    ]
    return sum(level is None for level, _pair in found), len(confirms)


def compare(employee: int | None, supervisor: int | None) -> Difference:
    """Which of the groups two levels fall into; None is an answer that is not a level, or none."""
    if employee is None and supervisor is None:
        return Difference.NO_LEVEL
    if employee is None or supervisor is None:
        return Difference.ONE_LEVEL
    if employee == supervisor:
        return Difference.ALIKE
    return Difference.EMPLOYEE_HIGHER if employee > supervisor else Difference.SUPERVISOR_HIGHER


def pair_up(
    outline: Outline,
    ratings: Mapping[Side, Mapping[UUID, Rating]],
    outcomes: Mapping[UUID, ConversationItem],
) -> list[Pair]:
    """Every item of the framework with both ratings, in source order."""
    return [
        Pair(item, ratings[Side.EMPLOYEE].get(item.id), ratings[Side.SUPERVISOR].get(item.id), outcomes.get(item.id))
        for item in outline.items
    ]


def say_ending(ending: ReviewEnding | None) -> str:
    """How a review ended without both signatures, in a sentence; empty where it did not."""
    if ending is None:
        return ""
    if ending.ending is Ending.NOT_AVAILABLE and ending.away_from is not None:
        if ending.away_to is None:
            return _("Not available to sign from %(first)s. Recorded by HR.", first=say_date(ending.away_from))
        return _(
            "Not available to sign from %(first)s to %(last)s. Recorded by HR.",
            first=say_date(ending.away_from),
            last=say_date(ending.away_to),
        )
    day = say_date(ending.offered_on) if ending.offered_on else ""
    if ending.by_hr:
        return _("Offered on %(day)s, and not signed: %(how)s Recorded by HR.", day=day, how=ending.offered_how)
    return _("Offered on %(day)s. The employee chose not to sign.", day=day)


def say_when_signed(signature: Signature) -> str:
    """When a signature was given; of one on paper the day on the sheet, and who recorded it when."""
    paper = signature.on_paper
    if paper is None:
        return signature.local_time
    return _(
        "on paper on %(day)s, recorded by %(name)s, %(when)s",
        day=say_date(paper.signed_on),
        name=paper.recorded_by.name,
        when=signature.local_time,
    )


def answer_words(answer: str | None, scale: Scale, *, to_both_sides: bool = True) -> str:
    """An answer in words: the level's label, or what stands instead of a level.

    "In person" is between the two sides; others read "Not rated here".
    """
    if answer is None:
        return str(NOT_ANSWERED)
    if answer.isdigit():
        return scale.label(int(answer))
    if answer == IN_PERSON and not to_both_sides:
        return str(NOT_RATED_HERE)
    return str(ANSWERS_OF_OTHERS[answer])


@dataclass(frozen=True)
class Agenda:
    """The order of the conversation: strengths, what either side chose, other differences, alike, the rest."""

    strengths: list[Pair]
    chosen: list[Pair]
    groups: list[tuple[Difference, list[Pair]]]

    @property
    def differing(self) -> list[tuple[Difference, list[Pair]]]:
        """Groups in which the two ratings differ."""
        return [group for group in self.groups if group[0] not in (Difference.ALIKE, Difference.NO_LEVEL)]


def plan_conversation(pairs: Iterable[Pair]) -> Agenda:
    """Put the pairs in the order in which they are talked about."""
    pairs = list(pairs)
    strong = sorted((pair for pair in pairs if pair.is_strength), key=_strength, reverse=True)
    chosen = [pair for pair in pairs if pair.is_chosen]
    groups: dict[Difference, list[Pair]] = {group: [] for group in GROUP_NAMES}
    for pair in pairs:
        if not pair.is_chosen:
            groups[pair.difference].append(pair)
    return Agenda(strong[:STRENGTHS_SHOWN], chosen, [group for group in groups.items() if group[1]])


def _strength(pair: Pair) -> int:
    return (pair.level(Side.EMPLOYEE) or 0) + (pair.level(Side.SUPERVISOR) or 0)


def count_levels(answers: Iterable[str | None], scale: Scale) -> dict[str, int]:
    """How often each level was chosen, by level number as text; answers that are no level are left out."""
    counts = Counter(answer for answer in answers if answer is not None and answer.isdigit())
    return {str(level.value): counts[str(level.value)] for level in scale.levels}
