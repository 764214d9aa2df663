"""What the employee said on a review. It travels with the part it is about, and into every newer copy of it."""

from __future__ import annotations

from tracker.reviews import queries_amending
from tracker.reviews.reading import Reading
from tracker.signatures import queries as signed
from tracker.signatures.models import Statement, StatementPart


def list_said(reading: Reading, *, item_code: str | None = None) -> list[Statement]:
    """Statements on a review and on the copies it amends, oldest first: all, or those on one item.

    A former supervisor keeps what they signed, and reads nothing that came later.
    """
    review_id = reading.review.id
    until = reading.review.ended_at if reading.ends_with_signing else None
    chain = [*reversed(queries_amending.list_earlier(review_id)), review_id]
    found = signed.list_statements(StatementPart.REVIEW, chain, until=until)
    every = [statement for one in chain for statement in found[one]]
    return [one for one in every if item_code is None or one.item_code == item_code]
