"""Pages for importing and exporting sheets."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db, writing
from tracker.imports import actions, columns, queries, sheets
from tracker.imports import refused as rows_refused
from tracker.imports.forms import BringForm, ConfirmForm
from tracker.imports.models import ImportedSheet, SheetKind
from tracker.imports.plans import Outcome, Plan
from tracker.jobs.models import Job
from tracker.language import _
from tracker.spreadsheets import TYPES
from tracker.web.paging import Page
from tracker.web.uploads import takes_file

bp = Blueprint("imports", __name__, url_prefix="/imports")


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.SHEET_IMPORT)
@takes_file
def index() -> ResponseReturnValue:
    """Templates, exports, and bringing a sheet."""
    form = BringForm()
    if form.validate_on_submit():
        name = form.sheet.data.filename or ""
        sheet = actions.bring(form.content, name=name, kind=form.kind, by=signed_in())
        job = actions.ask_check(sheet, by=signed_in()) if form.rows > actions.MOST_AT_ONCE else None
        db.session.commit()
        if job is not None:
            return redirect(url_for("jobs.show", job_id=job.id))
        return redirect(url_for(".show", sheet_id=sheet.id))
    brought = queries.list_visible(signed_in())
    page = render_template(
        "imports/index.html", form=form, brought=brought, kinds=columns.COLUMNS, exports=sheets.EXPORTS
    )
    return page, 422 if form.errors else 200


@bp.get("/template/<kind>.<any(csv, xlsx):ending>")
@requires(Permission.SHEET_IMPORT)
def template(kind: str, ending: str) -> Response:
    """An empty sheet to fill in."""
    chosen = _kind(kind)
    return _send(sheets.template(chosen, ending), f"{chosen.value}-template", ending)


@bp.get("/export/<kind>.<any(csv, xlsx):ending>")
@requires(Permission.SHEET_IMPORT)
def export(kind: str, ending: str) -> Response:
    """Everyone, or every assignment, as a sheet that can be imported again."""
    chosen = _kind(kind)
    if chosen not in sheets.EXPORTS:
        abort(404)
    content = sheets.write(chosen, sheets.EXPORTS[chosen](), ending)
    db.session.commit()
    with writing():
        actions.note_export(chosen, by=signed_in())
        db.session.commit()
    return _send(content, chosen.value, ending)


def _kind(name: str) -> SheetKind:
    return SheetKind(name) if name in set(SheetKind) else abort(404)


def _send(content: bytes, name: str, ending: str) -> Response:
    return send_file(BytesIO(content), TYPES[ending], as_attachment=True, download_name=f"{name}.{ending}")


@bp.get("/<uuid:sheet_id>")
@requires(Permission.SHEET_IMPORT)
def show(sheet_id: UUID) -> ResponseReturnValue:
    """What a sheet would do now, row by row; after it was done, how many of each."""
    sheet = queries.get_own(sheet_id, signed_in())
    if sheet.done_at is not None:
        refused = queries.find_refused(sheet)
        return render_template("imports/done.html", sheet=sheet, has_refused=refused is not None)
    found = queries.find_check(sheet)
    if found is None:
        return _page(sheet, actions.check(actions.read_kept(sheet), by=signed_in()))
    job, plan = found
    if not job.is_over:
        return redirect(url_for("jobs.show", job_id=job.id))
    if plan is None:
        return render_template("imports/unchecked.html", sheet=sheet, job=job)
    return _page(sheet, Plan.unpack(plan), job=job)


def _page(sheet: ImportedSheet, plan: Plan, *, job: Job | None = None) -> str:
    asked = request.args.get("state", "")
    lines = plan.of(Outcome(asked)) if asked in set(Outcome) else plan.lines
    page = Page.of(len(lines))
    return render_template(
        "imports/show.html",
        sheet=sheet,
        plan=plan,
        job=job,
        outcomes=list(Outcome),
        asked=asked,
        page=page,
        lines=lines[page.offset : page.offset + page.size],
        form=ConfirmForm(formdata=None, sha256=sheet.sha256, fingerprint=plan.fingerprint),
    )


@bp.post("/<uuid:sheet_id>/check")
@requires(Permission.SHEET_IMPORT)
def check(sheet_id: UUID) -> ResponseReturnValue:
    """Look at a sheet again, in the background."""
    sheet = queries.get_own(sheet_id, signed_in())
    actions.find_bytes(sheet)
    job = actions.ask_check(sheet, by=signed_in())
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.get("/<uuid:sheet_id>/refused.<any(csv, xlsx):ending>")
@requires(Permission.SHEET_IMPORT)
def refused(sheet_id: UUID, ending: str) -> Response:
    """Only the rows that are refused, each with its columns and reasons: to be mended and brought again."""
    sheet = queries.get_own(sheet_id, signed_in())
    content = actions.list_refused(sheet, by=signed_in()) or abort(404)
    made = rows_refused.write(content, sheet.kind, ending)
    db.session.commit()
    with writing():
        actions.note_refused_taken(sheet, by=signed_in())
        db.session.commit()
    return _send(made, f"{sheet.kind.value}-refused", ending)


@bp.post("/<uuid:sheet_id>/confirm")
@requires(Permission.SHEET_IMPORT)
def confirm(sheet_id: UUID) -> ResponseReturnValue:
    """Do what was looked at, in one transaction; a large sheet in the background."""
    sheet = queries.get_own(sheet_id, signed_in())
    form = ConfirmForm()
    if not form.validate_on_submit():
        return redirect(url_for(".show", sheet_id=sheet_id))
    seen = {"sha256": str(form.sha256.data), "fingerprint": str(form.fingerprint.data)}
    if queries.find_check(sheet) is not None:
        job = actions.ask_import(sheet_id, **seen, by=signed_in())
        db.session.commit()
        return redirect(url_for("jobs.show", job_id=job.id))
    actions.confirm(sheet_id, **seen, by=signed_in())
    db.session.commit()
    flash(_("Imported."))
    return redirect(url_for(".show", sheet_id=sheet_id))


@bp.post("/<uuid:sheet_id>/discard")
@requires(Permission.SHEET_IMPORT)
def discard(sheet_id: UUID) -> ResponseReturnValue:
    """Delete a sheet that waits."""
    actions.discard(queries.get_own(sheet_id, signed_in()), by=signed_in())
    db.session.commit()
    flash(_("The sheet is discarded. Nothing was imported."))
    return redirect(url_for(".index"))
