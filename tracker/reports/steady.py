"""Whether a document has changed since it was last printed, told by the trail and not by gathering it again.

Every change of a record leaves a line in the trail, in the same transaction. So where no line came since, about
the person, about anybody who acted in their record, about the reader, or about nobody (settings, frameworks),
and it is the same day, both the words and the right to read them are as they were. What is remembered
stands in the memory of one server process, in front of the copies, and never in place of them.

Lines are looked for behind one that lies back far enough: on PostgreSQL a line may become visible after another with
a higher number. That one moves along, so that a copy printed a thousand times is found as quickly as at first.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import add
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    not_,
    select,
)

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
# The tables themselves: what is asked each time spares the way through the mapper.
_LINES: Final = cast("Table", TrailLine.__table__).c
_COPIES: Final = cast("Table", IssuedReport.__table__).c
_CHANGES: Final = and_(
    not_(is_reading(_LINES.event)),
    _LINES.event != "report.issued",
    _LINES.record_kind.not_in(_APART),
)
# No transaction is so slow that this many lines are written while it runs.
_FAR_BACK: Final = 10_000
# Between taking a number for a line and being seen as a writer, a transaction of PostgreSQL takes far less.
_SETTLED_AFTER: Final = 0.2


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
    """A document as it stood before it was gathered.

    :ivar concerned: whose lines count, beside those about nobody.
    :ivar after: the number of the line behind which changes are counted.
    :ivar changes: how many there were behind it.
    """

    concerned: tuple[UUID, ...]
    day: date
    after: int
    changes: int


class _Ahead(NamedTuple):
    """The newest line at one moment. Once every writer of that moment has ended, all up to it have been seen."""

    newest: int
    next_writer: int
    at: float


@dataclass(frozen=True)
class _Known:
    sight: Sight
    copy_id: UUID
    ahead: _Ahead | None = None


_remembered: OrderedDict[Question, _Known] = OrderedDict()
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
    actors = select(_LINES.actor_id).where(_LINES.about_id == question.address_id, _CHANGES).distinct()
    others = {one for one in db.session.execute(actors).scalars() if one is not None}
    concerned = tuple(sorted(others | {question.address_id, question.reader_id}))
    after = (db.session.execute(select(func.max(_LINES.id))).scalar() or 0) - _FAR_BACK
    changes = db.session.execute(select(_count(len(concerned))), _places(concerned, after)).scalar_one()
    return Sight(concerned, clock.today(), after, changes)


def remember(question: Question, sight: Sight, copy_id: UUID) -> None:
    """Keep in mind which copy it was, of what stood then."""
    _keep(question, _Known(sight, copy_id))


def _keep(question: Question, known: _Known) -> None:
    with _lock:
        _remembered[question] = known
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
    known = _remembered.get(question)
    if known is None:
        return None
    sight = known.sight
    statement = _standing(len(sight.concerned), db.session.get_bind().dialect.name)
    places = _places(sight.concerned, sight.after) | {"copy_id": known.copy_id}
    row = db.session.execute(statement, places).one_or_none()
    if row is None or row.changes != sight.changes or clock.today() != sight.day:
        return None
    _move_on(question, known, row)
    return Standing(*row[: len(Standing._fields)])


def _move_on(question: Question, known: _Known, row: Row[Any]) -> None:
    """Nothing has changed: what was seen need not be looked at again, once nothing can come before it any more."""
    now, ahead = time.monotonic(), known.ahead
    if ahead is None:
        ahead = _Ahead(row.newest, row.next_writer, now)
    elif now - ahead.at >= _SETTLED_AFTER and row.oldest_writer >= ahead.next_writer:
        known = replace(known, sight=replace(known.sight, after=ahead.newest, changes=0))
        ahead = _Ahead(row.newest, row.next_writer, now)
    else:
        return
    _keep(question, replace(known, ahead=ahead))


def _places(concerned: Sequence[UUID], after: int) -> dict[str, Any]:
    return {"after": after, **{f"about_{at}": one for at, one in enumerate(concerned)}}


def _count(people: int) -> ColumnElement[int]:
    """How many lines speak of a change about so many people, or about nobody."""
    abouts = [_LINES.about_id == bindparam(f"about_{at}", type_=Uuid()) for at in range(people)]
    counts: list[ColumnElement[int]] = [
        select(func.count()).where(about, _LINES.id > bindparam("after"), _CHANGES).correlate(None).scalar_subquery()
        for about in (_LINES.about_id.is_(None), *abouts)
    ]
    return reduce(add, counts).label("changes")


@lru_cache(maxsize=64)
def _standing(people: int, dialect: str) -> Select[Any]:
    """A copy, and whether it is unchanged, in one statement; to build it anew would cost more than to send it."""
    return select(
        *(_COPIES[name] for name in Standing._fields),
        _count(people),
        select(func.max(_LINES.id)).correlate(None).scalar_subquery().label("newest"),
        *_writers(dialect),
    ).where(_COPIES.id == bindparam("copy_id"))


def _writers(dialect: str) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The oldest transaction that still writes, and the next one to begin. SQLite has one writer at a time."""
    if dialect != "postgresql":
        return literal(0).label("oldest_writer"), literal(0).label("next_writer")
    now = func.pg_current_snapshot()
    oldest, following = (one(now).cast(Text).cast(BigInteger) for one in (func.pg_snapshot_xmin, func.pg_snapshot_xmax))
    return oldest.label("oldest_writer"), following.label("next_writer")
