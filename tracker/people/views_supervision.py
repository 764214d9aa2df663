"""HR's pages on who supervises whom: what to put right, and handing many people over at once."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.language import _n
from tracker.people import queries, soundness, supervision
from tracker.people.forms import HandOverForm
from tracker.people.models import Person, Role, SupervisionAssignment
from tracker.reviews import handing_over
from tracker.settings import queries as settings
from tracker.web.forms import choice
from tracker.web.paging import Page
from tracker.words import label

bp = Blueprint("supervision", __name__)


@bp.get("/people/supervision")
@requires(Permission.ASSIGNMENT_EDIT)
def index() -> str:
    """Circles, gaps, and supervisors with too many people, each with the way to put it right."""
    most = settings.present().most_people
    faults = soundness.list_faults(clock.today(), most=most)
    page = Page.of(len(faults))
    return render_template(
        "people/supervision.html", faults=faults[page.offset : page.offset + page.size], page=page, most=most
    )


@bp.route("/people/<uuid:person_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def hand_over(person_id: UUID) -> ResponseReturnValue:
    """Hand the people somebody supervises over to another, all at once or some."""
    former = queries.get_visible(person_id, signed_in())
    standing = supervision.list_held_by(former, clock.today())
    form = _form(former, standing)
    if form.validate_on_submit():
        chosen = [one for one in standing if str(one.id) in form.assignments.data]
        successor = queries.get_visible(UUID(form.supervisor.data), signed_in())
        handing_over.hand_over_many(chosen, successor, starts_on=form.day(form.starts_on), by=signed_in())
        db.session.commit()
        flash(
            _n(
                "%(num)d person is handed over to %(name)s.",
                "%(num)d people are handed over to %(name)s.",
                len(chosen),
                name=successor.name,
            )
        )
        return redirect(url_for("people.show", person_id=former.id))
    begun = handing_over.list_begun()
    page = render_template(
        "people/hand_over.html",
        form=form,
        person=former,
        standing=standing,
        discards=[one.person.name for one in standing if one.person_id in begun],
    )
    return page, 422 if form.errors else 200


def _form(former: Person, standing: list[SupervisionAssignment]) -> HandOverForm:
    form = HandOverForm(starts_on=clock.today(), assignments=[str(one.id) for one in standing])
    form.assignments.choices = [choice(str(one.id), f"{one.person.name}: {label(one.kind)}") for one in standing]
    others = [one for one in queries.list_with_role(Role.SUPERVISOR) if one.id not in (former.id, signed_in().id)]
    form.supervisor.choices = [choice(str(one.id), one.name) for one in others]
    return form
