"""Practice: its first page, starting and deleting it. Its rating pages are those of a real review."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.assessments import practising, presenters, queries
from tracker.assessments.forms import PracticeForm
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.language import _
from tracker.reviews import queries as reviews
from tracker.web.forms import choice

bp = Blueprint("practice", __name__, url_prefix="/practice")


@bp.get("/")
@requires(Permission.ASSESSMENT_RATE)
def show() -> str:
    """What practice is; going on with it, or starting one."""
    return _page(_form())


def _form() -> PracticeForm:
    form = PracticeForm(framework=frameworks.USUAL)
    form.framework.choices = [
        choice(code, title) for code, title in {one.code: one.title for one in frameworks.list_versions()}.items()
    ]
    return form


def _page(form: PracticeForm) -> str:
    own = queries.find_practice(signed_in())
    ratings = queries.list_ratings(own.assessment, own.side) if own else {}
    unanswered = queries.list_unanswered(own.outline, ratings) if own else []
    return render_template(
        "assessments/practice.html",
        own=own,
        form=form,
        progress=presenters.progress_of(own, ratings) if own else [],
        answered=len(own.outline.items) - len(unanswered) if own else 0,
        next_item=unanswered[0] if unanswered else None,
        next_section=own.outline.section_of(unanswered[0]) if own and unanswered else None,
        review=reviews.find_open_review(signed_in().id),
    )


@bp.post("/")
@requires(Permission.ASSESSMENT_RATE)
def start() -> ResponseReturnValue:
    """Start a practice with a list of competencies."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    framework = frameworks.find_version(form.framework.data)
    if framework is None:
        raise LookupError("the choices are published lists")
    assessment = practising.start_practice(framework=framework, scale=frameworks.get_newest_scale(), by=signed_in())
    db.session.commit()
    first = frameworks.outline(framework.id).sections[0]
    return redirect(url_for("assessments.rate", assessment_id=assessment.id, section=first.slug))


@bp.post("/delete")
@requires(Permission.ASSESSMENT_RATE)
def delete() -> ResponseReturnValue:
    """Delete one's practice at once, whatever is in it."""
    practising.delete_practice(by=signed_in())
    db.session.commit()
    flash(_("Your practice is deleted. Nothing of it is left."))
    return redirect(url_for(".show"))
