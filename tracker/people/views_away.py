"""HR's page on when someone is away: dates only, and who then has nobody to act for them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.language import _
from tracker.people import absences, noting_absences, queries
from tracker.people.forms import AwayForm, LastDayAwayForm
from tracker.people.models import Absence, Person

bp = Blueprint("absences", __name__, url_prefix="/people/<uuid:person_id>/away")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def index(person_id: UUID) -> ResponseReturnValue:
    """When someone is away, and a form to note more."""
    person = queries.get_visible(person_id, signed_in())
    form = AwayForm(starts_on=clock.today())
    if form.validate_on_submit():
        if not is_made(Absence, form.record_id):
            noting_absences.note_absence(person, **form.values(), by=signed_in())
            db.session.commit()
            flash(_("Noted. Work that waits for %(name)s then finds a backup, or waits for HR.", name=person.name))
        return redirect(url_for(".index", person_id=person_id))
    return _page(person, form), 422 if form.errors else 200


def _page(person: Person, form: AwayForm) -> str:
    noted = absences.list_absences(person)
    first = noted[0] if noted else None
    return render_template(
        "people/away.html",
        person=person,
        form=form,
        absences=noted,
        left_alone=absences.list_left_alone(person, max(first.starts_on, clock.today())) if first else [],
        until=first.ends_on.isoformat() if first and first.ends_on else None,
    )


@bp.route("/<uuid:absence_id>", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def change(person_id: UUID, absence_id: UUID) -> ResponseReturnValue:
    """Change the last day away."""
    person, absence = _get(person_id, absence_id)
    form = LastDayAwayForm(ends_on=absence.ends_on)
    if form.validate_on_submit():
        noting_absences.change_last_day(absence, ends_on=form.ends_on.data, by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index", person_id=person_id))
    return render_template("people/away_until.html", person=person, absence=absence, form=form), (
        422 if form.errors else 200
    )


@bp.post("/<uuid:absence_id>/back")
@requires(Permission.ASSIGNMENT_EDIT)
def back(person_id: UUID, absence_id: UUID) -> ResponseReturnValue:
    """Someone is back."""
    person, absence = _get(person_id, absence_id)
    noting_absences.end_absence(absence, by=signed_in())
    db.session.commit()
    flash(_("Saved. %(name)s is not away now.", name=person.name))
    return redirect(url_for(".index", person_id=person_id))


def _get(person_id: UUID, absence_id: UUID) -> tuple[Person, Absence]:
    person = queries.get_visible(person_id, signed_in())
    found = db.session.get(Absence, absence_id)
    return person, found if found is not None and found.person_id == person_id else abort(404)
