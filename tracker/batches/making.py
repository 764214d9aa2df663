"""Making reports one after the other, with those that come next under way meanwhile.

Reading a record and drawing its report takes the caller's process a few hundredths of a second; laying it
out takes a rendering process a second. So while one is laid out the next ones are read, as
many as there are rendering processes, and no more: memory stays the same for ten and for a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from werkzeug.exceptions import HTTPException

from tracker import clock
from tracker.batches.orders import Key, Order
from tracker.database import db
from tracker.errors import Refusal
from tracker.language import speaking
from tracker.people.models import Person
from tracker.reports import actions, copies
from tracker.reports.actions import Stamp
from tracker.reports.documents import Subject
from tracker.reports.frozen import Content
from tracker.reports.kinds import get_document
from tracker.reports.models import IssuedReport
from tracker.reports.pressing import draw


@dataclass(frozen=True)
class Made:
    """A report that is ready to be kept: the bytes of a new copy, or None where its copy stands already."""

    subject: Subject[Any]
    content: Content
    stamp: Stamp
    removed: int
    pdf: bytes | None


@dataclass(frozen=True)
class Begun:
    """A report that was read, and is being laid out where its copy does not stand already."""

    subject: Subject[Any]
    content: Content
    stamp: Stamp
    removed: int
    future: Future[bytes] | None


Render = Callable[[str, str], bytes]


class Making:
    """The reports of one order for one reader. ``make`` takes them in order, and begins those that come next.

    Runs where ``signed_in`` is the reader; refusals are in the language spoken there. Ends reading transactions.

    :param processes: how many reports are laid out at the same time.
    """

    def __init__(self, order: Order, reader: Person, *, render: Render, processes: int) -> None:
        self._order, self.reader = order, reader
        self._render, self._processes = render, processes
        self._threads = ThreadPoolExecutor(max_workers=processes)
        self._begun: dict[str, Begun | Exception] = {}

    @property
    def ahead(self) -> int:
        """How many that come next are to be named to ``make``."""
        return self._processes if self._processes > 1 else 0

    def make(self, key: str, coming: Sequence[str] = ()) -> Made:
        """Make one report, or find that its copy stands.

        :raises Refusal: where there is nothing to print, or no PDF can be made; and what ``Document.find`` raises.
        """
        for one in (key, *coming):
            if one not in self._begun:
                self._begun[one] = self._begin(one)
        begun = self._begun.pop(key)
        if isinstance(begun, Exception):
            raise begun
        return Made(
            begun.subject, begun.content, begun.stamp, begun.removed, begun.future.result() if begun.future else None
        )

    def keep(self, made: Made) -> IssuedReport:
        """Store a new copy, or find the one that stands, with their lines in the trail; in the caller's transaction."""
        return actions.keep_copy(
            made.subject,
            made.content,
            made.pdf,
            made.stamp,
            removed=made.removed,
            audience=self._order.audience,
            language=self._order.language,
            by=self.reader,
        )

    def close(self) -> None:
        """Let go of what was begun."""
        self._begun.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self, key: str) -> Begun | Exception:
        try:
            return self._read(Key.read(key))
        except (Refusal, HTTPException) as why:
            return why
        finally:
            db.session.commit()

    def _read(self, key: Key) -> Begun:
        order = self._order
        kind = key.kind or order.kind
        document = get_document(kind)
        subject = document.find(key.person_id, self.reader, key.asked)
        if subject is None:
            raise Refusal(document.explain(key.person_id, self.reader).sentence)
        removed = copies.count_removals(subject, kind)
        with speaking(order.language):
            content = document.freeze(subject, order.audience)
        stamp = Stamp(uuid4(), self.reader.name, clock.now(), order.paper)
        standing = copies.find_copy_id(
            subject,
            kind,
            content.content_sha256,
            language=order.language,
            audience=order.audience,
            paper=order.paper,
        )
        if standing is not None:
            return Begun(subject, content, stamp, removed, None)
        with speaking(order.language):
            html = draw(content, stamp)
        # The sentences of a renderer that gives up need the language: the thread takes it along.
        future = self._threads.submit(copy_context().run, self._render, html, str(stamp.identifier))
        return Begun(subject, content, stamp, removed, future)
