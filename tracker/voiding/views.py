"""Making a record void: a page that says what will happen, and asks for the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.consultations import actions as logging
from tracker.consultations import queries as consultations
from tracker.database import db
from tracker.language import _
from tracker.observations import actions as observing
from tracker.observations import queries as observations
from tracker.people.models import Person
from tracker.reviews import amending
from tracker.reviews import queries as reviews
from tracker.voiding.forms import VoidForm
from tracker.voiding.models import VoidKind

bp = Blueprint("voiding", __name__, url_prefix="/void")


@dataclass(frozen=True)
class Target:
    """A record that may become void: its name, where it is shown, and the action that does it."""

    name: str
    address: str
    refuse: Callable[[], None]
    void: Callable[[VoidForm], None]
    is_group: bool = False


def _review(record_id: UUID, by: Person) -> Target:
    reading = reviews.get_reading(record_id, by, lock=True)
    return Target(
        _("Review of %(name)s", name=reading.person.name),
        url_for("reviews.show", review_id=record_id),
        lambda: amending.refuse_voiding(reading),
        lambda form: amending.void(reading, reason=str(form.reason.data), by=by),
    )


def _observation(record_id: UUID, by: Person) -> Target:
    found = observations.get_visible(record_id, by)
    return Target(
        _("Observation of %(name)s", name=found.person.name),
        url_for("observations.show", observation_id=record_id),
        lambda: observing.refuse_voiding(found, by=by),
        lambda form: observing.void(found, reason=str(form.reason.data), by=by),
    )


def _attendance(record_id: UUID, by: Person) -> Target:
    seen, part = consultations.get_visible_part(record_id, by)
    return Target(
        _("Supervision log entry of %(name)s", name=part.person.name),
        url_for("consultations.show", entry_id=seen.entry.id, person=part.person_id),
        lambda: logging.refuse_voiding(seen.entry, [part], by=by),
        lambda form: logging.void(
            seen.entry, seen.parts if form.for_everyone.data else [part], reason=str(form.reason.data), by=by
        ),
        is_group=len(seen.parts) > 1,
    )


TARGETS: dict[VoidKind, Callable[[UUID, Person], Target]] = {
    VoidKind.REVIEW: _review,
    VoidKind.OBSERVATION: _observation,
    VoidKind.ATTENDANCE: _attendance,
}


@bp.route("/<kind>/<uuid:record_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_VOID)
def new(kind: str, record_id: UUID) -> ResponseReturnValue:
    """Make a record void that was made in error, with a reason."""
    if kind not in set(VoidKind):
        abort(404)
    target = TARGETS[VoidKind(kind)](record_id, signed_in())
    target.refuse()
    form = VoidForm()
    if form.validate_on_submit():
        target.void(form)
        db.session.commit()
        flash(_("Void. It stays readable with your reason, and counts nowhere."))
        return redirect(target.address)
    return render_template("voiding/new.html", form=form, target=target), 422 if form.errors else 200
