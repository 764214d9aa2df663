"""How far a job is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker import clock
from tracker.jobs.kinds import find_kind
from tracker.jobs.models import Job, JobState, JobStep
from tracker.language import _, _n
from tracker.words import label

# Before so many steps have ended, nobody can say how long the others take.
STEPS_TO_GUESS: Final = 3


@dataclass(frozen=True)
class Shown:
    """A job as its page and the list show it. ``button`` and ``address`` lead to what it made."""

    job: Job
    title: str
    state: str
    time_left: str
    address: str | None


def show(job: Job) -> Shown:
    """Put a job in words."""
    kind = find_kind(job.kind)
    return Shown(
        job=job,
        title=str(kind.title) if kind else _("Something this version does not know"),
        state=str(label(job.state)),
        time_left=_say_time_left(job),
        address=kind.address(job) if kind and job.state is not JobState.CANCELLED and job.is_over else None,
    )


def say_notes(job: Job, steps: Sequence[JobStep]) -> list[str]:
    """What was left out and why, each with what it is about."""
    kind = find_kind(job.kind)
    names = kind.name_steps([step.key for step in steps]) if kind else {}
    return [_say_note(step, names.get(step.key, "")) for step in steps]


def _say_note(step: JobStep, name: str) -> str:
    if not name or name in step.note:
        return step.note
    return _("%(name)s: %(why)s", name=name, why=step.note)


def _say_time_left(job: Job) -> str:
    """About how long the rest takes, as the steps before took; empty while nobody can say."""
    is_known = job.total is not None and job.started_at is not None and job.ended_steps >= STEPS_TO_GUESS
    if job.state is not JobState.RUNNING or not is_known or job.total is None or job.started_at is None:
        return ""
    passed = (clock.now() - job.started_at).total_seconds()
    seconds = passed / job.ended_steps * (job.total - job.ended_steps)
    if seconds < 60:
        return _("Less than a minute left.")
    return _n("About %(num)d minute left.", "About %(num)d minutes left.", round(seconds / 60))
