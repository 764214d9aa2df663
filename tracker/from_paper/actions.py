"""Entering earlier papers. Each record is marked with who entered it; what was entered in error is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from tracker import clock
from tracker.access.own_record import refuse_own
from tracker.audit import actions as audit
from tracker.credentials.models import Credential, CredentialCheck, Training
from tracker.database import db
from tracker.errors import NotAllowed, Refusal, Stale
from tracker.files import actions as files
from tracker.files.models import FileKind, KeptFile
from tracker.from_paper import queries
from tracker.from_paper.models import FromPaper, PaperKind, PaperReview
from tracker.from_paper.queries import Paper
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.verifications.models import Verification

KIND_OF = {
    PaperReview: PaperKind.REVIEW,
    Verification: PaperKind.VERIFICATION,
    Credential: PaperKind.CREDENTIAL,
    Training: PaperKind.TRAINING,
}
EVENT_OF = {
    PaperKind.REVIEW: "paper_review.entered",
    PaperKind.VERIFICATION: "verification.entered_from_paper",
    PaperKind.CREDENTIAL: "credential.recorded",
    PaperKind.TRAINING: "training.recorded",
}


def enter(paper: Paper, checks: Sequence[CredentialCheck] = (), *, by: Person) -> FromPaper:
    """Save what was made of an earlier paper, with its mark.

    :raises NotAllowed: on one's own record, and for whoever is not HR.
    :raises Refusal: when the same stands already.
    """
    refuse_own(paper.person_id, by.id)
    if people.HR_READS not in people.permissions_held_by(by):
        raise NotAllowed(_("HR enters earlier papers."))
    if _stands(paper):
        raise Refusal(_("This is on file already. The same paper is entered once."))
    return save([paper], checks=checks, by=by)[0]


def save(papers: Sequence[Paper], *, checks: Sequence[CredentialCheck] = (), by: Person | None) -> list[FromPaper]:
    """Save papers that have been looked at, with their marks and lines: a few statements, however many they are.

    :param by: whoever entered them; the caller has refused everyone who may not.
    """
    marks = [
        FromPaper(record_id=one.id, kind=KIND_OF[type(one)], person_id=one.person_id, entered_by_id=_entered_by(by))
        for one in papers
    ]
    db.session.add_all([*papers, *marks])
    db.session.flush()
    db.session.add_all(checks)
    db.session.flush()
    audit.record_many(
        [
            audit.Line(EVENT_OF[mark.kind], kind=_record_kind(mark), record_id=mark.record_id, about_id=mark.person_id)
            for mark in marks
        ]
        + [
            audit.Line("credential.checked", "credential", one.credential_id, one.person_id, (str(one.source),))
            for one in checks
        ],
        by=by,
    )
    return marks


def _record_kind(mark: FromPaper) -> str:
    return "paper_review" if mark.kind is PaperKind.REVIEW else mark.kind.value


def _entered_by(by: Person | None) -> UUID:
    if by is None:
        raise NotAllowed(_("Someone in HR enters earlier papers, with their name."))
    return by.id


def _stands(paper: Paper) -> bool:
    if isinstance(paper, PaperReview):
        same = select(PaperReview.id).where(
            PaperReview.person_id == paper.person_id,
            PaperReview.held_on == paper.held_on,
            PaperReview.withdrawn_at.is_(None),
        )
    elif isinstance(paper, Credential):
        same = select(Credential.id).where(
            Credential.person_id == paper.person_id,
            func.lower(Credential.kind) == paper.kind.lower(),
            Credential.number == paper.number,
            Credential.expires_on.is_not_distinct_from(paper.expires_on),
        )
    elif isinstance(paper, Training):
        same = select(Training.id).where(
            Training.person_id == paper.person_id,
            func.lower(Training.title) == paper.title.lower(),
            Training.starts_on == paper.starts_on,
        )
    else:
        same = select(Verification.id).where(
            Verification.person_id == paper.person_id,
            Verification.assessor_id == paper.assessor_id,
            Verification.observed_on == paper.observed_on,
            func.lower(Verification.event) == paper.event.lower(),
            Verification.withdrawn_at.is_(None),
        )
    with db.session.no_autoflush:
        return db.session.execute(same).first() is not None


def keep_scan(mark: FromPaper, content: bytes, *, name: str, by: Person) -> KeptFile:
    """Keep the scan of an earlier paper with its record; that of a training is its certificate.

    :raises Refusal: on one's own record, and as ``files.keep`` says.
    """
    refuse_own(mark.person_id, by.id)
    is_training = mark.kind is PaperKind.TRAINING
    return files.keep(
        content,
        name=name,
        kind=FileKind.TRAINING_CERTIFICATE if is_training else FileKind.EARLIER_PAPER,
        record_id=mark.record_id,
        about=db.session.get_one(Person, mark.person_id),
        by=by,
    )


def withdraw(mark: FromPaper, *, reason: str, by: Person) -> None:
    """Take a review or a verification that was entered in error out of every count; it stays readable.

    :raises Refusal: on one's own record, for other kinds, or when it is withdrawn already.
    """
    refuse_own(mark.person_id, by.id)
    record = queries.find_record(mark)
    if not isinstance(record, (PaperReview, Verification)):
        raise Refusal(_("Only a review or a verification from paper can be withdrawn here."))
    if record.withdrawn_at is not None:
        raise Stale(_("This is withdrawn already."))
    record.withdrawn_at, record.withdrawn_by_id, record.withdrawn_reason = clock.now(), by.id, reason
    db.session.flush()
    audit.record(
        "paper_review.withdrawn" if mark.kind is PaperKind.REVIEW else "verification.withdrawn",
        by=by,
        kind=_record_kind(mark),
        record_id=mark.record_id,
        about_id=mark.person_id,
    )
