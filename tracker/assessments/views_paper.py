"""Paper: the employee names who types in for them; that person gets the employee's rating pages, and no others."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.assessments import entering, presenters, queries, views
from tracker.assessments.forms import ScanForm, TypedAnswers, TypistForm
from tracker.assessments.queries import OwnSide
from tracker.database import db
from tracker.files import queries as kept
from tracker.files.models import FileKind
from tracker.language import _
from tracker.people import queries as people
from tracker.web.pages import note_opening, open_record
from tracker.web.uploads import takes_file

mine = Blueprint("typists", __name__, url_prefix="/assessments/<uuid:assessment_id>/paper")
bp = Blueprint("paper", __name__, url_prefix="/paper/<uuid:assessment_id>")


@mine.get("")
@requires(Permission.ASSESSMENT_RATE)
def show(assessment_id: UUID) -> str:
    """Who types in for me, what they typed, and the scan."""
    return _my_page(queries.get_employee_side(assessment_id, signed_in()), TypistForm(), ScanForm())


def _my_page(own: OwnSide, form: TypistForm, scan_form: ScanForm) -> str:
    return render_template(
        "assessments/typist.html",
        own=own,
        standing=queries.find_open_entry(own.assessment.id),
        typed=queries.list_typed_in(own.assessment.id),
        scans=kept.list_of(own.assessment.id, FileKind.PAPER_RATINGS),
        form=form,
        scan_form=scan_form,
        say=presenters.say_entry,
    )


@mine.post("")
@requires(Permission.ASSESSMENT_RATE)
def name(assessment_id: UUID) -> ResponseReturnValue:
    """Name who may type in for me."""
    own = queries.get_employee_side(assessment_id, signed_in(), lock=True)
    form = TypistForm()
    typist = people.find_by_sign_in(str(form.typist.data or ""))
    if not form.validate_on_submit() or typist is None:
        if form.typist.data and typist is None:
            form.typist.errors = [_("Nobody here signs in with this name. Ask the person for theirs.")]
        return _my_page(own, form, ScanForm(formdata=None)), 422
    entering.name_typist(own, typist, dated_on=form.day(form.dated_on), by=signed_in())
    db.session.commit()
    flash(_("%(name)s can type in your ratings now, until you send them.", name=typist.name))
    return redirect(url_for(".show", assessment_id=assessment_id))


@mine.post("/end")
@requires(Permission.ASSESSMENT_RATE)
def end(assessment_id: UUID) -> ResponseReturnValue:
    """Let nobody type in any more."""
    entering.end_entry(queries.get_employee_side(assessment_id, signed_in(), lock=True), by=signed_in())
    db.session.commit()
    flash(_("Nobody types in for you now. What was typed stays: change it as you like."))
    return redirect(url_for(".show", assessment_id=assessment_id))


@mine.post("/scan")
@requires(Permission.ASSESSMENT_RATE)
@takes_file
def keep_scan(assessment_id: UUID) -> ResponseReturnValue:
    """Keep a scan of the paper form with the review."""
    own = queries.get_employee_side(assessment_id, signed_in(), lock=True)
    form = ScanForm()
    if not form.validate_on_submit():
        return _my_page(own, TypistForm(formdata=None), form), 422
    return _keep(own, form)


def _keep(own: OwnSide, form: ScanForm) -> ResponseReturnValue:
    entering.keep_scan(own, form.content, name=form.scan.data.filename or "", by=signed_in())
    db.session.commit()
    flash(_("The scan is kept with the review."))
    return redirect(url_for("paper.overview" if own.entry else "typists.show", assessment_id=own.assessment.id))


@bp.get("")
@requires(Permission.PAPER_TYPE)
def overview(assessment_id: UUID) -> str:
    """The typist's first page: for whom, from which paper, and where to go on."""
    return _typist_page(queries.get_typed_side(assessment_id, signed_in()), ScanForm())


def _typist_page(own: OwnSide, scan_form: ScanForm) -> str:
    ratings = queries.list_ratings(own.assessment, own.side)
    unanswered = queries.list_unanswered(own.outline, ratings)
    return open_record(
        "assessments/type_in.html",
        "paper.opened",
        kind="paper",
        record_id=own.assessment.id,
        about_id=own.assessment.person_id,
        own=own,
        progress=presenters.progress_of(own, ratings),
        answered=len(own.outline.items) - len(unanswered),
        next_item=unanswered[0] if unanswered else None,
        next_section=own.outline.section_of(unanswered[0]) if unanswered else None,
        scans=kept.list_of(own.assessment.id, FileKind.PAPER_RATINGS),
        scan_form=scan_form,
    )


@bp.post("/scan")
@requires(Permission.PAPER_TYPE)
@takes_file
def add_scan(assessment_id: UUID) -> ResponseReturnValue:
    """Keep a scan of the form one types in from."""
    own = queries.get_typed_side(assessment_id, signed_in(), lock=True)
    form = ScanForm()
    if not form.validate_on_submit():
        return _typist_page(own, form), 422
    return _keep(own, form)


@bp.get("/<section>")
@requires(Permission.PAPER_TYPE)
def rate(assessment_id: UUID, section: str) -> str:
    """One page of the employee's ratings, as typed in so far."""
    own = queries.get_typed_side(assessment_id, signed_in())
    page = views.section_page(own, views.get_page(own, section), TypedAnswers())
    note_opening("paper.opened", kind="paper", record_id=assessment_id, about_id=own.assessment.person_id)
    return page


@bp.post("/<section>")
@requires(Permission.PAPER_TYPE)
def save_section(assessment_id: UUID, section: str) -> ResponseReturnValue:
    """Save a whole page by its button."""
    own = queries.get_typed_side(assessment_id, signed_in(), lock=True)
    return views.store_section(own, views.get_page(own, section))


@bp.post("/answers/<code>")
@requires(Permission.PAPER_TYPE)
def save_answer(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Save one answer the moment it is typed in."""
    return views.store_answer(queries.get_typed_side(assessment_id, signed_in(), lock=True), code)


@bp.post("/answers/<code>/choose")
@requires(Permission.PAPER_TYPE)
def choose(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Settle an answer that crossed with a newer one."""
    return views.store_choice(queries.get_typed_side(assessment_id, signed_in(), lock=True), code)
