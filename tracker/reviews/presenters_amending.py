"""How a review is tied to others, and what its reader may still ask of it: for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.access.guard import may
from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.database import db
from tracker.errors import Refusal
from tracker.language import say_list
from tracker.reviews import amending, handing_over, queries_amending
from tracker.reviews.models import Review, State
from tracker.reviews.models_amending import ReviewAmendment
from tracker.reviews.reading import Reading
from tracker.signatures import queries as signed


@dataclass(frozen=True)
class Tied:
    """Everything the page of a review says about earlier and newer copies, and who may do what about them."""

    made_by: ReviewAmendment | None
    amended_by: ReviewAmendment | None
    newer_ended_at: datetime | None
    newer_signers: str
    turned_down: Sequence[ReviewAmendment]
    may_ask: bool
    may_decide: bool
    may_void: bool
    may_take_over: bool
    may_hold: bool


def tie(reading: Reading) -> Tied:
    """Look up what ties a review to others, for one reader."""
    ties = reading_ties(reading)
    ended_at, signers = say_newer(ties.amended_by)
    is_hr = Relation.HR in reading.relations
    return Tied(
        made_by=ties.made_by,
        amended_by=ties.amended_by,
        newer_ended_at=ended_at,
        newer_signers=signers,
        turned_down=queries_amending.list_turned_down(reading.review.id) if reading.side or is_hr else (),
        may_ask=_may_ask(reading),
        may_decide=is_hr and may(Permission.REVIEW_START),
        may_void=is_hr and may(Permission.RECORD_VOID) and _may_void(reading),
        may_take_over=handing_over.may_take_over(reading),
        may_hold=handing_over.may_hold(reading),
    )


def reading_ties(reading: Reading) -> queries_amending.Ties:
    """What ties a review to others, as far as its reader may know: a former supervisor reads no later change."""
    ties = queries_amending.find_ties(reading.review.id)
    if reading.relations == {Relation.FORMER_SUPERVISOR}:
        return queries_amending.Ties(ties.made_by, None)
    return ties


def say_newer(amendment: ReviewAmendment | None) -> tuple[datetime | None, str]:
    """When the copy that an amendment made was signed by both, and by whom; nothing while it is open."""
    newer = db.session.get(Review, amendment.review_id) if amendment and amendment.review_id else None
    if newer is None or newer.state is not State.ENDED or newer.snapshot_id is None:
        return None, ""
    signatures = signed.list_signatures([newer.snapshot_id])[newer.snapshot_id]
    return newer.ended_at, say_list([one.typed_name for one in signatures])


def _may_ask(reading: Reading) -> bool:
    if reading.review.state is not State.ENDED or not may(Permission.REVIEW_TALK):
        return False
    try:
        amending.refuse_asking(reading, by=reading.reader)
    except Refusal:
        return False
    return True


def _may_void(reading: Reading) -> bool:
    if reading.void is not None:
        return False
    try:
        amending.refuse_voiding(reading)
    except Refusal:
        return False
    return True
