"""Reports of many people as a kind of job: one step a person, then one file."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from flask import current_app, url_for
from sqlalchemy.orm import undefer

from tracker.access.guard import may, signed_in
from tracker.access.permissions import Permission
from tracker.batches import actions, files, queries
from tracker.batches.files import Bound
from tracker.batches.making import Made, Making
from tracker.batches.orders import Order
from tracker.database import db
from tracker.errors import Refusal
from tracker.jobs.kinds import Kind, Outcome
from tracker.jobs.models import Job
from tracker.language import _, _l, speaking
from tracker.reports.models import IssuedReport
from tracker.reports.pressing import printer
from tracker.web.employer import employer_name
from tracker.words import label

# So many jobs may have reports under way in one process; of a job that was stopped nobody asks for the rest.
MOST_UNDER_WAY: Final = 8


class ReportsOfMany(Kind):
    """Prints one report after the other with the rights of whoever asked, and keeps them as one file for them."""

    name = queries.NAME
    title = _l("Reports of many people")

    def __init__(self) -> None:
        self._under_way: OrderedDict[UUID, Making] = OrderedDict()
        self._bound: dict[UUID, int] = {}
        self._lock = threading.Lock()

    def plan(self, job: Job) -> Sequence[str]:
        """One step for each person."""
        if not may(Permission.REPORT_BATCH):
            raise Refusal(_("You may not do this any more."))
        return [key.write() for key in queries.list_keys(Order.read(job.arguments))]

    def make(self, job: Job, key: str) -> Made:
        """Lay one report out, while the next ones are read."""
        making = self._making(job)
        coming = queries.list_coming(job, queries.find_number(job, key), making.ahead) if making.ahead else ()
        return making.make(key, coming)

    def keep(self, job: Job, key: str, made: Made) -> Outcome:
        """Keep the copy, with its lines in the trail of the person."""
        return Outcome(made_id=self._making(job).keep(made).id)

    def conclude(self, job: Job) -> None:
        """Bind what was made into one file."""
        self._close(job)
        order, made = Order.read(job.arguments), queries.list_made(job)
        if not made:
            raise Refusal(_("Nothing could be printed, so there is no file. The reasons stand below."))
        named = {"title": self._title(order), "author": employer_name(), "language": order.language}
        path = files.path_of(job.id, order.form)
        with files.writing_to(path) as file, files.bind(file, order.form, **named) as bound:
            with speaking(order.language):
                count = self.bind(job, bound, made)
            bound.end(queries.list_left_out(job))
        self._bound[job.id] = count

    def bind(self, job: Job, bound: Bound, made: Sequence[UUID]) -> int:
        """Put everything into the file, in order. Return how many reports are in."""
        return files.fill(bound, made, read=read_copy, names=queries.names_in(made))

    def say_what(self, order: Order) -> str:
        """What the file holds, for its name and title."""
        return str(label(order.kind))

    def finish(self, job: Job) -> None:
        """Write down that the file is there."""
        order, count = Order.read(job.arguments), self._bound.pop(job.id)
        if queries.count_standing(queries.list_made(job)) != count:
            files.drop(job.id)
            raise Refusal(_("A text was removed for privacy while the file was made. Choose 'Go on where it stood'."))
        size = files.path_of(job.id, order.form).stat().st_size
        name = f"{files.name_file(self._title(order))}.{order.form.value}"
        actions.keep_file(job, order, reports=count, size=size, name=name)

    def name_steps(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Each step is about a person."""
        return queries.name_keys(keys)

    def address(self, job: Job) -> str | None:
        """The file, where one was made."""
        return url_for("batches.take", job_id=job.id) if job.made_id else None

    def _title(self, order: Order) -> str:
        """What the file is called, in the language of its documents."""
        with speaking(order.language):
            return files.title_of(self.say_what(order))

    def _making(self, job: Job) -> Making:
        with self._lock:
            found = self._under_way.pop(job.id, None)
            if found is None or found.reader is not signed_in():
                found = self._begin(job)
            self._under_way[job.id] = found
            while len(self._under_way) > MOST_UNDER_WAY:
                self._under_way.popitem(last=False)[1].close()
            return found

    def _begin(self, job: Job) -> Making:
        processes = current_app.config["TRACKER_RENDER_PROCESSES"]
        order = Order.read(job.arguments)
        return Making(order, signed_in(), render=printer().render, processes=processes)

    def _close(self, job: Job) -> None:
        with self._lock:
            found = self._under_way.pop(job.id, None)
        if found is not None:
            found.close()


def read_copy(copy_id: UUID) -> IssuedReport | None:
    """One issued copy with its bytes; the reading transaction does not outlive it."""
    copy = db.session.get(IssuedReport, copy_id, options=[undefer(IssuedReport.pdf)], populate_existing=True)
    db.session.commit()
    if copy is not None:
        db.session.expunge(copy)
    return copy
