"""Columns with text that is on file beside the work: schools and jobs, job descriptions, papers, earlier names."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from tracker.employment.models import Background, JobDescription
from tracker.from_paper.models import PaperReview
from tracker.language import _l
from tracker.people.models import Detail, FormerDetail
from tracker.record_requests.models import HandOver, RecordRequest
from tracker.removals.place import Place, equals
from tracker.verifications.models import Appointment


def _named_before(person_id: UUID) -> ColumnElement[bool]:
    """Programs, sites and kinds of employment tell nothing that would have to go."""
    names = (Detail.NAME, Detail.LEGAL_NAME, Detail.SIGN_IN_NAME, Detail.EMAIL)
    return and_(FormerDetail.person_id == person_id, FormerDetail.detail.in_(names))


ON_FILE: Final = (
    Place(
        "paper_withdrawn",
        _l("Why a review from paper was withdrawn"),
        PaperReview.withdrawn_reason,
        equals(PaperReview.person_id),
        "paper_review",
        PaperReview.id,
    ),
    Place(
        "background",
        _l("Education or experience"),
        Background.what,
        equals(Background.person_id),
        "background",
        Background.id,
    ),
    Place(
        "background_place",
        _l("School or earlier employer"),
        Background.place,
        equals(Background.person_id),
        "background",
        Background.id,
    ),
    Place(
        "duties",
        _l("Text of a job description"),
        JobDescription.duties,
        equals(JobDescription.person_id),
        "job_description",
        JobDescription.id,
    ),
    Place(
        "former_detail",
        _l("Earlier name or address"),
        FormerDetail.value,
        _named_before,
        "former_detail",
        FormerDetail.id,
    ),
    Place(
        "asked_by",
        _l("Who asked for the record"),
        RecordRequest.asked_by,
        equals(RecordRequest.person_id),
        "record_request",
        RecordRequest.id,
    ),
    Place(
        "handed_over",
        _l("What was handed over of the record"),
        HandOver.what,
        equals(HandOver.person_id),
        "record_request",
        HandOver.request_id,
    ),
    Place(
        "appointed_for",
        _l("Why someone was appointed to verify"),
        Appointment.qualified_by,
        equals(Appointment.assessor_id),
        "appointment",
        Appointment.id,
    ),
)
