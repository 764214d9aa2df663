"""Credentials and training: what somebody holds, who checked it where, and how far a renewal is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from tracker import clock
from tracker.access.reading import Relation
from tracker.credentials import queries, renewal
from tracker.credentials.models import Credential, CredentialCheck, Training
from tracker.frameworks import queries as frameworks
from tracker.from_paper import queries as from_paper
from tracker.language import say_shipped
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports import about
from tracker.reports.credentials_content import (
    Asked,
    Check,
    CredentialsContent,
    DomainPart,
    HeldCredential,
    Source,
    Toward,
    TrainingTaken,
)
from tracker.reports.documents import PersonDocument, Subject
from tracker.reports.models import Audience, ReportKind

EVERYTHING = "everything"
CONFIRMED = "confirmed"


class CredentialsReport(PersonDocument[None]):
    """Whoever reads the credentials page reads everything; an auditor, as granted, training that was confirmed."""

    kind: ClassVar = ReportKind.CREDENTIALS
    readers: ClassVar = queries.READS | {Relation.AUDITOR}

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[None]:
        """The person, for whoever may read their credentials."""
        person = self.get_person(address_id, reader)
        return Subject(person.id, reader, scope_of(reader, person), None, person=person)

    def gather(self, subject: Subject[None], audience: Audience) -> CredentialsContent:
        """All that the document says."""
        person = subject.person or subject.reader
        held, trainings = queries.list_of(person.id), queries.list_trainings(person.id)
        if subject.scope == CONFIRMED:
            trainings = [one for one in trainings if one.counts]
        return CredentialsContent(
            *about.begin(person, self.kind),
            credentials=gather_credentials(held),
            progress=gather_progress(held, trainings),
            training=gather_training(trainings),
        )


def scope_of(reader: Person, person: Person) -> str:
    """An auditor reads what was confirmed."""
    return EVERYTHING if people.relations(reader, person.id) & queries.READS else CONFIRMED


def gather_credentials(held: Sequence[Credential]) -> tuple[HeldCredential, ...]:
    """Credentials with their checks, the latest expiry first."""
    today, marks = clock.today(), from_paper.say_marks(one.id for one in held)
    return tuple(
        HeldCredential(
            kind=one.kind,
            number=one.number,
            issued_on=one.issued_on,
            expires_on=one.expires_on,
            has_expired=one.expires_on is not None and one.expires_on < today,
            written_on=one.written_on,
            checks=tuple(_check(check) for check in one.checks),
            from_paper=marks.get(one.id, ""),
        )
        for one in held
    )


def _check(check: CredentialCheck) -> Check:
    return Check(check.source, check.checked_on, check.written_on, check.checked_by.name)


def gather_progress(held: Sequence[Credential], trainings: Sequence[Training]) -> tuple[Toward, ...]:
    """How far each renewal is, or a first certification where none is held."""
    domains = frameworks.current_outline().domains
    return tuple(
        Toward(
            kind=one.kind,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            lines=tuple(
                Asked(say_shipped(line.target.name), line.domain, line.done, line.target.minutes, line.waiting)
                for line in one.lines
            ),
            sources=tuple(Source(say_shipped(source), day) for source, day in one.sources),
        )
        for one in renewal.progress_of(held, trainings, domains)
    )


def gather_training(trainings: Sequence[Training]) -> tuple[TrainingTaken, ...]:
    """Training, the latest first."""
    certificates = queries.list_certificates([one.id for one in trainings])
    marks = from_paper.say_marks(one.id for one in trainings)
    domains = frameworks.current_outline().domains
    return tuple(
        TrainingTaken(
            title=one.title,
            provider=one.provider,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            minutes=one.minutes,
            category=one.category,
            domains=tuple(
                DomainPart(domains.get(part.domain_code, part.domain_code), part.minutes) for part in one.domains
            ),
            written_on=one.written_on,
            confirmed_on=clock.local(one.confirmed_at).date() if one.confirmed_at else None,
            confirmed_by=one.confirmed_by.name if one.confirmed_by else "",
            certificates=len(certificates.get(one.id, [])),
            from_paper=marks.get(one.id, ""),
        )
        for one in trainings
    )
