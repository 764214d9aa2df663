"""Documents as pages, as PDF and for machines: one set of views for every kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, request, url_for

from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import Permission
from tracker.errors import Refusal
from tracker.language import present_language
from tracker.reports import actions, copies, data, steady
from tracker.reports.documents import Document, Subject
from tracker.reports.kinds import get_document
from tracker.reports.models import Audience, IssuedReport
from tracker.reports.pressing import paper, press
from tracker.reports.spoken import asked_language, spoken
from tracker.reports.steady import Standing
from tracker.web.pages import open_record

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("/<kind>/<uuid:subject_id>")
@requires(Permission.REPORT_READ)
def show(kind: str, subject_id: UUID) -> str:
    """A document as a page; while there is nothing to print, why."""
    document = _open(kind)
    with spoken():
        subject = document.find(subject_id, signed_in(), request.args)
        if subject is None:
            return _explain(document, subject_id)
        content = document.freeze(subject, _audience())
        return open_record(
            document.page,
            "report.opened",
            kind="report",
            record_id=subject.id,
            about_id=subject.person.id if subject.person else None,
            document=document,
            subject=subject,
            content=content,
            audience=_audience(),
            links=_links(document, subject),
            copies=copies.list_copies(subject, document.kind),
            **document.extras(subject, content),
        )


def _explain(document: Document[Any], subject_id: UUID) -> str:
    why = document.explain(subject_id, signed_in())
    return open_record(
        why.page,
        "report.opened",
        kind="report",
        record_id=why.person.id,
        about_id=why.person.id,
        person=why.person,
        **why.known,
    )


@bp.get("/<kind>/<uuid:subject_id>.pdf")
@requires(Permission.REPORT_READ)
def as_pdf(kind: str, subject_id: UUID) -> Response:
    """A document to print: issued once, then the same bytes each time."""
    document, audience = _open(kind), _audience()
    language = asked_language() or present_language()
    question = steady.ask(
        document, subject_id, signed_in(), request.args, language=language, audience=audience, paper=paper()
    )
    standing = steady.find_unchanged(question) if question else None
    if standing is not None:
        actions.note_download(standing, by=signed_in())
        return _send(standing)
    with spoken():
        sight = steady.look(question) if question else None
        subject = _find(document, subject_id)
        copy = actions.issue(
            subject,
            document.freeze(subject, audience),
            audience=audience,
            language=language,
            paper=paper(),
            press=press,
            by=signed_in(),
        )
        if question and sight:
            steady.remember(question, sight, copy.id)
    return _send(copy)


@bp.get("/<kind>/<uuid:subject_id>.<any(json, csv, xlsx):ending>")
@requires(Permission.REPORT_READ)
def as_data(kind: str, subject_id: UUID, ending: str) -> Response:
    """The same content for a machine; each export is in the trail."""
    document = _open(kind)
    with spoken():
        subject = _find(document, subject_id)
        content = document.freeze(subject, _audience())
        made = data.write(ending, content, audience=_audience(), language=present_language())
    actions.note_export(subject, document.kind, by=signed_in())
    response = Response(made, mimetype=data.TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{document.kind}-{subject.address_id}.{ending}"'
    return response


@bp.get("/issued/<uuid:issued_id>")
@requires(Permission.REPORT_READ)
def issued(issued_id: UUID) -> Response:
    """An issued copy, the same bytes each time; a header says where a newer one stands."""
    copy, newer = copies.get_issued(issued_id, signed_in())
    actions.note_download(copy, by=signed_in())
    response = _send(copy)
    if newer is not None:
        response.headers["Link"] = f'<{url_for(".issued", issued_id=newer.id)}>; rel="latest-version"'
    return response


def _open(kind: str) -> Document[Any]:
    document = get_document(kind)
    if not may(document.permission):
        abort(403)
    return document


def _find(document: Document[Any], subject_id: UUID) -> Subject[Any]:
    subject = document.find(subject_id, signed_in(), request.args)
    if subject is None:
        raise Refusal(document.explain(subject_id, signed_in()).sentence)
    return subject


def _audience() -> Audience:
    asked = request.args.get("for", "")
    return Audience(asked) if asked in set(Audience) else Audience.PERSONNEL_FILE


def _links(document: Document[Any], subject: Subject[Any]) -> Mapping[str, Any]:
    """What every address of this document repeats: what was asked for, for whom and in which language."""
    language = asked_language()
    return {
        **({"language": language} if language else {}),
        "kind": document.kind.value,
        "subject_id": subject.address_id,
        **subject.options,
        "for": _audience().value,
    }


def _send(copy: IssuedReport | Standing) -> Response:
    response = Response(copy.pdf, mimetype="application/pdf")
    name = f"{copy.kind}-report-{copy.created_at:%Y-%m-%d}-{str(copy.id)[:8]}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
