"""Reports of many people: ask for them, and take the file once it is there."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.batches import actions, files, queries
from tracker.batches.forms import BatchForm
from tracker.batches.models import Form, Whom
from tracker.cycles import queries as cycles
from tracker.database import db
from tracker.errors import Gone
from tracker.language import NAMES, _, list_languages, present_language
from tracker.people import queries as people
from tracker.reports.models import Audience
from tracker.reports.pressing import paper
from tracker.web.forms import choice
from tracker.words import label

bp = Blueprint("batches", __name__, url_prefix="/batches")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REPORT_BATCH)
def new() -> ResponseReturnValue:
    """Choose whose reports to print; they are made in the background."""
    form = _offer(BatchForm(audience=Audience.PERSONNEL_FILE, form=Form.ZIP))
    if form.validate_on_submit():
        job = actions.ask(form.order(paper()), key=form.record_id, by=signed_in())
        db.session.commit()
        return redirect(url_for("jobs.show", job_id=job.id))
    return render_template("batches/new.html", form=form), 422 if form.errors else 200


def _offer(form: BatchForm) -> BatchForm:
    """Fill in what can be chosen, and choose what is likeliest: the newest cycle that has begun."""
    begun = [one for one in cycles.list_cycles() if not one.is_planned]
    form.kind.choices = [choice(kind, label(kind)) for kind in queries.list_kinds(signed_in())]
    form.cycle.choices = [choice("", _("No cycle")), *(choice(str(one.id), one.name) for one in begun)]
    programs = people.list_programs()
    form.program.choices = [choice("", _("No program")), *(choice(str(one.id), one.name) for one in programs)]
    form.people.choices = [choice(str(one.id), one.name) for one in cycles.list_employees()]
    form.language.choices = [choice(code, NAMES[code]) for code in list_languages()]
    form.language.data = form.language.data or present_language()
    if not form.is_submitted():
        asked = request.args.get("cycle", "")
        known = {str(one.id) for one in begun}
        form.cycle.data = asked if asked in known else next(iter(str(one.id) for one in begun), "")
        form.whom.data = Whom.CYCLE if begun else Whom.EVERYONE
    return form


@bp.get("/<uuid:job_id>/file")
@requires(Permission.REPORT_BATCH)
def take(job_id: UUID) -> Response:
    """The file that was made, for whoever asked for it."""
    job, file = queries.get_file(job_id, signed_in())
    path = files.path_of(job.id, file.form)
    if not path.is_file():
        raise Gone(_("This file is not on this server any more. Make it again; it comes quickly."))
    actions.note_taken(job, file, by=signed_in())
    return send_file(path, file.form.media_type, as_attachment=True, download_name=file.name)
