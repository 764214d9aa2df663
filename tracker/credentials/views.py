"""Pages for credentials."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.own_record import refuse_own
from tracker.access.permissions import Permission
from tracker.credentials import actions, queries
from tracker.credentials.forms import CheckForm, CredentialForm
from tracker.credentials.models import CheckSource, Credential, CredentialCheck
from tracker.database import db, is_made
from tracker.language import _
from tracker.people import queries as people

bp = Blueprint("credentials", __name__)


@bp.route("/people/<uuid:person_id>/credentials/new", methods=["GET", "POST"])
@requires(Permission.CREDENTIAL_EDIT)
def new(person_id: UUID) -> ResponseReturnValue:
    """Record a credential HR has seen."""
    person = people.get_visible(person_id, signed_in())
    form = CredentialForm()
    if form.validate_on_submit():
        if not is_made(Credential, form.record_id):
            actions.record(person, **form.values(), by=signed_in())
            db.session.commit()
        flash(_("Credential saved."))
        return redirect(url_for("people.show", person_id=person.id))
    return render_template("credentials/new.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/credentials/<uuid:credential_id>/check", methods=["GET", "POST"])
@requires(Permission.CREDENTIAL_EDIT)
def check(credential_id: UUID) -> ResponseReturnValue:
    """Record that a credential was checked at its source."""
    credential = queries.get_credential(credential_id, signed_in())
    refuse_own(credential.person_id, signed_in().id)
    form = CheckForm(checked_on=clock.today())
    if form.validate_on_submit():
        if not is_made(CredentialCheck, form.record_id):
            source = CheckSource(form.source.data)
            actions.check(credential, source=source, **form.values("source"), by=signed_in())
            db.session.commit()
        flash(_("Check saved."))
        return redirect(url_for("training.index", person_id=credential.person_id))
    return render_template("credentials/check.html", form=form, credential=credential), 422 if form.errors else 200
