"""What a conversation guide says, gathered as frozen data for its two sides."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort

from tracker.access.reading import Part
from tracker.assessments import queries as assessments
from tracker.assessments.models import IN_PERSON, Rating, Side
from tracker.errors import Refusal
from tracker.goals import queries as goals
from tracker.language import _
from tracker.observations import queries as observations
from tracker.people.models import Person
from tracker.reviews import queries as reviews
from tracker.reviews.models import ReviewKind, State
from tracker.reviews.presenters import GROUP_NAMES, Pair, answer_words, pair_up, plan_conversation
from tracker.reviews.reading import Reading
from tracker.settings.queries import say_purpose
from tracker.words import label


@dataclass(frozen=True)
class TalkItem:
    """One item to talk about: both views in words."""

    code: str
    statement: str
    views: tuple[tuple[str, str, str], ...]
    is_in_person: bool


@dataclass(frozen=True)
class TalkGroup:
    """Items of one kind under one heading."""

    title: str
    items: tuple[TalkItem, ...]


@dataclass(frozen=True)
class Guide:
    """A working paper for one conversation, strengths first."""

    employer: str
    person: str
    supervisor: str
    kind: str
    used_for: str
    not_used_for: str
    strengths: tuple[TalkItem, ...]
    noticed: tuple[str, ...]
    proud_of: str
    chosen: tuple[TalkItem, ...]
    groups: tuple[TalkGroup, ...]
    alike: int
    goals: tuple[tuple[str, str, str], ...]


def get_guided(person: Person, reader: Person, review_id: UUID | None) -> Reading:
    """The review to talk about: the one in conversation, or the one asked for. For its two sides alone.

    404 for anyone else.

    :raises Refusal: while there is nothing to talk about yet.
    """
    known = [one for one in reviews.list_readable(person, reader) if one.side is not None and one.void is None]
    if not known:
        abort(404)
    if review_id is not None:
        known = [one for one in known if one.review.id == review_id] or abort(404)
    ready = [one for one in known if one.reads(Part.BOTH_ROWS)]
    in_talk = [one for one in ready if one.review.state is State.IN_CONVERSATION]
    found = in_talk or (ready if review_id is not None else [])
    if not found:
        raise Refusal(_("The guide is made once both of you have sent your ratings and the conversation begins."))
    return reviews.get_with_part(found[0].review.id, reader, Part.BOTH_ROWS)


def gather(reading: Reading, *, employer: str) -> Guide:
    """Everything the guide says. The reader is one of the two sides."""
    both = assessments.list_both(reading.assessment)
    pairs = pair_up(reading.outline, both, reviews.list_items(reading.review))
    agenda = plan_conversation(pairs)
    author = reading.assessment.supervisor
    names = reading.person.name, author.name if author else ""
    seen = [
        one.strength
        for one in observations.list_counting(reading.person.id, reading.reader)
        if one.observed_on >= reading.review.period_from and one.strength
    ]
    differing = [
        TalkGroup(str(GROUP_NAMES[group]), tuple(_item(pair, reading, names) for pair in found))
        for group, found in agenda.differing
    ]
    shown = sum(len(group.items) for group in differing) + len(agenda.chosen)
    return Guide(
        employer=employer,
        person=names[0],
        supervisor=names[1],
        kind=str(label(ReviewKind(reading.review.kind))),
        used_for=say_purpose(reading.review.used_for),
        not_used_for=say_purpose(reading.review.not_used_for),
        strengths=tuple(_item(pair, reading, names) for pair in agenda.strengths),
        noticed=tuple(seen[:3]),
        proud_of=reading.assessment.proud_of,
        chosen=tuple(_item(pair, reading, names) for pair in agenda.chosen),
        groups=tuple(differing),
        alike=len(pairs) - shown,
        goals=tuple(
            (goal.statement, goal.strength, next((step.text for step in goal.steps if step.done_at is None), ""))
            for goal in goals.list_open(reading.person.id, reading.reader)
        ),
    )


def _item(pair: Pair, reading: Reading, names: tuple[str, str]) -> TalkItem:
    views = zip(names, (pair.of(Side.EMPLOYEE), pair.of(Side.SUPERVISOR)), strict=True)
    return TalkItem(
        pair.item.code,
        pair.item.statement,
        tuple((name, *_view(rating, reading)) for name, rating in views),
        is_in_person=pair.employee is not None and pair.employee.answer == IN_PERSON,
    )


def _view(rating: Rating | None, reading: Reading) -> tuple[str, str]:
    return answer_words(rating.answer if rating else None, reading.scale), rating.comment if rating else ""
