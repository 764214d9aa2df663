"""Papers as pages and as documents: the blank rating form."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from tracker.access.guard import signed_in_only
from tracker.reports import papers
from tracker.web.employer import employer_name

bp = Blueprint("papers", __name__, url_prefix="/reports")


@bp.get("/blank/<code>")
@signed_in_only
def blank(code: str) -> str:
    """The rating form of a framework, to fill in by hand. It holds nothing about anybody."""
    form = papers.gather_blank(code, request.args.get("version"), employer=employer_name())
    return render_template("reports/blank.html", blank=form)


@bp.get("/blank/<code>.pdf")
@signed_in_only
def blank_pdf(code: str) -> Response:
    """The same as a document to print."""
    form = papers.gather_blank(code, request.args.get("version"), employer=employer_name())
    return send(press_blank(form), f"rating-form-{form.outline.code}-{form.outline.version}.pdf")


def press_blank(form: papers.BlankForm) -> bytes:
    """The form to PDF bytes."""
    return papers.press(render_template("reports/blank_document.html", blank=form), is_same_for_all=True)


def send(content: bytes, name: str) -> Response:
    """A document for the browser to show."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
