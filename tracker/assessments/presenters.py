"""What a page of ratings shows for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tracker import clock
from tracker.assessments.actions import Given
from tracker.assessments.models import (
    IN_PERSON,
    NOT_MY_ROLE,
    NOT_OBSERVED,
    Basis,
    PaperEntry,
    Rating,
    RatingRevision,
    RoleReason,
    Side,
)
from tracker.assessments.queries import OwnSide
from tracker.frameworks.queries import Item, Scale, Section
from tracker.language import _, say_date
from tracker.web.identifiers import Marked
from tracker.words import ANSWERS, ANSWERS_OF_OTHERS


@dataclass(frozen=True)
class ItemCard:
    """One item of the page: what stands or was typed, and what is shown beside it."""

    item: Item
    answer: str | None
    comment: str
    wants_training: bool
    role_reason: RoleReason | None
    basis: Basis | None
    revision: int
    repeats: list[tuple[str, str]]
    crossed: RatingRevision | None
    seen: Sequence[object]
    error: str | None
    goals: Sequence[object]
    examples: Sequence[object]
    last: str
    same_as_last: bool
    marked: Marked | None


@dataclass(frozen=True)
class Progress:
    """How far one section or domain is."""

    title: str
    label: str
    slug: str
    answered: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether every item has an answer."""
        return self.answered == self.total


def own_words(answer: str | None, scale: Scale, side: Side) -> str:
    """One's own answer in words; empty when there is none."""
    if not answer:
        return ""
    if answer.isdigit():
        return scale.label(int(answer))
    return str((ANSWERS if side is Side.EMPLOYEE else ANSWERS_OF_OTHERS)[answer])


def make_cards(
    own: OwnSide,
    items: Sequence[Item],
    ratings: Mapping[UUID, Rating],
    *,
    crossed: Mapping[UUID, RatingRevision],
    seen: Mapping[UUID, Sequence[object]],
    typed: Mapping[str, Given],
    marked: Mapping[str, Marked],
    errors: Mapping[str, str],
    goals: Mapping[UUID, Sequence[object]],
    examples: Mapping[UUID, Sequence[object]],
    last: Mapping[UUID, str],
) -> list[ItemCard]:
    """The cards of a page; what was typed and could not be saved stands before what was saved."""
    return [
        _card(
            own,
            item,
            ratings,
            crossed=crossed.get(item.id),
            seen=seen.get(item.id, []),
            typed=typed.get(item.code),
            marked=marked.get(item.code),
            error=errors.get(item.code),
            goals=goals.get(item.id, []),
            examples=examples.get(item.id, []),
            last=last.get(item.id, ""),
        )
        for item in items
    ]


def _card(
    own: OwnSide,
    item: Item,
    ratings: Mapping[UUID, Rating],
    *,
    crossed: RatingRevision | None,
    seen: Sequence[object],
    typed: Given | None,
    marked: Marked | None,
    error: str | None,
    goals: Sequence[object],
    examples: Sequence[object],
    last: str,
) -> ItemCard:
    rating = ratings.get(item.id)
    shown: Given | Rating | None = typed if error else rating
    return ItemCard(
        item=item,
        answer=shown.answer if shown else None,
        comment=shown.comment if shown else "",
        wants_training=shown.wants_training if shown else False,
        role_reason=shown.role_reason if shown else None,
        basis=shown.basis if shown else None,
        revision=rating.revision if rating else 0,
        repeats=[(code, _answer_at(own, code, ratings)) for code in item.repeats],
        crossed=crossed,
        seen=seen,
        error=error,
        goals=goals,
        examples=examples,
        # The level of last time is shown only after the new answer is given.
        last=last if shown and shown.answer else "",
        same_as_last=rating is not None and rating.same_as_last,
        marked=marked if error else None,
    )


def _answer_at(own: OwnSide, code: str, ratings: Mapping[UUID, Rating]) -> str:
    rating = ratings.get(own.outline.by_code[code].id)
    return own_words(rating.answer if rating else None, own.scale, own.side)


def progress_of(own: OwnSide, ratings: Mapping[UUID, Rating]) -> list[Progress]:
    """How far each section is, in order."""
    return [progress_in(section, ratings) for section in own.outline.sections]


def progress_in(section: Section, ratings: Mapping[UUID, Rating]) -> Progress:
    """How far one section is."""
    answered = sum(1 for item in section.items if item.id in ratings and ratings[item.id].answer is not None)
    return Progress(section.domain_title, section.label, section.slug, answered, len(section.items))


def say_entry(entry: PaperEntry) -> str:
    """Where ratings typed in from paper came from, and whether they are confirmed."""
    said = _("Entered by %(name)s, from paper dated %(day)s", name=entry.typist.name, day=say_date(entry.dated_on))
    if entry.confirmed_at is None:
        return _("%(entered)s, not yet confirmed by the employee.", entered=said)
    confirmed = say_date(clock.local(entry.confirmed_at).date())
    return _("%(entered)s, confirmed by the employee on %(day)s.", entered=said, day=confirmed)


@dataclass(frozen=True)
class DomainSummary:
    """One domain on the sending page."""

    title: str
    slug: str
    levels: int
    not_my_role: int
    in_person: int
    not_observed: int
    unanswered: int


def summarize(own: OwnSide, ratings: Mapping[UUID, Rating]) -> list[DomainSummary]:
    """What each domain holds before sending: levels, other answers, and what has none."""
    return [_summarize_domain(own, code, title, ratings) for code, title in own.outline.domains.items()]


def _summarize_domain(own: OwnSide, code: str, title: str, ratings: Mapping[UUID, Rating]) -> DomainSummary:
    items = list(own.outline.items_of_domain(code))
    answers = [ratings[item.id].answer if item.id in ratings else None for item in items]
    missing = next((item for item, answer in zip(items, answers, strict=True) if answer is None), items[0])
    return DomainSummary(
        title=title,
        slug=own.outline.section_of(missing).slug,
        levels=sum(1 for answer in answers if answer and answer.isdigit()),
        not_my_role=answers.count(NOT_MY_ROLE),
        in_person=answers.count(IN_PERSON),
        not_observed=answers.count(NOT_OBSERVED),
        unanswered=answers.count(None),
    )


def list_training_wanted(own: OwnSide, ratings: Mapping[UUID, Rating]) -> list[Item]:
    """The items in which the employee wants training, in source order."""
    return [item for item in own.outline.items if item.id in ratings and ratings[item.id].wants_training]


def list_uniform_sections(own: OwnSide, ratings: Mapping[UUID, Rating]) -> list[tuple[Section, str]]:
    """Sections in which every item has the same level: worth a second look, and not recorded."""
    found = []
    for section in own.outline.sections:
        answers = {ratings[item.id].answer if item.id in ratings else None for item in section.items}
        only = answers.pop() if len(answers) == 1 else None
        if only and only.isdigit() and len(section.items) > 1:
            found.append((section, own.scale.label(int(only))))
    return found
