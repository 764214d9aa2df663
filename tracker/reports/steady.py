"""Whether a document has changed since it was last printed, told by the trail and not by gathering it again.

Every change of a record leaves a line in the trail, in the same transaction. So where no line came since, about
the person, about anybody who acted in their record, about the reader, or about nobody (settings, frameworks),
and it is the same day, both the words and the right to read them are as they were. What is remembered
stands in the memory of one server process, in front of the copies, and never in place of them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, not_, select

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.audit.queries import is_reading
from tracker.database import db
from tracker.people.models import Person
from tracker.reports.documents import Document
from tracker.reports.models import Audience, IssuedReport, Paper, ReportKind

MOST_REMEMBERED: Final = 2_000
# Lines of these kinds change nothing that a document says, nor who may read it.
_APART: Final = ("session", "password", "job", "batch")
_CHANGES = and_(
    not_(is_reading()),
    TrailLine.event != "report.issued",
    TrailLine.record_kind.not_in(_APART),
)
Mark = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """What was asked for, by whom."""

    kind: str
    address_id: UUID
    reader_id: UUID
    asked: frozenset[tuple[str, str]]
    language: str
    audience: Audience
    paper: Paper


@dataclass(frozen=True)
class Sight:
    """A document as it stood before it was gathered: whose lines count, and the newest of each."""

    concerned: tuple[UUID, ...]
    mark: Mark


_remembered: OrderedDict[Question, tuple[Sight, UUID]] = OrderedDict()
_lock = threading.Lock()


def ask(
    document: Document[Any],
    address_id: UUID,
    reader: Person,
    asked: Mapping[str, str],
    *,
    language: str,
    audience: Audience,
    paper: Paper,
) -> Question | None:
    """What is asked for; None for a kind that tells of more than one person's record."""
    if not document.follows_trail:
        return None
    return Question(document.kind, address_id, reader.id, frozenset(asked.items()), language, audience, paper)


def look(question: Question) -> Sight:
    """Take note of where the trail stands, before the document is gathered."""
    actors = select(TrailLine.actor_id).where(TrailLine.about_id == question.address_id, _CHANGES).distinct()
    others = {one for one in db.session.execute(actors).scalars() if one is not None}
    concerned = tuple(sorted(others | {question.address_id, question.reader_id}))
    return Sight(concerned, _mark(concerned))


def remember(question: Question, sight: Sight, copy_id: UUID) -> None:
    """Keep in mind which copy it was, of what stood then."""
    with _lock:
        _remembered[question] = sight, copy_id
        _remembered.move_to_end(question)
        while len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)


class Standing(NamedTuple):
    """A copy that stands, with its bytes and what its line in the trail needs, and no more."""

    id: UUID
    kind: ReportKind
    person_id: UUID | None
    created_at: datetime
    pdf: bytes


def find_unchanged(question: Question) -> Standing | None:
    """The copy with its bytes, where nothing has changed since; None where that cannot be said."""
    found = _remembered.get(question)
    if found is None:
        return None
    sight, copy_id = found
    if _mark(sight.concerned) != sight.mark:
        return None
    row = db.session.execute(_STANDING, {"copy_id": copy_id}).one_or_none()
    return Standing(*row) if row else None


_STANDING = select(*(getattr(IssuedReport, name) for name in Standing._fields)).where(
    IssuedReport.id == bindparam("copy_id")
)


def _mark(concerned: Sequence[UUID]) -> Mark:
    """The day, and the newest line of each that speaks of a change, in one statement."""
    places = {f"about_{at}": one for at, one in enumerate(concerned)}
    return (clock.today(), *db.session.execute(_newest_of_each(len(concerned)), places).one())


@lru_cache(maxsize=64)
def _newest_of_each(people: int) -> Select[Any]:
    """The statement for so many people; to build it anew would cost more than to send it."""
    abouts = [TrailLine.about_id == bindparam(f"about_{at}", type_=Uuid()) for at in range(people)]
    newest = [
        select(TrailLine.id)
        .where(about, _CHANGES)
        .order_by(TrailLine.id.desc())
        .limit(1)
        .correlate(None)
        .scalar_subquery()
        for about in (TrailLine.about_id.is_(None), *abouts)
    ]
    return select(*newest)
