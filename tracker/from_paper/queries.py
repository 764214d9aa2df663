"""Reads of what came from paper: for whoever reads the record it marks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, cast
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.reading import Relation
from tracker.credentials.models import Credential, Training
from tracker.database import db
from tracker.files.models import FileKind, KeptFile
from tracker.from_paper.models import FromPaper, PaperKind, PaperReview
from tracker.language import _, say_date
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.verifications.models import Verification

# As the personnel file: the person, the primary or backup supervisor, HR.
READS: Final = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR, Relation.FORMER_STAFF})
Paper = PaperReview | Verification | Credential | Training
_RECORDS: Final[dict[PaperKind, type[Paper]]] = {
    PaperKind.REVIEW: PaperReview,
    PaperKind.VERIFICATION: Verification,
    PaperKind.CREDENTIAL: Credential,
    PaperKind.TRAINING: Training,
}


def get_holder(person_id: UUID, reader: Person) -> Person:
    """One person whose earlier papers the reader may read, or 404."""
    person = people.get_visible(person_id, reader)
    return person if people.relations(reader, person.id) & READS else abort(404)


def get_mark(record_id: UUID, reader: Person) -> FromPaper:
    """The mark of one record of someone whose earlier papers the reader may read, or 404."""
    mark = db.session.get(FromPaper, record_id) or abort(404)
    get_holder(mark.person_id, reader)
    return mark


def find_record(mark: FromPaper) -> Paper | None:
    """The record that a mark is of; a training can be gone."""
    return cast("Paper | None", db.session.get(_RECORDS[mark.kind], mark.record_id))


def list_marks(person_id: UUID) -> Sequence[FromPaper]:
    """Everything entered from paper about someone, the last entered first. The caller has checked the reader."""
    statement = (
        select(FromPaper)
        .where(FromPaper.person_id == person_id)
        .options(joinedload(FromPaper.entered_by))
        .order_by(FromPaper.created_at.desc(), FromPaper.record_id)
    )
    return db.session.execute(statement).scalars().all()


def list_records(marks: Sequence[FromPaper]) -> Mapping[UUID, Paper]:
    """The records of several marks, by identifier: one query for each kind."""
    found: dict[UUID, Paper] = {}
    for kind, model in _RECORDS.items():
        wanted = [mark.record_id for mark in marks if mark.kind is kind]
        if wanted:
            rows = cast("Iterable[Paper]", db.session.execute(select(model).where(model.id.in_(wanted))).scalars())
            found |= {row.id: row for row in rows}
    return found


def say_marks(record_ids: Iterable[UUID]) -> dict[UUID, str]:
    """For each record that came from paper, the sentence that stands wherever it is shown."""
    wanted = list(record_ids)
    if not wanted:
        return {}
    statement = select(FromPaper).where(FromPaper.record_id.in_(wanted)).options(joinedload(FromPaper.entered_by))
    return {mark.record_id: say(mark) for mark in db.session.execute(statement).scalars()}


def say_marks_about(people: Collection[UUID]) -> dict[UUID, str]:
    """For each record of these people that came from paper, the sentence that stands wherever it is shown."""
    statement = select(FromPaper).where(FromPaper.person_id.in_(people)).options(joinedload(FromPaper.entered_by))
    return {mark.record_id: say(mark) for mark in db.session.execute(statement).scalars()}


def say(mark: FromPaper) -> str:
    """That something came from paper, who entered it, and when."""
    return _("From paper, entered by %(name)s on %(day)s.", name=mark.entered_by.name, day=say_date(mark.written_on))


def list_scans(record_ids: Collection[UUID]) -> Mapping[UUID, list[KeptFile]]:
    """The scans kept with papers, oldest first, without their bytes."""
    found: dict[UUID, list[KeptFile]] = {}
    if record_ids:
        statement = (
            select(KeptFile)
            .where(
                KeptFile.record_id.in_(record_ids),
                KeptFile.kind.in_([FileKind.EARLIER_PAPER, FileKind.TRAINING_CERTIFICATE]),
            )
            .order_by(KeptFile.created_at, KeptFile.id)
        )
        for file in db.session.execute(statement).scalars():
            found.setdefault(file.record_id, []).append(file)
    return found


def list_reviews(person_id: UUID) -> Sequence[PaperReview]:
    """Reviews of someone that were held on paper, the latest first, withdrawn ones among them."""
    statement = (
        select(PaperReview)
        .where(PaperReview.person_id == person_id)
        .options(joinedload(PaperReview.supervisor))
        .order_by(PaperReview.held_on.desc(), PaperReview.id)
    )
    return db.session.execute(statement).scalars().all()


def list_last_reviews(people: Collection[UUID], day: date) -> dict[UUID, PaperReview]:
    """The last review of each that was held on paper by ``day`` and stands."""
    statement = (
        select(PaperReview)
        .where(PaperReview.person_id.in_(people), PaperReview.withdrawn_at.is_(None), PaperReview.held_on <= day)
        .order_by(PaperReview.held_on)
    )
    return {one.person_id: one for one in db.session.execute(statement).scalars()}
