"""The people behind one competency in one program: what each side chose, in the order of names and never of levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tracker.assessments.models import Rating, Side
from tracker.database import db
from tracker.frameworks.queries import Item
from tracker.people.models import Person
from tracker.reviews.models import ConversationItem


@dataclass(frozen=True)
class Behind:
    """One person's review on one item: both answers, None where there is none, and the level agreed on."""

    person: Person
    review_id: UUID
    own: str | None
    supervisors: str | None
    agreed: int | None
    wants_training: bool


def look(people: Sequence[tuple[Person, UUID]], item: Item) -> list[Behind]:
    """What the reviews of these people say of an item, in their order, in two queries."""
    ids = [review_id for _person, review_id in people]
    ratings = select(Rating).where(Rating.assessment_id.in_(ids), Rating.competency_id == item.id)
    said = {(one.assessment_id, one.side): one for one in db.session.execute(ratings).scalars()}
    talked = select(ConversationItem).where(
        ConversationItem.review_id.in_(ids), ConversationItem.competency_id == item.id
    )
    agreed = {one.review_id: one.agreed_level for one in db.session.execute(talked).scalars()}
    found = []
    for person, review_id in people:
        own, other = said.get((review_id, Side.EMPLOYEE)), said.get((review_id, Side.SUPERVISOR))
        found.append(
            Behind(
                person,
                review_id,
                own.answer if own else None,
                other.answer if other else None,
                agreed.get(review_id),
                own is not None and own.wants_training,
            )
        )
    return found
