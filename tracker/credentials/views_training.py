"""Pages for training: what is on file, how far it is toward a renewal, and who confirms it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.credentials import queries, renewal, training
from tracker.credentials.forms import CertificateForm, TrainingForm, for_domains
from tracker.credentials.models import Training
from tracker.database import db, is_made
from tracker.frameworks import queries as frameworks
from tracker.from_paper import queries as from_paper
from tracker.language import _
from tracker.people.models import Person
from tracker.web.pages import open_record
from tracker.web.uploads import takes_file

bp = Blueprint("training", __name__)


@bp.get("/people/<uuid:person_id>/training")
@requires(Permission.TRAINING_READ)
def index(person_id: UUID) -> str:
    """Someone's credentials with their checks, progress to renewal, and training, the latest first."""
    person = queries.get_holder(person_id, signed_in())
    domains = frameworks.current_outline().domains
    held, trainings = queries.list_of(person_id), queries.list_trainings(person_id)
    return open_record(
        "credentials/index.html",
        "training.opened",
        kind="training",
        record_id=person.id,
        about_id=person.id,
        person=person,
        own=person.id == signed_in().id,
        held=held,
        progress=renewal.progress_of(held, trainings, domains),
        trainings=trainings,
        certificates=queries.list_certificates([one.id for one in trainings]),
        papers=from_paper.say_marks([*(one.id for one in held), *(one.id for one in trainings)]),
        domains=domains,
        hours=renewal.say_hours,
    )


@bp.route("/people/<uuid:person_id>/training/new", methods=["GET", "POST"])
@requires(Permission.TRAINING_READ)
@takes_file
def new(person_id: UUID) -> ResponseReturnValue:
    """Record a training, with its certificate where there is one."""
    person = queries.get_holder(person_id, signed_in())
    form = for_domains(frameworks.current_outline().domains)()
    if form.validate_on_submit():
        return _save(person, form)
    return render_template(
        "credentials/new_training.html", form=form, person=person, own=person.id == signed_in().id
    ), 422 if form.errors else 200


def _save(person: Person, form: TrainingForm) -> ResponseReturnValue:
    if not is_made(Training, form.record_id):
        made = training.record(person, **form.training_values(), by=signed_in())
        if form.content:
            training.keep_certificate(made, form.content, name=form.certificate.data.filename or "", by=signed_in())
        db.session.commit()
    flash(
        _("Training saved. It counts once your supervisor or HR has confirmed it.")
        if person.id == signed_in().id
        else _("Training saved. It counts.")
    )
    return redirect(url_for(".show", training_id=form.record_id))


@bp.get("/training/<uuid:training_id>")
@requires(Permission.TRAINING_READ)
def show(training_id: UUID) -> str:
    """One training with its certificate."""
    return _page(queries.get_training(training_id, signed_in()), CertificateForm())


def _page(one: Training, form: CertificateForm) -> str:
    return open_record(
        "credentials/show_training.html",
        "training.opened",
        kind="training",
        record_id=one.id,
        about_id=one.person_id,
        training=one,
        certificates=queries.list_certificates([one.id])[one.id],
        paper=from_paper.say_marks([one.id]).get(one.id, ""),
        domains=frameworks.current_outline().domains,
        can_confirm=training.may_confirm(one.person_id, signed_in()),
        form=form,
        hours=renewal.say_hours,
    )


@bp.post("/training/<uuid:training_id>/certificate")
@requires(Permission.TRAINING_READ)
@takes_file
def keep_certificate(training_id: UUID) -> ResponseReturnValue:
    """Keep the certificate of a training."""
    one = queries.get_training(training_id, signed_in(), lock=True)
    form = CertificateForm()
    if not form.validate_on_submit():
        return _page(one, form), 422
    training.keep_certificate(one, form.content, name=form.certificate.data.filename or "", by=signed_in())
    db.session.commit()
    flash(_("The certificate is kept with the training."))
    return redirect(url_for(".show", training_id=training_id))


@bp.post("/training/<uuid:training_id>/confirm")
@requires(Permission.TRAINING_CONFIRM)
def confirm(training_id: UUID) -> ResponseReturnValue:
    """Say that the training took place as written: it counts."""
    training.confirm(queries.get_training(training_id, signed_in(), lock=True), by=signed_in())
    db.session.commit()
    flash(_("Confirmed. It counts now."))
    return redirect(url_for(".show", training_id=training_id))


@bp.post("/training/<uuid:training_id>/take-back")
@requires(Permission.TRAINING_CONFIRM)
def take_back(training_id: UUID) -> ResponseReturnValue:
    """Take a confirmation back: it counts no more."""
    training.take_back_confirmation(queries.get_training(training_id, signed_in(), lock=True), by=signed_in())
    db.session.commit()
    flash(_("The confirmation is taken back. It counts no more."))
    return redirect(url_for(".show", training_id=training_id))


@bp.post("/training/<uuid:training_id>/remove")
@requires(Permission.TRAINING_READ)
def remove(training_id: UUID) -> ResponseReturnValue:
    """Remove a training that is not confirmed, with its certificate."""
    one = queries.get_training(training_id, signed_in(), lock=True)
    person_id = one.person_id
    training.remove(one, by=signed_in())
    db.session.commit()
    flash(_("The training is removed."))
    return redirect(url_for(".index", person_id=person_id))
