"""Growth: two ended reviews of one person side by side."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.people import queries as people
from tracker.reviews import counts, growth
from tracker.web.pages import open_record

bp = Blueprint("growth", __name__, url_prefix="/reviews/growth")


@bp.get("/<uuid:person_id>")
@requires(Permission.REVIEW_READ)
def show(person_id: UUID) -> str:
    """Item by item what was said then and now, for whoever reads both reviews whole."""
    person = people.get_readable(person_id, signed_in())
    whole = growth.list_whole(person, signed_in()) or abort(404)
    two = growth.choose_two(whole, request.args.get("from", type=UUID), request.args.get("to", type=UUID))
    return open_record(
        "reviews/growth.html",
        "growth.opened",
        kind="review",
        record_id=person.id,
        about_id=person.id,
        person=person,
        whole=whole,
        growth=growth.compare_reviews(*two) if two else None,
        pictures=counts.draw_growth(whole) if len(whole) > 1 else (),
        who=dict(counts.sides()),
    )
