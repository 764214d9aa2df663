"""What every kind of document has in common.

A document is gathered as frozen content (the only step that reads the database), drawn by a template,
and laid out by the rendering process. How another kind is added stands in ``tracker/reports/__init__.py``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, Generic, TypeVar
from uuid import UUID

from flask import abort

from tracker.access.permissions import Permission
from tracker.access.reading import Relation
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reports.frozen import Content
from tracker.reports.models import Audience, IssuedReport, ReplacedCopy, ReportKind
from tracker.settings.queries import present

Found = TypeVar("Found")
# What may be asked for under ``length``.
SHORT: Final = "short"


@dataclass(frozen=True)
class Subject(Generic[Found]):
    """What a document is asked about, by a reader of whom it is known that they may read it.

    :ivar id: by what copies are kept: a review, a person or a cycle.
    :ivar address_id: what stands in the address: a person, or a cycle.
    :ivar scope: for which readers the words are chosen; a copy is never handed to readers of another scope,
        but for those in ``also_reads``.
    :ivar options: what was asked for beside that, such as the first and last day; settled, never "today".
    :ivar own_copies_only: what the reader may see ends with a day, so only copies they printed are theirs.
    :ivar found: what the kind needs to gather its content.
    """

    id: UUID
    reader: Person
    scope: str
    found: Found
    person: Person | None = None
    review_id: UUID | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    also_reads: tuple[str, ...] = ()
    own_copies_only: bool = False

    @property
    def address_id(self) -> UUID:
        """What stands in the address of its page."""
        return self.person.id if self.person else self.id

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes whose copies the reader may have."""
        return (self.scope, *self.also_reads)

    def may_have(self, copy: IssuedReport) -> bool:
        """Whether the reader may have this copy."""
        return copy.scope in self.scopes and (not self.own_copies_only or copy.issued_by_id == self.reader.id)


@dataclass(frozen=True)
class NotReady:
    """What stands instead of a document while there is nothing to print: a sentence, and a page with what is known."""

    sentence: str
    page: str
    person: Person
    known: Mapping[str, Any] = field(default_factory=dict)


class Document(ABC, Generic[Found]):
    """One kind of document: who may read it, where its content comes from, how it is drawn.

    :cvar permission: what the address asks for, beside the permission to read reports.
    :cvar controls: a template with a form for what can be asked for, or none.
    :cvar follows_trail: whether every change of its words leaves a line in the trail about its person, about somebody
        who acted in their record, or about nobody, so that it need not be gathered to know that nothing changed.
    :cvar has_short_form: whether ``length=short`` leaves out what the full form says of each item.
    """

    kind: ClassVar[ReportKind]
    permission: ClassVar[Permission] = Permission.REPORT_READ
    page: ClassVar[str] = "reports/show.html"
    controls: ClassVar[str] = ""
    follows_trail: ClassVar[bool] = False
    has_short_form: ClassVar[bool] = False

    @property
    def body(self) -> str:
        """The template with the macro ``body(content, top)``, which the page and the document share."""
        return f"reports/_{self.kind.value}_body.html"

    @abstractmethod
    def find(self, address_id: UUID, reader: Person, asked: Mapping[str, str]) -> Subject[Found] | None:
        """What is asked for, if the reader may read it; None while there is nothing to print yet.

        :param asked: the options, as they stand in the address.
        Aborts with 404 for what the reader may not know of.
        """

    @abstractmethod
    def gather(self, subject: Subject[Found], audience: Audience) -> Content:
        """All that the document says."""

    def freeze(self, subject: Subject[Found], audience: Audience) -> Content:
        """All that the document says, under the logo that the employer has now."""
        return replace(self.gather(subject, audience), logo=present().logo_sha256)

    def find_of_copy(self, copy: IssuedReport | ReplacedCopy, reader: Person) -> Subject[Found]:
        """The subject of an issued copy, if the reader may read it, or 404."""
        return self.find(copy.address_id, reader, copy.asked) or abort(404)

    def find_foot(self, copy: IssuedReport) -> str:
        """The hash whose beginning stands at the foot of every sheet of a copy."""
        return copy.content_sha256

    def explain(self, address_id: UUID, reader: Person) -> NotReady:
        """Why there is nothing to print yet, where ``find`` gave None."""
        abort(404)

    def extras(self, subject: Subject[Found], content: Any) -> dict[str, Any]:
        """What the page shows beside the content."""
        return {}


class PersonDocument(Document[Found]):
    """A document about one person, for those who are something to them.

    :cvar readers: who may open it; an auditor only where a grant in force names this kind.
    """

    readers: ClassVar[frozenset[Relation]]

    def is_open_among(self, held: frozenset[Relation], granted: frozenset[str]) -> bool:
        """Whether someone with these relations, and with grants that name these kinds, may open it."""
        return bool(held & self.readers - {Relation.AUDITOR}) or (
            Relation.AUDITOR in held & self.readers and self.kind in granted
        )

    def is_open_to(self, reader: Person, person_id: UUID) -> bool:
        """Whether the reader may open it about someone."""
        held = people.relations(reader, person_id)
        granted = people.auditor_kinds(reader, person_id) if Relation.AUDITOR in held else frozenset()
        return self.is_open_among(held, granted)

    def get_person(self, person_id: UUID, reader: Person) -> Person:
        """The person, if the reader may open this document about them, or 404."""
        person = people.get_visible(person_id, reader)
        if not self.is_open_to(reader, person.id):
            abort(404)
        return person


def length_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The option for the short form, where it was asked for."""
    return {"length": SHORT} if asked.get("length") == SHORT else {}
