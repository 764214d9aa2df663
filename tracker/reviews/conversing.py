"""What the two sides do in the conversation: describe it, choose items, propose and confirm, keep both views."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tracker import clock
from tracker.assessments import queries as ratings
from tracker.assessments.models import Side
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.frameworks.queries import Item
from tracker.language import _
from tracker.people.models import Person
from tracker.reviews import queries
from tracker.reviews.models import (
    IN_BULK,
    Conversation,
    ConversationComment,
    ConversationForm,
    ConversationItem,
    Review,
)
from tracker.reviews.presenters import TALK_LIMIT, Difference, pair_up
from tracker.reviews.reading import Reading
from tracker.reviews.transitions import Act


def describe_conversation(
    reading: Reading,
    *,
    held_on: date | None,
    minutes: int | None,
    form: ConversationForm | None,
    present: str,
    support_wanted: str,
    notes: str,
    seen: str | None = None,
    by: Person,
) -> None:
    """Write down when and how the conversation was held, and what was said.

    :param seen: the fingerprint of what the writer's page showed; None where there was no page.
    :raises Refusal: while the two are not in conversation, and for a day to come.
    :raises Stale: when the other side has written since then.
    """
    reading.acting_side(Act.TALK)
    if held_on is not None and held_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: the conversation has not happened yet."))
    talk = get_conversation(reading.review)
    if talk.details == (held_on, minutes, form, present, support_wanted, notes):
        return
    if seen is not None and seen != talk.fingerprint:
        raise Stale(_("The other side has changed the notes meanwhile. Open them again, then add your words."))
    talk.held_on, talk.minutes, talk.form = held_on, minutes, form
    talk.present, talk.support_wanted, talk.notes = present, support_wanted, notes
    db.session.flush()
    _note(reading, "review.conversation_described", ["conversation"], by=by)


def get_conversation(review: Review) -> Conversation:
    """The conversation of a review that has come so far.

    :raises Stale: before both sides have sent.
    """
    talk = queries.find_conversation(review)
    if talk is None:
        raise Stale(_("The conversation begins once both of you have sent your ratings."))
    return talk


def _note(reading: Reading, event: str, fields: Iterable[str], *, by: Person) -> None:
    audit.record(
        event,
        by=by,
        kind="review",
        record_id=reading.review.id,
        about_id=reading.assessment.person_id,
        fields=fields,
    )


def _item_row(review: Review, item: Item) -> ConversationItem:
    row = db.session.get(ConversationItem, (review.id, item.id), populate_existing=True)
    if row is None:
        row = ConversationItem(review_id=review.id, competency_id=item.id)
        db.session.add(row)
    return row


def choose_to_talk(reading: Reading, item: Item, *, wanted: bool, by: Person) -> None:
    """Put an item on the list to talk about, or take one's own wish off it; up to ten for each side.

    :raises Refusal: while the two are not in conversation, and for more than ten.
    """
    side = reading.acting_side(Act.TALK)
    chosen = _chosen_by(reading, side)
    if (item.id in chosen) is wanted:
        return
    if wanted and len(chosen) >= TALK_LIMIT:
        raise Refusal(_("You have chosen %(most)d items. Take one off the list first.", most=TALK_LIMIT))
    row = _item_row(reading.review, item)
    if side is Side.EMPLOYEE:
        row.chosen_by_employee = wanted
    else:
        row.chosen_by_supervisor = wanted
    db.session.flush()
    _note(reading, "review.item_chosen", [item.code], by=by)


def _chosen_by(reading: Reading, side: Side) -> set[UUID]:
    rows = queries.list_items(reading.review).values()
    return {
        row.competency_id
        for row in rows
        if (row.chosen_by_employee if side is Side.EMPLOYEE else row.chosen_by_supervisor)
    }


def propose(reading: Reading, item: Item, level: int, *, by: Person) -> None:
    """Propose a level. It is agreed only when the other side confirms; proposing the same is confirming.

    :raises Refusal: for a level the scale does not have.
    """
    if level not in reading.scale.by_value:
        raise Refusal(_("Choose one of the levels of the scale."))
    _propose(reading, item, level, in_bulk=False, by=by)


def _propose(reading: Reading, item: Item, level: int, *, in_bulk: bool, by: Person) -> None:
    side = reading.acting_side(Act.TALK)
    row = _item_row(reading.review, item)
    if _is_proposal(row, side.other, level) and row.agreed_at is None:
        _confirm(reading, row, item, in_bulk=in_bulk, by=by)
        return
    row.proposed_level, row.proposed_by, row.in_bulk = level, side, in_bulk
    row.agreed_at = row.confirmed_by_id = row.differs_at = None
    db.session.flush()
    _note(reading, "review.level_proposed", _fields(item, in_bulk=in_bulk), by=by)


def _fields(item: Item, *, in_bulk: bool) -> list[str]:
    """What the trail names: the item, and whether it was one of many at once."""
    return [item.code, IN_BULK] if in_bulk else [item.code]


def confirm(reading: Reading, item: Item, level: int, *, by: Person) -> None:
    """Confirm the level the other side proposed.

    :raises Refusal: while the two are not in conversation, and for one's own proposal.
    :raises Stale: when another level stands there now than the one on the page.
    """
    side = reading.acting_side(Act.TALK)
    row = _item_row(reading.review, item)
    if row.proposed_level != level or row.agreed_at is not None:
        raise Stale(_("The proposal for %(code)s has changed. Look at it again.", code=item.code))
    if row.proposed_by is side:
        raise Refusal(_("You proposed this level. The other side confirms it."))
    _confirm(reading, row, item, in_bulk=False, by=by)


def _confirm(reading: Reading, row: ConversationItem, item: Item, *, in_bulk: bool, by: Person) -> None:
    row.agreed_at, row.confirmed_by_id, row.differs_at, row.in_bulk = clock.now(), by.id, None, in_bulk
    db.session.flush()
    _note(reading, "review.level_agreed", _fields(item, in_bulk=in_bulk), by=by)


def settle_alike(reading: Reading, *, by: Person) -> tuple[int, int]:
    """For every item both see alike: propose the shared level, or confirm it where the other proposed it.

    Where another level is proposed, that stands: it is for the two to talk about. Each item and its line in the
    trail say that it was done for many at once. Returns how many
    were proposed and how many are now agreed.
    """
    side = reading.acting_side(Act.TALK)
    from_both = ratings.list_both(reading.assessment)
    proposed = agreed = 0
    for pair in pair_up(reading.outline, from_both, queries.list_items(reading.review)):
        level = pair.level(Side.EMPLOYEE)
        if pair.difference is not Difference.ALIKE or level is None or not _is_unsettled(pair.outcome):
            continue
        is_confirming = pair.outcome is not None and pair.outcome.proposed_level is not None
        if pair.outcome is not None and is_confirming and not _is_proposal(pair.outcome, side.other, level):
            continue
        _propose(reading, pair.item, level, in_bulk=True, by=by)
        agreed, proposed = agreed + is_confirming, proposed + (not is_confirming)
    return proposed, agreed


def _is_unsettled(outcome: ConversationItem | None) -> bool:
    return outcome is None or (outcome.agreed_at is None and outcome.differs_at is None)


def _is_proposal(outcome: ConversationItem, side: Side, level: int) -> bool:
    return outcome.proposed_by is side and outcome.proposed_level == level


def see_differently(reading: Reading, item: Item, *, by: Person) -> None:
    """Record that both views are kept: a full outcome, not an open question."""
    reading.acting_side(Act.TALK)
    row = _item_row(reading.review, item)
    row.proposed_level = row.proposed_by = row.agreed_at = row.confirmed_by_id = None
    row.differs_at, row.in_bulk = clock.now(), False
    db.session.flush()
    _note(reading, "review.seen_differently", [item.code], by=by)


def comment(reading: Reading, item: Item, text: str, *, key: UUID | None = None, by: Person) -> ConversationComment:
    """Add something said about an item; ratings and their comments stay as they were sent."""
    reading.acting_side(Act.TALK)
    row = ConversationComment(review_id=reading.review.id, competency_id=item.id, author_id=by.id, text=text)
    if key is not None:
        row.id = key
    db.session.add(row)
    db.session.flush()
    _note(reading, "review.commented", [item.code], by=by)
    return row
