"""Pages of jobs: what one asked for, how far it is, stop it, let it go on. The page refreshes itself where it can."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import signed_in, signed_in_only
from tracker.database import db
from tracker.jobs import actions, presenters, queries
from tracker.language import _

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@signed_in_only
def index() -> str:
    """What the reader asked for, the newest first."""
    return render_template("jobs/index.html", jobs=[presenters.show(job) for job in queries.list_own(signed_in())])


@bp.get("/<uuid:job_id>")
@signed_in_only
def show(job_id: UUID) -> ResponseReturnValue:
    """How far a job is. Once it is over, a page that was refreshing itself is loaded whole."""
    job = queries.get_own(job_id, signed_in())
    if job.is_over and "HX-Request" in request.headers:
        return Response(headers={"HX-Refresh": "true"})
    return render_template(
        "jobs/show.html",
        shown=presenters.show(job),
        job=job,
        notes=presenters.say_notes(job, queries.list_notes(job)),
        can_resume=job.state in actions.RESUMABLE,
    )


@bp.post("/<uuid:job_id>/cancel")
@signed_in_only
def cancel(job_id: UUID) -> ResponseReturnValue:
    """Stop a job."""
    actions.cancel(queries.get_own(job_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("Stopped. What was made before stays."))
    return redirect(url_for(".show", job_id=job_id))


@bp.post("/<uuid:job_id>/resume")
@signed_in_only
def resume(job_id: UUID) -> ResponseReturnValue:
    """Let a job go on where it stood."""
    actions.resume(queries.get_own(job_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("It goes on."))
    return redirect(url_for(".show", job_id=job_id))
