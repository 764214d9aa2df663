"""Reports of many people: one file that a worker makes once the product is served, and one that came to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from tracker import clock
from tracker.batches import actions, queries
from tracker.batches.models import Form, Whom
from tracker.batches.orders import Order
from tracker.database import db
from tracker.demo.calendar import Calendar, Stage
from tracker.jobs.models import Job, JobState, JobStep, StepState
from tracker.language import _
from tracker.reports.models import Audience, Paper, ReportKind

MOST: Final = 4


def plan(stage: Stage, calendar: Calendar) -> None:
    """Both near today: files are kept for a week."""
    calendar.on(calendar.today - timedelta(days=1), lambda: _print_in_vain(stage))
    calendar.on(calendar.today, lambda: _print(stage))


def _print(stage: Stage) -> None:
    """A worker lays them out in the background, so that the demo begins no later. Who is not ready is listed."""
    _ask(stage, ReportKind.COMPETENCY, [person.id for person in stage.employees[1 : 1 + MOST]], "batch")


def _print_in_vain(stage: Stage) -> None:
    """The machine had no room for it. 'Go on where it stood' does it."""
    job = _ask(stage, ReportKind.VERIFICATION, [stage.employees[0].id], "batch in vain")
    (key,) = (one.write() for one in queries.list_keys(Order.read(job.arguments)))
    now = clock.now()
    note = _(
        "No PDF can be made now: the disk of the server is full. Read the report as a page instead, "
        "and ask the operator to make room."
    )
    db.session.add(JobStep(job_id=job.id, number=1, key=key, state=StepState.FAILED, note=note, ended_at=now))
    job.state, job.state_at, job.started_at, job.ended_at = JobState.FAILED, now, now, now
    job.total = job.ended_steps = 1
    job.fault = _("Nothing could be printed, so there is no file. The reasons stand below.")
    db.session.flush()


def _ask(stage: Stage, kind: ReportKind, people: Sequence[UUID], name: str) -> Job:
    order = Order(kind, Whom.PEOPLE, tuple(people), Audience.PERSONNEL_FILE, Form.ZIP, Paper.LETTER)
    return actions.ask(order, key=uuid5(stage.hr.id, name), by=stage.hr)
