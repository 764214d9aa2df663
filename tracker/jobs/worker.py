"""A worker process: threads that do jobs as they are rung for, one that gives signs of life, one for the schedule."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid4

from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from tracker.database import db
from tracker.jobs import queue, running, schedule, workers

# Seconds between two signs of life; twelve may be missed before others take the worker for dead.
SIGN_EVERY: Final = 5.0
RING_AGAIN_EVERY: Final = 15.0
FORGET_EVERY: Final = 6 * 3600.0
# How long the jobs under way may take to come to the end of a step when the worker is told to end.
SECONDS_TO_END: Final = 20
log = logging.getLogger(__name__)

schedule.add_to_schedule("ring again", every=RING_AGAIN_EVERY, do=lambda: queue.ring(workers.list_unheard()))
schedule.add_to_schedule("old jobs", every=FORGET_EVERY, do=workers.forget_old_jobs)


class WorkerProcess:
    """One worker. ``run`` blocks until a signal ends it: it finishes the step it is at, then lets go of everything."""

    def __init__(self, app: Flask, *, threads: int, sign_every: float = SIGN_EVERY) -> None:
        self.app, self.id, self.threads, self.sign_every = app, uuid4(), threads, sign_every
        self._ended = threading.Event()
        self._busy: set[UUID] = set()
        self._lock = threading.Lock()
        self._keeps_schedule = False

    def run(self) -> None:
        """Work until SIGTERM (in good order) or SIGINT (at once; what was under way is done again)."""
        bell = queue.queue_of(self.app)
        # Its own periodic tasks would run once for each worker; our schedule has one keeper.
        settings = {"periodic": False, "max_delay": 1.0, "shutdown_timeout": SECONDS_TO_END, "graceful_signal": "TERM"}
        consumer = Consumer(bell.huey, workers=self.threads, **settings)
        bell.do = lambda job_id: self._do(job_id, consumer.stop_flag.is_set)
        self._give_sign()
        others = [threading.Thread(target=each, daemon=True) for each in (self._live, self._keep)]
        for thread in others:
            thread.start()
        consumer.run()
        self._ended.set()
        for thread in others:
            thread.join(SECONDS_TO_END)
        with self.app.app_context():
            workers.end(self.id)
            db.engine.dispose()
        bell.close()

    def _do(self, job_id: UUID, is_stopping: Callable[[], bool]) -> None:
        with self._lock:
            if job_id in self._busy:
                return
            self._busy.add(job_id)
        try:
            running.work(self.app, job_id, self.id, is_stopping=is_stopping)
        finally:
            with self._lock:
                self._busy.discard(job_id)

    def _give_sign(self) -> None:
        with self._lock:
            busy = set(self._busy)
        with self.app.app_context():
            workers.give_sign(self.id, busy_with=busy)
            self._keeps_schedule = workers.keeps_schedule(self.id)

    def _live(self) -> None:
        while not self._ended.wait(self.sign_every):
            try:
                self._give_sign()
            except SQLAlchemyError:
                log.exception("The worker could not give a sign of life.")

    def _keep(self) -> None:
        while not self._ended.wait(min(1.0, self.sign_every)):
            if self._keeps_schedule:
                with self.app.app_context():
                    schedule.run_due()
