"""Focus sets: from the second review on, a review may leave out what needs no new rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.assessments.models import Assessment, Rating, Side
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.models import FrameworkVersion
from tracker.frameworks.queries import Outline
from tracker.goals import queries as goals
from tracker.people.models import Person
from tracker.reviews.models import Rated, Review, State
from tracker.verifications import requirements
from tracker.voiding.queries import is_void

LOW = frozenset({"1", "2"})

# What each side said last of an item, by its code: the answer, and whether training was wanted.
Answers = Mapping[str, Mapping[Side, tuple[str | None, bool]]]


def choose_focus(
    people: Sequence[Person], version_id: UUID, rated: Rated, chosen: Iterable[str] = ()
) -> dict[UUID, tuple[str, ...]]:
    """Codes of the items that each of several people rates, in source order; nobody in it rates every item.

    A first review of a framework looks at every item, and an item that was never rated with these words is
    always rated. Takes the same number of queries for one person and for a thousand.
    """
    if rated is Rated.ALL:
        return {}
    outline = frameworks.outline(version_id)
    last = _last_answers([person.id for person in people], outline)
    known = [person for person in people if person.id in last]
    own = rated is Rated.OWN
    wanted = _matters_now(known, outline, last) if own else {person.id: set(chosen) for person in known}
    found = {
        person.id: tuple(
            item.code for item in outline.items if item.code in wanted[person.id] or item.code not in last[person.id]
        )
        for person in known
    }
    return {person_id: codes for person_id, codes in found.items() if 0 < len(codes) < len(outline.items)}


def was_reviewed(person_id: UUID, framework: str) -> bool:
    """Whether a review of someone by any version of a framework has ended."""
    statement = (
        select(Review.id)
        .join(Review.assessment)
        .join(FrameworkVersion, FrameworkVersion.id == Assessment.framework_version_id)
        .where(
            Assessment.person_id == person_id,
            FrameworkVersion.code == framework,
            Review.state == State.ENDED,
            ~is_void(Review.id),
        )
    )
    return db.session.execute(statement).first() is not None


def _matters_now(people: Sequence[Person], outline: Outline, last: Mapping[UUID, Answers]) -> dict[UUID, set[str]]:
    """Required by the job, due again, in a goal, or rated 1 or 2 or wanted for training the last time."""
    today, ids = clock.today(), [person.id for person in people]
    needs = requirements.list_needs(people, today)
    shown = requirements.list_latest(ids)
    pursued = goals.list_codes_in_motion(ids, outline.code)
    return {
        person.id: {need.item.code for need in needs.get(person.id, [])}
        | {
            code
            for (framework, code), latest in shown.get(person.id, {}).items()
            if framework == outline.code and latest.verification.is_due_again(today)
        }
        | pursued.get(person.id, set())
        | {
            code
            for code, said in last[person.id].items()
            if any(answer in LOW or wants_training for answer, wants_training in said.values())
        }
        for person in people
    }


def _last_answers(ids: Sequence[UUID], outline: Outline) -> dict[UUID, Answers]:
    """What was answered last of each item that still has the same words, in reviews that have ended."""
    statement = (
        select(
            Assessment.person_id,
            Assessment.framework_version_id,
            Rating.competency_id,
            Rating.side,
            Rating.answer,
            Rating.wants_training,
        )
        .join(Review, Review.id == Assessment.id)
        .join(Rating, Rating.assessment_id == Assessment.id)
        .join(FrameworkVersion, FrameworkVersion.id == Assessment.framework_version_id)
        .where(
            Assessment.person_id.in_(ids),
            FrameworkVersion.code == outline.code,
            Review.state == State.ENDED,
            ~is_void(Review.id),
            Rating.answer.is_not(None),
        )
        .order_by(Review.opened_at, Review.id)
    )
    found: dict[UUID, dict[str, dict[Side, tuple[str | None, bool]]]] = defaultdict(lambda: defaultdict(dict))
    for person_id, version_id, competency_id, side, answer, wants_training in db.session.execute(statement):
        before = frameworks.outline(version_id).by_id[competency_id]
        now = outline.by_code.get(before.code)
        if now is not None and now.statement == before.statement:
            found[person_id][now.code][side] = (answer, wants_training)
    return dict(found)
