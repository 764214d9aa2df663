"""Every kind of document there is. A kind that is not here is not found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from flask import abort

from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.language import say_list
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.competency import CompetencyReport
from tracker.reports.credentials import CredentialsReport
from tracker.reports.documents import Document, PersonDocument
from tracker.reports.file import PersonnelFile
from tracker.reports.hours import HoursReport
from tracker.reports.log import Log
from tracker.reports.models import ReportKind
from tracker.reports.organisation import OrganisationSummary
from tracker.reports.plan import DevelopmentPlan
from tracker.reports.record import WholeRecord
from tracker.reports.verification import VerificationSheet
from tracker.words import label

_ALL: Final[tuple[Document[Any], ...]] = (
    CompetencyReport(),
    VerificationSheet(),
    DevelopmentPlan(),
    Log(),
    HoursReport(),
    CredentialsReport(),
    PersonnelFile(),
    WholeRecord(),
    OrganisationSummary(),
)
DOCUMENTS: Final[dict[ReportKind, Document[Any]]] = {document.kind: document for document in _ALL}
# What an auditor's grant may name.
GRANTED: Final = tuple(
    document.kind
    for document in _ALL
    if document.kind is ReportKind.COMPETENCY
    or (isinstance(document, PersonDocument) and Relation.AUDITOR in document.readers)
)


def find_document(kind: str) -> Document[Any] | None:
    """A kind of document by its code."""
    return DOCUMENTS.get(ReportKind(kind)) if kind in set(ReportKind) else None


def get_document(kind: str) -> Document[Any]:
    """A kind of document by its code, or 404."""
    return find_document(kind) or abort(404)


def list_offered(person: Person, reader: Person) -> list[ReportKind]:
    """The documents about someone that a reader may open, beside the competency report. Two queries for all kinds."""
    permissions = people.permissions_held_by(reader)
    if Permission.REPORT_READ not in permissions:
        return []
    held = people.relations(reader, person.id)
    granted = people.auditor_kinds(reader, person.id) if Relation.AUDITOR in held else frozenset()
    return [
        document.kind
        for document in _ALL
        if isinstance(document, PersonDocument)
        and document.permission in permissions
        and document.is_open_among(held, granted)
    ]


def say_kinds(kinds: Iterable[str]) -> str:
    """Kinds of report in words, one after the other."""
    return say_list([str(label(ReportKind(kind))) for kind in kinds])
