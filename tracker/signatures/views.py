"""Adding a statement to a part of one's own record."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, NamedTuple
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.access.reading import Part
from tracker.consultations import queries as consultations
from tracker.database import db, is_made
from tracker.goals import queries as goals
from tracker.language import _
from tracker.observations import queries as observations
from tracker.people.models import Person
from tracker.reviews import queries as reviews
from tracker.signatures import actions, queries
from tracker.signatures.forms import StatementForm
from tracker.signatures.models import Statement, StatementPart
from tracker.verifications import queries as verifications

bp = Blueprint("statements", __name__, url_prefix="/statements")


class Target(NamedTuple):
    """Whose record a part is, where it is shown, and the codes of its own parts."""

    person_id: UUID
    address: str
    codes: Collection[str] = ()


_SHOWN_AT: Final[dict[StatementPart, Callable[[UUID], str]]] = {
    StatementPart.REVIEW: lambda record_id: url_for("reviews.show", review_id=record_id),
    StatementPart.OBSERVATION: lambda record_id: url_for("observations.show", observation_id=record_id),
    StatementPart.VERIFICATION: lambda record_id: url_for("verifications.show", verification_id=record_id),
    StatementPart.GOAL: lambda record_id: url_for("goals.show", goal_id=record_id),
    StatementPart.LOG_ENTRY: lambda record_id: url_for("consultations.show", entry_id=record_id),
}


def _review(record_id: UUID, reader: Person) -> Target:
    reading = reviews.get_with_part(record_id, reader, Part.STATE)
    return Target(reading.person.id, _SHOWN_AT[StatementPart.REVIEW](record_id), reading.outline.by_code)


def _observation(record_id: UUID, reader: Person) -> Target:
    found = observations.get_visible(record_id, reader)
    return Target(found.person_id, _SHOWN_AT[StatementPart.OBSERVATION](record_id))


def _verification(record_id: UUID, reader: Person) -> Target:
    found = verifications.get_visible(record_id, reader)
    return Target(found.person_id, _SHOWN_AT[StatementPart.VERIFICATION](record_id))


def _goal(record_id: UUID, reader: Person) -> Target:
    found = goals.get_visible(record_id, reader)
    return Target(found.person_id, _SHOWN_AT[StatementPart.GOAL](record_id))


def _log_entry(record_id: UUID, reader: Person) -> Target:
    seen = consultations.get_visible(record_id, reader, about=reader.id)
    mine = next((part.person_id for part in seen.parts if part.person_id == reader.id), seen.parts[0].person_id)
    return Target(mine, _SHOWN_AT[StatementPart.LOG_ENTRY](record_id))


TARGETS: dict[StatementPart, Callable[[UUID, Person], Target]] = {
    StatementPart.REVIEW: _review,
    StatementPart.OBSERVATION: _observation,
    StatementPart.VERIFICATION: _verification,
    StatementPart.GOAL: _goal,
    StatementPart.LOG_ENTRY: _log_entry,
}


@bp.get("/")
@requires(Permission.STATEMENT_ADD)
def index() -> str:
    """One's own statements, newest first, each with the way to the part it stands on."""
    return render_template(
        "signatures/statements.html",
        statements=queries.list_statements_by(signed_in()),
        address=_address,
    )


def _address(statement: Statement) -> str | None:
    """Where the part of a statement is shown; None for former staff, to whom only ended reviews are open."""
    if signed_in().has_left(clock.today()) and statement.part is not StatementPart.REVIEW:
        return None
    return _SHOWN_AT[statement.part](statement.record_id)


@bp.route("/<part>/<uuid:record_id>/new", methods=["GET", "POST"])
@requires(Permission.STATEMENT_ADD)
def new(part: str, record_id: UUID) -> ResponseReturnValue:
    """Add one's own words to a part of one's record; they travel with it from now on."""
    if part not in set(StatementPart):
        abort(404)
    kind = StatementPart(part)
    target = TARGETS[kind](record_id, signed_in())
    if target.person_id != signed_in().id:
        abort(403)
    code = request.args.get("item")
    if code is not None and code not in target.codes:
        abort(404)
    form = StatementForm()
    if form.validate_on_submit():
        if not is_made(Statement, form.record_id):
            actions.add_statement(part=kind, record_id=record_id, item_code=code, **form.values(), by=signed_in())
            db.session.commit()
        flash(_("Your statement is added. It is shown wherever this part is shown or printed."))
        return redirect(target.address)
    return render_template("signatures/new_statement.html", form=form, kind=kind, back=target.address), (
        422 if form.errors else 200
    )
