"""Whom a document is about, and what was said to its parts: the same on every document of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from tracker import clock
from tracker.credentials import queries as credentials
from tracker.people.models import Person
from tracker.people.supervision import current_supervisors
from tracker.reports.about_content import About, Held, Said
from tracker.reports.models import ReportKind
from tracker.reports.replaced import say_replaced
from tracker.signatures import queries as signed
from tracker.signatures.models import Statement, StatementPart
from tracker.web.employer import employer_name


def begin(person: Person, kind: ReportKind) -> tuple[str, About, tuple[str, ...]]:
    """What a ``PersonContent`` of this kind begins with. Needs the person's program."""
    return employer_name(), gather_about(person), say_replaced(person.id, kind)


def gather_about(person: Person) -> About:
    """The cover of a document. The caller has checked that it may be read."""
    primary = next(iter(current_supervisors([person.id], clock.today()).get(person.id, [])), None)
    return About(
        name=person.name,
        legal_name=person.legal_name or "",
        job_title=person.job_title,
        program=person.program.name if person.program else "",
        employment=person.employment,
        hired_on=person.hired_on,
        left_on=person.left_on,
        credential=_held(person.id),
        supervisor=primary.supervisor.name if primary else "",
        supervisor_credential=_held(primary.supervisor_id) if primary else None,
        supervisor_since=primary.starts_on if primary else None,
    )


def _held(person_id: UUID) -> Held | None:
    found = credentials.find_newest(person_id)
    return Held(found.kind, found.number, found.expires_on) if found else None


def list_said(part: StatementPart, records: Iterable[UUID]) -> Mapping[UUID, list[Statement]]:
    """The statements on several records of one kind, by record."""
    return signed.list_statements(part, records)


def say(statements: Iterable[Statement]) -> tuple[Said, ...]:
    """Statements as a document holds them."""
    return tuple(Said(one.text, one.written_on) for one in statements)
