"""Pages on what credentials ask for: settings with source and date."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.credentials import queries, renewal, targets
from tracker.credentials.forms import TargetForm
from tracker.credentials.models import TrainingTarget
from tracker.database import db, is_made
from tracker.language import _

bp = Blueprint("training_targets", __name__, url_prefix="/training-targets")


@bp.get("/")
@requires(Permission.TRAINING_TARGET_EDIT)
def index() -> str:
    """What each credential asks for, and where that stands."""
    return render_template("credentials/targets.html", targets=queries.list_targets(), hours=renewal.say_hours)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TRAINING_TARGET_EDIT)
def new() -> ResponseReturnValue:
    """Add something a credential asks for."""
    form = TargetForm()
    if form.validate_on_submit():
        if not is_made(TrainingTarget, form.record_id):
            targets.add(**form.target_values(), key=form.record_id, by=signed_in())
            db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("credentials/target.html", form=form, target=None), 422 if form.errors else 200


@bp.route("/<uuid:target_id>", methods=["GET", "POST"])
@requires(Permission.TRAINING_TARGET_EDIT)
def edit(target_id: UUID) -> ResponseReturnValue:
    """Change it."""
    target = queries.get_target(target_id)
    form = TargetForm(obj=target)
    if form.validate_on_submit():
        targets.change(target, **form.target_values(), by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("credentials/target.html", form=form, target=target), 422 if form.errors else 200


@bp.post("/<uuid:target_id>/remove")
@requires(Permission.TRAINING_TARGET_EDIT)
def remove(target_id: UUID) -> ResponseReturnValue:
    """Ask for it no more."""
    targets.remove(queries.get_target(target_id), by=signed_in())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".index"))
