"""The whole record of one person, for their own request (820 ILCS 40/2, ``domain.md`` 5.1)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from tracker import clock
from tracker.access.reading import Part, Relation
from tracker.credentials import queries as credentials
from tracker.from_paper import queries as from_paper
from tracker.people import queries as people
from tracker.people import supervision
from tracker.people.models import Person
from tracker.reports import about, content, record_employment, record_parts, spans
from tracker.reports.blocks import CompetencyContent, shorten
from tracker.reports.credentials import gather_credentials, gather_progress, gather_training
from tracker.reports.documents import PersonDocument, Subject, length_of
from tracker.reports.hours import HoursReport
from tracker.reports.hours_content import HoursContent
from tracker.reports.log import Log
from tracker.reports.log_content import LogContent
from tracker.reports.models import Audience, ReportKind
from tracker.reports.plan import gather_goals
from tracker.reports.record_content import HeldOnPaper, OpenReview, RecordContent, Supervised
from tracker.reports.verification import gather_events, gather_required
from tracker.reviews import queries as reviews
from tracker.reviews.reading import Reading

# Before any record began.
LONG_AGO: Final = date(1900, 1, 1)
SCOPES: Final = {Relation.SELF: "own", Relation.FORMER_STAFF: "former", Relation.HR: "hr"}
SUPERVISING: Final = frozenset({Relation.SUPERVISOR, Relation.SECOND, Relation.FORMER_SUPERVISOR})


class WholeRecord(PersonDocument[None]):
    """Everything that the reader may read: the person all of it, HR what is signed, shared or has ended.

    Who opened the record is not in it: each opening would change it. That stands on a page of its own.
    """

    kind: ClassVar = ReportKind.RECORD
    readers: ClassVar = frozenset(SCOPES)
    has_short_form: ClassVar = True

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[None]:
        """The person, for themselves and for HR."""
        person = self.get_person(address_id, reader)
        held = people.relations(reader, person.id)
        scope = next(said for relation, said in SCOPES.items() if relation in held)
        # Someone in HR who supervises, or did, reads more than HR does: their copy is theirs alone.
        reads_more = scope == "hr" and bool(held & SUPERVISING)
        return Subject(
            person.id,
            reader,
            "hr_and_side" if reads_more else scope,
            None,
            person=person,
            options=length_of(asked),
            own_copies_only=reads_more,
        )

    def gather(self, subject: Subject[None], audience: Audience) -> RecordContent:
        """Everything, from the same sources as the other documents."""
        person, reader = subject.person or subject.reader, subject.reader
        with_texts = audience is Audience.PERSONNEL_FILE
        length = length_of(subject.options)
        ended, unfinished = _gather_reviews(person, reader, audience)
        employer, whom, replaces = about.begin(person, self.kind)
        return RecordContent(
            employer=employer,
            about=whom,
            replaces=replaces,
            scope=subject.scope,
            is_complete=with_texts,
            supervisors=_gather_supervisors(person),
            required=gather_required(person),
            events=gather_events(person, reader, audience=audience),
            goals=gather_goals(person, reader, audience=audience),
            hours=_gather_hours(person, reader, audience),
            log=_gather_log(person, reader, audience, length),
            open_reviews=unfinished,
            reviews=tuple(shorten(one) for one in ended) if length else ended,
            is_compact=bool(length),
            **record_employment.gather(person),
            held_on_paper=_gather_held_on_paper(person, with_reasons=with_texts),
            **_gather_credentials(person, reader),
            **record_parts.gather(person, reader, with_texts=with_texts),
        )


def _gather_supervisors(person: Person) -> tuple[Supervised, ...]:
    return tuple(
        Supervised(one.kind, one.supervisor.name, one.starts_on, one.ends_on)
        for one in supervision.list_assignments_of(person)
    )


def _gather_held_on_paper(person: Person, *, with_reasons: bool) -> tuple[HeldOnPaper, ...]:
    held = from_paper.list_reviews(person.id)
    marks = from_paper.say_marks(one.id for one in held)
    return tuple(
        HeldOnPaper(
            kind=one.kind,
            held_on=one.held_on,
            supervisor=one.supervisor.name,
            signed_by_employee=one.signed_by_employee,
            from_paper=marks.get(one.id, ""),
            withdrawn_on=clock.local(one.withdrawn_at).date() if one.withdrawn_at else None,
            withdrawn_reason=one.withdrawn_reason if with_reasons else "",
        )
        for one in held
    )


def _gather_credentials(person: Person, reader: Person) -> dict[str, Any]:
    reads = credentials.may_read(person.id, reader)
    held = credentials.list_of(person.id) if reads else []
    trainings = credentials.list_trainings(person.id) if reads else []
    return {
        "credentials": gather_credentials(held),
        "progress": gather_progress(held, trainings) if reads else (),
        "training": gather_training(trainings),
    }


def _gather_log(person: Person, reader: Person, audience: Audience, length: Mapping[str, str]) -> LogContent:
    """Every entry until the end of this month, since the first."""
    today = clock.today()
    last = today.replace(day=monthrange(today.year, today.month)[1])
    options = {"since": LONG_AGO.isoformat(), "until": last.isoformat(), **length}
    found = Log().gather(spans.subject_of(person, reader, options), audience)
    entries = [entry.held_on for year in found.years for month in year.months for entry in month.entries]
    return replace(found, since=min(entries, default=last))


def _gather_hours(person: Person, reader: Person, audience: Audience) -> HoursContent:
    """Hours until the end of last month, which says the same on every day of this one."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    found = HoursReport().find(person.id, reader, {"until": last.isoformat()})
    return HoursReport().gather(found, audience)


def _gather_reviews(
    person: Person, reader: Person, audience: Audience
) -> tuple[tuple[CompetencyContent, ...], tuple[OpenReview, ...]]:
    """Reviews that have ended, each as its report; and the others as far as they may be read."""
    known = reviews.list_readable(person, reader)
    whole = [one for one in known if one.reads(Part.WHOLE) and one.void is None]
    others = [one for one in known if one not in whole]
    return (
        tuple(_report(one, audience, is_newest=one is whole[0]) for one in whole),
        tuple(record_parts.gather_open(one, with_texts=audience is Audience.PERSONNEL_FILE) for one in others),
    )


def _report(known: Reading, audience: Audience, *, is_newest: bool) -> CompetencyContent:
    # Again, with everything a report needs.
    reading = reviews.get_with_part(known.review.id, known.reader, Part.WHOLE)
    return content.gather(reading, audience=audience, is_newest=is_newest)
