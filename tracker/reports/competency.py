"""The competency report as one of the kinds of document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from tracker.access.reading import Part
from tracker.database import db
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import content, queries
from tracker.reports.blocks import CompetencyContent, shorten
from tracker.reports.documents import Document, NotReady, Subject, length_of
from tracker.reports.models import Audience, IssuedReport, ReplacedCopy, ReportKind
from tracker.reports.queries import Asked
from tracker.reviews import queries as reviews
from tracker.reviews import queries_amending, standings
from tracker.reviews.models import Review
from tracker.reviews.reading import Reading


class CompetencyReport(Document[Asked]):
    """The report of a review that has ended: the newest, or the one asked for by ``review``."""

    kind: ClassVar = ReportKind.COMPETENCY
    page: ClassVar = "reports/competency.html"
    follows_trail: ClassVar = True
    has_short_form: ClassVar = True

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[Asked] | None:
        """The review to report on; None while nothing has ended."""
        person = people.get_visible(address_id, reader)
        found = queries.find_asked(person, reader, _identifier(asked.get("review")))
        return subject_of(found.reading, is_newest=found.is_newest, length=length_of(asked)) if found else None

    def find_of_copy(self, copy: IssuedReport | ReplacedCopy, reader: Person) -> Subject[Asked]:
        """The review of a copy, if the reader may read it whole."""
        return subject_of(reviews.get_with_part(copy.subject_id, reader, Part.WHOLE), is_newest=False)

    def gather(self, subject: Subject[Asked], audience: Audience) -> CompetencyContent:
        """Everything the report says."""
        found = content.gather(subject.found.reading, audience=audience, is_newest=subject.found.is_newest)
        return shorten(found) if length_of(subject.options) else found

    def find_foot(self, copy: IssuedReport) -> str:
        """The hash of what was signed."""
        return reviews.get_snapshot(db.session.get_one(Review, copy.subject_id)).sha256

    def explain(self, address_id: UUID, reader: Person) -> NotReady:
        """No review has ended: the state, and who must act."""
        person = people.get_visible(address_id, reader)
        return NotReady(
            _("No review of %(name)s has ended, so there is nothing to print yet.", name=person.name),
            "reports/not_ready.html",
            person,
            {"standing": standings.list_standings([person])[0], "readings": reviews.list_readable(person, reader)},
        )

    def extras(self, subject: Subject[Asked], content: Any) -> dict[str, Any]:
        """The newer copy, where the review was amended."""
        amended_by = queries_amending.find_ties(subject.id).amended_by
        return {"newer": amended_by.review_id if amended_by and content.amended else None}


def _identifier(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def subject_of(reading: Reading, *, is_newest: bool, length: Mapping[str, str] | None = None) -> Subject[Asked]:
    """A review as the subject of its report. The two sides also read what was printed for others: it says less."""
    scope = content.scope_of(reading)
    return Subject(
        id=reading.review.id,
        reader=reading.reader,
        scope=scope,
        found=Asked(reading, is_newest),
        person=reading.person,
        review_id=reading.review.id,
        options={"review": str(reading.review.id), **(length or {})},
        also_reads=("others",) if scope == "sides" else (),
        own_copies_only=reading.ends_with_signing,
    )
