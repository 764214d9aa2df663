"""What a development plan says, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tracker.goals.models import OPEN, GoalStatus
from tracker.language import _
from tracker.reports.about_content import PersonContent, Said
from tracker.reports.models import ReportKind


@dataclass(frozen=True)
class ItemNamed:
    """A competency by code and statement."""

    code: str
    statement: str


@dataclass(frozen=True)
class PlannedStep:
    """What one of the two will do, by when. ``done_on`` is None while it is to be done."""

    owner: str
    text: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class Progress:
    """A note on progress."""

    by: str
    written_on: date
    text: str


@dataclass(frozen=True)
class Moved:
    """That the day to reach it moved when the goal was carried into a next review."""

    on: date
    before: date
    target_on: date


@dataclass(frozen=True)
class PlannedGoal:
    """One goal. ``agreed_on`` is the day on which the second of the two agreed."""

    statement: str
    strength: str
    success: str
    support_needed: str
    start_on: date
    target_on: date
    written_on: date
    status: GoalStatus
    agreed_on: date | None
    ended_on: date | None
    reason: str
    items: tuple[ItemNamed, ...]
    steps: tuple[PlannedStep, ...]
    notes: tuple[Progress, ...]
    moved: tuple[Moved, ...]
    statements: tuple[Said, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is in motion."""
        return self.status in OPEN


@dataclass(frozen=True)
class PlanContent(PersonContent):
    """A development plan: goals in motion first, the nearest day first; then those that were met or closed."""

    document_kind: ClassVar = ReportKind.PLAN
    goals: tuple[PlannedGoal, ...]

    @property
    def title(self) -> str:
        """The heading of the page and of the document."""
        return _("Development plan: %(name)s", name=self.about.name)
