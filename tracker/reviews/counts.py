"""Pictures of a review: how many items stand at each level, side by side. Counts only, never a mean or a ranking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED, Rating, Side
from tracker.database import db
from tracker.frameworks.queries import Scale
from tracker.language import _, say_date
from tracker.reports.frozen import ADDED, MAY_BE_MISSING
from tracker.reviews.models import ConversationItem
from tracker.reviews.reading import Reading
from tracker.words import ANSWERS_OF_OTHERS, NO_LEVEL_AGREED, NOT_ANSWERED, NOT_RATED_HERE

AGREED = "agreed"
# Older reviews than these are read in the list of two beside each other.
NEWEST_SHOWN = 6


@dataclass(frozen=True)
class Strip:
    """Counts per level of one side in one domain; what has no level is counted apart, each kind of it by itself.

    :ivar others: how many items have no level; ``apart`` says of each kind how many.
    """

    who: str
    counts: tuple[tuple[str, int], ...]
    others: int
    apart: tuple[tuple[str, int], ...] = field(default=(), metadata={MAY_BE_MISSING: True, ADDED: True})


@dataclass(frozen=True)
class DomainPicture:
    """One domain's three strips: self, supervisor, agreed. Or one side's strips, a review each."""

    title: str
    total: int
    strips: tuple[Strip, ...]


def sides() -> tuple[tuple[str, str], ...]:
    """The three that stand beside one another, and what they are called, in their order."""
    return ((Side.EMPLOYEE.value, _("Self")), (Side.SUPERVISOR.value, _("Supervisor")), (AGREED, _("Agreed")))


def strip(
    named: tuple[str, str],
    answers: Mapping[str, int],
    total: int,
    label: Callable[[int], str],
    scale: Scale,
    *,
    to_both_sides: bool = False,
) -> Strip:
    """One strip, of how often each answer was given among ``total`` items.

    :param named: one of ``sides()``, or its first part with other words.
    :param to_both_sides: whether only the two sides read it; to others "in person" is an item not rated here.
    """
    who, said = named
    levels = tuple((label(level.value), answers.get(str(level.value), 0)) for level in scale.levels)
    others = total - sum(number for _label, number in levels)
    return Strip(said, levels, others, tuple(_apart(who, answers, others, to_both_sides=to_both_sides)))


def _apart(who: str, answers: Mapping[str, int], others: int, *, to_both_sides: bool) -> Iterator[tuple[str, int]]:
    """The kinds of what has no level, none of them zero: they are different things and never one number."""
    if who == AGREED:
        kinds = [(str(NO_LEVEL_AGREED), others)]
    else:
        in_person = ANSWERS_OF_OTHERS[IN_PERSON] if to_both_sides else NOT_RATED_HERE
        words = {NOT_MY_ROLE: ANSWERS_OF_OTHERS[NOT_MY_ROLE], NOT_OBSERVED: ANSWERS_OF_OTHERS[NOT_OBSERVED]}
        words[IN_PERSON] = in_person
        kinds = [(str(said), answers.get(answer, 0)) for answer, said in words.items()]
        kinds.append((str(NOT_ANSWERED), others - sum(number for _said, number in kinds)))
    yield from (one for one in kinds if one[1])


def draw_review(reading: Reading) -> tuple[DomainPicture, ...]:
    """Each domain of a review, three strips each. The caller has checked that both ratings may be read."""
    given = _count([reading])[reading.review.id]
    outline, scale = reading.outline, reading.scale
    drawn = []
    for code, title in outline.domains.items():
        items = [item.id for item in outline.items_of_domain(code)]
        drawn.append(
            DomainPicture(
                title,
                len(items),
                tuple(
                    strip(
                        named,
                        _among(given[named[0]], items),
                        len(items),
                        scale.label,
                        scale,
                        to_both_sides=reading.side is not None,
                    )
                    for named in sides()
                ),
            )
        )
    return tuple(drawn)


def draw_growth(newest_first: Sequence[Reading]) -> tuple[DomainPicture, ...]:
    """Self, supervisor and agreed, a strip for each of someone's newest reviews, the oldest of them first.

    Every strip is drawn on the scale and the list of its own review. Two queries, however many reviews there are.
    """
    shown = newest_first[:NEWEST_SHOWN][::-1]
    given = _count(shown)
    total = max((len(one.outline.items) for one in shown), default=0)
    return tuple(
        DomainPicture(said, total, tuple(_whole(one, who, given[one.review.id][who]) for one in shown))
        for who, said in sides()
    )


def _whole(reading: Reading, who: str, given: Mapping[UUID, str]) -> Strip:
    items = [item.id for item in reading.outline.items]
    return strip(
        (who, say_day_of(reading)),
        _among(given, items),
        len(items),
        reading.scale.label,
        reading.scale,
        to_both_sides=reading.side is not None,
    )


def say_day_of(reading: Reading) -> str:
    """The day of a review's conversation, in words."""
    held = reading.review.conversation
    return say_date(held.held_on) if held is not None and held.held_on else ""


def _count(readings: Sequence[Reading]) -> dict[UUID, dict[str, dict[UUID, str]]]:
    """What each side answered and what was agreed, by review, side and item. Two queries."""
    found: dict[UUID, dict[str, dict[UUID, str]]] = defaultdict(lambda: defaultdict(dict))
    ids = [one.review.id for one in readings]
    rated = select(Rating.assessment_id, Rating.side, Rating.competency_id, Rating.answer).where(
        Rating.assessment_id.in_(ids), Rating.answer.is_not(None)
    )
    for review_id, side, item, answer in db.session.execute(rated):
        found[review_id][side.value][item] = str(answer)
    agreed = select(ConversationItem.review_id, ConversationItem.competency_id, ConversationItem.proposed_level).where(
        ConversationItem.review_id.in_(ids), ConversationItem.agreed_at.is_not(None)
    )
    for review_id, item, level in db.session.execute(agreed):
        found[review_id][AGREED][item] = str(level)
    return found


def _among(given: Mapping[UUID, str], items: Iterable[UUID]) -> Counter[str]:
    return Counter(given[item] for item in items if item in given)
