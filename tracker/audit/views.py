"""Pages that show the trail to those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, render_template, request

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.audit import presenters, queries
from tracker.audit.models import TrailLine
from tracker.people import queries as people
from tracker.web.pages import open_record

bp = Blueprint("audit", __name__)
SHOWN = 100
LARGEST_ID = 2**63 - 1


@bp.get("/trail/")
@requires(Permission.PERSON_EDIT)
def index() -> str:
    """The newest lines in the reader's care."""
    lines = queries.list_all(signed_in(), limit=SHOWN + 1, before=_before())
    return render_template(
        "audit/index.html",
        lines=presenters.say(lines[:SHOWN], signed_in()),
        older=_older(lines),
        person=None,
        is_own=False,
    )


@bp.get("/people/<uuid:person_id>/trail")
@requires(Permission.TRAIL_READ)
def about(person_id: UUID) -> str:
    """The newest lines about one person's record; to themselves first who opened it."""
    person = people.get_visible(person_id, signed_in())
    if not queries.may_read_about(person, signed_in()):
        abort(404)
    is_own = person.id == signed_in().id
    lines = queries.list_about(person, signed_in(), limit=SHOWN + 1, before=_before())
    return open_record(
        "audit/index.html",
        "trail.opened",
        kind="trail",
        record_id=person.id,
        about_id=person.id,
        lines=presenters.say(lines[:SHOWN], signed_in()),
        older=_older(lines),
        person=person,
        readers=presenters.say(queries.list_readers(person, limit=SHOWN) if is_own else [], signed_in()),
        is_own=is_own,
    )


def _before() -> int | None:
    """The line to page back from, as the address says; a number no line can have means none."""
    asked = request.args.get("before", type=int)
    return asked if asked is not None and 0 < asked <= LARGEST_ID else None


def _older(lines: Sequence[TrailLine]) -> int | None:
    """The line to page back from, when there are more."""
    return lines[SHOWN - 1].id if len(lines) > SHOWN else None
