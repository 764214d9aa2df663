"""The free texts of a person's record as they stand: what ``places`` names, signed copies, scans."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from tracker.assessments.models import RatingRevision
from tracker.database import REMOVED, db
from tracker.files.models import KeptFile
from tracker.frameworks.models import Competency
from tracker.language import _l
from tracker.removals.place import Place
from tracker.removals.places import PLACES, assessments_of
from tracker.signatures.models import Snapshot, SnapshotText

NOBODY: Final = UUID(int=0)
SIGNED_COPY: Final = "signed_copy"
FILE: Final = "file"


@dataclass(frozen=True)
class Found:
    """One text where it stands. ``row`` is what holds it; ``code`` the competency it is about, if one."""

    what: str
    text: str
    row: Any
    column: str
    record_id: UUID | None
    code: str = ""

    @property
    def key(self) -> str:
        """The same for the same words, wherever they stand."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def name_of(what: str) -> str:
    """What a removed text was, in words."""
    names = {place.name: str(place.words) for place in PLACES}
    return names.get(what) or str({SIGNED_COPY: _l("Only in a signed copy"), FILE: _l("Scan")}[what])


def find_texts(person_id: UUID) -> list[Found]:
    """Every text of someone's record, where it stands; scans and signed copies come last."""
    codes = {row.id: row.code for row in db.session.execute(select(Competency.id, Competency.code))}
    found = [one for place in PLACES for one in _rows(place, person_id, codes)]
    return [*found, *_drafts_of_answers(person_id, codes), *_signed_copies(person_id), *_scans(person_id)]


def _rows(place: Place, person_id: UUID, codes: dict[UUID, str]) -> Iterator[Found]:
    statement = select(place.model).where(place.about(person_id), place.column != "")
    for row in db.session.execute(statement).scalars():
        text = getattr(row, place.column.key)
        if not text.startswith(REMOVED):
            code = codes.get(getattr(row, "competency_id", NOBODY), "")
            yield Found(place.name, text, row, place.column.key, getattr(row, place.record.key), code)


def _drafts_of_answers(person_id: UUID, codes: dict[UUID, str]) -> Iterator[Found]:
    """What a comment was before: its author's alone, so nobody is shown it here; it goes with the same words."""
    statement = select(RatingRevision).where(
        RatingRevision.assessment_id.in_(assessments_of(person_id)), RatingRevision.comment != ""
    )
    for row in db.session.execute(statement).scalars():
        yield Found("rating", row.comment, row, "comment", None, codes[row.competency_id])


def _signed_copies(person_id: UUID) -> Iterator[Found]:
    statement = (
        select(SnapshotText, Snapshot.subject_id)
        .join(Snapshot, Snapshot.id == SnapshotText.snapshot_id)
        .where(Snapshot.about_id == person_id)
        .order_by(SnapshotText.snapshot_id, SnapshotText.place)
    )
    for row, subject_id in db.session.execute(statement):
        if row.text and not row.text.startswith(REMOVED):
            yield Found(SIGNED_COPY, row.text, row, "text", subject_id)


def _scans(person_id: UUID) -> Iterator[Found]:
    """A scan is known by the hash of its bytes; it goes as a whole."""
    for row in db.session.execute(select(KeptFile).where(KeptFile.about_id == person_id)).scalars():
        yield Found(FILE, row.sha256, row, "name", row.record_id)
