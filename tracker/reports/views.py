"""Reports as pages and as documents."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import get_locale

from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.errors import Refusal
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import actions, content, pdf, queries
from tracker.reports.blocks import CompetencyContent
from tracker.reports.models import Audience, IssuedReport
from tracker.reviews import queries as reviews
from tracker.reviews import queries_amending, standings
from tracker.web.pages import open_record

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("/competency/<uuid:person_id>")
@requires(Permission.REPORT_READ)
def competency(person_id: UUID) -> str:
    """The competency report as a page; before anything has ended, where the review stands."""
    person = people.get_visible(person_id, signed_in())
    asked = queries.find_asked(person, signed_in(), request.args.get("review", type=UUID))
    if asked is None:
        return _not_ready(person)
    gathered = content.gather(asked.reading, audience=_audience(), is_newest=asked.is_newest)
    amended_by = queries_amending.find_ties(asked.reading.review.id).amended_by
    return open_record(
        "reports/competency.html",
        "report.opened",
        kind="report",
        record_id=asked.reading.review.id,
        about_id=person.id,
        person=person,
        reading=asked.reading,
        content=gathered,
        newer=amended_by.review_id if amended_by and gathered.amended else None,
        audience=_audience(),
        copies=queries.list_copies(asked.reading),
    )


def _not_ready(person: Person) -> str:
    return open_record(
        "reports/not_ready.html",
        "report.opened",
        kind="report",
        record_id=person.id,
        about_id=person.id,
        person=person,
        standing=standings.list_standings([person])[0],
        readings=reviews.list_readable(person, signed_in()),
    )


@bp.get("/competency/<uuid:person_id>.pdf")
@requires(Permission.REPORT_READ)
def competency_pdf(person_id: UUID) -> Response:
    """The competency report as a document: issued once, then the same bytes each time."""
    person = people.get_visible(person_id, signed_in())
    asked = queries.find_asked(person, signed_in(), request.args.get("review", type=UUID))
    if asked is None:
        raise Refusal(_("No review of %(name)s has ended, so there is nothing to print yet.", name=person.name))
    audience = _audience()
    copy = actions.issue(
        asked.reading,
        content.gather(asked.reading, audience=audience, is_newest=asked.is_newest),
        audience=audience,
        language=str(get_locale()),
        press=press,
        by=signed_in(),
    )
    return _send(copy)


@bp.get("/issued/<uuid:issued_id>")
@requires(Permission.REPORT_READ)
def issued(issued_id: UUID) -> Response:
    """An issued copy, the same bytes each time."""
    copy = queries.get_issued(issued_id, signed_in())
    actions.note_download(copy, by=signed_in())
    return _send(copy)


def press(what: CompetencyContent, stamp: actions.Stamp) -> bytes:
    """Content and stamp to PDF bytes: a template, then the rendering process."""
    html = render_template("reports/competency_document.html", content=what, stamp=stamp)
    config = current_app.config
    printer = pdf.renderer(seconds=config["TRACKER_RENDER_SECONDS"], megabytes=config["TRACKER_RENDER_MEGABYTES"])
    return printer.render(html, str(stamp.identifier))


def _audience() -> Audience:
    asked = request.args.get("for", "")
    return Audience(asked) if asked in set(Audience) else Audience.PERSONNEL_FILE


def _send(copy: IssuedReport) -> Response:
    response = Response(copy.pdf, mimetype="application/pdf")
    name = f"competency-report-{copy.created_at:%Y-%m-%d}-{str(copy.id)[:8]}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
