"""The first and the last day of a document, as asked for in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort

from tracker.access.reading import Relation
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.documents import Subject


@dataclass(frozen=True)
class Span:
    """Two days, both counted."""

    since: date
    until: date

    @property
    def options(self) -> dict[str, str]:
        """The same as it stands in an address; settled, never "today"."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def read_span(asked: Mapping[str, str], since: date, until: date) -> Span:
    """The days asked for, or these. The later one comes last, whichever was written first."""
    first, last = _day(asked.get("since")) or since, _day(asked.get("until")) or until
    return Span(min(first, last), max(first, last))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# Who reads every entry of the log, who reads those in signed months alone, who reads those they wrote.
WHOLE = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR})
SIGNED = frozenset({Relation.FORMER_STAFF, Relation.AUDITOR})
WRITER = frozenset({Relation.SECOND, Relation.FORMER_SUPERVISOR})


def subject_of(person: Person, reader: Person, options: Mapping[str, str]) -> Subject[frozenset[Relation]]:
    """Someone's log or hours as the subject of a document, in the widest scope that the reader has."""
    held = people.relations(reader, person.id)
    scopes = (("whole", WHOLE), ("signed", SIGNED), ("writer", WRITER))
    scope = next((name for name, those in scopes if held & those), None) or abort(404)
    return Subject(
        id=person.id,
        reader=reader,
        scope=scope,
        found=held,
        person=person,
        options=options,
        also_reads=("signed",) if scope == "whole" else (),
        own_copies_only=scope == "writer",
    )
