"""Two ended reviews of one person beside each other: in words and in counts per level, never a mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask import abort

from tracker.assessments import queries as assessments
from tracker.assessments.models import Rating, Side
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews import queries
from tracker.reviews.models import ConversationItem
from tracker.reviews.presenters import answer_words, count_levels
from tracker.reviews.reading import Reading
from tracker.reviews.said import list_said
from tracker.signatures.models import Statement

WHO = (*(side.value for side in Side), "agreed")


@dataclass(frozen=True)
class Change:
    """What one side, or both in agreement, said then and says now. Empty where the item was in no list then."""

    who: str
    before: str
    after: str

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return self.before == self.after


@dataclass(frozen=True)
class ItemGrowth:
    """One item, known by its code in both lists."""

    code: str
    statement: str
    older_statement: str
    changes: tuple[Change, ...]
    is_in_both: bool
    statements: tuple[Statement, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether everyone said the same both times."""
        return self.is_in_both and all(change.is_same for change in self.changes)


@dataclass(frozen=True)
class Growth:
    """Two reviews: counts per level, and every item of the newer list, then those only in the older one."""

    before: Reading
    after: Reading
    counts: tuple[Change, ...]
    sections: tuple[tuple[str, tuple[ItemGrowth, ...]], ...]
    statements: tuple[Statement, ...]


def list_whole(person: Person, reader: Person) -> list[Reading]:
    """The ended reviews of someone that count and that the reader may read whole, newest first."""
    return queries.list_counting(person, reader)


def choose_two(whole: list[Reading], first: UUID | None, second: UUID | None) -> tuple[Reading, Reading] | None:
    """The two asked for, the older one first; else the newest and the one before. 404 for one that is not among them.

    None where there are no two.
    """
    known = {reading.review.id: reading for reading in whole}
    asked = [known.get(one) or abort(404) for one in (first, second) if one is not None]
    others = [reading for reading in whole if reading not in asked]
    two = [*asked, *others][:2]
    if len(two) < 2 or (first is not None and first == second):
        return None
    before, after = sorted(two, key=whole.index, reverse=True)
    return before, after


@dataclass(frozen=True)
class _Answers:
    """What was answered in one review."""

    reading: Reading
    ratings: Mapping[Side, Mapping[UUID, Rating]]
    outcomes: Mapping[UUID, ConversationItem]
    said: Sequence[Statement]

    def said_on(self, code: str | None) -> tuple[Statement, ...]:
        return tuple(one for one in self.said if one.item_code == code)

    def answer(self, who: str, code: str) -> str | None:
        item = self.reading.outline.by_code[code]
        if who == "agreed":
            outcome = self.outcomes.get(item.id)
            return str(outcome.agreed_level) if outcome and outcome.agreed_level else None
        rating = self.ratings[Side(who)].get(item.id)
        return rating.answer if rating else None

    @cached_property
    def whole(self) -> Outline:
        """The whole list, also where only a focus set of it was rated."""
        return frameworks.outline(self.reading.assessment.framework_version_id)

    def words(self, who: str, code: str) -> str:
        if code not in self.whole.by_code:
            return _("Not in this list")
        if code not in self.reading.outline.by_code:
            return _("Not rated again") if who != "agreed" else _("No level agreed")
        answer = self.answer(who, code)
        if who == "agreed" and answer is None:
            return _("No level agreed")
        return answer_words(answer, self.reading.scale, to_both_sides=self.reading.is_between_the_sides)

    def counts(self, who: str) -> str:
        scale = self.reading.scale
        found = count_levels((self.answer(who, item.code) for item in self.reading.outline.items), scale)
        said = [f"{scale.label(int(value))} {count}" for value, count in found.items() if count]
        return ", ".join(said) or _("no level")


def _read(reading: Reading) -> _Answers:
    both, outcomes = assessments.list_both(reading.assessment), queries.list_items(reading.review)
    return _Answers(reading, both, outcomes, list_said(reading))


def compare_reviews(before: Reading, after: Reading) -> Growth:
    """Put two reviews beside each other. Items of different lists are the same where their codes are."""
    then, now = _read(before), _read(after)
    sections = [
        (f"{section.domain_title}: {section.label}", tuple(_grow(item.code, then, now) for item in section.items))
        for section in now.whole.sections
    ]
    gone = [item.code for item in then.whole.items if item.code not in now.whole.by_code]
    if gone:
        sections.append((_("Only in the older list"), tuple(_grow(code, then, now) for code in gone)))
    counts = tuple(Change(who, then.counts(who), now.counts(who)) for who in WHO)
    return Growth(before, after, counts, tuple(sections), then.said_on(None) + now.said_on(None))


def _grow(code: str, then: _Answers, now: _Answers) -> ItemGrowth:
    older, newer = then.whole.by_code.get(code), now.whole.by_code.get(code)
    known = newer or older
    statement = known.statement if known else ""
    older_statement = older.statement if older and newer and older.statement != newer.statement else ""
    changes = tuple(Change(who, then.words(who, code), now.words(who, code)) for who in WHO)
    said = then.said_on(code) + now.said_on(code)
    return ItemGrowth(code, statement, older_statement, changes, older is not None and newer is not None, said)
