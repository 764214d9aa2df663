"""The competency verification sheet: who saw what shown, how and when, by event; and what the job requires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from tracker import clock
from tracker.access.reading import Relation
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item, Scale
from tracker.from_paper import queries as from_paper
from tracker.people.models import Person
from tracker.reports import about
from tracker.reports.documents import PersonDocument, Subject
from tracker.reports.models import Audience, ReportKind
from tracker.reports.verification_content import Appointed, Event, Required, Shown, VerificationContent
from tracker.signatures.models import Statement, StatementPart
from tracker.verifications import queries, requirements
from tracker.verifications.models import Verification, VerifiedItem
from tracker.verifications.requirements import Need

SHEET = "sheet"


class VerificationSheet(PersonDocument[None]):
    """It says the same to everyone who may read it: no rating, no goal."""

    kind: ClassVar = ReportKind.VERIFICATION
    readers: ClassVar = frozenset({*queries.READ_ALL, Relation.AUDITOR})

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[None]:
        """The person, for whoever may read the sheet."""
        person = self.get_person(address_id, reader)
        return Subject(person.id, reader, SHEET, None, person=person)

    def gather(self, subject: Subject[None], audience: Audience) -> VerificationContent:
        """All that the sheet says."""
        person = subject.person or subject.reader
        return VerificationContent(
            *about.begin(person, self.kind),
            required=gather_required(person),
            events=gather_events(person, subject.reader, audience=audience),
        )


def gather_required(person: Person) -> tuple[Required, ...]:
    """Where somebody stands in what their job requires."""
    scale = _scale()
    return tuple(_required(need, scale) for need in requirements.list_needs([person], clock.today())[person.id])


def _required(need: Need, scale: Scale) -> Required:
    return Required(
        code=need.item.code,
        statement=need.item.statement,
        level=need.level,
        label=scale.label(need.level),
        state=need.state,
        due_on=need.due_on,
        is_overdue=need.is_overdue,
        must_act=need.must_act.name if need.must_act else "",
    )


def gather_events(person: Person, reader: Person, *, audience: Audience) -> tuple[Event, ...]:
    """Every verification a reader may see; why one was withdrawn is left out for someone outside."""
    found = queries.list_visible(person.id, reader)
    said = about.list_said(StatementPart.VERIFICATION, [one.id for one in found])
    items = frameworks.find_items(shown.competency_id for one in found for shown in one.items)
    scale, with_reasons = _scale(), audience is Audience.PERSONNEL_FILE
    marks = from_paper.say_marks(one.id for one in found)
    return tuple(
        replace(
            _event(one, items, scale, said.get(one.id, []), with_reasons=with_reasons),
            from_paper=marks.get(one.id, ""),
        )
        for one in found
    )


def _scale() -> Scale:
    return frameworks.scale(frameworks.get_newest_scale().id)


def _event(
    one: Verification, items: Mapping[UUID, Item], scale: Scale, said: Sequence[Statement], *, with_reasons: bool
) -> Event:
    why = one.qualification
    appointed = why.appointment if why else None
    return Event(
        event=one.event,
        method=one.method,
        occasion=one.occasion,
        observed_on=one.observed_on,
        written_on=one.written_on,
        assessor=one.assessor.name,
        qualification=why.kind if why else None,
        qualified_by=one.assessor_qualified_by,
        appointed=Appointed(appointed.appointed_by.name, appointed.starts_on, appointed.ends_on) if appointed else None,
        evidence=one.evidence,
        example_on=one.exemplar.example.happened_on if one.exemplar else None,
        due_again_on=one.due_again_on,
        is_due_again=one.is_due_again(clock.today()),
        withdrawn_on=clock.local(one.withdrawn_at).date() if one.withdrawn_at else None,
        withdrawn_reason=one.withdrawn_reason if with_reasons else "",
        items=tuple(
            sorted((_shown(shown, items[shown.competency_id], scale) for shown in one.items), key=lambda it: it.code)
        ),
        statements=about.say(said),
    )


def _shown(shown: VerifiedItem, item: Item, scale: Scale) -> Shown:
    return Shown(item.code, item.statement, shown.level, scale.label(shown.level), shown.is_verified, shown.evidence)
