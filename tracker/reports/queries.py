"""Which review a competency report is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort

from tracker.access.reading import Part, Relation
from tracker.errors import Stale
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.models import ReportKind
from tracker.reviews import queries as reviews
from tracker.reviews.reading import Reading

# Who is told that nothing has ended yet. A former supervisor keeps what they signed, and no more.
_EXPECT_A_REPORT = {Relation.SELF, Relation.FORMER_STAFF, Relation.SUPERVISOR, Relation.HR}


@dataclass(frozen=True)
class Asked:
    """The review a report is asked of, and whether it is the person's newest ended one."""

    reading: Reading
    is_newest: bool


def find_asked(person: Person, reader: Person, review_id: UUID | None) -> Asked | None:
    """The ended review to report on: the newest, or the one asked for. None when nothing has ended.

    Aborts with 404 for a review that is not this person's or not the reader's to read whole, and where nothing
    has ended for a reader who would have no report even then.

    :raises Stale: for a review that is void.
    """
    whole = [reading for reading in reviews.list_readable(person, reader) if reading.reads(Part.WHOLE)]
    for reading in whole:
        if reading.review.id == review_id and reading.void is not None:
            raise Stale(_("This review is void, so no report is made of it. Its page says who made it void, and why."))
    ended = [reading for reading in whole if reading.void is None]
    if review_id is None:
        newest = ended[0] if ended else None
    else:
        newest = next((one for one in ended if one.review.id == review_id), None) or abort(404)
    if newest is None:
        if not _may_expect(person, reader):
            abort(404)
        return None
    # Again, with everything a report needs.
    reading = reviews.get_with_part(newest.review.id, reader, Part.WHOLE)
    return Asked(reading, newest is ended[0])


def _may_expect(person: Person, reader: Person) -> bool:
    held = people.relations(reader, person.id)
    return bool(held & _EXPECT_A_REPORT) or ReportKind.COMPETENCY in people.auditor_kinds(reader, person.id)
