"""Pages on appointed assessors: HR's."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, is_made
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person, Role
from tracker.verifications import appointing, appointments
from tracker.verifications.forms import AppointmentForm
from tracker.verifications.models import Appointment, Qualification
from tracker.web.forms import choice

bp = Blueprint("assessors", __name__, url_prefix="/assessors")


@bp.get("/")
@requires(Permission.ASSESSOR_APPOINT)
def index() -> str:
    """Every appointment, standing and over."""
    return render_template("verifications/assessors.html", appointments=appointments.list_appointments())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ASSESSOR_APPOINT)
def new() -> ResponseReturnValue:
    """Let someone verify named people or a program, from a day to a day."""
    form = _form()
    if form.validate_on_submit():
        if not is_made(Appointment, form.record_id):
            _appoint(form)
        return redirect(url_for(".index"))
    return render_template("verifications/appoint.html", form=form), 422 if form.errors else 200


def _form() -> AppointmentForm:
    form = AppointmentForm(starts_on=clock.today())
    known = {str(one.id): one.name for one in _staff()}
    form.assessor.choices = [choice(key, name) for key, name in known.items()]
    form.people.choices = [choice(str(one.id), one.name) for one in people.list_with_role(Role.EMPLOYEE)]
    form.program.choices = [
        choice("", _("No program")),
        *(choice(str(one.id), one.name) for one in people.list_programs()),
    ]
    return form


def _staff() -> list[Person]:
    """Whoever can be appointed: employees and supervisors who work here, but not the one who appoints."""
    found = {one.id: one for role in (Role.EMPLOYEE, Role.SUPERVISOR) for one in people.list_with_role(role)}
    found.pop(signed_in().id, None)
    return sorted(found.values(), key=lambda one: one.name.casefold())


def _appoint(form: AppointmentForm) -> None:
    (assessor,) = people.list_people([UUID(form.assessor.data)])
    named = people.list_people(UUID(key) for key in form.people.data or [])
    program = next((one for one in people.list_programs() if str(one.id) == form.program.data), None)
    appointing.appoint(
        assessor,
        named,
        program=program,
        qualification=Qualification(form.qualification.data),
        **form.values("assessor", "people", "program", "qualification"),
        by=signed_in(),
    )
    db.session.commit()
    flash(_("%(name)s is appointed.", name=assessor.name))


@bp.post("/<uuid:appointment_id>/end")
@requires(Permission.ASSESSOR_APPOINT)
def end(appointment_id: UUID) -> ResponseReturnValue:
    """End an appointment now."""
    appointing.end_appointment(appointments.get_appointment(appointment_id), by=signed_in())
    db.session.commit()
    flash(_("The appointment has ended. What was verified under it stays."))
    return redirect(url_for(".index"))
