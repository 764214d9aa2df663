"""Taking former staff back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import ROLES, Permission, grantable_by
from tracker.database import db
from tracker.language import _
from tracker.people import actions, history, queries
from tracker.people.forms import RehireForm
from tracker.people.models import Employment, Role
from tracker.web.forms import choice

bp = Blueprint("rehiring", __name__)


@bp.route("/people/<uuid:person_id>/rehire", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def rehire(person_id: UUID) -> ResponseReturnValue:
    """A new time of work for someone who has left; the earlier one is kept."""
    person = queries.get_visible(person_id, signed_in())
    actions.refuse_account(person, signed_in())
    history.last_day_of(person)
    form = RehireForm(
        hired_on=clock.today(),
        employment=person.employment,
        job_title=person.job_title,
        program=person.program.name if person.program else "",
        roles=[Role.EMPLOYEE.value],
    )
    grantable = grantable_by(queries.roles_of(signed_in()))
    form.roles.choices = [choice(role, str(ROLES[role].name)) for role in Role if role in grantable]
    if form.validate_on_submit():
        values = form.values("employment", "roles")
        roles = [Role(role) for role in form.roles.data or []]
        history.rehire(person, employment=Employment(form.employment.data), roles=roles, **values, by=signed_in())
        db.session.commit()
        flash(_("%(name)s works here again. Assign a supervisor, and make a sign-in link.", name=person.name))
        return redirect(url_for("people.show", person_id=person_id))
    programs = [program.name for program in queries.list_programs()]
    return render_template("people/rehire.html", form=form, person=person, programs=programs), (
        422 if form.errors else 200
    )
