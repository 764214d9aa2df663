"""The queue: huey, on SQLite, Redis or PostgreSQL. It only rings a worker; what is to do stands in the database.

A message that is lost, or rung twice, does no harm: jobs are claimed in the database, and the schedule rings again
for what nobody picked up.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, has_app_context
from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from tracker.database import db

NAME: Final = "tracker"
EXTENSION: Final = "tracker-queue"
RINGS: Final = "tracker-rings"
TASK: Final = "do_job"
log = logging.getLogger(__name__)


class Queue:
    """The queue of one app; connected when it is first used, so that every process has its own connection."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._huey: Huey | None = None
        self._ring: Any = None
        self.do: Callable[[UUID], None] | None = None

    @property
    def is_embedded(self) -> bool:
        """Whether nobody named a queue: it is then a file in the data folder, and ``tracker serve`` has a worker."""
        return not self._app.config["TRACKER_QUEUE_URL"]

    @property
    def huey(self) -> Huey:
        """The queue itself, with the one task it knows."""
        with self._lock:
            if self._huey is None:
                self._huey = _connect(self._app)
                self._ring = self._huey.task(name=TASK)(self._work)
            return self._huey

    def _work(self, job_id: str) -> None:
        if self.do is not None:
            self.do(UUID(job_id))

    def ring(self, job_id: UUID) -> None:
        """Tell a worker, whichever comes first, that a job waits."""
        bell = self.huey
        bell.enqueue(self._ring.s(str(job_id)))

    def count(self) -> int:
        """How many rings no worker has heard yet. Any exception means that the queue does not answer."""
        return int(self.huey.storage.queue_size())

    def close(self) -> None:
        """Let go of the connection."""
        if self._huey is not None:
            self._huey.storage.close()
            self._huey = None


def _connect(app: Flask) -> Huey:
    url = str(app.config["TRACKER_QUEUE_URL"])
    # Messages are pickled: only ours, under our key, are opened.
    settings: dict[str, Any] = {"results": False, "serializer": SignedSerializer(secret=app.config["SECRET_KEY"])}
    scheme = urlsplit(url).scheme
    if scheme in ("redis", "rediss"):
        return RedisHuey(NAME, url=url, **settings)
    if scheme == "postgresql":
        return PostgresHuey(NAME, dsn=url, **settings)
    file = Path(url.removeprefix("sqlite:///")) if url else app.config["TRACKER_DATA_DIR"] / "queue.sqlite3"
    return SqliteHuey(NAME, filename=str(file), timeout=15, fsync=True, **settings)


def install(app: Flask) -> None:
    """Give the app its queue."""
    app.extensions[EXTENSION] = Queue(app)


def queue_of(app: Flask) -> Queue:
    """The queue of an app."""
    found: Queue = app.extensions[EXTENSION]
    return found


def ring_after_commit(job_id: UUID) -> None:
    """Ring for a job once the transaction that asks for it stands."""
    db.session.info.setdefault(RINGS, []).append(job_id)


def ring(job_ids: list[UUID]) -> None:
    """Ring now. A queue that does not answer loses nothing: the schedule rings again."""
    queue = queue_of(current_app)
    try:
        for job_id in job_ids:
            queue.ring(job_id)
    except Exception:  # each of three drivers has errors of its own
        log.warning("The queue does not answer; what waits is rung for again by the schedule.", exc_info=True)


@event.listens_for(db.session, "after_commit")
def _ring_what_was_asked(session: Session) -> None:
    if session.get_nested_transaction() is None and has_app_context():
        rings = session.info.pop(RINGS, [])
        if rings:
            ring(rings)


@event.listens_for(db.session, "after_rollback")
def _forget_what_was_not(session: Session) -> None:
    session.info.pop(RINGS, None)
