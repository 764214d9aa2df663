"""The document on one personnel file: what it must hold, and how far it is. ``file_rules`` decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final
from uuid import UUID

from tracker import clock
from tracker.access.reading import Relation
from tracker.people.models import Person
from tracker.reports import about
from tracker.reports.documents import PersonDocument, Subject
from tracker.reports.file_content import FileContent
from tracker.reports.file_facts import gather_kept
from tracker.reports.file_rules import check
from tracker.reports.models import Audience, ReportKind

EVERYTHING: Final = "everything"


class PersonnelFile(PersonDocument[None]):
    """Days and numbers, no content: it says the same to everyone who may read it."""

    kind: ClassVar = ReportKind.FILE
    readers: ClassVar = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR, Relation.AUDITOR})

    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[None]:
        """The person, for whoever may read what the file holds."""
        person = self.get_person(address_id, reader)
        return Subject(person.id, reader, EVERYTHING, None, person=person)

    def gather(self, subject: Subject[None], audience: Audience) -> FileContent:
        """All that the document says."""
        person = subject.person or subject.reader
        employer, whom, replaces = about.begin(person, self.kind)
        today = clock.today()
        kept = gather_kept([person], today)[person.id]
        return FileContent(employer, whom, replaces, lines=tuple(check(kept, today)))
