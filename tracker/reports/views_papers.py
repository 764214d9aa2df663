"""Papers as pages and as documents: the blank rating form, and the guide through a conversation."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from tracker.access.guard import requires, signed_in, signed_in_only
from tracker.access.permissions import Permission
from tracker.people import queries as people
from tracker.reports import guide as guides
from tracker.reports import papers
from tracker.reports import signing_sheet as signing
from tracker.reports.spoken import asked_language, spoken
from tracker.reviews.reading import Reading
from tracker.web.employer import employer_name
from tracker.web.pages import note_export, open_record

bp = Blueprint("papers", __name__, url_prefix="/reports")


@bp.get("/blank/<code>")
@signed_in_only
def blank(code: str) -> str:
    """The rating form of a framework, to fill in by hand. It holds nothing about anybody."""
    form = papers.gather_blank(code, request.args.get("version"), employer=employer_name())
    with spoken():
        return render_template("reports/blank.html", blank=form, language=asked_language() or None)


@bp.get("/blank/<code>.pdf")
@signed_in_only
def blank_pdf(code: str) -> Response:
    """The same as a document to print."""
    form = papers.gather_blank(code, request.args.get("version"), employer=employer_name())
    with spoken():
        made = press_blank(form)
    return send(made, f"rating-form-{form.outline.code}-{form.outline.version}.pdf")


def press_blank(form: papers.BlankForm) -> bytes:
    """The form to PDF bytes."""
    return papers.press(render_template("reports/blank_document.html", blank=form), is_same_for_all=True)


def send(content: bytes, name: str) -> Response:
    """A document for the browser to show."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.get("/guide/<uuid:person_id>")
@requires(Permission.REVIEW_TALK)
def guide(person_id: UUID) -> str:
    """A guide through the conversation, for its two sides alone."""
    reading = _get_guided(person_id)
    with spoken():
        return open_record(
            "reports/guide.html",
            "conversation.opened",
            kind="review",
            record_id=reading.review.id,
            about_id=person_id,
            reading=reading,
            guide=guides.gather(reading, employer=employer_name()),
            language=asked_language() or None,
        )


@bp.get("/guide/<uuid:person_id>.pdf")
@requires(Permission.REVIEW_TALK)
def guide_pdf(person_id: UUID) -> Response:
    """The same as a document to print; each printing is in the trail."""
    reading = _get_guided(person_id)
    with spoken():
        content = press_guide(reading)
    note_export("guide.printed", kind="review", record_id=reading.review.id, about_id=person_id)
    return send(content, f"conversation-guide-{reading.review.id}.pdf")


def _get_guided(person_id: UUID) -> Reading:
    person = people.get_visible(person_id, signed_in())
    return guides.get_guided(person, signed_in(), request.args.get("review", type=UUID))


def press_guide(reading: Reading) -> bytes:
    """The guide to PDF bytes."""
    content = guides.gather(reading, employer=employer_name())
    return papers.press(render_template("reports/guide_document.html", guide=content))


@bp.get("/signing-sheet/<uuid:review_id>.pdf")
@requires(Permission.REVIEW_SIGN)
def signing_sheet(review_id: UUID) -> Response:
    """The sheet to sign by hand with all it stands for; each printing is in the trail."""
    reading = signing.get_for_signing(review_id, signed_in())
    with spoken():
        html = render_template("reports/signing_document.html", sheet=signing.gather(reading))
        document = papers.press(html)
    note_export("signing_sheet.printed", kind="review", record_id=review_id, about_id=reading.person.id)
    return send(document, f"signing-sheet-{review_id}.pdf")
