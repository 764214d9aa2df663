"""Pages on what a job requires: HR sets it, an administrator reads it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item, Outline
from tracker.language import _n
from tracker.verifications import requirements, requiring
from tracker.verifications.forms import RequirementForm
from tracker.verifications.models import EXPECTED_LEVEL
from tracker.web.forms import choice
from tracker.web.items import item_choices

bp = Blueprint("requirements", __name__, url_prefix="/requirements")

USUAL_DAYS = 90


@bp.get("/")
@requires(Permission.REQUIREMENT_READ)
def index() -> str:
    """Every job, how many people hold it, and how many items it requires."""
    return render_template("verifications/jobs.html", jobs=requirements.list_jobs())


@bp.get("/job")
@requires(Permission.REQUIREMENT_READ)
def job() -> str:
    """What one job requires, item by item."""
    return _page(_form())


@bp.post("/job")
@requires(Permission.REQUIREMENT_EDIT)
def change() -> ResponseReturnValue:
    """Require items of a job, or require them no longer: many at once."""
    form, title, outline = _form(), _title(), frameworks.current_outline()
    if not form.validate_on_submit():
        return _page(form), 422
    items = _chosen(form, outline)
    if "end" in request.form:
        changed = requiring.stop_requiring(items, outline=outline, job_title=title, by=signed_in())
    else:
        changed = requiring.require(
            items,
            outline=outline,
            job_title=title,
            level=int(form.level.data),
            within_days=form.within_days.data or 0,
            levels=[int(value) for value, *_words in form.level.choices or []],
            by=signed_in(),
        )
    db.session.commit()
    flash(_n("%(num)d item changed.", "%(num)d items changed.", changed))
    return redirect(url_for(".job", title=title))


def _title() -> str:
    """The job asked for, one that is known; none means everyone."""
    title = request.args.get("title", "")
    if title not in {known for known, _people, _items in requirements.list_jobs()}:
        abort(404)
    return title


def _chosen(form: RequirementForm, outline: Outline) -> list[Item]:
    whole = [
        item for section in outline.sections if section.slug in (form.sections.data or []) for item in section.items
    ]
    return [*whole, *(outline.by_code[code] for code in form.items.data or [])]


def _form() -> RequirementForm:
    outline = frameworks.current_outline()
    form = RequirementForm(level=str(EXPECTED_LEVEL), within_days=USUAL_DAYS)
    form.sections.choices = [choice(section.slug, section.label) for section in outline.sections]
    form.items.choices = item_choices(outline)
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    form.level.choices = [choice(str(level.value), f"{level.value} {level.label}") for level in scale.levels]
    return form


def _page(form: RequirementForm) -> str:
    title, outline = _title(), frameworks.current_outline()
    lines = requirements.list_of_job(title)
    return render_template(
        "verifications/job.html",
        form=form,
        job_title=title,
        outline=outline,
        standing={one.competency_code: one for one in lines if one.ended_at is None and one.framework == outline.code},
        ended=[one for one in lines if one.ended_at is not None],
        scale=frameworks.scale(frameworks.get_newest_scale().id),
    )
